"""The question that follows an answer, with every time predicted."""

from tests.centre.building import HOUR, MINUTE, Need, contact_rows, merged, run, scenario_of

NEXT = {"handling": {"family": "exponential", "mean": "6 min"}}
TOPICS = {"topics": {"question": {"follow_up": {"topic": "next", "share": 0.5, "after": "1 h"}}, "next": NEXT}}


def then(at=1.0, **about):
    return Need(at, topic="next", work=2 * MINUTE, **about)


def tell(*needs, people=1, **over):
    return run(scenario_of(**merged(TOPICS, over)), needs, people)


def test_a_solved_need_is_followed_by_the_next_question():
    log = tell(Need(0, then=then(0.5, arises=0.49)), Need(0, then=then(arises=0.5)))
    assert contact_rows(log, "need", "attempt", "topic", "arrived", "ended", "follows", "follows_up") == [
        (0, 1, "question", 0, 5 * MINUTE, "none", None),
        (1, 1, "question", 0, 10 * MINUTE, "none", None),
        (2, 1, "next", 35 * MINUTE, 37 * MINUTE, "none", 0),
    ]


def test_a_need_that_is_not_solved_is_followed_by_nothing_until_it_is():
    question = {"question": {"resolution": 0.5, "recontact": {"share": 0.5, "after": "1 h"}}}
    later = [{"draws": {"solved": 0.0}}]
    solved_later = Need(0, draws={"solved": 0.9, "recontacts": 0.0}, later=later, then=then())
    never = Need(0, draws={"solved": 0.9}, then=then())
    log = tell(solved_later, never, people=2, topics=question)
    assert contact_rows(log, "need", "attempt", "topic", "arrived") == [
        (0, 1, "question", 0),
        (0, 2, "question", HOUR + 5 * MINUTE),
        (1, 1, "question", 0),
        (2, 1, "next", 2 * HOUR + 10 * MINUTE),
    ]


def test_answering_it_at_once_takes_time_and_lowers_its_share():
    proactive = {"question": {"follow_up": {"proactive": {"removes": 0.6, "extra": "1 min"}}}}
    log = tell(Need(0, then=then(arises=0.19)), Need(0, then=then(arises=0.2)), topics=proactive)
    assert contact_rows(log, "need", "topic", "handled", "arrived") == [
        (0, "question", 6 * MINUTE, 0),
        (1, "question", 6 * MINUTE, 0),
        (2, "next", 2 * MINUTE, HOUR + 6 * MINUTE),
    ]


def test_self_service_answers_nothing_in_advance():
    proactive = {"question": {"follow_up": {"proactive": {"removes": 0.6, "extra": "1 min"}}}}
    care = {"topics": {"question": 0.5}}
    log = tell(Need(0, draws={"self_service": 0.0}, then=then(arises=0.49)), topics=proactive, self_service=care)
    assert contact_rows(log, "topic", "outcome", "arrived") == [
        ("question", "self_served", 0),
        ("next", "served", HOUR),
    ]


def test_a_chain_of_questions():
    chain = {"next": {"follow_up": {"topic": "question", "share": 0.5, "after": "2 h"}}}
    log = tell(Need(0, then=then(then=Need(1.0))), topics=chain)
    first, second = 5 * MINUTE + HOUR, 5 * MINUTE + HOUR + 2 * MINUTE + 2 * HOUR
    assert contact_rows(log, "need", "topic", "arrived", "follows_up") == [
        (0, "question", 0, None),
        (1, "next", first, 0),
        (2, "question", second, 1),
    ]


def test_the_next_question_has_attempts_of_its_own():
    phone = {"channels": {"phone": {"redial": {"share": 0.5, "after": "10 min"}}}}
    follow = then(patience=MINUTE, draws={"redials": 0.0}, later=[{"draws": {}, "patience": MINUTE}])
    log = tell(Need(0, then=follow), people=[("Ann", "care", "shift", 0, HOUR)], **phone)
    assert contact_rows(log, "need", "attempt", "arrived", "outcome") == [
        (0, 1, 0, "served"),
        (1, 1, HOUR + 5 * MINUTE, "abandoned"),
        (1, 2, HOUR + 16 * MINUTE, "abandoned"),
    ]

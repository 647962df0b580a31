"""The same question on two channels at once, with every time predicted."""

from sim.measures.needs import first_response
from sim.measures.reached import ends_of_needs
from sim.measures.records import records_of
from tests.centre.building import HOUR, MINUTE, SECOND, Need, contact_rows, four_channels, merged, run

TWICE = {"channels": {"phone": {"duplicate": {"share": 0.5, "to": "email", "after": "10 min", "consistent": 0.7}}}}
SHARED = {"omnichannel": {"merge": "30 s"}}
AGAIN = {"topics": {"question": {"resolution": 0.5, "recontact": {"share": 0.5, "after": "1 h"}}}}
RESOLUTION = {"topics": {"question": {"resolution": 0.5}}}
UNSOLVED = {"solved": 0.9, "recontacts": 0.0}
ANN = ("Ann", "care", "shift", 0, 24 * HOUR)


def late(at):
    """Ann from a time on."""
    return [("Ann", "care", "shift", at, 24 * HOUR)]


def copy(at=1.0, **about):
    return Need(at, channel="email", work=3 * MINUTE, **about)


def tell(*needs, people=(ANN,), **over):
    return run(four_channels(**merged(TWICE, over)), needs, people)


def test_who_is_answered_before_does_not_ask_again():
    log = tell(Need(0, twice=copy()))
    assert contact_rows(log, "need", "outcome", "duplicate_of") == [(0, "served", None)]


def test_answered_twice_and_the_second_answer_may_differ():
    needs = [Need(0, twice=copy(0.5, draws={"consistent": draw})) for draw in (0.69, 0.7)]
    log = tell(*needs, people=late(HOUR))
    assert contact_rows(log, "need", "channel", "arrived", "duplicate_of", "answered", "outcome", "consistent") == [
        (0, "phone", 0, None, HOUR, "served", None),
        (1, "phone", 0, None, HOUR + 5 * MINUTE, "served", None),
        (2, "email", 5 * MINUTE, 0, HOUR + 10 * MINUTE, "served", True),
        (3, "email", 5 * MINUTE, 1, HOUR + 13 * MINUTE, "served", False),
    ]


def test_a_shared_history_puts_them_together_for_a_little_work():
    log = tell(Need(0, twice=copy(0.5)), people=late(HOUR), **SHARED)
    assert contact_rows(log, "outcome", "ended", "handled", "solved", "consistent") == [
        ("served", HOUR + 5 * MINUTE + 30 * SECOND, 5 * MINUTE + 30 * SECOND, True, None),
        ("merged", HOUR, 0, None, None),
    ]


def test_the_first_contact_is_withdrawn_where_the_second_is_begun():
    mail = {"team": {"groups": {"care": {"channels": ["email", "chat", "social"]}, "calls": {
        "channels": ["phone"], "wage_per_hour": 15, "shrinkage": {"absence": 0}}}}}  # fmt: skip
    log = tell(Need(0, twice=copy()), **SHARED, **mail)
    assert contact_rows(log, "outcome", "answered", "ended", "handled") == [
        ("merged", None, 10 * MINUTE, 0),
        ("served", 10 * MINUTE, 13 * MINUTE + 30 * SECOND, 3 * MINUTE + 30 * SECOND),
    ]


def test_a_contact_that_is_not_in_the_queue_yet_is_not_begun_later():
    """The e-mail is with a slow bot when the call is begun."""
    bot = {"bot": {"channels": ["email"], "topics": {"question": 0.1}, "duration": "20 min"}}
    log = tell(Need(0, twice=copy(0.5)), people=late(15 * MINUTE), automation=bot, **SHARED)
    assert contact_rows(log, "outcome", "answered", "ended") == [
        ("served", 15 * MINUTE, 20 * MINUTE + 30 * SECOND),
        ("merged", None, 25 * MINUTE),
    ]


def test_a_chat_that_waited_behind_the_withdrawn_call_gets_in():
    """Ann has a chat and room; the call before the second chat is withdrawn as Bob begins with its duplicate."""
    groups = {"care": {"channels": ["phone", "chat"]}, "mail": {
        "channels": ["email"], "wage_per_hour": 15, "shrinkage": {"absence": 0}}}  # fmt: skip
    chat = {"channels": {"phone": {"duplicate": {"after": "2 min"}}, "social": None}}
    over = merged({"team": {"groups": groups}, "demand": {"contacts_per_week": {"social": None}}} | SHARED, chat)
    needs = [Need(0, channel="chat", work=HOUR), Need(MINUTE, twice=copy()), Need(2 * MINUTE, channel="chat")]
    log = tell(*needs, people=[ANN, ("Bob", "mail", "shift", 0, 24 * HOUR)], **over)
    assert contact_rows(log, "need", "outcome", "answered") == [
        (0, "served", 0),
        (1, "merged", None),
        (2, "served", 3 * MINUTE),
        (3, "served", 3 * MINUTE),
    ]


def test_the_customer_comes_again_when_both_have_ended_unsolved():
    draws = UNSOLVED | {"consistent": 0.0}
    needs = [Need(0, draws=draws, twice=copy(0.5, draws=draws, later=[{"draws": {}}]))]
    log = tell(*needs, people=late(HOUR), **AGAIN)
    again = HOUR + 8 * MINUTE + HOUR
    assert contact_rows(log, "need", "attempt", "channel", "arrived", "solved", "follows") == [
        (0, 1, "phone", 0, False, "none"),
        (1, 1, "email", 5 * MINUTE, False, "recontact"),
        (1, 2, "email", again, True, "none"),
    ]


def test_who_is_helped_by_either_does_not_come_again():
    unsolved, solved = UNSOLVED, {"consistent": 0.0}
    first = Need(0, draws=unsolved, twice=copy(0.5, draws=solved))
    second = Need(0, draws={}, twice=copy(0.5, draws=unsolved))
    log = tell(first, second, people=late(HOUR), **AGAIN)
    assert contact_rows(log, "attempt") == [1, 1, 1, 1]


def test_who_hangs_up_waits_for_the_other_answer():
    redial = {"channels": {"phone": {"redial": {"share": 0.5, "after": "1 min"}}}}
    draws = {"redials": 0.0}
    needs = [Need(0, patience=6 * MINUTE, draws=draws, twice=copy(at, draws={})) for at in (0.5, 0.7)]
    log = tell(*needs, people=late(HOUR), **redial)
    # the first has an e-mail under way when it hangs up, the second has not and tries again
    assert contact_rows(log, "need", "attempt", "channel", "outcome") == [
        (0, 1, "phone", "abandoned"),
        (1, 1, "phone", "abandoned"),
        (1, 2, "phone", "abandoned"),
        (2, 1, "email", "served"),
    ]


def test_a_duplicate_after_the_end_of_the_run_is_not_made():
    log = tell(Need(7 * 24 * HOUR - MINUTE, twice=copy()), people=[])
    assert contact_rows(log, "outcome") == ["unresolved"]


def test_who_is_merged_while_with_a_vendors_pool_has_not_hung_up():
    pool = {"channels": ["email"], "price": {"scheme": "per_contact", "rate": 1}}
    pool["response"] = {"family": "constant", "mean": "2 h"}
    needs = [Need(0, twice=copy(patience=90 * MINUTE))]
    log = tell(*needs, people=late(HOUR), vendors={"out": pool}, **SHARED)
    assert contact_rows(log, "outcome", "ended") == [
        ("served", HOUR + 5 * MINUTE + 30 * SECOND),
        ("merged", 10 * MINUTE + 90 * MINUTE),
    ]


def test_a_question_asked_twice_is_one_need_that_ends_as_the_contact_that_ended_last():
    def ends(**over):
        needs = [
            Need(0, patience=6 * MINUTE, twice=copy(0.5)),  # hangs up and is helped by the other
            Need(1, patience=6 * MINUTE, twice=copy(0.5, draws={"solved": 0.9})),  # the other does not help
            Need(2, patience=6 * MINUTE, twice=copy(0.5, patience=HOUR // 2)),  # both give up
            Need(3, twice=copy(0.5)),  # both help, or one alone
        ]
        scenario = four_channels(**merged(TWICE, over))
        return ends_of_needs(records_of(run(scenario, needs, late(HOUR)), scenario)).iloc[0]

    for table in (ends(**RESOLUTION), ends(**RESOLUTION, **SHARED)):
        assert table["needs"] == 4
        assert (table["solved_share"], table["lost_share"], table["unsolved_share"]) == (0.5, 0.25, 0.25)


def test_somebody_with_another_duty_puts_them_together_when_beginning_and_not_before():
    slow = {"second_duty": {"pick_up": {"family": "constant", "mean": "20 min"}}}
    over = SHARED | {"team": {"groups": {"care": slow}}}
    stays = tell(Need(0, twice=copy(0.5)), people=late(HOUR), **over)
    assert contact_rows(stays, "outcome", "answered", "ended", "handled") == [
        ("served", HOUR + 20 * MINUTE, HOUR + 25 * MINUTE + 30 * SECOND, 5 * MINUTE + 30 * SECOND),
        ("merged", None, HOUR + 20 * MINUTE, 0),
    ]
    leaves = tell(Need(0, patience=70 * MINUTE, twice=copy(0.5)), people=late(HOUR), **over)
    assert contact_rows(leaves, "outcome", "answered") == [("abandoned", None), ("served", 90 * MINUTE)]


def test_a_merged_contact_is_no_further_need_and_the_wait_counts_from_the_first_time_asked():
    mail = {"team": {"groups": {"care": {"channels": ["email", "chat", "social"]}, "calls": {
        "channels": ["phone"], "wage_per_hour": 15, "shrinkage": {"absence": 0}}}}}  # fmt: skip
    scenario = four_channels(**merged(TWICE, SHARED | mail))
    call_merged = records_of(run(scenario, [Need(0, twice=copy())], [ANN]), scenario)
    response = first_response(call_merged, percentiles=[50])  # the e-mail is answered 10 min after the call came
    assert response[["needs", "responded", "first_response_p50_minutes"]].to_numpy().tolist() == [[1, 1, 10.0]]
    both = four_channels(**merged(TWICE, SHARED))
    mail_merged = records_of(run(both, [Need(0, twice=copy(0.5))], late(HOUR)), both)
    response = first_response(mail_merged, percentiles=[50])
    assert response[["needs", "responded", "first_response_p50_minutes"]].to_numpy().tolist() == [[1, 1, 60.0]]

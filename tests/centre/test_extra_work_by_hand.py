"""Work besides the handling time: looking customers up, personal answers, hearing the same story again."""

import pytest

from tests.centre.building import HOUR, MINUTE, SECOND, Need, contact_rows, four_channels, run, scenario_of

PRICE = {"scheme": "per_contact", "rate": 1}
SEGMENTS = {"usual": {"share": 0.5, "lookup": "30 s"}, "premium": {"share": 0.5, "lookup": "30 s", "personal": "1 min"}}
AGAIN = {"resolution": 0.5, "recontact": {"share": 0.5, "after": "1 h"}, "parts": {"gather": 0.4, "solve": 0.6}}
UNSOLVED = {"solved": 0.9, "recontacts": 0.0}


def told_twice(**over):
    """A call of 10 minutes that solves nothing, and another an hour later."""
    scenario = scenario_of(topics={"question": AGAIN}, **over)
    return run(scenario, [Need(0, work=10 * MINUTE, draws=UNSOLVED, later=[{"draws": {"solved": 0.0}}])], 1)


def test_looking_up_and_a_personal_answer_take_time():
    scenario = scenario_of(demand={"segments": SEGMENTS})
    log = run(scenario, [Need(0, segment=0), Need(HOUR, segment=1)], 1)
    assert contact_rows(log, "handled", "personalised") == [(330 * SECOND, False), (390 * SECOND, True)]


def test_speed_applies_to_them_too_and_nobody_personal_answers_who_hung_up():
    scenario = scenario_of(demand={"segments": SEGMENTS}, team={"groups": {"care": {"speed": 0.5}}})
    log = run(scenario, [Need(0, segment=1), Need(0, segment=1, patience=MINUTE)], 1)
    assert contact_rows(log, "handled", "personalised") == [(2 * 390 * SECOND, True), (0, False)]


def test_at_a_vendors_shared_pool_too():
    vendor = {"channels": ["phone"], "response": {"family": "constant", "mean": "1 min"}, "price": PRICE}
    scenario = scenario_of(demand={"segments": SEGMENTS}, vendors={"out": vendor})
    assert contact_rows(run(scenario, [Need(0, segment=1)], 0), "answered", "handled") == [(MINUTE, 390 * SECOND)]


def test_without_a_shared_history_the_story_is_gathered_again():
    assert contact_rows(told_twice(), "attempt", "handled", "repeated_gathering") == [
        (1, 10 * MINUTE, 0),
        (2, 10 * MINUTE, 4 * MINUTE),
    ]


@pytest.mark.parametrize(("saves", "left"), [(1.0, 0), (0.75, 1), (0.0, 4)])
def test_a_shared_history_saves_the_second_gathering(saves, left):
    log = told_twice(omnichannel={"saves": saves})
    assert contact_rows(log, "handled", "repeated_gathering") == [
        (10 * MINUTE, 0),
        ((6 + left) * MINUTE, left * MINUTE),
    ]


def test_a_shared_history_shortens_the_look_up_but_not_the_personal_answer():
    scenario = scenario_of(demand={"segments": SEGMENTS}, omnichannel={"saves": 0.5})
    log = run(scenario, [Need(0, segment=1)], 1)
    assert contact_rows(log, "handled") == [(300 + 15 + 60) * SECOND]


def test_what_an_assist_has_gathered_is_not_gathered_again():
    """It takes over half of four minutes; the other two are told again, or saved by a shared history."""
    care = {"groups": {"care": {"assist": {"removes": 0.5}}}}
    assert contact_rows(told_twice(team=care), "handled", "repeated_gathering") == [
        (8 * MINUTE, 0),
        (8 * MINUTE, 2 * MINUTE),
    ]
    shared = told_twice(team=care, omnichannel={})
    assert contact_rows(shared, "handled", "repeated_gathering") == [(8 * MINUTE, 0), (6 * MINUTE, 0)]


def test_a_customer_whom_a_bot_passes_on_has_told_the_story():
    automation = {"bot": {"channels": ["chat"], "topics": {"question": 0.5}, "accept": 0.5}}
    topics = {"question": {"parts": {"gather": 0.4, "solve": 0.6}}}
    needs = [Need(0, channel="chat", draws={"accepts_automation": draw}) for draw in (0.4, 0.6)]
    silo = run(four_channels(automation=automation, topics=topics), needs, 2)
    shared = run(four_channels(automation=automation, topics=topics, omnichannel={}), needs, 2)
    assert contact_rows(silo, "handled", "repeated_gathering") == [(5 * MINUTE, 2 * MINUTE), (5 * MINUTE, 0)]
    assert contact_rows(shared, "handled", "repeated_gathering") == [(3 * MINUTE, 0), (5 * MINUTE, 0)]


def test_who_was_never_answered_has_told_nothing():
    phone = {"redial": {"share": 0.5, "after": "1 h"}}
    scenario = scenario_of(topics={"question": AGAIN}, channels={"phone": phone}, omnichannel={})
    needs = [Need(0, work=HOUR), Need(0, patience=MINUTE, draws={"redials": 0.0}, later=[{}])]
    log = run(scenario, needs, 1)
    assert contact_rows(log, "attempt", "handled", "repeated_gathering")[1:] == [(1, 0, 0), (2, 5 * MINUTE, 0)]

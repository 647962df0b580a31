"""Special cases: decided at once, by a manager with a queue of cases, or refused. Every time predicted."""

import pytest

from sim.errors import InputError
from tests.centre.building import HOUR, MINUTE, Need, contact_rows, four_channels, merged, run, scenario_of, state_rows

MANAGER = {"channels": [], "wage_per_hour": 30, "approves": True, "present": "09:00-17:00", "shrinkage": {"absence": 0}}
REVIEW = {"family": "constant", "mean": "3 min"}
CASE = {"special": 0.0, "granted": 0.0}
ANN, MEG = ("Ann", "care", "shift", 0, 24 * HOUR), ("Meg", "managers", "shift", HOUR, 2 * HOUR)


def special(policy, build=scenario_of, groups=None, **about):
    about = {"share": 0.2, "policy": policy} | ({"review": REVIEW} if policy == "approval" else {}) | about
    over = {"topics": {"question": {"special": about}}, "team": {"groups": {"managers": MANAGER} | (groups or {})}}
    return lambda **more: build(**merged(over, more))


def test_discretion():
    scenario = special("discretion", granted=0.6, extra="2 min")()
    drawn = [CASE, {"special": 0.1, "granted": 0.6}, {"special": 0.2}]
    needs = [Need(at * HOUR, draws=draws) for at, draws in enumerate(drawn)]
    log = run(scenario, needs, 1)
    assert contact_rows(log, "special", "granted", "solved", "handled") == [
        (True, True, True, 7 * MINUTE),
        (True, False, False, 7 * MINUTE),
        (False, None, True, 5 * MINUTE),
    ]


def test_a_manager_decides_case_after_case_when_there():
    scenario = special("approval", granted=0.5)()
    needs = [Need(0, draws=CASE), Need(HOUR, draws={"special": 0.0, "granted": 0.5}), Need(HOUR, draws=CASE)]
    log = run(scenario, needs, [ANN, ("Bob", "care", "shift", 0, 24 * HOUR), MEG])
    assert contact_rows(log, "submitted", "approval_wait", "reviewed", "ended", "granted", "handled", "agent") == [
        (5 * MINUTE, 55 * MINUTE, 3 * MINUTE, HOUR + 3 * MINUTE, True, 5 * MINUTE, "Ann"),
        (HOUR + 5 * MINUTE, 0, 3 * MINUTE, HOUR + 8 * MINUTE, False, 5 * MINUTE, "Bob"),
        (HOUR + 5 * MINUTE, 3 * MINUTE, 3 * MINUTE, HOUR + 11 * MINUTE, True, 5 * MINUTE, "Ann"),
    ]
    assert [(state, start, end) for state, _, start, end, _ in state_rows(log, "Meg")] == [
        ("approval", HOUR, HOUR + 3 * MINUTE),
        ("available", HOUR + 3 * MINUTE, HOUR + 5 * MINUTE),
        ("approval", HOUR + 5 * MINUTE, HOUR + 8 * MINUTE),
        ("approval", HOUR + 8 * MINUTE, HOUR + 11 * MINUTE),
        ("available", HOUR + 11 * MINUTE, 2 * HOUR),
    ]


def test_the_agent_goes_on_while_the_case_waits():
    log = run(special("approval")(), [Need(0, draws=CASE), Need(1)], [ANN])
    assert contact_rows(log, "outcome", "ended", "submitted", "approval_wait", "granted") == [
        ("unresolved", None, 5 * MINUTE, 7 * 24 * HOUR - 5 * MINUTE, None),
        ("served", 10 * MINUTE, None, 0, None),
    ]


def test_a_call_interrupts_a_manager_who_also_answers():
    scenario = special("approval", groups={"managers": MANAGER | {"channels": ["phone"]}})()
    log = run(scenario, [Need(0, draws=CASE), Need(6 * MINUTE)], [("Meg", "managers", "shift", 0, HOUR)])
    # a minute of the case, the call of five, a minute of reading again and the other two
    assert contact_rows(log, "ended", "reviewed") == [(14 * MINUTE, 4 * MINUTE), (11 * MINUTE, 0)]


def test_refusal_and_what_the_refused_do():
    scenario = special("refusal", four_channels, refused={"again": 0.3, "public": 0.2, "after": "1 h"})(
        channels={"social": {"public_after": "8 h"}}
    )
    refused = [Need(0, draws=CASE | {"refused": draw}, later=[{"draws": {"refused": 0.9}}]) for draw in (0.2, 0.4, 0.5)]
    log = run(scenario, refused, 3)
    again = HOUR + 5 * MINUTE
    assert contact_rows(log, "channel", "arrived", "granted", "solved", "follows", "public_from") == [
        ("phone", 0, False, False, "recontact", None),
        ("phone", again, False, False, "none", None),
        ("phone", 0, False, False, "recontact", None),
        ("social", again, False, False, "none", again),
        ("phone", 0, False, False, "none", None),
    ]


def test_neither_self_service_nor_a_bot_answers_a_special_case():
    automation = {"bot": {"channels": ["chat"], "topics": {"question": 1}, "duration": "1 min"}}
    scenario = special("discretion", four_channels)(self_service={"topics": {"question": 1}}, automation=automation)
    needs = [Need(0, channel="chat", draws={"special": draw, "self_service": 0.0}) for draw in (0.1, 0.2)]
    log = run(scenario, needs, 1)
    assert contact_rows(log, "outcome", "queued") == [("served", MINUTE), ("self_served", None)]


def test_at_a_vendors_shared_pool_the_manager_decides_too():
    price = {"scheme": "per_contact", "rate": 1}
    vendor = {"channels": ["phone"], "response": {"family": "constant", "mean": "1 min"}, "price": price}
    log = run(special("approval")(vendors={"out": vendor}), [Need(HOUR, draws=CASE)], [MEG])
    assert contact_rows(log, "submitted", "ended", "by") == [(HOUR + 6 * MINUTE, HOUR + 9 * MINUTE, "vendor")]


def test_a_case_at_hand_when_the_run_ends_is_accounted_for():
    end = 7 * 24 * HOUR
    log = run(special("approval")(), [Need(end - 6 * MINUTE, draws=CASE)], [(*ANN[:3], 0, end), (*MEG[:3], 0, end)])
    assert contact_rows(log, "outcome", "approval_wait", "reviewed") == [("unresolved", 0, MINUTE)]


@pytest.mark.parametrize(
    ("over", "told"),
    [
        ({"team": {"groups": {"managers": {"approves": False}}}}, "nobody approves"),
        ({"team": {"groups": {"managers": {"present": "never"}}}}, "no channel and no hours"),
        ({"topics": {"question": {"special": {"refused": {"public": 0.1}}}}}, "no channel 'social'"),
        ({"topics": {"question": {"special": {"review": None}}}}, "'review'"),
    ],
)
def test_what_cannot_be(over, told):
    with pytest.raises(InputError, match=told):
        special("approval")(**over)

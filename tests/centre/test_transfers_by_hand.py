"""Contacts that come to the wrong people, with every time predicted: two topics, two groups, one of each skill."""

import pytest

from sim.finance.usage import usage_of
from tests.centre.building import HOUR, MINUTE, SECOND, Need, contact_rows, merged, run, scenario_of, state_rows

PARTS = {"gather": 0.4, "solve": 0.6}
TOPICS = {
    "question": {"skill": "plain", "parts": PARTS},
    "bug": {"skill": "tech", "handling": {"family": "exponential", "mean": "6 min"}, "parts": PARTS},
}
ASTRAY = {"misrouted": 0.0, "astray": 0.0}
ANN, TOM = ("Ann", "care", "shift", 0, 24 * HOUR), ("Tom", "techs", "shift", 0, 24 * HOUR)


def two_skills(transfer=None, **over):
    group = {"channels": ["phone"], "wage_per_hour": 15, "shrinkage": {"absence": 0}}
    base = {
        "channels": {"phone": {"misrouted": 0.5}},
        "topics": TOPICS,
        "team": {"groups": {"care": {"skills": ["plain"]}, "techs": group | {"skills": ["tech"]}}},
        "serving": {"transfer": {"triage": "1 min"} | (transfer or {})},
    }
    return scenario_of(**merged(base, over))


def bug(at=0, **about):
    return Need(at, topic="bug", draws=ASTRAY | about.pop("draws", {}), **about)


def test_the_wrong_people_find_out_and_pass_on():
    log = run(two_skills(), [bug(), Need(0, topic="bug", draws={"misrouted": 0.5})], [ANN, TOM])
    assert contact_rows(log, "answered", "ended", "agent", "handled") == [
        (0, 10 * MINUTE, "Tom", 6 * MINUTE),
        (0, 5 * MINUTE, "Tom", 5 * MINUTE),
    ]
    assert contact_rows(log, "misrouted", "transfers", "transferred", "transfer_wait") == [
        (True, 1, MINUTE, 4 * MINUTE),
        (False, 0, None, 0),
    ]
    assert state_rows(log, "Ann")[:2] == [("phone", 1, 0, MINUTE, False), ("available", 0, MINUTE, 24 * HOUR, False)]


def test_a_passed_on_contact_keeps_its_place_or_starts_anew():
    """Tom is busy until minute 5; a call of minute 0.5 waits for him when the one passed on joins at minute 1."""
    needs = [Need(0, topic="bug"), bug(1), Need(30 * SECOND, topic="bug", work=MINUTE)]
    kept, anew = (run(two_skills({"keeps_place": keeps}), needs, [ANN, TOM]) for keeps in (True, False))
    assert contact_rows(kept, "ended") == [5 * MINUTE, 10 * MINUTE, 11 * MINUTE]
    assert contact_rows(anew, "ended") == [5 * MINUTE, 11 * MINUTE, 6 * MINUTE]
    credited = run(two_skills({"keeps_place": False, "credit": "1 min"}), needs, [ANN, TOM])
    assert contact_rows(credited, "ended") == contact_rows(kept, "ended")


def test_patience_counts_anew_and_those_who_were_answered_may_hang_up():
    needs = [Need(0, topic="bug", work=HOUR), bug(1, patience=3 * MINUTE)]
    log = run(two_skills(), needs, [ANN, TOM])
    assert contact_rows(log, "outcome", "answered", "ended", "transfer_wait", "handled")[1] == (
        "abandoned", 1, 4 * MINUTE + 1, 3 * MINUTE, MINUTE,
    )  # fmt: skip


def test_the_patience_of_the_first_queue_does_not_end_the_second():
    """Ann frees at minute 2, Tom at minute 7; the first patience would have ended at minute 4, the second ends at 7."""
    needs = [Need(0, work=2 * MINUTE), Need(0, topic="bug", work=7 * MINUTE - 1), bug(0, patience=4 * MINUTE)]
    log = run(two_skills(), needs, [ANN, TOM])
    assert contact_rows(log, "outcome", "answered", "ended")[2] == ("served", 2 * MINUTE, 12 * MINUTE - 1)


@pytest.mark.parametrize(
    ("transfer", "over", "triage", "second", "repeated"),
    [
        ({}, {}, 1, 5, 2),
        ({"warm": True, "handover": "30 s"}, {}, 1.5, 3.5, 0),
        ({}, {"omnichannel": {"saves": 0.5}}, 1, 4, 1),
    ],
)
def test_the_story_is_told_again_unless_it_is_handed_over_or_shared(transfer, over, triage, second, repeated):
    log = run(two_skills(transfer, **over), [bug()], [ANN, TOM])
    assert contact_rows(log, "transferred", "ended", "repeated_gathering") == [
        (triage * MINUTE, (triage + second) * MINUTE, repeated * MINUTE)
    ]


def test_somebody_with_all_skills_need_not_pass_it_on():
    everybody = {"channels": ["phone"], "wage_per_hour": 15, "shrinkage": {"absence": 0}}
    scenario = two_skills(team={"groups": {"all": everybody}})
    log = run(scenario, [bug()], [("Zoe", "all", "shift", 0, HOUR)])
    assert contact_rows(log, "ended", "misrouted", "transfers") == [(5 * MINUTE, True, 0)]


def test_where_all_have_all_skills_nothing_is_misrouted():
    scenario = scenario_of(channels={"phone": {"misrouted": 0.99}}, topics={"bug": TOPICS["bug"]})
    log = run(scenario, [bug()], 1)
    assert contact_rows(log, "ended", "misrouted") == [(5 * MINUTE, False)]


def test_a_menu_takes_time_and_misroutes_fewer():
    scenario = two_skills(channels={"phone": {"menu": {"duration": "20 s", "misrouted": 0.1}}})
    needs = [bug(draws={"misrouted": 0.09}), bug(HOUR, draws={"misrouted": 0.1})]
    log = run(scenario, needs, [ANN, TOM])
    assert contact_rows(log, "arrived", "queued", "transfers", "ended") == [
        (0, 20 * SECOND, 1, 20 * SECOND + 6 * MINUTE),
        (HOUR, HOUR + 20 * SECOND, 0, HOUR + 20 * SECOND + 5 * MINUTE),
    ]


def test_who_goes_through_the_menu():
    """Not those who find it closed, are called back, wait for the opening or are a shared pool's; even with no time."""
    price = {"scheme": "per_contact", "rate": 1}
    pool = {
        "channels": ["phone"],
        "hours": "12:00-13:00",
        "response": {"family": "constant", "mean": "1 s"},
        "price": price,
    }
    for closed in ({"policy": "call_back"}, {"policy": "wait"}, {"policy": "give_up"}):
        channels = {"phone": {"hours": "08:00-20:00", "closed": closed, "menu": {"duration": "0 s"}}}
        scenario = two_skills(channels=channels, vendors={"pool": pool})
        needs = [Need(HOUR), Need(9 * HOUR), Need(12 * HOUR), Need(14 * HOUR, patience=0)]
        log = run(scenario, needs, [("Ann", "care", "shift", 8 * HOUR, 10 * HOUR)])
        assert contact_rows(log, "through_menu") == [False, True, False, True]
        assert usage_of(log).through_menu == {"phone": 2}


def test_an_interrupted_triage_of_an_email_goes_on():
    group = {"channels": ["phone", "email"]}
    scenario = two_skills(
        channels={"email": {"misrouted": 1, "priority": 2}},
        demand={"contacts_per_week": {"email": 10}},
        team={"groups": {"care": group, "techs": group}},
    )
    needs = [bug(channel="email"), Need(30 * SECOND, draws={"misrouted": 0.9})]
    log = run(scenario, needs, [ANN, TOM])
    # half a minute of triage, the call, a minute of reading again and the other half, then Tom
    passed_on = 30 * SECOND + 5 * MINUTE + 90 * SECOND
    assert contact_rows(log, "transferred", "ended", "handled", "interruptions")[0] == (
        passed_on, passed_on + 5 * MINUTE, 7 * MINUTE, 1,
    )  # fmt: skip


def test_a_contact_that_still_waits_to_be_taken_over_when_the_run_ends():
    end = 7 * 24 * HOUR
    log = run(two_skills(), [bug(end - 10 * MINUTE)], [("Ann", "care", "shift", end - HOUR, end)])
    assert contact_rows(log, "outcome", "transfer_wait", "handled") == [("unresolved", 9 * MINUTE, MINUTE)]

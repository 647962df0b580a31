"""Journeys around the queue: self-service, automation, closed channels, redials, re-contacts. Times predicted."""

from tests.centre.building import HOUR, MINUTE, Need, contact_rows, four_channels, run, scenario_of

OPEN = 8 * HOUR
OFFICE = {"every day": "08:00-20:00"}
DAY = 24 * HOUR


def closed(policy, **about):
    return four_channels(channels={"phone": {"hours": OFFICE, "closed": {"policy": policy, **about}}})


def test_self_service_answers_before_a_contact_exists():
    scenario = scenario_of(self_service={"topics": {"question": 0.3}})
    needs = [Need(0, draws={"self_service": 0.2999}), Need(1, draws={"self_service": 0.3})]
    log = run(scenario, needs, 1)
    assert contact_rows(log, "outcome", "queued", "ended", "solved", "by", "handler", "handled") == [
        ("self_served", None, 0, True, "self_service", "self_service", 0),
        ("served", 1, 5 * MINUTE + 1, True, "team", "care", 5 * MINUTE),
    ]


def test_self_service_takes_the_easiest():
    scenario = scenario_of(self_service={"topics": {"question": 0.3}, "takes": "easiest"})
    needs = [
        Need(0, work_draw=0.29, draws={"self_service": 0.99}),
        Need(1, work_draw=0.31, draws={"self_service": 0.0}),
    ]
    assert contact_rows(run(scenario, needs, 1), "outcome") == ["self_served", "served"]


def bot(**about):
    return {"bot": {"channels": ["chat"], "topics": {"question": 0.5}, "duration": "1 min"} | about}


def test_automation_contains_or_passes_on():
    scenario = four_channels(automation=bot())
    needs = [
        Need(0, channel="chat", draws={"contained": 0.4999}),
        Need(0, channel="chat", draws={"contained": 0.5}),
        Need(0, channel="phone", draws={"contained": 0.0}),
    ]
    log = run(scenario, needs, 3)
    assert contact_rows(log, "outcome", "queued", "answered", "ended", "solved", "by", "handler") == [
        ("automated", None, None, MINUTE, True, "automation", "bot"),
        ("served", MINUTE, MINUTE, 6 * MINUTE, True, "team", "care"),
        ("served", 0, 0, 5 * MINUTE, True, "team", "care"),
    ]


def test_who_does_not_accept_automation_goes_to_the_queue_at_once():
    scenario = four_channels(automation=bot(accept=0.6))
    needs = [Need(0, channel="chat", draws={"contained": 0.0, "accepts_automation": draw}) for draw in (0.59, 0.6)]
    log = run(scenario, needs, 1)
    assert contact_rows(log, "outcome", "queued") == [("automated", None), ("served", 0)]


def test_automation_answers_only_in_its_hours_even_where_the_channel_is_closed():
    scenario = four_channels(automation=bot(hours={"every day": "20:00-24:00"}), channels={"chat": {"hours": OFFICE}})
    draws = {"contained": 0.0}
    needs = [Need(at, channel="chat", draws=draws) for at in (20 * HOUR - 1, 20 * HOUR, DAY, DAY + OPEN)]
    log = run(scenario, needs, 1)
    assert contact_rows(log, "outcome") == ["served", "automated", "closed", "served"]


def test_the_opening_hours_are_asked_after_the_automation():
    scenario = four_channels(automation=bot(), channels={"chat": {"hours": OFFICE}})
    needs = [Need(at, channel="chat", draws={"contained": 0.9}) for at in (OPEN - MINUTE, 20 * HOUR - MINUTE)]
    log = run(scenario, needs, 1)
    assert contact_rows(log, "outcome", "ended") == [("served", OPEN + 5 * MINUTE), ("closed", 20 * HOUR)]


def test_a_false_close_comes_back():
    scenario = four_channels(
        automation=bot(false_close=0.3), topics={"question": {"recontact": {"share": 0.5, "after": "2 h"}}}
    )
    draws = {"contained": 0.0, "false_close": 0.29, "recontacts": 0.49}
    needs = [Need(0, channel="chat", draws=draws, gap=0.5, later=[{"draws": {"contained": 0.9}}])]
    log = run(scenario, needs, 1)
    again = MINUTE + HOUR  # half of the mean gap
    assert contact_rows(log, "attempt", "arrived", "outcome", "solved", "follows", "ended") == [
        (1, 0, "automated", False, "recontact", MINUTE),
        (2, again, "served", True, "none", again + 6 * MINUTE),
    ]


def test_automation_of_the_easiest_contains_its_share_of_what_self_service_left():
    """Self-service takes work draws below 0.2; half of what is left is below 0.6. A later attempt was not thinned."""
    scenario = four_channels(
        self_service={"topics": {"question": 0.2}, "takes": "easiest"},
        automation=bot(takes="easiest", duration="0 s"),
        topics={"question": {"resolution": 0.5, "recontact": {"share": 0.5, "after": "1 h"}}},
    )
    unsolved = {"solved": 0.9, "recontacts": 0.0}
    solved = {"solved": 0.0}
    needs = [
        Need(0, channel="chat", work_draw=0.199),
        Need(1, channel="chat", work_draw=0.599),
        Need(2, channel="chat", work_draw=0.601, draws=unsolved, later=[{"work_draw": 0.499}]),
        Need(3, channel="chat", work_draw=0.601, draws=unsolved, later=[{"work_draw": 0.501, "draws": solved}]),
    ]
    log = run(scenario, needs, 9)
    assert contact_rows(log, "need", "attempt", "outcome") == [
        (0, 1, "self_served"),
        (1, 1, "automated"),
        (2, 1, "served"),
        (2, 2, "automated"),
        (3, 1, "served"),
        (3, 2, "served"),
    ]


def test_closed_give_up():
    log = run(closed("give_up"), [Need(OPEN - 1), Need(OPEN), Need(20 * HOUR - 1), Need(20 * HOUR)], 4)
    assert contact_rows(log, "outcome", "ended")[::3] == [("closed", OPEN - 1), ("closed", 20 * HOUR)]
    assert contact_rows(log, "outcome")[1:3] == ["served", "served"]
    assert contact_rows(log, "queued", "solved", "by")[0] == (None, None, None)


def test_closed_wait():
    scenario = closed("wait", accept=0.5)
    people = [("Ann", "care", "shift", OPEN, 20 * HOUR)]
    needs = [
        Need(6 * HOUR, draws={"accepts_closed": 0.49}),
        Need(6 * HOUR, draws={"accepts_closed": 0.5}),
        Need(7 * HOUR, patience=HOUR - 1),
        Need(7 * HOUR, patience=HOUR),
    ]
    log = run(scenario, needs, people)
    assert contact_rows(log, "outcome", "queued", "answered") == [
        ("served", 6 * HOUR, OPEN),
        ("closed", None, None),
        ("abandoned", 7 * HOUR, None),
        ("abandoned", 7 * HOUR, None),  # the shift starts first in that instant, but with the older call
    ]


def test_closed_call_back():
    scenario = closed("call_back", after="30 min", accept=0.5)
    draws = {"accepts_closed": 0.49}
    needs = [
        Need(6 * HOUR, patience=1, draws=draws),
        Need(7 * HOUR, draws={"accepts_closed": 0.5}),
        Need(21 * HOUR, patience=1, draws=draws),
    ]
    log = run(scenario, needs, 1)
    assert contact_rows(log, "outcome", "queued", "answered", "called_back", "arrived") == [
        ("served", OPEN + 30 * MINUTE, OPEN + 30 * MINUTE, True, 6 * HOUR),
        ("closed", None, None, False, 7 * HOUR),
        ("served", DAY + OPEN + 30 * MINUTE, DAY + OPEN + 30 * MINUTE, True, 21 * HOUR),
    ]


def test_a_call_back_that_never_comes():
    scenario = four_channels(channels={"phone": {"hours": {"mon": "08:00-20:00"}, "closed": {"policy": "call_back"}}})
    log = run(scenario, [Need(0), Need(21 * HOUR)], 1)
    assert contact_rows(log, "outcome", "queued", "called_back") == [
        ("served", OPEN, True),
        ("unresolved", None, True),
    ]


def test_closed_divert():
    scenario = closed("divert", to="email")
    needs = [Need(6 * HOUR, work=9 * MINUTE, work_draw=1 - 1 / 2.718281828459045, patience=1)]
    log = run(scenario, needs, [("Ann", "care", "shift", 7 * HOUR, OPEN)])
    # e-mail has a patience of its own (never) and a handling time looked up with the same draw (its mean, 6 min)
    assert contact_rows(log, "channel", "served_channel", "outcome", "answered", "ended") == [
        ("phone", "email", "served", 7 * HOUR, 7 * HOUR + 6 * MINUTE)
    ]


def test_patience_after_a_diversion_is_that_of_the_other_channel():
    scenario = closed("divert", to="social")
    social = scenario.channels["social"].model_copy(
        update={"patience": scenario.topics["question"].handling_on("social")}
    )
    scenario = scenario.model_copy(update={"channels": {**scenario.channels, "social": social}})
    half = round(6 * MINUTE * 0.6931471805599453)
    log = run(scenario, [Need(6 * HOUR, patience=1, patience_draw=0.5)], [])
    assert contact_rows(log, "outcome", "ended") == [("abandoned", 6 * HOUR + half)]


def test_a_chain_of_diversions():
    channels = {
        "phone": {"hours": OFFICE, "closed": {"policy": "divert", "to": "chat"}},
        "chat": {"hours": OFFICE, "closed": {"policy": "divert", "to": "social"}},
    }
    log = run(four_channels(channels=channels), [Need(0)], 1)
    assert contact_rows(log, "served_channel", "outcome", "queued") == [("social", "served", 0)]


def test_redial_and_switch_of_channel():
    scenario = four_channels(
        channels={
            "phone": {"redial": {"share": 0.5, "after": "30 min", "switch": 0.4, "switch_to": "social"}},
            "social": {"patience": {"family": "constant", "mean": "2 min"}},
        }
    )
    needs = [
        Need(0, work=10 * HOUR),
        Need(MINUTE, patience=MINUTE, draws={"redials": 0.49, "switches": 0.39}, gap=2.0),
        Need(2 * MINUTE, patience=MINUTE, draws={"redials": 0.49, "switches": 0.4}, later=[{"patience": 1}]),
        Need(3 * MINUTE, patience=MINUTE, draws={"redials": 0.5}),
    ]
    log = run(scenario, needs, 1)
    again = 2 * MINUTE + HOUR
    assert contact_rows(log, "need", "attempt", "channel", "arrived", "outcome", "follows", "ended")[1:] == [
        (1, 1, "phone", MINUTE, "abandoned", "redial", 2 * MINUTE),
        (1, 2, "social", again, "abandoned", "none", again + 2 * MINUTE),
        (2, 1, "phone", 2 * MINUTE, "abandoned", "redial", 3 * MINUTE),
        (2, 2, "phone", 33 * MINUTE, "abandoned", "none", 33 * MINUTE + 1),
        (3, 1, "phone", 3 * MINUTE, "abandoned", "none", 4 * MINUTE),
    ]


def test_who_was_turned_away_redials_too():
    scenario = scenario_of(channels={"phone": {"queue_capacity": 0, "redial": {"share": 0.5, "after": "10 min"}}})
    log = run(scenario, [Need(0), Need(1, draws={"redials": 0.1}, later=[{"draws": {"redials": 0.9}}])], 1)
    assert contact_rows(log, "attempt", "outcome", "arrived")[1:] == [
        (1, "blocked", 1),
        (2, "served", 10 * MINUTE + 1),
    ]


def test_attempts_have_an_end():
    scenario = scenario_of(
        channels={"phone": {"redial": {"share": 1.0, "after": "10 min"}}}, serving={"attempts_max": 3}
    )
    log = run(scenario, [Need(0, patience=MINUTE, draws={"redials": 0.0})], [])
    assert contact_rows(log, "attempt", "arrived", "follows") == [
        (1, 0, "redial"),
        (2, 11 * MINUTE, "redial"),
        (3, 22 * MINUTE, "none"),
    ]


def test_an_unsolved_contact_comes_back_with_new_work():
    scenario = scenario_of(topics={"question": {"resolution": 0.8, "recontact": {"share": 0.5, "after": "1 d"}}})
    later = [{"work": MINUTE, "draws": {"solved": 0.9, "recontacts": 0.6}}]
    needs = [
        Need(0, draws={"solved": 0.8, "recontacts": 0.4}, later=later),
        Need(HOUR, draws={"solved": 0.79, "recontacts": 0.4}),
    ]
    log = run(scenario, needs, 1)
    again = 5 * MINUTE + DAY
    assert contact_rows(log, "need", "attempt", "arrived", "ended", "solved", "follows") == [
        (0, 1, 0, 5 * MINUTE, False, "recontact"),
        (0, 2, again, again + MINUTE, False, "none"),
        (1, 1, HOUR, HOUR + 5 * MINUTE, True, "none"),
    ]


def test_an_attempt_after_the_end_of_the_run_is_not_made():
    scenario = scenario_of(topics={"question": {"resolution": 0.8, "recontact": {"share": 0.5, "after": "7 d"}}})
    draws = {"solved": 0.9, "recontacts": 0.1}
    log = run(scenario, [Need(0, draws=draws), Need(0, draws=draws, gap=0.99)], 2)
    assert contact_rows(log, "need", "attempt", "follows") == [(0, 1, "recontact"), (1, 1, "recontact"), (1, 2, "none")]

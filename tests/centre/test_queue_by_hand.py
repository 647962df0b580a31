"""Calls in queues: few contacts, few agents, every time predicted."""

from tests.centre.building import HOUR, MINUTE, Need, contact_rows, four_channels, run, scenario_of, state_rows

PEOPLE = {"wage_per_hour": 15, "shrinkage": {"absence": 0}}
TWO_GROUPS = {
    "specialists": {"channels": ["phone"], **PEOPLE},
    "generalists": {"channels": ["phone", "chat", "email", "social"], **PEOPLE},
    "care": None,
}


def test_three_calls_and_one_agent():
    log = run(scenario_of(), [Need(0), Need(MINUTE, work=2 * MINUTE), Need(20 * MINUTE)], 1)
    assert contact_rows(log, "arrived", "queued", "answered", "ended", "handled") == [
        (0, 0, 0, 5 * MINUTE, 5 * MINUTE),
        (MINUTE, MINUTE, 5 * MINUTE, 7 * MINUTE, 2 * MINUTE),
        (20 * MINUTE, 20 * MINUTE, 20 * MINUTE, 25 * MINUTE, 5 * MINUTE),
    ]
    assert (
        contact_rows(log, "outcome", "solved", "by", "handler", "agent", "follows")
        == [("served", True, "team", "care", "care 000", "none")] * 3
    )
    end = log.horizon
    assert state_rows(log, "care 000") == [
        ("phone", 1, 0, 5 * MINUTE, False),
        ("phone", 1, 5 * MINUTE, 7 * MINUTE, False),
        ("available", 0, 7 * MINUTE, 20 * MINUTE, False),
        ("phone", 1, 20 * MINUTE, 25 * MINUTE, False),
        ("available", 0, 25 * MINUTE, end, False),
    ]
    assert log.shifts[["agent", "start", "end", "left"]].to_numpy().tolist() == [["care 000", 0, end, end]]


def test_patience_that_ends_as_an_agent_frees_is_long_enough():
    served = run(scenario_of(), [Need(0), Need(MINUTE, patience=4 * MINUTE)], 1)
    assert contact_rows(served, "outcome", "answered") == [("served", 0), ("served", 5 * MINUTE)]
    lost = run(scenario_of(), [Need(0), Need(MINUTE, patience=4 * MINUTE - 1)], 1)
    assert contact_rows(lost, "outcome", "answered", "ended", "solved", "by", "agent") == [
        ("served", 0, 5 * MINUTE, True, "team", "care 000"),
        ("abandoned", None, 5 * MINUTE - 1, None, None, None),
    ]


def test_zero_patience_is_served_by_an_idle_agent_only():
    log = run(scenario_of(), [Need(0, patience=0), Need(1, patience=0)], 1)
    assert contact_rows(log, "outcome", "ended") == [("served", 5 * MINUTE), ("abandoned", 1)]


def test_calls_in_the_same_microsecond_are_served_by_number():
    log = run(scenario_of(), [Need(0), Need(0), Need(0)], 2)
    assert contact_rows(log, "answered", "agent") == [(0, "care 000"), (0, "care 001"), (5 * MINUTE, "care 000")]


def test_who_hung_up_is_not_in_anybodys_way():
    log = run(scenario_of(), [Need(0), Need(1, patience=MINUTE), Need(2)], 1)
    assert contact_rows(log, "outcome", "answered")[1:] == [("abandoned", None), ("served", 5 * MINUTE)]


def test_priority_goes_before_age():
    needs = [
        Need(0, channel="phone"),
        Need(MINUTE, channel="email"),
        Need(2 * MINUTE, channel="social"),
        Need(3 * MINUTE, channel="phone"),
        Need(4 * MINUTE, channel="email"),
    ]
    log = run(four_channels(), needs, 1)
    assert contact_rows(log, "answered") == [0, 15 * MINUTE, 10 * MINUTE, 5 * MINUTE, 20 * MINUTE]


def test_equal_priority_goes_by_age_across_channels():
    scenario = four_channels(channels={"email": {"priority": 3}})
    log = run(scenario, [Need(0), Need(1, channel="email"), Need(2, channel="social")], 1)
    assert contact_rows(log, "answered") == [0, 5 * MINUTE, 10 * MINUTE]


def test_credit_of_a_segment_counts_as_waiting_time():
    segments = {"plain": {"share": 0.5}, "premium": {"share": 0.5, "queue_credit": "1 min"}}
    scenario = scenario_of(demand={"segments": segments})
    ahead = run(scenario, [Need(0), Need(MINUTE), Need(2 * MINUTE - 1, segment=1)], 1)
    assert contact_rows(ahead, "answered", "segment") == [
        (0, "plain"),
        (10 * MINUTE, "plain"),
        (5 * MINUTE, "premium"),
    ]
    level = run(scenario, [Need(0), Need(MINUTE), Need(2 * MINUTE, segment=1)], 1)
    assert contact_rows(level, "answered") == [0, 5 * MINUTE, 10 * MINUTE]  # equal keys: the lower number


def test_a_skill_is_served_only_by_those_who_have_it():
    scenario = scenario_of(
        topics={"question": {"skill": "plain"}, "bug": {"skill": "tech", "handling": {"mean": "6 min"}}},
        demand={"topics": {"question": 1, "bug": 1}},
        team={"groups": {"care": {"skills": ["plain"]}, "tech": {"channels": ["phone"], "wage_per_hour": 20,
                                                                 "shrinkage": {"absence": 0}}}},
    )  # fmt: skip
    people = [("Ann", "care", "shift", 0, HOUR), ("Tom", "tech", "shift", 0, HOUR)]
    bug = {"topic": "bug"}
    log = run(scenario, [Need(0), Need(1, **bug), Need(2, **bug), Need(3), Need(4)], people)
    assert contact_rows(log, "answered", "agent", "handler") == [
        (0, "Ann", "care"),
        (1, "Tom", "tech"),
        (5 * MINUTE + 1, "Tom", "tech"),
        (5 * MINUTE, "Ann", "care"),
        (10 * MINUTE, "Ann", "care"),
    ]
    alone = run(scenario, [Need(0, **bug)], [("Ann", "care", "shift", 0, HOUR)])
    assert contact_rows(alone, "outcome", "queued", "answered") == [("unresolved", 0, None)]


def test_specialists_are_asked_first():
    scenario = four_channels(team={"groups": TWO_GROUPS})
    people = [("Ann", "generalists", "shift", 0, HOUR), ("Zoe", "specialists", "shift", 0, HOUR)]
    log = run(scenario, [Need(0), Need(1), Need(2)], people)
    assert contact_rows(log, "agent", "answered") == [("Zoe", 0), ("Ann", 1), ("Zoe", 5 * MINUTE)]


def test_the_agent_idle_longest_is_asked_first():
    needs = [Need(0, work=2 * MINUTE), Need(0, work=MINUTE), Need(3 * MINUTE), Need(3 * MINUTE)]
    log = run(scenario_of(), needs, 2)
    assert contact_rows(log, "agent") == ["care 000", "care 001", "care 001", "care 000"]


def test_a_full_queue_turns_away():
    scenario = scenario_of(channels={"phone": {"queue_capacity": 1}})
    needs = [Need(0), Need(1, patience=MINUTE), Need(2), Need(2 * MINUTE)]
    log = run(scenario, needs, 1)
    assert contact_rows(log, "outcome", "queued", "ended") == [
        ("served", 0, 5 * MINUTE),
        ("abandoned", 1, MINUTE + 1),
        ("blocked", 2, 2),
        ("served", 2 * MINUTE, 10 * MINUTE),
    ]
    assert contact_rows(log, "answered")[2] is None
    none = run(scenario_of(channels={"phone": {"queue_capacity": 0}}), [Need(0), Need(1)], 1)
    assert contact_rows(none, "outcome") == ["served", "blocked"]


def test_speed_and_resolution_of_a_group():
    scenario = scenario_of(
        topics={"question": {"resolution": 0.8}}, team={"groups": {"care": {"speed": 0.75, "resolution": 0.5}}}
    )
    needs = [Need(0, work=3 * MINUTE, draws={"solved": 0.4}), Need(HOUR, work=1, draws={"solved": 0.399999})]
    log = run(scenario, needs, 1)
    assert contact_rows(log, "ended", "solved") == [(4 * MINUTE, False), (HOUR + 2, True)]  # ceil(1 / 0.75) = 2


def test_the_end_of_the_run_leaves_one_row_each():
    scenario = scenario_of()
    end = scenario.calendar.horizon
    log = run(scenario, [Need(end - 2 * MINUTE), Need(end - MINUTE), Need(end - 1, patience=1)], 1)
    assert contact_rows(log, "outcome", "answered", "ended", "handled", "agent") == [
        ("unresolved", end - 2 * MINUTE, None, 2 * MINUTE, "care 000"),
        ("unresolved", None, None, 0, None),
        ("unresolved", None, None, 0, None),  # patience would end with the run; that instant is outside
    ]
    assert state_rows(log, "care 000")[-1] == ("phone", 1, end - 2 * MINUTE, end, False)


def test_zero_work_takes_no_time():
    log = run(scenario_of(), [Need(0, work=0), Need(0, work=0), Need(0)], 1)
    assert contact_rows(log, "answered", "ended", "handled") == [(0, 0, 0), (0, 0, 0), (0, 5 * MINUTE, 5 * MINUTE)]

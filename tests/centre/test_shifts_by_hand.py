"""Shifts, breaks, overtime and absence: every time predicted."""

import pytest

from sim.errors import InputError
from tests.centre.building import (
    HOUR,
    MINUTE,
    Need,
    contact_rows,
    four_channels,
    roster,
    run,
    scenario_of,
    state_rows,
)  # fmt: skip


def shift(name, start, end):
    return (name, "care", "shift", start, end)


def pause(name, start, end, kind="break"):
    return (name, "care", kind, start, end)


def left(log):
    return log.shifts["left"].astype(object).where(log.shifts["left"].notna(), None).tolist()


def test_a_shift_begins_and_ends():
    log = run(scenario_of(), [Need(HOUR - 1), Need(2 * HOUR)], [shift("Ann", HOUR, 2 * HOUR)])
    assert contact_rows(log, "answered", "outcome") == [(HOUR, "served"), (None, "unresolved")]
    assert state_rows(log, "Ann") == [
        ("phone", 1, HOUR, HOUR + 5 * MINUTE, False),
        ("available", 0, HOUR + 5 * MINUTE, 2 * HOUR, False),
    ]


def test_a_live_contact_is_finished_in_overtime():
    log = run(scenario_of(), [Need(58 * MINUTE), Need(59 * MINUTE)], [shift("Ann", 0, HOUR)])
    assert contact_rows(log, "ended") == [63 * MINUTE, None]
    assert left(log) == [63 * MINUTE]
    assert state_rows(log, "Ann")[-2:] == [
        ("phone", 1, 58 * MINUTE, HOUR, False),
        ("phone", 1, HOUR, 63 * MINUTE, True),
    ]


def test_a_contact_that_ends_with_the_shift_is_followed_by_one_that_waited():
    """The end of a service comes before the end of a shift in the same instant, by the order of kinds."""
    log = run(scenario_of(), [Need(55 * MINUTE), Need(56 * MINUTE)], [shift("Ann", 0, HOUR)])
    assert contact_rows(log, "answered") == [55 * MINUTE, HOUR]
    assert left(log) == [65 * MINUTE]


def test_all_chats_are_finished_in_overtime_and_none_is_added():
    needs = [Need(59 * MINUTE, channel="chat", work=w * MINUTE) for w in (2, 9)]
    needs.append(Need(62 * MINUTE, channel="chat"))
    log = run(four_channels(), needs, [shift("Ann", 0, HOUR)])
    assert contact_rows(log, "ended") == [61 * MINUTE, 68 * MINUTE, None]
    assert left(log) == [68 * MINUTE]


def test_deferred_work_goes_back_at_the_end_of_a_shift():
    needs = [Need(59 * MINUTE, channel="email")]
    log = run(four_channels(), needs, [shift("Ann", 0, HOUR), shift("Bea", 2 * HOUR, 3 * HOUR)])
    assert contact_rows(log, "answered", "ended", "handled", "interruptions", "agent") == [
        (59 * MINUTE, 2 * HOUR + 5 * MINUTE, 6 * MINUTE, 1, "Bea")
    ]
    assert left(log) == [HOUR, 3 * HOUR]


def test_deferred_work_passes_to_a_colleague_at_once():
    needs = [Need(59 * MINUTE, channel="email")]
    log = run(four_channels(), needs, [shift("Ann", 0, HOUR), shift("Bea", 59 * MINUTE + 1, 3 * HOUR)])
    assert contact_rows(log, "ended", "agent") == [(HOUR + 5 * MINUTE, "Bea")]  # 4 min left and 1 to read again


def test_a_break_waits_for_the_live_contact_and_keeps_its_length():
    people = [shift("Ann", 0, 8 * HOUR), pause("Ann", 4 * HOUR, 4 * HOUR + 30 * MINUTE)]
    log = run(scenario_of(), [Need(4 * HOUR - 2 * MINUTE), Need(4 * HOUR)], people)
    assert contact_rows(log, "answered") == [4 * HOUR - 2 * MINUTE, 4 * HOUR + 33 * MINUTE]
    assert state_rows(log, "Ann")[2] == ("break", 0, 4 * HOUR + 3 * MINUTE, 4 * HOUR + 33 * MINUTE, False)


def test_a_break_interrupts_deferred_work():
    people = [shift("Ann", 0, 8 * HOUR), pause("Ann", 4 * HOUR, 4 * HOUR + 30 * MINUTE, "meeting")]
    log = run(four_channels(), [Need(4 * HOUR - 2 * MINUTE, channel="email")], people)
    assert contact_rows(log, "ended", "interruptions") == [(4 * HOUR + 34 * MINUTE, 1)]
    assert [row[0] for row in state_rows(log, "Ann")] == ["available", "email", "meeting", "email", "available"]


def test_two_breaks_the_first_of_which_starts_late():
    people = [shift("Ann", 0, 8 * HOUR), pause("Ann", HOUR, 70 * MINUTE), pause("Ann", 75 * MINUTE, 85 * MINUTE)]
    log = run(scenario_of(), [Need(59 * MINUTE, work=10 * MINUTE)], people)
    assert state_rows(log, "Ann")[2:4] == [
        ("break", 0, 69 * MINUTE, 79 * MINUTE, False),
        ("break", 0, 79 * MINUTE, 89 * MINUTE, False),
    ]


def test_a_late_break_is_cut_at_the_end_of_the_shift_and_nothing_is_taken_then():
    people = [shift("Ann", 0, 8 * HOUR), pause("Ann", 7 * HOUR + 30 * MINUTE, 8 * HOUR)]
    log = run(scenario_of(), [Need(449 * MINUTE, work=9 * MINUTE), Need(470 * MINUTE)], people)
    assert contact_rows(log, "outcome") == ["served", "unresolved"]
    assert left(log) == [8 * HOUR]
    assert state_rows(log, "Ann")[-1] == ("break", 0, 458 * MINUTE, 8 * HOUR, False)


def test_overtime_counts_when_the_last_break_never_came():
    people = [shift("Ann", 0, 8 * HOUR), pause("Ann", 7 * HOUR + 30 * MINUTE, 8 * HOUR)]
    log = run(scenario_of(), [Need(449 * MINUTE, work=HOUR)], people)
    assert state_rows(log, "Ann")[1:] == [
        ("phone", 1, 449 * MINUTE, 8 * HOUR, False),
        ("phone", 1, 8 * HOUR, 509 * MINUTE, True),
    ]
    assert left(log) == [509 * MINUTE]


def test_a_shift_that_starts_during_overtime_begins_when_that_is_over():
    people = [shift("Ann", 0, HOUR), shift("Ann", 2 * HOUR, 3 * HOUR), shift("Ann", 4 * HOUR, 5 * HOUR)]
    log = run(scenario_of(), [Need(0, work=150 * MINUTE), Need(HOUR)], people)
    assert contact_rows(log, "answered") == [0, 150 * MINUTE]
    assert left(log) == [150 * MINUTE, 3 * HOUR, 5 * HOUR]
    over = run(scenario_of(), [Need(0, work=200 * MINUTE), Need(HOUR)], people)
    assert contact_rows(over, "answered") == [0, 4 * HOUR]  # the second shift is over before she is free
    assert left(over) == [200 * MINUTE, 200 * MINUTE, 5 * HOUR]


def test_absence():
    nearly_always = {"absence": 0.9, "leave": 0, "other": 0}  # with this seed, both times
    scenario = scenario_of(seed=8, team={"groups": {"care": {"shrinkage": nearly_always}}})
    people = [shift("Ann", 0, HOUR), shift("Ann", 24 * HOUR, 25 * HOUR)]
    log = run(scenario, [Need(0)], people)
    assert log.shifts["absent"].tolist() == [True, True]
    assert left(log) == [None, None]
    assert contact_rows(log, "outcome") == ["unresolved"] and log.states.empty
    present = run(scenario, [Need(0)], people, with_absences=False)
    assert contact_rows(present, "outcome") == ["served"]


def test_the_share_of_absence_is_kept():
    scenario = scenario_of(team={"groups": {"care": {"shrinkage": {"absence": 0.2}}}})
    people = [shift(f"P{i}", day * 24 * HOUR, day * 24 * HOUR + HOUR) for i in range(200) for day in range(7)]
    log = run(scenario, [], people)
    share = log.shifts["absent"].mean()
    assert abs(share - 0.2) < 4 * (0.2 * 0.8 / len(people)) ** 0.5
    by_person = log.shifts.groupby("agent")["absent"].mean()
    assert 0 < by_person.std() < 0.3  # days and people differ
    others = run(scenario, [], [row for row in people if row[0] != "P0"])
    same = log.shifts[log.shifts["agent"] != "P0"].reset_index(drop=True)
    assert same["absent"].equals(others.shifts["absent"])  # nobody's illness depends on who else is on the roster


def test_leave_is_no_presence_and_shifts_outside_the_horizon_are_cut():
    scenario = scenario_of()
    end = scenario.calendar.horizon
    people = [
        shift("Ann", -2 * HOUR, HOUR),
        pause("Ann", -HOUR, -MINUTE),
        shift("Bea", end - HOUR, end + HOUR),
        shift("Cas", end, end + HOUR),
        ("Dov", "care", "leave", 0, end),
    ]
    log = run(scenario, [Need(0), Need(end - MINUTE)], people)
    assert contact_rows(log, "answered", "agent") == [(0, "Ann"), (end - MINUTE, "Bea")]
    assert log.shifts[["agent", "start", "left"]].to_numpy().tolist() == [["Ann", 0, HOUR], ["Bea", end - HOUR, end]]


def test_overtime_at_the_end_of_the_run():
    scenario = scenario_of()
    end = scenario.calendar.horizon
    log = run(scenario, [Need(end - 9 * MINUTE, work=HOUR)], [shift("Ann", end - HOUR, end - 5 * MINUTE)])
    assert left(log) == [end]
    assert state_rows(log, "Ann")[-1] == ("phone", 1, end - 5 * MINUTE, end, True)


def test_overlapping_shifts_of_a_person_are_an_error():
    with pytest.raises(InputError, match="Ann overlap"):
        run(scenario_of(), [], [shift("Ann", 0, 2 * HOUR), shift("Ann", HOUR, 3 * HOUR)])
    run(scenario_of(), [], [shift("Ann", 0, HOUR), shift("Ann", HOUR, 2 * HOUR)])  # touching is allowed


def test_unknown_groups_and_on_call_without_on_call_are_errors():
    scenario = scenario_of()
    with pytest.raises(InputError, match="caer"):
        run(scenario, [], [("Ann", "caer", "shift", 0, HOUR)])
    with pytest.raises(InputError, match="on_call"):
        run(scenario, [], [("Ann", "care", "on_call", 0, HOUR)])


def test_nobody_at_all():
    scenario = scenario_of()
    log = run(scenario, [Need(0), Need(1, patience=MINUTE)], [])
    assert contact_rows(log, "outcome") == ["unresolved", "abandoned"]
    assert log.states.empty and log.shifts.empty
    assert roster(scenario).assignments.empty


def test_no_contacts():
    log = run(scenario_of(), [], 2)
    assert log.contacts.empty
    assert log.states[["state", "start", "end"]].to_numpy().tolist() == [["available", 0, log.horizon]] * 2

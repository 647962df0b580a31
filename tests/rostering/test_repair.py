"""Repairs worked out by hand: who steps in, how little changes, and what is told of it."""

import datetime as dt

import pytest

from sim.errors import InputError
from sim.rostering.check import check_roster
from sim.rostering.repair import repair_roster
from sim.rostering.repair_team import Absence, Swap
from sim.rostering.solve import solve_roster
from tests.rostering.desk import LAWFUL, requirement_of, roster, rows, scenario_with

MONDAY, TUESDAY, WEDNESDAY = (dt.date(2026, 1, day) for day in (5, 6, 7))


def mornings(time):
    return int(6 <= time.hour < 14 and time.day_of_week < 5)


def changes_of(repair):
    return [(row.person, f"{row.date:%a}", row.before, row.after) for row in repair.changes.itertuples()]


ADA = rows("Ada", "Mon 06:00-14:00", "Tue 06:00-14:00", "Wed 06:00-14:00")
BEN = rows("Ben", "Thu 06:00-14:00", "Fri 06:00-14:00")


def test_somebody_falls_ill_and_one_who_may_steps_in():
    scenario = scenario_with("Ada", "Ben", {"name": "Cai", "days_off": ["tue"]})
    requirement = requirement_of(scenario, mornings)
    repair = repair_roster(scenario, roster(ADA, BEN), requirement, ill=[Absence("Ada", TUESDAY, TUESDAY)])
    assert changes_of(repair) == [("Ada", "Tue", "06:00-14:00", "leave"), ("Ben", "Tue", "off", "06:00-14:00")]
    assert repair.roster.gaps.empty
    assert repair.violations == ()
    assert repair.roster.status == "feasible"


def test_where_nobody_may_step_in_the_hole_is_told_and_nothing_else_changes():
    scenario = scenario_with("Ada", {"name": "Ben", "days_off": ["tue"]})
    requirement = requirement_of(scenario, mornings)
    repair = repair_roster(scenario, roster(ADA, BEN), requirement, ill=[Absence("Ada", TUESDAY, TUESDAY)])
    assert changes_of(repair) == [("Ada", "Tue", "06:00-14:00", "leave")]
    assert repair.roster.status == "partial"
    assert repair.roster.gaps["missing"].sum() == 16


def test_gaps_that_were_there_before_are_no_reason_to_change_anything():
    scenario = scenario_with("Ada", "Ben", "Cai")
    requirement = requirement_of(scenario, mornings)
    short = roster(ADA, BEN[:1])  # nobody on Friday
    repair = repair_roster(scenario, short, requirement, ill=[Absence("Cai", MONDAY, MONDAY)])
    assert changes_of(repair) == [("Cai", "Mon", "off", "leave")]


def test_a_chain_of_changes_where_the_rules_need_it():
    # Ben rests after Monday's late shift, so only Cai may take Tuesday's early one.
    scenario = scenario_with("Ada", "Ben", "Cai", rules__daily_rest="11 h")
    early_and_late = requirement_of(scenario, lambda time: int(time.day_of_week < 2 and 6 <= time.hour < 22))
    before = roster(
        rows("Ada", "Mon 06:00-14:00", "Tue 06:00-14:00"),
        rows("Ben", "Mon 14:00-22:00"),
        rows("Cai", "Tue 14:00-22:00"),
    )
    repair = repair_roster(scenario, before, early_and_late, ill=[Absence("Ada", TUESDAY, TUESDAY)])
    assert changes_of(repair) == [
        ("Ada", "Tue", "06:00-14:00", "leave"),
        ("Ben", "Tue", "off", "14:00-22:00"),
        ("Cai", "Tue", "14:00-22:00", "06:00-14:00"),
    ]


def test_a_swap_is_made():
    scenario = scenario_with("Ada", "Ben")
    requirement = requirement_of(scenario, mornings)
    swap = Swap("Ada", TUESDAY, "Ben", dt.date(2026, 1, 8))
    repair = repair_roster(scenario, roster(ADA, BEN), requirement, swaps=[swap])
    assert changes_of(repair) == [
        ("Ada", "Tue", "06:00-14:00", "off"), ("Ben", "Tue", "off", "06:00-14:00"),
        ("Ada", "Thu", "off", "06:00-14:00"), ("Ben", "Thu", "06:00-14:00", "off"),
    ]  # fmt: skip
    gift = repair_roster(scenario, roster(ADA, BEN), requirement, swaps=[Swap("Ada", MONDAY, "Ben")])
    assert changes_of(gift) == [("Ada", "Mon", "06:00-14:00", "off"), ("Ben", "Mon", "off", "06:00-14:00")]


def test_a_swap_that_no_rule_allows_is_told():
    scenario = scenario_with("Ada", {"name": "Ben", "days_off": ["tue"]})
    requirement = requirement_of(scenario, mornings)
    repair = repair_roster(scenario, roster(ADA, BEN), requirement, swaps=[Swap("Ada", TUESDAY, "Ben")])
    assert repair.roster.status == "partial"
    assert repair.roster.broken_words["person"].tolist() == ["Ben"]


def test_a_team_round_the_clock_is_repaired_with_few_changes():
    scenario = scenario_with(calendar__weeks=2, **LAWFUL)
    requirement = requirement_of(scenario, 1)
    before = solve_roster(scenario, requirement, sizes={"care": 6})
    shifts = before.of_kind("shift")
    ill = shifts[shifts["start"].dt.day == 14].iloc[0]["person"]
    away = Absence(ill, dt.date(2026, 1, 14), dt.date(2026, 1, 14))
    repair = repair_roster(scenario, before, requirement, ill=[away], today=dt.date(2026, 1, 13))
    assert repair.violations == ()
    assert check_roster(scenario, repair.roster, requirement) == []
    assert repair.roster.gaps.empty
    assert len(repair.changes) <= 4
    assert (repair.changes["date"] >= dt.date(2026, 1, 13)).all()
    kept = repair.roster.assignments.merge(before.assignments)  # breaks of shifts that stay are where they were
    assert len(kept) >= len(before.assignments) - 4 * 3


@pytest.mark.parametrize(
    ("ill", "swaps", "wrong"),
    [
        ([Absence("Dan", MONDAY, MONDAY)], [], "nobody of this name"),
        ([Absence("Ada", dt.date(2026, 2, 5), dt.date(2026, 2, 6))], [], "outside the horizon"),
        ([], [Swap("Ben", MONDAY, "Ada")], "has no shift on this day"),
        ([], [Swap("Ada", MONDAY, "Ada", dt.date(2026, 1, 6))], "with themselves"),
    ],
)
def test_questions_that_make_no_sense(ill, swaps, wrong):
    scenario = scenario_with("Ada", "Ben")
    with pytest.raises(InputError, match=wrong):
        repair_roster(scenario, roster(ADA, BEN), requirement_of(scenario, mornings), ill=ill, swaps=swaps)


def test_a_day_after_the_roster_is_no_day_to_begin_a_repair():
    scenario, needed = scenario_with("Ada", "Ben"), requirement_of(scenario_with("Ada", "Ben"), mornings)
    with pytest.raises(InputError, match="today: this day lies outside the horizon"):
        repair_roster(
            scenario, roster(ADA, BEN), needed, ill=[Absence("Ada", MONDAY, MONDAY)], today=dt.date(2026, 3, 1)
        )
    early = repair_roster(
        scenario, roster(ADA, BEN), needed, ill=[Absence("Ada", MONDAY, MONDAY)], today=dt.date(2025, 12, 1)
    )
    assert len(early.changes)


def test_each_better_repair_is_told():
    told = []
    scenario = scenario_with("Ada", "Ben")
    absent = [Absence("Ada", MONDAY, MONDAY)]
    repair_roster(scenario, roster(ADA, BEN), requirement_of(scenario, mornings), ill=absent, progress=told.append)
    assert {news.stage for news in told} >= {"cover", "changes"}

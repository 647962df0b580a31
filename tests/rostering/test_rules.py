"""The solver keeps each rule: where just one person can cover just so, the rule makes a gap that is not there without.

Gaps are worked out by hand. A shift that nobody may work is missing for eight hours, sixteen half hours.
"""

import pytest

from sim.rostering.solve import solve_roster
from tests.rostering.desk import LAWFUL, requirement_of, rows, scenario_with

SHIFT = 16
WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def gap(scenario, *shifts, size=1):
    """Half hours missing where one person is needed in each of these shifts, and nobody else."""
    wanted = [(row[4], row[5]) for row in rows("somebody", *shifts)]
    requirement = requirement_of(scenario, lambda time: sum(start <= time < end for start, end in wanted))
    assert requirement.table["agents"].sum() == SHIFT * len(shifts)
    return int(solve_roster(scenario, requirement, sizes={"care": size}).gaps["missing"].sum())


RULES = [
    ("daily_rest", ["Mon 14:00-22:00", "Tue 06:00-14:00"], {"rules__daily_rest": "8 h"}, {"rules__daily_rest": "11 h"}),
    (
        "weekly_rest",  # 32 hours from Saturday 22:00 to Monday 06:00
        [f"{day} 14:00-22:00" for day in WEEK[:6]] + ["Mon2 06:00-14:00"],
        {"rules__weekly_rest": "32 h", "calendar__weeks": 2},
        {"rules__weekly_rest": "35 h", "calendar__weeks": 2},
    ),
    (
        "weekly_hours",
        [f"{day} 06:00-14:00" for day in WEEK[:6]],
        {"rules__weekly_hours_max": 48},
        {"rules__weekly_hours_max": 47.9},
    ),
    (
        "contract_hours",
        [f"{day} 06:00-14:00" for day in WEEK[:6]],
        {"team__groups__care__contract_hours": 40, "rules__hours_tolerance": 0.2},
        {"team__groups__care__contract_hours": 40, "rules__hours_tolerance": 0.19},
    ),
    (
        "days_in_row",
        [f"{day} 06:00-14:00" for day in WEEK[:4]],
        {"rules__days_in_row_max": 4},
        {"rules__days_in_row_max": 3},
    ),
    (
        "nights_in_row",
        [f"{day} 22:00-06:00" for day in WEEK[:3]],
        {"rules__nights_in_row_max": 3},
        {"rules__nights_in_row_max": 2},
    ),
    (
        "rest_after_nights",  # 16 hours between the nights of a run are enough
        ["Mon 22:00-06:00", "Tue 22:00-06:00", "Thu 06:00-14:00"],
        {"rules__rest_after_nights": "24 h"},
        {"rules__rest_after_nights": "25 h"},
    ),
    (
        "weekends_off",
        [f"{day} 06:00-14:00" for day in ("Sat1", "Sun2", "Sat3", "Sun4")],
        {"rules__weekends_off_min": 0, "calendar__weeks": 4},
        {"rules__weekends_off_min": 1, "calendar__weeks": 4},
    ),
]


@pytest.mark.parametrize(("rule", "shifts", "loose", "tight"), RULES, ids=[case[0] for case in RULES])
def test_each_rule_makes_the_gap_it_must_and_no_other(rule, shifts, loose, tight):
    assert gap(scenario_with("Ada", **loose), *shifts) == 0
    assert gap(scenario_with("Ada", **tight), *shifts) == SHIFT
    assert gap(scenario_with("Ada", "Ben", **tight), *shifts, size=2) == 0  # a second person fills it


def test_one_shift_a_day():
    assert gap(scenario_with("Ada"), "Mon 06:00-14:00", "Mon 14:00-22:00") == SHIFT
    assert gap(scenario_with("Ada"), "Mon 06:00-14:00", "Tue 14:00-22:00") == 0


LIMITS = [
    ({"leave": [{"first": "2026-01-06", "last": "2026-01-06"}]}, ["Mon 22:00-06:00"], ["Mon 14:00-22:00"]),
    ({"days_off": ["tue"]}, ["Mon 22:00-06:00"], ["Wed 06:00-14:00"]),
    ({"nights": False}, ["Mon 22:00-06:00"], ["Mon 14:00-22:00"]),
    ({"weekends": False}, ["Fri 22:00-06:00"], ["Fri 14:00-22:00"]),
]


@pytest.mark.parametrize(("about", "refused", "worked"), LIMITS)
def test_what_a_person_does_not_work(about, refused, worked):
    other = "Thu 14:00-22:00"  # so that there is something to work in any case
    assert gap(scenario_with({"name": "Ada"} | about), *refused, other) == SHIFT
    assert gap(scenario_with({"name": "Ada"} | about), *worked, other) == 0
    assert gap(scenario_with("Ada"), *refused, other) == 0


def test_leave_counts_as_hours():
    settings = {"team__groups__care__contract_hours": 40, "rules__hours_tolerance": 0.0}
    week = [f"{day} 06:00-14:00" for day in WEEK[1:6]]
    monday = {"name": "Ada", "leave": [{"first": "2026-01-05", "last": "2026-01-05"}]}
    sunday = {"name": "Ada", "leave": [{"first": "2026-01-11", "last": "2026-01-11"}]}
    assert gap(scenario_with(monday, **settings), *week) == SHIFT  # eight hours of leave and forty of work
    assert gap(scenario_with(sunday, **settings), *week) == 0  # a day of the weekend is no leave taken


@pytest.mark.parametrize("later", ["Tue 22:00-06:00", "Wed 06:00-14:00", "Wed 14:00-22:00", "Thu 06:00-14:00"])
def test_forbidding_night_to_morning_forbids_nothing_else_after_a_night(later):
    scenario = scenario_with("Ada", rules__daily_rest="11 h")
    assert gap(scenario, "Mon 22:00-06:00", later) == 0
    assert gap(scenario, "Mon 22:00-06:00", "Tue 06:00-14:00") == SHIFT


def test_three_people_cannot_hold_a_seat_round_the_clock():
    scenario = scenario_with("Ada", "Ben", "Cai", calendar__weeks=2, **LAWFUL)
    roster = solve_roster(scenario, requirement_of(scenario, 1), sizes={"care": 3})
    assert roster.status == "partial"
    shifts = roster.of_kind("shift")
    worked = shifts.groupby("person").size()
    assert worked.max() <= 10  # 84 h of contract and tolerance hold ten shifts of eight hours
    hours = (shifts["end"] - shifts["start"]).dt.total_seconds().sum() / 3600
    assert roster.gaps["missing"].sum() / 2 >= 336 - hours >= 336 - 3 * 84

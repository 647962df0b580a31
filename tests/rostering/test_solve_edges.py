"""Whole rosters at the edges: too few people, nobody needed, nobody who can work, questions that make no sense."""

import pandas as pd
import pytest

from sim.errors import InputError
from sim.rostering.solve import solve_roster
from tests.rostering.desk import LAWFUL, missing_of, requirement_of, scenario_with, told_of


def test_too_few_people_leave_gaps_and_no_exception():
    scenario = scenario_with("Ada", **LAWFUL)
    requirement = requirement_of(scenario, 3)
    roster = solve_roster(scenario, requirement, sizes={"care": 1})
    assert roster.status == "partial"
    assert told_of(roster) == missing_of(requirement, roster)
    assert sum(told_of(roster).values()) == 2 * (3 * 168 - 40)
    nobody = solve_roster(scenario_with(), requirement, sizes={"care": 0})
    assert nobody.status == "partial"
    assert nobody.assignments.empty
    assert sum(told_of(nobody).values()) == 2 * 3 * 168


def test_nobody_needed():
    scenario = scenario_with("Ada")
    roster = solve_roster(scenario, requirement_of(scenario, 0))
    assert roster.status == "optimal"
    assert roster.assignments.empty


def test_where_no_shift_reaches_nobody_can_be_and_it_is_told():
    scenario = scenario_with("Ada", rules__shift_starts=["06:00"])
    requirement = requirement_of(scenario, lambda time: int(time.day == 5 and 6 <= time.hour < 15))
    roster = solve_roster(scenario, requirement, sizes={"care": 1})
    assert list(told_of(roster)) == list(pd.to_datetime(["2026-01-05 14:00", "2026-01-05 14:30"], utc=True))


@pytest.mark.parametrize(
    "about",
    [
        {"days_off": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]},
        {"contract_hours": 3},
        {"nights": False, "time_zone": "Asia/Tokyo"},  # where the only shift is a night
    ],
)
def test_a_person_who_can_never_work_is_told(about):
    scenario = scenario_with({"name": "Ada"} | about, "Ben")
    requirement = requirement_of(scenario, lambda time: int(14 <= time.hour < 22))
    with pytest.raises(InputError, match="Ada can never work"):
        solve_roster(scenario, requirement)


def test_questions_that_make_no_sense_are_told():
    scenario = scenario_with("Ada")
    with pytest.raises(InputError, match="group that the team does not have"):
        solve_roster(scenario, requirement_of(scenario, 1, group="billing"))
    with pytest.raises(InputError, match="unknown group"):
        solve_roster(scenario, requirement_of(scenario, 1), sizes={"billing": 3})
    with pytest.raises(InputError, match="cannot have this size"):
        solve_roster(scenario, requirement_of(scenario, 1), sizes={"care": -1})
    later = scenario_with("Ada", calendar__start="2026-02-02")
    with pytest.raises(InputError, match="does not fit the horizon"):
        solve_roster(later, requirement_of(scenario, 1))


def test_people_on_different_contracts_whom_no_shift_helps():
    """No shift reaches the hours needed; the solver and the checker say the same of how uneven empty weeks are."""
    people = ({"name": "Ada", "contract_hours": 60}, {"name": "Ben", "contract_hours": 20})
    scenario = scenario_with(*people, rules__shift_starts=["08:00"])
    found = solve_roster(scenario, requirement_of(scenario, lambda time: int(time.hour < 6)))
    assert found.status == "partial"
    assert found.assignments.empty
    assert found.penalties["fair_hours"] == 60 - 20 - 8


def test_a_week_of_days_off_is_told_also_where_everybody_takes_turns_on_leave():
    """The group's share of leave must not hide that somebody can never work."""
    week = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    idle = {"name": "Ada", "group": "care", "days_off": week}
    care = {"channels": ["phone"], "wage_per_hour": 20, "shrinkage": {"absence": 0, "leave": 0.1, "other": 0}}
    scenario = scenario_with(team={"groups": {"care": care}, "people": [idle, {"name": "Ben", "group": "care"}]})
    with pytest.raises(InputError, match="Ada can never work: days off"):
        solve_roster(scenario, requirement_of(scenario, lambda time: 8 <= time.hour < 16))

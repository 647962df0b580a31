"""Why a roster is as it is, worked out by hand on two nights and two people."""

import pytest

from sim.rostering.solve import solve_roster
from sim.rostering.why import cost_of_rules, cost_per_person, cost_per_rule
from tests.rostering.desk import requirement_of, scenario_with

AGAINST_NIGHTS = {"name": "Ada", "requests": [{"wish": "against", "shift": "night", "weight": 2}]}


@pytest.fixture(scope="module")
def solved():
    """Nights on Monday and Wednesday, one each by fairness; Ada would rather have none."""
    scenario = scenario_with(AGAINST_NIGHTS, "Ben", team__groups__care__contract_hours=8)
    requirement = requirement_of(
        scenario, lambda time: int((time - time.normalize()).seconds >= 22 * 3600 and time.day_of_week in (0, 2))
        or int(time.hour < 6 and time.day_of_week in (1, 3))
    )  # fmt: skip
    return scenario, requirement, solve_roster(scenario, requirement, sizes={"care": 2})


def test_the_costs_of_the_rules_add_up_to_the_objective(solved):
    scenario, requirement, roster = solved
    table = cost_per_rule(scenario, roster, requirement)
    assert table["cost"].sum() == pytest.approx(roster.objective)
    assert table.set_index("rule")["cost"]["requests"] == 2  # one of Ada's nights
    assert table["stage"].drop_duplicates().tolist() == ["agreed", "cover", "skills", "hours", "fairness"]
    assert table["meaning"].str.len().min() > 10


def test_who_bears_it(solved):
    scenario, requirement, roster = solved
    table = cost_per_person(scenario, roster, requirement).set_index("person")
    assert table["requests"].to_dict() == {"Ada": 2, "Ben": 0}
    assert table["working_hours"].to_dict() == {"Ada": 8, "Ben": 8}


def test_what_a_rule_costs_the_others(solved):
    scenario, requirement, roster = solved
    told = []
    table = cost_of_rules(scenario, requirement, roster, progress=lambda stage, done: told.append(done))
    table = table.set_index("without")
    assert table.loc["requests", "saved"] == pytest.approx(0)
    assert table.loc["fair_nights", "requests"] == 0  # the hours of the contracts come first, and want a night each
    assert told[-1] == 1.0
    assert "same_start_in_a_week" not in table.index  # it has no weight here


def test_a_rule_turned_off_no_longer_steers(solved):
    _, requirement, _ = solved
    free = scenario_with(AGAINST_NIGHTS, "Ben", team__groups__care__contract_hours=8, rules__hours_tolerance=1.0,
                         rules__fairness={"nights": 3, "hours": 0, "weekends": 0})  # fmt: skip
    fair = solve_roster(free, requirement, sizes={"care": 2}, without=frozenset({"hours_below_contract"}))
    nights = fair.of_kind("shift").groupby("person").size().to_dict()
    assert nights == {"Ada": 1, "Ben": 1}
    bare = frozenset({"hours_below_contract", "fair_nights"})
    unfair = solve_roster(free, requirement, sizes={"care": 2}, without=bare)
    assert unfair.of_kind("shift").groupby("person").size().to_dict() == {"Ben": 2}
    assert unfair.objective is None  # what it leaves out it does not count

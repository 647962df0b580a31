"""Why a rotation on call, or a cyclic rota, is as it is: costs that add up, and rules turned off."""

import pytest

from sim.rostering.cyclic_instance import RotaInstance
from sim.rostering.cyclic_solve import solve_rota
from sim.rostering.cyclic_why import cost_of_wishes, cost_per_wish
from sim.rostering.on_call_solve import solve_on_call
from sim.rostering.on_call_why import OPTIONAL, cost_of_rules, cost_per_person, cost_per_rule
from tests.rostering.calls import NAMES, calls
from tests.rostering.desk import roster, rows
from tests.rostering.rotas import SHIFTS
from tests.rostering.rotas import with_rules as rules_with


@pytest.fixture(scope="module")
def busy():
    """Three people, two seats, days: rules between turns break, and shares are not even."""
    return solve_on_call(calls(*NAMES[:3], weeks=2, rota={"turns": "day", "secondary": True}))


def test_costs_of_people_add_up_to_those_of_the_rules(busy):
    by_rule, by_person = cost_per_rule(busy).set_index("rule")["cost"], cost_per_person(busy)
    assert by_rule.to_dict() == pytest.approx(busy.costs)
    assert by_rule.sum() == pytest.approx(busy.objective)
    for rule in OPTIONAL:
        assert by_person[rule].sum() == pytest.approx(by_rule[rule]), rule
    assert by_person["weeks"].sum() == pytest.approx(2 * 2), "two weeks, two seats"
    assert by_rule["turns_apart"] > 0


def test_a_rule_that_stands_in_the_way_of_another_is_told():
    """Two Saturdays for two people: fairness gives Ada one although she works on both, so it costs 12 h at work."""
    scenario = calls("Ada", "Ben", weeks=2, hours={"sat": "08:00-20:00"}, rota={"free_turns_between": 1})
    works = roster(rows("Ada", "Sat 08:00-20:00", "Sat2 08:00-20:00"))
    plan = solve_on_call(scenario, works)
    assert plan.costs["not_while_at_work"] == 12, "one of the two Saturdays is Ada's, and she works on both"
    table = cost_of_rules(scenario, works, plan).set_index("without")
    assert set(table.index) == set(OPTIONAL)
    assert (table["nobody_missing"] == 0).all()
    assert table.loc["not_far_from_fair", "saved"] == 0, "the rule between turns keeps her one as well"
    assert table.loc["not_while_at_work", "saved"] == 0, "it gives way to all others anyway"


def test_wishes_of_a_rota_add_up_and_turning_one_off_helps_the_others():
    stages = ((("weekends_worked", 1),), (("single_days_off", 2), ("separate_rests", 1)))
    demand = ((2, 2, 2, 2, 2, 1, 1), (1,) * 7, (1,) * 7)
    instance = RotaInstance(7, SHIFTS, demand, rules_with(work_max=6, days_off_max=5), wishes=stages)
    rota = solve_rota(instance, work=4.0)
    table = cost_per_wish(rota).set_index("wish")
    assert table["count"].to_dict() == dict(rota.counts)
    first, second = rota.stages
    assert table.loc["weekends_worked", "cost"] == table.loc["weekends_worked", "stage_cost"] == first.cost
    both = table.loc[["single_days_off", "separate_rests"]]
    assert both["cost"].sum() == both["stage_cost"].iloc[0] == second.cost
    assert table.loc["short_changes", "weight"] == 0
    without = cost_of_wishes(rota, work=4.0).set_index("without")
    assert list(without.index) == ["weekends_worked", "single_days_off", "separate_rests"]
    assert without.loc["weekends_worked", "weekends_worked"] >= 0, "it was at its least"
    assert without.loc["weekends_worked", "saved"] >= 0, "what came after it is met at least as well"

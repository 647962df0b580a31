"""Where the order of two costs turns: against the costs themselves."""

from dataclasses import replace

import pandas as pd
import pytest

from sim.experiments.compare import compare_plans
from sim.experiments.plan import plan
from sim.experiments.price_flips import price_flips
from sim.experiments.recommend import paid_once_in_words, recommend
from sim.finance.monthly import RUNNING
from sim.measures.confidence import paired_difference
from tests.centre.building import merged, scenario_of

TEAM = {
    "calendar": {"interval": "1 h"},
    "channels": {"phone": {"hours": {"mon-fri": "10:00-14:00"}, "target": {"share": 0.5, "within": "2 min"}}},
    "demand": {"contacts_per_week": {"phone": 40}},
    "team": {"groups": {"care": {"contract_hours": 20, "shrinkage": {"absence": 0, "leave": 0, "other": 0}}}},
    "rules": {
        "shift_lengths": ["4 h"],
        "shift_starts": ["10:00"],
        "breaks": [],
        "solve_seconds": 1,
        "hours_tolerance": 0.5,
    },
    "study": {"replications": 2},
}
DESK = {
    "name": "desk",
    "vendors": {
        "them": {
            "channels": ["phone"],
            "response": {"family": "constant", "mean": "10 s"},
            "price": {"scheme": "per_contact", "rate": 6, "fixed_per_month": 50},
        }
    },
    "team": {"groups": {"care": {"size": 0}}},
}


@pytest.fixture(scope="module")
def plans():
    made = [scenario_of(**TEAM), scenario_of(**merged(TEAM, DESK))]
    return {one.name: plan(one) for one in made}


def running(result):
    return float(result.costs.loc[result.costs["category"].isin(RUNNING), "amount"].sum())


def test_the_rate_at_which_a_vendor_costs_what_the_team_does(plans):
    team, desk = running(plans["test"]), running(plans["desk"])
    contacts = (desk - 50) / 6
    flips = price_flips(plans, "desk", ["test"]).set_index("name")
    rate = flips.loc["vendors.them.price.rate"]
    assert rate["threshold"] == pytest.approx((team - 50) / contacts)
    assert (rate["value"], rate["cheaper_below"], rate["cheaper_above"]) == (6.0, "desk", "test")
    wage = flips.loc["team.groups.care.wage_per_hour"]
    assert wage["threshold"] == pytest.approx(15 * desk / team)  # all of the team's cost is wage
    assert (wage["cheaper_below"], wage["cheaper_above"]) == ("test", "desk")
    assert not flips.index.str.startswith("months.").any()


def test_nearest_prices_come_first_and_plans_without_runs_have_none(plans):
    flips = price_flips(plans, "desk", ["test"])
    distance = flips["times"].map(lambda times: max(times, 1 / times))
    assert distance.is_monotonic_increasing
    assert price_flips(plans, "desk", ["desk"]).empty


def test_what_is_recommended_keeps_its_promises_at_least_cost(plans):
    found = recommend(plans)
    cheapest = min(plans, key=lambda name: running(plans[name]))
    assert (found.best, found.keeps_all) == (cheapest, True)
    assert found.cost == pytest.approx(running(plans[cheapest]))
    (other,) = found.beside.to_dict("records")
    dearer = max(running(one) for one in plans.values())
    assert other["more"] == pytest.approx(dearer - found.cost)
    assert f"'{cheapest}' keeps every promise" in compare_plans(plans).recommendation


def test_intervals_hold_for_all_alternatives_together_and_what_is_paid_once_is_told(plans):
    built = plans["test"].costs.iloc[:1].assign(category="one_off", amount=1500.0)
    third = replace(plans["test"], costs=pd.concat([plans["test"].costs, built]))
    three = {**plans, "third": third}
    for met in (True, False):
        these = {name: replace(one, targets=one.targets.assign(met=met)) for name, one in three.items()}
        found = recommend(these)
        costs = {name: of_runs(these[name]) for name in (found.best, "third")}
        gap = paired_difference(costs[found.best], costs["third"], 1 - 0.05 / 2).interval  # two others
        row = found.beside.set_index("alternative").loc["third"]
        assert (row["low"], row["high"]) == pytest.approx((gap.low, gap.high))
    words = paid_once_in_words("desk", {"third": third, **plans})
    assert words.startswith("Paid once, and not in the cost a month: 0 with 'desk'; 1,500 with 'third'")
    assert paid_once_in_words("desk", plans) == ""


def of_runs(result):
    return result.summary.loc[result.summary["channel"] == "all", "cost_per_month"].astype(float).tolist()


def test_where_nobody_keeps_a_promise_the_one_that_misses_fewest_is_named(plans):
    broken = {name: type(one)(**{**vars(one), "targets": one.targets.assign(met=False)}) for name, one in plans.items()}
    found = recommend(broken)
    assert not found.keeps_all
    assert "No alternative keeps every promise" in compare_plans(broken).recommendation
    assert isinstance(found.beside, pd.DataFrame)

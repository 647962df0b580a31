"""The costs as formulas: products of named assumptions that give the same table, and follow when one is changed."""

import re
from pathlib import Path

import pytest

from sim.finance import monthly_costs
from sim.finance.cost_model import cost_model, recalculated
from sim.finance.months import calendar_months
from sim.finance.usage import TemplateUsage, Usage, VendorUsage
from sim.scenario import change_scenario, load_scenario
from tests.finance.case import DATA, WEEK, log_of, roster, scenario_with

SHIPPED = sorted(Path("scenarios").glob("*/*.yaml")) + sorted(Path("scenarios").glob("*/alternatives/*.yaml"))
SCENARIOS = [path for path in SHIPPED if re.search("^name:", path.read_text(), re.M)]


def usages_for(scenario):
    """Two runs in which everything that the scenario can buy is used."""
    groups = scenario.team.groups
    templates = scenario.ladder.templates if scenario.ladder else {}
    return [
        Usage(
            replication=number, horizon=scenario.calendar.horizon, overtime={(group, "x"): 1.5 for group in groups},
            call_outs=3, on_call_contacts=4, contained=dict.fromkeys([*scenario.automation, *templates], 7),
            vendors={name: VendorUsage(100.0 * number, 20, 10) for name in scenario.vendors}, self_served=20, lost=3,
            contacts=90, served=85, solved=80, assisted=dict.fromkeys(groups, 5),
            through_menu=dict.fromkeys(scenario.channels, 6),
            engagement={name: 0.5 for name, group in groups.items() if group.engagement},
            granted=dict.fromkeys(scenario.topics, 2), outbound=dict.fromkeys(scenario.outbound, 9),
            templates={name: TemplateUsage(0.25, True) for name in templates},
        )
        for number in (1, 2)
    ]  # fmt: skip


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_every_line_is_the_product_of_its_factors(path):
    scenario = load_scenario(path)
    months = calendar_months(scenario.calendar)[:3]
    runs = usages_for(scenario)
    table = monthly_costs(scenario, roster(), runs, months=months)
    model = cost_model(scenario, roster(), runs, months=months)
    again = recalculated(model, {})
    for column in ("quantity", "rate", "amount"):
        assert again[column].to_list() == pytest.approx(model.lines[column].to_list(), abs=1e-9)
    paid = model.lines[model.lines["amount"] != 0].reset_index(drop=True)
    keys = ["month", "category", "line", "item", "rate"]
    shown = table.assign(month=table["month"].dt.date).sort_values(keys).reset_index(drop=True)
    paid = paid.sort_values(keys).reset_index(drop=True)
    assert paid[["line", "item", "unit"]].equals(shown[["line", "item", "unit"]])
    assert paid["amount"].to_list() == pytest.approx(shown["amount"].to_list(), rel=1e-12)
    assert model.factors.loc[model.factors["kind"] == "assumption"].groupby("name")["value"].nunique().eq(1).all()


def value_at(scenario, name):
    """The value under a path, names with dots in them left out."""
    for key in name.split("."):
        scenario = scenario[key] if isinstance(scenario, dict) else getattr(scenario, key)
    return scenario


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_assumptions_carry_the_paths_of_the_scenario(path):
    scenario = load_scenario(path)
    named = cost_model(scenario, roster(), usages_for(scenario)).assumptions
    named = named[~named["name"].str.startswith(("months.", "team.people"))]
    assert len(named) > 5
    for name, value in zip(named["name"], named["value"], strict=True):
        assert value_at(scenario, name) == pytest.approx(value)


VENDOR = {
    "abroad": {
        "channels": ["email"], "response": {"family": "constant", "mean": "1 h"},
        "price": {"scheme": "per_contact", "rate": 3.0, "minimum_per_month": 40.0},
    }
}  # fmt: skip


def changed(**values):
    return scenario_with(vendors=VENDOR, costs__attrition_per_year=0.5, costs__training_hours=10.0, **values)


def test_a_changed_assumption_moves_the_model_as_it_moves_the_scenario():
    """A minimum of a vendor moves with its price, run by run: 0, 1 and 5 contacts a week of 4.35 in a month."""
    served = [{"by": "vendor", "handler": "abroad"}]
    logs = [log_of(*served * number, replication=run) for run, number in enumerate((0, 1, 5))]
    model = cost_model(changed(), WEEK, logs)
    changes = {
        "costs.loading": 1.7,
        "costs.night_premium": 0.4,
        "costs.attrition_per_year": 0.3,
        "team.groups.care.wage_per_hour": 22.0,
        "team.people.Ada.wage_per_hour": 31.0,
        "vendors.abroad.price.rate": 12.0,
        "vendors.abroad.price.minimum_per_month": 55.0,
    }
    vendor = {
        "abroad": VENDOR["abroad"] | {"price": {"scheme": "per_contact", "rate": 12.0, "minimum_per_month": 55.0}}
    }
    ada = {"name": "Ada", "group": "care", "wage_per_hour": 31, "contract_hours": 20}
    people = [ada, {"name": "Ben", "group": "care"}]
    assert DATA["team"]["people"][0] == ada | {"wage_per_hour": 30}
    other = scenario_with(
        vendors=vendor, costs__attrition_per_year=0.3, costs__training_hours=10.0, costs__loading=1.7,
        costs__night_premium=0.4, team__people=people,
        team__groups={"care": DATA["team"]["groups"]["care"] | {"wage_per_hour": 22}},
    )  # fmt: skip
    expected = monthly_costs(other, WEEK, logs)["amount"].sum()
    assert recalculated(model, changes)["amount"].sum() == pytest.approx(expected, rel=1e-12)
    assert expected > 1.1 * model.lines["amount"].sum()


def test_every_kind_of_line_is_a_product_too():
    """Rates, seats, retainer, bonus, currency, leaders, ramp, revenue: all in one scenario, and all moved at once."""
    group = {"size": 4}
    pool = {"channels": ["email"], "response": {"family": "constant", "mean": "1 h"}}
    bands = [{"at_least": 0.0, "adds": -0.1}]
    vendors = {
        "a": pool | {"price": {"scheme": "per_minute", "rate": 2, "currency": "USD", "minimum_per_month": 90,
                               "rates": [{"channels": ["email"], "times": 0.5}], "service": bands}},
        "b": pool | {"price": {"scheme": "retainer", "rate": 50, "included": 3, "overage_rate": 4}},
        "c": {"channels": ["phone"], "seats": 2,
              "price": {"scheme": "per_full_time_equivalent", "rate": 900, "minimum_seats": 3}},
    }  # fmt: skip
    topic = DATA["topics"]["question"] | {"upsell": {"share": 0.2, "value": 30.0}}
    data = {
        "vendors": vendors, "topics": {"question": topic}, "costs__exchange_rates": {"USD": 0.8},
        "costs__ramp": {}, "costs__leaders": {"people_per_leader": 8, "wage_per_hour": 40},
        "costs__attrition_per_year": 0.4, "team__people": [],
        "channels": {"phone": {}, "email": {"target": {"share": 0.8, "within": "1 h"}}},
        "team__groups": {"care": DATA["team"]["groups"]["care"] | group},
        "journeys": {"order": {"journeys_per_week": 9, "topics": {"question": 1},
                               "redesign": {"contact_share": 0.1, "build_cost": 500, "cost_per_month": 7}}},
    }  # fmt: skip
    scenario = scenario_with(**data)
    work = {name: {"by": "vendor", "handler": name, "served_channel": "email", "channel": "email"} for name in "ab"}
    logs = [log_of({}, work["a"], *[work["b"]] * 9), log_of(*[work["a"]] * 5, work["b"], replication=1)]
    model = cost_model(scenario, roster(), logs)
    amounts = {"retainer", "overage", "full-time equivalents", "penalty on handling (rate 1)", "team leaders",
               "ramp of new people", "sales on solved contacts", "upkeep of the journey",
               "top-up to the minimum"}  # fmt: skip
    assert amounts <= set(model.lines.loc[model.lines["amount"] != 0, "line"])
    changes = {
        "costs.exchange_rates.USD": 0.9, "vendors.a.price.minimum_per_month": 200.0, "vendors.a.price.rate": 3.0,
        "vendors.b.price.overage_rate": 5.0,
        "vendors.c.price.full_time_hours": 36.0, "costs.ramp.mean_speed": 0.5, "costs.leaders.people_per_leader": 6.0,
        "topics.question.upsell.value": 20.0, "topics.question.upsell.share": 0.3,
    }  # fmt: skip
    expected = monthly_costs(change_scenario(scenario, changes), roster(), logs)
    again = recalculated(model, changes)
    for category, amount in expected.groupby("category")["amount"].sum().items():
        assert again.loc[again["category"] == category, "amount"].sum() == pytest.approx(amount), category


def test_a_misspelt_assumption_is_refused():
    with pytest.raises(KeyError):
        recalculated(cost_model(changed(), WEEK, [log_of()]), {"costs.laoding": 2.0})

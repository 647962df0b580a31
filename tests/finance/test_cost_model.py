"""The costs as formulas: products of named assumptions that give the same table, and follow when one is changed."""

import re
from pathlib import Path

import pytest

from sim.finance import monthly_costs
from sim.finance.cost_model import cost_model, recalculated
from sim.finance.months import calendar_months
from sim.finance.usage import TemplateUsage, Usage, VendorUsage
from sim.scenario import load_scenario
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


def test_a_misspelt_assumption_is_refused():
    with pytest.raises(KeyError):
        recalculated(cost_model(changed(), WEEK, [log_of()]), {"costs.laoding": 2.0})

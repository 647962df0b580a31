"""Alternatives in one workbook: what they are worth, and the steps between them, follow shared and own assumptions."""

from dataclasses import replace

import pandas as pd
import pytest

from sim.experiments.money import compare_cash
from sim.outputs.workbook import comparison_workbook
from tests.outputs.live_case import ATTACK, OFFICE, VENDORS, cell_of, opened, planned, recalculated, scenario_of

CENT = 0.005
BASE, CHEAPER, SAME = "In-house", "לילות אצל ספק", "Ночи у бота <b>"


def alternatives(plan, **costs):
    """A base; one with a set-up cost that pays back, and a ramp-up; and one that is the base by another name."""
    before = {name: about for name, about in VENDORS.items() if name != "by minute"}
    after = {name: about for name, about in VENDORS.items() if name != "people"}
    price = after[ATTACK]["price"] | {"setup_cost": 30_000, "rate": costs.pop("rate", 3.0)}
    after[ATTACK] = after[ATTACK] | {"price": price}
    if "ramp_up" in costs:
        minute = after["by minute"]
        after["by minute"] = minute | {"price": minute["price"] | {"ramp_up": costs.pop("ramp_up")}}
    scenarios = {BASE: before, CHEAPER: after, SAME: before}
    return {name: planned(plan, scenario_of(vendors=vendors, **costs)) for name, vendors in scenarios.items()}


@pytest.fixture(scope="module")
def result(comparison, plan):
    return replace(comparison, plans=alternatives(plan))


@pytest.fixture(scope="module")
def data(result):
    return comparison_workbook(result)


def check(book, plans):
    """The sheets Worth and Waterfall say what the money of the plans says."""
    money = compare_cash(plans)
    rows = [row for row in book["Worth"].iter_rows(min_row=5, max_row=4 + len(plans), values_only=True)]
    columns = ["cost_per_month", "paid_once", "cash", "present_cost", "saved", "net_present_value",
               "payback_months", "discounted_payback_months"]  # fmt: skip
    for row, wanted in zip(rows, money.worth.to_dict("records"), strict=True):
        assert row[0].strip("\u200e") == wanted["alternative"]
        shown = columns if wanted["alternative"] != BASE else columns[:4]
        for place, column in enumerate(shown, start=1):
            value = "never" if pd.isna(wanted[column]) else wanted[column]
            assert row[place] == (pytest.approx(value, abs=CENT) if value != "never" else value), column
    steps = [
        row[:4] for row in book["Waterfall"].iter_rows(min_row=5, values_only=True) if isinstance(row[1], float | int)
    ]
    wanted = money.waterfall
    kept = wanted["step"].isin([BASE, CHEAPER, SAME, "labour", "vendor", "technology"])
    assert (wanted.loc[~kept, "amount"] == 0).all()
    for step, (_, expected) in zip(steps, wanted[kept].iterrows(), strict=True):
        assert list(step[1:]) == pytest.approx([expected["amount"], expected["start"], expected["end"]], abs=CENT)
    return rows


def test_the_values_stored_are_those_of_the_money(result, data):
    book = opened(data)
    rows = check(book, result.plans)
    assert 2 < rows[1][7] < rows[1][8] < 26
    assert rows[2][5:9] == (0, 0, 0, 0)
    flow = compare_cash(result.plans).flow
    old = flow[(flow["scenario"] == CHEAPER) & (flow["line"] == "the old way while it ramps up")]
    shown = [
        row for row in book["Cash flow 2"].iter_rows(values_only=True) if row[1] == "the old way while it ramps up"
    ]
    assert [value for value in shown[0][5:] if value] == pytest.approx(old["amount"].to_list())
    assert comparison_workbook(result) == data


def test_a_ramp_up_of_more_than_a_year_grows_with_the_volume(comparison, plan):
    plans = alternatives(plan, ramp_up=[0.5] * 14)
    check(opened(comparison_workbook(replace(comparison, plans=plans))), plans)


@pytest.mark.slow
@OFFICE
def test_a_shared_assumption_moves_all_and_an_own_one_its_own(result, data, plan, tmp_path):
    books = {name: opened(data, values=False) for name in ("same", "changed")}
    changed = books["changed"]
    cell_of(changed, "costs.loading").value = 1.9
    cell_of(changed, "costs.wage_growth_per_year").value = 0.06
    assert cell_of(changed, "costs.loading", 1).value.startswith("=")
    path = f"vendors.{ATTACK}.price.rate"
    cell_of(changed, path, 1).value = 8.0  # beside the base's 3.0, which the third goes on following
    found = recalculated(tmp_path, **books)
    check(found["same"], result.plans)
    dearer = alternatives(plan, costs__loading=1.9, costs__wage_growth_per_year=0.06, rate=8.0)
    rows = check(found["changed"], dearer)
    assert rows[0][1] > 1000 + next(found["same"]["Worth"].iter_rows(min_row=5, values_only=True))[1]
    assert rows[2][5:9] == (0, 0, 0, 0)

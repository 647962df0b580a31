"""The costs of the workbook are formulas: other assumptions give what a plan with them would cost, to the cent."""

import re
from dataclasses import replace

import pytest

from sim.finance.cash_flow import cash_by_month, cash_flow
from sim.finance.monthly import cost_per, monthly_costs
from sim.outputs.workbook import plan_workbook
from sim.scenario import validate_scenario
from tests.changes import with_changes
from tests.finance.case import WEEK
from tests.outputs.live_case import OFFICE, VENDORS, cell_of, opened, planned, recalculated, scenario_of, usages_of

CENT = 0.005
CATEGORIES = {"Labour": "labour", "Vendors": "vendor", "Technology": "technology", "Paid once": "one_off",
              "Value lost, not cash": "lost", "Earned": "revenue"}  # fmt: skip


@pytest.fixture(scope="module")
def contracts(plan):
    return planned(plan, scenario_of())


@pytest.fixture(scope="module")
def contracts_bytes(contracts):
    return plan_workbook(contracts)


def totals_of(book):
    heads, values = (next(book["Costs"].iter_rows(min_row=row, max_row=row, values_only=True)) for row in (4, 5))
    return {CATEGORIES[head]: value for head, value in zip(heads, values, strict=True) if head in CATEGORIES}


def check(book, scenario, usages, roster=WEEK):
    """The sheets Costs and Cash flow say what the costs and the cash flow of a scenario say."""
    table = monthly_costs(scenario, roster, usages)
    expected = table.groupby("category")["amount"].sum()
    for category, total in totals_of(book).items():
        assert total == pytest.approx(expected.get(category, 0.0), abs=CENT), category
    assert set(expected.index) <= set(totals_of(book))
    shown = {(row[2], row[3]): 0.0 for row in book["Costs"].iter_rows(min_row=9, values_only=True)}
    for row in book["Costs"].iter_rows(min_row=9, values_only=True):
        if row[0] == "Average month" and isinstance(row[7], int | float):
            shown[row[2], row[3]] = shown.get((row[2], row[3]), 0.0) + row[7]
    for (line, item), rows in table.groupby(["line", "item"]):
        found = shown.get((line, item), shown.get((line, None)) if not item else None)
        assert found == pytest.approx(rows["amount"].sum(), abs=CENT), (line, item)
    each = cost_per(scenario, roster, usages)["amount"]
    per = next(book["Costs"].iter_rows(min_row=8, max_row=8, values_only=True))
    assert [per[2], per[4], per[6]] == pytest.approx(each.to_list(), abs=CENT)
    flow = cash_by_month(cash_flow(scenario, roster, usages), scenario.costs.discount_rate).set_index("number")
    rows = {row[0]: row[4:] for row in book["Cash flow"].iter_rows(min_row=6, max_row=17, values_only=True)}
    named = {"Paid every month": "running", "Cash, earned taken off": "cash", "Discounted": "discounted"}
    named |= {head: category for head, category in CATEGORIES.items() if head in rows}
    for head, column in named.items():
        wanted = [float(flow[column].get(month, 0.0)) for month in range(scenario.costs.horizon_months + 1)]
        assert list(rows[head][: len(wanted)]) == pytest.approx(wanted, abs=CENT), head
    assert rows["Cumulative, discounted"][len(wanted) - 1] == pytest.approx(flow["discounted"].sum(), abs=CENT)


def test_the_values_stored_are_those_of_the_costs_and_the_cash_flow(contracts, contracts_bytes):
    check(opened(contracts_bytes), contracts.scenario, contracts.usages)
    lines = set(contracts.costs["line"])
    assert {"top-up to the minimum", "overage", "bonus on contacts served", "penalty on contacts served (rate 1)",
            "seat hours (rate 1)", "full-time equivalents", "ramp of new people", "team leaders"} <= lines  # fmt: skip


@pytest.fixture(scope="module")
def shop(plan):
    """The small shop."""
    usages = usages_of(plan.scenario)
    return replace(plan, usages=usages, costs=monthly_costs(plan.scenario, plan.roster, usages))


@pytest.mark.slow
@OFFICE
def test_other_assumptions_move_it_as_they_move_the_scenario(contracts, contracts_bytes, shop, tmp_path):
    """As it stands; with other wages and premiums; with other contracts and growth; and the shop with another wage:
    LibreOffice, and our own costs.
    """
    books = {name: opened(contracts_bytes, values=False) for name in ("same", "wages", "prices")}
    books["shop"] = opened(plan_workbook(shop), values=False)
    for path, value in {
        "team.groups.care.wage_per_hour": 23.5, "team.people.Ada.wage_per_hour": 33.0, "costs.loading": 1.62,
        "costs.night_premium": 0.4, "costs.attrition_per_year": 0.2, "costs.ramp.mean_speed": 0.5,
    }.items():  # fmt: skip
        cell_of(books["wages"], path).value = value
    for path, value in {
        "vendors.by minute.price.rate": 4.2, "vendors.by minute.price.minimum_per_month": 900.0,
        "vendors.by minute.price.ramp_up.0": 0.1, "vendors.by minute.price.indexation_per_year": 0.1,
        "vendors.=1+1.price.rate": 9.0, "vendors.retained.price.included": 100.0, "costs.exchange_rates.USD": 0.7,
        "vendors.seats.price.rates.0.times": 1.5, "vendors.people.price.full_time_hours": 35.0,
        "costs.inflation_per_year": 0.05, "costs.discount_rate": 0.12,
    }.items():  # fmt: skip
        cell_of(books["prices"], path).value = value
    cell_of(books["shop"], "team.groups.care.wage_per_hour").value = 16.75
    found = recalculated(tmp_path, **books)
    data = shop.scenario.model_dump(mode="json", exclude_unset=True)
    data["team"]["groups"]["care"]["wage_per_hour"] = 16.75
    check(found["shop"], validate_scenario(data), shop.usages, shop.roster)
    check(found["same"], contracts.scenario, contracts.usages)
    data = contracts.scenario.model_dump(mode="json", exclude_unset=True)
    wages = with_changes(data, {
        "team__groups": {"care": data["team"]["groups"]["care"] | {"wage_per_hour": 23.5}},
        "team__people": [person | ({"wage_per_hour": 33.0} if person["name"] == "Ada" else {})
                         for person in data["team"]["people"]],
        "costs__loading": 1.62, "costs__night_premium": 0.4, "costs__attrition_per_year": 0.2,
        "costs__ramp": data["costs"]["ramp"] | {"mean_speed": 0.5},
    })  # fmt: skip
    check(found["wages"], validate_scenario(wages), contracts.usages)
    priced = {name: about | {"price": dict(about["price"])} for name, about in VENDORS.items()}
    priced["by minute"]["price"] |= {
        "rate": 4.2,
        "minimum_per_month": 900.0,
        "ramp_up": [0.1, 0.8],
        "indexation_per_year": 0.1,
    }
    priced["=1+1"]["price"]["rate"] = 9.0
    priced["retained"]["price"]["included"] = 100.0
    priced["seats"]["price"]["rates"] = [priced["seats"]["price"]["rates"][0] | {"times": 1.5}]
    priced["people"]["price"]["full_time_hours"] = 35.0
    prices = scenario_of(
        vendors=priced, costs__exchange_rates={"USD": 0.7}, costs__inflation_per_year=0.05, costs__discount_rate=0.12
    )
    check(found["prices"], prices, contracts.usages)
    assert totals_of(found["wages"])["labour"] > 1.1 * totals_of(found["same"])["labour"]
    assert totals_of(found["prices"])["vendor"] > 1.1 * totals_of(found["same"])["vendor"]


def test_names_are_text_and_formulas_hold_nothing_but_cells_and_plain_names(contracts_bytes):
    book = opened(contracts_bytes, values=False)
    texts = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "s"}
    assert "=1+1" in texts
    for name in book.defined_names:
        assert re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*_[A-Za-z0-9_]+", name)
    for name in ("Costs", "Cash flow", "Measured", "Assumptions"):
        formulas = [cell.value for row in book[name].iter_rows() for cell in row if cell.data_type == "f"]
        assert all("=1+1" not in one[1:] and "[" not in one and "http" not in one for one in formulas)
    numbers = [cell for row in book["Costs"].iter_rows(min_row=5) for cell in row if cell.data_type == "n"]
    assert not [cell.coordinate for cell in numbers if cell.value is not None]


def test_the_same_plan_gives_the_same_bytes(contracts, contracts_bytes):
    assert plan_workbook(contracts) == contracts_bytes


def test_sheets_of_money_print_on_paper_with_their_origin_and_have_charts(contracts, contracts_bytes):
    book = opened(contracts_bytes)
    for name in ("Costs", "Cash flow", "Measured", "Assumptions"):
        assert int(book[name].page_setup.paperSize) == 9
        assert book[name].sheet_properties.pageSetUpPr.fitToPage
        foot = book[name].oddFooter.left.text
        assert all(
            word in foot for word in ("every contract", f"seed {contracts.seed}", f"Allhours {contracts.version}")
        )
    assert book["Cash flow"].print_title_rows and book["Cash flow"].print_title_cols
    assert [len(book[name]._charts) for name in ("Costs", "Cash flow")] == [1, 1]

"""Month by month: what is paid and earned over the horizon of the costs, with growth, ramp-up and minimum terms."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pandas as pd

from sim.centre.log import RunLog
from sim.centre.roster import Roster
from sim.finance.line import Factor, Line
from sim.finance.monthly import CATEGORIES, RUNNING, in_month, lines_by_run, unit_of, usages_of
from sim.finance.months import Month, calendar_months
from sim.finance.usage import Usage, VendorUsage
from sim.finance.value import monthly_rate
from sim.scenario.model import Scenario

COLUMNS = ["scenario", "number", "month", "category", "line", "item", "quantity", "unit", "rate", "amount", "currency"]
_KEYS = ["number", "month", "category", "line", "item", "unit"]


def cash_flow(
    scenario: Scenario,
    roster: Roster,
    logs: Sequence[RunLog | Usage],
    *,
    months: int | None = None,
    old_cost_per_contact: float | None = None,
) -> pd.DataFrame:
    """Return the cash flow over `months` calendar months, one row per month and line; means over the runs.

    Columns scenario, number (of the month, from 1; 0 is the start), month (its first day), category, line, item,
    quantity, unit, rate, amount (quantity × rate), currency. What is paid once stands at the start. Months have their
    own days and public holidays. After every twelve months wages rise by `costs.wage_growth_per_year`, a vendor's
    prices by the indexation of its contract, everything else by `costs.inflation_per_year`; what is paid by use grows
    by `costs.volume_growth_per_year`. While a vendor ramps up, it is paid by use for its share of the work, and for
    seats and fees in full; the contacts it does not take yet are worked at the old cost per served contact, where one
    is given. A contract whose `minimum_months` are more than the months owes the rest in the last month.

    Parameters
    ----------
    scenario, roster, logs
        As in `monthly_costs`.
    months
        How many; None means `costs.horizon_months`.
    old_cost_per_contact
        Running cost per served contact of the alternative that works until vendors have ramped up.

    Raises
    ------
    InputError, ValueError
        As `monthly_costs`.
    """
    number_of_months = scenario.costs.horizon_months if months is None else months
    calendar, days = scenario.calendar, 7 * scenario.calendar.weeks
    usages = usages_of(scenario, logs)
    rows: list[tuple[object, ...]] = []
    for replication, lines in lines_by_run(scenario, roster, usages):
        for number, month in enumerate(calendar_months(calendar, number_of_months), start=1):
            grown = [_grown(scenario, line, number) for line in lines]
            for line, quantity in in_month(grown, month, number == 1, days):
                when = 0 if line.per == "once" else number
                rows.append(_row(scenario, line, quantity, when, month))
            if old_cost_per_contact is not None:
                for line in _the_old_way(scenario, usages[replication], number, old_cost_per_contact):
                    rows.append(_row(scenario, line, line.quantity * month.days / days, number, month))
    table = pd.DataFrame(rows, columns=[*_KEYS, "quantity", "rate"])
    table["quantity"] /= len(usages)
    table = table.groupby([*_KEYS, "rate"], sort=False)["quantity"].sum().reset_index()
    table["amount"] = table["quantity"] * table["rate"]
    if ends := _early_ends(scenario, table, number_of_months):
        table = pd.concat([table, pd.DataFrame(ends)], ignore_index=True)
    table["month"] = pd.to_datetime(table["month"])
    table = table[table["amount"] != 0].assign(scenario=scenario.name, currency=scenario.costs.currency)
    place = table["category"].map(CATEGORIES.index)
    table = table.assign(place=place).sort_values(["number", "place"], kind="stable")
    return table[COLUMNS].reset_index(drop=True)


def cash_by_month(flow: pd.DataFrame, discount_rate: float) -> pd.DataFrame:
    """Return a cash flow by month and category, and what it is worth: one row per scenario and month, the start first.

    Columns scenario, number, month, currency, a column per category, running (labour to goodwill), cash (running +
    one_off - revenue: what is paid out, net), cumulative, discounted (at the yearly `discount_rate`, paid at the end of
    the month; the start as it is) and cumulative_discounted, whose last value is the present value of the cost. Value
    lost is in none of them.
    """
    rate = monthly_rate(discount_rate)
    keys = ["scenario", "number", "currency"]
    sums = flow.pivot_table(index=keys, columns="category", values="amount", aggfunc="sum", fill_value=0.0, sort=False)
    sums = sums.reindex(columns=list(CATEGORIES), fill_value=0.0).rename_axis(columns=None).reset_index()
    first = flow.drop_duplicates(["scenario", "number"])[["scenario", "number", "month"]]
    table = first.merge(sums, on=["scenario", "number"]).sort_values(["scenario", "number"], kind="stable")
    table["running"] = table[list(RUNNING)].sum(axis="columns")
    table["cash"] = table["running"] + table["one_off"] - table["revenue"]
    table["discounted"] = table["cash"] / (1 + rate) ** table["number"]
    of_scenario = table.groupby("scenario", sort=False)
    table["cumulative"] = of_scenario["cash"].cumsum()
    table["cumulative_discounted"] = of_scenario["discounted"].cumsum()
    order = ["scenario", "number", "month", "currency", *CATEGORIES, "running", "cash", "cumulative", "discounted"]
    return table[[*order, "cumulative_discounted"]].reset_index(drop=True)


def price_level(scenario: Scenario, line: Line, number: int) -> float:
    """Return by what the prices of a line have risen in a month from 1, relative to the first twelve."""
    costs, years = scenario.costs, (number - 1) // 12
    growth = costs.inflation_per_year
    if line.category == "labour":
        growth = costs.wage_growth_per_year
    elif line.category == "vendor" and scenario.vendors[line.item].price.indexation_per_year is not None:
        growth = scenario.vendors[line.item].price.indexation_per_year or 0.0
    return float((1 + growth) ** years)


def _grown(scenario: Scenario, line: Line, number: int) -> Line:
    """A line with the quantity of a month: grown, and as far as a vendor does the work yet."""
    if not line.by_use:
        return line
    grown = (1 + scenario.costs.volume_growth_per_year) ** ((number - 1) // 12)
    return replace(line, counted=line.counted * grown * (1.0 - _not_yet(scenario, line, number)))


def _not_yet(scenario: Scenario, line: Line, number: int) -> float:
    """The share of a vendor's work that it does not do yet in a month."""
    if line.category != "vendor":
        return 0.0
    ramp = scenario.vendors[line.item].price.ramp_up
    return 1.0 - ramp[number - 1] if number <= len(ramp) else 0.0


def _the_old_way(scenario: Scenario, usage: Usage, number: int, cost: float) -> Iterator[Line]:
    """The contacts that vendors do not take yet, worked as before."""
    for name, vendor in scenario.vendors.items():
        ramp = vendor.price.ramp_up
        if number <= len(ramp):
            grown = (1 + scenario.costs.volume_growth_per_year) ** ((number - 1) // 12)
            contacts = usage.vendors.get(name, VendorUsage()).contacts * grown * (1.0 - ramp[number - 1])
            price = (Factor("cost of a served contact before", cost),)
            yield Line("the old way while it ramps up", "vendor", name, contacts, "contacts", price, "month")


def _row(scenario: Scenario, line: Line, quantity: float, number: int, month: Month) -> tuple[object, ...]:
    assert isinstance(month.label, dt.date)
    unit = unit_of(line, scenario.costs.currency)
    rate = line.rate * (price_level(scenario, line, number) if number else 1.0)
    return number, month.label, line.category, line.name, line.item, unit, quantity, rate


def _early_ends(scenario: Scenario, table: pd.DataFrame, months: int) -> list[dict[str, object]]:
    """What vendors are owed in the last month for those that are missing to their minimum."""
    rows: list[dict[str, object]] = []
    for name, vendor in scenario.vendors.items():
        left = vendor.price.minimum_months - months
        of_vendor = table[(table["category"] == "vendor") & (table["item"] == name) & (table["number"] == months)]
        if left > 0 and len(of_vendor):
            charge = float(of_vendor["amount"].sum()) * vendor.price.early_end_share
            owed = {"category": "one_off", "line": "early end", "item": name, "unit": "months"}
            when = {"number": months, "month": of_vendor["month"].iloc[0]}
            rows.append(when | owed | {"rate": charge, "quantity": float(left), "amount": charge * left})
    return rows

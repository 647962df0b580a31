"""Money in the report: costs by channel, where paid time goes, and what alternatives are worth over the months."""

from __future__ import annotations

import pandas as pd

from sim.experiments.money import Money, compare_cash
from sim.experiments.results import Comparison, PlanResult
from sim.outputs.decision import Cell, Grid
from sim.outputs.words import channel_words, number, percent

ALONE = ("cash_flow", "cash_by_month", "monthly_bridge", "cost_by_channel", "paid_time")
"""Tables that mean something without another alternative."""


def money_tables_of_plan(plan: PlanResult) -> dict[str, pd.DataFrame]:
    """Return the tables of money of a plan by name; none where it was made without runs."""
    if not plan.usages:
        return {}
    tables = compare_cash({plan.scenario.name: plan}).tables
    return {name: table for name, table in tables.items() if name in ALONE}


def money_of(comparison: Comparison) -> Money | None:
    """Return what the alternatives are worth; None where one was made without runs."""
    return compare_cash(comparison.plans) if all(plan.usages for plan in comparison.plans.values()) else None


def by_channel(tables: dict[str, pd.DataFrame]) -> Grid:
    """Return what contacts and resolutions cost by channel, from `money_tables_of_plan`."""
    table = tables.get("cost_by_channel", pd.DataFrame())
    columns = ("contacts", "cost", "cost_per_contact", "cost_per_served_contact", "cost_per_resolution")
    rows = [
        (Cell(channel_words(row["channel"])), *(Cell(_amount(row[column]), tone="number") for column in columns))
        for row in table.to_dict("records")
    ]
    return Grid(
        ("Channel", "Contacts a month", "Cost a month", "Per contact", "Per served", "Per resolution"), tuple(rows)
    )


def paid_time(tables: dict[str, pd.DataFrame]) -> Grid:
    """Return where the paid hours of each group go, from `money_tables_of_plan`."""
    table = tables.get("paid_time", pd.DataFrame())
    rows = [
        (
            Cell(str(row["group"]), tone="name"),
            Cell(str(row["part"]).capitalize()),
            Cell(number(row["hours"]), tone="number"),
            Cell(percent(row["share"], 0), tone="number"),
            Cell(number(row["amount"]), tone="number"),
        )
        for row in table.to_dict("records")
        if row["hours"]
    ]
    return Grid(("Group", "Paid time", "Hours a month", "Share", "Amount"), tuple(rows))


def worth(money: Money | None) -> Grid:
    """Return what alternatives cost over the months and are worth beside the base."""
    heads = ("Alternative", "Net cost a month", "Paid once", "Present cost", "Worth beside the base", "Paid back after")
    if money is None:
        return Grid(heads, ())
    rows = []
    for place, row in enumerate(money.worth.to_dict("records")):
        gain, month = row.get("net_present_value"), row.get("payback_months")
        back = (
            "never" if place and pd.isna(month) else "" if not place else f"{month:,.1f} months" if month else "at once"
        )
        rows.append(
            (
                Cell(str(row["alternative"]), tone="name"),
                Cell(number(row["cost_per_month"]), tone="number"),
                Cell(number(row["paid_once"]), tone="number"),
                Cell(number(row["present_cost"]), tone="number"),
                Cell(_amount(gain) if place else "", tone="number"),
                Cell(back, tone="number"),
            )
        )
    return Grid(heads, tuple(rows))


def _amount(value: float | None) -> str:
    return "" if value is None or pd.isna(value) else f"{value:,.2f}" if abs(value) < 100 else number(value)

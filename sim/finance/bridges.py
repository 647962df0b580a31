"""From one total to another, step by step: from the base's cost to an alternative's, and from month to month."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from sim.finance.monthly import RUNNING

STEPS = (*RUNNING, "revenue")
"""Categories in which running cost less revenue changes; revenue counts against it."""


def waterfall(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return how the monthly cost of the first alternative becomes that of each other, category by category.

    Columns alternative, place, step (the base's name, categories, the alternative's name), amount, start, end: a bar
    reaches from start to end. Amounts of a base and its steps add up to the last row. Counted is running cost less
    revenue of an average month; what is paid once and value lost are not in it.

    Parameters
    ----------
    tables
        Those of `monthly_costs` for an average month, by alternative; the base first.
    """
    sums = {name: _by_category(table) for name, table in tables.items()}
    base, *others = sums
    rows: list[tuple[object, ...]] = []
    for other in others:
        total = sum(sums[base].values())
        rows.append((other, 0, base, total, 0.0, total))
        for place, step in enumerate(STEPS, start=1):
            change = sums[other][step] - sums[base][step]
            rows.append((other, place, step, change, total, total + change))
            total += change
        rows.append((other, len(STEPS) + 1, other, total, 0.0, total))
    return pd.DataFrame(rows, columns=["alternative", "place", "step", "amount", "start", "end"])


def monthly_bridge(by_month: pd.DataFrame) -> pd.DataFrame:
    """Return how the cash of each month becomes that of the next, category by category.

    Columns scenario, number (of the month, from 1; the start is left out), month, step (`total` of the month before,
    then the categories), amount, start, end. The last end of a month is its cash.

    Parameters
    ----------
    by_month
        A table of `cash_by_month`.
    """
    rows: list[tuple[object, ...]] = []
    for scenario, months in by_month[by_month["number"] > 0].groupby("scenario", sort=False):
        total, before = 0.0, dict.fromkeys((*RUNNING, "one_off", "revenue"), 0.0)
        for month in months.to_dict("records"):
            rows.append((scenario, month["number"], month["month"], "total", total, 0.0, total))
            for step, previous in before.items():
                amount = -float(month[step]) if step == "revenue" else float(month[step])
                rows.append(
                    (
                        scenario,
                        month["number"],
                        month["month"],
                        step,
                        amount - previous,
                        total,
                        total + amount - previous,
                    )
                )
                total += amount - previous
                before[step] = amount
    return pd.DataFrame(rows, columns=["scenario", "number", "month", "step", "amount", "start", "end"])


def _by_category(table: pd.DataFrame) -> dict[str, float]:
    found = table.groupby("category")["amount"].sum()
    return {step: float(found.get(step, 0.0)) * (-1.0 if step == "revenue" else 1.0) for step in STEPS}

"""The costs with what they are made of: every line as a formula of named assumptions and of what was counted.

From these tables the costs can be worked out again with other assumptions, in a spreadsheet or by `recalculated`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from sim.centre.log import RunLog
from sim.centre.roster import Roster
from sim.finance.line import Factor, Line, product, scale
from sim.finance.monthly import CATEGORIES, in_month, lines_by_run, unit_of, usages_of
from sim.finance.months import Month, average_month
from sim.finance.usage import Usage
from sim.scenario.model import Scenario


@dataclass(frozen=True)
class CostModel:
    """Costs as formulas. Tables are joined by `number`, the number of the line."""

    lines: pd.DataFrame
    """Columns number, month, category, line, item, counted, quantity, unit, rate, amount, currency: those of
    `monthly_costs`, and lines that cost nothing as long as an assumption is 0 (such as a premium)."""
    factors: pd.DataFrame
    """Columns number, of (`quantity` or `rate`), place (order in the product, from 1), name, value, form (`times`,
    `divided by`, `times one plus`, `times one minus`), kind. The quantity is the product of its factors, of which the
    first is what was counted, and the rate is the product of its own. kind: `assumption` (name is the path in the
    scenario, or the days and holidays of a month), `constant`, or `counted` (from the roster or the mean of the
    runs)."""
    minimums: pd.DataFrame
    """What lines named "top-up to the minimum" are made of, one row per run: columns number (of the top-up), of_number
    (of a line that is topped up), replication, counted (in that run), minimum (name), value. The quantity of the top-up
    is the mean over the runs of ``max(0, minimum - sum of counted * the other factors of the line * its rate)``, the
    sum over its lines; the rate of the top-up is the rate of exchange, by which theirs are divided first."""

    @cached_property
    def assumptions(self) -> pd.DataFrame:
        """The assumptions, each once: columns name, value, in the order in which the lines need them."""
        named = self.factors.loc[self.factors["kind"] == "assumption", ["name", "value"]]
        least = self.minimums.rename(columns={"minimum": "name"})[["name", "value"]]
        found = pd.concat([named, least]) if len(least) else named
        return found.drop_duplicates("name").reset_index(drop=True)


def cost_model(
    scenario: Scenario, roster: Roster, logs: Sequence[RunLog | Usage], *, months: Sequence[Month] | None = None
) -> CostModel:
    """Return the costs of `monthly_costs` as formulas of their assumptions.

    The sum of the amounts is that of `monthly_costs` with the same arguments.

    Raises
    ------
    InputError, ValueError
        As `monthly_costs`.
    """
    months = average_month(scenario.calendar) if months is None else months
    runs = list(lines_by_run(scenario, roster, usages_of(scenario, logs)))
    days, currency = 7 * scenario.calendar.weeks, scenario.costs.currency
    found: dict[_Key, tuple[Month, Line]] = {}
    counted: dict[_Key, float] = {}
    minimums: list[tuple[_Key, _Key, int, float, str, float]] = []
    for place, month in enumerate(months):
        for replication, lines in runs:
            for line, quantity in in_month(lines, month, place == 0, days):
                key = _key(place, line)
                found[key] = month, line
                is_left_over = line.tops_up or line.included is not None  # of a month already, and of no product
                counted[key] = counted.get(key, 0.0) + (quantity if is_left_over else line.counted) / len(runs)
                for below in line.tops_up:
                    if (least := below.minimum) is not None:
                        minimums.append((key, _key(place, below), replication, below.counted, least.name, least.value))
    order = sorted(found, key=lambda key: (key[0], CATEGORIES.index(key[1])))
    numbers = {key: number for number, key in enumerate(order, start=1)}
    rows, factors = [], []
    for key in order:
        month, line = found[key]
        quantity_of = [*line.share, *scale(line.per, month.label, month.days, month.holidays, days, key[0] == 0)]
        if line.included is not None:
            quantity_of = []
        quantity, rate = product(quantity_of, counted[key]), line.rate
        unit = unit_of(line, currency)
        row = (numbers[key], month.label, line.category, line.name, line.item, counted[key], quantity, unit, rate)
        rows.append((*row, quantity * rate, currency))
        first = (numbers[key], "quantity", 1, line.unit, counted[key], "times", "counted")
        factors += [
            first,
            *_factors(numbers[key], "quantity", 2, quantity_of),
            *_factors(numbers[key], "rate", 1, line.price_factors),
        ]
    least_of = [(numbers[key], numbers[below], *rest) for key, below, *rest in minimums]
    return CostModel(
        pd.DataFrame(rows, columns=_LINES),
        pd.DataFrame(factors, columns=_FACTORS),
        pd.DataFrame(least_of, columns=_MINIMUMS),
    )


def recalculated(model: CostModel, changes: Mapping[str, float]) -> pd.DataFrame:
    """Return the lines of a model with other values of assumptions, by their names; quantities counted stay.

    Raises
    ------
    KeyError
        If the model has no assumption of that name.
    """
    known = set(model.assumptions["name"])
    for name in changes:
        if name not in known:
            raise KeyError(name)
    results: dict[tuple[int, str], float] = {}
    for row in model.factors.to_dict("records"):
        value = changes.get(row["name"], row["value"]) if row["kind"] == "assumption" else row["value"]
        key = (row["number"], row["of"])
        results[key] = Factor(row["name"], value, row["form"]).times(results.get(key, 1.0))
    lines = model.lines.assign(
        quantity=[results[number, "quantity"] for number in model.lines["number"]],
        rate=[results[number, "rate"] for number in model.lines["number"]],
    )
    by_number = {line["number"]: line for line in lines.to_dict("records")}
    each = {
        number: line["quantity"] / line["counted"] * line["rate"] if line["counted"] else 0.0
        for number, line in by_number.items()
    }
    for number, rows in model.minimums.groupby("number"):
        exchange = by_number[number]["rate"]
        charge = (rows["counted"] * rows["of_number"].map(each)).groupby(rows["replication"]).sum() / exchange
        least = changes.get(rows["minimum"].iloc[0], float(rows["value"].iloc[0]))
        lines.loc[lines["number"] == number, "quantity"] = (least - charge).clip(lower=0.0).mean()
    return lines.assign(amount=lines["quantity"] * lines["rate"])


_Key = tuple[Any, ...]
_LINES = ["number", "month", "category", "line", "item", "counted", "quantity", "unit", "rate", "amount", "currency"]
_FACTORS = ["number", "of", "place", "name", "value", "form", "kind"]
_MINIMUMS = ["number", "of_number", "replication", "counted", "minimum", "value"]


def _key(place: int, line: Line) -> _Key:
    """What makes lines of several runs the same line, in the month at a place."""
    return place, line.category, line.name, line.item, *(part.name for part in (*line.share, *line.price))


def _factors(number: int, of: str, first: int, factors: Sequence[Factor]) -> list[tuple[object, ...]]:
    return [
        (number, of, place, one.name, one.value, one.form, "constant" if one.is_constant else "assumption")
        for place, one in enumerate(factors, start=first)
    ]

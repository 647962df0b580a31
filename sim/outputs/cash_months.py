"""The rows of a cash flow as formulas: what a month is and how prices stand in it, and the amount of every line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from sim.finance.line import Line
from sim.finance.months import calendar_months
from sim.outputs.cells import Formats
from sim.outputs.formulas import Live, live
from sim.outputs.live_costs import LiveCosts, Period
from sim.outputs.words import CATEGORY_WORDS, steady

_HEAD = 3  # the row with the numbers of the months


@dataclass(frozen=True)
class MonthRows:
    """A sheet with months across."""

    sheet: Any
    formats: Formats
    start: int
    """Column of the start; the months follow."""
    number: int
    """How many months."""

    def write(self, row: int, words: Sequence[str], values: Sequence[Live | float | None], form: str) -> list[Live]:
        """Write a row from the start on, and return its cells; None stays empty."""
        for column, text in enumerate(words):
            self.sheet.write_string(row, column, steady(text), self.formats.of())
        found = []
        shape = self.formats.of(num_format=form)
        for place, value in enumerate(values):
            column = self.start + place
            if isinstance(value, Live):
                value.write(self.sheet, row, column, shape)
            elif value is not None:
                self.sheet.write_number(row, column, value, shape)
            number = value.value if isinstance(value, Live) else value or 0.0
            found.append(Live(xl_rowcol_to_cell(row, column, row_abs=True), float(number)))
        return found


@dataclass(frozen=True)
class Months:
    """What the months of a cash flow are."""

    periods: tuple[Period, ...]
    """From month 1 on."""
    levels: dict[str, list[Live]]
    """Price levels by `labour`, vendor or empty for all else; the start first."""
    done: dict[str, list[Live]]
    """The share of its work that a vendor does, by vendor that ramps up; the start first."""
    volume: list[Live]
    """How much work there is, relative to the runs; the start first."""

    def level(self, line: Line, month: int) -> Live:
        """Return by what the price of a line has risen."""
        key = "labour" if line.category == "labour" else line.item if line.category == "vendor" else ""
        return self.levels.get(key, self.levels[""])[month]


def month_rows(head: MonthRows, costs: LiveCosts, row: int) -> tuple[Months, int]:
    """Write what months are (days, holidays, growth, prices, ramp-up) from a row on; return it and the next row."""
    scenario, names = costs.scenario, costs.names
    head.sheet.write_string(row, 0, "How the months are reckoned", head.formats.of(bold=True))
    calendar = calendar_months(scenario.calendar, head.number)
    days = head.write(row + 1, ("Days",), [None, *(float(one.days) for one in calendar)], "0")
    holidays = head.write(row + 2, ("Public holidays",), [None, *(float(one.holidays) for one in calendar)], "0")
    horizon = live(float(7 * scenario.calendar.weeks))
    share = head.write(row + 3, ("Times the horizon",), [None, *(day / horizon for day in days[1:])], "0.0000")
    row += 4

    def grown(words: str, path: str) -> list[Live]:
        nonlocal row
        cells: list[Live | float | None] = [1.0]
        for month in range(1, head.number + 1):
            number = xl_rowcol_to_cell(_HEAD, head.start + month, row_abs=True)
            years = Live(f"INT(({number}-1)/12)", float((month - 1) // 12))
            cells.append((live(1.0) + names[path]).power(years))
        row += 1
        return head.write(row - 1, (words,), cells, "0.0000")

    volume = grown("Volume", "costs.volume_growth_per_year")
    levels = {
        "labour": grown("Wages", "costs.wage_growth_per_year"),
        "": grown("Other prices", "costs.inflation_per_year"),
    }
    done: dict[str, list[Live]] = {}
    for name, vendor in scenario.vendors.items():
        path = f"vendors.{name}.price"
        if vendor.price.indexation_per_year is not None:
            levels[name] = grown(f"Prices of {name}", f"{path}.indexation_per_year")
        if ramp := vendor.price.ramp_up:
            steps = [names[f"{path}.ramp_up.{place}"] for place in range(len(ramp))]
            shares = [None, *steps, *([1.0] * head.number)][: head.number + 1]
            done[name] = head.write(row, (f"Work done by {name}",), shares, "0.00")
            row += 1

    def of_use(month: int, line: Line) -> list[Live]:
        also = [done[line.item][month]] if line.category == "vendor" and line.item in done else []
        return [volume[month], *also]

    periods = [
        Period(share[month], holidays[month], False, partial(of_use, month)) for month in range(1, head.number + 1)
    ]
    return Months(tuple(periods), levels, done, volume), row + 1


def amounts_of(
    head: MonthRows, costs: LiveCosts, rates: Sequence[Live], months: Months, row: int, per_served: Live | None
) -> list[tuple[str, list[float]]]:
    """Write the amount of every line in every month from a row on; return the category and the amounts of each."""
    written: list[tuple[str, list[float]]] = []
    of_vendor: dict[str, list[Live]] = {}

    def add(category: str, words: tuple[str, str], values: list[Live | float | None]) -> list[Live]:
        found = head.write(row + len(written), (CATEGORY_WORDS[category], *words), values, "#,##0.00")
        written.append((category, [one.value for one in found]))
        return found

    for one, rate in zip(costs.lines, rates, strict=True):
        line = one.line
        if line.per == "once":
            start = one.quantity(costs.names, Period(None, None, True)) * rate
            add(line.category, (line.name, line.item), [start, *([None] * head.number)])
            continue
        cells: list[Live | float | None] = [None]
        for month, period in enumerate(months.periods, start=1):
            cells.append(one.quantity(costs.names, period) * rate * months.level(line, month))
        found = add(line.category, (line.name, line.item), cells)
        if line.category == "vendor":
            of_vendor.setdefault(line.item, []).append(found[-1])
    if per_served is not None:
        for name, cells_of in _the_old_way(costs, months, per_served).items():
            found = add("vendor", ("the old way while it ramps up", name), cells_of)
            of_vendor.setdefault(name, []).append(found[-1])
    for name, vendor in costs.scenario.vendors.items():
        if vendor.price.minimum_months > head.number and name in of_vendor:
            path = f"vendors.{name}.price"
            missing = costs.names[f"{path}.minimum_months"] - live(float(head.number))
            last = Live(f"({'+'.join(one.text for one in of_vendor[name])})", sum(one.value for one in of_vendor[name]))
            owed = missing * last * costs.names[f"{path}.early_end_share"]
            add("one_off", ("early end", name), [*([None] * head.number), owed])
    return written


def _the_old_way(costs: LiveCosts, months: Months, per_served: Live) -> dict[str, list[Live | float | None]]:
    """What a vendor does not do yet, served as in the base."""
    found: dict[str, list[Live | float | None]] = {}
    for name, done in months.done.items():
        served = costs.served_by.get(name)
        if served is None:
            continue
        level = months.levels.get(name, months.levels[""])
        cells: list[Live | float | None] = [None]
        for month, period in enumerate(months.periods, start=1):
            assert period.share is not None
            number = served.mean * months.volume[month] * (live(1.0) - done[month])
            cells.append(number * period.share * per_served * level[month])
        found[name] = cells
    return found

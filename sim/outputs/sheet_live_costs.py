"""The sheet Costs of plans that were run: every line a formula of the sheets Assumptions and Measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from sim.finance.monthly import CATEGORIES, RUNNING
from sim.outputs.cells import Formats, Origin, new_sheet, widths, write_head
from sim.outputs.formulas import Live, cell
from sim.outputs.live_costs import LiveCosts
from sim.outputs.words import CATEGORY_WORDS

COSTS = "Costs"
PAID = "Paid every month"
_LINES = ("Category", "Line", "For", "Quantity", "Unit", "Rate", "Amount")
_TOTALS = 3
_CHART_ROWS = 18
_COLOURS = {"labour": "#1f5fa8", "vendor": "#e08a1e", "technology": "#4c9f70", "goodwill": "#9467a8"}


@dataclass(frozen=True)
class Totals:
    """Where the totals of the sheet Costs stand."""

    by_category: dict[tuple[str, str], Live]
    """By alternative and category; those that no alternative has are left out."""
    per_served: dict[str, Live]
    """What a served contact costs, by alternative; left out where none was served."""
    rates: dict[str, list[Live]]
    """The rates of the lines of each alternative, in their order."""


def live_costs_sheet(book: Any, formats: Formats, alternatives: Sequence[LiveCosts], origin: Origin) -> Totals:
    """Add the sheet Costs of an average month, all of it formulas, and return where its totals stand."""
    currency, several = alternatives[0].scenario.costs.currency, len(alternatives) > 1
    key_word = "Alternative" if several else "Month"
    keys = [one.name if several else "Average month" for one in alternatives]
    sheet = new_sheet(book, formats, COSTS, f"Costs of an average month, {currency}", origin)
    words = "Quantities and rates follow the sheets Assumptions and Measured; nothing is typed in here."
    sheet.write_string(1, 0, words, formats.of())
    widths(sheet, 26, 24, 34, 24, 16, 16, 16, 16, 16)
    categories = [one for one in CATEGORIES if any(one == row.line.category for of in alternatives for row in of.lines)]
    per = _TOTALS + len(keys) + 2
    chart = per + len(keys) + 2
    first = chart + _CHART_ROWS + 1
    amounts, rates = _lines(sheet, formats, alternatives, keys, first, key_word)
    last = first + max(len(amounts), 1) - 1
    by_category = _totals(sheet, formats, keys, categories, (first, last), amounts, key_word)
    per_served = _per_contact(sheet, formats, alternatives, keys, per, _paid_column(categories), by_category, key_word)
    _chart(book, sheet, keys, categories, chart, currency)
    of_name = dict(zip(keys, (one.name for one in alternatives), strict=True))
    return Totals({(of_name[key], one): found for (key, one), found in by_category.items()}, per_served, rates)


def _lines(
    sheet: Any, formats: Formats, alternatives: Sequence[LiveCosts], keys: list[str], first: int, key_word: str
) -> tuple[list[tuple[str, str, float]], dict[str, list[Live]]]:
    """Write the lines; return key, category and amount of each, and the cells of the rates by alternative."""
    write_head(sheet, formats, first - 1, (key_word, *_LINES), (4, 6, 7))
    money, plain = formats.of(num_format="#,##0.00"), formats.of(align="left")
    amounts: list[tuple[str, str, float]] = []
    rates: dict[str, list[Live]] = {costs.name: [] for costs in alternatives}
    for key, costs in zip(keys, alternatives, strict=True):
        for one in costs.lines:
            row = first + len(amounts)
            for column, text in enumerate((key, CATEGORY_WORDS[one.line.category], one.line.name, one.line.item)):
                sheet.write_string(row, column, text, plain)
            quantity, rate = one.quantity(costs.names, costs.average_month), one.rate(costs.names)
            quantity.write(sheet, row, 4, money)
            sheet.write_string(row, 5, one.counted.unit, formats.of(indent=1, align="left"))
            rate.write(sheet, row, 6, formats.of(num_format="#,##0.00##"))
            amount = cell(row, 4, quantity.value, fixed=False) * cell(row, 6, rate.value, fixed=False)
            amount.write(sheet, row, 7, money)
            amounts.append((key, one.line.category, float(amount.value)))
            rates[costs.name].append(cell(row, 6, rate.value, COSTS))
    return amounts, rates


def _paid_column(categories: Sequence[str]) -> int:
    return 1 + sum(one in RUNNING for one in categories)


def _totals(
    sheet: Any,
    formats: Formats,
    keys: Sequence[str],
    categories: Sequence[str],
    rows: tuple[int, int],
    amounts: Sequence[tuple[str, str, float]],
    key_word: str,
) -> dict[tuple[str, str], Live]:
    """Write totals by key and category; return their cells, those of what is paid every month under `PAID`."""
    paid = _paid_column(categories)
    heads = [CATEGORY_WORDS[one] for one in categories]
    heads.insert(paid - 1, PAID)
    write_head(sheet, formats, _TOTALS, (key_word, *heads), range(1, 1 + len(heads)))
    sheet.set_row(_TOTALS, 30)
    amount, of_key, of_category = (xl_range_abs(rows[0], column, rows[1], column) for column in (7, 0, 1))
    money, bold = formats.of(num_format="#,##0.00"), formats.of(num_format="#,##0.00", bold=True)
    found: dict[tuple[str, str], Live] = {}
    for row, key in enumerate(keys, start=_TOTALS + 1):
        sheet.write_string(row, 0, key, formats.of(align="left"))
        for place, category in enumerate(categories):
            column = 1 + place + (place >= paid - 1)
            value = sum(number for one, of, number in amounts if (one, of) == (key, category))
            # SUMPRODUCT compares exactly; SUMIFS would read a name such as "*" or "=x" as a pattern.
            of_row = f"({of_key}={xl_rowcol_to_cell(row, 0)})*({of_category}={xl_rowcol_to_cell(_TOTALS, column)})"
            Live(f"SUMPRODUCT({of_row}*{amount})", value).write(sheet, row, column, money)
            found[key, category] = cell(row, column, value, COSTS)
        total = sum(found[key, one].value for one in categories if one in RUNNING)
        across = f"SUM({xl_rowcol_to_cell(row, 1)}:{xl_rowcol_to_cell(row, paid - 1)})" if paid > 1 else "0"
        Live(across, total).write(sheet, row, paid, bold)
        found[key, PAID] = cell(row, paid, total, COSTS)
    return found


def _per_contact(
    sheet: Any,
    formats: Formats,
    alternatives: Sequence[LiveCosts],
    keys: Sequence[str],
    head: int,
    paid: int,
    totals: dict[tuple[str, str], Live],
    key_word: str,
) -> dict[str, Live]:
    """Write contacts and resolutions of the month and what each costs; return the cost of a served contact."""
    words = {"contact": "contact", "served_contact": "served contact", "resolution": "resolution"}
    heads = [text for one in words.values() for text in (f"{one.capitalize()}s a month", f"Cost per {one}")]
    write_head(sheet, formats, head, (key_word, *heads), range(1, 1 + len(heads)))
    sheet.set_row(head, 30)
    money, number = formats.of(num_format="#,##0.00"), formats.of(num_format="#,##0.0")
    per_served: dict[str, Live] = {}
    for row, (key, costs) in enumerate(zip(keys, alternatives, strict=True), start=head + 1):
        sheet.write_string(row, 0, key, formats.of(align="left"))
        share = costs.average_month.share
        assert share is not None
        for place, name in enumerate(words):
            column = 1 + 2 * place
            here = costs.numbers[name].mean * share
            here.write(sheet, row, column, number)
            if here.value:
                each = totals[key, PAID] / cell(row, column, here.value, COSTS)
                each.write(sheet, row, column + 1, money)
                if name == "served_contact":
                    per_served[costs.name] = cell(row, column + 1, each.value, COSTS)
    return per_served


def _chart(book: Any, sheet: Any, keys: Sequence[str], categories: Sequence[str], row: int, currency: str) -> None:
    """Draw what is paid every month, by category."""
    running = [one for one in categories if one in RUNNING]
    if not running:
        return
    chart = book.add_chart({"type": "bar", "subtype": "stacked"})
    top, bottom = _TOTALS + 1, _TOTALS + len(keys)
    for place, category in enumerate(running):
        series = {
            "name": [COSTS, _TOTALS, 1 + place],
            "categories": [COSTS, top, 0, bottom, 0],
            "values": [COSTS, top, 1 + place, bottom, 1 + place],
            "fill": {"color": _COLOURS[category]},
            "gap": 60,
        }
        chart.add_series(series)
    chart.set_title({"name": f"Paid every month by category, {currency}", "name_font": {"size": 12}})
    chart.set_x_axis({"num_format": "#,##0", "major_gridlines": {"visible": True, "line": {"color": "#d9dee5"}}})
    chart.set_y_axis({"reverse": True})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 900, "height": 20 * (_CHART_ROWS - 1)})
    sheet.insert_chart(row, 0, chart, {"object_position": 2})

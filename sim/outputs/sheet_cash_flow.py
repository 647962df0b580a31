"""The sheet Cash flow: months across, lines down, every amount a formula, and what it is worth today."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from xlsxwriter.utility import xl_col_to_name, xl_range_abs, xl_rowcol_to_cell

from sim.finance.monthly import CATEGORIES, RUNNING
from sim.finance.months import calendar_months
from sim.outputs.cash_months import MonthRows, amounts_of, month_rows
from sim.outputs.cells import Formats, Origin, new_sheet, widths
from sim.outputs.formulas import Live, cell
from sim.outputs.live_costs import LiveCosts
from sim.outputs.sheet_live_costs import PAID
from sim.outputs.words import CATEGORY_WORDS, steady

CASH = "Cash, earned taken off"
_HEAD, _SUM, _START = 3, 3, 4
_CHART_ROWS = 17


@dataclass(frozen=True)
class CashFlow:
    """Where the sums of a cash flow stand."""

    sheet: str
    cash: tuple[Live, ...]
    """Cash of the start and of every month."""
    rows: dict[str, int]
    """The rows of the sums by what they are called."""
    sums: dict[str, Live]
    """Their sums over the months."""
    present: Live
    """What the cash is worth today."""


def cash_flow_sheet(
    book: Any,
    formats: Formats,
    costs: LiveCosts,
    rates: Sequence[Live],
    origin: Origin,
    *,
    name: str = "Cash flow",
    months: int | None = None,
    discount: Live | None = None,
    per_served: Live | None = None,
) -> CashFlow:
    """Add the cash flow of `finance.cash_flow.cash_flow` as formulas, and return where its sums stand.

    Parameters
    ----------
    costs, rates
        The lines, and the cells of their rates on the sheet Costs.
    months, discount
        Those of the base; None means those of the scenario.
    per_served
        What a served contact costs in the base, which works until vendors have ramped up.
    """
    about = costs.scenario.costs
    number = about.horizon_months if months is None else months
    title = f"Cash flow over {number} months, {about.currency}: {steady(costs.name)}"
    sheet = new_sheet(book, formats, name, title, origin, repeat=_HEAD)
    sheet.fit_to_pages(math.ceil(number / 12), 0)
    sheet.repeat_columns(0, 2)
    widths(sheet, 26, 30, 24, 15, *([13] * (number + 1)))
    sheet.write_string(1, 0, "Wages, prices and volumes grow as the sheet Assumptions says.", formats.of())
    top = _HEAD + 1
    head = MonthRows(sheet, formats, _START, number)
    _head(sheet, formats, costs, number)
    categories = [one for one in CATEGORIES if any(one == line.line.category for line in costs.lines)]
    if any(vendor.price.minimum_months > number for vendor in costs.scenario.vendors.values()):
        categories = [one for one in CATEGORIES if one in (*categories, "one_off")]
    count = len(categories) + 5
    basis = top + 1 + count + 1 + _CHART_ROWS
    periods, first = month_rows(head, costs, basis)
    lines = amounts_of(head, costs, rates, periods, first, per_served)
    last = max(first, first + len(lines) - 1)
    interest = costs.names["costs.discount_rate"] if discount is None else discount
    found = _sums(sheet, formats, categories, top + 1, (first, last), lines, number, interest, name)
    _chart(book, sheet, name, found.rows, top + 1 + count + 1, number, about.currency)
    sheet.freeze_panes(_HEAD + 1, 3)
    return found


def _head(sheet: Any, formats: Formats, costs: LiveCosts, number: int) -> None:
    for column, text in enumerate(("Category", "Line", "For")):
        sheet.write_string(_HEAD, column, text, formats.head)
    sheet.write_string(_HEAD, _SUM, "Sum", formats.number_head)
    for month in range(number + 1):
        form = formats.of(bold=True, bottom=1, bg_color="#eef1f5", align="right", num_format='"Month" 0;;"Start"')
        sheet.write_number(_HEAD, _START + month, month, form)
    sheet.write_string(_HEAD + 1, 0, "First day", formats.of())
    date = formats.of(num_format="yyyy-mm-dd", align="right")
    for month, one in enumerate(calendar_months(costs.scenario.calendar, number), start=1):
        sheet.write_datetime(_HEAD + 1, _START + month, one.label, date)


def _sums(
    sheet: Any,
    formats: Formats,
    categories: Sequence[str],
    row: int,
    rows: tuple[int, int],
    lines: Sequence[tuple[str, list[float]]],
    number: int,
    interest: Live,
    name: str,
) -> CashFlow:
    """Write the sums by category and what follows from them."""
    of_category = xl_range_abs(rows[0], 0, rows[1], 0)
    money, bold = formats.of(num_format="#,##0.00"), formats.of(num_format="#,##0.00", bold=True, top=1)
    values = {
        one: [sum(amounts[month] for category, amounts in lines if category == one) for month in range(number + 1)]
        for one in categories
    }
    placed: dict[str, int] = {}
    running = [one for one in categories if one in RUNNING]
    order = [*running, PAID, *(one for one in ("one_off", "revenue") if one in categories), CASH]
    order += ["Cumulative", "Discounted", "Cumulative, discounted", *(["lost"] if "lost" in categories else [])]
    for row_of, title in enumerate(order, start=row):
        placed[title] = row_of
        is_cash = title == CASH
        form = formats.of(bold=is_cash, **({"top": 1} if is_cash else {}))
        sheet.write_string(row_of, 0, CATEGORY_WORDS.get(title, title), form)
    for one in categories:
        for month in range(number + 1):
            column = xl_col_to_name(_START + month)
            across = f"{column}${rows[0] + 1}:{column}${rows[1] + 1}"
            text = f"SUMPRODUCT(({of_category}=$A{placed[one] + 1})*{across})"
            Live(text, values[one][month]).write(sheet, placed[one], _START + month, money)
    cash: list[Live] = []
    total = worth = 0.0
    for month in range(number + 1):
        column = _START + month

        def at(title: str, column: int = column) -> str:
            return str(xl_rowcol_to_cell(placed[title], column))

        amount = sum(values[one][month] for one in running)
        Live("+".join(at(one) for one in running) or "0", amount).write(sheet, placed[PAID], column, money)
        text = at(PAID)
        for one, sign in (("one_off", 1.0), ("revenue", -1.0)):
            if one in categories:
                text += ("+" if sign > 0 else "-") + at(one)
                amount += sign * values[one][month]
        Live(text, amount).write(sheet, placed[CASH], column, bold)
        cash.append(cell(placed[CASH], column, amount, f"'{name}'"))
        total += amount
        rate = (Live("1", 1.0) + interest).power(
            Live(f"{xl_rowcol_to_cell(_HEAD, column, row_abs=True)}/12", month / 12)
        )
        discounted = Live(at(CASH), amount) / rate
        worth += discounted.value
        before = [
            f"{xl_rowcol_to_cell(placed[title], column - 1)}+" if month else ""
            for title in ("Cumulative", "Cumulative, discounted")
        ]
        Live(before[0] + at(CASH), total).write(sheet, placed["Cumulative"], column, money)
        discounted.write(sheet, placed["Discounted"], column, money)
        Live(before[1] + at("Discounted"), worth).write(sheet, placed["Cumulative, discounted"], column, money)
    sums: dict[str, Live] = {}
    for title, amounts in (*values.items(), (PAID, None), (CASH, None), ("Discounted", None)):
        across = xl_rowcol_to_cell(placed[title], _START) + ":" + xl_rowcol_to_cell(placed[title], _START + number)
        if amounts is None:
            of = {PAID: sum(sum(values[one]) for one in running), CASH: total, "Discounted": worth}
            whole = of[title]
        else:
            whole = sum(amounts)
        Live(f"SUM({across})", whole).write(sheet, placed[title], _SUM, bold if title == CASH else money)
        sums[title] = cell(placed[title], _SUM, whole, f"'{name}'")
    return CashFlow(name, tuple(cash), placed, sums, sums["Discounted"])


def _chart(book: Any, sheet: Any, name: str, rows: dict[str, int], row: int, number: int, currency: str) -> None:
    """Draw the cash of every month as columns, and its sum so far as lines."""
    months = [name, _HEAD, _START, _HEAD, _START + number]
    columns = book.add_chart({"type": "column"})
    columns.add_series(
        {"name": CASH, "categories": months, "values": [name, rows[CASH], _START, rows[CASH], _START + number],
         "fill": {"color": "#9db8d6"}, "gap": 60}
    )  # fmt: skip
    lines = book.add_chart({"type": "line"})
    for title, colour, dash in (("Cumulative", "#1f5fa8", "solid"), ("Cumulative, discounted", "#e08a1e", "dash")):
        place = rows[title]
        lines.add_series(
            {"name": title, "categories": months, "values": [name, place, _START, place, _START + number],
             "line": {"color": colour, "width": 2, "dash_type": dash}}
        )  # fmt: skip
    columns.combine(lines)
    columns.set_title({"name": f"Cash, month by month and in all, {currency}", "name_font": {"size": 12}})
    columns.set_y_axis({"num_format": "#,##0", "major_gridlines": {"visible": True, "line": {"color": "#d9dee5"}}})
    columns.set_x_axis({"num_format": "0", "name": "Month, 0 is the start", "label_position": "low"})
    columns.set_legend({"position": "bottom"})
    columns.set_size({"width": 1000, "height": 20 * (_CHART_ROWS - 1)})
    sheet.insert_chart(row, 0, columns, {"object_position": 2})

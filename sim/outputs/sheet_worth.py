"""The sheets Worth and Waterfall: what alternatives are worth beside the base, and why they cost more or less."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from sim.finance.bridges import STEPS
from sim.finance.value import monthly_rate
from sim.finance.worth import payback
from sim.outputs.cells import Formats, widths, write_head
from sim.outputs.formulas import Live, cell
from sim.outputs.live_costs import LiveCosts
from sim.outputs.sheet_cash_flow import CASH, CashFlow
from sim.outputs.sheet_live_costs import PAID, Totals
from sim.outputs.words import CATEGORY_WORDS, steady

WORTH, WATERFALL = "Worth", "Waterfall"
_HEAD = 3
_CHART_ROWS = 19
_COLOURS = ("#1f5fa8", "#e08a1e", "#4c9f70", "#9467a8", "#a31901", "#5c6675", "#17a2b8", "#b8860b")


def fill_worth(
    book: Any, sheet: Any, formats: Formats, alternatives: Sequence[LiveCosts], flows: Sequence[CashFlow]
) -> None:
    """Fill the sheet Worth: cost a month, present cost, net present value and payback of alternatives, as formulas."""
    base, currency = alternatives[0], alternatives[0].scenario.costs.currency
    months = len(flows[0].cash) - 1
    sheet.write_string(0, 0, f"What alternatives are worth over {months} months, {currency}", formats.title)
    words = f"Beside '{steady(base.name)}'. Net cost is running cost less what is earned; value lost is not in it."
    sheet.write_string(1, 0, words, formats.of())
    widths(sheet, 34, *([17] * max(8, 3 * len(alternatives))))
    heads = ("Alternative", "Net cost a month", "Paid once", "Cash", "Present cost", "Saved", "Net present value",
             "Paid back after, months", "Discounted")  # fmt: skip
    write_head(sheet, formats, _HEAD, heads, range(1, len(heads)))
    sheet.set_row(_HEAD, 30)
    money, bold = formats.of(num_format="#,##0.00"), formats.of(num_format="#,##0.00", bold=True)
    table = _HEAD + 1 + len(alternatives) + 1 + _CHART_ROWS + 1
    for place, (one, flow) in enumerate(zip(alternatives, flows, strict=True)):
        row = _HEAD + 1 + place
        sheet.write_string(row, 0, steady(one.name), formats.of(text_wrap=True, align="left"))
        running = flow.sums[PAID]
        if "revenue" in flow.sums:
            running = running - flow.sums["revenue"]
        (running / float(months)).write(sheet, row, 1, money)
        flow.sums.get("one_off", Live("0", 0.0)).write(sheet, row, 2, money)
        flow.sums[CASH].write(sheet, row, 3, money)
        flow.present.write(sheet, row, 4, money)
        if place:
            (flows[0].sums[CASH] - flow.sums[CASH]).write(sheet, row, 5, money)
            (flows[0].present - flow.present).write(sheet, row, 6, bold)
            _saved(sheet, formats, base, one, (flows[0], flow), table, 1 + 3 * (place - 1), row)
    if len(alternatives) > 1:
        sheet.write_string(table - 1, 0, "Month, 0 is the start", formats.head)
        for month in range(months + 1):
            sheet.write_number(table + month, 0, month, formats.of(align="left"))
        _saved_chart(book, sheet, alternatives, table, months, _HEAD + 1 + len(alternatives) + 1, currency)


def _saved(
    sheet: Any,
    formats: Formats,
    base: LiveCosts,
    one: LiveCosts,
    flows: tuple[CashFlow, CashFlow],
    top: int,
    column: int,
    row: int,
) -> None:
    """Write what is saved month by month beneath, and after how many months what was paid has come back."""
    heads = (f"Saved by {steady(one.name)}", "In all", "In all, discounted")
    for place, text in enumerate(heads):
        sheet.write_string(top - 1, column + place, text, formats.number_head)
    sheet.set_row(top - 1, 45)
    money = formats.of(num_format="#,##0.00")
    interest = base.names["costs.discount_rate"]
    saved: list[float] = []
    total = discounted = 0.0
    for month, (before, after) in enumerate(zip(flows[0].cash, flows[1].cash, strict=True)):
        here = before - after
        here.write(sheet, top + month, column, money)
        saved.append(here.value)
        own = xl_rowcol_to_cell(top + month, column)
        above = [f"{xl_rowcol_to_cell(top + month - 1, column + place)}+" if month else "" for place in (1, 2)]
        total += here.value
        Live(above[0] + own, total).write(sheet, top + month, column + 1, money)
        number = Live(f"$A{top + month + 1}/12", month / 12)
        now = Live(own, here.value) / (Live("1", 1.0) + interest).power(number)
        discounted += now.value
        Live(above[1] + now.text, discounted).write(sheet, top + month, column + 2, money)
    rate = monthly_rate(interest.value)
    for place, (sums, each) in enumerate(((column + 1, 0.0), (column + 2, rate))):
        back = payback(saved, each)
        text = _payback(top, len(saved) - 1, sums, column if not place else None)
        form = formats.of(num_format="0.0", align="right")
        sheet.write_formula(row, 7 + place, f"={text}", form, value="never" if back is None else back)


def _payback(top: int, months: int, sums: int, single: int | None) -> str:
    """After the last month in which something is missing, the part of the next that brings it back."""
    all_of, numbers = (xl_range_abs(top, column, top + months, column) for column in (sums, 0))
    last = f"SUMPRODUCT(MAX((ROUND({all_of},6)<0)*{numbers}))"
    missing = f"INDEX({all_of},{last}+1)"
    if single is None:
        comes = f"(INDEX({all_of},{last}+2)-{missing})"
    else:
        comes = f"INDEX({xl_range_abs(top, single, top + months, single)},{last}+2)"
    end = xl_rowcol_to_cell(top + months, sums)
    none = f"SUMPRODUCT((ROUND({all_of},6)<0)*1)=0"
    return f'IF({none},0,IF(ROUND({end},6)<0,"never",{last}-{missing}/{comes}))'


def _saved_chart(
    book: Any, sheet: Any, alternatives: Sequence[LiveCosts], top: int, months: int, row: int, currency: str
) -> None:
    chart = book.add_chart({"type": "line"})
    for place in range(len(alternatives) - 1):
        column = 2 + 3 * place
        series = {
            "name": [WORTH, _HEAD + 2 + place, 0],
            "categories": [WORTH, top, 0, top + months, 0],
            "values": [WORTH, top, column, top + months, column],
            "line": {"color": _COLOURS[place % len(_COLOURS)], "width": 2},
        }
        chart.add_series(series)
    chart.set_title({"name": f"Saved beside the base, in all, {currency}", "name_font": {"size": 12}})
    chart.set_y_axis({"num_format": "#,##0", "major_gridlines": {"visible": True, "line": {"color": "#d9dee5"}}})
    chart.set_x_axis({"name": "Month, 0 is the start", "label_position": "low", "num_format": "0"})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 900, "height": 20 * (_CHART_ROWS - 1)})
    sheet.insert_chart(row, 0, chart, {"object_position": 2})


def fill_waterfall(book: Any, sheet: Any, formats: Formats, alternatives: Sequence[LiveCosts], totals: Totals) -> None:
    """Fill the sheet Waterfall: from the base's net cost of an average month to each alternative's, by category."""
    base, currency = alternatives[0], alternatives[0].scenario.costs.currency
    title = f"From the cost of a month to that of each alternative, {currency}"
    sheet.write_string(0, 0, title, formats.title)
    sheet.write_string(1, 0, "Running cost less what is earned, in an average month.", formats.of())
    widths(sheet, 34, 15, 15, 15, 4, 11, 11, 11, 11)
    steps = [one for one in STEPS if (base.name, one) in totals.by_category]
    top = 3
    for other in alternatives[1:]:
        _steps(sheet, formats, base, other, steps, totals, top)
        _waterfall_chart(book, sheet, steady(f"{base.name} → {other.name}"), top, len(steps) + 2)
        top += _CHART_ROWS + 2


def _steps(
    sheet: Any, formats: Formats, base: LiveCosts, other: LiveCosts, steps: Sequence[str], totals: Totals, top: int
) -> None:
    """Write the steps, and beside them what the picture is stacked from."""
    write_head(sheet, formats, top, ("Step", "Amount", "From", "To"), (1, 2, 3))
    for place, text in enumerate(("Hidden", "Total", "More", "Less")):
        sheet.write_string(top, 5 + place, text, formats.of(font_color="#8a93a0", align="right"))
    money, bold = formats.of(num_format="#,##0.00"), formats.of(num_format="#,##0.00", bold=True)
    small = formats.of(num_format="#,##0", font_color="#8a93a0")
    signs = {one: -1.0 if one == "revenue" else 1.0 for one in steps}
    end = sum(signs[one] * totals.by_category[base.name, one].value for one in steps)
    text = "".join(f"{'-' if signs[one] < 0 else '+'}{totals.by_category[base.name, one].text}" for one in steps)
    row = top + 1
    rows = [(base.name, Live(text.lstrip("+"), end), True)]
    for one in steps:
        first, second = totals.by_category[base.name, one], totals.by_category[other.name, one]
        change = second - first if signs[one] > 0 else first - second
        rows.append((CATEGORY_WORDS[one], change, False))
        end += change.value
    rows.append((other.name, Live(xl_rowcol_to_cell(row + len(steps), 3), end), True))
    at = 0.0
    for words, amount, is_end in rows:
        sheet.write_string(row, 0, steady(words), formats.of(bold=is_end, align="left"))
        amount.write(sheet, row, 1, bold if is_end else money)
        start = Live("0", 0.0) if is_end else cell(row - 1, 3, at, fixed=False)
        at = amount.value if is_end else at + amount.value
        start.write(sheet, row, 2, money)
        Live(f"{xl_rowcol_to_cell(row, 2)}+{xl_rowcol_to_cell(row, 1)}", at).write(sheet, row, 3, money)
        one_amount, one_start, one_end = (xl_rowcol_to_cell(row, column) for column in (1, 2, 3))
        hidden = Live("0", 0.0) if is_end else Live(f"MIN({one_start},{one_end})", min(start.value, at))
        parts = [hidden, Live(one_end, at) if is_end else Live("0", 0.0)]
        for sign in (1.0, -1.0):
            value = 0.0 if is_end or sign * amount.value < 0 else abs(amount.value)
            parts.append(Live("0" if is_end else f"MAX({'-' if sign < 0 else ''}{one_amount},0)", value))
        for place, part in enumerate(parts):
            part.write(sheet, row, 5 + place, small)
        row += 1


def _waterfall_chart(book: Any, sheet: Any, title: str, top: int, count: int) -> None:
    chart = book.add_chart({"type": "column", "subtype": "stacked"})
    looks: list[dict[str, Any]] = [
        {"fill": {"none": True}, "border": {"none": True}},
        {"fill": {"color": "#5c6675"}}, {"fill": {"color": "#a31901"}}, {"fill": {"color": "#1f5fa8"}},
    ]  # fmt: skip
    for place, look in enumerate(looks):
        series = {
            "name": [WATERFALL, top, 5 + place],
            "categories": [WATERFALL, top + 1, 0, top + count, 0],
            "values": [WATERFALL, top + 1, 5 + place, top + count, 5 + place],
            "gap": 40,
        }
        chart.add_series(series | look)
    chart.set_title({"name": title, "name_font": {"size": 11}})
    chart.set_legend({"position": "bottom", "delete_series": [0]})
    chart.set_y_axis({"num_format": "#,##0", "major_gridlines": {"visible": True, "line": {"color": "#d9dee5"}}})
    chart.set_size({"width": 640, "height": 20 * (_CHART_ROWS - 1)})
    sheet.insert_chart(top, 9, chart, {"object_position": 2, "x_offset": 15})

"""The sheets Assumptions and Measured: all that the formulas of the costs begin with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xlsxwriter.utility import xl_range, xl_rowcol_to_cell

from sim.outputs.cells import Formats, Origin, new_sheet, widths, write, write_head
from sim.outputs.formulas import Live
from sim.outputs.inputs import Input
from sim.outputs.live_costs import FIRST_ROW, FIRST_RUN, MEAN, MEASURED, LiveCosts
from sim.outputs.words import CATEGORY_WORDS, steady

ASSUMPTIONS = "Assumptions"
_HEAD, _VALUES = 3, 3
_INPUT = {"bg_color": "#fff6cc", "font_color": "#1f3fa8", "border": 1, "border_color": "#d8c98a"}
_MOST_RUNS_PRINTED = 8


def assumptions_sheet(book: Any, formats: Formats, alternatives: Sequence[LiveCosts], origin: Origin) -> None:
    """Add the sheet Assumptions: every input of the costs, a column for each alternative, each with a defined name.

    An input that alternatives share stands once: the cells beside it follow the first.
    """
    sheet = new_sheet(book, formats, ASSUMPTIONS, "What the costs are worked out from", origin, repeat=_HEAD)
    several = len(alternatives) > 1
    widths(sheet, 38, 44, 18, *([14] * len(alternatives)), 46, 9, 46)
    words = "Change a yellow cell, and every rate, line, total, month and picture of this workbook follows."
    if several:
        words += " White cells follow the first column: type over one to let an alternative differ."
    sheet.write_string(1, 0, words + " What was counted stands on the sheet Measured.", formats.of())
    heads = ["What", "Meaning", "Unit", *([one.name for one in alternatives] if several else ["Value"])]
    places = range(_VALUES, _VALUES + len(alternatives))
    write_head(sheet, formats, _HEAD, [*heads, "Source", "Grade", "In the scenario"], places)
    by_path: dict[str, list[Input | None]] = {}
    for place, one in enumerate(alternatives):
        for found in one.inputs:
            by_path.setdefault(found.path, [None] * len(alternatives))[place] = found
    if several:
        sheet.set_row(_HEAD, 45)
    wrapped = formats.of(text_wrap=True, align="left")
    for row, (path, found_in) in enumerate(_by_part(by_path), start=_HEAD + 1):
        about = next(one for one in found_in if one is not None)
        after = _VALUES + len(alternatives)
        for column, text in enumerate((about.what, about.meaning, about.unit)):
            sheet.write_string(row, column, steady(text), wrapped)
        sheet.write_string(row, after, steady(about.source), formats.of(text_wrap=True, align="left", indent=1))
        sheet.write_string(row, after + 1, about.grade, wrapped)
        sheet.write_string(row, after + 2, path, wrapped)
        texts = ((about.what, 38), (about.meaning, 44), (about.unit, 18), (about.source, 46), (path, 46))
        longest = max(1.05 * len(text) / wide for text, wide in texts)
        sheet.set_row(row, 15.0 * (1 + int(longest)))
        _values(book, sheet, formats, row, path, found_in, alternatives)
    sheet.freeze_panes(_HEAD + 1, 1)


def _by_part(by_path: dict[str, list[Input | None]]) -> list[tuple[str, list[Input | None]]]:
    """The inputs with those of one part, and of one vendor, together; the month last."""
    order = ["team", "on_call", "costs", "vendors"]

    def place(path: str) -> tuple[int, str]:
        part = path.split(".")[0]
        whose = path.split(".price.")[0] if part == "vendors" else ""
        return (order.index(part) if part in order else len(order) + (part == "month")), whose

    return sorted(by_path.items(), key=lambda item: place(item[0]))


def _values(
    book: Any, sheet: Any, formats: Formats, row: int, path: str, found_in: list[Input | None], alternatives: Any
) -> None:
    first: tuple[int, float] | None = None
    for place, (found, alternative) in enumerate(zip(found_in, alternatives, strict=True)):
        column = _VALUES + place
        if found is None:
            sheet.write_string(row, column, "–", formats.of(align="right", font_color="#8a93a0"))
            continue
        if first is not None and found.value == first[1]:
            follows = Live(xl_rowcol_to_cell(row, first[0]), found.value)
            follows.write(sheet, row, column, formats.of(num_format="General", font_color="#5c6675"))
        else:
            sheet.write_number(row, column, found.value, formats.of(num_format="General", **_INPUT))
            first = (column, found.value) if first is None else first
        cell = xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True)
        book.define_name(alternative.names[path].text, f"={ASSUMPTIONS}!{cell}")


def measured_sheet(book: Any, formats: Formats, alternatives: Sequence[LiveCosts], origin: Origin) -> None:
    """Add the sheet Measured: what roster and runs counted over the horizon, run by run where runs differ."""
    title = "What was counted in the roster and the runs, over the horizon"
    sheet = new_sheet(book, formats, MEASURED, title, origin, repeat=FIRST_ROW - 1)
    words = "Facts of the plan. A changed price changes none of them; other people or other volumes are another plan."
    sheet.write_string(1, 0, words, formats.of())
    widths(sheet, 18, 40, 34, 16, 14, 14, *([10] * _MOST_RUNS_PRINTED))
    runs = max(len(one.runs.value) for alternative in alternatives for one in alternative.counted)
    heads = ("Alternative", "Line", "For", "Category", "Counted", "Unit", *(f"Run {run + 1}" for run in range(runs)))
    write_head(sheet, formats, FIRST_ROW - 1, heads, (MEAN, *range(FIRST_RUN, FIRST_RUN + runs)))
    number, plain = formats.of(num_format="#,##0.00##"), formats.of(align="left")
    row = FIRST_ROW
    for alternative in alternatives:
        for one in alternative.counted:
            category, line, item = one.words
            for column, text in enumerate((alternative.name, line, item, CATEGORY_WORDS.get(category, category))):
                sheet.write_string(row, column, steady(text), plain)
            sheet.write_string(row, FIRST_RUN - 1, one.unit, formats.of(indent=1, align="left"))
            if one.by_run:
                across = xl_range(row, FIRST_RUN, row, FIRST_RUN + len(one.runs.value) - 1)
                Live(f"AVERAGE({across})", one.mean.value).write(sheet, row, MEAN, number)
                for run, value in enumerate(one.runs.value):
                    if one.charges:
                        one.charges[run].write(sheet, row, FIRST_RUN + run, number)
                    else:
                        write(sheet, row, FIRST_RUN + run, float(value), number)
            else:
                write(sheet, row, MEAN, float(one.mean.value), number)
            row += 1
    sheet.print_area(0, 0, row - 1, FIRST_RUN - 1 + min(runs, _MOST_RUNS_PRINTED))
    sheet.freeze_panes(FIRST_ROW, 2)

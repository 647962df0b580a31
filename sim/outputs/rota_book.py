"""The Excel workbook of a cyclic rota: the table, the shifts, the known patterns beside it, who starts where."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_range

from sim.experiments.rota_results import RotaPlan
from sim.outputs.cells import Formats, new_sheet, widths, write_head, write_table
from sim.outputs.rota_tables import rota_cells, rota_shifts_table, rota_starts
from sim.outputs.sheet_roster import FILLS
from sim.outputs.words import steady
from sim.rostering.cyclic_instance import OFF
from sim.rostering.cyclic_words import WEEKDAYS

_FIRST = 4
_FORMS = {
    "hours_a_week": "0.0", "hours_in_a_week_most": "0.0", "weekends_off_share": "0%", "rest_hours_least": "0.0",
    "cover_share": "0.0%", "cost_per_month": "#,##0",
}  # fmt: skip


def rota_workbook(plan: RotaPlan) -> bytes:
    """Return the workbook of a rota: sheets Rota, Shifts, Patterns, People; the same bytes each time."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(buffer, options)
    start = plan.scenario.calendar.start
    book.set_properties({"title": plan.scenario.name, "created": dt.datetime(start.year, start.month, start.day)})
    formats = Formats(book)
    _table(book, formats, plan)
    _plain(book, formats, plan, "Shifts", "Shifts, and people on each by weekday", rota_shifts_table(plan), 9)
    _patterns(book, formats, plan)
    _plain(book, formats, plan, "People", "Who begins in which week of the rota", rota_starts(plan), 24)
    book.close()
    return buffer.getvalue()


def _table(book: Any, formats: Formats, plan: RotaPlan) -> None:
    """Add the sheet Rota: coloured shifts; hours and days follow the cells and the hours of the shifts beside them."""
    rota = plan.rota
    sheet = new_sheet(book, formats, "Rota", f"Rota of {plan.group}, {rota.status}", plan, repeat=_FIRST - 1)
    sheet.write_string(1, 0, steady(plan.notes[0]), formats.of())
    write_head(sheet, formats, _FIRST - 1, ("Week", *WEEKDAYS, "Hours", "Days"), (0, 8, 9))
    cells = rota_cells(rota)
    small = {"align": "center", "border": 1, "border_color": "#d9dee5"}
    for week, day, code, band in cells[["week", "day", "code", "band"]].itertuples(index=False):
        sheet.write_string(_FIRST + week - 1, 1 + day, code, formats.of(**small, **FILLS.get(band, {})))
    shifts = rota.instance.shifts
    write_head(sheet, formats, _FIRST - 1, ("",) * 11 + ("Shift", "Hours worked"), (12,))
    for place, shift in enumerate(shifts):
        sheet.write_string(_FIRST + place, 11, shift.name)
        sheet.write_number(_FIRST + place, 12, shift.minutes / 60)
    write_head(sheet, formats, _FIRST - 1, ("Week", *WEEKDAYS, "Hours", "Days"), (0, 8, 9))
    names, hours = (
        xl_range(_FIRST, 11, _FIRST + len(shifts) - 1, 11),
        xl_range(_FIRST, 12, _FIRST + len(shifts) - 1, 12),
    )
    for number, (row, worked) in enumerate(zip(rota.rows, rota.hours(), strict=True)):
        at = _FIRST + number
        sheet.write_number(at, 0, number + 1)
        days = xl_range(at, 1, at, 7)
        total = f"=SUMPRODUCT(COUNTIF({days},{names})*{hours})"
        sheet.write_formula(at, 8, total, formats.of(num_format="0.0", bold=True), value=worked)
        count = sum(entry != OFF for entry in row)
        sheet.write_formula(at, 9, f'=7-COUNTIF({days},"-")', formats.of(num_format="0"), value=count)
    last = _FIRST + len(rota.rows)
    sheet.write_string(last, 0, "Mean", formats.of(bold=True))
    mean = f"=AVERAGE({xl_range(_FIRST, 8, last - 1, 8)})"
    sheet.write_formula(
        last, 8, mean, formats.of(num_format="0.0", bold=True, top=1), value=sum(rota.hours()) / len(rota.rows)
    )
    widths(sheet, 7, *(9,) * 7, 8, 7, 3, 10, 12)
    sheet.freeze_panes(_FIRST, 1)


def _patterns(book: Any, formats: Formats, plan: RotaPlan) -> None:
    """Add the sheet Patterns: the rota and the known patterns, a column each figure."""
    sheet = new_sheet(book, formats, "Patterns", "This rota beside known patterns, same customers", plan)
    table = plan.table

    def form(column: str, _: int) -> Any:
        number = "0.0%" if column.startswith("service_level") else _FORMS.get(column)
        return formats.of(num_format=number) if number else formats.of()

    row = write_table(sheet, formats, 2, table, form) + 1
    for note in plan.notes:
        sheet.write_string(row, 0, steady(note))
        row += 1
    widths(sheet, 26, *(12,) * (len(table.columns) - 1))
    sheet.freeze_panes(3, 1)


def _plain(book: Any, formats: Formats, plan: RotaPlan, name: str, title: str, table: Any, wide: int) -> None:
    sheet = new_sheet(book, formats, name, title, plan)
    write_table(sheet, formats, 2, table, lambda _, __: formats.of())
    widths(sheet, *(wide,) * len(table.columns))
    sheet.freeze_panes(3, 1)

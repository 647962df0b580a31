"""The sheets Roster (people by days, coloured) and Assignments (every assignment as a row)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from sim.experiments.results import PlanResult
from sim.outputs.cells import Formats, new_sheet, widths, write_head, write_table
from sim.outputs.grid import BAND_WORDS, is_night, roster_grid
from sim.scenario.hours import DAYS

_FIRST = 5  # row of the first person
_TABLE = 2  # row of the headings of Assignments
FILLS = {
    "early": {"bg_color": "#92dadd"},
    "late": {"bg_color": "#ffa90e"},
    "night": {"bg_color": "#832db6", "font_color": "#ffffff"},
    "leave": {"bg_color": "#c9d1d0"},
    "on_call": {"bg_color": "#b9ac70"},
}


def roster_sheet(book: Any, formats: Formats, plan: PlanResult) -> None:
    """Add the sheet Roster: a row per person, a column per day; hours and nights follow Assignments."""
    calendar = plan.scenario.calendar
    title = f"Who works when, times in {calendar.time_zone}"
    sheet = new_sheet(book, formats, "Roster", title, plan, repeat=_FIRST - 1)
    grid = roster_grid(plan.scenario, plan.roster)
    small = {"font_size": 8, "align": "center", "valign": "vcenter", "border": 1, "border_color": "#d9dee5"}
    for place, (band, words) in enumerate(BAND_WORDS.items()):
        sheet.merge_range(1, 4 + 3 * place, 1, 6 + 3 * place, "", formats.of(**small, **FILLS[band]))
        sheet.write_string(1, 4 + 3 * place, words, formats.of(**small, **FILLS[band]))
    write_head(sheet, formats, _FIRST - 1, ("Person", "Group", "Hours", "Nights"), (2, 3))
    days = [calendar.start + dt.timedelta(days=day) for day in range(calendar.weeks * 7)]
    column_of = {day: 4 + place for place, day in enumerate(days)}
    for day, column in column_of.items():
        off = DAYS[day.weekday()] in calendar.weekend or day in calendar.holiday_dates
        form = {"bold": True, "align": "center", "bg_color": "#d9dee5" if off else "#eef1f5", "font_size": 8}
        sheet.write_string(_FIRST - 2, column, f"{day:%a}", formats.of(**form))
        sheet.write_datetime(_FIRST - 1, column, day, formats.of(**form, num_format="d mmm", bottom=1))
    who = list(dict.fromkeys(zip(grid["person"], grid["group"], strict=True)))
    row_of = {one: _FIRST + place for place, one in enumerate(who)}
    for (person, group), row in row_of.items():
        sheet.set_row(row, 18)
        sheet.write_string(row, 0, person, formats.of(align="left", valign="vcenter"))
        sheet.write_string(row, 1, group, formats.of(valign="vcenter"))
    for record in grid.to_dict("records"):
        if record["date"] in column_of:
            row, column = row_of[record["person"], record["group"]], column_of[record["date"]]
            sheet.write_string(row, column, record["code"], formats.of(**small, **FILLS[record["band"]]))
    _totals(sheet, formats, assignments_table(plan), row_of)
    widths(sheet, 24, 14, 8, 8)
    sheet.set_column(4, 3 + len(days), 6.3)
    sheet.freeze_panes(_FIRST, 4)


def assignments_table(plan: PlanResult) -> pd.DataFrame:
    """Return every assignment as a row: who, what, from when to when in local time and UTC, hours, night (1 or 0)."""
    table, zone = plan.roster.assignments, plan.scenario.calendar.zone
    start, end = table["start"], table["end"]
    return pd.DataFrame(
        {
            "Person": table["person"],
            "Group": table["group"],
            "Kind": table["kind"],
            "Shift": table["shift"],
            "From": start.dt.tz_convert(zone).dt.tz_localize(None),
            "Until": end.dt.tz_convert(zone).dt.tz_localize(None),
            "From, UTC": start.dt.tz_localize(None),
            "Until, UTC": end.dt.tz_localize(None),
            "Hours": (end - start).dt.total_seconds() / 3600,
            "Night": is_night(plan.scenario, table).astype(int),
        }
    )


def assignments_sheet(book: Any, formats: Formats, plan: PlanResult) -> None:
    """Add the sheet Assignments."""
    zone = plan.scenario.calendar.time_zone
    sheet = new_sheet(book, formats, "Assignments", f"Assignments, From and Until in {zone}", plan, repeat=2)
    widths(sheet, 24, 14, 10, 16, 17, 17, 17, 17, 8, 8)
    table = assignments_table(plan)
    time, plain, hours = formats.of(num_format="yyyy-mm-dd hh:mm"), formats.of(), formats.of(num_format="0.##")
    forms = {"Hours": hours} | dict.fromkeys(("From", "Until", "From, UTC", "Until, UTC"), time)
    write_table(sheet, formats, _TABLE, table, lambda column, _: forms.get(column, plain))
    sheet.freeze_panes(_TABLE + 1, 1)
    sheet.autofilter(_TABLE, 0, _TABLE + len(table), len(table.columns) - 1)


def _totals(sheet: Any, formats: Formats, table: pd.DataFrame, row_of: dict[tuple[str, str], int]) -> None:
    """Hours and nights of each person, as formulas over the sheet Assignments, with their values."""
    last = _TABLE + max(len(table), 1)
    person, group, kind, hours, night = (
        f"Assignments!{xl_range_abs(_TABLE + 1, table.columns.get_loc(name), last, table.columns.get_loc(name))}"
        for name in ("Person", "Group", "Kind", "Hours", "Night")
    )
    shifts = table[table["Kind"] == "shift"]
    sums = {name: shifts.groupby(["Person", "Group"])[name].sum().to_dict() for name in ("Hours", "Night")}
    for one, row in row_of.items():
        here = f'({person}={xl_rowcol_to_cell(row, 0)})*({group}={xl_rowcol_to_cell(row, 1)})*({kind}="shift")'
        for column, name, what, form in ((2, "Hours", hours, "0.##"), (3, "Night", night, "0")):
            value = float(sums[name].get(one, 0))
            sheet.write_formula(
                row,
                column,
                f"=SUMPRODUCT({here}*{what})",
                formats.of(num_format=form, bold=True, valign="vcenter"),
                value=value,
            )

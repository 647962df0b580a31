"""The files of a rotation on call: tables, pictures, a workbook, calendars."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping
from typing import Any

import pandas as pd
import xlsxwriter

from sim import __version__
from sim.experiments.on_call import OnCallResult, ledger_table
from sim.outputs import looks
from sim.outputs.about import roster_words
from sim.outputs.calendars import calendars_of
from sim.outputs.cells import Formats, widths, write_table
from sim.outputs.plots_on_call import plot_calls, plot_turns
from sim.outputs.plots_roster import roster_height
from sim.outputs.words import steady
from sim.rostering.on_call_why import cost_per_rule

_NUMBERS = {"pay": "#,##0.00", "leave_cost": "#,##0.00", "hours": "0.0"}


def tables_of_on_call(result: OnCallResult) -> dict[str, pd.DataFrame]:
    """Return the tidy tables of a rotation by name."""
    tables = {
        "turns": _with_local_times(result),
        "people": result.people,
        "load_rules": result.rules,
        "why_by_rule": cost_per_rule(result.plan),
        "ledger": ledger_table(result.ledger),
        "roster": result.roster.assignments,
    }
    if len(result.summary):
        tables |= {"summary": result.summary, "targets": result.targets}
    return tables


def files_of_on_call(result: OnCallResult, published: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return pictures, workbook and calendars by name; `published` are the calendars that people hold already."""
    about = roster_words(result.scenario, result.roster)
    people = result.turns["person"].nunique()
    figure = looks.new_figure(9.0, roster_height(people))
    plot_turns(result.turns, ax=figure.subplots())
    files = {"turns.svg": looks.svg(figure, "turns", about)}
    if "call_outs" in result.turns:
        figure = looks.new_figure(9.0, 2.8)
        plot_calls(result.turns, ax=figure.subplots())
        files["calls.svg"] = looks.svg(figure, "calls", about)
    files["on_call.xlsx"] = on_call_workbook(result)
    return files | calendars_of(result.scenario, result.roster, published)


def on_call_workbook(result: OnCallResult) -> bytes:
    """Return the workbook of a rotation: sheets On call (sentences), Turns, People and pay, Load rules, Ledger."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(buffer, options)
    start = result.scenario.calendar.start
    book.set_properties(
        {
            "title": f"{result.scenario.name}: on call",
            "comments": roster_words(result.scenario, result.roster),
            "author": f"Allhours {__version__}",
            "created": dt.datetime(start.year, start.month, start.day),  # the time of writing would make files differ
        }
    )
    formats = Formats(book)
    sheet = book.add_worksheet("On call")
    sheet.write_string(0, 0, f"{result.scenario.name}: on call", formats.title)
    widths(sheet, 110)
    for row, sentence in enumerate(result.words, start=2):
        sheet.write_string(row, 0, steady(sentence), formats.sentence)
    tables = tables_of_on_call(result)
    for name, title in (
        ("turns", "Turns"), ("people", "People and pay"), ("load_rules", "Load rules"), ("ledger", "Ledger"),
    ):  # fmt: skip
        _sheet(book, formats, title, tables[name])
    book.close()
    return buffer.getvalue()


def _sheet(book: Any, formats: Formats, title: str, table: pd.DataFrame) -> None:
    sheet = book.add_worksheet(title)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)

    def form(column: str, _: int) -> Any:
        if pd.api.types.is_float_dtype(table[column]):
            kind = next((form for start, form in _NUMBERS.items() if column.startswith(start)), "0.00")
            return formats.of(num_format=kind)
        if column.endswith("_day"):
            return formats.of(num_format="yyyy-mm-dd")
        return formats.of()

    write_table(sheet, formats, 0, table.rename(columns=str), form)
    widths(sheet, *(max(9, min(34, 2 + int(table[column].astype(str).str.len().max() or 0))) for column in table))
    sheet.freeze_panes(1, 0)


def _with_local_times(result: OnCallResult) -> pd.DataFrame:
    """The turns with their times as text on the clock of the calendar, as people read them."""
    zone = result.scenario.calendar.time_zone
    return result.turns.assign(
        start=result.turns["start"].dt.tz_convert(zone).dt.strftime("%Y-%m-%d %H:%M"),
        end=result.turns["end"].dt.tz_convert(zone).dt.strftime("%Y-%m-%d %H:%M"),
    )

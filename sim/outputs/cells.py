"""Writing tables into a workbook: formats by unit, text as text, and one look for every sheet."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Collection, Sequence
from typing import Any, Protocol

import pandas as pd

from sim.outputs.decision import Grid
from sim.outputs.words import measure, steady
from sim.scenario.model import Scenario

_NUMBER_FORMATS = {
    "share": "0.0%",
    "seconds": '#,##0 "s"',
    "minutes": '#,##0.0 "min"',
    "hours": '#,##0.0 "h"',
    "money": "#,##0",
    "grade": "0.00",
    "number": "#,##0.##",
}
_TONES = {"good": {"font_color": "#1f5fa8", "bold": True}, "bad": {"font_color": "#a31901", "bold": True}}


class Formats:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def of(self, **properties: Any) -> Any:
        """Return the format with these properties of XlsxWriter, text at the top of its cell."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format({"valign": "top"} | properties)
        return self._made[key]

    def unit(self, name: str, **properties: Any) -> Any:
        """Return the format for values of a measure."""
        return self.of(num_format=_NUMBER_FORMATS[measure(name).unit], **properties)

    @property
    def title(self) -> Any:
        """Format of the first line of a sheet."""
        return self.of(bold=True, font_size=14)

    @property
    def sentence(self) -> Any:
        """Format of sentences: from left to right, whatever name they begin with."""
        return self.of(text_wrap=True, reading_order=1)

    @property
    def head(self) -> Any:
        """Format of column headings."""
        return self.of(bold=True, bottom=1, bg_color="#eef1f5", text_wrap=True)

    @property
    def number_head(self) -> Any:
        """Format of headings over numbers."""
        return self.of(bold=True, bottom=1, bg_color="#eef1f5", text_wrap=True, align="right")


class Origin(Protocol):
    """What names the run a workbook comes from."""

    @property
    def scenario(self) -> Scenario:
        """The scenario that was run."""

    @property
    def digest(self) -> str:
        """Digits that change with any value of the scenario."""

    @property
    def seed(self) -> int:
        """Seed of everything random."""

    @property
    def version(self) -> str:
        """Version of the suite."""


def new_sheet(book: Any, formats: Formats, name: str, title: str, plan: Origin, **page: Any) -> Any:
    """Return a new sheet with its title, set up to print on A4, one page wide, with its origin in the foot line.

    Parameters
    ----------
    book, formats
        The workbook and its formats.
    name, title
        Name on the tab, and the first line of the sheet.
    plan
        Whose figures they are.
    page
        `repeat`: rows, from 0, printed at the top of each page; `portrait`: whether it stands upright.
    """
    sheet = book.add_worksheet(name)
    sheet.write_string(0, 0, title, formats.title)
    sheet.set_paper(9)
    if not page.get("portrait"):
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    if page.get("repeat") is not None:
        sheet.repeat_rows(page["repeat"])
    # A foot line holds at most 255 characters, and & starts a code in it.
    about = f"{plan.scenario.name[:60]} · digest {plan.digest} · seed {plan.seed} · Allhours {plan.version}"
    about = steady(about).replace("&", "&&")
    sheet.set_footer(f"&L&8{about}&R&8&P / &N")
    return sheet


def write(sheet: Any, row: int, column: int, value: Any, form: Any = None) -> None:
    """Write a value as what it is: text is never a formula, what is not a number leaves the cell empty."""
    if value is None or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        sheet.write_blank(row, column, None, form)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, form)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value, form)
    elif isinstance(value, dt.date):
        sheet.write_datetime(row, column, value, form)
    else:
        sheet.write_string(row, column, str(value), form)


def write_head(sheet: Any, formats: Formats, row: int, heads: Sequence[str], numbers: Collection[int] = ()) -> None:
    """Write column headings, those of the columns in `numbers` to the right."""
    for column, head in enumerate(heads):
        sheet.write_string(row, column, head, formats.number_head if column in numbers else formats.head)


def write_table(
    sheet: Any,
    formats: Formats,
    row: int,
    table: pd.DataFrame,
    form_of: Callable[[str, int], Any],
) -> int:
    """Write a table with its column names as headings, and return the row after it.

    `form_of` gives the format of a cell from its column and the number of its row in the table, from 0.
    """
    columns = [str(column) for column in table.columns]
    numeric = [place for place, column in enumerate(columns) if pd.api.types.is_numeric_dtype(table[column])]
    write_head(sheet, formats, row, columns, numeric)
    for number, record in enumerate(table.astype(object).to_dict("records")):
        for place, column in enumerate(columns):
            write(sheet, row + 1 + number, place, record[column], form_of(column, number))
    return row + 1 + len(table)


def write_grid(sheet: Any, formats: Formats, row: int, grid: Grid, wide: Sequence[float]) -> int:
    """Write a table as people read it, small print in brackets, and return the row after it.

    `wide` are the widths of the columns; rows are made high enough here, because not every program does it.
    """
    write_head(sheet, formats, row, grid.head)
    for cells in grid.rows:
        row += 1
        lines = 1
        for place, cell in enumerate(cells):
            text = steady(f"{cell.text} ({cell.note})") if cell.note else cell.text
            lines = max(lines, math.ceil(1.15 * len(text) / wide[min(place, len(wide) - 1)]))
            form = formats.of(text_wrap=True, align="left", **_TONES.get(cell.tone, {}))
            sheet.write_string(row, place, text, form)
        sheet.set_row(row, 15.0 * lines)
    return row + 1


def widths(sheet: Any, *sizes: float) -> None:
    """Set the widths of the first columns, in characters."""
    for column, size in enumerate(sizes):
        sheet.set_column(column, column, size)

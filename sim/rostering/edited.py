"""The rows of a roster that somebody edited, from CSV or from the sheet Assignments of a plan's workbook, as text."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

from sim.centre.roster import ASSIGNMENT_COLUMNS
from sim.errors import InputError, Problem, missing_columns

SHEET = "Assignments"
_HEADINGS = dict(zip(ASSIGNMENT_COLUMNS, ("Person", "Group", "Kind", "Shift", "From", "Until"), strict=True))
_IN_UTC = {"start": "From, UTC", "end": "Until, UTC"}
_SEARCHED = 20
"""Rows among which the headings of a sheet are looked for."""

Rows = Iterator[tuple[int, dict[str, str]]]


def rows_of_file(path: Path, zone: ZoneInfo) -> Rows:
    """Yield each row with its line: the texts of `ASSIGNMENT_COLUMNS`; `zone` is that of times in a workbook.

    Raises
    ------
    InputError
        If the file cannot be read, or lacks a column or the sheet.
    """
    return _of_workbook(path, zone) if path.suffix.lower() in (".xlsx", ".xlsm") else _of_csv(path)


def _of_csv(path: Path) -> Rows:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(Problem(f"the roster cannot be read ({error.strerror})", str(path))) from None
    except UnicodeDecodeError:
        raise InputError(Problem("the file is not text in UTF-8", str(path))) from None
    reader = csv.DictReader(io.StringIO(text, newline=""))
    if problems := missing_columns(ASSIGNMENT_COLUMNS, reader.fieldnames or [], str(path)):
        raise InputError(problems)
    for cells in reader:
        yield reader.line_num, {column: cells[column] or "" for column in ASSIGNMENT_COLUMNS}


def _of_workbook(path: Path, zone: ZoneInfo) -> Rows:
    try:
        from openpyxl import load_workbook
    except ImportError:
        wrong = "reading a workbook takes the package openpyxl"
        raise InputError(Problem(wrong, str(path), accepted="a CSV, or pip install openpyxl")) from None
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except OSError as error:
        raise InputError(Problem(f"the roster cannot be read ({error.strerror})", str(path))) from None
    except Exception:  # a damaged file fails in many ways, none of them documented
        raise InputError(Problem("this is no Excel workbook", str(path))) from None
    if SHEET not in book.sheetnames:
        given = ", ".join(book.sheetnames)
        raise InputError(Problem("the workbook has no sheet of assignments", str(path), given=given, accepted=SHEET))
    lines = list(book[SHEET].iter_rows(values_only=True))
    book.close()
    head = next((place for place, cells in enumerate(lines[:_SEARCHED]) if _HEADINGS["person"] in cells), None)
    names = [str(cell) for cell in lines[head]] if head is not None else []
    if problems := missing_columns(tuple(_HEADINGS.values()), names, f"{path}: {SHEET}"):
        raise InputError(problems)
    for line, cells in enumerate(lines[(head or 0) + 1 :], start=(head or 0) + 2):
        row = dict(zip(names, cells, strict=False))
        if any(row.get(heading) is not None for heading in _HEADINGS.values()):
            yield line, {column: _text(row, column, zone) for column in ASSIGNMENT_COLUMNS}


def _text(row: Mapping[str, object], column: str, zone: ZoneInfo) -> str:
    """The text of a cell; of an hour that the clock shows twice, the one that the column in UTC names."""
    cell = row.get(_HEADINGS[column])
    if not isinstance(cell, dt.datetime):
        return "" if cell is None else str(cell)
    cell = (cell + dt.timedelta(milliseconds=500)).replace(microsecond=0)  # Excel keeps days as broken numbers
    utc = row.get(_IN_UTC.get(column, ""))
    if isinstance(utc, dt.datetime):
        utc = (utc + dt.timedelta(milliseconds=500)).replace(microsecond=0, tzinfo=dt.UTC)
        if utc.astimezone(zone).replace(tzinfo=None) == cell:
            return utc.isoformat()
    return cell.isoformat()

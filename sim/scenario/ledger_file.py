"""The ledger as a CSV that a manager owns: read with every mistake named, and as text to be written."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sim.errors import InputError, Problem, suggestion
from sim.scenario.ledger import ITEMS, Ledger, LedgerEntry

KEYS = ("person", "group", "entry", "first", "last")
COLUMNS = (*KEYS, *(column for item in ITEMS for column in (item, f"{item}_share")))
_FORMULA = re.compile(r"^'*[=+\-@\t\r]")
_MARKS = "\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069\ufeff"
"""Marks of writing direction that spreadsheets and editors leave around names."""


def read_ledger(path: str | Path) -> Ledger:
    """Return the ledger of a file; one that is not there yet is empty.

    Columns are `person`, `group`, `entry`, `first`, `last`, and for every item its count and its fair share
    (``nights``, ``nights_share``); items may be left out and cells be empty, which counts as 0. Names are compared in
    one Unicode form (NFC), without the marks of writing direction around them.

    Raises
    ------
    InputError
        With file, line and field of everything wrong: a column that is missing or unknown, a value that cannot be read,
        a period of a person that stands twice or overlaps another.
    """
    path = Path(path)
    if not path.exists():
        return Ledger(file=str(path))
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(Problem(f"the ledger cannot be read ({error.strerror})", str(path))) from None
    except UnicodeDecodeError as error:
        raise InputError(Problem(f"the ledger is not UTF-8 text (byte {error.start})", str(path))) from None
    reader = csv.DictReader(io.StringIO(text, newline=""))
    problems = _wrong_columns([name or "" for name in reader.fieldnames or []], path)
    if problems:
        raise InputError(problems)
    entries: list[tuple[int, LedgerEntry]] = []
    for row in reader:
        try:
            entries.append((reader.line_num, LedgerEntry.model_validate(_plain(row))))
        except ValidationError as error:
            problems += [_problem(item, row, path, reader.line_num) for item in error.errors(include_url=False)]
    problems += _counted_twice(entries, path)
    if problems:
        raise InputError(problems)
    return Ledger(file=str(path), entries=tuple(entry for _, entry in entries))


def ledger_text(ledger: Ledger) -> bytes:
    """Return the file of a ledger, with a mark by which spreadsheets read every script.

    Text that a spreadsheet would take for a formula gets a leading apostrophe, which `read_ledger` takes off.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(COLUMNS)
    order = {"opening": 0, "period": 1, "adjustment": 2}
    for one in sorted(ledger.entries, key=lambda one: (one.first, order[one.entry], one.group, one.person)):
        cells = [f"'{cell}" if _FORMULA.match(cell) else cell for cell in (one.person, one.group)]
        counts = [_number(table.get(item, 0.0)) for item in ITEMS for table in (one.done, one.share)]
        writer.writerow([*cells, one.entry, one.first, one.last, *counts])
    return buffer.getvalue().encode("utf-8-sig")


def same_name(text: str) -> str:
    """Return a name in the form in which names are compared.

    >>> same_name("Jose\u0301\u200f ") == same_name("José")
    True
    """
    text = unicodedata.normalize("NFC", text.strip().strip(_MARKS).strip())
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def _plain(row: dict[Any, Any]) -> dict[str, Any]:
    """The cells of a row as an entry has them; what cannot be read stays as it is and is refused later."""
    cells = {name: str(value or "").strip() for name, value in row.items() if name is not None}
    plain: dict[str, Any] = {name: same_name(cells[name]) for name in KEYS}
    for table, ending in (("done", ""), ("share", "_share")):
        plain[table] = {item: cells[item + ending] for item in ITEMS if cells.get(item + ending)}
    return plain


def _wrong_columns(given: list[str], path: Path) -> list[Problem]:
    missing = [
        Problem(f"the column '{name}' is missing{suggestion(name, given)}", str(path), 1, accepted=", ".join(COLUMNS))
        for name in KEYS
        if name not in given
    ]
    return missing + [
        Problem(f"unknown column{suggestion(name, COLUMNS)}", str(path), 1, given=name, accepted=", ".join(COLUMNS))
        for name in given
        if name not in COLUMNS
    ]


def _counted_twice(entries: Iterable[tuple[int, LedgerEntry]], path: Path) -> list[Problem]:
    """Periods of one person that overlap would count the same days twice."""
    problems, before = [], dict[str, tuple[int, LedgerEntry]]()
    periods = [(line, one) for line, one in entries if one.entry == "period"]
    for line, one in sorted(periods, key=lambda pair: (pair[1].first, pair[0])):
        earlier = before.get(one.person)
        if earlier is not None and earlier[1].last >= one.first:
            wrong = f"the period of {one.person} overlaps the one in line {earlier[0]}"
            problems.append(Problem(wrong, str(path), line, "first", str(one.first)))
        before[one.person] = (line, one)
    return problems


def _problem(item: Any, row: dict[Any, Any], path: Path, line: int) -> Problem:
    place = [str(part) for part in item["loc"]]
    field = {"done": "", "share": "_share"}.get(place[0]) if len(place) > 1 else None
    column = place[1] + field if field is not None else place[0] if place else None
    wrong = str(item["msg"]).removeprefix("Value error, ").replace("Input should be", "this should be")
    return Problem(wrong, str(path), line, column, row.get(column))


def _number(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".")

"""Tables of arrival rates: a CSV with one row per interval of the week, channel and topic."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sim.errors import InputError, Problem, missing_columns
from sim.scenario.demanding import Rate

COLUMNS = ("weekday", "start", "channel", "topic", "contacts")


def read_rates(path: Path) -> list[Rate]:
    """Return the rows of a table of rates.

    Raises
    ------
    InputError
        With every row that cannot be read: a missing column, a day or time that is none, a rate below 0 or without end,
        the same interval twice; or if the file is no table at all.
    """
    problems: list[Problem] = []
    rates: list[Rate] = []
    seen: dict[tuple[str, str, str, str], int] = {}
    for line, row in _rows(path):
        try:
            rate = Rate.model_validate({column: row[column] for column in COLUMNS})
        except ValidationError as error:
            problems.extend(_problem(item, path, line) for item in error.errors(include_url=False))
            continue
        key = (rate.weekday, rate.start, rate.channel, rate.topic)
        if key in seen:
            wrong = f"the same interval stands in line {seen[key]}"
            problems.append(Problem(wrong, str(path), line, given=", ".join(key)))
        seen[key] = line
        rates.append(rate)
    if not rates and not problems:
        problems.append(Problem("the table has no rows", str(path)))
    if problems:
        raise InputError(problems)
    return rates


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a table by its columns, each with its line."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            given = reader.fieldnames or []
            if problems := missing_columns(COLUMNS, given, str(path)):
                raise InputError(problems)
            for row in reader:
                yield reader.line_num, row
    except UnicodeDecodeError as error:
        raise InputError(Problem(f"the table is not UTF-8 text (byte {error.start})", str(path))) from None
    except csv.Error as error:
        raise InputError(Problem(f"the table cannot be read ({error})", str(path))) from None
    except OSError as error:
        raise InputError(Problem(f"the table cannot be read ({error.strerror})", str(path))) from None


def _problem(item: Any, path: Path, line: int) -> Problem:
    wrong, _, accepted = str(item["msg"]).removeprefix("Value error, ").partition("; accepted: ")
    if wrong.startswith("Input should be "):
        wrong, accepted = "this value is not accepted", wrong.removeprefix("Input should be ")
    return Problem(wrong, str(path), line, str(item["loc"][0]), repr(item["input"]), accepted or None)

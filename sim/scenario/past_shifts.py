"""Shifts of the period before the horizon, as a roster file has them: rests and runs hold over the border."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, model_validator

from sim.errors import InputError, Problem, suggestion
from sim.scenario.base import Part

COLUMNS = ("person", "group", "kind", "start", "end")
_ACCEPTED = "a time with its offset, such as 2026-01-04T22:00+00:00"


def _moment(text: Any) -> Any:
    moment = text
    if isinstance(text, str):
        try:
            moment = dt.datetime.fromisoformat(text)
        except ValueError:
            raise ValueError(f"this is not a time; accepted: {_ACCEPTED}") from None
    if not isinstance(moment, dt.datetime) or moment.tzinfo is None:
        raise ValueError(f"a time needs its offset from UTC; accepted: {_ACCEPTED}")
    return moment.astimezone(dt.UTC)


Moment = Annotated[dt.datetime, BeforeValidator(_moment)]


class PastShift(Part):
    """A shift that somebody worked before the horizon."""

    person: str
    """Name; who has left since is let be."""
    group: str
    """Group in which the shift was worked."""
    start: Moment
    """With its offset from UTC."""
    end: Moment
    """It may lie inside the horizon."""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.end <= self.start:
            raise ValueError("end: the end does not lie after the start")
        return self


def read_past_shifts(path: str | Path) -> list[PastShift]:
    """Return the shifts of a roster file (CSV with person, group, kind, start, end); other kinds are left out.

    Raises
    ------
    InputError
        With every row that cannot be read, or if the file is no such table.
    """
    path = Path(path)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            given = reader.fieldnames or []
            rows = [(reader.line_num, row) for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(Problem(f"the last roster cannot be read ({error})", str(path))) from None
    problems = [
        Problem(f"the column '{column}' is missing{suggestion(column, given)}", str(path), 1, given=", ".join(given))
        for column in COLUMNS
        if column not in given
    ]
    shifts: list[PastShift] = []
    for line, row in rows if not problems else ():
        if row["kind"] != "shift":
            continue
        texts = {column: (row[column] or "").lstrip("'") for column in ("person", "group", "start", "end")}
        try:
            shifts.append(PastShift.model_validate(texts))
        except ValueError as error:
            found: Any = error
            for item in found.errors(include_url=False):
                wrong, _, accepted = str(item["msg"]).removeprefix("Value error, ").partition("; accepted: ")
                field = str(item["loc"][0]) if item["loc"] else None
                problems.append(Problem(wrong, str(path), line, field, texts.get(field or ""), accepted or None))
    if problems:
        raise InputError(problems)
    return shifts

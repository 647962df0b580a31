"""Tables of arrival rates: a CSV with one row per interval of the week, channel and topic."""

from __future__ import annotations

import csv
from pathlib import Path

from pydantic import ValidationError

from sim.errors import InputError, Problem, suggestion
from sim.scenario.demanding import Rate

COLUMNS = ("weekday", "start", "channel", "topic", "contacts")


def read_rates(path: Path) -> list[Rate]:
    """Return the rows of a table of rates.

    Raises
    ------
    InputError
        With every row that cannot be read: a missing column, a day or time that is none, a rate below 0 or without end,
        the same interval twice.
    """
    problems: list[Problem] = []
    rates: list[Rate] = []
    seen: dict[tuple[str, str, str, str], int] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        given = reader.fieldnames or []
        for column in COLUMNS:
            if column not in given:
                wrong = f"the column '{column}' is missing{suggestion(column, given)}"
                problems.append(Problem(wrong, str(path), 1, given=", ".join(given), accepted=", ".join(COLUMNS)))
        if problems:
            raise InputError(problems)
        for row in reader:
            line = reader.line_num
            try:
                rate = Rate.model_validate({column: row[column] for column in COLUMNS})
            except ValidationError as error:
                problems.extend(
                    Problem(item["msg"], str(path), line, str(item["loc"][0]), repr(item["input"]))
                    for item in error.errors(include_url=False)
                )
                continue
            key = (rate.weekday, rate.start, rate.channel, rate.topic)
            if key in seen:
                problems.append(
                    Problem(f"the same interval stands in line {seen[key]}", str(path), line, given=", ".join(key))
                )
            seen[key] = line
            rates.append(rate)
    if not rates and not problems:
        problems.append(Problem("the table has no rows", str(path)))
    if problems:
        raise InputError(problems)
    return rates

"""A requirement from the CSV that `allhours staff` and `allhours roster` write, so that it need not be found again."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd

from sim.errors import InputError, Problem, missing_columns
from sim.scenario.model import Scenario
from sim.staffing.requirement import Requirement

COLUMNS = ("interval_start", "skill", "agents")


def read_requirement(path: str | Path, scenario: Scenario) -> Requirement:
    """Return the requirement of a file; its intervals are those of the scenario's calendar.

    Raises
    ------
    InputError
        If the file cannot be read, lacks a column, or holds what is no time or no number of people.
    """
    path = Path(path)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            given = reader.fieldnames or []
            lines = [(reader.line_num, row) for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(Problem(f"the requirement cannot be read ({error})", str(path))) from None
    problems = missing_columns(COLUMNS, given, str(path))
    rows = []
    for line, row in lines if not problems else ():
        try:
            start = pd.Timestamp(row["interval_start"])
            if start.tzinfo is None:
                raise ValueError
        except ValueError:
            wrong = "this is no time with its offset from UTC"
            problems.append(Problem(wrong, str(path), line, "interval_start", row["interval_start"]))
            continue
        try:
            agents = float(row["agents"])
        except ValueError:
            problems.append(Problem("this is no number of people", str(path), line, "agents", row["agents"]))
            continue
        rows.append((start.tz_convert("UTC"), row["skill"], agents))
    if problems:
        raise InputError(problems)
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    table = table.assign(erlang=table["agents"], service_level=float("nan"))
    table["interval_start"] = pd.to_datetime(table["interval_start"], utc=True).astype("datetime64[us, UTC]")
    return Requirement(table, scenario.calendar.interval)

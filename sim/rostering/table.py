"""A roster as a tidy CSV, to be written, edited and read back: a row per assignment, local times with their offset."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd

from sim.centre.roster import ASSIGNMENT_COLUMNS, KINDS, Roster, roster_of
from sim.errors import InputError, Problem, suggestion
from sim.files import write_atomically
from sim.rostering.assignments import Row, assignments_of, is_member
from sim.rostering.edited import rows_of_file
from sim.scenario.calendar import UTC
from sim.scenario.ledger_file import same_name
from sim.scenario.model import Scenario

_FORMULA = re.compile(r"^'*[=+\-@\t\r]")
_HIDDEN = re.compile(r"^'+[=+\-@\t\r]")
_TIMES = "a time such as 2026-01-05T08:00+00:00, or without an offset on the clock of the calendar"


def write_roster(roster: Roster, path: str | Path, scenario: Scenario) -> Path:
    """Return the path of the CSV, whole or not there at all; times on the clock of the scenario's calendar.

    Text that a spreadsheet would take for a formula gets a leading apostrophe, which `read_roster` takes off.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    zone = scenario.calendar.zone
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(ASSIGNMENT_COLUMNS)
    for row in assignments_of(roster):
        texts = [row.person, row.group, row.kind, row.shift]
        times = [moment.tz_convert(zone).isoformat(timespec="minutes") for moment in (row.start, row.end)]
        writer.writerow([f"'{text}" if _FORMULA.match(text) else text for text in texts] + times)
    return write_atomically(path, buffer.getvalue().encode("utf-8-sig"))  # the mark: spreadsheets read every script


def read_roster(path: str | Path, scenario: Scenario) -> Roster:
    """Return the roster of a CSV as `write_roster` writes it, or of the sheet Assignments of a plan's workbook (.xlsx).

    People, groups and times are checked, rules are not: that is `check_roster`.

    Raises
    ------
    InputError
        With every row that cannot be read: a missing column, an unknown group, person or kind, a time that is none or
        is not one moment, an end before its start, shifts of one person that overlap; or without a shift (or,
        where there are none, a turn on call) inside the horizon, unless there are no rows at all and vendors serve.
    """
    path, problems = Path(path), list[Problem]()
    rows: list[Row] = []
    lines: list[int] = []
    for line, cells in rows_of_file(path, scenario.calendar.zone):
        wrong = len(problems)
        texts = {column: _plain(cells[column]) for column in ASSIGNMENT_COLUMNS}
        texts["person"] = _named(texts["person"], scenario)
        problems += _unknown(texts, scenario, str(path), line)
        times: list[dt.datetime] = []
        for column in ("start", "end"):
            try:
                times.append(_moment(texts[column], scenario.calendar.zone))
            except ValueError as error:
                problems.append(Problem(str(error), str(path), line, column, texts[column], _TIMES))
        if len(times) == 2 and times[1] <= times[0]:
            problems.append(Problem("the end does not lie after the start", str(path), line, "end", texts["end"]))
        if len(problems) == wrong:
            start, end = (pd.Timestamp(time) for time in times)
            rows.append((texts["person"], texts["group"], texts["kind"], texts["shift"], start, end))
            lines.append(line)
    problems += _overlaps(rows, lines, str(path)) or _outside(rows, scenario, str(path))
    if problems:
        raise InputError(problems)
    return roster_of(rows)


def _unknown(texts: dict[str, str], scenario: Scenario, file: str, line: int) -> list[Problem]:
    group, person, kind = texts["group"], texts["person"], texts["kind"]
    problems = []
    if kind not in KINDS:
        wrong = f"unknown kind{suggestion(kind, KINDS)}"
        problems.append(Problem(wrong, file, line, "kind", kind, ", ".join(KINDS)))
    groups = scenario.team.groups
    if group not in groups:
        wrong = f"unknown group{suggestion(group, groups)}"
        problems.append(Problem(wrong, file, line, "group", group, ", ".join(groups)))
        return problems
    named = [known.name for known in scenario.team.people if known.group == group]
    if not is_member(scenario, person, group):
        accepted = f"{', '.join(named)}, or '{group} 1', '{group} 2', … for people without a name"
        wrong = f"nobody of this name in the group '{group}'{suggestion(person, named)}"
        problems.append(Problem(wrong, file, line, "person", person, accepted.removeprefix(", ")))
    return problems


def _overlaps(rows: list[Row], lines: list[int], file: str) -> list[Problem]:
    """A person is in one place at a time: shifts that begin before another of the same person has ended."""
    problems = []
    shifts = sorted((row[0], row[4], row[5], line) for row, line in zip(rows, lines, strict=True) if row[2] == "shift")
    for before, after in pairwise(shifts):
        if before[0] == after[0] and after[1] < before[2]:
            wrong = f"two shifts of {after[0]} overlap: see line {before[3]}"
            problems.append(Problem(wrong, file, after[3], "start", f"{after[1]:%Y-%m-%d %H:%M} UTC"))
    return problems


def _outside(rows: list[Row], scenario: Scenario, file: str) -> list[Problem]:
    """A roster of another time would be simulated as a desk at which nobody sits."""
    calendar, shifts = scenario.calendar, [row for row in rows if row[2] == "shift"]
    if not shifts and scenario.on_call is not None:
        shifts = [row for row in rows if row[2] == "on_call"]  # a rotation found by itself
    if any(row[4] < calendar.end_utc and row[5] > calendar.start_utc for row in shifts):
        return []
    if not rows and scenario.vendors:
        return []
    given = "no shifts"
    if shifts:
        given = f"shifts from {min(row[4] for row in shifts):%Y-%m-%d} to {max(row[5] for row in shifts):%Y-%m-%d}"
    last = calendar.start + dt.timedelta(weeks=calendar.weeks, days=-1)
    accepted = f"shifts from {calendar.start} to {last}, the horizon of the scenario"
    return [Problem("no shift of the roster lies inside the horizon", file, given=given, accepted=accepted)]


def _named(given: str, scenario: Scenario) -> str:
    """The name of the scenario that is meant: spreadsheets leave marks of writing direction and other Unicode forms."""
    return next((one.name for one in scenario.team.people if same_name(one.name) == same_name(given)), given)


def _plain(text: str) -> str:
    text = text.strip()
    return text[1:] if _HIDDEN.match(text) else text


def _moment(text: str, zone: ZoneInfo) -> dt.datetime:
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("this is not a time") from None
    if moment.tzinfo is None:
        local = moment.replace(tzinfo=zone)
        if local.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != moment:
            raise ValueError("the clock skips this time in spring")
        if local.utcoffset() != local.replace(fold=1).utcoffset():
            raise ValueError("the clock shows this time twice in autumn: add the offset from UTC")
        moment = local
    return moment.astimezone(UTC)

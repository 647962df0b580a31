"""Turns on call in their simple form: a week each, shared by count."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from sim.centre.roster import ASSIGNMENT_COLUMNS, Roster
from sim.rostering import terms
from sim.rostering.assignments import Row, assignments_of
from sim.rostering.leave import leave_days, people_with_leave
from sim.scenario.model import Scenario
from sim.scenario.on_call import OnCall
from sim.scenario.people import Person
from sim.timing import MINUTE


def on_call_turns(
    scenario: Scenario, roster: Roster | None = None, *, sizes: Mapping[str, int] | None = None
) -> pd.DataFrame:
    """Return the rows of kind `on_call`: who holds the emergency phone in each week of the horizon.

    The columns are those of `Roster.assignments`; one row per unbroken stretch of `on_call.hours`. Weeks are counted
    from the first day of the horizon. Each week goes to whoever has had the fewest turns, then to who did not have the
    week before, works least in those hours by the roster, and stands first in the team's order, rotated by the week.
    Nobody has a week in which they are on leave; a week in which everybody is, has no row.
    """
    rows: list[Row] = []
    if scenario.on_call is not None:
        people = _members(scenario, scenario.on_call, roster, sizes or {})
        away = {person.name: leave_days(scenario, person) for person in people}
        busy = _shifts(scenario, roster)
        turns = dict.fromkeys(away, 0)
        last: str | None = None
        for week in range(scenario.calendar.weeks):
            days = range(7 * week, 7 * week + 7)
            stretches = _stretches(scenario, scenario.on_call, days)
            free = [name for name in turns if away[name].isdisjoint(days)]
            if not stretches or not free:
                last = None
                continue
            order = {name: (place - week) % len(turns) for place, name in enumerate(turns)}
            holder = min(
                free,
                key=lambda name: (
                    turns[name],
                    name == last,
                    _overlap(busy.get(name, []), stretches),
                    order[name],
                ),
            )
            turns[holder] += 1
            last = holder
            rows += [_row(scenario, holder, start, end) for start, end in stretches]
    table = pd.DataFrame(rows, columns=list(ASSIGNMENT_COLUMNS))
    for column in ("start", "end"):
        table[column] = pd.to_datetime(table[column], utc=True).astype("datetime64[us, UTC]")
    return table


def _members(
    scenario: Scenario, on_call: OnCall, roster: Roster | None, sizes: Mapping[str, int]
) -> tuple[Person, ...]:
    """The people of the group, as many as the roster has where nothing else tells how many."""
    size = sizes.get(on_call.group, scenario.team.groups[on_call.group].size)
    if size is None and roster is not None:
        own = roster.assignments
        size = max(own.loc[own["group"] == on_call.group, "person"].nunique(), len(scenario.people_of(on_call.group)))
    return people_with_leave(scenario, on_call.group, size)


def _stretches(scenario: Scenario, on_call: OnCall, days: range) -> list[tuple[int, int]]:
    """Unbroken stretches of the hours on some days; minutes of the horizon."""
    calendar = scenario.calendar
    stretches: list[tuple[int, int]] = []
    for day in days:
        date = terms.date_of(calendar, day)
        ranges = on_call.hours.ranges(date.weekday(), terms.is_weekend(calendar, date), date in calendar.holiday_dates)
        for first, last in ranges:
            start, end = (terms.wall_minute(calendar, day, clock) for clock in (first, last))
            if stretches and stretches[-1][1] == start:
                stretches[-1] = (stretches[-1][0], end)
            else:
                stretches.append((start, end))
    return stretches


def _shifts(scenario: Scenario, roster: Roster | None) -> dict[str, list[tuple[int, int]]]:
    answer: dict[str, list[tuple[int, int]]] = {}
    if roster is not None:
        for row in assignments_of(roster, "shift"):
            start, end = (scenario.calendar.microseconds(moment) // MINUTE for moment in (row.start, row.end))
            answer.setdefault(row.person, []).append((start, end))
    return answer


def _overlap(shifts: list[tuple[int, int]], stretches: list[tuple[int, int]]) -> int:
    return sum(max(0, min(end, until) - max(start, since)) for start, end in shifts for since, until in stretches)


def _row(scenario: Scenario, person: str, start: int, end: int) -> Row:
    group = scenario.on_call.group if scenario.on_call is not None else ""
    begin, stop = (pd.Timestamp(terms.moment_of(scenario.calendar, minute)) for minute in (start, end))
    return person, group, "on_call", "", begin, stop

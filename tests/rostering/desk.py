"""A desk with few rules, to which each test adds the one it looks at; from Monday 5 January 2026, UTC."""

import copy
from collections.abc import Callable

import numpy as np
import pandas as pd

from sim.centre.roster import Roster, roster_of
from sim.rostering.check import check_roster
from sim.rostering.check_shifts import SHIFT_RULES
from sim.scenario import Scenario, validate_scenario
from sim.scenario.hours import DAYS
from sim.staffing.requirement import Requirement
from tests.changes import with_changes

MONDAY = "2026-01-05"
SPRING = "2026-03-23"
"""Monday of the week at whose end London's clock goes forward, on Sunday 29 March at 01:00."""
AUTUMN = "2026-10-19"
"""Monday of the week at whose end London's clock goes back, on Sunday 25 October at 02:00."""

DATA = {
    "name": "desk",
    "seed": 7,
    "calendar": {"start": MONDAY, "weeks": 1, "time_zone": "UTC"},
    "channels": {"phone": {}},
    "topics": {"question": {"handling": {"family": "constant", "mean": "5 min"}}},
    "demand": {"contacts_per_week": {"phone": 100}, "topics": {"question": 1}},
    "team": {
        "groups": {
            "care": {
                "channels": ["phone"],
                "wage_per_hour": 20,
                "contract_hours": 60,
                "shrinkage": {"absence": 0, "leave": 0, "other": 0},
            }
        },
    },
    "rules": {
        "shift_lengths": ["8 h"],
        "shift_starts": ["06:00", "14:00", "22:00"],
        "breaks": [],
        "daily_rest": "0 h",
        "weekly_rest": "0 h",
        "weekly_hours_max": 168,
        "hours_tolerance": 1.0,
        "days_in_row_max": 14,
        "nights_in_row_max": 14,
        "rest_after_nights": "0 h",
        "weekends_off_min": 0,
        "solve_seconds": 2,
    },
}

LAWFUL = {
    "rules__daily_rest": "11 h",
    "rules__weekly_rest": "35 h",
    "rules__weekly_hours_max": 48,
    "rules__hours_tolerance": 0.05,
    "rules__days_in_row_max": 6,
    "rules__nights_in_row_max": 3,
    "rules__rest_after_nights": "24 h",
    "rules__weekends_off_min": 1,
    "team__groups__care__contract_hours": 40,
}
"""The rules as they are by default."""


def scenario_with(*people: str | dict, **changes: object) -> Scenario:
    """The desk with named people and other values; `__` in a name leads into a part: `rules__daily_rest="11 h"`."""
    data = copy.deepcopy(DATA)
    if people:
        about = [{"name": one} if isinstance(one, str) else one for one in people]
        data["team"]["people"] = [{"group": "care"} | one for one in about]
    return validate_scenario(with_changes(data, changes))


def rows(
    person: str, *texts: str, kind: str = "shift", group: str = "care", monday: str = MONDAY, zone: str = "UTC"
) -> list[tuple]:
    """Rows written as ``Mon 22:00-06:00``, on the clock of a zone; `Mon2` is the Monday of the second week."""
    answer = []
    for text in texts:
        day, _, hours = text.partition(" ")
        place = DAYS.index(day[:3].lower()) + 7 * (int(day[3:] or 1) - 1)
        first, last = hours.split("-")
        date = pd.Timestamp(monday) + pd.Timedelta(days=place)
        until = date + pd.Timedelta(days=int(last <= first))
        times = [pd.Timestamp(f"{when:%Y-%m-%d} {clock}", tz=zone) for when, clock in ((date, first), (until, last))]
        start, end = (time.tz_convert("UTC") for time in times)
        answer.append((person, group, kind, hours if kind == "shift" else "", start, end))
    return answer


def roster(*parts: list[tuple], **about: object) -> Roster:
    return roster_of([row for part in parts for row in part], **about)


def broken(scenario: Scenario, given: Roster, **more: object) -> set[str]:
    """Names of the rules that the checker says are broken, but for which shifts there are: tests choose their own."""
    found = {violation.rule for violation in check_roster(scenario, given, **more)}
    return found - {rule.__name__ for rule in SHIFT_RULES}


def requirement_of(scenario: Scenario, needed: int | Callable[[pd.Timestamp], int], group: str = "care") -> Requirement:
    """The same number of people always, or what a function of the local time says."""
    calendar = scenario.calendar
    starts = pd.date_range(calendar.start_utc, calendar.end_utc, freq=pd.Timedelta(microseconds=calendar.interval),
                           inclusive="left")  # fmt: skip
    local = starts.tz_convert(calendar.time_zone)
    agents = [needed(time) if callable(needed) else needed for time in local]
    table = pd.DataFrame(
        {"interval_start": starts, "skill": group, "agents": agents, "erlang": agents, "service_level": np.nan}
    )
    return Requirement(table, calendar.interval)


def missing_of(requirement, roster):
    """People missing by start of interval, counted plainly: who is there through all of it."""
    length = pd.Timedelta(microseconds=requirement.interval)
    shifts = roster.of_kind("shift")
    missing = {}
    for row in requirement.table.itertuples():
        there = ((shifts["start"] <= row.interval_start) & (shifts["end"] >= row.interval_start + length)).sum()
        if there < row.agents:
            missing[row.interval_start] = int(row.agents - there)
    return missing


def told_of(roster):
    """People missing by start of interval, as the roster tells them."""
    return dict(zip(roster.gaps["interval_start"], roster.gaps["missing"].astype(int), strict=True))

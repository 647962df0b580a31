"""The roster as a grid of people and days, and what each person carries."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from sim.centre.roster import Roster
from sim.rostering.terms import is_night_shift, minute_of
from sim.scenario.calendar import Calendar
from sim.scenario.hours import DAYS
from sim.scenario.model import Scenario

BANDS = ("early", "late", "night", "leave", "on_call")
"""How an entry of the roster grid is coloured. night: a night shift by the rules, on the clock where the person sits;
early and late: other shifts, starting before or from 11:00."""
BAND_WORDS = {"early": "early", "late": "late", "night": "night", "leave": "leave (L)", "on_call": "on call (C)"}
_LATE_FROM = 11


def roster_grid(scenario: Scenario, roster: Roster) -> pd.DataFrame:
    """Return the roster as entries of a grid of people and days, all times in the calendar's zone.

    One row per person and day with a shift, leave or on-call duty: person, group, date (of the start; every day of a
    leave or duty), code (``08-16``, ``L``, ``C``; several shifts of a day joined by ``+``), band (one of `BANDS`) and
    hours (of presence, breaks included). Sorted by group, person, date. Shifts hide leave and duty of the day.
    """
    zone = scenario.calendar.zone
    cells: dict[tuple[str, str, dt.date], tuple[str, str, float]] = {}
    table = roster.assignments.assign(night=is_night(scenario, roster.assignments)).sort_values(["person", "start"])
    columns = ["person", "group", "kind", "night", "start", "end"]
    for person, group, kind, night, start, end in table[columns].itertuples(index=False):
        first, last = start.tz_convert(zone), end.tz_convert(zone)
        if kind == "shift":
            code = f"{_clock(first)}-{'24' if _clock(last) == '00' else _clock(last)}"
            band = "night" if night else "early" if first.hour < _LATE_FROM else "late"
            before = cells.get((group, person, first.date()))
            if before is not None and before[1] in ("early", "late", "night"):
                code, band = f"{before[0]}+{code}", "night" if "night" in (band, before[1]) else before[1]
            hours = (end - start) / pd.Timedelta(hours=1)
            cells[group, person, first.date()] = (code, band, hours + (before[2] if before else 0.0))
        elif kind in ("leave", "on_call"):
            day = first.date()
            while day <= (last - pd.Timedelta(1, "us")).date():
                cells.setdefault((group, person, day), ("L" if kind == "leave" else "C", kind, 0.0))
                day += dt.timedelta(days=1)
    rows = [(person, group, day, *cell) for (group, person, day), cell in sorted(cells.items())]
    return pd.DataFrame(rows, columns=["person", "group", "date", "code", "band", "hours"])


def zone_of(scenario: Scenario, group: str, person: str) -> ZoneInfo:
    """Return the time zone in which a person of a group sits."""
    own = next((one.time_zone for one in scenario.team.people if (one.name, one.group) == (person, group)), None)
    of_group = scenario.team.groups[group].time_zone if group in scenario.team.groups else None
    return ZoneInfo(own or of_group or scenario.calendar.time_zone)


def load_of_people(grid: pd.DataFrame, calendar: Calendar) -> pd.DataFrame:
    """Return what each person carries over the horizon.

    Columns person, group, shifts, nights, weekend_days (worked), leave_days, hours (of presence, breaks included).
    """
    worked = grid["band"].isin(["early", "late", "night"])
    weekend = np.array([DAYS[day.weekday()] in calendar.weekend for day in grid["date"]], dtype=bool)
    marked = grid.assign(
        shifts=worked,
        nights=grid["band"] == "night",
        weekend_days=worked & weekend,
        leave_days=grid["band"] == "leave",
    )
    counted = ["shifts", "nights", "weekend_days", "leave_days", "hours"]
    return marked.groupby(["group", "person"], as_index=False)[counted].sum()[["person", "group", *counted]]


def is_night(scenario: Scenario, assignments: pd.DataFrame) -> pd.Series[bool]:
    """Return whether each assignment is a night shift by the rules, on the clock of its person."""
    calendar = scenario.calendar
    answers = [
        kind == "shift"
        and is_night_shift(
            scenario, zone_of(scenario, group, person), minute_of(calendar, start), minute_of(calendar, end)
        )
        for person, group, kind, start, end in assignments[["person", "group", "kind", "start", "end"]].itertuples(
            index=False
        )
    ]
    return pd.Series(answers, index=assignments.index, dtype=bool)


def _clock(moment: pd.Timestamp) -> str:
    return f"{moment:%H}" if moment.minute == 0 else f"{moment:%H:%M}"

"""What people worked before the horizon, so that rests, runs and weekends hold over the border.

The past only limits what may be worked now: a rule that the past alone breaks is nobody's fault here. A shift of the
past that runs on into the horizon is there for customers, and stands in the roster from the first minute.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from sim.rostering import terms
from sim.scenario.calendar import Calendar
from sim.scenario.model import Scenario
from sim.scenario.people import Person
from sim.timing import MINUTE

DAYS_BACK = 28
"""How far back the past is looked at, days."""


@dataclass(frozen=True)
class Past:
    """The shifts of a person before the horizon; minutes and days of the horizon, so below 0."""

    shifts: tuple[tuple[int, int], ...] = ()
    """Start and end, in order."""
    days: tuple[int, ...] = ()
    """Local days of the starts."""
    nights: frozenset[int] = frozenset()
    """Numbers of the nights worked."""
    last_night: int | None = None
    """Number of the night of the last shift, where that was a night shift."""
    known_from: int = 0
    """First day of which anybody's shifts are known; 0 where nothing is."""

    @property
    def end(self) -> int | None:
        """End of the last shift."""
        return self.shifts[-1][1] if self.shifts else None

    def end_before(self, day: int) -> int | None:
        """Return the end of the last shift that starts before a day."""
        return max((end for (_, end), start in zip(self.shifts, self.days, strict=True) if start < day), default=None)

    def rests_on(self, day: int, rest: int) -> bool:
        """Return whether a day before the horizon has no start, and no two shifts around it closer than a rest."""
        if day in self.days:
            return False
        around = list(zip(self.shifts, self.days, strict=True))
        return all(
            not (before[1] < day < after[1] and after[0][0] - before[0][1] < rest) for before, after in pairwise(around)
        )


def past_of(scenario: Scenario, person: Person) -> Past:
    """Return what a person worked before the horizon, as the scenario tells it."""
    calendar = scenario.calendar
    zone = terms.person_zone(scenario, person)
    spans = sorted(
        (terms.minute_of(calendar, shift.start), terms.minute_of(calendar, shift.end))
        for shift in scenario.team.history
        if shift.person == person.name
    )
    spans = [span for span in spans if terms.day_of(calendar, span[0]) >= -DAYS_BACK]
    night_of = {
        span: terms.night_number(calendar, zone, span[0])
        for span in spans
        if terms.is_night_shift(scenario, zone, *span)
    }
    return Past(
        shifts=tuple(spans),
        days=tuple(terms.day_of(calendar, start) for start, _ in spans),
        nights=frozenset(night_of.values()),
        last_night=night_of.get(spans[-1]) if spans else None,
        known_from=known_from(scenario),
    )


def minutes_in_week(scenario: Scenario, past: Past) -> int:
    """Return the working time of the past shifts that start in the calendar week in which the horizon begins."""
    week = terms.week_of(scenario.calendar, 0)
    return sum(
        terms.working_minutes(scenario.rules, end - start)
        for (start, end), day in zip(past.shifts, past.days, strict=True)
        if terms.week_of(scenario.calendar, day) == week
    )


def known_from(scenario: Scenario) -> int:
    """Return the first day of which it is told what was worked, at most four weeks back; 0 where it is not."""
    calendar = scenario.calendar
    starts = [terms.day_of(calendar, terms.minute_of(calendar, shift.start)) for shift in scenario.team.history]
    return max(-DAYS_BACK, min([0, *starts]))


def runs_on(scenario: Scenario, person: str, start: int, end: int) -> bool:
    """Return whether a shift from `start` to `end` (minutes) is the rest of one that began before the horizon."""
    return start == 0 and any(
        shift.person == person and terms.minute_of(scenario.calendar, shift.end) == end
        for shift in scenario.team.history
    )


def still_there(scenario: Scenario, group: str, interval: int, intervals: int) -> npt.NDArray[np.int64]:
    """Return how many people of a group are there in each interval from shifts that began before the horizon.

    `interval` is its length in microseconds.
    """
    present = np.zeros(intervals, dtype=np.int64)
    for shift in scenario.team.history:
        end = terms.minute_of(scenario.calendar, shift.end) * MINUTE
        if shift.group == group and end > 0:
            present[: end // interval] += 1
    return present


@dataclass(frozen=True)
class WeekendWindow:
    """Weekends that are looked at together."""

    past: tuple[range, ...]
    """Days of those before the horizon."""
    present: tuple[int, ...]
    """Places of those in the horizon, in `terms.weekends`."""
    free: int
    """How many of all of them must be free."""


def weekend_windows(scenario: Scenario) -> tuple[WeekendWindow, ...]:
    """Return which weekends are looked at together, and how many of them must be free.

    Every four weekends in a row hold `rules.weekends_off_min` free ones, those of the known past included; with fewer
    than four they hold the same share, rounded down.
    """
    calendar, wanted = scenario.calendar, scenario.rules.weekends_off_min
    past = _weekends_before(calendar, known_from(scenario))
    count = len(past) + len(terms.weekends(calendar))
    if not count:
        return ()
    size = min(4, count)
    free = min(size, wanted * size // 4) if count < 4 else min(4, wanted)
    windows = []
    for first in range(count - size + 1):
        places = range(first, first + size)
        windows.append(
            WeekendWindow(
                past=tuple(past[place] for place in places if place < len(past)),
                present=tuple(place - len(past) for place in places if place >= len(past)),
                free=free,
            )
        )
    return tuple(window for window in windows if window.present)


def weekends_worked_before(scenario: Scenario, past: Past, weekends: tuple[range, ...]) -> int:
    """Return how many of these weekends before the horizon a person worked any part of."""
    touched = {day for start, end in past.shifts for day in terms.days_touched(scenario.calendar, start, end)}
    return sum(not touched.isdisjoint(weekend) for weekend in weekends)


def _weekends_before(calendar: Calendar, first: int) -> list[range]:
    """Whole weekends from day `first` to the horizon; one that runs on into it is left to the horizon."""
    runs: list[range] = []
    for day in range(first, 1):
        if terms.is_weekend(calendar, terms.date_of(calendar, day)):
            if runs and runs[-1].stop == day:
                runs[-1] = range(runs[-1].start, day + 1)
            else:
                runs.append(range(day, day + 1))
    return [run for run in runs if run.stop <= 0 and (run.start > first or len(run) == len(calendar.weekend))]

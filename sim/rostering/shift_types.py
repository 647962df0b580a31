"""Types of shifts: a start on the wall clock and a length; and shifts, which are types on a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.rostering.terms import day_of, days_touched, moment_of, wall_minute, working_minutes
from sim.rostering.wishes import duties_of
from sim.scenario.model import Scenario
from sim.scenario.shift_times import clock_minutes
from sim.timing import DAY, MINUTE

DAY_MINUTES = DAY // MINUTE


@dataclass(frozen=True, order=True)
class ShiftType:
    """A kind of shift."""

    start: int
    """Wall-clock minutes after midnight."""
    length: int
    """Minutes on the wall clock, breaks included; over a clock change the shift really lasts an hour more or less."""

    @property
    def name(self) -> str:
        """Start and end on the wall clock.

        >>> ShiftType(22 * 60, 480).name
        '22:00-06:00'
        """
        return f"{_clock(self.start)}-{_clock(self.start + self.length)}"


@dataclass(frozen=True)
class Shift:
    """A shift on a day of the horizon; whoever works it works all of it."""

    type: ShiftType
    day: int
    """Local day on which it starts."""
    start: int
    """Minute of the horizon (UTC)."""
    end: int
    working: int
    """Working time, minutes: unpaid breaks are not counted."""
    days: range
    """Local days it touches."""
    intervals: range
    """Intervals of the requirement it covers from their start to their end."""


def shift_types(scenario: Scenario) -> tuple[ShiftType, ...]:
    """Return every type of shift the rules allow, by start, then length."""
    rules = scenario.rules
    if isinstance(rules.shift_starts, int):
        starts = list(range(0, DAY_MINUTES, rules.shift_starts // MINUTE))
    else:
        starts = [clock_minutes(text) for text in rules.shift_starts]
    lengths = {length // MINUTE for length in rules.shift_lengths}
    return tuple(sorted(ShiftType(start, length) for start in set(starts) for length in lengths))


def shifts_of(
    scenario: Scenario, types: tuple[ShiftType, ...], needed: npt.NDArray[np.int64], interval: int
) -> tuple[Shift, ...]:
    """Return the shifts of these types over the horizon that somebody is needed in, by day, then type.

    The night before the horizon belongs to the last period. Where that is not known (`team.history`), the part of its
    shifts inside the horizon is offered as a shorter shift from midnight of the first day. `interval` is the length of
    those in `needed`, minutes.
    """
    calendar, rules = scenario.calendar, scenario.rules
    shifts = []

    def offer(kind: ShiftType, day: int, start: int, end: int) -> None:
        first, last = -(-start // interval), min(end // interval, len(needed))
        if end > start and needed[first:last].any():
            working = working_minutes(rules, end - start)
            if working > 0:
                days, intervals = days_touched(calendar, start, end), range(first, last)
                shifts.append(Shift(kind, day, start, end, working, days, intervals))

    for kind in types if not scenario.team.history else ():
        offer(kind, 0, 0, wall_minute(calendar, -1, kind.start + kind.length))  # empty unless it runs past midnight
    for day in range(calendar.weeks * 7):
        for kind in types:
            start = wall_minute(calendar, day, kind.start)
            offer(kind, day, start, wall_minute(calendar, day, kind.start + kind.length))
    return tuple(sorted(shifts, key=lambda shift: (shift.day, shift.start, shift.end)))


def with_agreed_shifts(
    scenario: Scenario, group: str, shifts: tuple[Shift, ...], intervals: int, interval: int
) -> tuple[Shift, ...]:
    """Return the shifts with those that are agreed with people of a group by their clock times, and not among them."""
    calendar, known = scenario.calendar, {(shift.start, shift.end) for shift in shifts}
    more: dict[tuple[int, int], Shift] = {}
    for person in scenario.team.people:
        for asked in duties_of(scenario, person) if person.group == group else ():
            if asked.wish != "for" or "-" not in asked.shift:
                continue
            first, last = (int(clock[:2]) * 60 + int(clock[3:]) for clock in asked.shift.split("-"))
            length = (last - first - 1) % DAY_MINUTES + 1
            start, end = (wall_minute(calendar, asked.day, clock) for clock in (first, first + length))
            if (start, end) not in known and working_minutes(scenario.rules, end - start) > 0:
                more[start, end] = _shift_at(scenario, start, end, intervals, interval)
    return tuple(sorted((*shifts, *more.values()), key=lambda shift: (shift.day, shift.start, shift.end)))


def shifts_of_roster(
    scenario: Scenario,
    group: str,
    spans: Sequence[tuple[int, int]],
    needed: npt.NDArray[np.int64],
    interval: int,
) -> tuple[Shift, ...]:
    """Return the shifts that a roster has (`spans`, in minutes), and those of the same types on every other day."""
    inside = sorted({(start, end) for start, end in spans if start >= 0})
    given = {span: _shift_at(scenario, *span, len(needed), interval) for span in inside}
    types = tuple(sorted({shift.type for shift in given.values() if shift.start > 0}))
    more = {(shift.start, shift.end): shift for shift in shifts_of(scenario, types, needed, interval)}
    shifts = tuple((more | given).values())
    both = tuple(sorted(shifts, key=lambda shift: (shift.day, shift.start, shift.end)))
    return with_agreed_shifts(scenario, group, both, len(needed), interval)


def _shift_at(scenario: Scenario, start: int, end: int, intervals: int, interval: int) -> Shift:
    """The shift between two minutes, of whatever type its clock times say."""
    calendar = scenario.calendar
    clock = [moment_of(calendar, minute).astimezone(calendar.zone) for minute in (start, end)]
    first, last = (moment.hour * 60 + moment.minute for moment in clock)
    kind = ShiftType(first, (last - first - 1) % DAY_MINUTES + 1)
    covered = range(-(-start // interval), min(end // interval, intervals))
    working = working_minutes(scenario.rules, end - start)
    days = days_touched(calendar, start, end)
    return Shift(kind, day_of(calendar, start), start, end, working, days, covered)


def _clock(minutes: int) -> str:
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"

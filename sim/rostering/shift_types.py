"""Types of shifts: a start on the wall clock and a length; and shifts, which are types on a day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.errors import InputError, Problem
from sim.rostering.terms import days_touched, wall_minute, working_minutes
from sim.scenario.model import Scenario
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
    """Return every type of shift the rules allow, by start, then length.

    Raises
    ------
    InputError
        If there is no length or start, a start is no time of the day, or a shift is empty or longer than a day.
    """
    rules = scenario.rules
    problems = [
        Problem(
            "a shift cannot have this length",
            field="rules.shift_lengths",
            given=f"{length / MINUTE:g} min",
            accepted="whole minutes, longer than the unpaid breaks, up to 24 h",
        )
        for length in rules.shift_lengths
        if length % MINUTE or length > DAY or length <= 0 or working_minutes(rules, length // MINUTE) <= 0
    ]
    if not rules.shift_lengths:
        problems.append(Problem("there are no shifts without a length", field="rules.shift_lengths", given="none"))
    starts: list[int] = []
    if isinstance(rules.shift_starts, int):
        if rules.shift_starts < MINUTE or rules.shift_starts % MINUTE:
            problems.append(Problem("not a spacing of starts", field="rules.shift_starts", accepted="whole minutes"))
        else:
            starts = list(range(0, DAY_MINUTES, rules.shift_starts // MINUTE))
    else:
        for text in rules.shift_starts:
            hour, _, minute = text.partition(":")
            if not (hour.isdecimal() and minute.isdecimal() and int(hour) < 24 and int(minute) < 60):
                accepted = "clock times such as '07:00' or a spacing such as '1 h'"
                problems.append(Problem("not a time of the day", None, None, "rules.shift_starts", text, accepted))
            else:
                starts.append(int(hour) * 60 + int(minute))
        if not rules.shift_starts:
            problems.append(Problem("there are no shifts without a start", field="rules.shift_starts", given="none"))
    if problems:
        raise InputError(problems)
    lengths = {length // MINUTE for length in rules.shift_lengths}
    return tuple(sorted(ShiftType(start, length) for start in set(starts) for length in lengths))


def shifts_of(
    scenario: Scenario, types: tuple[ShiftType, ...], needed: npt.NDArray[np.int64], interval: int
) -> tuple[Shift, ...]:
    """Return the shifts of these types over the horizon that somebody is needed in, by day, then type.

    The night before the horizon belongs to the last period, which is not known: the part of its shifts inside the
    horizon is offered as a shorter shift from midnight of the first day. `interval` is the length of those in `needed`,
    minutes.
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

    for kind in types:
        offer(kind, 0, 0, wall_minute(calendar, -1, kind.start + kind.length))  # empty unless it runs past midnight
    for day in range(calendar.weeks * 7):
        for kind in types:
            start = wall_minute(calendar, day, kind.start)
            offer(kind, day, start, wall_minute(calendar, day, kind.start + kind.length))
    return tuple(sorted(shifts, key=lambda shift: (shift.day, shift.start, shift.end)))


def _clock(minutes: int) -> str:
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"

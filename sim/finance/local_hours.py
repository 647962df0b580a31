"""How much of a stretch of work lies at night, at the weekend or on a holiday, by the clock where it is done.

Stretches are given in UTC, so a night over a clock change is as long as it really is: 01:00-06:00 in London lasts four
hours in the night the clock goes forward and six when it goes back.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.scenario.calendar import Calendar
from sim.scenario.hours import DAYS, Hours
from sim.timing import DAY, MINUTE

Mask = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

MARGIN = 7 * DAY
"""Time before and after the horizon that a clock covers, for shifts that run over its ends."""


@dataclass(frozen=True)
class LocalClock:
    """Local date and clock time of every minute (UTC) of a horizon and `MARGIN` to either side of it."""

    calendar: Calendar
    date: npt.NDArray[np.datetime64]
    """Local date of each minute."""
    minute: Ints
    """Minutes since local midnight of each minute."""


def local_clock(calendar: Calendar, time_zone: str) -> LocalClock:
    """Return the clock of a time zone over the horizon of a calendar."""
    margin = dt.timedelta(microseconds=MARGIN)
    minutes = pd.date_range(
        calendar.start_utc - margin, calendar.end_utc + margin, freq="min", inclusive="left", unit="us"
    )
    local = minutes.tz_convert(time_zone).tz_localize(None).to_numpy()
    date = local.astype("datetime64[D]")
    return LocalClock(calendar, date, (local - date) // np.timedelta64(1, "m"))


def in_hours(clock: LocalClock, hours: Hours) -> Mask:
    """Return for every minute of a clock whether `hours`, read on that clock, hold it."""
    answer = np.zeros(len(clock.date), dtype=bool)
    calendar = clock.calendar
    first, last = (pd.Timestamp(day).date() for day in (clock.date[0], clock.date[-1]))
    holidays = calendar.holidays.between(first, last)
    edges = np.flatnonzero(np.diff(clock.date.astype(np.int64))) + 1
    for begin, end in zip([0, *edges], [*edges, len(clock.date)], strict=True):
        date = pd.Timestamp(clock.date[begin]).date()
        weekend = DAYS[date.weekday()] in calendar.weekend
        for start, stop in hours.ranges(date.weekday(), weekend, date in holidays):
            answer[begin:end] |= (clock.minute[begin:end] >= start) & (clock.minute[begin:end] < stop)
    return answer


def on_weekend(clock: LocalClock) -> Mask:
    """Return for every minute of a clock whether its local date is a weekend day of the calendar."""
    weekday = (clock.date.astype(np.int64) + 3) % 7  # 1970-01-01, day 0, was a Thursday
    return np.isin(weekday, [DAYS.index(day) for day in clock.calendar.weekend])


def on_dates(clock: LocalClock, dates: Collection[dt.date]) -> Mask:
    """Return for every minute of a clock whether its local date is one of `dates`."""
    return np.isin(clock.date, np.array(sorted(dates), dtype="datetime64[D]"))


def time_within(mask: Mask, starts: Ints, ends: Ints) -> Ints:
    """Return how much of each stretch, from start to end, lies in the minutes of a mask (microseconds, exact).

    `starts` and `ends` are microseconds since the start of the horizon; what lies beyond the margin of the clock that
    the mask was made from is not counted.
    """
    before = np.concatenate([[0], np.cumsum(mask)]) * MINUTE  # time in the mask before each minute begins
    padded = np.append(mask, False)

    def until(moments: Ints) -> Ints:
        whole, rest = np.divmod(np.clip(moments + MARGIN, 0, len(mask) * MINUTE), MINUTE)
        inside: Ints = before[whole] + padded[whole] * rest
        return inside

    return until(ends) - until(starts)

"""The horizon of a scenario, its time zone, weekend and holidays, and the mapping between UTC and local time."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BeforeValidator, Field, model_validator

from sim.scenario.base import Part
from sim.scenario.duration import Duration
from sim.scenario.holiday_places import is_country, is_part, parts_of
from sim.scenario.hours import DAYS, Hours
from sim.timing import DAY, HOUR, MINUTE, SECOND

if TYPE_CHECKING:  # numpy is imported where a column is made: checking a scenario does not need it
    import numpy as np
    import numpy.typing as npt

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
UTC = dt.UTC


def _zone(name: Any) -> Any:
    try:
        ZoneInfo(name)  # a list of all names would take a search of the whole database
    except (TypeError, ValueError, OSError, ZoneInfoNotFoundError):
        raise ValueError(
            "unknown time zone; accepted: a name of the tz database such as 'Europe/London', 'Asia/Jerusalem'"
        ) from None
    return name


TimeZone = Annotated[str, BeforeValidator(_zone)]


class Holidays(Part):
    """Public holidays: of a country, and further dates of one's own."""

    country: str | None = None
    """ISO code of the country, such as `GB`, `IL`, `US`."""
    subdivision: str | None = None
    """Part of the country where holidays differ, such as `ENG`."""
    dates: tuple[dt.date, ...] = ()
    """Further days that count as holidays."""

    @model_validator(mode="after")
    def _known(self) -> Self:
        if self.country is None:
            if self.subdivision is not None:
                raise ValueError("a subdivision needs the country it is part of")
            return self
        if not is_country(self.country):
            raise ValueError(f"unknown country '{self.country}'; accepted: ISO codes such as GB, IL, US")
        if self.subdivision is not None and not is_part(self.country, self.subdivision):
            accepted = ", ".join(parts_of(self.country)) or "none"
            raise ValueError(f"unknown subdivision '{self.subdivision}' of {self.country}; accepted: {accepted}")
        return self

    def between(self, first: dt.date, last: dt.date) -> frozenset[dt.date]:
        """Return the holidays from `first` to `last`, both counted."""
        days = {day for day in self.dates if first <= day <= last}
        if self.country is not None:
            import holidays  # loads all countries

            of_country = holidays.country_holidays(
                self.country, subdiv=self.subdivision, years=range(first.year, last.year + 1)
            )
            days |= {day for day in of_country if first <= day <= last}
        return frozenset(days)


class Calendar(Part):
    """When the horizon starts and how long it is; intervals, weekend and holidays."""

    start: dt.date
    """First local day of the horizon."""
    weeks: int = Field(default=4, ge=1, le=104)
    """Length of the horizon."""
    time_zone: TimeZone = "UTC"
    """Time zone in which opening hours and the arrival profile are meant."""
    weekend: tuple[Weekday, ...] = ("sat", "sun")
    """Days of the weekend, for example fri and sat in Israel."""
    holidays: Holidays = Holidays()
    """Public holidays."""
    interval: Duration = 30 * MINUTE
    """Length of an interval of planning: 15 min, 30 min or 1 h."""
    warm_up: Duration = 0
    """Time at the start that measures leave out, because the centre starts empty."""

    @model_validator(mode="after")
    def _sensible(self) -> Self:
        if self.interval not in (15 * MINUTE, 30 * MINUTE, HOUR):
            raise ValueError("interval: accepted are 15 min, 30 min and 1 h")
        if self.warm_up >= self.weeks * 7 * DAY:
            raise ValueError("warm_up must be shorter than the horizon")
        return self

    @cached_property
    def zone(self) -> ZoneInfo:
        """The time zone."""
        return ZoneInfo(self.time_zone)

    @cached_property
    def start_utc(self) -> dt.datetime:
        """Start of the horizon, local midnight of the first day, in UTC."""
        return dt.datetime.combine(self.start, dt.time(), tzinfo=self.zone).astimezone(UTC)

    @cached_property
    def end_utc(self) -> dt.datetime:
        """End of the horizon, local midnight after the last day, in UTC."""
        last = self.start + dt.timedelta(weeks=self.weeks)
        return dt.datetime.combine(last, dt.time(), tzinfo=self.zone).astimezone(UTC)

    @cached_property
    def horizon(self) -> int:
        """Length of the horizon in microseconds; an hour more or less when the clock changes."""
        return self.microseconds(self.end_utc)

    def microseconds(self, moment: dt.datetime) -> int:
        """Return the microseconds from the start of the horizon to an aware moment (exact)."""
        return (moment.astimezone(UTC) - self.start_utc) // dt.timedelta(microseconds=1)

    def moment(self, microseconds: int) -> dt.datetime:
        """Return the UTC moment that lies so many microseconds after the start of the horizon."""
        return self.start_utc + dt.timedelta(microseconds=int(microseconds))

    @cached_property
    def holiday_dates(self) -> frozenset[dt.date]:
        """Holidays inside the horizon, and one week to either side."""
        week = dt.timedelta(weeks=1)
        return self.holidays.between(self.start - week, self.start + dt.timedelta(weeks=self.weeks) + week)

    @property
    def intervals(self) -> int:
        """Number of intervals in the horizon."""
        return -(-self.horizon // self.interval)

    @property
    def intervals_per_week(self) -> int:
        """Number of intervals in a local week, for example 336 half hours."""
        return 7 * DAY // self.interval

    @cached_property
    def interval_starts(self) -> npt.NDArray[np.int64]:
        """Start of every interval of the horizon, microseconds since its start."""
        import numpy as np

        return np.arange(self.intervals, dtype=np.int64) * self.interval

    @cached_property
    def local_intervals(self) -> LocalIntervals:
        """For every interval of the horizon: its local date and its place in the week."""
        import numpy as np

        days, of_week, minutes = [], [], []
        for start in self.interval_starts:
            local = self.moment(int(start)).astimezone(self.zone)
            minute = local.hour * 60 + local.minute
            days.append((local.date() - self.start).days)
            minutes.append(minute)
            of_week.append((local.weekday() * 1440 + minute) * MINUTE // self.interval)
        return LocalIntervals(np.array(days), np.array(of_week), np.array(minutes))

    def is_open(self, hours: Hours, *also: Hours) -> npt.NDArray[np.bool_]:
        """Return for every interval of the horizon whether `hours` (local), and all further ones, have it open."""
        import numpy as np

        local = self.local_intervals
        answer = np.zeros(self.intervals, dtype=bool)
        for day in np.unique(local.day):
            date = self.start + dt.timedelta(days=int(day))
            ranges = hours.ranges(date.weekday(), DAYS[date.weekday()] in self.weekend, date in self.holiday_dates)
            of_day = np.flatnonzero(local.day == day)
            for start, end in ranges:
                inside = (local.minute[of_day] >= start) & (local.minute[of_day] < end)
                answer[of_day[inside]] = True
        return answer & self.is_open(*also) if also else answer


class LocalIntervals:
    """Local time of every interval of the horizon, as columns."""

    def __init__(
        self, day: npt.NDArray[np.int64], of_week: npt.NDArray[np.int64], minute: npt.NDArray[np.int64]
    ) -> None:
        self.day = day
        """Days since the first local day of the horizon."""
        self.of_week = of_week
        """Interval of the week, 0 is Monday at midnight."""
        self.minute = minute
        """Minutes since local midnight."""


__all__ = ["SECOND", "Calendar", "Holidays", "LocalIntervals", "TimeZone", "Weekday"]

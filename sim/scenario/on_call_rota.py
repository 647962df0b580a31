"""Who takes which turn on call: how long a turn is, who is in the rotation, what must be kept, what is fixed."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from sim.scenario.base import Part
from sim.scenario.calendar import TimeZone, Weekday
from sim.scenario.hours import DAYS, HoursText, span_of_days
from sim.scenario.shift_times import clock_minutes


def _turns(given: Any) -> Any:
    """Refuse spans of days that leave a day out or have it twice."""
    if isinstance(given, str):
        if given in ("week", "day"):
            return given
        raise ValueError("this is no turn; accepted: 'week', 'day', or spans of days, such as [mon-thu, fri-sun]")
    if not isinstance(given, list | tuple):
        raise ValueError("these are no turns; accepted: 'week', 'day', or a list such as [mon-thu, fri-sun]")
    spans = tuple(str(span).strip().lower() for span in given)
    days = [day for span in spans for day in span_of_days(span)]
    if sorted(days) != sorted(DAYS):
        twice = sorted({day for day in days if days.count(day) > 1})
        missing = [day for day in DAYS if day not in days]
        wrong = [f"{', '.join(twice)} stands twice"] * bool(twice) + [f"{', '.join(missing)} is missing"] * bool(
            missing
        )
        raise ValueError(f"turns make up a week: {'; '.join(wrong)}; accepted: such as [mon-thu, fri-sun]")
    return spans


def _clock(text: str) -> str:
    clock_minutes(text)
    return text


class Site(Part):
    """A place that is on call for a part of the day, on its own clock: the phone follows the sun."""

    name: str = Field(min_length=1)
    """Name of the place."""
    group: str
    """Group whose members take its turns."""
    hours: HoursText
    """The part of the day that is this place's, by its own clock. Where two places overlap, the first one has it."""
    time_zone: TimeZone | None = None
    """Its clock; None means the group's time zone, or the calendar's."""


class NotAvailable(Part):
    """Days on which somebody takes no turn although not on leave."""

    person: str
    """Name."""
    first: dt.date
    """First day."""
    last: dt.date
    """Last day, counted."""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.last < self.first:
            raise ValueError("the last day lies before the first")
        return self


class FixedTurn(Part):
    """A turn that is somebody's, whatever the rules say."""

    person: str
    """Name."""
    date: dt.date
    """A day of the turn."""
    seat: Literal["primary", "secondary"] = "primary"
    """Whether they are called first, or stand behind."""


class Rota(Part):
    """Who takes which turn on call."""

    turns: Annotated[Literal["week", "day"] | tuple[str, ...], BeforeValidator(_turns)] = "week"
    """How long a turn is: `week`, `day`, or spans of days that make up a week, such as `[mon-thu, fri-sun]`."""
    begins: Weekday | None = None
    """Day on which a turn of a week begins; None means the weekday on which the horizon starts."""
    handover: Annotated[str, AfterValidator(_clock)] = "00:00"
    """Clock time at which one turn ends and the next begins."""
    pool: Literal["group", "everybody"] | tuple[str, ...] = "group"
    """Who takes turns: the members of `on_call.group`, everybody in the team, or the people named here."""
    secondary: bool = False
    """Whether a second person stands behind the first in every turn."""
    sites: tuple[Site, ...] = ()
    """Places that hand over with the sun, each with its own people and its own part of `on_call.hours`."""
    unavailable: tuple[NotAvailable, ...] = ()
    """Days on which people take no turn."""
    fixed: tuple[FixedTurn, ...] = ()
    """Turns that are settled already; a swap is written down here."""
    free_turns_between: int = Field(default=1, ge=0, le=50)
    """Least turns between two of the same person. Kept unless somebody would otherwise have to go without cover."""
    weekends_running_max: int = Field(default=1, ge=1, le=10)
    """Most weekends in a row on which the same person is on call; kept likewise."""
    held_before: tuple[str, ...] = ()
    """Who was on call in the last turn before the horizon, so that they do not begin with the next one."""

    @property
    def seats(self) -> int:
        """How many people are on call in a turn, all places together."""
        return max(1, len(self.sites)) * (2 if self.secondary else 1)

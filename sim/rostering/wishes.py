"""What people ask for and what is agreed with them, day by day: which shifts grant it. Solver and checker share it."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sim.rostering import terms
from sim.rostering.leave import leave_days
from sim.scenario.hours import DAYS
from sim.scenario.model import Scenario
from sim.scenario.people import Person
from sim.scenario.requests import Request

LATE_FROM = 11
"""A day shift that starts before this hour is an early one, as in the roster's grid."""


@dataclass(frozen=True)
class Asked:
    """One day of what a person asks for."""

    person: str
    day: int
    """Of the horizon; a shift counts on the day it starts."""
    wish: str
    """for or against."""
    shift: str
    """Which shifts, as in `Request.shift`."""
    weight: float
    text: str
    """What is asked, in words."""

    def is_kept(self, works_such: bool) -> bool:
        """Return whether it is kept by somebody who works such a shift on the day, or does not."""
        return works_such == (self.wish == "for")


def requests_of(scenario: Scenario, person: Person) -> list[Asked]:
    """Return what a person wishes, by day; days of leave, and days not with the team, grant nothing and ask nothing."""
    return [
        _asked(scenario, person, day, request)
        for request in person.requests
        if not request.fixed
        for day in _days(scenario, person, request)
    ]


def duties_of(scenario: Scenario, person: Person) -> list[Asked]:
    """Return what is agreed with a person, by day: days always worked, and requests that are fixed."""
    calendar = scenario.calendar
    always = Request(wish="for", days=person.days_on, fixed=True)
    duties = []
    for day in _days(scenario, person, always) if person.days_on else ():
        if person.holidays or terms.date_of(calendar, day) not in calendar.holiday_dates:
            duties.append(_asked(scenario, person, day, always))
    return duties + [
        _asked(scenario, person, day, request)
        for request in person.requests
        if request.fixed
        for day in _days(scenario, person, request)
    ]


def grants(scenario: Scenario, zone: ZoneInfo, shift: str, start: int, end: int) -> bool:
    """Return whether a shift (from and to a minute) is one of those a request names; `zone` is the person's."""
    if shift == "any":
        return True
    if shift in ("night", "day", "early", "late"):
        is_night = terms.is_night_shift(scenario, zone, start, end)
        if shift == "night" or is_night:
            return is_night and shift == "night"
        hour = terms.moment_of(scenario.calendar, start).astimezone(scenario.calendar.zone).hour
        return shift == "day" or (hour < LATE_FROM) == (shift == "early")
    clock = [terms.moment_of(scenario.calendar, minute).astimezone(scenario.calendar.zone) for minute in (start, end)]
    return "-".join(f"{moment:%H:%M}" for moment in clock) == shift


def _days(scenario: Scenario, person: Person, request: Request) -> list[int]:
    away = leave_days(scenario, person)
    days = [day for day in terms.employed_days(scenario, person) if day not in away]
    dates = [terms.date_of(scenario.calendar, day) for day in days]
    return [day for day, date in zip(days, dates, strict=True) if request.speaks_of(date, DAYS[date.weekday()])]


def _asked(scenario: Scenario, person: Person, day: int, request: Request) -> Asked:
    named = {
        "any": "a shift",
        "night": "a night",
        "day": "a day shift",
        "early": "an early shift",
        "late": "a late shift",
    }
    what = named.get(request.shift, request.shift)
    text = f"{what} on" if request.wish == "for" else f"not {what} on" if request.shift != "any" else "off on"
    date = f"{terms.date_of(scenario.calendar, day):%a %Y-%m-%d}"
    return Asked(person.name, day, request.wish, request.shift, request.weight, f"{text} {date}")

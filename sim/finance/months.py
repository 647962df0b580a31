"""Months as the costs count them: an average month, or the months of a calendar year.

A horizon of N weeks is scaled to a month of D days by the factor ``D / (7 N)``. An average month has
``365.25 / 12 = 30.4375`` days, so that four weeks are multiplied by 1.087.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sim.scenario.calendar import Calendar

DAYS_PER_MONTH = 365.25 / 12


@dataclass(frozen=True)
class Month:
    """A month to be costed."""

    label: int | dt.date
    """Its number, or the first day of a calendar month."""
    days: float
    holidays: float
    """Public holidays in it, on whichever day of the week; a twelfth of a year's in an average month."""


def average_month(calendar: Calendar) -> tuple[Month]:
    """Return one average month, with a twelfth of the holidays of the year that `calendar_months` covers."""
    year = calendar_months(calendar)
    return (Month(1, DAYS_PER_MONTH, sum(month.holidays for month in year) / 12),)


def calendar_months(calendar: Calendar, number: int = 12) -> tuple[Month, ...]:
    """Return calendar months, the first being the one in which the horizon starts, each with its holidays.

    Examples
    --------
    >>> year = calendar_months(Calendar(start="2026-01-05", holidays={"country": "GB", "subdivision": "ENG"}))
    >>> [(str(month.label), month.days, month.holidays) for month in year if month.holidays > 1]
    [('2026-04-01', 30, 2), ('2026-05-01', 31, 2), ('2026-12-01', 31, 3)]
    """
    months = []
    first = calendar.start.replace(day=1)
    for _ in range(number):
        following = (first + dt.timedelta(days=31)).replace(day=1)
        holidays = calendar.holidays.between(first, following - dt.timedelta(days=1))
        months.append(Month(first, (following - first).days, len(holidays)))
        first = following
    return tuple(months)

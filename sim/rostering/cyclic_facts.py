"""What a table of weeks means for whoever works it: hours, weekends, longest runs, rests. No solver, no demand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.rostering.cyclic_instance import OFF, RotaShift, rest_between
from sim.rostering.cyclic_patterns import Pattern
from sim.rostering.cyclic_runs import runs_of, weekends_off, work_runs_of

Rows = Sequence[Sequence[RotaShift | None]]
"""Weeks from Monday to Sunday; None is a day off. After the last row comes the first."""


@dataclass(frozen=True)
class RotaFacts:
    """A rota in the figures people ask for."""

    hours_a_week: float
    """On average, all hours of the shifts counted, breaks too."""
    hours_in_a_week_most: float
    """In the longest row."""
    weekends_off: float
    """Share of the weekends that are wholly off: no shift touches any of their days."""
    days_in_row_most: int
    days_off_in_row_most: int
    nights_in_row_most: int
    rest_least: float
    """Hours between the end of a shift and the start of the next, at the least."""


def facts_of_rows(rows: Rows, weekend: Sequence[int] = (5, 6)) -> RotaFacts:
    """Return the facts of a table of weeks; `weekend` holds its weekdays, 0 is Monday."""
    days = [entry for row in rows for entry in row]
    works = [0 if entry is not None else OFF for entry in days]
    nights = [0 if entry is not None and entry.is_night else OFF for entry in days]
    hours = [sum(entry.length for entry in row if entry is not None) / 60 for row in rows]
    spills = [entry is not None and entry.is_overnight for entry in days]
    free = weekends_off([entry is None for entry in days], spills, weekend).count(True)
    return RotaFacts(
        hours_a_week=sum(hours) / len(rows),
        hours_in_a_week_most=max(hours),
        weekends_off=free / len(rows),
        days_in_row_most=max((run.length for run in work_runs_of(works)), default=0),
        days_off_in_row_most=max((run.length for run in runs_of(works) if run.entry == OFF), default=0),
        nights_in_row_most=max((run.length for run in work_runs_of(nights)), default=0),
        rest_least=min(_rests(days), default=float("inf")),
    )


def facts_of_pattern(pattern: Pattern, weekend: Sequence[int] = (5, 6)) -> RotaFacts:
    """Return the facts of a pattern: hours and weekends off as the mean of its crews, the rest as the worst of them."""
    crews = [facts_of_rows(pattern.rows(crew, weekend), weekend) for crew in pattern.crews]
    return RotaFacts(
        hours_a_week=sum(one.hours_a_week for one in crews) / len(crews),
        hours_in_a_week_most=max(one.hours_in_a_week_most for one in crews),
        weekends_off=sum(one.weekends_off for one in crews) / len(crews),
        days_in_row_most=max(one.days_in_row_most for one in crews),
        days_off_in_row_most=max(one.days_off_in_row_most for one in crews),
        nights_in_row_most=max(one.nights_in_row_most for one in crews),
        rest_least=min(one.rest_least for one in crews),
    )


def _rests(days: Sequence[RotaShift | None]) -> list[float]:
    """Hours from each shift to the next round the table."""
    worked = [day for day, entry in enumerate(days) if entry is not None]
    rests = []
    for place, day in enumerate(worked):
        after = worked[(place + 1) % len(worked)]
        first, second = days[day], days[after]
        assert first is not None and second is not None
        between = (after - day - 1) % len(days)
        rests.append(rest_between(first, second, between) / 60)
    return rests

"""From what the solver decided to the rows of a roster."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.rostering.assignments import Row
from sim.rostering.breaks import place_breaks
from sim.rostering.instance import Instance
from sim.rostering.neighbourhoods import broken_words, present_of
from sim.rostering.part import Plan
from sim.rostering.terms import date_of, moment_of
from sim.rostering.wishes import Asked
from sim.scenario.calendar import UTC, Calendar
from sim.scenario.model import Scenario
from sim.scenario.people import Person


def rows_of(instance: Instance, plan: Plan, needed_on_job: npt.NDArray[np.int64]) -> list[Row]:
    """Return the rows of a plan: shifts, breaks and meetings inside them, leave, and shifts that began before it."""
    scenario, group = instance.scenario, instance.group
    calendar = scenario.calendar
    works = [(worker, instance.shifts[number]) for worker, number in sorted(plan.works)]
    rows = [_row(instance, worker, "shift", shift.type.name, shift.start, shift.end) for worker, shift in works]
    for away in place_breaks(scenario, group, works, needed_on_job, instance.interval):
        inside = next(
            shift for worker, shift in works if worker == away.worker and shift.start <= away.start < shift.end
        )
        rows.append(_row(instance, away.worker, away.kind, inside.type.name, away.start, away.end))
    for number, worker in enumerate(instance.workers):
        rows += leave_rows(calendar, worker.person)
        if worker.past.end is not None and worker.past.end > 0:
            begun, end = (moment_of(calendar, minute).astimezone(calendar.zone) for minute in worker.past.shifts[-1])
            rows.append(_row(instance, number, "shift", f"{begun:%H:%M}-{end:%H:%M}", 0, worker.past.end))
    return rows


def leave_rows(calendar: Calendar, person: Person) -> list[Row]:
    """Return the leave of a person inside the horizon and with the team, from local midnight to local midnight."""
    rows = []
    for leave in person.leave:
        first = max(leave.first, calendar.start, person.joins or leave.first)
        end_of_horizon = calendar.start + dt.timedelta(days=calendar.weeks * 7 - 1)
        last = min(leave.last, end_of_horizon, person.leaves or leave.last)
        if first <= last:
            start, end = (
                pd.Timestamp(dt.datetime.combine(day, dt.time(), tzinfo=calendar.zone).astimezone(UTC))
                for day in (first, last + dt.timedelta(days=1))
            )
            rows.append((person.name, person.group, "leave", "", start, end))
    return rows


def gap_rows(instance: Instance, plan: Plan) -> pd.DataFrame:
    """Return the cover that is missing: interval_start (UTC), skill (the group), missing (people)."""
    missing = np.maximum(0, instance.needed - present_of(instance, plan))
    places = np.flatnonzero(missing)
    starts = [moment_of(instance.scenario.calendar, int(place) * instance.interval) for place in places]
    return pd.DataFrame(
        {
            "interval_start": pd.to_datetime(pd.Series(starts, dtype=object), utc=True).astype("datetime64[us, UTC]"),
            "skill": pd.Series([instance.group] * len(places), dtype=str),
            "missing": missing[places],
        }
    )


def broken_word_rows(instance: Instance, plan: Plan) -> pd.DataFrame:
    """Return what is agreed with people and not kept: person, date, asked."""
    return broken_word_table(instance.scenario, [duty.asked for duty in broken_words(instance, plan)])


def broken_word_table(scenario: Scenario, broken: Sequence[Asked]) -> pd.DataFrame:
    """Return agreements that are not kept as a table: person, date, asked."""
    return pd.DataFrame(
        {
            "person": pd.Series([asked.person for asked in broken], dtype=str),
            "date": [date_of(scenario.calendar, asked.day) for asked in broken],
            "asked": pd.Series([asked.text for asked in broken], dtype=str),
        }
    )


def _row(instance: Instance, worker: int, kind: str, shift: str, start: int, end: int) -> Row:
    calendar = instance.scenario.calendar
    begin, stop = (pd.Timestamp(moment_of(calendar, minute)) for minute in (start, end))
    return instance.workers[worker].person.name, instance.group, kind, shift, begin, stop

"""A cyclic rota as tables: the cells of its picture, its cover by hour of the week, who starts where."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.experiments.rota_results import RotaPlan
from sim.rostering.cyclic_facts import Rows
from sim.rostering.cyclic_instance import DAY, OFF
from sim.rostering.cyclic_rota import Rota
from sim.timing import MINUTE

LATE_FROM = 11 * 60
"""Shifts that start at this minute of the day or later are late, unless they are night shifts."""


def rota_cells(rota: Rota) -> pd.DataFrame:
    """Return the cells of a rota (see `week_cells`), with the hours worked in each week."""
    shifts = rota.instance.shifts
    cells = week_cells([[None if entry == OFF else shifts[entry] for entry in row] for row in rota.rows])
    return cells.assign(hours=cells["week"].map(dict(enumerate(rota.hours(), 1))))


def week_cells(rows: Rows) -> pd.DataFrame:
    """Return a row per week and weekday: week (from 1), day (0 is Monday), code, band, hours (of the week's shifts).

    band is early, late, night, or empty for a day off.
    """
    cells = []
    for number, row in enumerate(rows, 1):
        hours = sum(shift.length for shift in row if shift is not None) / 60
        for day, shift in enumerate(row):
            band = ""
            if shift is not None:
                band = "night" if shift.is_night else "early" if shift.start < LATE_FROM else "late"
            cells.append((number, day, shift.name if shift is not None else "-", band, hours))
    return pd.DataFrame(cells, columns=["week", "day", "code", "band", "hours"])


def rota_cover(plan: RotaPlan) -> pd.DataFrame:
    """Return a row per weekday and hour: needed and present, people on shift as the mean of the hour.

    Needed is the most of any week of the horizon; present is by the table, with nobody on leave.
    """
    interval = plan.requirement.interval // MINUTE
    places = len(plan.demand.needed)
    present = np.zeros(places)
    for row in plan.rota.rows:
        for day, entry in enumerate(row):
            if entry != OFF:
                shift = plan.rota.instance.shifts[entry]
                start = day * DAY + shift.start
                first, last = -(-start // interval), (start + shift.length) // interval
                present[np.arange(first, last) % places] += 1
    hour = np.arange(places) * interval // 60
    table = pd.DataFrame({"day": hour // 24, "hour": hour % 24, "needed": plan.demand.needed, "present": present})
    return table.groupby(["day", "hour"], as_index=False).mean()


def rota_shifts_table(plan: RotaPlan) -> pd.DataFrame:
    """Return a row per shift: name, start, end, whether it is a night, and people needed and on the rota by weekday."""
    instance, rows = plan.rota.instance, []
    for number, shift in enumerate(instance.shifts):
        row: dict[str, object] = {
            "shift": shift.name,
            "start": _clock(shift.start),
            "end": _clock(shift.start + shift.length),
            "night": shift.is_night,
        }
        for day, label in enumerate(plan.rota.frame().columns):
            row[f"{label} needed"] = instance.demand[number][day]
            row[f"{label} on rota"] = sum(week[day] == number for week in plan.rota.rows)
        rows.append(row)
    return pd.DataFrame(rows)


def rota_starts(plan: RotaPlan) -> pd.DataFrame:
    """Return who begins in which week of the rota, and who stands in for leave: person, week (empty for them)."""
    people = plan.scenario.people_of(plan.group, plan.options[0].people + plan.options[0].dated.stand_ins)
    weeks = [str(number) if number <= plan.rota.instance.people else "" for number in range(1, len(people) + 1)]
    return pd.DataFrame({"person": [person.name for person in people], "first week": weeks})


def _clock(minute: int) -> str:
    return f"{minute // 60 % 24:02d}:{minute % 60:02d}"

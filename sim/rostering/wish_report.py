"""What people asked for and what a roster grants, day by day."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from sim.centre.roster import Roster
from sim.rostering import terms
from sim.rostering.timesheets import timesheets
from sim.rostering.wishes import duties_of, grants, requests_of
from sim.scenario.model import Scenario


def wish_report(scenario: Scenario, roster: Roster, *, sizes: Mapping[str, int] | None = None) -> pd.DataFrame:
    """Return every request and agreement with whether the roster grants it.

    One row per person and day asked for, in the order of the days: person, date, asked (in words), is_agreed (fixed, or
    a day always worked), weight, is_granted.
    """
    rows = []
    for sheet in timesheets(scenario, roster, sizes or {}):
        for is_agreed, asks in ((True, duties_of), (False, requests_of)):
            for asked in sheet.asked(asks(scenario, sheet.person)):
                works_such = any(
                    terms.day_of(scenario.calendar, shift.start) == asked.day
                    and grants(scenario, sheet.zone, asked.shift, shift.start, shift.end)
                    for shift in sheet.shifts
                )
                date = terms.date_of(scenario.calendar, asked.day)
                row = (sheet.person.name, date, asked.text, is_agreed, asked.weight, asked.is_kept(works_such))
                rows.append(row)
    columns = ["person", "date", "asked", "is_agreed", "weight", "is_granted"]
    table = pd.DataFrame(rows, columns=columns).astype({"is_agreed": bool, "is_granted": bool, "weight": float})
    return table.sort_values(["date", "person"], ignore_index=True, kind="stable")

"""Overtime that the roster itself plans: hours of a calendar week above `rules.overtime_week_after`."""

from __future__ import annotations

from sim.centre.roster import Roster
from sim.rostering import terms
from sim.rostering.past import minutes_in_week
from sim.rostering.timesheets import timesheets, working_minutes
from sim.scenario.model import Scenario


def rostered_overtime(scenario: Scenario, roster: Roster) -> dict[str, float]:
    """Return the overtime of each person over the horizon, hours.

    overtime = sum over calendar weeks of max(0, working hours of the week - rules.overtime_week_after). The shifts are
    those that start in the week, less unpaid breaks; a first week that began before the horizon counts what
    `team.history` tells of it, and pays only what exceeds the limit now.
    """
    after = scenario.rules.overtime_week_after
    if after is None:
        return {}
    overtime: dict[str, float] = {}
    for sheet in timesheets(scenario, roster, {}):
        for week in terms.calendar_weeks(scenario.calendar):
            before = minutes_in_week(scenario, sheet.past) if week.start == 0 else 0
            over = max(0.0, working_minutes(scenario, sheet, week) - max(0.0, after * 60 - before))
            overtime[sheet.person.name] = overtime.get(sheet.person.name, 0.0) + over / 60
    return overtime

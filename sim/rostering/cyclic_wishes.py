"""What a good rota has, beyond keeping the rules: each wish a count of something unwanted, to be made small.

Every wish is counted twice: here on the flows of the week for the solver, and in `cyclic_check` on the finished table.
"""

from __future__ import annotations

from collections.abc import Callable

from ortools.sat.python import cp_model

from sim.rostering.cyclic_instance import OFF, rest_between
from sim.rostering.cyclic_week import Week

Count = cp_model.LinearExpr | int


def shortage(week: Week) -> Count:
    """People missing, summed over shifts and weekdays."""
    return sum(week.short.values())


def surplus(week: Week) -> Count:
    """People more than needed, summed over shifts and weekdays."""
    return sum(week.over.values())


def weekends_worked(week: Week) -> Count:
    """Rows of the table whose weekend is not wholly off."""
    free = sum(flow for arc, flow in week.flow.items() if (arc.weekday, arc.target) in week.graph.whole_weekends)
    return week.instance.people - free


def separate_rests(week: Week) -> Count:
    """Blocks of days off: the fewer, the longer each, since the days off are as many in any rota."""
    return sum(flow for arc, flow in week.flow.items() if arc.entry == OFF and arc.last != OFF)


def single_days_off(week: Week) -> Count:
    """Days off with work before and after."""
    return sum(
        flow
        for arc, flow in week.flow.items()
        if arc.entry != OFF and ((arc.weekday - 1) % 7, arc.source) in week.graph.first_days_off
    )


def short_changes(week: Week) -> Count:
    """Shifts that follow on the day after another with little rest between."""
    shifts = week.instance.shifts
    return sum(
        flow
        for arc, flow in week.flow.items()
        if OFF not in (arc.last, arc.entry)
        and rest_between(shifts[arc.last], shifts[arc.entry]) < week.instance.rules.short_change
    )


WISHES: dict[str, Callable[[Week], Count]] = {
    "shortage": shortage,
    "surplus": surplus,
    "weekends_worked": weekends_worked,
    "separate_rests": separate_rests,
    "single_days_off": single_days_off,
    "short_changes": short_changes,
}

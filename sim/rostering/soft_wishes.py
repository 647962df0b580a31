"""What people ask for and what is agreed with them, as soft rules; listed in `soft_rules.STAGES`."""

from __future__ import annotations

from ortools.sat.python import cp_model

from sim.rostering import terms
from sim.rostering.instance import Instance
from sim.rostering.variables import Variables

POINTS = 60_000
"""Points in a penalty of 1: all weights per hour or minute become whole."""

BROKEN_WORD = 100
"""Penalty of a day that is agreed and not kept."""

Points = cp_model.LinearExpr | int


def agreed_days(v: Variables) -> Points:
    """What is agreed with people is kept: the days they always work, and fixed requests."""
    points: list[Points] = []
    for duty in v.instance.duties:
        works_such = sum(v.works(duty.worker, duty.shifts))
        if duty.asked.wish == "for":
            broken = v.model.new_bool_var(f"{duty.asked.person}, {duty.asked.text}: not kept")
            v.model.add(works_such + broken >= 1)
            points.append(BROKEN_WORD * POINTS * broken)
        else:
            points.append(BROKEN_WORD * POINTS * works_such)
    return sum(points)


def requests(v: Variables) -> Points:
    """What people ask for is granted, by the weights of the requests."""
    points: list[Points] = []
    for ask in v.instance.requests:
        works_such = sum(v.works(ask.worker, ask.shifts))
        price = round(ask.asked.weight * POINTS)
        points.append(price * (1 - works_such) if ask.asked.wish == "for" else price * works_such)
    return sum(points)


def same_start_in_a_week(v: Variables) -> Points:
    """The shifts of a person start at one time of the day within a calendar week."""
    weight = round(v.instance.scenario.rules.fairness.same_start * POINTS)
    if not weight:
        return 0
    points: list[Points] = []
    for worker in range(len(v.instance.workers)):
        for week in terms.calendar_weeks(v.instance.scenario.calendar):
            by_start: dict[int, list[cp_model.IntVar]] = {}
            for shift, x in v.shifts(worker).items():
                if v.instance.shifts[shift].day in week:
                    by_start.setdefault(start_on_the_clock(v.instance, shift), []).append(x)
            if len(by_start) < 2:
                continue
            used = [v.model.new_bool_var("start used in a week") for _ in by_start]
            for starts, works in zip(used, by_start.values(), strict=True):
                for x in works:
                    v.model.add_implication(x, starts)
            further = v.model.new_int_var(0, len(used) - 1, "further starts in a week")
            v.model.add(further >= sum(used) - 1)
            points.append(weight * further)
    return sum(points)


def start_on_the_clock(instance: Instance, shift: int) -> int:
    """Return the minute of the local day at which a shift starts."""
    calendar = instance.scenario.calendar
    local = terms.moment_of(calendar, instance.shifts[shift].start).astimezone(calendar.zone)
    return local.hour * 60 + local.minute

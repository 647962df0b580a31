"""The rules on the whole table, one function each. Rules on what may follow what are in the graph of states."""

from __future__ import annotations

from sim.rostering.cyclic_instance import DAYS_A_WEEK
from sim.rostering.cyclic_week import Week


def everybody_goes_on(week: Week) -> None:
    """Whoever ends a day in a state goes on from it, and everybody has one entry a day."""
    for node in sorted(week.into.keys() | week.out_of.keys()):
        week.model.add(
            sum(week.flow[arc] for arc in week.into[node]) == sum(week.flow[arc] for arc in week.out_of[node])
        )
    for day in range(DAYS_A_WEEK):
        week.model.add(sum(week.flow[arc] for arc in week.graph.arcs if arc.weekday == day) == week.instance.people)


def demand_is_met(week: Week) -> None:
    """Every shift of every weekday has the people needed: exactly, or within what may be missing or more."""
    for shift, row in enumerate(week.instance.demand):
        for day, needed in enumerate(row):
            short, over = week.short.get((shift, day), 0), week.over.get((shift, day), 0)
            week.model.add(week.working(shift, day) + short - over == needed)


def weekends_are_off(week: Week) -> None:
    """At least so many rows of the table have the whole weekend off."""
    wanted = week.instance.rules.weekends_off_min
    if wanted:
        free = sum(week.flow[arc] for node in sorted(week.graph.whole_weekends) for arc in week.into[node])
        week.model.add(free >= wanted)


def hours_on_average(week: Week) -> None:
    """The whole table has at least, and at most, so many hours."""
    rules, shifts = week.instance.rules, week.instance.shifts
    if rules.minutes_min or rules.minutes_max is not None:
        minutes = sum(
            shift.minutes * week.working(number, day)
            for number, shift in enumerate(shifts)
            for day in range(DAYS_A_WEEK)
        )
        week.model.add(minutes >= rules.minutes_min)
        if rules.minutes_max is not None:
            week.model.add(minutes <= rules.minutes_max)


HARD_RULES = (everybody_goes_on, demand_is_met, weekends_are_off, hours_on_average)

"""A first roster, a few days at a time: good enough to start from, and there within seconds whatever the size."""

from __future__ import annotations

from collections.abc import Sequence

from ortools.sat.python import cp_model

from sim.rostering import terms
from sim.rostering.engine import Effort
from sim.rostering.part import NOBODY_WORKS, Part, Plan, Points, solve_part
from sim.rostering.variables import Variables

DAYS_AT_A_TIME = 3
OVER_PACE = 100
"""Points of a minute worked beyond a week's contract, which would be missing later; cover comes before it."""
OFF_AIM = 300
"""Points of a minute of a shift more or fewer than aimed at."""

WORK_PER_CELL = 2e-4
"""Least work on a few days, per worker and shift in them: nothing later mends what is botched here as cheaply."""


def first_roster(v: Variables, cover: Points, aim: Sequence[int], effort: Effort) -> Plan:
    """Return a roster found by deciding a few days after the other; those later are empty, those before are kept.

    Every rule holds throughout, because rules only limit work. `cover` is the cost of what is missing, in points; `aim`
    how many people should work each shift. Aiming at the counts of the relaxed problem, instead of at cover with the
    fewest hours, brought the first roster of 40 people from hundreds of missing hours to none.
    """
    off = [
        _distance(v.model, count, wanted) * shift.working
        for count, wanted, shift in zip(v.count, aim, v.instance.shifts, strict=True)
    ]
    v.model.minimize(cover + OVER_PACE * sum(_over_pace(v)) + OFF_AIM * sum(off))
    days = range(0, v.instance.days, DAYS_AT_A_TIME)
    plan = NOBODY_WORKS
    for first in days:
        free = frozenset(
            (worker, shift)
            for worker in range(len(v.instance.workers))
            for shift in v.shifts(worker)
            if first <= v.instance.shifts[shift].day < first + DAYS_AT_A_TIME
        )
        work = max(effort.work / len(days), WORK_PER_CELL * len(free))
        plan = solve_part(v, plan, Part(free), work, effort.seed, effort.stop) or plan
        if effort.is_stopped:
            break  # the days after have nobody, which no rule forbids
    return plan


def _over_pace(v: Variables) -> list[cp_model.IntVar]:
    """Minutes that each worker works beyond the contract in each week of the horizon."""
    scenario, shifts = v.instance.scenario, v.instance.shifts
    over = []
    for worker, about in enumerate(v.instance.workers):
        for week in range(scenario.calendar.weeks):
            days = set(range(7 * week, 7 * week + 7))
            away = terms.leave_minutes(scenario, about.person, days & about.leave)
            owed = max(0, terms.contract_minutes_a_week(scenario, about.person) - away)
            working = [(x, shifts[shift].working) for shift, x in v.shifts(worker).items() if shifts[shift].day in days]
            beyond = v.model.new_int_var(0, sum(minutes for _, minutes in working), "over pace")
            v.model.add(beyond >= sum(x * minutes for x, minutes in working) - owed)
            over.append(beyond)
    return over


def _distance(model: cp_model.CpModel, count: cp_model.IntVar, wanted: int) -> cp_model.IntVar:
    distance = model.new_int_var(0, 1000, "distance from the aim")
    model.add(distance >= count - wanted)
    model.add(distance >= wanted - count)
    return distance

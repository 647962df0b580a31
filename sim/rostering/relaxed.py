"""A bound on what any roster costs: the same cover and hours, without saying who works which day.

Everybody works some number of shifts of each working time, everyday no more people than are there, and all of them
together make up the counts. Rest, nights and weekends are left out, so no roster can be better than the best of this;
it has a few hundred whole numbers instead of thousands of yes and no, and is solved in a second.
"""

from __future__ import annotations

from functools import cached_property

from ortools.sat.python import cp_model

from sim.rostering.engine import solve
from sim.rostering.instance import Instance
from sim.rostering.soft_rules import cover, hours_below_contract, spare_cover
from sim.rostering.variables import missing_people

BOUND_WORK = 1.0
"""Most work on one bound."""


class Relaxed:
    """Counts of shifts, and shifts per worker by working time."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.model = cp_model.CpModel()
        shifts, days = instance.shifts, instance.days
        self.count = [self._count(number) for number in range(len(shifts))]
        lengths = sorted({shift.working for shift in shifts})
        self._shifts_of: list[dict[int, cp_model.IntVar]] = []
        for about in instance.workers:
            own = {length: self.model.new_int_var(0, days, f"shifts of {length} min") for length in lengths}
            self._shifts_of.append(own)
            worked = sum(length * number for length, number in own.items())
            self.model.add(worked <= max(0, about.most - about.leave_minutes))
            self.model.add(sum(own.values()) <= len({shifts[shift].day for shift in about.shifts}))
        for length in lengths:
            here = sum(count for shift, count in zip(shifts, self.count, strict=True) if shift.working == length)
            self.model.add(here == sum(own[length] for own in self._shifts_of))
        for of_day in instance.by_day:
            there = sum(any(shift in about.shifts for shift in of_day) for about in instance.workers)
            self.model.add(sum(self.count[shift] for shift in of_day) <= there)

    @cached_property
    def short(self) -> dict[tuple[int, int], cp_model.IntVar]:
        """How many people are missing to each need of each stretch, by (stretch, people needed)."""
        return missing_people(self.model, self.instance, self.count)

    def worked(self, worker: int) -> cp_model.LinearExpr | int:
        """Return the working minutes of a worker over the horizon."""
        return sum(length * number for length, number in self._shifts_of[worker].items())

    def _count(self, shift: int) -> cp_model.IntVar:
        most = sum(shift in about.shifts for about in self.instance.workers)
        return self.model.new_int_var(0, most, f"count of shift {shift}")


def cover_bound(instance: Instance) -> int:
    """Return points that the cover of no roster is below."""
    relaxed = Relaxed(instance)
    return _least(relaxed.model, cover(relaxed))[0]


def hours_bound(instance: Instance, kept_cover: int) -> int:
    """Return points that the hours of no roster are below whose cover costs `kept_cover` or less."""
    relaxed = Relaxed(instance)
    relaxed.model.add(cover(relaxed) <= kept_cover)
    return _least(relaxed.model, hours_below_contract(relaxed) + spare_cover(relaxed))[0]


def ideal_counts(instance: Instance) -> tuple[int, ...]:
    """Return how many people would work each shift if only hours and presence limited them: what to aim at."""
    relaxed = Relaxed(instance)
    missing = cover(relaxed)
    _, solver = _least(relaxed.model, missing)
    if not solver.response_proto.solution:
        return (0,) * len(instance.shifts)
    relaxed.model.add(missing <= solver.value(missing))
    counts = [solver.value(count) for count in relaxed.count]
    _, solver = _least(relaxed.model, hours_below_contract(relaxed) + spare_cover(relaxed))
    if solver.response_proto.solution:
        counts = [solver.value(count) for count in relaxed.count]
    return tuple(counts)


def _least(model: cp_model.CpModel, cost: cp_model.LinearExpr | int) -> tuple[int, cp_model.CpSolver]:
    model.minimize(cost)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = 2
    solver.parameters.max_deterministic_time = BOUND_WORK
    solve(solver, model)
    return max(0, round(solver.best_objective_bound)), solver

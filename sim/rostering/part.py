"""Solving a part of a roster while the rest stays as it is: what first rosters and improvements are made of."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from ortools.sat.python import cp_model

from sim.rostering.engine import PATIENCE, Stop, solve
from sim.rostering.variables import Variables

Points = cp_model.LinearExpr | int
Cell = tuple[int, int]
"""A worker and a shift."""


@dataclass(frozen=True)
class Part:
    """What may change while the rest stays."""

    free: frozenset[Cell]
    keeps_counts: bool = False
    """Whether every shift keeps its number of people, so that only who works it may change."""


@dataclass(frozen=True)
class Plan:
    """A roster in the solver's terms."""

    works: frozenset[Cell]
    """Who works what."""
    hints: tuple[int, ...] = ()
    """Value of every variable of the model, to start a search from; empty before the first search."""
    objective: float = float("inf")
    """Of the search it comes from, in points."""
    is_best: bool = False
    """Whether the search it comes from proved it best, with what it kept fixed."""
    work: float = 0.0
    """Deterministic time of that search."""
    is_proven: bool = False
    """Whether no plan at all can be better."""

    def as_proven(self) -> Plan:
        """Return the plan, known to be the best there is."""
        return replace(self, is_proven=True)


NOBODY_WORKS = Plan(frozenset())
"""The plan that no rule forbids."""


def plan_of(v: Variables, solver: cp_model.CpSolver, is_best: bool) -> Plan:
    """Return what a solver has found."""
    return Plan(
        works=frozenset(
            (worker, shift)
            for worker in range(len(v.instance.workers))
            for shift, x in v.shifts(worker).items()
            if solver.value(x)
        ),
        hints=tuple(solver.response_proto.solution),
        objective=solver.objective_value,
        is_best=is_best,
        work=solver.response_proto.deterministic_time,
    )


def hint(v: Variables, plan: Plan) -> None:
    """Give the solver a plan to start from."""
    v.model.clear_hints()  # type: ignore[no-untyped-call]
    for number, value in enumerate(plan.hints):
        v.model.add_hint(v.model.get_int_var_from_proto_index(number), value)


def solve_part(v: Variables, plan: Plan, part: Part, work: float, seed: int, stop: Stop | None = None) -> Plan | None:
    """Return the best plan for the model's objective that differs from `plan` in that part alone.

    None if nothing is found in time, which is counted in the solver's operations. One worker, so that the answer
    depends on nothing but the input.
    """
    hint(v, plan)
    solver, status = _solve_with_kept(v, plan, part, work, seed, stop)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    return plan_of(v, solver, status == cp_model.OPTIMAL)


def settle(v: Variables, plan: Plan, costs: list[Points]) -> tuple[Plan, list[int]]:
    """Return the plan with its objective, and what it costs by each of `costs`, in points."""
    v.model.clear_hints()  # type: ignore[no-untyped-call]
    solver, status = _solve_with_kept(v, plan, Part(frozenset()), 60.0, 0)
    if status != cp_model.OPTIMAL:
        raise RuntimeError("a plan broke a rule after it was found")
    return plan_of(v, solver, False), [solver.value(cost) for cost in costs]


def _solve_with_kept(
    v: Variables, plan: Plan, part: Part, work: float, seed: int, stop: Stop | None = None
) -> tuple[cp_model.CpSolver, cp_model.CpSolverStatus]:
    for worker in range(len(v.instance.workers)):
        for shift, x in v.shifts(worker).items():
            if (worker, shift) not in part.free:
                kept = int((worker, shift) in plan.works)
                _bound(v, x, kept, kept)
    if part.keeps_counts:
        people = Counter(shift for _, shift in plan.works)
        for shift, count in enumerate(v.count):
            _bound(v, count, people[shift], people[shift])
    solver = cp_model.CpSolver()
    parameters = solver.parameters
    parameters.num_workers = 1
    parameters.random_seed = seed % 2**31
    parameters.max_deterministic_time = work
    parameters.max_time_in_seconds = PATIENCE * work + 5
    parameters.symmetry_level = 0  # these two take longer than they save on parts that are solved in a second
    parameters.cp_model_probing_level = 0
    try:
        return solver, solve(solver, v.model, stop=stop)
    finally:
        for worker in range(len(v.instance.workers)):
            for x in v.shifts(worker).values():
                _bound(v, x, 0, 1)
        if part.keeps_counts:
            for count in v.count:
                _bound(v, count, 0, len(v.instance.workers))


def _bound(v: Variables, variable: cp_model.IntVar, least: int, most: int) -> None:
    domain = v.model.proto.variables[variable.index].domain
    domain.clear()
    domain.extend([least, most])

"""Solving a part of a roster while the rest stays as it is: what first rosters and improvements are made of."""

from __future__ import annotations

from dataclasses import dataclass

from ortools.sat.python import cp_model

from sim.rostering.engine import PATIENCE
from sim.rostering.variables import Variables

Points = cp_model.LinearExpr | int
Cell = tuple[int, int]
"""A worker and a shift."""


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


def solve_part(v: Variables, plan: Plan, free: set[Cell], work: float, seed: int) -> Plan | None:
    """Return the best plan for the model's objective that differs from `plan` in the cells of `free` alone.

    None if nothing is found in time, which is counted in the solver's operations. One worker, so that the answer
    depends on nothing but the input.
    """
    hint(v, plan)
    solver, status = _solve_with_kept(v, plan, free, work, seed)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    return plan_of(v, solver, status == cp_model.OPTIMAL)


def settle(v: Variables, plan: Plan, costs: list[Points]) -> tuple[Plan, list[int]]:
    """Return the plan with its objective, and what it costs by each of `costs`, in points."""
    v.model.clear_hints()  # type: ignore[no-untyped-call]
    solver, status = _solve_with_kept(v, plan, set(), 60.0, 0)
    if status != cp_model.OPTIMAL:
        raise RuntimeError("a plan broke a rule after it was found")
    return plan_of(v, solver, False), [solver.value(cost) for cost in costs]


def _solve_with_kept(
    v: Variables, plan: Plan, free: set[Cell], work: float, seed: int
) -> tuple[cp_model.CpSolver, cp_model.CpSolverStatus]:
    for worker in range(len(v.instance.workers)):
        for shift, x in v.shifts(worker).items():
            kept = int((worker, shift) in plan.works)
            _bound(v, x, (0, 1) if (worker, shift) in free else (kept, kept))
    solver = cp_model.CpSolver()
    parameters = solver.parameters
    parameters.num_workers = 1
    parameters.random_seed = seed % 2**31
    parameters.max_deterministic_time = work
    parameters.max_time_in_seconds = PATIENCE * work + 5
    parameters.symmetry_level = 0  # these two take longer than they save on parts that are solved in a second
    parameters.cp_model_probing_level = 0
    try:
        return solver, solver.solve(v.model)
    finally:
        for worker in range(len(v.instance.workers)):
            for x in v.shifts(worker).values():
                _bound(v, x, (0, 1))


def _bound(v: Variables, x: cp_model.IntVar, bounds: tuple[int, int]) -> None:
    domain = v.model.proto.variables[x.index].domain
    domain.clear()
    domain.extend(bounds)

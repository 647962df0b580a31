"""One search on the model of the week, and what it finds: a circulation that hangs together, or one that does not."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Literal

from ortools.sat.python import cp_model

from sim.rostering.cyclic_check import check_rota
from sim.rostering.cyclic_connect import components
from sim.rostering.cyclic_days import Days
from sim.rostering.cyclic_states import Arc
from sim.rostering.cyclic_tour import flow_of
from sim.rostering.cyclic_week import Week

Flow = Mapping[Arc, int]
"""How many people take each step; steps nobody takes are left out."""


@dataclass(frozen=True)
class Attempt:
    """A way to search."""

    form: Literal["cuts", "joined", "days"]
    """cuts: the week, with cuts for parts as they are found. joined: the week, which itself requires that the
    circulation hangs together. days: every day of the table, for a first rota only."""
    linear: int
    """How much linear programming the solver does, 0 to 2."""
    work: float
    """Most work, in the solver's own count of its operations."""
    rounds: int = 1
    """Most searches, each with the cuts the one before was found to lack."""
    workers: int = 1
    """Above 1 the answer may differ from run to run, its status not."""
    people_most: int = 10_000
    """The way is not tried for more people."""


@dataclass(frozen=True)
class Found:
    """What one search found."""

    flow: Flow | None
    """The last circulation, whether it hangs together or not; None where there is none."""
    is_proven: bool
    """Whether it is the best there is, or that there is none."""
    bound: float
    work: float
    is_interrupted: bool


class _Keeper(cp_model.CpSolverSolutionCallback):
    """Hands on every circulation that hangs together, with its objective and bound."""

    def __init__(self, week: Week, keep: Callable[[Flow, float, float], None]) -> None:
        super().__init__()
        self.week, self.keep = week, keep

    def on_solution_callback(self) -> None:
        flow = {arc: people for arc, variable in self.week.flow.items() if (people := self.value(variable))}
        if len(components(flow)) == 1:
            self.keep(flow, self.objective_value, self.best_objective_bound)


def search(
    week: Week, attempt: Attempt, work: float, until: float, seed: int, keep: Callable[[Flow, float, float], None]
) -> Found:
    """Return what the solver finds before the work is done and the clock (`time.perf_counter`) shows `until`."""
    solver, status, is_interrupted = _solve(week.model, attempt, work, until, seed, _Keeper(week, keep))
    has_flow = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    return Found(
        flow={arc: people for arc, variable in week.flow.items() if (people := solver.value(variable))}
        if has_flow
        else None,
        is_proven=status in (cp_model.OPTIMAL, cp_model.INFEASIBLE),
        bound=solver.best_objective_bound,
        work=solver.response_proto.deterministic_time,
        is_interrupted=is_interrupted,
    )


def search_days(week: Week, attempt: Attempt, work: float, until: float, seed: int) -> Found:
    """Return what the model of days finds: a rota that keeps every rule, nothing, or the proof that there is none."""
    days = Days(week.instance)
    solver, status, is_interrupted = _solve(days.model, attempt, work, until, seed, None)
    flow = None
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        table = days.table(solver)
        if not check_rota(week.instance, table):
            flow = flow_of(week.graph, table)
    return Found(
        flow=flow,
        is_proven=status == cp_model.INFEASIBLE,
        bound=0.0,
        work=solver.response_proto.deterministic_time,
        is_interrupted=is_interrupted,
    )


def _solve(
    model: cp_model.CpModel,
    attempt: Attempt,
    work: float,
    until: float,
    seed: int,
    watcher: cp_model.CpSolverSolutionCallback | None,
) -> tuple[cp_model.CpSolver, cp_model.CpSolverStatus, bool]:
    """Return the solver, its status, and whether Ctrl-C ended it: the search ends then, not the program."""
    solver = cp_model.CpSolver()
    parameters = solver.parameters
    parameters.num_workers = attempt.workers
    parameters.linearization_level = attempt.linear
    parameters.random_seed = seed % 2**31
    parameters.catch_sigint_signal = False
    parameters.max_deterministic_time = max(0.001, work)
    parameters.max_time_in_seconds = max(0.001, until - time.perf_counter())
    with ThreadPoolExecutor(1) as beside:  # so that this thread hears of Ctrl-C
        future = beside.submit(solver.solve, model, watcher)
        try:
            return solver, future.result(), False
        except KeyboardInterrupt:
            solver.stop_search()
            return solver, future.result(), True

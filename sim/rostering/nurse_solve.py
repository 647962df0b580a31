"""Solving a benchmark roster: person by person, then by columns where they can be priced, else part by part.

Everybody's own limits bind nobody else, and cover is soft: so a first roster is made one person at a time, each at
least cost given those before. Where somebody's own limits contradict each other there is no roster, and that person is
named. Then column generation gives a bound that is tight and rosters close to it; parts of the best one are solved
again in between. Where a person has too many states to be priced, parts are all there is, and a model of the whole is
searched where it is small enough.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass

from ortools.sat.python import cp_model

from sim.rostering.engine import Progress, Watch
from sim.rostering.nurse_check import Given, nurse_costs, nurse_violations
from sim.rostering.nurse_columns import Generator, columns_model, columns_of, roster_of_columns
from sim.rostering.nurse_improve import Best, Clock, cost_of, improve_parts, solve_within
from sim.rostering.nurse_instance import Nurse, NurseInstance
from sim.rostering.nurse_model import NurseModel
from sim.rostering.nurse_parts import Sizes
from sim.rostering.nurse_pricers import Pricers

WHOLE_CELLS, PROOF_CELLS = 20_000, 1_000
"""Most combinations of person, day and kind for which the whole is searched: without columns, and with them."""
FIRST_SHARE, PARTS_SHARE, COLUMNS_SHARE, DIVE_SHARE = 0.15, 0.2, 0.6, 0.15
"""Shares of the time: when columns that still grow wait for parts to be solved again, for how long, when no further
ones are made, and how long a dive may take."""
ROUNDS_WORTH_IT, CELLS_PER_SECOND = 60, 200_000_000
"""How many rounds of new columns the whole time must allow, and states that are priced in a second."""
GLANCE_SECONDS, WHOLE_SHARE = 1.5, 0.3
"""Time for the whole where it is small, at once and, as a share of all, once columns leave a gap."""
CHOOSE_SECONDS, PARTS_SECONDS = 6.0, 6.0
"""Time for choosing among the columns there are, and for solving parts again, between two dives."""


@dataclass(frozen=True)
class NurseResult:
    """A roster of a benchmark instance and what is proven of it."""

    given: Given
    """The kind of shift by person and day."""
    status: str
    """optimal, feasible, infeasible, or unknown (stopped before a first roster)."""
    cost: int
    bound: int
    seconds: float
    costs: dict[str, int]
    """By rule; recomputed without the solver."""
    why: str = ""
    """Of an infeasible instance: whose limits contradict each other."""
    who: Nurse | None = None
    """The person."""

    @property
    def gap(self) -> float:
        """Relative distance of the cost from its bound."""
        return (self.cost - self.bound) / max(1, abs(self.cost))


def solve_nurses(
    instance: NurseInstance,
    *,
    seconds: float = 60.0,
    seed: int = 1,
    workers: int = 8,
    watch: Watch | None = None,
    stop_gap: float = 0.0,
) -> NurseResult:
    """Return the best roster found within a time, checked without the solver.

    `workers` searches run side by side where a whole is searched; more than there are cores is worth it, because they
    search in different ways. The search ends within `stop_gap` of the bound; Ctrl-C ends it with the best so far. The
    clock ends it too, so that only a cost that is proven best is the same on every run.

    Raises
    ------
    RuntimeError
        If a roster breaks a limit, which would be a mistake of the model.
    """
    clock = Clock(seconds, watch)
    given: dict[tuple[str, int], str] = {}
    for nurse in instance.nurses:
        model = NurseModel(instance, given, people=(nurse,))
        found = solve_within(model.model, min(10.0, max(0.5, clock.left / 4)), 1, seed, 0.5)
        if found.status == cp_model.INFEASIBLE:
            why = f"the limits of {nurse.name} contradict each other, whoever else works"
            return NurseResult({}, "infeasible", 0, 0, clock.seconds, {}, why, nurse)
        if not found.is_found:
            return NurseResult({}, "unknown", 0, 0, clock.seconds, {})
        given = model.roster(found.solver, given)
    best = Best(given, cost_of(instance, given), 0, clock, stop_gap)
    sizes, chance = Sizes.of(instance), random.Random(seed)
    try:
        pricers = Pricers(instance)
        if pricers.cells * ROUNDS_WORTH_IT < seconds * CELLS_PER_SECOND:
            columns = Generator(instance, pricers, best.given, clock, chance)
            columns.until = clock.limit * FIRST_SHARE
            if not columns.generate():
                columns.until = clock.limit * COLUMNS_SHARE
                seconds_for_parts = clock.limit * PARTS_SHARE
                improve_parts(instance, best, sizes, chance, seconds_for_parts, seconds_for_parts)
                _take(instance, best, columns)
                columns.generate()
            _by_columns(instance, best, columns, sizes, chance, workers)
        if best.has_room:
            _by_parts(instance, best, sizes, chance, workers)
    except KeyboardInterrupt:
        pass  # the best so far is what was asked for
    broken = nurse_violations(instance, best.given)
    if broken:
        raise RuntimeError(f"a solved roster breaks its limits: {broken[0]}")
    status = "optimal" if best.cost <= best.bound else "feasible"
    return NurseResult(best.given, status, best.cost, best.bound, clock.seconds, nurse_costs(instance, best.given))


def _by_columns(
    instance: NurseInstance, best: Best, columns: Generator, sizes: Sizes, chance: random.Random, workers: int
) -> None:
    """Dive, choose among columns, and solve parts again in turn, until proven or out of time."""
    clock = best.clock
    best.bound = max(best.bound, math.ceil(columns.bound - 1e-6))
    tried_whole = instance.cells > PROOF_CELLS
    if best.has_room and not tried_whole:
        _whole(instance, best, GLANCE_SECONDS, workers, chance.randrange(2**31))
    while best.has_room and clock.left:
        columns.until = min(clock.limit, clock.seconds + clock.limit * DIVE_SHARE)
        best.offer(instance, roster_of_columns(instance, columns.dive()), "dive")
        if best.has_room:
            _choose(instance, best, columns, workers, chance.randrange(2**31))
        if best.has_room:
            improve_parts(instance, best, sizes, chance, clock.left, PARTS_SECONDS)
            _take(instance, best, columns)
        if best.has_room and not tried_whole:
            tried_whole = True
            _whole(instance, best, clock.limit * WHOLE_SHARE, workers, chance.randrange(2**31))


def _take(instance: NurseInstance, best: Best, columns: Generator) -> None:
    """Add everybody's row of the best roster to the columns."""
    for number, row in enumerate(columns_of(instance, best.given)):
        columns.add(number, row)


def _choose(instance: NurseInstance, best: Best, columns: Generator, workers: int, seed: int) -> None:
    """Pick one of the columns there are for each person, at least cost."""
    kept = [list(own.items()) for own in columns.columns]
    model, chosen = columns_model(instance, kept, columns_of(instance, best.given))
    found = solve_within(model, min(CHOOSE_SECONDS, best.clock.left), workers, seed)
    if found.is_found:
        rows = [
            next(column for (column, _), variable in zip(own, variables, strict=True) if found.solver.value(variable))
            for own, variables in zip(kept, chosen, strict=True)
        ]
        best.offer(instance, roster_of_columns(instance, rows), "columns")


def _by_parts(instance: NurseInstance, best: Best, sizes: Sizes, chance: random.Random, workers: int) -> None:
    """Solve parts again; search the whole in between where it is small enough."""
    clock = best.clock
    is_small = instance.cells <= WHOLE_CELLS
    seconds = clock.left * (0.4 if is_small else 1.0)
    improve_parts(instance, best, sizes, chance, seconds, seconds)
    if is_small and best.has_room:
        _whole(instance, best, clock.left / 2, workers, chance.randrange(2**31))
        improve_parts(instance, best, sizes, chance, clock.left, clock.left)


def _whole(instance: NurseInstance, best: Best, seconds: float, workers: int, seed: int) -> None:
    """Search the whole from the best roster; what it proves joins the bound."""
    clock = best.clock
    model = NurseModel(instance)
    model.hint(best.given)

    def told(cost: float, bound: float) -> None:
        if clock.watch is not None:
            clock.watch(Progress("whole", clock.seconds, cost, max(bound, best.bound)))

    found = solve_within(model.model, min(seconds, clock.left), workers, seed, best.stop_gap, told)
    best.bound = max(best.bound, math.ceil(found.solver.best_objective_bound - 1e-6))
    if found.is_found:
        best.offer(instance, model.roster(found.solver, {}), "whole")

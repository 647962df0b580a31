"""Improving a benchmark roster part by part, two parts at a time; the best roster so far and the clock."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from ortools.sat.python import cp_model

from sim.rostering.engine import Progress, Watch, solve
from sim.rostering.nurse_check import Given, nurse_costs, nurse_violations
from sim.rostering.nurse_instance import NurseInstance
from sim.rostering.nurse_model import NurseModel
from sim.rostering.nurse_parts import WAYS, Sizes, choose_part

PART_SECONDS = 3.0
IN_VAIN = 8
"""Pairs of parts in a row that win nothing before something else is tried."""


class Clock:
    """The time that is left, and who is told of progress."""

    def __init__(self, seconds: float, watch: Watch | None) -> None:
        self.begun, self.limit, self.watch = time.perf_counter(), seconds, watch

    @property
    def seconds(self) -> float:
        """Seconds since the beginning."""
        return time.perf_counter() - self.begun

    @property
    def left(self) -> float:
        """Seconds left."""
        return max(0.0, self.limit - self.seconds)


@dataclass
class Best:
    """The best roster so far."""

    given: dict[tuple[str, int], str]
    cost: int
    bound: int
    clock: Clock
    stop_gap: float = 0.0
    """Share of the cost within which the bound is near enough."""

    @property
    def has_room(self) -> bool:
        """Whether the bound is further away than is near enough."""
        return self.cost - self.bound > self.stop_gap * max(1, self.cost)

    def offer(self, instance: NurseInstance, given: dict[tuple[str, int], str], stage: str) -> bool:
        """Keep a roster that keeps all limits and is no dearer; return whether it is cheaper."""
        cost = cost_of(instance, given)
        if cost > self.cost or nurse_violations(instance, given):
            return False
        is_cheaper = cost < self.cost
        self.given, self.cost = given, cost
        if is_cheaper and self.clock.watch is not None:
            self.clock.watch(Progress(stage, self.clock.seconds, cost, self.bound))
        return is_cheaper


@dataclass(frozen=True)
class Found:
    """What a search found: the solver, to ask for values, and how it ended."""

    solver: cp_model.CpSolver
    status: object
    seconds: float

    @property
    def is_found(self) -> bool:
        """Whether there is a solution."""
        return self.status in (cp_model.OPTIMAL, cp_model.FEASIBLE)


def solve_within(
    model: cp_model.CpModel,
    seconds: float,
    workers: int,
    seed: int,
    gap: float = 0.0,
    told: Callable[[float, float], None] | None = None,
) -> Found:
    """Return what the solver finds within a time; `told` hears cost and bound of every better solution."""
    solver = cp_model.CpSolver()
    parameters = solver.parameters
    parameters.catch_sigint_signal = False
    parameters.num_workers = workers
    parameters.random_seed = seed % 2**31
    parameters.max_time_in_seconds = max(0.1, seconds)
    parameters.relative_gap_limit = gap
    if workers == 1:
        parameters.linearization_level = 2  # six people over four weeks: half a second, against more than twenty
    begun = time.perf_counter()
    status = solve(solver, model, _Telling(told) if told else None)
    return Found(solver, status, time.perf_counter() - begun)


class _Telling(cp_model.CpSolverSolutionCallback):
    def __init__(self, told: Callable[[float, float], None]) -> None:
        super().__init__()
        self.told = told

    def on_solution_callback(self) -> None:
        self.told(self.objective_value, self.best_objective_bound)


def improve_parts(
    instance: NurseInstance, best: Best, sizes: Sizes, chance: random.Random, seconds: float, at_least: float
) -> None:
    """Solve parts again, two at a time, until the time is over; after `at_least` only as long as they win something."""
    begun, vain = best.clock.seconds, 0
    with ThreadPoolExecutor(2) as threads:
        while best.has_room and best.clock.seconds - begun < seconds and best.clock.left:
            if vain >= IN_VAIN and best.clock.seconds - begun > at_least:
                break
            ways = chance.choices(WAYS, k=2)
            parts = [choose_part(instance, best.given, way, sizes.cells[way], chance) for way in ways]
            seeds = [chance.randrange(2**31) for _ in parts]
            limit = min(PART_SECONDS, best.clock.left)
            base = best.given
            jobs = [threads.submit(_part, instance, base, *both, limit) for both in zip(parts, seeds, strict=True)]
            solved = [job.result() for job in jobs]
            vain += 1
            for way, (found, was_best, quick) in zip(ways, solved, strict=True):
                sizes.learn(way, was_best, quick)
                if found is None:
                    continue
                # Two parts together may break what each keeps alone: then the second is dropped.
                if best.offer(instance, _merged(best.given, base, found), "parts"):
                    vain = 0


def _part(
    instance: NurseInstance, given: Given, part: frozenset[tuple[str, int]], seed: int, seconds: float
) -> tuple[dict[tuple[str, int], str] | None, bool, bool]:
    """The roster with a part solved again (None where nothing is found), whether it is best, whether it was quick."""
    touched = {name for name, _ in part}
    people = [nurse for nurse in instance.nurses if nurse.name in touched]
    model = NurseModel(instance, given, part, people)
    model.hint(given)
    outcome = solve_within(model.model, seconds, 1, seed)
    found = model.roster(outcome.solver, given) if outcome.is_found else None
    return found, outcome.status == cp_model.OPTIMAL, outcome.seconds < PART_SECONDS / 3


def _merged(now: Given, base: Given, found: Given) -> dict[tuple[str, int], str]:
    """What stands now with the changes that `found` makes to `base`."""
    merged = dict(now)
    for cell in base.keys() | found.keys():
        if base.get(cell) != found.get(cell):
            merged.pop(cell, None)
            if (kind := found.get(cell)) is not None:
                merged[cell] = kind
    return merged


def cost_of(instance: NurseInstance, given: Given) -> int:
    """Return the cost of a roster."""
    return sum(nurse_costs(instance, given).values())

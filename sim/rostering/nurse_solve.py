"""Solving a benchmark roster: person by person, then part by part, then the whole for a proof where it is small enough.

Everybody's own limits bind nobody else, and cover is soft: so a first roster is made one person at a time, each at
least cost given those before. Where somebody's own limits contradict each other there is no roster, and that person is
named.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from ortools.sat.python import cp_model

from sim.rostering.engine import Progress, Watch
from sim.rostering.nurse_check import Given, nurse_costs, nurse_violations
from sim.rostering.nurse_instance import NurseInstance
from sim.rostering.nurse_model import NurseModel
from sim.rostering.nurse_parts import WAYS, Sizes, choose_part

WHOLE_CELLS = 20_000
"""Most combinations of person, day and kind for which the whole is searched."""
PART_SECONDS = 3.0
FIRST_SHARE, WHOLE_SHARE = 0.12, 0.55
"""Shares of the time: parts before the whole is tried, and the whole. The rest is for parts again."""
IN_VAIN = 10
"""Parts in a row without a gain after which the whole is tried early."""


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

    @property
    def gap(self) -> float:
        """Relative distance of the cost from its bound."""
        return (self.cost - self.bound) / max(1, abs(self.cost))


def solve_nurses(
    instance: NurseInstance, *, seconds: float = 60.0, seed: int = 1, workers: int = 8, watch: Watch | None = None
) -> NurseResult:
    """Return the best roster found within a time, checked without the solver.

    `workers` searches run side by side when the whole is searched; more than there are cores is worth it, because they
    search in different ways. Ctrl-C ends the search with the best so far. The clock ends it too, so that only a cost
    that is proven best is the same on every run.

    Raises
    ------
    RuntimeError
        If a roster breaks a limit, which would be a mistake of the model.
    """
    clock = _Clock(seconds, watch)
    given: dict[tuple[str, int], str] = {}
    for nurse in instance.nurses:
        model = NurseModel(instance, given, people=(nurse,))
        outcome = _search(model.model, min(10.0, max(0.5, clock.left / 4)), 1, seed, 0.5)
        if outcome.status == cp_model.INFEASIBLE:
            why = f"the limits of {nurse.name} contradict each other, whoever else works"
            return NurseResult({}, "infeasible", 0, 0, clock.seconds, {}, why)
        if not outcome.is_found:
            return NurseResult({}, "unknown", 0, 0, clock.seconds, {})
        given = model.roster(outcome.solver, given)
    best = _Best(given, _cost(instance, given), 0, clock)
    is_small = instance.cells <= WHOLE_CELLS
    chance = random.Random(seed)
    sizes = Sizes.of(instance)
    try:
        _improve(instance, best, sizes, chance, FIRST_SHARE * seconds if is_small else seconds, IN_VAIN)
        if is_small and best.cost > best.bound:
            _whole(instance, best, workers, seed, min(clock.left, WHOLE_SHARE * seconds))
            if best.cost > best.bound:
                _improve(instance, best, sizes, chance, clock.left, 10**9)
    except KeyboardInterrupt:
        pass  # the best so far is what was asked for
    broken = nurse_violations(instance, best.given)
    if broken:
        raise RuntimeError(f"a solved roster breaks its limits: {broken[0]}")
    status = "optimal" if best.cost <= best.bound else "feasible"
    return NurseResult(best.given, status, best.cost, best.bound, clock.seconds, nurse_costs(instance, best.given))


class _Clock:
    """The time that is left, and who is told of progress."""

    def __init__(self, seconds: float, watch: Watch | None) -> None:
        self.begun, self.limit, self.watch = time.perf_counter(), seconds, watch

    @property
    def seconds(self) -> float:
        return time.perf_counter() - self.begun

    @property
    def left(self) -> float:
        return max(0.0, self.limit - self.seconds)


@dataclass
class _Best:
    """The best roster so far."""

    given: dict[tuple[str, int], str]
    cost: int
    bound: int
    clock: _Clock

    def take(self, given: dict[tuple[str, int], str], cost: int, stage: str) -> bool:
        """Keep a roster that is no dearer; return whether it is cheaper."""
        is_cheaper = cost < self.cost
        if cost <= self.cost:
            self.given, self.cost = given, cost
        if is_cheaper and self.clock.watch is not None:
            self.clock.watch(Progress(stage, self.clock.seconds, cost, self.bound))
        return is_cheaper


@dataclass(frozen=True)
class _Outcome:
    solver: cp_model.CpSolver
    status: object
    seconds: float

    @property
    def is_found(self) -> bool:
        return self.status in (cp_model.OPTIMAL, cp_model.FEASIBLE)


def _search(
    model: cp_model.CpModel,
    seconds: float,
    workers: int,
    seed: int,
    gap: float = 0.0,
    told: Callable[[float, float], None] | None = None,
) -> _Outcome:
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
    status = solver.solve(model, _Telling(told) if told else None)
    return _Outcome(solver, status, time.perf_counter() - begun)


class _Telling(cp_model.CpSolverSolutionCallback):
    def __init__(self, told: Callable[[float, float], None]) -> None:
        super().__init__()
        self.told = told

    def on_solution_callback(self) -> None:
        self.told(self.objective_value, self.best_objective_bound)


def _whole(instance: NurseInstance, best: _Best, workers: int, seed: int, seconds: float) -> None:
    """Search the whole from the best roster; what it proves is the bound."""
    model = NurseModel(instance)
    model.hint(best.given)
    watch = best.clock.watch

    def told(cost: float, bound: float) -> None:
        if watch is not None:
            watch(Progress("whole", best.clock.seconds, cost, bound))

    outcome = _search(model.model, seconds, workers, seed, told=told)
    best.bound = max(best.bound, round(outcome.solver.best_objective_bound))
    if outcome.is_found:
        best.take(model.roster(outcome.solver, {}), round(outcome.solver.objective_value), "whole")


def _improve(
    instance: NurseInstance, best: _Best, sizes: Sizes, chance: random.Random, seconds: float, in_vain: int
) -> None:
    """Solve parts again, two at a time, until the time is over or `in_vain` of them in a row have won nothing."""
    begun, vain = best.clock.seconds, 0
    with ThreadPoolExecutor(2) as threads:
        while best.cost > best.bound and vain < in_vain and best.clock.seconds - begun < seconds and best.clock.left:
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
                merged = _merged(best.given, base, found)
                if not nurse_violations(instance, merged):  # two parts together may break what each keeps alone
                    vain = 0 if best.take(merged, _cost(instance, merged), "parts") else vain


def _part(
    instance: NurseInstance, given: Given, part: frozenset[tuple[str, int]], seed: int, seconds: float
) -> tuple[dict[tuple[str, int], str] | None, bool, bool]:
    """The roster with a part solved again (None where nothing is found), whether it is best, whether it was quick."""
    touched = {name for name, _ in part}
    people = [nurse for nurse in instance.nurses if nurse.name in touched]
    model = NurseModel(instance, given, part, people)
    model.hint(given)
    outcome = _search(model.model, seconds, 1, seed)
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


def _cost(instance: NurseInstance, given: Given) -> int:
    return sum(nurse_costs(instance, given).values())

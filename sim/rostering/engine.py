"""CP-SAT, run so that the same problem gives the same answer, and so that it can be watched and stopped."""

from __future__ import annotations

import contextlib
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from types import FrameType

from ortools.sat.python import cp_model

WORK_PER_SECOND = 0.4
"""Work (deterministic time: the solver's own count of its operations) that takes a second on the machine meant: one
core of a small server of 2026, model building included."""
PATIENCE = 12.0
"""The clock stops a search only after this many seconds per unit of work, on a machine about eight times slower."""


@dataclass(frozen=True)
class Progress:
    """How far a search has come."""

    stage: str
    """What is being searched, such as ``care: cover``."""
    seconds: float
    """Since the search began."""
    best: float
    """Objective of the best solution so far, in the solver's own units."""
    bound: float
    """No solution can be better than this."""


Watch = Callable[[Progress], None]


class Stop:
    """A wish to end a search and take the best so far."""

    def __init__(self) -> None:
        self.is_asked = False
        self.solver: cp_model.CpSolver | None = None

    def ask(self) -> None:
        """End the search that runs, and let none follow."""
        self.is_asked = True
        if self.solver is not None:
            self.solver.stop_search()

    @contextlib.contextmanager
    def on_ctrl_c(self) -> Iterator[None]:
        """Within it the first Ctrl-C asks for the best so far; the second is a Ctrl-C as elsewhere."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = signal.getsignal(signal.SIGINT)

        def first(number: int, frame: FrameType | None) -> None:
            signal.signal(signal.SIGINT, before)
            self.ask()

        signal.signal(signal.SIGINT, first)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)


@dataclass(frozen=True)
class Effort:
    """How much to search, how to start, when to be content, whom to tell."""

    work: float
    """Most work: counted in the solver's operations, so that a slower machine takes longer and answers the same."""
    seed: int
    stop_gap: float = 0.0
    """Stop once the best solution is proven to lie within this share of the bound."""
    watch: Watch | None = None
    stop: Stop | None = None
    """Who may ask for the best so far."""
    without: frozenset[str] = frozenset()
    """Names of soft rules that are turned off."""

    @property
    def is_stopped(self) -> bool:
        """Whether the best so far is asked for."""
        return self.stop is not None and self.stop.is_asked

    def share(self, share: float) -> Effort:
        """Return a share of the effort."""
        return replace(self, work=self.work * share)


@dataclass(frozen=True)
class Outcome:
    """What a search found: the solver, to ask for values, and what is proven."""

    solver: cp_model.CpSolver
    is_found: bool
    is_optimal: bool
    objective: float
    bound: float
    seconds: float
    work: float
    """Deterministic time used."""
    is_impossible: bool = False
    """Whether it is proven that there is no solution."""


class _Watcher(cp_model.CpSolverSolutionCallback):
    def __init__(self, stage: str, watch: Watch) -> None:
        super().__init__()
        self.stage, self.watch, self.begun = stage, watch, time.perf_counter()

    def on_solution_callback(self) -> None:
        seconds = time.perf_counter() - self.begun
        self.watch(Progress(self.stage, seconds, self.objective_value, self.best_objective_bound))


def solve(
    solver: cp_model.CpSolver,
    model: cp_model.CpModel,
    callback: cp_model.CpSolverSolutionCallback | None = None,
    stop: Stop | None = None,
) -> cp_model.CpSolverStatus:
    """Return the status of a search, which an interruption, or somebody who asks for the best so far, ends at once.

    Python acts on Ctrl-C only between its own instructions, and a search is one long instruction. So another thread
    searches, while this one waits where it can be interrupted.
    """
    solver.parameters.catch_sigint_signal = False  # Ctrl-C stays Python's to answer
    if stop is not None:
        stop.solver = solver
    with ThreadPoolExecutor(max_workers=1) as thread:
        status = thread.submit(solver.solve, model, callback)
        try:
            return status.result()
        except BaseException:
            while not status.done():
                solver.stop_search()  # tells a search that has begun; one that is about to begin is told next time
                wait([status], timeout=0.05)
            raise


def search(model: cp_model.CpModel, stage: str, effort: Effort, *, only_hint: bool = False) -> Outcome:
    """Return what the solver finds for a model within an effort; with `only_hint`, what the hinted solution costs.

    One worker with strong linear relaxation. Eight workers that take turns (`interleave_search`, the way to make
    several workers repeatable) were three times slower and more on two cores; eight that run freely are fast, but
    answer differently from run to run.
    """
    solver = cp_model.CpSolver()
    parameters = solver.parameters
    parameters.num_workers = 1
    parameters.linearization_level = 2
    parameters.random_seed = effort.seed % 2**31
    parameters.max_deterministic_time = max(0.01, effort.work)
    parameters.max_time_in_seconds = max(5.0, effort.work * PATIENCE)
    parameters.relative_gap_limit = effort.stop_gap
    parameters.fix_variables_to_their_hinted_value = only_hint
    begun = time.perf_counter()
    status = solve(solver, model, _Watcher(stage, effort.watch) if effort.watch else None, effort.stop)
    is_found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    return Outcome(
        solver=solver,
        is_found=is_found,
        is_optimal=status == cp_model.OPTIMAL  # the solver says so of what is near enough, too
        and (not effort.stop_gap or solver.objective_value - solver.best_objective_bound < 0.5),
        objective=solver.objective_value if is_found else float("nan"),
        bound=solver.best_objective_bound,
        seconds=time.perf_counter() - begun,
        work=solver.response_proto.deterministic_time,
        is_impossible=status == cp_model.INFEASIBLE,
    )

"""The cyclic rota: found, or proven impossible, then bettered wish by wish, and checked before it is handed out."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field

from sim.rostering.cyclic_check import check_rota, wish_counts
from sim.rostering.cyclic_connect import components, cut_off, join
from sim.rostering.cyclic_instance import RotaInstance
from sim.rostering.cyclic_rota import Rota, StageProof, Table
from sim.rostering.cyclic_rules import HARD_RULES
from sim.rostering.cyclic_search import Attempt, Flow, search, search_days
from sim.rostering.cyclic_states import Node, week_graph
from sim.rostering.cyclic_tour import flow_of, table_of
from sim.rostering.cyclic_week import Week
from sim.rostering.cyclic_wishes import WISHES
from sim.rostering.engine import Progress, Watch

Stage = tuple[tuple[str, int], ...]
"""Wishes with their weights."""

ATTEMPTS = (
    Attempt("cuts", linear=2, work=1.0, rounds=3),
    Attempt("days", linear=1, work=0.5, people_most=30),
    Attempt("cuts", linear=2, work=1.0, rounds=9),
    Attempt("cuts", linear=1, work=1.0, rounds=12),
    Attempt("joined", linear=1, work=4.0),
    Attempt("joined", linear=2, work=8.0),
    Attempt("cuts", linear=2, work=8.0, rounds=100),
    Attempt("joined", linear=1, work=40.0, workers=8),
    Attempt("days", linear=1, work=math.inf, workers=8, people_most=40),
    Attempt("joined", linear=1, work=math.inf, workers=8),
)
"""Ways to search, in the order in which they are tried until one settles the question. Most rotas are found in the
first search or two; what defeats one way is mostly easy for another."""


def solve_rota(
    instance: RotaInstance,
    *,
    seconds: float = 60.0,
    work: float = math.inf,
    seed: int = 1,
    stop_gap: float = 0.0,
    watch: Watch | None = None,
    start: Table | None = None,
) -> Rota:
    """Return a rota of an instance, or the finding that there is none.

    First any rota that keeps every rule is sought; then the wishes are met as well as can be, stage by stage: what
    a stage has won is kept in the next. `watch` is told of every better rota; a stage ends within `stop_gap` of its
    bound.
    After `seconds`, `work` (in the solver's own count of its operations) or Ctrl-C, the best rota so far is returned.
    Every rota has passed `check_rota`. `start` is a rota to begin with, which must keep the rules.

    The same input and seed give the same rota, whatever the machine, while `seconds` do not run out and
    `Rota.is_repeatable` holds (the last way to search uses workers in parallel; with a limit on `work` it is left out).
    """
    run = _Run(instance, seconds, work, seed, stop_gap, watch)
    if start is not None:
        run.best = flow_of(week_graph(instance), start)
    stages: list[Stage] = [(("shortage", 1),)] if instance.may_be_short else []
    stages += [stage for stage in instance.wishes if stage]
    is_settled = run.best is not None or run.settle((), 1 + len(stages))
    if run.best is None:
        return run.rota("infeasible" if is_settled else "unknown")
    for number, stage in enumerate(stages):
        if run.is_interrupted:
            is_best = False
        else:
            is_best = run.settle(stage, len(stages) - number)
        run.close(stage, is_best)
    return run.rota("optimal" if all(proof.is_proven for proof in run.proofs) else "feasible")


@dataclass
class _Run:
    """What is known while an instance is being solved."""

    instance: RotaInstance
    seconds: float
    work: float
    seed: int
    stop_gap: float
    watch: Watch | None
    begun: float = field(default_factory=time.perf_counter)
    parts: list[frozenset[Node]] = field(default_factory=list)
    """Sets of nodes in which people must not go round apart."""
    best: Flow | None = None
    cost: float = math.inf
    """Of the best in the stage at hand."""
    bound: float = 0.0
    proofs: list[StageProof] = field(default_factory=list)
    kept: list[tuple[Stage, int]] = field(default_factory=list)
    """What earlier stages have won."""
    is_interrupted: bool = False
    is_repeatable: bool = True

    def settle(self, stage: Stage, stages_left: int) -> bool:
        """Seek the best rota for a stage, in its share of what is left; return whether the question is settled."""
        now = time.perf_counter()
        until = now + max(0.0, self.begun + self.seconds - now) / stages_left
        budget = self.work / stages_left
        self.bound, self.cost = 0.0, self._cost(stage)
        for attempt in ATTEMPTS:
            if attempt.workers > 1 and not math.isinf(self.work):
                continue
            if self.instance.people > attempt.people_most or (stage and attempt.form == "days"):
                continue
            left = min(attempt.work, budget)
            for _ in range(attempt.rounds):
                if time.perf_counter() >= until or left <= 0 or self.is_interrupted:
                    break
                self.is_repeatable &= attempt.workers == 1
                week = self._week(stage, attempt.form == "joined")
                if attempt.form == "days":
                    found = search_days(week, attempt, left, until, self.seed)
                    self._keep(stage, found.flow, math.nan, 0.0)
                else:
                    found = search(week, attempt, left, until, self.seed, lambda *news: self._keep(stage, *news))
                left -= found.work
                budget -= found.work
                self.work -= found.work
                self.is_interrupted = found.is_interrupted
                if stage and not math.isinf(found.bound):
                    self.bound = max(self.bound, found.bound)
                if found.flow is None:
                    if found.is_proven:
                        return True
                    break
                parts = components(found.flow)
                if len(parts) > 1:
                    self.parts += parts
                elif found.is_proven or not stage:
                    return True
                if stage and self.cost - self.bound <= self.stop_gap * max(1.0, self.cost):
                    return self.cost <= self.bound + 0.5
        return False

    def close(self, stage: Stage, is_best: bool) -> None:
        """Note what a stage has won; later stages keep it."""
        cost = round(self._cost(stage))
        bound = cost if is_best else min(cost, math.ceil(self.bound - 1e-6))
        self.proofs.append(StageProof(" and ".join(name for name, _ in stage), cost, bound))
        self.kept.append((stage, cost))

    def rota(self, status: str) -> Rota:
        """Return the rota, checked."""
        table = table_of(self.best) if self.best else None
        counts = wish_counts(self.instance, table) if table else {}
        if table is not None and (broken := check_rota(self.instance, table)):
            raise RuntimeError("the solved rota breaks its own rules: " + "; ".join(map(str, broken)))
        return Rota(
            instance=self.instance,
            table=table,
            status=status,
            counts=counts,
            stages=tuple(self.proofs),
            seconds=time.perf_counter() - self.begun,
            is_repeatable=self.is_repeatable,
            is_interrupted=self.is_interrupted,
        )

    def _week(self, stage: Stage, is_joined: bool) -> Week:
        week = Week(self.instance)
        for rule in HARD_RULES:
            rule(week)
        cut_off(week, self.parts)
        if is_joined:
            join(week)
        for earlier, most in self.kept:
            week.model.add(sum(weight * WISHES[name](week) for name, weight in earlier) <= most)
        if stage:
            week.model.minimize(sum(weight * WISHES[name](week) for name, weight in stage))
        for arc, variable in week.flow.items():
            if self.best is not None:
                week.model.add_hint(variable, self.best.get(arc, 0))
        return week

    def _keep(self, stage: Stage, flow: Flow | None, cost: float, bound: float) -> None:
        if flow is None:
            return
        if self.best is None or (stage and cost < self.cost - 0.5):
            self.best, self.cost = flow, cost
            if self.watch is not None:
                name = " and ".join(wish for wish, _ in stage) or "any rota"
                self.watch(Progress(name, time.perf_counter() - self.begun, cost if stage else math.nan, bound))

    def _cost(self, stage: Stage) -> float:
        if self.best is None or not stage:
            return math.inf
        counts = wish_counts(self.instance, table_of(self.best))
        return sum(weight * counts[name] for name, weight in stage)

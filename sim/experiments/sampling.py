"""Candidates under their own rosters, sampled with customers nobody was planned for, until one can be named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from sim.experiments.evaluate import evaluate_all
from sim.experiments.feasibility import promise_kept
from sim.experiments.judging import judge, sentence
from sim.experiments.planned import Planned
from sim.experiments.replicate import Progress, silent
from sim.experiments.selection import FIRST, Selection, select_best
from sim.experiments.worth import Objective
from sim.scenario.levers import Lever

KEPT, MISSED, UNDECIDED = "kept", "missed", "not decided"
"""What is found of a candidate's promises."""


@dataclass(frozen=True)
class Candidate:
    """What may be chosen: a scenario with the roster of its plan."""

    name: str
    kind: str
    """base, alternative or levers."""
    plan: Planned
    levers: Mapping[str, Lever] = field(default_factory=dict)
    arrived: float = 1.0
    """Share of the effect of its levers that has arrived on average over the months."""


@dataclass
class Samples:
    """Runs of candidates, the first of which is the base; more are simulated when they are asked for."""

    candidates: Sequence[Candidate]
    objective: Objective
    jobs: int = 1
    store: str | Path | None = None
    progress: Progress = silent
    runs: dict[str, pd.DataFrame] = field(default_factory=dict)
    """Tables of `evaluate` by candidate, replications counted from 0."""

    def take(self, names: Sequence[str], until: int) -> None:
        """Simulate so many replications of candidates, those that are missing, each with customers of its own."""
        base = self.candidates[0]
        for first in sorted({self._count(name) for name in (base.name, *names)}):
            wanted = [one for one in self.candidates if one.name in (base.name, *names)]
            wanted = [one for one in wanted if self._count(one.name) == first < until]
            start = base.plan.scenario.study.replications  # those before were planned with
            numbers = range(start + first, start + until)
            cases = [(one.plan.scenario, one.plan.roster) for one in wanted]
            tables = evaluate_all(cases, numbers, jobs=self.jobs, store=self.store, progress=self.progress)
            for one, table in zip(wanted, tables, strict=True):
                table = table.assign(replication=table["replication"] - start)
                known = [self.runs[one.name]] if one.name in self.runs else []
                self.runs[one.name] = pd.concat([*known, table], ignore_index=True)

    def worth(self, name: str) -> pd.Series:
        """Return the objective of a candidate in each of its runs."""
        one = next(one for one in self.candidates if one.name == name)
        base = self.runs[self.candidates[0].name]
        return self.objective.worth(self.runs[name], base, list(one.levers.values()), one.arrived)

    def sample(self, names: Sequence[str], numbers: range) -> pd.DataFrame:
        """Return the objective of the named candidates in these replications."""
        self.take(names, numbers.stop)
        return pd.DataFrame({name: self.worth(name) for name in names}).loc[list(numbers)]

    def _count(self, name: str) -> int:
        return self.runs[name]["replication"].nunique() if name in self.runs else 0


def judge_promises(samples: Samples, slack: float, error: float, most: int) -> dict[str, tuple[str, list[str]]]:
    """Return for each candidate whether it keeps its promises and goals, and sentences of those it misses.

    Each promise is sampled until `promise_kept` can tell, or `most` replications are used; `error` is shared out evenly
    among all candidates and their promises, so that with probability 1 - error every candidate that keeps all its
    promises on average is passed, and every one that misses any by the slack is found out.
    """
    names = [one.name for one in samples.candidates]
    scenarios = {one.name: one.plan.scenario for one in samples.candidates}
    open_, until, found = list(names), FIRST, dict[str, tuple[str, list[str]]]()
    while open_:
        samples.take(open_, until)
        for name in list(open_):
            table = samples.runs[name]
            promises = judge(scenarios[name], table)
            each = error / len(names) / max(1, len(promises))
            missed, undecided = [], False
            for _, row in promises.iterrows():
                values = table.loc[table["channel"] == row["channel"], row["measure"]].to_numpy(dtype=np.float64)
                allowed = slack * max(1.0, abs(float(row["target"])))
                at_least = row["bound"] == "at_least"
                kept = promise_kept(values, float(row["target"]), allowed, each, at_least=at_least)
                undecided |= kept is None
                missed += [sentence(row)] if kept is False else []
            if missed or not undecided or until >= most:
                found[name] = (MISSED if missed else UNDECIDED if undecided else KEPT, missed)
                open_.remove(name)
        until = min(most, until + max(FIRST // 2, samples.jobs))
    return {name: found[name] for name in names}


def select(
    samples: Samples, names: Sequence[str], indifference: float, error: float, among: int, most: int
) -> Selection:
    """Return which of the named candidates is best; `error` is shared out among the pairs of all `among` candidates."""
    share = error * max(1, len(names) - 1) / max(1, among - 1)
    return select_best(
        names,
        samples.sample,
        indifference=indifference,
        confidence=1.0 - share,
        most=most,
        block=max(2, samples.jobs),
        better=samples.objective.better,
    )

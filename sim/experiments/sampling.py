"""Candidates under their own rosters, sampled with customers nobody was planned for, until one can be named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.experiments.evaluate import evaluate_all
from sim.experiments.feasibility import kept_often_enough, promise_kept
from sim.experiments.judging import judge, sentence
from sim.experiments.planned import Planned
from sim.experiments.replicate import Progress, silent
from sim.experiments.selection import FIRST, Selection, select_best
from sim.experiments.trial import BATCH, BATCHES
from sim.experiments.worth import Objective
from sim.scenario.levers import Lever
from sim.scenario.model import Scenario

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
            start = _first_unused(base.plan.scenario)
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


def _first_unused(scenario: Scenario) -> int:
    """The first replication with which nobody was planned, and no lever was chosen in the search."""
    return max(scenario.study.replications, BATCHES * BATCH)


@dataclass(frozen=True)
class Demanded:
    """What is asked of promises and goals, and how much they may be missed by before that must be found out."""

    slack: float = 0.02
    """Of the average: points of a share, else a share of the target."""
    chance: float | None = None
    """Least share of the runs in which all are kept at once; None: each is to be kept on average."""
    chance_slack: float = 0.10
    """Of that share."""


def judge_promises(samples: Samples, demanded: Demanded, error: float, most: int) -> dict[str, tuple[str, list[str]]]:
    """Return for each candidate whether it keeps its promises and goals, and sentences of what it misses.

    Candidates are sampled until that can be told, or `most` replications are used. `error` is shared out evenly among
    all candidates and their promises, so that with probability 1 - error every candidate that keeps what is demanded is
    passed, and every one that misses any of it by the slack is found out.
    """
    names = [one.name for one in samples.candidates]
    scenarios = {one.name: one.plan.scenario for one in samples.candidates}
    open_, until, found = list(names), FIRST, dict[str, tuple[str, list[str]]]()
    judged = _on_average if demanded.chance is None else _often_enough
    while open_:
        samples.take(open_, until)
        for name in list(open_):
            missed, is_decided = judged(scenarios[name], samples.runs[name], demanded, error / len(names))
            if missed or is_decided or until >= most:
                found[name] = (MISSED if missed else KEPT if is_decided else UNDECIDED, missed)
                open_.remove(name)
        until = min(most, until + max(FIRST // 2, until // 4, samples.jobs))
    return {name: found[name] for name in names}


def _on_average(scenario: Scenario, table: pd.DataFrame, demanded: Demanded, error: float) -> tuple[list[str], bool]:
    """What is missed on average, and whether everything is decided."""
    promises = judge(scenario, table)
    missed, is_decided = [], True
    for _, row in promises.iterrows():
        values = table.loc[table["channel"] == row["channel"], row["measure"]].to_numpy(dtype=np.float64)
        allowed = demanded.slack * max(1.0, abs(float(row["target"])))
        at_least = row["bound"] == "at_least"
        kept = promise_kept(values, float(row["target"]), allowed, error / len(promises), at_least=at_least)
        is_decided &= kept is not None
        missed += [sentence(row)] if kept is False else []
    return missed, is_decided


def _often_enough(scenario: Scenario, table: pd.DataFrame, demanded: Demanded, error: float) -> tuple[list[str], bool]:
    """Whether all promises at once are kept too rarely, and whether that is decided."""
    assert demanded.chance is not None
    kept = runs_that_keep_all(scenario, table)
    answer = kept_often_enough(kept, demanded.chance, demanded.chance_slack, error)
    missed = f"every promise at once, in {kept.mean():.0%} of the runs instead of {demanded.chance:.0%}"
    return [missed] if answer is False else [], answer is not None


def runs_that_keep_all(scenario: Scenario, table: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Return for each run whether every promise and goal is kept in it."""
    return np.array([bool(judge(scenario, run)["met"].all()) for _, run in table.groupby("replication")])


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

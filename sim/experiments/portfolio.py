"""Which levers together, under a budget: searched on simulated values, with interactions measured, not added up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import pandas as pd

from sim.errors import InputError
from sim.experiments.judging import judge
from sim.experiments.worth import Objective, outlay
from sim.measures.summary import ALL
from sim.scenario.levers import Levers, clashes, with_levers, with_needed
from sim.scenario.model import Scenario

Set = frozenset[str]
Evaluate = Callable[[Sequence[Scenario]], list[pd.DataFrame]]
"""Returns a table of `evaluate` for each scenario, in their order: simulated, or of any other kind."""

PAIRS_AMONG = 6
"""Levers of which all pairs are simulated: those that are worth most alone."""
MOVES = 8
"""Neighbours of a set that are simulated in one step: those that what is known so far promises most of."""
NOTHING: Set = frozenset()


@dataclass(frozen=True)
class Budget:
    """What may be spent on levers; None is no limit."""

    one_off: float | None = None
    per_month: float | None = None

    def allows(self, tried: Tried) -> bool:
        """Return whether a set lies within it."""
        return (self.one_off is None or tried.one_off <= self.one_off + 1e-9) and (
            self.per_month is None or tried.per_month <= self.per_month + 1e-9
        )


@dataclass(frozen=True)
class Tried:
    """A set of levers that was simulated."""

    levers: Set
    step: str
    """Why it was tried: as it is, alone, pair, search, with or without one."""
    worth: pd.Series
    """The objective in each replication, everything paid included."""
    arrived: float
    """Share of the effect that has arrived on average over the months."""
    effect: float
    """Mean of the objective's plain figure, less that of the base: before prices and ramp."""
    missed: int
    """Promises and goals that are missed by more than the slack."""
    one_off: float
    per_month: float
    """Outlay a month: prices of the levers, and what is bought more than in the base."""


@dataclass
class Portfolio:
    """A search: what has been tried so far, and what it says."""

    scenario: Scenario
    levers: Levers
    objective: Objective
    indifference: float
    """What a lever must earn, more than its price, to be worth buying; in the unit of the objective."""
    slack: float
    evaluate: Evaluate
    budget: Budget = field(default_factory=Budget)
    batch: int = 1
    """Replications that share what was found for them; intervals are over batches."""
    tried: dict[Set, Tried] = field(default_factory=dict)
    unusable: dict[Set, str] = field(default_factory=dict)
    """Sets that make no usable scenario, and why."""
    best: Set = NOTHING

    def __post_init__(self) -> None:
        self._clashes = clashes(self.levers)
        self._base = pd.DataFrame()

    def search(self) -> Set:
        """Return the best set found: alone, in pairs, then step by step with one more, one less, or one for another.

        A set is better if it misses fewer promises, or as few and its mean objective, with the indifference added for
        each lever, is better; so no lever is bought that earns less than the indifference beyond its price. Sets over
        the budget are tried where they are single levers or pairs, and never chosen. What the search ends with has no
        better neighbour among those tried; that no other set is better is not proven.
        """
        self.try_all([NOTHING], "as it is")
        self.try_all([self._closed([key]) for key in self.levers], "alone")
        first = sorted(self.levers, key=lambda key: (self.score(self._closed([key])), key))[:PAIRS_AMONG]
        self.try_all([self._closed(pair) for pair in combinations(sorted(first), 2)], "pair")
        self.best = min(self.choosable(), key=self.rank, default=NOTHING)
        while True:
            near = self._neighbours(self.best)
            promising = sorted((one for one in near if one not in self.tried), key=self._predicted)
            self.try_all(promising[:MOVES], "search")
            better = min(self.choosable(near), key=self.rank, default=self.best)
            if self.rank(better) >= self.rank(self.best):
                break
            self.best = better
        self.try_all([self.without(key) for key in self.best], "without one")
        self.try_all([self.with_one(key) for key in self.levers if key not in self.best], "with one more")
        return self.best

    def try_all(self, sets: Iterable[Set], step: str) -> None:
        """Simulate the sets that have not been tried and can be bought together."""
        new: dict[Set, Scenario] = {}
        for one in sorted(set(sets) - set(self.tried) - set(self.unusable), key=sorted):
            if wrong := next((why for pair, why in self._clashes.items() if pair <= one), None):
                self.unusable[one] = wrong
                continue
            try:
                new[one] = with_levers(self.scenario, [self.levers[key] for key in sorted(one)])
            except InputError as error:
                self.unusable[one] = str(error)
        for (one, scenario), table in zip(new.items(), self.evaluate(list(new.values())), strict=True):
            if one == NOTHING:
                self._base = table
            self.tried[one] = self._seen(one, step, scenario, table)

    def gain(self, more: Set, less: Set) -> pd.Series | None:
        """Return how much better one set is than another in each batch, None where either was not tried."""
        if more not in self.tried or less not in self.tried:
            return None
        gain = self.objective.sign * (self.tried[less].worth - self.tried[more].worth)
        return gain.groupby(gain.index // self.batch).mean()

    def alone(self, key: str) -> pd.Series | None:
        """Return what a lever gains alone, or beyond those it needs."""
        own = self._closed([key])
        return self.gain(own, self._closed(self.levers[key].needs))

    def without(self, key: str) -> Set:
        """Return the best set without a lever and those that need it."""
        return frozenset(one for one in self.best if key not in self._closed([one]))

    def with_one(self, key: str) -> Set:
        """Return the best set with one more lever and those it needs."""
        return self.best | self._closed([key])

    def score(self, one: Set) -> float:
        """Return what sets are compared by, where they miss as many promises: less is better."""
        if one not in self.tried:
            return float("inf")
        return self.objective.sign * float(self.tried[one].worth.mean()) + self.indifference * len(one)

    def rank(self, one: Set) -> tuple[int, float]:
        """Return what sets are chosen by, the least first: promises missed, then the score."""
        return self.tried[one].missed, round(self.score(one), 9)

    def choosable(self, sets: Iterable[Set] | None = None) -> Iterator[Set]:
        """Yield those of the sets (None: of all) that were tried and lie within the budget."""
        sets = self.tried if sets is None else sets
        return (one for one in sets if one in self.tried and self.budget.allows(self.tried[one]))

    def _closed(self, keys: Iterable[str]) -> Set:
        return with_needed(keys, self.levers)

    def _neighbours(self, one: Set) -> set[Set]:
        """Sets with one lever more, one less, or one for another, with all that these need."""
        fewer = {self.without(key) for key in one}
        others = [key for key in self.levers if key not in one]
        more = {start | self._closed([key]) for start in {one, *fewer} for key in others}
        return {near for near in fewer | more if near != one and near not in self.unusable}

    def _predicted(self, one: Set) -> float:
        """What is expected of a set: gains alone and the interactions known of its pairs; only to order what to try."""
        start = self.score(NOTHING)
        single = {key: self.score(self._closed([key])) - start for key in one}
        known = sum(value for value in single.values() if value < float("inf"))
        for first, second in combinations(sorted(one), 2):
            pair = self._closed((first, second))
            if pair in self.tried and {first, second} == set(pair):
                known += self.score(pair) - start - single[first] - single[second]
        return known

    def _seen(self, one: Set, step: str, scenario: Scenario, table: pd.DataFrame) -> Tried:
        figures, before = self.objective.figures(table), self.objective.figures(self._base)
        sizes = {key: self.tried[own].effect for key in one if (own := self._closed([key])) in self.tried}
        bought = [self.levers[key] for key in sorted(one)]
        arrived = self.objective.arrived_of({key: self.levers[key] for key in sorted(one)}, sizes)
        more = _bought(table) - _bought(self._base)
        return Tried(
            levers=one,
            step=step,
            worth=self.objective.worth(table, self._base, bought, arrived),
            arrived=arrived,
            effect=float((figures - before).mean()),
            missed=missed(scenario, table, self.slack),
            one_off=outlay(table, self._base, bought),
            per_month=sum(lever.per_month for lever in bought) + more,
        )


def missed(scenario: Scenario, table: pd.DataFrame, slack: float) -> int:
    """Return how many promises and goals are missed, on average over the runs, by more than the slack.

    The slack is in points of a share, and a share of any other target.
    """
    count = 0
    for row in judge(scenario, table).to_dict("records"):
        sign = 1.0 if row["bound"] == "at_least" else -1.0
        allowed = slack * max(1.0, abs(float(row["target"])))
        count += sign * (float(row["target"]) - float(row["value"])) > allowed  # not where the value is NaN
    return count


def _bought(table: pd.DataFrame) -> float:
    if "bought_per_month" not in table:
        return 0.0
    return float(table.loc[table["channel"] == ALL, "bought_per_month"].mean())

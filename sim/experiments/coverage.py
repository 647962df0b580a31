"""Coverage design: what covers each channel in each block of the week, at least cost, so that enough are reached.

Effects are measured by simulation, the choice is made by CP-SAT, what it chose is simulated, and what was learnt
corrects the effects, until the best design is one that was simulated and no promising neighbour of it is better.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from sim.errors import InputError, Problem
from sim.experiments.coverage_edits import Design
from sim.experiments.coverage_effects import Key, Known, Model, key_of, uniform_designs
from sim.experiments.coverage_trial import Trial, try_design
from sim.experiments.processes import in_processes
from sim.experiments.replicate import Progress, silent
from sim.rostering.coverage_choice import choose_coverage, team_of
from sim.scenario.coverage import Coverage
from sim.scenario.model import Scenario

ROUNDS = 30
"""Most rounds of choosing and simulating."""
NEAR = 3
"""A design is settled when none that differs at up to so many places promises more."""
WORTH = 1.0
"""Least saving a month that another design must promise."""
KEPT = 1e-6
"""Contacts a week by which a target may be missed and still count as kept."""


@dataclass(frozen=True)
class CoverageDesign:
    """The design found, and how it was found."""

    scenario: Scenario
    design: dict[tuple[str, str], str]
    """The choice of every channel and block."""
    trial: Trial
    """What it comes to, with the customers it was searched with."""
    with_others: Trial
    """What it comes to with other customers, people required anew: those of the search flatter what they chose."""
    tried: pd.DataFrame
    """One row per design simulated, in order: number, round, people, cost, expected_cost, shortfall (contacts a week),
    expected_shortfall (what the effects said before; NaN for the first ones), `reached_<channel>` and a column for each
    channel and block."""
    changes: pd.DataFrame
    """One row per channel, block and other choice: what the design would cost and miss with it, as a difference to the
    design; `is_simulated` tells a simulated difference from one that the effects expect."""
    is_settled: bool
    """Whether choice and simulation agreed in the end, rather than the rounds running out."""

    @property
    def grid(self) -> pd.DataFrame:
        """The choices: one row per channel, one column per block."""
        assert self.scenario.coverage is not None
        blocks = list(self.scenario.coverage.blocks)
        rows = {one: [self.design[one, block] for block in blocks] for one in self.scenario.coverage.choices}
        return pd.DataFrame.from_dict(rows, orient="index", columns=blocks).rename_axis("channel")

    @property
    def reached(self) -> pd.DataFrame:
        """What each channel reaches: channel, reached_share, asked (NaN where nothing is), is_kept."""
        assert self.scenario.coverage is not None
        share = self.trial.reached()
        asked = pd.Series({name: reach.share for name, reach in self.scenario.coverage.reach.items()}, dtype=float)
        table = pd.DataFrame({"reached_share": share, "asked": asked.reindex(share.index)}).rename_axis("channel")
        return table.assign(is_kept=~(table["reached_share"] < table["asked"])).reset_index()

    @property
    def is_reached(self) -> bool:
        """Whether every channel reaches what it is to reach."""
        assert self.scenario.coverage is not None
        return self.trial.shortfall(self.scenario.coverage) <= KEPT


def design_coverage(scenario: Scenario, *, jobs: int = 1, progress: Progress = silent) -> CoverageDesign:
    """Return the cheapest design found that reaches what `scenario.coverage` asks, or misses it least.

    First come uniform designs, the same in every block: they show what each choice does. Then in every round the best
    design by the effects known is simulated, and the most promising one that differs from the best so far at one place
    only; the effects are corrected. Effects learnt from a few designs flatter those that are far from all of them, so
    the choice keeps near the best design so far: within a number of places that grows when a better one was found and
    shrinks when not (a trust region; Conn, Gould and Toint, Trust-Region Methods, 2000). The design is settled when no
    design that differs at up to `NEAR` places, and was not simulated, is better by the effects.

    What is found need not be the best of all designs, and the people are those of a sketched roster: `plan` of the
    design (see `designed`) says what it really takes.

    Raises
    ------
    InputError
        If the scenario has no coverage.
    """
    coverage = scenario.coverage
    if coverage is None:
        wrong = "the scenario does not say what may cover which channel"
        raise InputError(Problem(wrong, field="coverage", accepted="blocks, choices and what is to be reached"))
    search = _Search(scenario, coverage, jobs)
    progress("uniform designs", 0.0)
    search.simulate(uniform_designs(coverage), progress=progress)
    model, settled, radius = Model(coverage, dict(search.trials)), False, len(search.allowed)
    number = 0
    while number < ROUNDS:
        known, before = search.learn(model), search.best()
        promising = search.promising(model, known, radius)
        if promising is None and radius >= NEAR:
            settled = True
            break
        if promising is None:
            radius += 1
            continue
        number += 1
        progress("choosing", number / ROUNDS)
        search.simulate([promising, *search.challengers(model, known)], number, (model, known))
        radius = min(2 * radius, len(search.allowed)) if search.best() is not before else max(1, min(NEAR, radius - 1))
    progress("choosing", 1.0)
    found = search.best()
    changes = search.changes(model, search.learn(model))
    fresh = try_design(scenario, found.design, first=scenario.study.replications)
    return CoverageDesign(scenario, dict(found.design), found, fresh, pd.DataFrame(search.rows), changes, settled)


class _Search:
    """The designs simulated so far."""

    def __init__(self, scenario: Scenario, coverage: Coverage, jobs: int) -> None:
        self.scenario, self.coverage, self.jobs = scenario, coverage, jobs
        self.trials: dict[Key, Trial] = {}
        self.rows: list[dict[str, object]] = []
        self.allowed: dict[tuple[str, str], tuple[str, ...]] = {}
        for channel, some in coverage.choices.items():
            for block in coverage.blocks:
                fixed = coverage.fixed.get(channel, {}).get(block)
                self.allowed[channel, block] = some if fixed is None else (fixed,)

    def simulate(
        self,
        designs: Iterable[Design],
        number: int = 0,
        expecting: tuple[Model, Known] | None = None,
        progress: Progress = silent,
    ) -> None:
        """Simulate the designs that were not simulated yet, and keep what they came to."""
        new = {key_of(self.coverage, design): design for design in designs}
        new = {key: design for key, design in new.items() if key not in self.trials}
        calls = [(self.scenario, design) for design in new.values()]
        results = in_processes(self.jobs, try_design, calls) if self.jobs > 1 else (try_design(*call) for call in calls)
        for done, (key, trial) in enumerate(zip(new, results, strict=True), start=1):
            self.trials[key] = trial
            expected = _expected(*expecting, trial.design) if expecting else (math.nan, math.nan)
            self.rows.append(self._row(number, trial, expected))
            progress("uniform designs", done / len(new))

    def best(self) -> Trial:
        """The design simulated that keeps what is fixed, misses least and then costs least."""
        kept = [trial for trial in self.trials.values() if self._is_allowed(trial.design)]
        return min(kept, key=self._rank)

    def learn(self, model: Model) -> Known:
        """The effects that are right for all designs simulated so far."""
        team = self.scenario.team.people if self.coverage.people == "stay" else ()
        return model.effects(list(self.trials.values()), len(team))

    def promising(self, model: Model, known: Known, radius: int) -> Design | None:
        """The best design not simulated yet within a radius of the best so far, None if it is no better."""
        best, tried = self.best(), [trial.design for trial in self.trials.values()]
        near = (best.design, radius)
        found = choose_coverage(self.allowed, model.is_team, known.cost, known.margins, known.people, near, tried)
        if found is None:
            return None
        return found.design if self._is_better(_expected(model, known, found.design), best) else None

    def challengers(self, model: Model, known: Known) -> list[Design]:
        """The design one change away from the best one that promises most, if one is better by the effects."""
        best = self.best()
        found = []
        for design in self._neighbours(best.design):
            expected = _expected(model, known, design)
            if key_of(self.coverage, design) not in self.trials and self._is_better(expected, best):
                found.append((_rounded(expected[1]), expected[0], key_of(self.coverage, design), design))
        return [design for *_, design in sorted(found, key=lambda one: one[:3])[:1]]

    def _is_better(self, expected: tuple[float, float], best: Trial) -> bool:
        return (_rounded(expected[1]), expected[0] + WORTH) < self._rank(best)

    def _rank(self, trial: Trial) -> tuple[float, float]:
        return _rounded(trial.shortfall(self.coverage)), trial.cost

    def changes(self, model: Model, known: Known) -> pd.DataFrame:
        """What every single change of the best design would bring."""
        best = self.best()
        rows = []
        for design in self._neighbours(best.design):
            place = next(place for place in design if design[place] != best.design[place])
            trial = self.trials.get(key_of(self.coverage, design))
            if trial is not None:
                price, missed = trial.cost, trial.shortfall(self.coverage)
            else:
                price, missed = _expected(model, known, design)
            beside = (price - best.cost, missed - best.shortfall(self.coverage))
            rows.append((*place, design[place], *beside, trial is not None))
        columns = ["channel", "block", "choice", "cost_difference", "shortfall_difference", "is_simulated"]
        return pd.DataFrame(rows, columns=columns)

    def _neighbours(self, design: Design) -> Iterable[Design]:
        for place, some in self.allowed.items():
            for choice in some:
                if choice != design[place]:
                    yield {**design, place: choice}

    def _is_allowed(self, design: Design) -> bool:
        return all(design[place] in some for place, some in self.allowed.items())

    def _row(self, number: int, trial: Trial, expected: tuple[float, float]) -> dict[str, object]:
        reached = {f"reached_{channel}": share for channel, share in trial.reached().items()}
        choices = {f"{channel} {block}": choice for (channel, block), choice in trial.design.items()}
        about = {"number": len(self.trials), "round": number, "people": trial.people}
        found = {"cost": trial.cost, "expected_cost": expected[0]}
        found |= {"shortfall": trial.shortfall(self.coverage), "expected_shortfall": expected[1]}
        return about | found | reached | choices


def _expected(model: Model, known: Known, design: Design) -> tuple[float, float]:
    return known.of(design, team_of(design, model.is_team))


def _rounded(shortfall: float) -> float:
    return 0.0 if shortfall <= KEPT else round(shortfall, 6)

"""The whole chain for one scenario, in order. Reading `plan` is the best introduction to the suite."""

from __future__ import annotations

import time

import pandas as pd

from sim import __version__
from sim.demand.draw import draw_contacts
from sim.experiments.by_interval import week_by_interval
from sim.experiments.judging import judge, missed_channels, sentence
from sim.experiments.raising import raise_requirement
from sim.experiments.replicate import Progress, replicate, silent
from sim.experiments.results import PlanResult
from sim.experiments.rounds import Round
from sim.experiments.summarise import summarise
from sim.finance.monthly import monthly_cost_by_replication, monthly_costs
from sim.measures.records import records_of
from sim.measures.summary import ALL
from sim.rostering.solve import solve_roster
from sim.scenario.model import Scenario
from sim.staffing.require import find_requirement

ROUNDS_MAX = 4
"""Most rounds of the closed loop."""


def plan(scenario: Scenario, *, jobs: int = 1, progress: Progress = silent) -> PlanResult:
    """Return the plan of a scenario: requirement, roster, the service that roster buys, and its costs.

    The customers are drawn once. The people they require are found with the simulation; a roster is solved for them and
    simulated on the same customers. Where it misses a target, more people are required in those intervals and the
    roster is solved again, until the targets hold, the roster has no more people to give, or `ROUNDS_MAX` rounds have
    passed.
    """
    clock = _Clock()
    contacts = [draw_contacts(scenario, number) for number in range(scenario.study.replications)]
    clock.lap("demand")
    progress("staffing", 0.0)
    requirement = find_requirement(scenario, contacts=contacts)
    progress("staffing", 1.0)
    clock.lap("staffing")
    rounds = []
    best: Round | None = None
    for number in range(1, ROUNDS_MAX + 1):
        progress("rostering", (number - 1) / ROUNDS_MAX)
        roster = solve_roster(scenario, requirement)
        clock.lap("rostering")
        logs = replicate(scenario, roster, contacts=contacts, jobs=jobs, progress=progress)
        clock.lap("simulation")
        records = [records_of(log, scenario) for log in logs]
        summary = summarise(records)
        costs = monthly_cost_by_replication(scenario, roster, logs)
        summary["cost_per_month"] = summary["replication"].map(costs).where(summary["channel"] == ALL)
        targets = judge(scenario, summary)
        table = monthly_costs(scenario, roster, logs)
        clock.lap("measures and costs")
        this = Round(scenario, number, requirement, roster, records, summary, table, targets)
        rounds.append(this.row())
        if best is None or this.rank() < best.rank():
            best = this
        missed = missed_channels(scenario, targets)
        if not missed:
            break
        raised = raise_requirement(scenario, requirement, records, missed)
        if raised.table["agents"].equals(requirement.table["agents"]):
            break  # nobody in the company could be asked for more: the verdict says why
        requirement = raised
    assert best is not None
    progress("rostering", 1.0)
    by_interval = week_by_interval(best.records, scenario.study.confidence)
    clock.lap("measures and costs")
    fresh = _with_other_customers(scenario, best, jobs)
    clock.lap("simulation")
    return PlanResult(
        scenario=scenario,
        requirement=best.requirement,
        roster=best.roster,
        sizes=best.sizes,
        summary=best.summary,
        by_interval=by_interval,
        costs=best.costs,
        rounds=pd.DataFrame(rounds),
        targets=best.targets,
        verdict=best.verdict(),
        notes=(*best.requirement.notes, *best.notes(), fresh),
        version=__version__,
        seed=scenario.seed,
        digest=scenario.digest,
        seconds=clock.seconds,
    )


def _with_other_customers(scenario: Scenario, best: Round, jobs: int) -> str:
    """How the roster does with customers it was not planned with; those it was planned with flatter it."""
    runs = scenario.study.replications
    logs = replicate(scenario, best.roster, range(runs, 2 * runs), jobs=jobs)
    targets = judge(scenario, summarise([records_of(log, scenario) for log in logs]))
    missed = [sentence(row) for _, row in targets[~targets["met"]].iterrows()]
    if not missed:
        return "With other customers than those it was planned with, the roster keeps every promise of service too."
    return f"With other customers than those it was planned with, the roster does not keep: {'; '.join(missed)}."


class _Clock:
    """Adds up the seconds of each stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, stage: str) -> None:
        """Book the time since the last lap to a stage."""
        now = time.perf_counter()
        self.seconds[stage] = self.seconds.get(stage, 0.0) + now - self._last
        self._last = now

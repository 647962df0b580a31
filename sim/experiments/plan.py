"""The whole chain for one scenario, in order. Reading `plan` is the best introduction to the suite."""

from __future__ import annotations

import pandas as pd

from sim import __version__
from sim.demand.draw import draw_contacts
from sim.experiments.by_interval import week_by_interval
from sim.experiments.judging import judge, missed_channels, sentence
from sim.experiments.raising import raise_requirement
from sim.experiments.replicate import Progress, replicate, silent
from sim.experiments.results import PlanResult
from sim.experiments.rounds import Clock, Round, run_round
from sim.experiments.summarise import summarise
from sim.measures.records import records_of
from sim.scenario.model import Scenario
from sim.staffing.require import find_requirement

ROUNDS_MAX = 4
"""Most rounds of the closed loop in which more is required."""
FEWER_MAX = 1
"""Most further rounds in which the same is asked of one person fewer, once every promise is kept."""


def plan(scenario: Scenario, *, jobs: int = 1, progress: Progress = silent) -> PlanResult:
    """Return the plan of a scenario: requirement, roster, the service that roster buys, and its costs.

    The customers are drawn once. The people they require are found with the simulation; a roster is solved for them and
    simulated on the same customers. Where it misses a target, more people are required in those intervals and the
    roster is solved again, until the targets hold or `ROUNDS_MAX` rounds have passed. Once they hold, fewer people are
    tried, because a person more may stand for half an hour that nobody would miss. At last the roster meets customers
    it was not planned with.
    """
    clock = Clock()
    contacts = [draw_contacts(scenario, number) for number in range(scenario.study.replications)]
    clock.lap("demand")
    progress("staffing", 0.0)
    requirement = find_requirement(scenario, contacts=contacts)
    progress("staffing", 1.0)
    clock.lap("staffing")
    rounds: list[Round] = []
    for number in range(1, ROUNDS_MAX + 1):
        progress("rostering", (number - 1) / ROUNDS_MAX)
        rounds.append(run_round(scenario, number, requirement, None, contacts, clock, jobs, progress))
        missed = missed_channels(scenario, rounds[-1].targets)
        if not missed:
            break
        raised = raise_requirement(scenario, requirement, rounds[-1].records, missed)
        if raised.table["agents"].equals(requirement.table["agents"]):
            break  # nobody of the team could be asked for more: the verdict says why
        requirement = raised
    for _ in range(FEWER_MAX):
        fewer = rounds[-1].one_fewer()
        if fewer is None or missed_channels(scenario, rounds[-1].targets):
            break
        rounds.append(run_round(scenario, len(rounds) + 1, requirement, fewer, contacts, clock, jobs, progress))
    best = min(rounds, key=Round.rank)
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
        rounds=pd.DataFrame([one.row() for one in rounds]),
        targets=best.targets,
        further=best.further,
        usages=tuple(best.usages),
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

"""A cyclic rota for a scenario, beside known patterns: each checked, simulated on the same customers, and costed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from sim import __version__
from sim.centre.roster import Roster
from sim.demand.contacts import Contacts
from sim.demand.draw import draw_contacts
from sim.errors import InputError
from sim.experiments.judging import judge, missed_channels
from sim.experiments.raising import raise_requirement
from sim.experiments.replicate import Progress, replicate, silent
from sim.experiments.rota_results import RotaOption, RotaPlan
from sim.experiments.summarise import summarise
from sim.finance.monthly import RUNNING, monthly_costs
from sim.measures.records import Records, records_of
from sim.rostering.cyclic_dated import DatedRota, Way, dated_rota, ways_of_table
from sim.rostering.cyclic_demand import WeekDemand, week_demand
from sim.rostering.cyclic_facts import RotaFacts, facts_of_pattern, facts_of_rows
from sim.rostering.cyclic_instance import OFF
from sim.rostering.cyclic_patterns import PATTERNS, Pattern
from sim.rostering.cyclic_people import OWN_TERMS, who_cannot_follow
from sim.rostering.cyclic_rota import Rota
from sim.rostering.cyclic_scenario import find_rota, rota_group
from sim.rostering.engine import Watch
from sim.rostering.on_call import on_call_turns
from sim.rostering.presence import needed_on_shift
from sim.rostering.solve import solve_roster
from sim.scenario.hours import DAYS
from sim.scenario.model import Scenario
from sim.staffing.require import find_requirement
from sim.staffing.requirement import Requirement

OURS = "this rota"
ROUNDS_MAX = 3
"""Most rounds of the loop from rota to simulation and back."""
FEWER_MAX = 2
"""Most further rounds that try fewer people."""


def plan_rota(
    scenario: Scenario,
    *,
    jobs: int = 1,
    progress: Progress = silent,
    watch: Watch | None = None,
    stop_gap: float = 0.0,
) -> RotaPlan:
    """Return the rota of a scenario's group, dated and simulated, beside the patterns that `rota.patterns` names.

    Where the rota misses a promise, more people are required in those intervals and a rota is made again, until the
    promises hold or `ROUNDS_MAX` rounds have passed; then fewer people are tried, who leave some of it open. The best
    round counts: fewest promises missed, then least cost. A pattern has as many people in every crew,
    at least as many in all as the rota. Other groups of the team have the same dated roster in every option. All
    options meet the same customers. `watch` is told of each better rota; a stage of wishes ends within `stop_gap` of
    its bound.

    Raises
    ------
    InputError
        If nobody of the group is needed, or there is no rota (see `find_rota`).
    """
    contacts = [draw_contacts(scenario, number) for number in range(scenario.study.replications)]
    progress("staffing", 0.0)
    requirement = find_requirement(scenario, contacts=contacts)
    progress("staffing", 1.0)
    group = rota_group(scenario)
    others = _others(scenario, requirement, group)
    weekend = tuple(DAYS.index(day) for day in scenario.calendar.weekend)
    rounds: list[_Round] = []
    for number in range(ROUNDS_MAX):
        progress("rota", number / ROUNDS_MAX)
        try:
            rounds.append(_round(scenario, group, requirement, others, contacts, jobs, watch, stop_gap))
        except InputError:
            if not rounds:
                raise
            break  # what was asked for in addition has no rota: the round before stands
        missed = missed_channels(scenario, rounds[-1].option.targets)
        raised = raise_requirement(scenario, requirement, rounds[-1].records, missed)
        if rounds[-1].rota.is_interrupted:
            break  # Ctrl-C: no further rota is wanted
        if not missed or raised.table["agents"].equals(requirement.table["agents"]):
            break  # all promises are kept, or nobody could be asked for more
        requirement = raised
    rounds += _with_fewer(scenario, group, rounds, others, contacts, jobs, watch, stop_gap)
    best = min(rounds, key=_Round.rank)
    options = [best.option]
    for number, key in enumerate(scenario.rota.patterns):
        progress("patterns", number / len(scenario.rota.patterns))
        pattern = PATTERNS[key]
        one = _Ways(
            pattern.title,
            facts_of_pattern(pattern, weekend),
            ways_of_pattern(scenario, pattern, best.option.people),
        )
        options.append(_option(scenario, group, one, best.requirement, others, contacts, jobs)[0])
    progress("patterns", 1.0)
    return RotaPlan(
        scenario=scenario,
        group=group,
        requirement=best.requirement,
        demand=best.demand,
        rota=best.rota,
        too_few=best.too_few,
        options=tuple(options),
        notes=_notes(scenario, group, best, len(rounds)),
        version=__version__,
        seed=scenario.seed,
        digest=scenario.digest,
    )


@dataclass(frozen=True)
class _Round:
    """A requirement, its rota, and how it did."""

    requirement: Requirement
    demand: WeekDemand
    rota: Rota
    too_few: tuple[int, ...]
    option: RotaOption
    records: Sequence[Records]

    def rank(self) -> tuple[int, float]:
        """Return what rounds are chosen by: fewest promises missed, then least cost."""
        return int((~self.option.targets["met"]).sum()), self.option.cost_per_month


def _with_fewer(
    scenario: Scenario,
    group: str,
    rounds: Sequence[_Round],
    others: Roster | None,
    contacts: Sequence[Contacts],
    jobs: int,
    watch: Watch | None,
    stop_gap: float,
) -> list[_Round]:
    """Rounds with people between those who missed a promise and those who keep all, halving what is between.

    A requirement is raised in steps of a person on the job in whole hours of the week, which may be more than it takes.
    """
    last, found = rounds[-1], []
    if len(rounds) == 1 or last.rank()[0] or scenario.rota.people is not None or last.rota.is_interrupted:
        return []
    too_few, enough = rounds[-2].option.people, last.option.people
    for _ in range(FEWER_MAX):
        people = (too_few + enough) // 2
        if people <= too_few:
            break
        fewer = scenario.model_copy(update={"rota": scenario.rota.model_copy(update={"people": people})})
        try:
            one = _round(fewer, group, last.requirement, others, contacts, jobs, watch, stop_gap)
        except InputError:  # so few have no rota
            too_few = people
            continue
        found.append(one)
        if one.rota.is_interrupted:
            break
        too_few, enough = (people, enough) if one.rank()[0] else (too_few, people)
    return found


def _round(
    scenario: Scenario,
    group: str,
    requirement: Requirement,
    others: Roster | None,
    contacts: Sequence[Contacts],
    jobs: int,
    watch: Watch | None,
    stop_gap: float,
) -> _Round:
    demand = week_demand(scenario, requirement, group)
    rota, too_few = find_rota(scenario, demand, watch=watch, stop_gap=stop_gap)
    shifts = rota.instance.shifts
    rows = [[None if entry == OFF else shifts[entry] for entry in row] for row in rota.rows]
    facts = facts_of_rows(rows, rota.instance.rules.weekend)
    ours = _Ways(OURS, facts, ways_of_table(scenario, rows))
    option, records = _option(scenario, group, ours, requirement, others, contacts, jobs)
    return _Round(requirement, demand, rota, too_few, option, records)


def ways_of_pattern(scenario: Scenario, pattern: Pattern, people: int) -> list[Way]:
    """Return what everybody in a pattern works: equal crews, together at least so many people."""
    in_crew = -(-people // len(pattern.crews))
    weekend = [DAYS.index(day) for day in scenario.calendar.weekend]
    ways: list[Way] = []
    for crew in pattern.crews:
        ways += ways_of_table(scenario, pattern.rows(crew, weekend), [0] * in_crew)
    return ways


@dataclass(frozen=True)
class _Ways:
    title: str
    facts: RotaFacts
    ways: Sequence[Way]


def _option(
    scenario: Scenario,
    group: str,
    one: _Ways,
    requirement: Requirement,
    others: Roster | None,
    contacts: Sequence[Contacts],
    jobs: int,
) -> tuple[RotaOption, Sequence[Records]]:
    dated = dated_rota(scenario, group, one.ways, requirement)
    roster = _together(scenario, group, dated, others)
    logs = replicate(scenario, roster, contacts=contacts, jobs=jobs)
    records = [records_of(log, scenario) for log in logs]
    summary = summarise(records)
    costs = monthly_costs(scenario, roster, logs)
    needed = float(needed_on_shift(scenario, requirement, group).sum())
    option = RotaOption(
        title=one.title,
        facts=one.facts,
        dated=replace(dated, roster=roster),
        people=len(one.ways),
        cover=1 - float(dated.roster.gaps["missing"].sum()) / needed,
        summary=summary,
        targets=judge(scenario, summary),
        cost_per_month=float(costs.loc[costs["category"].isin(RUNNING), "amount"].sum()),
    )
    return option, records


def _others(scenario: Scenario, requirement: Requirement, group: str) -> Roster | None:
    """The dated roster of the groups that have no rota."""
    table = requirement.table[(requirement.table["skill"] != group) & (requirement.table["agents"] > 0)]
    if table.empty:
        return None
    alone = scenario.model_copy(update={"on_call": None})
    return solve_roster(alone, Requirement(table, requirement.interval))


def _together(scenario: Scenario, group: str, dated: DatedRota, others: Roster | None) -> Roster:
    """The roster of the rota and of the other groups, with turns on call where the scenario has them."""
    parts = [dated.roster.assignments, *([others.assignments] if others else [])]
    roster = replace(dated.roster, assignments=_sorted(parts))
    if scenario.on_call is None:
        return roster
    turns = on_call_turns(scenario, roster, sizes={group: len(dated.roster.people)})
    return replace(roster, assignments=_sorted([roster.assignments, turns]))


def _sorted(parts: list[pd.DataFrame]) -> pd.DataFrame:
    together = pd.concat([part for part in parts if len(part)], ignore_index=True)
    return together.sort_values(["person", "start", "end", "kind"], ignore_index=True)


def _notes(scenario: Scenario, group: str, best: _Round, rounds: int) -> tuple[str, ...]:
    rota, too_few, demand, option = best.rota, best.too_few, best.demand, best.option
    people, notes = rota.instance.people, []
    proven = "every stage of wishes proven best" if rota.status == "optimal" else "better ones may exist"
    who = f"{people} people go through a table of {people} weeks; {proven}."
    if too_few:
        tried = f"{too_few[0]}" if len(too_few) == 1 else f"{too_few[0]} to {too_few[-1]}"
        who += f" For {tried} people no rota keeps the rules, proven."
    notes.append(who)
    if rounds > 1:
        notes.append(f"Found in {rounds} rounds: more people were required where promises were missed.")
    if option.dated.stand_ins:
        number = option.dated.stand_ins
        notes.append(f"{number} more {'person stands' if number == 1 else 'people stand'} in for those on leave.")
    if option.dated.left_open:
        notes.append(
            f"{option.dated.left_open} shifts of people on leave stay open: nobody may take them by the rules."
        )
    if rota.counts.get("shortage"):
        notes.append(f"{rota.counts['shortage']} shifts a week of those asked for stay open.")
    if demand.uncovered:
        notes.append(f"No shift offered reaches {demand.uncovered:g} hours of the need in a week.")
    notes += who_cannot_follow(scenario, group, rota, option.dated.broken)
    named = {person.name for person in scenario.team.people}
    others = [one for one in option.dated.broken if one.person not in named or one.rule not in OWN_TERMS]
    notes += [f"Broken in the dated roster: {one}." for one in others[:5]]
    if len(others) > 5:
        notes.append(f"{len(others) - 5} further rules are broken in the dated roster.")
    return tuple(notes)

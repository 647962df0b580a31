"""The people a roster starts with: as many as are given, or the fewest that cover."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.errors import InputError, Problem
from sim.rostering import terms
from sim.rostering.engine import Effort
from sim.rostering.first import first_roster
from sim.rostering.hard_rules import HARD_RULES
from sim.rostering.instance import Instance, build_instance
from sim.rostering.leave import people_with_leave
from sim.rostering.neighbourhoods import present_of
from sim.rostering.part import Plan
from sim.rostering.relaxed import cover_bound, ideal_counts
from sim.rostering.shift_mix import GroupMix
from sim.rostering.shift_types import Shift
from sim.rostering.soft_rules import MISSING_HOUR, POINTS
from sim.rostering.stages import Costs, StageResult, cover_floor, keep, run_stage
from sim.rostering.variables import Variables
from sim.scenario.hours import DAYS
from sim.scenario.model import Scenario
from sim.scenario.people import Person

FIRST_SHARE = 0.10
"""Share of `rules.solve_seconds` for a first roster."""
TRY_SHARE = 0.30
"""Share for the cover of a number of people that is tried. With a third of it the bank took 29 people instead of the 27
that the bound allows: seconds are cheaper than people."""
AGREED_SHARE = 0.05
"""Share for keeping what is agreed, where anything is."""
FIRST_AGREED = 10
"""A first roster puts what is agreed before cover, about so many times."""
MOST_PEOPLE = 500


@dataclass(frozen=True)
class Start:
    """A model with its rules, what they cost, and a first plan."""

    v: Variables
    costs: Costs
    plan: Plan
    agreed: StageResult | None = None
    """What was found for what is agreed with people, where anything is; it is kept from then on."""


def start_with(
    scenario: Scenario, group: str, size: int, shifts: tuple[Shift, ...], mix: GroupMix, effort: Effort
) -> Start:
    """Return a start with so many people of a group.

    Raises
    ------
    InputError
        If a person can never work any shift, leave apart.
    """
    return _start(_instance(scenario, group, size, shifts, mix), effort)


def smallest_start(scenario: Scenario, group: str, shifts: tuple[Shift, ...], mix: GroupMix, effort: Effort) -> Start:
    """Return a start with the fewest people found that leave no gap a shift could fill; named people always count.

    The search begins at the least number that a bound allows (hours and presence, without rest and nights), and grows
    by the hours missing. What it ends with need not be the least, but fewer than the bound cannot do.

    Raises
    ------
    InputError
        If a person can never work any shift, leave apart.
    """
    start = start_below(scenario, group, shifts, mix, effort, MOST_PEOPLE + 1)
    assert start is not None  # no size is above MOST_PEOPLE
    return start


def start_below(
    scenario: Scenario, group: str, shifts: tuple[Shift, ...], mix: GroupMix, effort: Effort, below: int
) -> Start | None:
    """Return what `smallest_start` does if it takes fewer than `below` people, else None; no longer search than that.

    Raises
    ------
    InputError
        If a person can never work any shift, leave apart.
    """
    size = max(len(scenario.people_of(group)), int(mix.needed.max(initial=0)))
    while size < MOST_PEOPLE:
        instance = _instance(scenario, group, size, shifts, mix)
        short = cover_bound(instance) - cover_floor(instance)
        if short <= 0:
            break
        size += _people_for(instance, short / POINTS / (4 * MISSING_HOUR))  # an empty hour costs four times as much
    while size < below:
        start = _start(_instance(scenario, group, size, shifts, mix), effort)
        v, costs = start.v, start.costs
        floor = cover_floor(v.instance)
        trial = effort.share(TRY_SHARE)
        result = run_stage(v, costs, "cover", start.plan, trial, floor, parts_only=True)
        if result.objective <= floor + 0.5 or size >= MOST_PEOPLE or effort.is_stopped:
            return replace(start, plan=result.plan)
        size = min(MOST_PEOPLE, size + _people_for(v.instance, _hours_missing(v.instance, result.plan)))
    return None


def _instance(scenario: Scenario, group: str, size: int, shifts: tuple[Shift, ...], mix: GroupMix) -> Instance:
    people = people_with_leave(scenario, group, size)
    instance = build_instance(scenario, group, people, shifts, mix.needed, mix.interval)
    if problems := _never_working(scenario, people, instance):
        raise InputError(problems)
    return instance


def _start(instance: Instance, effort: Effort) -> Start:
    v = Variables(instance)
    for rule in HARD_RULES:
        rule(v)
    costs = Costs(v, effort.without)
    aim = ideal_counts(instance)
    if not instance.duties:
        return Start(v, costs, first_roster(v, costs.of_stage("cover"), aim, effort.share(FIRST_SHARE)))
    both = costs.of_stage("cover") + FIRST_AGREED * costs.of_stage("agreed")
    first = first_roster(v, both, aim, effort.share(FIRST_SHARE))
    agreed = run_stage(v, costs, "agreed", first, effort.share(AGREED_SHARE), 0)
    keep(v, costs, agreed, "agreed")
    return Start(v, costs, agreed.plan, agreed)


def _never_working(scenario: Scenario, people: Sequence[Person], instance: Instance) -> list[Problem]:
    """People whom the rules keep from every shift there is, for another reason than leave."""
    problems = []
    for person, about in zip(people, instance.workers, strict=True):
        is_there_all_the_time = len(terms.employed_days(scenario, person)) == instance.days
        may_be_leave = bool(about.leave) and not set(DAYS) <= set(person.days_off)
        if not instance.shifts or may_be_leave or not is_there_all_the_time:
            continue
        shortest = min(shift.working for shift in instance.shifts)
        if about.most < shortest:
            wrong = f"{person.name} can never work: the contract holds less than the shortest shift"
            hours = f"{about.most / 60:g} h over the horizon, shortest shift {shortest / 60:g} h"
            problems.append(Problem(wrong, field="contract_hours", given=hours))
        elif not about.shifts:
            wrong = f"{person.name} can never work: days off, no nights and no weekends leave none of the shifts"
            problems.append(Problem(wrong, field="days_off, nights, weekends", given=_limits(person)))
    return problems


def _limits(person: Person) -> str:
    return f"days_off {list(person.days_off)}, nights {person.nights}, weekends {person.weekends}"


def _people_for(instance: Instance, hours: float) -> int:
    """People who hold so many hours, at least one."""
    each = max((about.most - about.leave_minutes for about in instance.workers), default=0) / 60
    return max(1, int(hours / each)) if each > 0 else 1


def _hours_missing(instance: Instance, plan: Plan) -> float:
    missing = np.maximum(0, instance.needed - present_of(instance, plan))
    return float(missing.sum()) * instance.interval / 60

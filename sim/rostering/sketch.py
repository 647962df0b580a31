"""A roster in about a second, for comparing many alternatives: the shifts of the mix, given to whoever is first free.

It keeps contracts, leave, days off, daily rest, nights and days in a row, and hours of the calendar week. It does not
weigh weekly rest, weekends, fairness or wishes, and nothing says that fewer people could not do it: that is
what `solve_roster` is for.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from sim.centre.roster import Roster, roster_of
from sim.rostering import terms
from sim.rostering.assignments import Row
from sim.rostering.engine import WORK_PER_SECOND, Effort
from sim.rostering.instance import Instance, Worker, build_instance
from sim.rostering.leave import people_with_leave
from sim.rostering.on_call import on_call_turns
from sim.rostering.part import Plan
from sim.rostering.presence import needed_on_the_job
from sim.rostering.rows import gap_rows, rows_of
from sim.rostering.shift_mix import MIX_SHARE, mix_of_group
from sim.scenario.model import Scenario
from sim.staffing.requirement import Requirement
from sim.timing import HOUR, MINUTE

MOST_PEOPLE = 500


def sketch_roster(scenario: Scenario, requirement: Requirement) -> Roster:
    """Return a roster whose shifts cover a requirement, worked by as few people as first fit finds.

    Where a group's size is not given, people join until every shift of the mix is worked; where it is, shifts that
    nobody can take are gaps. Status `given`: no solver stands behind who works what.

    Raises
    ------
    InputError
        If the rules allow no shifts, or the requirement does not fit the horizon.
    """
    effort = Effort(scenario.rules.solve_seconds * WORK_PER_SECOND * MIX_SHARE, scenario.seed)
    rows: list[Row] = []
    gaps: list[pd.DataFrame] = []
    sizes: dict[str, int] = {}
    for group in scenario.team.groups:
        if requirement.agents(group).sum() == 0:
            continue
        instance, works = _sketch_group(scenario, requirement, group, effort)
        plan = Plan(frozenset(works))
        sizes[group] = len(instance.workers)
        rows += rows_of(instance, plan, needed_on_the_job(scenario, requirement, group))
        gaps.append(gap_rows(instance, plan))
    roster = roster_of(rows, **({"gaps": pd.concat(gaps, ignore_index=True)} if gaps else {}))
    if scenario.on_call is None:
        return roster
    turns = on_call_turns(scenario, roster, sizes=sizes)
    both = [*roster.assignments.itertuples(index=False, name=None), *turns.itertuples(index=False, name=None)]
    return roster_of(both, gaps=roster.gaps)


def _sketch_group(
    scenario: Scenario, requirement: Requirement, group: str, effort: Effort
) -> tuple[Instance, list[tuple[int, int]]]:
    mix = mix_of_group(scenario, requirement, group, effort)
    shifts = tuple(mix.counts)
    given = scenario.team.groups[group].size
    working = sum(shift.working * count for shift, count in mix.counts.items())
    size = len(scenario.people_of(group)) if given is None else given
    while True:
        people = people_with_leave(scenario, group, size)
        instance = build_instance(scenario, group, people, shifts, mix.needed, mix.interval)
        works, left = first_fit(instance, list(mix.counts.values()))
        if not left or given is not None or size >= MOST_PEOPLE:
            return instance, works
        each = max((about.most - about.leave_minutes for about in instance.workers), default=0)
        least = -(-working // each) if each > 0 else 0
        size = max(size + 1, min(least, MOST_PEOPLE))


@dataclass
class _Diary:
    """What a worker has been given so far, by day and minute."""

    minutes: int = 0
    busy_until: int = -(10**9)
    by_week: dict[int, int] = field(default_factory=dict)
    days: set[int] = field(default_factory=set)
    nights: set[int] = field(default_factory=set)


def first_fit(instance: Instance, counts: list[int]) -> tuple[list[tuple[int, int]], int]:
    """Return who works which shift, in pairs of numbers, and how many shifts nobody could take.

    `counts` says how many people each shift of the instance needs. Shifts are given out in the order of their starts,
    each to whoever may take it and has worked least of the own contract so far; of those the first in the team.
    """
    diaries = [_Diary(minutes=worker.leave_minutes) for worker in instance.workers]
    able = [set(worker.shifts) for worker in instance.workers]
    works: list[tuple[int, int]] = []
    left = 0
    for shift in sorted(range(len(counts)), key=lambda number: (instance.shifts[number].start, number)):
        free = [
            number
            for number, worker in enumerate(instance.workers)
            if shift in able[number] and _may_take(instance, worker, diaries[number], shift)
        ]
        free.sort(key=lambda number: (diaries[number].minutes / max(1, instance.workers[number].most), number))
        for number in free[: counts[shift]]:
            _give(instance, instance.workers[number], diaries[number], shift)
            works.append((number, shift))
        left += max(0, counts[shift] - len(free))
    return works, left


def _may_take(instance: Instance, worker: Worker, diary: _Diary, number: int) -> bool:
    shift, rules = instance.shifts[number], instance.scenario.rules
    week = terms.week_of(instance.scenario.calendar, shift.day)
    night = worker.night_of.get(number)
    rest = rules.daily_rest
    if night is None and diary.nights and shift.day - max(diary.nights) <= 2:
        rest = max(rest, rules.rest_after_nights)
    return (
        shift.day not in diary.days
        and shift.start - diary.busy_until >= rest // MINUTE
        and diary.minutes + shift.working <= worker.most
        and diary.by_week.get(week, 0) + shift.working
        <= terms.weekly_hours_max(instance.scenario, worker.person) * HOUR // MINUTE
        and _run_of(diary.days, shift.day) <= rules.days_in_row_max
        and (night is None or _run_of(diary.nights, night) <= rules.nights_in_row_max)
    )


def _give(instance: Instance, worker: Worker, diary: _Diary, number: int) -> None:
    shift = instance.shifts[number]
    week = terms.week_of(instance.scenario.calendar, shift.day)
    diary.minutes += shift.working
    diary.busy_until = shift.end
    diary.by_week[week] = diary.by_week.get(week, 0) + shift.working
    diary.days.add(shift.day)
    if number in worker.night_of:
        diary.nights.add(worker.night_of[number])


def _run_of(taken: set[int], day: int) -> int:
    """How many days in a row end with this one, it included."""
    length = 1
    while day - length in taken:
        length += 1
    return length

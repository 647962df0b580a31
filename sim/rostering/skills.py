"""People with a skill who must be present: what is missing of them, as a soft rule right after cover, and in words.

A person with several skills is one person on shift: they count once towards cover, and are there for each of their
skills. The rule asks for presence, not for seats of their own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.centre.roster import Roster
from sim.rostering.assignments import assignments_of
from sim.rostering.instance import Instance
from sim.rostering.on_call_turns import local_spans
from sim.rostering.part import Plan, Points
from sim.rostering.presence import needed_on_shift
from sim.rostering.soft_wishes import POINTS
from sim.rostering.terms import moment_of
from sim.rostering.variables import Variables
from sim.scenario.model import Scenario
from sim.scenario.people import Person
from sim.scenario.skills import SkillPresent, has_skill
from sim.staffing.requirement import Requirement
from sim.timing import MINUTE

MISSING_SKILL_HOUR = 10
"""Penalty of an hour in which one person with a skill is missing."""
Places = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class SkillNeed:
    """A skill that must be present in some intervals."""

    wanted: SkillPresent
    places: Places
    """In which intervals."""


def skill_needs(scenario: Scenario, group: str, needed: npt.NDArray[np.int64], interval: int) -> tuple[SkillNeed, ...]:
    """Return the skills that must be present in a group; only where anybody of it is needed. `interval` in minutes."""
    found = []
    for wanted in scenario.rules.skills_present:
        if wanted.group == group:
            places = np.zeros(len(needed), dtype=bool)
            for start, end in local_spans(scenario, wanted.hours):
                places[-(-start // interval) : end // interval] = True
            found.append(SkillNeed(wanted, places & (needed > 0)))
    return tuple(found)


def skills_present(v: Variables) -> Points:
    """People with the skills asked for are on shift; an hour in which one is missing costs 10."""
    instance, points = v.instance, list[Points]()
    hour = MISSING_SKILL_HOUR * POINTS * instance.interval // 60
    for need in skill_needs(instance.scenario, instance.group, instance.needed, instance.interval):
        able = _able(instance, need.wanted.skill)
        covering: list[list[int]] = [[] for _ in instance.needed]
        for number, shift in enumerate(instance.shifts):
            for place in shift.intervals:
                covering[place].append(number)
        alike = Counter(tuple(covering[place]) for place in np.flatnonzero(need.places))
        for shifts, intervals in alike.items():
            there = [v.shifts(worker)[number] for worker in able for number in shifts if number in v.shifts(worker)]
            short = v.model.new_int_var(0, need.wanted.people, f"{need.wanted.skill}, missing")
            v.model.add(short >= need.wanted.people - sum(there))
            points.append(hour * intervals * short)
    return sum(points)


def missing_skills(instance: Instance, plan: Plan) -> npt.NDArray[np.int64]:
    """Return how many people with a skill are missing in every interval, all skills added up."""
    missing = np.zeros(len(instance.needed), dtype=np.int64)
    for need in skill_needs(instance.scenario, instance.group, instance.needed, instance.interval):
        able, there = set(_able(instance, need.wanted.skill)), np.zeros(len(instance.needed), dtype=np.int64)
        for worker, number in plan.works:
            if worker in able:
                there[instance.shifts[number].intervals.start : instance.shifts[number].intervals.stop] += 1
        missing += np.where(need.places, np.maximum(0, need.wanted.people - there), 0)
    return missing


def skill_gaps(scenario: Scenario, roster: Roster, requirement: Requirement) -> pd.DataFrame:
    """Return where people with a skill are missing on shift, counted from the rows of a roster.

    One row per interval and skill: interval_start (UTC), group, skill, missing (people).
    """
    rows, interval = [], requirement.interval // MINUTE
    named = {person.name: person for person in scenario.team.people}
    for group in dict.fromkeys(wanted.group for wanted in scenario.rules.skills_present):
        needed = needed_on_shift(scenario, requirement, group)
        for need in skill_needs(scenario, group, needed, interval):
            there = np.zeros(len(needed), dtype=np.int64)
            for row in assignments_of(roster, "shift"):
                person = named.get(row.person) or Person(name=row.person, group=row.group)
                if row.group == group and has_skill(scenario, person, need.wanted.skill):
                    start, end = (scenario.calendar.microseconds(moment) // MINUTE for moment in (row.start, row.end))
                    there[max(0, -(-start // interval)) : max(0, end // interval)] += 1
            for place in np.flatnonzero(need.places & (there < need.wanted.people)):
                moment = pd.Timestamp(moment_of(scenario.calendar, int(place) * interval))
                rows.append((moment, group, need.wanted.skill, int(need.wanted.people - there[place])))
    return pd.DataFrame(rows, columns=["interval_start", "group", "skill", "missing"])


def skill_words(scenario: Scenario, gaps: pd.DataFrame, interval: int) -> list[str]:
    """Return the same in sentences, one per skill; `interval` in microseconds."""
    lines = []
    for (group, skill), own in gaps.groupby(["group", "skill"], sort=False):
        hours = float(own["missing"].sum()) * interval / MINUTE / 60
        dates = own["interval_start"].dt.tz_convert(scenario.calendar.time_zone).dt.strftime("%a %Y-%m-%d").unique()
        told = ", ".join(dates[:7]) + (f" and {len(dates) - 7} more days" if len(dates) > 7 else "")
        lines.append(f"{group}: {hours:g} h without enough people with the skill '{skill}', on {told}.")
    return lines


def _able(instance: Instance, skill: str) -> Sequence[int]:
    """The workers who have a skill."""
    return [
        number for number, worker in enumerate(instance.workers) if has_skill(instance.scenario, worker.person, skill)
    ]

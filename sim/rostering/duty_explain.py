"""Why a rotation of duties has no plan: days that contradict themselves, or the few rules that cannot hold together."""

from __future__ import annotations

from collections.abc import Sequence

from sim.rostering.duty_rotation import DutyRotation
from sim.rostering.duty_variables import DutyVariables
from sim.rostering.engine import WORK_PER_SECOND, Effort, search

_Rule = tuple[int, ...]
"""The days that one person may not have together."""


def contradictions(rotation: DutyRotation) -> list[str]:
    """Return what contradicts itself in the input, in words; people and days are numbered from 1."""
    found = []
    for day in range(rotation.days):
        fixed = [person for person in rotation.people if day in rotation.fixed[person]]
        if len(fixed) > 1:
            found.append(f"day {day + 1} is fixed for {_people(fixed)}; one of them can have it")
        found += [
            f"day {day + 1} is fixed for person {person + 1}, who is not available"
            for person in fixed
            if day in rotation.unavailable[person]
        ]
        if not fixed and not any(rotation.may(person, day) for person in rotation.people):
            found.append(f"day {day + 1}: nobody is available")
    return found


def conflict_of(rotation: DutyRotation) -> list[str]:
    """Return a smallest set of rules that cannot all hold, each in words; drop any one of them and there is a plan.

    Found by leaving out one rule after the other and keeping out those without which there still is no plan. Together
    with who is available and what is fixed, the rules told cannot hold.
    """
    rules: list[_Rule] = [*rotation.apart, *((day, day + 1, day + 2) for day in rotation.triples)]
    half = len(rules) // 2
    while half:  # first whole parts, then single rules
        at = 0
        while at < len(rules):
            fewer = rules[:at] + rules[at + half :]
            if not _has_plan(rotation, fewer):
                rules = fewer
            else:
                at += half
        half //= 2
    return [_words(rotation, rule) for rule in rules]


def _has_plan(rotation: DutyRotation, rules: Sequence[_Rule]) -> bool:
    """Whether there is a plan with some of the rules; what is not settled in a second counts as a plan."""
    v = DutyVariables(rotation)
    for days in rules:
        for together in v.all_of(days):
            v.model.add_bool_or([~has for has in together])
    return not search(v.model, rotation.name, Effort(WORK_PER_SECOND, 1)).is_impossible


def _words(rotation: DutyRotation, days: _Rule) -> str:
    may = [person for person in rotation.people if all(rotation.may(person, day) for day in days)]
    who = f"{_people(may)} may not have" if may else "nobody has"
    if len(days) == 3:
        return f"days {days[0] + 1} to {days[2] + 1}: {who} all three days running"
    if set(days) <= set(rotation.weekends):
        return f"days {days[0] + 1} and {days[1] + 1}: {who} two weekends running"
    return f"days {days[0] + 1} and {days[1] + 1}: {who} a weekend and the day beside it"


def _people(people: Sequence[int]) -> str:
    """``person 1``, or ``persons 1, 4 and 5``."""
    numbers = [str(person + 1) for person in people]
    return f"person {numbers[0]}" if len(numbers) == 1 else f"persons {', '.join(numbers[:-1])} and {numbers[-1]}"

"""Planned leave: as given, and spread evenly over the horizon for people of whom none is given."""

from __future__ import annotations

import datetime as dt

from sim.rostering.terms import date_of, employed_days
from sim.scenario.hours import DAYS
from sim.scenario.model import Scenario
from sim.scenario.people import Leave, Person


def people_with_leave(scenario: Scenario, group: str, size: int | None) -> tuple[Person, ...]:
    """Return the people of a group with their leave.

    Whoever the scenario gives leave has that leave. Everybody else, named or not, takes the group's share of planned
    leave (`shrinkage.leave`): one person's block of working days begins where the one before ended, round and round the
    horizon, so that about equally many are away at any time. The same input gives the same leave.
    """
    people = scenario.people_of(group, size)
    turn = iter(rotating_leave(scenario, group, sum(not person.leave for person in people)))
    return tuple(person if person.leave else person.model_copy(update={"leave": next(turn)}) for person in people)


def rotating_leave(scenario: Scenario, group: str, people: int) -> list[tuple[Leave, ...]]:
    """Return the leave of so many people of whom none is given: whole working days that add up to the group's share."""
    calendar, share = scenario.calendar, scenario.team.groups[group].shrinkage.leave
    dates = [date_of(calendar, day) for day in range(calendar.weeks * 7)]
    working = [date for date in dates if DAYS[date.weekday()] not in calendar.weekend] or dates
    leaves, taken = [], 0
    for number in range(1, people + 1):
        until = int(number * share * len(working) + 0.5)
        places = sorted(place % len(working) for place in range(taken, until))
        leaves.append(_blocks(working, places))
        taken = until
    return leaves


def is_leave_by_share(scenario: Scenario, name: str) -> bool:
    """Return whether a person's leave is not given by the scenario, but the group's share of leave in turn."""
    return not any(person.name == name and person.leave for person in scenario.team.people)


def leave_days(scenario: Scenario, person: Person) -> set[int]:
    """Return the days of the horizon, numbered from its first, on which a person of the team is on leave."""
    calendar = scenario.calendar
    days: set[int] = set()
    for leave in person.leave:
        first = max(0, (leave.first - calendar.start).days)
        last = min(calendar.weeks * 7 - 1, (leave.last - calendar.start).days)
        days.update(range(first, last + 1))
    return days.intersection(employed_days(scenario, person))


def _blocks(working: list[dt.date], places: list[int]) -> tuple[Leave, ...]:
    """One leave for working days next to each other; a weekend between two of them belongs to it."""
    blocks: list[tuple[int, int]] = []
    for place in places:
        if blocks and blocks[-1][1] == place - 1:
            blocks[-1] = (blocks[-1][0], place)
        else:
            blocks.append((place, place))
    return tuple(Leave(first=working[first], last=working[last]) for first, last in blocks)

"""The team when a roster is repaired: everybody by name, with the leave they have, the ill away, swaps agreed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from sim.centre.roster import Roster
from sim.errors import InputError, Problem, suggestion
from sim.rostering.assignments import Assignment, assignments_of
from sim.scenario.model import Scenario
from sim.scenario.people import Leave, Person
from sim.scenario.requests import Request


@dataclass(frozen=True)
class Absence:
    """Somebody is away, both days counted."""

    person: str
    first: dt.date
    last: dt.date


@dataclass(frozen=True)
class Swap:
    """A person gives the shift of a day to another, and takes the other's of another day, or (None) nothing for it."""

    person: str
    date: dt.date
    other: str
    other_date: dt.date | None = None


def team_of(
    scenario: Scenario, roster: Roster, ill: Sequence[Absence], swaps: Sequence[Swap]
) -> tuple[Scenario, list[int]]:
    """Return the scenario with everybody named, and the days on which something happens.

    Raises
    ------
    InputError
        With everything wrong: a person that is not in the roster, a day outside the horizon, no shift to swap.
    """
    people = _everybody(scenario, roster)
    names = [*(one.person for one in ill), *(name for swap in swaps for name in (swap.person, swap.other))]
    dates = [*(date for one in ill for date in (one.first, one.last)), *_dates(swaps)]
    problems = [
        Problem(
            f"nobody of this name is in the roster{suggestion(name, people)}", given=name, accepted=", ".join(people)
        )
        for name in dict.fromkeys(names)
        if name not in people
    ]
    problems += [
        outside_horizon(scenario, date)
        for date in dict.fromkeys(dates)
        if not 0 <= (date - scenario.calendar.start).days < scenario.calendar.weeks * 7
    ]
    problems += [
        Problem("nobody swaps a shift with themselves", given=swap.person, accepted="two people")
        for swap in swaps
        if swap.person == swap.other
    ]
    if problems:
        raise InputError(problems)
    for one in ill:
        leave = (*people[one.person].leave, Leave(first=one.first, last=one.last))
        people[one.person] = people[one.person].model_copy(update={"leave": leave})
    for swap in swaps:
        _agree(scenario, roster, people, swap.person, swap.date, swap.other)
        if swap.other_date is not None:
            _agree(scenario, roster, people, swap.other, swap.other_date, swap.person)
        for name, gives, takes in ((swap.person, swap.date, swap.other_date), (swap.other, swap.other_date, swap.date)):
            if gives is not None and gives != takes:
                _ask(people, name, Request(wish="against", first=gives, fixed=True))
    groups = {
        name: group.model_copy(update={"shrinkage": group.shrinkage.model_copy(update={"leave": 0.0}), "size": None})
        for name, group in scenario.team.groups.items()
    }
    team = scenario.team.model_copy(update={"people": tuple(people.values()), "groups": groups})
    days = [(date - scenario.calendar.start).days for date in dates]
    return scenario.model_copy(update={"team": team}), days


def outside_horizon(scenario: Scenario, date: dt.date, field: str | None = None) -> Problem:
    """Return what is wrong with a day that the roster does not hold."""
    last = scenario.calendar.start + dt.timedelta(weeks=scenario.calendar.weeks, days=-1)
    accepted = f"{scenario.calendar.start} to {last}"
    return Problem("this day lies outside the horizon", field=field, given=str(date), accepted=accepted)


def _dates(swaps: Sequence[Swap]) -> list[dt.date]:
    return [date for swap in swaps for date in (swap.date, swap.other_date) if date is not None]


def _agree(
    scenario: Scenario, roster: Roster, people: dict[str, Person], giver: str, date: dt.date, taker: str
) -> None:
    """Agree that one takes the shift of another on a date."""
    shift = _shift_on(scenario, roster, giver, date)
    if shift is None:
        raise InputError(Problem(f"{giver} has no shift on this day to give to {taker}", given=str(date)))
    zone = scenario.calendar.zone
    clock = "-".join(f"{moment.tz_convert(zone):%H:%M}" for moment in (shift.start, shift.end))
    _ask(people, taker, Request(wish="for", shift=clock, first=date, fixed=True))


def _ask(people: dict[str, Person], name: str, request: Request) -> None:
    people[name] = people[name].model_copy(update={"requests": (*people[name].requests, request)})


def _shift_on(scenario: Scenario, roster: Roster, person: str, date: dt.date) -> Assignment | None:
    for row in assignments_of(roster, "shift"):
        if row.person == person and row.start.tz_convert(scenario.calendar.zone).date() == date:
            return row
    return None


def _everybody(scenario: Scenario, roster: Roster) -> dict[str, Person]:
    """The named people and everybody in the roster, with the leave that the roster gives them, or else the scenario."""
    known = {person.name: person for person in scenario.team.people}
    people = {person.name: person for group in scenario.team.groups for person in scenario.people_of(group)}
    leave: dict[str, list[Leave]] = {}
    for row in assignments_of(roster):
        people.setdefault(row.person, known.get(row.person) or Person(name=row.person, group=row.group))
        if row.kind == "leave":
            first, last = (row.start, row.end - pd.Timedelta(1, "us"))
            local = [moment.tz_convert(scenario.calendar.zone).date() for moment in (first, last)]
            leave.setdefault(row.person, []).append(Leave(first=local[0], last=local[1]))
    return {
        name: person.model_copy(update={"leave": tuple(leave.get(name, person.leave))})
        for name, person in people.items()
    }

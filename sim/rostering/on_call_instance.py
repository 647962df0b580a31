"""The rotation on call, prepared: the duties to be held and the people who may hold them, with what they carry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim.centre.roster import Roster
from sim.errors import InputError, Problem
from sim.rostering import terms
from sim.rostering.assignments import assignments_of
from sim.rostering.leave import leave_days, people_with_leave
from sim.rostering.ledger import carried
from sim.rostering.on_call_turns import Duty, Spans, duties_of
from sim.scenario.ledger import Item
from sim.scenario.model import Scenario
from sim.scenario.people import Person
from sim.timing import MINUTE

ON_CALL_ITEMS: tuple[Item, ...] = ("on_call_weeks", "on_call_weekends", "on_call_holidays")


@dataclass(frozen=True)
class Member:
    """Somebody who takes turns."""

    person: Person
    sites: frozenset[str]
    """Sites whose turns they take."""
    away: frozenset[int]
    """Days on leave."""
    unavailable: frozenset[int]
    """Further days without a turn."""
    beside_leave: frozenset[int]
    """Days of weekends that touch leave."""
    shifts: Spans
    """When they work by the roster, minutes."""
    weight: int
    """What the fair share is in proportion to: days of the horizon with the team and not on leave."""
    carried: Mapping[Item, float]
    """What they did above the fair share in earlier periods, by the ledger."""

    def may(self, duty: Duty) -> bool:
        """Return whether this person can hold a duty at all."""
        return duty.site in self.sites and duty.touched.isdisjoint(self.away | self.unavailable)

    def at_work(self, duty: Duty) -> int:
        """Return the minutes of a duty in which this person works by the roster."""
        return sum(
            max(0, min(end, until) - max(start, since)) for start, end in self.shifts for since, until in duty.spans
        )


@dataclass(frozen=True)
class OnCallInstance:
    """What the rules look things up in."""

    scenario: Scenario
    duties: tuple[Duty, ...]
    members: tuple[Member, ...]
    fixed: Mapping[int, int]
    """Member who has a duty whatever the rules say, by the numbers of both."""
    just_before: frozenset[int]
    """Members who had the turn before the horizon."""

    @property
    def turns(self) -> int:
        """Number of turns."""
        return self.duties[-1].turn + 1 if self.duties else 0


def on_call_instance(
    scenario: Scenario, roster: Roster | None = None, sizes: Mapping[str, int] | None = None
) -> OnCallInstance:
    """Return the rotation of a scenario; `sizes` is the number of people by group where the scenario does not say.

    Raises
    ------
    InputError
        If a fixed turn cannot be: no such turn, somebody who is not in the rotation, on leave or not available, a turn
        that is fixed for two people, or a person fixed for two seats of a turn.
    """
    duties = duties_of(scenario)
    members = _members(scenario, roster, sizes or {}) if duties else ()
    place = {member.person.name: number for number, member in enumerate(members)}
    before = scenario.on_call.rota.held_before if scenario.on_call else ()
    return OnCallInstance(
        scenario=scenario,
        duties=duties,
        members=members,
        fixed=_fixed(scenario, duties, members, place),
        just_before=frozenset(place[name] for name in before if name in place),
    )


def _members(scenario: Scenario, roster: Roster | None, sizes: Mapping[str, int]) -> tuple[Member, ...]:
    assert scenario.on_call is not None
    rota = scenario.on_call.rota
    groups = dict[str, set[str]]()  # sites by group; a pool of names is picked out of all groups
    if rota.sites:
        for site in rota.sites:
            groups.setdefault(site.group, set()).add(site.name)
    elif rota.pool == "group":
        groups[scenario.on_call.group] = {""}
    else:
        groups = {group: {""} for group in scenario.team.groups}
    people: list[tuple[Person, set[str]]] = []
    for group, sites in groups.items():
        people += [
            (person, sites) for person in people_with_leave(scenario, group, _size(scenario, group, roster, sizes))
        ]
    if not isinstance(rota.pool, str):
        known = {person.name: (person, sites) for person, sites in people}
        for name in rota.pool:  # numbered people may lie beyond the size of their group
            group = name.rpartition(" ")[0]
            known.setdefault(name, (Person(name=name, group=group), {""}))
        people = [known[name] for name in dict.fromkeys(rota.pool)]
    people = [(person, sites) for person, sites in people if terms.employed_days(scenario, person)]
    names = [person.name for person, _ in people]
    debts = {item: carried(scenario, names, item) for item in ON_CALL_ITEMS}
    shifts = _shifts(scenario, roster)
    days = scenario.calendar.weeks * 7
    members = []
    for person, sites in people:
        away, there = frozenset(leave_days(scenario, person)), frozenset(terms.employed_days(scenario, person))
        members.append(
            Member(
                person=person,
                sites=frozenset(sites),
                away=away,
                unavailable=_unavailable(scenario, person.name) | (frozenset(range(days)) - there),
                beside_leave=_beside(scenario, away),
                shifts=shifts.get(person.name, ()),
                weight=len(there - away),
                carried={item: debts[item][person.name] for item in ON_CALL_ITEMS},
            )
        )
    return tuple(members)


def _size(scenario: Scenario, group: str, roster: Roster | None, sizes: Mapping[str, int]) -> int | None:
    """As many people as are told, or else as the roster has where the scenario does not say."""
    size = sizes.get(group, scenario.team.groups[group].size)
    if size is None and roster is not None:
        own = roster.assignments
        size = max(own.loc[own["group"] == group, "person"].nunique(), len(scenario.people_of(group)))
    return size


def _unavailable(scenario: Scenario, name: str) -> frozenset[int]:
    assert scenario.on_call is not None
    start, last = scenario.calendar.start, scenario.calendar.weeks * 7 - 1
    days: set[int] = set()
    for away in scenario.on_call.rota.unavailable:
        if away.person == name:
            days.update(range(max(0, (away.first - start).days), min(last, (away.last - start).days) + 1))
    return frozenset(days)


def _beside(scenario: Scenario, away: frozenset[int]) -> frozenset[int]:
    """The days of a weekend that touches leave belong to it, as people see it."""
    days: set[int] = set()
    for weekend in terms.weekends(scenario.calendar):
        if not away.isdisjoint(range(weekend.start - 1, weekend.stop + 1)):
            days.update(weekend)
    return frozenset(days)


def _shifts(scenario: Scenario, roster: Roster | None) -> dict[str, Spans]:
    spans: dict[str, Spans] = {}
    for row in assignments_of(roster, "shift") if roster is not None else ():
        start, end = (scenario.calendar.microseconds(moment) // MINUTE for moment in (row.start, row.end))
        spans[row.person] = (*spans.get(row.person, ()), (start, end))
    return spans


def _fixed(
    scenario: Scenario, duties: tuple[Duty, ...], members: tuple[Member, ...], place: Mapping[str, int]
) -> dict[int, int]:
    fixed: dict[int, int] = {}
    problems: list[Problem] = []
    for number, given in enumerate(scenario.on_call.rota.fixed if scenario.on_call else ()):
        field, who = f"on_call.rota.fixed.{number}", given.person
        day = (given.date - scenario.calendar.start).days
        held = place.get(who)
        mine = [
            index
            for index, duty in enumerate(duties)
            if day in duty.days and duty.seat == given.seat and (held is None or duty.site in members[held].sites)
        ]
        wrong = None
        if held is None:
            wrong = f"{who} is not in the rotation"
        elif not mine:
            wrong = f"there is no turn on {given.date} that {who} could have"
        elif not members[held].may(duties[mine[0]]):
            wrong = f"{who} is on leave or not available in the turn of {given.date}"
        elif fixed.get(mine[0], held) != held:
            wrong = f"the turn of {given.date} is fixed for {members[fixed[mine[0]]].person.name} already"
        elif any(fixed.get(index) == held and duties[index].turn == duties[mine[0]].turn for index in fixed):
            wrong = f"{who} has another seat of the turn of {given.date} already"
        if wrong is None and held is not None:
            fixed[mine[0]] = held
        elif wrong is not None:
            problems.append(Problem(wrong, field=field, given=f"{who}, {given.date}"))
    if problems:
        raise InputError(problems)
    return fixed

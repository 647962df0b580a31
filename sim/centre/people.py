"""The agents of a run and their shifts, read from a roster, and how they keep to them; the seats of vendors."""

from __future__ import annotations

import itertools

from sim.centre.actors import Agent, Person
from sim.centre.habits import local_day, with_habits
from sim.centre.layout import NOBODY, Layout
from sim.centre.log import STATES
from sim.centre.pace import Pace, pace_of
from sim.centre.queues import desks_of_their_own
from sim.centre.roster import SECONDARY, Roster
from sim.centre.seats import seats_of
from sim.centre.shift import Pause, Shift
from sim.errors import InputError, Problem
from sim.scenario.model import Scenario
from sim.scenario.people import Person as Member

ON_CALL, SECOND_ON_CALL = "on_call", "on_call secondary"
"""Where people on call stand in the order of agents, in place of a group."""


def shifts_of(scenario: Scenario, layout: Layout, roster: Roster, replication: int, with_absences: bool) -> list[Shift]:
    """Return the shifts of a run: people of the roster, people on call, and vendors' seats.

    Shifts are cut at the start of the horizon and left out beyond its end. `with_absences` says whether people are
    named people with habits of their own: absences, late starts, overtime.

    Raises
    ------
    InputError
        If the roster names a group that the scenario does not have, or two shifts of a person overlap.
    """
    shifts: list[Shift] = []
    groups = list(scenario.team.groups)
    table = roster.assignments
    unknown = sorted(set(table["group"]) - set(groups))
    if unknown:
        raise InputError(
            Problem(
                f"the roster names groups the scenario does not have: {', '.join(unknown)}", accepted=", ".join(groups)
            )
        )
    starts = [scenario.calendar.microseconds(moment) for moment in table["start"].dt.to_pydatetime()]
    ends = [scenario.calendar.microseconds(moment) for moment in table["end"].dt.to_pydatetime()]
    rows: dict[tuple[str, str], list[tuple[int, int, str]]] = {}
    for person, group, kind, name, start, end in zip(
        table["person"], table["group"], table["kind"], table["shift"], starts, ends, strict=True
    ):
        if kind != "leave" and end > 0 and start < scenario.calendar.horizon:
            where = group if kind != "on_call" else SECOND_ON_CALL if name == SECONDARY else ON_CALL
            rows.setdefault((person, where), []).append((start, end, kind))
    members = {person.name: person for person in scenario.team.people}
    desks = desks_of_their_own(scenario)
    paces: dict[tuple[str, str], Pace | None] = {}
    for (person, where), unsorted in sorted(rows.items()):
        spans = sorted(unsorted)
        on_call = where in (ON_CALL, SECOND_ON_CALL)
        group_name = scenario.on_call.group if on_call and scenario.on_call is not None else where
        number = layout.on_call_group if on_call else groups.index(group_name)
        if number == NOBODY:
            raise InputError(
                Problem(f"the roster has {person} on call, but the scenario has no 'on_call'", field="on_call")
            )
        if where == SECOND_ON_CALL:
            number += 1
        about = scenario.team.groups[group_name]
        agent = Agent(len({shift.agent for shift in shifts}), person, number, about.speed, about.resolution, on_call)
        agent.is_secondary = where == SECOND_ON_CALL
        named = members.get(person)
        if named is not None and named.skills is not None and not on_call and named.group == group_name:
            agent.desk = desks[named.group, frozenset(named.skills)]
        if (person, group_name) not in paces:
            paces[person, group_name] = pace_of(scenario, about, named)
        agent.pace = paces[person, group_name]
        agent.comes_later = on_call or (about.second_duty is not None and about.second_duty.pick_up is not None)
        agent.hands_over = with_absences and about.overtime is not None
        present = [(start, end) for start, end, kind in spans if kind in ("shift", "on_call")]
        _check_apart(person, present, "on_call" if on_call else "shift")
        if on_call:
            shifts += [
                Shift(agent, max(0, start), end, by="on_call", days_in_team=days_in_team(scenario, named, start))
                for start, end in present
            ]
            continue
        pauses = [
            Pause(max(0, start), end, STATES.index(kind)) for start, end, kind in spans if kind in ("break", "meeting")
        ]
        plain = [
            Shift(
                agent,
                max(0, start),
                end,
                inside,
                planned_pauses=inside,
                days_in_team=days_in_team(scenario, named, start),
            )
            for start, end in present
            for inside in [tuple(pause for pause in pauses if start <= pause.start and 0 < pause.end <= end)]
        ]
        shifts += with_habits(scenario, about, replication, plain, present) if with_absences else plain
    _know_each_other(list(dict.fromkeys(shift.agent for shift in shifts)))
    return shifts + seats_of(scenario, layout, len({shift.agent for shift in shifts}))


def _know_each_other(agents: list[Agent]) -> None:
    """Let the agents that stand for one person know it, where that person is on call at times."""
    people = {agent.name: Person() for agent in agents if agent.on_call}
    for agent in agents:
        agent.person = people.get(agent.name)
        if agent.person is not None and agent.on_call:
            agent.person.at_home.append(agent)


def days_in_team(scenario: Scenario, person: Member | None, start: int) -> int:
    """Return the local days between a person's first day with the team and that on which a shift starts; 0 at least."""
    if person is None or person.joins is None:
        return 0
    return max(0, local_day(scenario, start) - (person.joins - scenario.calendar.start).days)


def _check_apart(person: str, spans: list[tuple[int, int]], kind: str) -> None:
    """Nobody is at work twice at the same time."""
    for (_, before), (after, _) in itertools.pairwise(spans):
        if after < before:
            wrong = f"two assignments of kind '{kind}' of {person} overlap; nobody is at work twice at the same time"
            raise InputError(Problem(wrong, field="roster"))

"""The agents of a run and their shifts, read from a roster; absences, and the seats of vendors."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass, field

import numpy as np

from sim.centre.actors import Agent, Person
from sim.centre.layout import NOBODY, Layout
from sim.centre.log import STATES
from sim.centre.pace import pace_of
from sim.centre.roster import SECONDARY, Roster
from sim.demand.draw import absence_draws
from sim.errors import InputError, Problem
from sim.scenario.model import Scenario
from sim.timing import DAY

ON_CALL, SECOND_ON_CALL = "on_call", "on_call secondary"
"""Where people on call stand in the order of agents, in place of a group."""


@dataclass(frozen=True)
class Pause:
    """A time within a shift away from customers."""

    start: int
    end: int
    state: int
    is_review: bool = False
    """Whether it is the weekly review of templates, which lasts as long as there is work for it."""


@dataclass(frozen=True, eq=False)
class Shift:
    """One presence of an agent, in microseconds since the start of the horizon."""

    agent: Agent
    start: int
    end: int
    pauses: tuple[Pause, ...] = ()
    absent: bool = False
    by: str = field(default="team")


def shifts_of(scenario: Scenario, layout: Layout, roster: Roster, replication: int, with_absences: bool) -> list[Shift]:
    """Return the shifts of a run: people of the roster, people on call, and vendors' seats.

    Shifts are cut at the start of the horizon and left out beyond its end. A person is absent from a shift where the
    draw of its local day lies below the group's share of absence.

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
        agent.pace = pace_of(scenario, about)
        pauses = [(start, end, kind) for start, end, kind in spans if kind in ("break", "meeting")]
        ill = absence_draws(scenario, replication, person) < about.shrinkage.absence
        present = [(start, end, kind) for start, end, kind in spans if kind in ("shift", "on_call")]
        _check_apart(person, present)
        for start, end, kind in present:
            day = int(np.clip(_local_day(scenario, start) + 1, 0, len(ill) - 1))
            shifts.append(
                Shift(
                    agent,
                    max(0, start),
                    end,
                    tuple(
                        Pause(max(0, first), last, STATES.index(why))
                        for first, last, why in pauses
                        if start <= first and last <= end and last > 0
                    ),
                    absent=with_absences and kind == "shift" and bool(ill[day]),
                    by="on_call" if on_call else "team",
                )
            )
    _know_each_other(list(dict.fromkeys(shift.agent for shift in shifts)))
    return shifts + _vendor_shifts(scenario, layout, len({shift.agent for shift in shifts}))


def _know_each_other(agents: list[Agent]) -> None:
    """Let the agents that stand for one person know it, where that person is on call at times."""
    people = {agent.name: Person() for agent in agents if agent.on_call}
    for agent in agents:
        agent.person = people.get(agent.name)
        if agent.person is not None and agent.on_call:
            agent.person.at_home.append(agent)


def _check_apart(person: str, spans: list[tuple[int, int, str]]) -> None:
    """Nobody is at work twice at the same time."""
    for (_, before, kind), (after, _, _) in itertools.pairwise(spans):
        if after < before:
            wrong = f"two assignments of kind '{kind}' of {person} overlap; nobody is at work twice at the same time"
            raise InputError(Problem(wrong, field="roster"))


def _vendor_shifts(scenario: Scenario, layout: Layout, first_number: int) -> list[Shift]:
    """Every dedicated seat is staffed without a gap throughout the vendor's hours."""
    shifts: list[Shift] = []
    interval, number = scenario.calendar.interval, first_number
    for index, (name, vendor) in enumerate(scenario.vendors.items()):
        if vendor.seats is None:
            continue
        covered = np.concatenate([[False], scenario.calendar.is_open(vendor.hours), [False]])
        edges = np.flatnonzero(covered[1:] != covered[:-1])
        for seat in range(vendor.seats):
            agent = Agent(
                number, f"{name} seat {seat + 1}", layout.vendor_group[index], vendor.speed, vendor.resolution
            )
            number += 1
            shifts += [
                Shift(agent, int(start) * interval, int(end) * interval, by="vendor")
                for start, end in zip(edges[::2], edges[1::2], strict=True)
            ]
    return shifts


def _local_day(scenario: Scenario, start: int) -> int:
    """Local days between the first day of the horizon and the day on which a shift starts."""
    calendar = scenario.calendar
    date = calendar.moment(start).astimezone(calendar.zone).date()
    return min((date - calendar.start) // dt.timedelta(days=1), calendar.horizon // DAY)

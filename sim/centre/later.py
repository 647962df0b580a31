"""Agents who begin with a contact some time after taking it: people on call, people with another duty first."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING, Any

import simpy

from sim.centre.actors import ABSENT, Agent, Attempt
from sim.centre.columns import plain
from sim.centre.events import ARRIVAL, END_OF_SERVICE, PATIENCE_ENDS, At, Process
from sim.centre.pairs import put_together
from sim.demand.contacts import Contacts
from sim.scenario.distribution import NEVER
from sim.scenario.model import Scenario

if TYPE_CHECKING:
    from sim.centre.centre import ContactCentre


def pick_up_times(scenario: Scenario, contacts: Contacts) -> dict[int, Sequence[int]]:
    """Return, by number of the group, the time until each attempt is begun by somebody of a group that comes later."""
    return {
        number: plain(group.second_duty.pick_up.quantiles(contacts.draws["picks_up"]))
        for number, group in enumerate(scenario.team.groups.values())
        if group.second_duty is not None and group.second_duty.pick_up is not None
    }


def picked_up(centre: ContactCentre, agent: Agent, attempt: Attempt) -> Generator[simpy.Event, Any, Agent | None]:
    """Be served by somebody with another duty, who begins later; return who, None where patience ends before."""
    delay, taken = centre.pick_up[agent.group][attempt.row], centre.env.now
    if delay and not (yield from waits(centre, attempt, delay)):
        centre.desks.release(agent, attempt)
        return None
    if attempt.notes is not None and was_just_passed_on(attempt, taken):
        attempt.notes["transfer_wait"] += delay
    if attempt.gone is None and not attempt.passes_on:
        attempt.remaining += put_together(centre, attempt, None)
    yield from work_to_the_end(centre, agent, attempt)
    return agent


def was_just_passed_on(attempt: Attempt, taken: int) -> bool:
    """Return whether a contact has been taken at a time for the first time since it was passed on."""
    notes = attempt.notes
    return notes is not None and "transfer_wait" in notes and notes["transferred"] + notes["transfer_wait"] == taken


def waits(centre: ContactCentre, attempt: Attempt, time: int) -> Generator[simpy.Event, Any, bool]:
    """Wait for somebody on the way; return False where patience ends before. One whose contact was begun stays."""
    env = centre.env
    left = attempt.patience - (env.now - attempt.queued) if attempt.answered == ABSENT else NEVER
    yield At(env, min(time, left), (PATIENCE_ENDS if left < time else ARRIVAL) | attempt.row)
    return left >= time


def work_to_the_end(centre: ContactCentre, agent: Agent, attempt: Attempt) -> Process:
    """Be worked on without a break by somebody who has come."""
    env = centre.env
    centre.desks.note(agent, centre.recorder.channel_states[attempt.served_channel], 1)
    centre.desks.begin(attempt)
    yield At(env, centre.desks.duration(attempt, 1000), END_OF_SERVICE | attempt.row)
    attempt.handled += env.now - attempt.since

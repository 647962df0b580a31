"""A contact that came to the wrong people: found out after a while, passed on, and begun anew by somebody else."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

import simpy

from sim.centre.actors import Agent, Attempt
from sim.centre.service import be_served

if TYPE_CHECKING:
    from sim.centre.centre import ContactCentre


def entrance(centre: ContactCentre, attempt: Attempt, right: int) -> int:
    """Return the queue into which a contact for the queue `right` is sent: by mistake another one.

    Misrouted if the draw `misrouted` is below the channel's share; which of the other queues, in the order of their
    numbers, the draw `astray` says.
    """
    about = centre.layout.channels[attempt.served_channel]
    others = about.astray[attempt.topic]
    if not others or centre.draws["misrouted"][attempt.row] >= about.misrouted:
        return right
    attempt.note("misrouted")
    return others[int(centre.draws["astray"][attempt.row] * len(others))]


def lacks_the_skill(centre: ContactCentre, attempt: Attempt, agent: Agent) -> bool:
    """Return whether an agent who takes a misrouted contact can only pass it on."""
    right = centre.layout.queue_of[0][attempt.served_channel][attempt.topic]
    if attempt.queue == right or attempt.notes is None or "misrouted" not in attempt.notes:
        return False
    return centre.router.queues[right] not in centre.router.groups[agent.desk].queues


def pass_on(
    centre: ContactCentre, attempt: Attempt, agent: Agent, right: int
) -> Generator[simpy.Event, Any, Agent | None]:
    """Wait in the right queue and be served there; return by whom, None where the customer hangs up.

    Patience counts anew. What has been waited so far counts for the place in the queue, as the scenario says.
    """
    attempt.passes_on = False
    centre.desks.release(agent, attempt)
    join_anew(centre, attempt, right)
    served_by = yield from be_served(centre, attempt)
    if served_by is None:
        note_transfer_wait(centre, attempt)
    return served_by


def join_anew(centre: ContactCentre, attempt: Attempt, right: int) -> None:
    """Note that a contact is passed on to the queue `right`, and at what place: whoever takes it there begins anew."""
    env, transfer = centre.env, centre.scenario.serving.transfer
    attempt.begun = False
    attempt.done = None
    attempt.told = True
    attempt.note("transfers")
    attempt.note("transferred", env.now)
    if not transfer.keeps_place:
        attempt.key += env.now - attempt.queued
    attempt.key -= transfer.credit
    attempt.queue = right


def note_transfer_wait(centre: ContactCentre, attempt: Attempt) -> None:
    """Note how long a contact has waited since it was passed on, if it was and still waits."""
    notes = attempt.notes
    if notes is not None and "transferred" in notes and "transfer_wait" not in notes:
        attempt.note("transfer_wait", centre.env.now - notes["transferred"])

"""A contact for which somebody at home is called out: an emergency while nobody on shift could serve it."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

import simpy

from sim.centre.actors import ABSENT, Agent, Attempt
from sim.centre.events import ARRIVAL, END_OF_SERVICE, PATIENCE_ENDS, At
from sim.centre.layout import TEAM
from sim.scenario.distribution import NEVER

if TYPE_CHECKING:
    from sim.centre.centre import ContactCentre


def somebody_is_on_call(centre: ContactCentre, attempt: Attempt) -> bool:
    """Return whether people on call are there who can serve a contact."""
    queue = centre.router.queues[centre.layout.queue_of[TEAM][attempt.served_channel][attempt.topic]]
    return any(group.last_resort and group.present for group, _ in queue.groups)


def called_out(centre: ContactCentre, agent: Agent, attempt: Attempt) -> Generator[simpy.Event, Any, bool]:
    """Be served by a person on call, who starts after a while; return False where patience ends before."""
    env = centre.env
    response = int(centre.on_call_response[attempt.row])
    is_new = attempt.answered == ABSENT
    left = attempt.patience - (env.now - attempt.queued) if is_new else NEVER
    yield At(env, min(response, left), (PATIENCE_ENDS if left < response else ARRIVAL) | attempt.row)
    if left < response:
        centre.desks.release(agent, attempt)
        return False
    centre.desks.note(agent, centre.recorder.channel_states[attempt.served_channel], 1)
    attempt.since = env.now
    if is_new:
        attempt.answered = env.now
    yield At(env, centre.desks.duration(attempt, 1000), END_OF_SERVICE | attempt.row)
    attempt.handled += env.now - attempt.since
    return True

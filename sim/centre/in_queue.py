"""A contact in a queue: it waits as long as patience lasts, and is served by whoever takes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.centre.actors import Attempt
from sim.centre.events import Ending
from sim.centre.layout import TEAM
from sim.centre.log import ABANDONED, BLOCKED, SERVED
from sim.centre.service import be_served
from sim.centre.special import decided
from sim.centre.transfers import entrance, pass_on

if TYPE_CHECKING:
    from sim.centre.centre import ContactCentre


def in_queue(centre: ContactCentre, attempt: Attempt, party: int) -> Ending:
    """Wait for an agent of a party, as long as patience lasts, and be served; return outcome and whether solved."""
    env, router = centre.env, centre.router
    about = centre.layout.channels[attempt.served_channel]
    right = attempt.queue = centre.layout.queue_of[party][attempt.served_channel][attempt.topic]
    if about.misrouted and party == TEAM:
        attempt.queue = entrance(centre, attempt, right)
    attempt.queued = env.now
    since = attempt.arrived if about.by_due_time else env.now
    attempt.key = since - about.headstart[attempt.topic][attempt.segment]
    capacity = centre.channels[attempt.served_channel].queue_capacity
    if capacity is not None and router.waiting_like(attempt.queue) >= capacity and not router.offer(attempt, env.now):
        return BLOCKED, None
    agent = yield from be_served(centre, attempt)
    if agent is None:
        return ABANDONED, None
    if attempt.passes_on:
        agent = yield from pass_on(centre, attempt, agent, right)
        if agent is None:
            return ABANDONED, None
    centre.recorder.by_agent(attempt, agent)
    centre.desks.release(agent, attempt)
    if attempt.special:
        return SERVED, (yield from decided(centre, attempt))
    topic = centre.topics[attempt.topic]
    solved = centre.draws["solved"][attempt.row] < topic.resolution * agent.resolution
    return SERVED, solved if centre.templates is None else centre.templates.served(attempt, solved)

"""A contact for which somebody at home is called out: an emergency while nobody on shift could serve it."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

import simpy

from sim.centre.actors import ABSENT, Agent, Attempt
from sim.centre.later import waits, was_just_passed_on, work_to_the_end
from sim.centre.layout import TEAM

if TYPE_CHECKING:
    from sim.centre.centre import ContactCentre


def somebody_is_on_call(centre: ContactCentre, attempt: Attempt) -> bool:
    """Return whether people on call are there who can serve a contact."""
    queue = centre.router.queues[centre.layout.queue_of[TEAM][attempt.served_channel][attempt.topic]]
    return any(group.last_resort and group.present for group, _ in queue.groups)


def called_out(centre: ContactCentre, agent: Agent, attempt: Attempt) -> Generator[simpy.Event, Any, Agent | None]:
    """Be served by a person on call, who starts after a while; return who, None where patience ends before."""
    env = centre.env
    if attempt.answered == ABSENT:
        attempt.note("called_out", env.now)
    elif was_just_passed_on(attempt, env.now):
        attempt.note("called_again", env.now)
    if not _is_up(agent, env.now):
        escalated = False
        if centre.duty.rings_in_vain(agent, attempt):
            if not (yield from waits(centre, attempt, centre.duty.escalate_after)):
                centre.desks.release(agent, attempt)
                return None
            if (secondary := centre.router.idle_secondary(agent)) is not None:
                centre.desks.take(secondary, attempt)
                centre.desks.release(agent, attempt)
                agent, escalated = secondary, True
        if not _is_up(agent, env.now):
            centre.duty.begin(agent, attempt, env.now, escalated)
    call_out = agent.call_out
    assert call_out is not None
    if call_out.ready > env.now and not (yield from waits(centre, attempt, call_out.ready - env.now)):
        centre.desks.release(agent, attempt)
        return None
    if call_out.began == ABSENT:
        call_out.began = env.now
    note_response_wait(centre, attempt)
    yield from work_to_the_end(centre, agent, attempt)
    call_out.contacts += 1
    call_out.until = env.now + centre.duty.stays_up
    return agent


def note_response_wait(centre: ContactCentre, attempt: Attempt) -> None:
    """Note how long a contact that was passed on has waited for somebody on call to begin, if it still waits."""
    notes = attempt.notes
    if notes is not None and "called_again" in notes and "response_wait" not in notes:
        attempt.note("response_wait", centre.env.now - notes["called_again"])


def _is_up(agent: Agent, now: int) -> bool:
    """Whether somebody is called out already, or still up from it."""
    return agent.call_out is not None and now <= agent.call_out.until

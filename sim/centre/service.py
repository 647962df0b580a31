"""At a desk: a contact waits for an agent as long as patience lasts, and is worked on until it is done."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any, cast

import simpy

from sim.centre.actors import Agent, Attempt
from sim.centre.events import END_OF_SERVICE, PATIENCE_ENDS, At
from sim.centre.later import picked_up
from sim.centre.on_call import called_out
from sim.centre.silent import leaves_without_a_word

if TYPE_CHECKING:
    from sim.centre.centre import ContactCentre


def be_served(centre: ContactCentre, attempt: Attempt) -> Generator[simpy.Event, Any, Agent | None]:
    """Wait in the queue as long as patience lasts, and be served; return by whom, None where patience was too short.

    The agent still has the contact at hand: release it.
    """
    env = centre.env
    agent = centre.router.offer(attempt, env.now)
    if agent is not None:
        centre.desks.take(agent, attempt)
    else:
        attempt.wake = env.event()
        centre.desks.let_wait(attempt)
        if attempt.patience < centre.horizon - env.now:
            attempt.gives_up = env.now + attempt.patience
            At(env, attempt.patience, PATIENCE_ENDS | attempt.row, attempt).callbacks.append(centre.hang_up)
        agent = cast("Agent | None", (yield attempt.wake))
        if agent is None:
            return None
    if attempt.done is not None:
        agent = yield attempt.done  # chats side by side are timed together, and deferred work may be put aside
    elif not agent.comes_later:
        yield At(env, centre.desks.duration(attempt, 1000), END_OF_SERVICE | attempt.row)
        attempt.handled += env.now - attempt.since
    if agent.on_call:
        agent = yield from called_out(centre, agent, attempt)
    elif agent.comes_later:
        agent = yield from picked_up(centre, agent, attempt)
    return agent


def hang_up(centre: ContactCentre, event: simpy.Event) -> None:
    """Let a customer leave the queue whose patience is over, unless somebody has begun with the contact."""
    attempt = cast(Attempt, event.value)
    if attempt.waiting and not attempt.begun and attempt.gives_up == centre.env.now and attempt.wake is not None:
        if leaves_without_a_word(centre, attempt):
            return
        centre.router.withdraw(attempt)
        attempt.wake.succeed()
        centre.desks.fill_room(attempt.queue)

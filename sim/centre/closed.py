"""What a contact meets on a closed channel: it waits, is called back, is sent to another channel, or is lost."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

import simpy

from sim.centre.actors import Attempt
from sim.centre.elsewhere import move
from sim.centre.events import ARRIVAL, At, Process
from sim.centre.in_queue import in_queue
from sim.centre.layout import NOBODY, TEAM
from sim.centre.log import CLOSED
from sim.centre.told import acknowledge
from sim.scenario.channels import Closed
from sim.scenario.distribution import NEVER

if TYPE_CHECKING:
    from sim.centre.centre import ContactCentre


def find_it_closed(
    centre: ContactCentre, attempt: Attempt, been_on: list[int]
) -> Generator[simpy.Event, Any, tuple[int, bool | None] | None]:
    """Follow the policy of a closed channel; return the ending, or None where the contact goes to another channel.

    `been_on` are the channels the attempt has been on: one of them a second time ends it as closed.
    """
    closed = centre.channels[attempt.served_channel].closed
    if closed.policy == "give_up" or centre.draws["accepts_closed"][attempt.row] >= closed.accept:
        attempt.note("turned_away")
        return CLOSED, None
    if closed.policy == "divert":
        assert closed.to is not None
        attempt.note("turned_away")
        other = centre.scenario.channel_names.index(closed.to)
        return None if move(centre, attempt, other, been_on) else (CLOSED, None)  # closed there too
    acknowledge(centre, attempt)
    if closed.policy == "wait":
        return (yield from in_queue(centre, attempt, TEAM))
    yield from _wait_for_the_call(centre, attempt, closed)
    return (yield from in_queue(centre, attempt, TEAM))


def _wait_for_the_call(centre: ContactCentre, attempt: Attempt, closed: Closed) -> Process:
    """Leave a message and be patient until the promised time after the next opening."""
    env = centre.env
    attempt.called_back, attempt.patience = True, NEVER
    opening = centre.layout.channels[attempt.served_channel].next_open[env.now // centre.interval]
    if opening == NOBODY:
        yield env.event()  # it never opens again: the message waits until the end of the run
    due = opening + closed.after
    attempt.note("promised", due + closed.window)
    yield At(env, due - env.now, ARRIVAL | attempt.row)

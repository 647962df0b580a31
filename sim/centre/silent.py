"""Customers who leave a chat without a word: it stays in the queue, and an agent loses time until that is found out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.centre.actors import ABSENT, Attempt, Gone
from sim.centre.events import END_OF_SERVICE, At, Process
from sim.centre.later import picked_up
from sim.centre.log import ABANDONED
from sim.scenario.distribution import NEVER

if TYPE_CHECKING:
    from sim.centre.centre import ContactCentre


def leaves_without_a_word(centre: ContactCentre, attempt: Attempt) -> bool:
    """Let a customer go whose contact stays in the queue; return False where the customer closes the window.

    Emergencies are left out: nobody at home is called out for somebody who has gone.
    """
    silent = centre.channels[attempt.served_channel].silent
    if silent is None or centre.topics[attempt.topic].emergency:
        return False
    if centre.draws["leaves_silently"][attempt.row] >= silent.share or attempt.wake is None:
        return False
    customer, attempt.wake = attempt.wake, centre.env.event()
    attempt.gone = Gone(centre.env.now, None)
    attempt.note("silent")
    customer.succeed()
    return True


def is_found_gone(centre: ContactCentre, attempt: Attempt) -> Process:
    """The contact of a customer who has left waits for an agent, who works on it in vain."""
    assert attempt.wake is not None
    agent = yield attempt.wake
    if attempt.done is not None:
        agent = yield attempt.done  # who finishes it may be somebody with another duty, who begins later
    elif not agent.comes_later:
        yield At(centre.env, centre.desks.duration(attempt, 1000), END_OF_SERVICE | attempt.row)
        attempt.handled += centre.env.now - attempt.since
    if agent.comes_later:
        attempt.patience = NEVER
        agent = yield from picked_up(centre, agent, attempt)
    centre.recorder.by_agent(attempt, agent)
    centre.desks.release(agent, attempt)
    del centre.inside[attempt.row]
    record_as_gone(centre, attempt)


def record_as_gone(centre: ContactCentre, attempt: Attempt) -> None:
    """Write the row of a customer who left without a word: abandoned, whatever was done afterwards."""
    assert attempt.gone is not None
    attempt.answered = ABSENT
    centre.recorder.contact(attempt, ABANDONED, attempt.gone.ended, None, attempt.gone.follows)

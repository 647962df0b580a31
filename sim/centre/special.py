"""Special cases: decided by whoever serves, put to a manager with a queue of cases, or refused."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

import simpy

from sim.centre.actors import Attempt
from sim.centre.events import Process
from sim.centre.service import be_served
from sim.scenario.distribution import NEVER

if TYPE_CHECKING:
    from sim.centre.centre import ContactCentre


def is_special(centre: ContactCentre, row: int, topic: int) -> bool:
    """Return whether a need is a special case: the draw `special` of its first attempt, `row`, is below the share."""
    special = centre.topics[topic].special
    return special is not None and centre.draws["special"][row] < special.share


def decided(centre: ContactCentre, attempt: Attempt) -> Generator[simpy.Event, Any, bool]:
    """Have a special case decided after it was served; return whether it was granted, which solves it."""
    special = centre.topics[attempt.topic].special
    assert special is not None
    attempt.note("special")
    if special.review is not None:
        yield from _put_to_a_manager(centre, attempt, special.review.quantile(centre.draws["review"][attempt.row]))
    granted = special.policy != "refusal" and bool(centre.draws["granted"][attempt.row] < special.granted)
    attempt.note("granted", int(granted))
    return granted


def was_refused(attempt: Attempt) -> bool:
    """Return whether an attempt ended with a no."""
    return attempt.notes is not None and attempt.notes.get("granted") == 0


def what_the_refused_do(centre: ContactCentre, attempt: Attempt) -> tuple[str | None, int, int]:
    """Return whether a refused customer comes again, after what mean gap, and on which channel: again, or in public."""
    special = centre.topics[attempt.topic].special
    assert special is not None
    refused, draw = special.refused, centre.draws["refused"][attempt.row]
    if draw < refused.again:
        return "recontact", refused.after, attempt.served_channel
    if draw < refused.again + refused.public:
        return "recontact", refused.after, centre.scenario.channel_names.index("social")
    return None, 0, attempt.served_channel


def _put_to_a_manager(centre: ContactCentre, attempt: Attempt, work: int) -> Process:
    """Let the case wait for somebody who approves, as a task of its own; the customer waits without limit."""
    env, channels = centre.env, centre.scenario.channel_names
    task = Attempt(
        attempt.need, attempt.number, attempt.row, len(channels), attempt.topic, attempt.segment, env.now, NEVER
    )
    task.task = work
    task.queue, task.queued, task.key = centre.layout.approvals, env.now, env.now
    attempt.note("submitted", env.now)
    centre.reviews[attempt.row] = task
    manager = yield from be_served(centre, task)
    assert manager is not None
    centre.desks.release(manager, task)
    del centre.reviews[attempt.row]
    note_review(centre, attempt, task)


def note_review(centre: ContactCentre, attempt: Attempt, task: Attempt) -> None:
    """Note how long a case waited for a manager, and how long the manager worked on it."""
    begun = task.answered if task.begun else centre.env.now
    attempt.note("approval_wait", begun - task.queued)
    attempt.note("reviewed", task.handled)

"""What a contact meets that nobody can take at once: full lines, a full queue, and an announcement of the wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.centre.actors import ABSENT, Attempt
from sim.centre.layout import TEAM
from sim.centre.log import BALKED, BLOCKED
from sim.centre.overflow import overflow_later
from sim.scenario.distribution import NEVER
from sim.scenario.waiting import Announcement

if TYPE_CHECKING:
    from sim.centre.centre import ContactCentre


def meet_the_queue(centre: ContactCentre, attempt: Attempt, party: int) -> int | None:
    """Return the outcome of a contact that is turned away or leaves at once; None where it stays to be served."""
    channel = centre.channels[attempt.served_channel]
    if channel.lines is not None and not _holds_a_line(centre, attempt, channel.lines):
        return BLOCKED
    overflows = party == TEAM and centre.layout.channels[attempt.served_channel].overflows
    if centre.router.offer(attempt, centre.env.now) is not None:
        return None  # somebody takes it at once
    if channel.queue_capacity is not None and centre.router.waiting_like(attempt.queue) >= channel.queue_capacity:
        return BLOCKED
    told = None if attempt.called_back else channel.announcement
    if told is not None and _leaves_on_hearing(centre, attempt, party, told):
        return BALKED
    if overflows:
        overflow_later(centre, attempt)
    return None


def _holds_a_line(centre: ContactCentre, attempt: Attempt, lines: int) -> bool:
    """Whether a contact has a line of its channel, after taking one where it had not; False where none is free."""
    channel = attempt.served_channel
    if attempt.line == channel or attempt.called_back:  # a call back goes out on a line of its own
        return True
    if centre.lines_held[channel] >= lines:
        return False
    free_the_line(centre, attempt)
    centre.lines_held[channel] += 1
    attempt.line = channel
    return True


def free_the_line(centre: ContactCentre, attempt: Attempt) -> None:
    """Let go the line that a contact holds, if it holds one."""
    if attempt.line != ABSENT:
        centre.lines_held[attempt.line] -= 1
        attempt.line = ABSENT


def _leaves_on_hearing(centre: ContactCentre, attempt: Attempt, party: int, told: Announcement) -> bool:
    """Announce the wait: whether the customer leaves at once. Some of the others take a call back instead."""
    wait = announced_wait(centre, attempt, told)
    if wait is None:
        return False
    attempt.note("announced", wait)
    if centre.draws["balks"][attempt.row] < told.share_leaving(wait):
        return True
    offer = told.call_back
    if offer is None or party != TEAM or wait <= offer.above:
        return False
    if centre.draws["takes_call_back"][attempt.row] < offer.accept:
        attempt.called_back, attempt.patience = True, NEVER
        attempt.queue = centre.layout.promised_queue_of[attempt.served_channel][attempt.topic]
        free_the_line(centre, attempt)
    return False


def announced_wait(centre: ContactCentre, attempt: Attempt, told: Announcement) -> int | None:
    """Return the wait that is announced to a contact (microseconds); None where nothing can be said."""
    queue = centre.router.queues[attempt.queue]
    if attempt.called_back:
        return None
    if told.rule == "last":
        return centre.desks.last_wait.get((queue.party, queue.channel))
    present = sum(group.present for group, _ in queue.groups if not group.last_resort)
    if not present:
        return None
    mean_work = centre.layout.channels[attempt.served_channel].mean_work
    return (centre.router.waiting_like(attempt.queue) + 1) * mean_work // present

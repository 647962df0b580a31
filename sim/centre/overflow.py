"""Contacts that go to a vendor because they would wait too long for the team, and those that come back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

import numpy as np
import simpy

from sim.centre.actors import ABSENT, Attempt
from sim.centre.events import SHIFT_END, TO_VENDOR, At, Process
from sim.centre.layout import TEAM

if TYPE_CHECKING:
    from sim.centre.centre import ContactCentre


def vendor_takes_at_once(centre: ContactCentre, attempt: Attempt, vendor: int) -> bool:
    """Return whether a contact goes straight to a vendor that has its channel, topic and hour."""
    overflow = centre.vendors[vendor].overflow
    channel = centre.layout.channels[attempt.served_channel]
    if overflow is None or not channel.is_open[centre.env.now // centre.interval]:
        return True
    if overflow.waiting is None:
        return False
    attempt.queue = centre.layout.queue_of[TEAM][attempt.served_channel][attempt.topic]
    attempt.queued = centre.env.now
    if centre.router.waiting_like(attempt.queue) < overflow.waiting:
        return False
    if centre.router.offer(attempt, centre.env.now) is not None:
        return False
    attempt.note("overflowed", centre.env.now)
    return True


def overflow_later(centre: ContactCentre, attempt: Attempt) -> None:
    """Let a contact that waits for the team go to a vendor when it has waited as long as one of them says."""
    for number, vendor in enumerate(centre.vendors):
        takes_topic = vendor.topics is None or centre.scenario.topic_names[attempt.topic] in vendor.topics
        on_channel = centre.scenario.channel_names[attempt.served_channel] in vendor.channels
        if vendor.overflow is not None and vendor.overflow.after is not None and takes_topic and on_channel:
            timer = At(centre.env, vendor.overflow.after, TO_VENDOR | attempt.row, attempt)
            timer.callbacks.append(partial(_overflow, centre, number))


def _overflow(centre: ContactCentre, number: int, event: simpy.Event) -> None:
    """Hand a contact that still waits for the team over to a vendor, if it is the one whose hours these are."""
    attempt, now = cast(Attempt, event.value), centre.env.now
    queue = centre.router.queues[attempt.queue]
    if not attempt.waiting or queue.party != TEAM or queue.is_promise or attempt.answered != ABSENT:
        return
    by_hour = centre.layout.channels[attempt.served_channel].vendor
    if attempt.gone is not None or by_hour is None or by_hour[attempt.topic][now // centre.interval] != number:
        return
    assert attempt.wake is not None
    centre.router.withdraw(attempt)
    centre.desks.fill_room(attempt.queue)
    attempt.note("overflowed", now)
    if centre.vendors[number].seats is None:
        attempt.shared_vendor = number
        attempt.wake.succeed()
        return
    attempt.queue = centre.layout.queue_of[number + 1][attempt.served_channel][attempt.topic]
    centre.desks.offer_or_let_wait(attempt)


def come_back_at_close(centre: ContactCentre, number: int) -> Process:
    """Whenever a vendor's hours end, the contacts that wait for its seats go to the team's queue."""
    covered = centre.scenario.calendar.is_open(centre.vendors[number].hours)
    ends = np.flatnonzero(covered[:-1] & ~covered[1:]) + 1
    for end in ends.tolist():
        yield At(centre.env, end * centre.interval - centre.env.now, SHIFT_END | (len(centre.agents) + number))
        waiting = [entry for queue in centre.router.queues if queue.party == number + 1 for entry in queue.entries()]
        for _, _, attempt in sorted(waiting):
            centre.router.withdraw(attempt)
            attempt.queue = centre.layout.queue_of[TEAM][attempt.served_channel][attempt.topic]
            attempt.note("handed_back", centre.env.now)
            centre.desks.offer_or_let_wait(attempt)

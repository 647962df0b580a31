"""A contact in a queue: it waits as long as patience lasts, and is served by whoever takes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.centre.actors import ABSENT, Attempt
from sim.centre.at_vendor import at_shared_vendor
from sim.centre.events import Ending
from sim.centre.hand_back import back_to_the_team, hands_back, is_solved_by
from sim.centre.layout import TEAM
from sim.centre.log import ABANDONED, MERGED, SERVED
from sim.centre.meeting_a_queue import meet_the_queue
from sim.centre.service import be_served
from sim.centre.special import decided
from sim.centre.transfers import entrance, pass_on

if TYPE_CHECKING:
    from sim.centre.centre import ContactCentre


def in_queue(centre: ContactCentre, attempt: Attempt, party: int) -> Ending:
    """Wait for an agent of a party, as long as patience lasts, and be served; return outcome and whether solved."""
    if attempt.merged:
        return MERGED, None
    right = enter(centre, attempt, party)
    if not centre.layout.channels[attempt.served_channel].joins_freely:
        outcome = meet_the_queue(centre, attempt, party)
        if outcome is not None:
            return outcome, None
    agent = yield from be_served(centre, attempt)
    if attempt.shared_vendor != ABSENT:  # it went there while it waited for the team
        return (yield from at_shared_vendor(centre, attempt, attempt.shared_vendor))
    if agent is not None and attempt.passes_on:
        agent = yield from pass_on(centre, attempt, agent, right)
    if agent is None:
        return _left(centre, attempt)
    solved = is_solved_by(centre, attempt, agent, "solved")
    centre.desks.release(agent, attempt)
    if attempt.special:
        return SERVED, (yield from decided(centre, attempt))
    vendor = centre.router.queues[attempt.queue].party - 1
    if vendor >= 0 and hands_back(centre, attempt, vendor, solved):
        return (yield from back_to_the_team(centre, attempt, vendor))
    return SERVED, solved


def enter(centre: ContactCentre, attempt: Attempt, party: int) -> int:
    """Note in which queue of a party a contact is now, since when, and at what place; return the right queue for it."""
    about = centre.layout.channels[attempt.served_channel]
    right = attempt.queue = centre.layout.queue_of[party][attempt.served_channel][attempt.topic]
    if about.misrouted and party == TEAM:
        attempt.queue = entrance(centre, attempt, right)
    attempt.queued = centre.env.now
    since = attempt.arrived if about.by_due_time else attempt.queued
    attempt.key = since - about.headstart[attempt.topic][attempt.segment]
    return right


def _left(centre: ContactCentre, attempt: Attempt) -> tuple[int, bool | None]:
    """Return how an attempt ended that left the queue: by hanging up, or because the other of its pair was begun."""
    if not attempt.merged:
        return ABANDONED, None
    centre.desks.fill_room(attempt.queue)
    return MERGED, None

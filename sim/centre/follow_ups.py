"""The question that follows an answer, as a new need of the same customer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.centre.actors import Attempt
from sim.centre.events import ARRIVAL, At, Process
from sim.centre.log import SERVED

if TYPE_CHECKING:
    from sim.centre.centre import ContactCentre


def ask_the_next(centre: ContactCentre, attempt: Attempt, outcome: int) -> Process:
    """Ask the question that follows a need just solved, unless none does or a person has answered it already."""
    env, contacts = centre.env, centre.contacts
    need = centre.follow_ups.pop(first_of_pair(centre, attempt.need), None)
    follow_up = centre.topics[attempt.topic].follow_up
    if need is None or follow_up is None:
        return
    share = follow_up.share
    if follow_up.proactive is not None and outcome == SERVED:
        share *= 1.0 - follow_up.proactive.removes
    if contacts.arising_draw[need - contacts.needs] >= share:
        return
    delay = round(contacts.delay_draw[need - contacts.needs] * follow_up.after)
    if env.now + delay >= centre.horizon:
        return
    yield At(env, delay, ARRIVAL | contacts.row(need, 1))
    yield from centre.further(need)


def first_of_pair(centre: ContactCentre, need: int) -> int:
    """Return the need itself, or the one asked first where this is its duplicate on another channel."""
    further = need - centre.contacts.needs
    return int(centre.contacts.origin[further]) if 0 <= further < centre.contacts.duplicates else need

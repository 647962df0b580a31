"""Customers who did not get through and try again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.centre.actors import Attempt
from sim.centre.layout import NOBODY
from sim.centre.log import ABANDONED, BALKED, BLOCKED, CLOSED
from sim.scenario.channels import Redial

if TYPE_CHECKING:
    from sim.centre.centre import ContactCentre


def time_to_redial(centre: ContactCentre, attempt: Attempt, outcome: int) -> int | None:
    """Return how long after not getting through a customer tries again (microseconds), None for who does not."""
    channel = attempt.served_channel
    redial = centre.channels[channel].redial
    share = _share(redial, outcome)
    if not share or centre.draws["redials"][attempt.row] >= share:
        return None
    delay: int = round(centre.gap_draw[attempt.row] * redial.after)
    if outcome != CLOSED or redial.closed_from == "now":
        return delay
    opening = centre.layout.channels[channel].next_open[centre.env.now // centre.interval]
    return None if opening == NOBODY else opening - centre.env.now + delay


def _share(redial: Redial, outcome: int) -> float:
    """The share of those who did not get through who try again, by how their attempt ended."""
    if outcome == ABANDONED:
        return redial.share
    if outcome == BLOCKED:
        return redial.share if redial.blocked_share is None else redial.blocked_share
    if outcome == BALKED:
        return redial.share if redial.balked_share is None else redial.balked_share
    return redial.closed_share if outcome == CLOSED else 0.0

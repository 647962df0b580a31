"""How contacts find people with the right skill: menus, misrouting, and being passed on."""

from __future__ import annotations

from sim.scenario.base import NotNegative, Part, Share
from sim.scenario.duration import Duration
from sim.timing import MINUTE, SECOND


class Menu(Part):
    """A menu of topics at the entrance of a channel, before anybody is asked."""

    duration: Duration = 30 * SECOND
    """Time customers spend with it, before they queue."""
    misrouted: Share = 0.0
    """Share of contacts that still come to people without the skill; takes the place of the channel's `misrouted`."""
    licence_per_month: NotNegative = 0.0
    """Price per month."""
    price_per_contact: NotNegative = 0.0
    """Price of every contact that goes through it, once for each attempt. Contacts of a vendor's shared pool, and those
    that a closed channel turns away, do not."""


class Transfer(Part):
    """What happens to a contact that came to people without the skill for it."""

    triage: Duration = MINUTE
    """Work of finding out that somebody else has to answer."""
    keeps_place: bool = True
    """Whether it is placed in the next queue as if it had waited there from the beginning; else as a new one."""
    credit: Duration = 0
    """Waiting time credited on top."""
    warm: bool = False
    """Whether the story is handed over, so that the customer need not tell it again."""
    handover: Duration = 30 * SECOND
    """Work of handing over, for each of the two people, where transfers are warm."""

"""One customer history for all channels, or silos: whether people know what the customer has told before."""

from __future__ import annotations

from sim.scenario.base import NotNegative, Part, Share
from sim.scenario.duration import Duration
from sim.timing import SECOND


class Omnichannel(Part):
    """A history shared by all channels and people: what was told once is known to whoever comes next.

    Without it, a customer who comes again, is passed on or was with a bot first tells the story again, and the part
    `gather` of the handling time is spent once more.
    """

    saves: Share = 1.0
    """Share of repeated gathering and of looking customers up that it saves."""
    merge: Duration = 30 * SECOND
    """Work of putting two contacts about the same need together, for whoever answers the first of them."""
    licence_per_month: NotNegative = 0.0
    """Price per month."""
    setup_cost: NotNegative = 0.0
    """Price once."""

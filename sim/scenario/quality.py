"""How well people answer, beside how fast and how often they solve: what callers notice about who serves them."""

from __future__ import annotations

from sim.scenario.base import Part, Share

USUAL = 0.9
"""The level of both at which customers notice nothing; assumed."""


class Quality(Part):
    """Quality of service of a group or vendor, as found by listening to calls and reading answers."""

    accuracy: Share = USUAL
    """Share of answers whose information is right; at the default it changes nothing."""
    professionalism: Share = USUAL
    """Share of answers given politely and with care; at the default it changes nothing."""

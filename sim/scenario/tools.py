"""What a group of agents works with: an assist that gathers information, and tools that have to be adopted."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sim.scenario.base import NotNegative, Part, Positive, Share


class Assist(Part):
    """An assistant that gathers basic information for the agent (suggested answers, the customer's history at hand)."""

    share: Share = 1.0
    """Share of the group's contacts that are worked with it."""
    removes: Share = 0.5
    """Share of the gathering part of handling time (`topics.<name>.parts.gather`) that it removes. The literature says
    at most half."""
    price_per_contact: NotNegative = 0.0
    """Price of each contact worked with it."""
    licence_per_seat_month: NotNegative = 0.0
    """Price per person of the group and month."""
    build_cost: NotNegative = 0.0
    """Price once."""


class Tool(Part):
    """A tool such as remote control or a new desktop, that helps those who use it and hinders where few do.

    Handling time is multiplied by 1 + loss × (1 - adoption / break_even) below the break-even adoption, and by 1 - gain
    × (adoption - break_even) / (1 - break_even) above it: from 1 + loss where nobody took it up, over 1 at the
    break-even, to 1 - gain where everybody uses it.
    """

    adoption: Share
    """Share of the work that is done with it: high where staff took part in choosing and testing it."""
    break_even: Annotated[float, Field(gt=0.0, lt=1.0)] = 0.4
    """Adoption at which it neither helps nor hinders."""
    gain: Annotated[float, Field(ge=0.0, lt=1.0)] = 0.15
    """Share of handling time saved where everybody uses it."""
    loss: Annotated[float, Field(ge=0.0, le=2.0)] = 0.10
    """Share of handling time added where nobody does: two systems, double entry."""
    licence_per_seat_month: NotNegative = 0.0
    """Price per person of the group and month."""
    rollout_cost: NotNegative = 0.0
    """Price once: choosing, testing and training."""

    @property
    def handling_factor(self) -> Positive:
        """Factor on handling time."""
        if self.adoption < self.break_even:
            return 1.0 + self.loss * (1.0 - self.adoption / self.break_even)
        return 1.0 - self.gain * (self.adoption - self.break_even) / (1.0 - self.break_even)

"""Journeys that make customers ask: how often, about what, and what a clearer way through would cost and spare."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sim.scenario.base import NotNegative, Part, Share
from sim.scenario.channels import ChannelName

Complexity = Literal["simple", "medium", "complex"]

CONTACT_SHARES: dict[Complexity, float] = {"simple": 0.32, "medium": 0.64, "complex": 0.82}
"""Share of journeys that lead to a service request. medium: Nielsen Norman Group, 2018 (grade B). simple, complex:
assumed, half of that, and half-way from it to all."""


class Redesign(Part):
    """A journey made clearer, so that fewer ask."""

    contact_share: Share
    """Share of the journeys that lead to a contact afterwards, at most that of before."""
    build_weeks: Annotated[int, Field(ge=0, le=260)] = 0
    """Weeks of the horizon until it is there; 0 shows the centre with it from the first day."""
    build_cost: NotNegative = 0.0
    """Price once."""
    cost_per_month: NotNegative = 0.0
    """Price per month, such as of keeping it up."""


class Journey(Part):
    """Something customers do, such as an order, that leads some of them to ask."""

    journeys_per_week: NotNegative
    """How often it is gone through in a week."""
    complexity: Complexity = "medium"
    """How complex it is, which says how many of them ask."""
    contact_share: Share | None = None
    """Share of the journeys that lead to a contact; None is that of the complexity: simple 0.32, medium 0.64 (Nielsen
    Norman Group), complex 0.82."""
    topics: dict[str, NotNegative] = Field(min_length=1)
    """What they ask about: weights of topics."""
    channels: dict[ChannelName, NotNegative] = {}
    """On which channels: weights; none given means as `demand.contacts_per_week`."""
    redesign: Redesign | None = None
    """A clearer way through; None leaves it as it is."""

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if sum(self.topics.values()) <= 0:
            raise ValueError("topics: the weights add up to 0; accepted: some weight above 0")
        if self.channels and sum(self.channels.values()) <= 0:
            raise ValueError("channels: the weights add up to 0; accepted: some weight above 0")
        if self.redesign is not None and self.redesign.contact_share > self.asking:
            raise ValueError(
                f"redesign.contact_share: {self.redesign.contact_share:g} is more than before; accepted: at most "
                f"{self.asking:g}"
            )
        return self

    @property
    def asking(self) -> float:
        """Share of the journeys that lead to a contact as they are today."""
        return CONTACT_SHARES[self.complexity] if self.contact_share is None else self.contact_share

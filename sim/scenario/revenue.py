"""How support earns: sales on solved contacts, help offered to those who hesitate, sales by outbound calls."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sim.scenario.base import NotNegative, Part, Share
from sim.scenario.channels import ChannelName
from sim.scenario.duration import Duration
from sim.scenario.journeys import Journey, Redesign


class Sale(Part):
    """What is sold."""

    share: Share
    """Share of those asked who buy."""
    value: NotNegative
    """What a purchase earns: its margin, not its price."""


class Upsell(Sale):
    """What customers buy whose question about a topic has just been solved by somebody."""

    by_segment: dict[str, NotNegative] = {}
    """Factors on the share for single segments."""
    by_vendors: Share = 1.0
    """How well vendors sell, relative to the team."""
    satisfied_from: Annotated[int, Field(ge=2, le=10)] | None = None
    """Lowest satisfaction (1 to 10) with the contact from which customers buy; None: how they feel does not matter."""
    offer_takes: Duration = 0
    """Work added to every contact about the topic that a person answers, solved or not."""


class OfferedHelp(Part):
    """Help offered to visitors of the site who hesitate: more contacts, and what they buy (`upsell` of the topic)."""

    visitors_per_week: NotNegative
    """Visitors who hesitate."""
    offered: Share = 1.0
    """Share of them who are offered help. With 0 the same visitors are there and nobody is asked, so that alternatives
    with different shares meet the same customers."""
    accepted: Share
    """Share of those offered who take it: each is a contact."""
    channel: ChannelName = "chat"
    """Where they are helped."""
    topic: str
    """What it is about."""
    licence_per_month: NotNegative = 0.0
    """Price per month."""
    setup_cost: NotNegative = 0.0
    """Price once."""

    @property
    def journey(self) -> Journey:
        """The contacts it brings, as a journey of which only those offered help lead to a contact."""
        return Journey(
            journeys_per_week=self.visitors_per_week,
            contact_share=self.accepted,
            topics={self.topic: 1.0},
            channels={self.channel: 1.0},
            redesign=Redesign(contact_share=self.accepted * self.offered) if self.offered < 1.0 else None,
        )

"""What answers before a person does: self-service before the contact exists, bots and templates on a channel."""

from __future__ import annotations

from typing import Literal

from sim.scenario.base import NotNegative, Part, Share
from sim.scenario.channels import ChannelName
from sim.scenario.duration import Duration
from sim.scenario.hours import ALWAYS, HoursText

Takes = Literal["any", "easiest"]
"""Which contacts automation takes: any, or those with the least work first, which leaves longer ones to people."""


class SelfService(Part):
    """Help pages and account pages that answer a need before it becomes a contact."""

    topics: dict[str, Share] = {}
    """Share of needs answered, by topic."""
    takes: Takes = "any"
    """Which needs are answered."""
    cost_per_use: NotNegative = 0.0
    """Price of one answered need."""
    licence_per_month: NotNegative = 0.0
    """Price per month."""


class Automation(Part):
    """A bot or template that answers on some channels at some hours before a person does."""

    channels: tuple[ChannelName, ...]
    """Channels on which it answers."""
    hours: HoursText = ALWAYS
    """When it answers, local time."""
    topics: dict[str, Share]
    """Containment by topic: share of the contacts that meet it which end there."""
    accept: Share = 1.0
    """Share of customers who take the automated option; the others go straight to the queue."""
    takes: Takes = "any"
    """Which contacts it contains."""
    false_close: Share = 0.0
    """Share of contained contacts that are closed but not solved; those customers come back as the topic says."""
    duration: Duration = 0
    """Time the customer spends with it, whether it solves or passes on."""
    price_per_resolution: NotNegative = 0.0
    """Price of one contained contact."""
    licence_per_month: NotNegative = 0.0
    """Price per month."""
    build_cost: NotNegative = 0.0
    """Price once."""

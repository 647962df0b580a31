"""What answers before a person does: self-service before the contact exists, bots and templates on a channel."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from sim.scenario.base import NotNegative, Part, Positive, Share
from sim.scenario.channels import ChannelName
from sim.scenario.duration import Duration
from sim.scenario.hours import ALWAYS, Hours, HoursText

Takes = Literal["any", "easiest"]
"""Which contacts automation takes: any, or those with the least work first, which leaves longer ones to people."""


class SelfService(Part):
    """Help pages and account pages that answer a need before it becomes a contact."""

    topics: dict[str, Share] = {}
    """Share of needs answered, by topic; where `tries` is given, of the needs with which customers try."""
    tries: Share | None = None
    """Share of customers who try before they make contact. None: failing is not modelled and leaves no trace."""
    tries_by_segment: dict[str, Share] = {}
    """The same for single segments."""
    failed_delay: Duration = 0
    """Time lost by those who try and do not find the answer; their contact comes later by this."""
    failed_patience: Positive = 1.0
    """Factor on the patience of their first contact, usually below 1."""
    takes: Takes = "any"
    """Which needs are answered."""
    cost_per_use: NotNegative = 0.0
    """Price of one answered need."""
    licence_per_month: NotNegative = 0.0
    """Price per month."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        told = self.tries_by_segment or self.failed_delay or self.failed_patience != 1.0
        if self.tries is None and told:
            raise ValueError("'tries' is needed, the share of customers who try, to say what becomes of those who fail")
        return self

    def tries_of(self, segment: str) -> float:
        """Return the share of a segment's customers who try it."""
        return self.tries_by_segment.get(segment, 1.0 if self.tries is None else self.tries)


class Automation(Part):
    """A bot or template that answers on some channels at some hours before a person does."""

    channels: tuple[ChannelName, ...]
    """Channels on which it answers."""
    hours: HoursText = ALWAYS
    """When it answers, local time."""
    hours_by_channel: dict[ChannelName, HoursText] = {}
    """Of these hours, those in which it answers single channels; channels not named have all of them."""
    topics: dict[str, Share]
    """Containment by topic: share of the contacts that meet it which end there."""
    accept: Share = 1.0
    """Share of customers who take the automated option; the others go straight to the queue."""
    accept_by_segment: dict[str, Share] = {}
    """The same for single segments."""
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

    @model_validator(mode="after")
    def _own_channels(self) -> Self:
        if other := [name for name in self.hours_by_channel if name not in self.channels]:
            raise ValueError(f"hours_by_channel: {', '.join(other)}; accepted: {', '.join(self.channels)}")
        return self

    def accept_of(self, segment: str) -> float:
        """Return the share of a segment's customers who take the automated option."""
        return self.accept_by_segment.get(segment, self.accept)

    def hours_on(self, channel: ChannelName) -> tuple[Hours, ...]:
        """Return the hours in which it answers a channel it has: those that lie in all of them."""
        own = self.hours_by_channel.get(channel)
        return (self.hours,) if own is None else (self.hours, own)

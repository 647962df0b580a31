"""Channels: their hours, what happens when closed, the promise made on them and how customers wait on them."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from sim.scenario.base import Part, Share
from sim.scenario.distribution import Distribution
from sim.scenario.duration import Duration
from sim.scenario.hours import ALWAYS, HoursText

ChannelName = Literal["phone", "chat", "email", "social"]
CHANNELS: tuple[ChannelName, ...] = ("phone", "chat", "email", "social")
LIVE: frozenset[str] = frozenset({"phone", "chat"})
"""Channels on which the customer waits in person; work on the others is deferred and may be interrupted."""


class Target(Part):
    """The promise on a channel: a share of contacts answered within a time."""

    share: Share
    """Share of contacts, 0 to 1."""
    within: Duration
    """Acceptable waiting time; on deferred channels the time to the first reply."""
    convention: Literal["offered", "answered", "offered_less_short"] = "offered"
    """What is counted. offered: answered within the time / all offered. answered: answered within / all answered.
    offered_less_short: (answered within + abandoned before) / all offered."""
    max_abandonment: Share | None = None
    """Largest share of abandoned contacts allowed."""


class Closed(Part):
    """What a contact meets that arrives outside the channel's hours."""

    policy: Literal["wait", "give_up", "call_back", "divert"] = "give_up"
    """wait: queue until open. give_up: the contact is lost. call_back: leaves a message and is called `after` the next
    opening. divert: goes to another channel."""
    to: ChannelName | None = None
    """Channel to divert to."""
    after: Duration = 0
    """call_back: promised time after the next opening at which the call becomes due."""
    accept: Share = 1.0
    """Share of customers who accept the policy; the others give up."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if (self.policy == "divert") != (self.to is not None):
            raise ValueError("'to' names the other channel for the policy 'divert', and for no other policy")
        return self


class Redial(Part):
    """What customers do who hung up."""

    share: Share = 0.0
    """Share who try again."""
    after: Duration = 0
    """Mean time until they do (exponential)."""
    switch: Share = 0.0
    """Share of those trying again who use another channel, `switch_to`."""
    switch_to: ChannelName | None = None
    """The other channel."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.switch > 0 and self.switch_to is None:
            raise ValueError("'switch' above 0 needs 'switch_to', the channel they go to")
        return self


class Channel(Part):
    """One way to reach support."""

    hours: HoursText = ALWAYS
    """When the channel is open, local time."""
    closed: Closed = Closed()
    """What happens outside the hours."""
    target: Target | None = None
    """The promise on this channel; without one the channel does not drive staffing."""
    patience: Distribution = Distribution(family="never")
    """How long customers wait before they hang up."""
    concurrency: int = Field(default=1, ge=1, le=10)
    """Contacts one agent handles at the same time (chat)."""
    slowdown: tuple[float, ...] = ()
    """Duration of a contact when an agent handles 1, 2, … at once, relative to one alone; empty means no slowdown."""
    priority: int = Field(default=1, ge=1, le=9)
    """1 is served first; of equal ones live contacts before deferred ones, then whoever waits longer. A live contact
    interrupts deferred work of the same or a later number."""
    queue_capacity: int | None = Field(default=None, ge=0)
    """Contacts that can wait; one more is turned away (`blocked`). None: no limit."""
    redial: Redial = Redial()
    """What customers do who hung up."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.slowdown and self.slowdown[0] != 1.0:
            raise ValueError("slowdown: the first factor is that of one contact alone, 1")
        if self.slowdown and len(self.slowdown) != self.concurrency:
            raise ValueError(f"slowdown needs one number per concurrent contact, {self.concurrency} in all")
        if any(factor < 1.0 for factor in self.slowdown):
            raise ValueError("slowdown: each factor is at least 1")
        if any(self.slowdown[i] > self.slowdown[i + 1] for i in range(len(self.slowdown) - 1)):
            raise ValueError("slowdown: the factors do not fall with the number of contacts")
        return self

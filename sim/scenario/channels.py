"""Channels: their hours, what happens when closed, the promise made on them and how customers wait on them."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator

from sim.scenario.acknowledgement import Acknowledgement
from sim.scenario.base import NotNegative, Part, Share
from sim.scenario.distribution import Distribution
from sim.scenario.duplicate import Duplicate
from sim.scenario.duration import Duration
from sim.scenario.hours import ALWAYS, HoursText
from sim.scenario.routing import Menu
from sim.scenario.waiting import Announcement, SilentLeaving
from sim.timing import MINUTE

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
    solved_share: Share | None = None
    """Share of needs to be solved within `solved_within`; judged, but no reason to require more people."""
    solved_within: Duration | None = None
    """Time from first asking until solved, further contacts included."""

    @model_validator(mode="after")
    def _both(self) -> Self:
        if (self.solved_share is None) != (self.solved_within is None):
            raise ValueError("a promise to solve needs both 'solved_share' and 'solved_within'")
        return self


class Closed(Part):
    """What a contact meets that arrives outside the channel's hours."""

    policy: Literal["wait", "give_up", "call_back", "divert"] = "give_up"
    """wait: queues at once for whoever is there, until the channel opens or patience ends. give_up: the contact is
    lost. call_back: leaves a message and is called `after` the next opening. divert: goes to another channel."""
    to: ChannelName | None = None
    """Channel to divert to."""
    after: Duration = 0
    """call_back: promised time after the next opening at which the call becomes due."""
    window: Duration = 15 * MINUTE
    """call_back: the promise is kept if the call is made within this time of falling due."""
    accept: Share = 1.0
    """Share of customers who accept the policy; the others give up."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if (self.policy == "divert") != (self.to is not None):
            raise ValueError("'to' names the other channel for the policy 'divert', and for no other policy")
        return self


class Redial(Part):
    """What customers do who did not get through."""

    share: Share = 0.0
    """Share of those who hung up who try again."""
    blocked_share: Share | None = None
    """The same of those turned away; None: as many as of those who hung up."""
    balked_share: Share | None = None
    """The same of those who left when they heard the wait; None: as many as of those who hung up."""
    after: Duration = 0
    """Mean time until they do (exponential)."""
    switch: Share = 0.0
    """Share of those trying again who use another channel, `switch_to`."""
    switch_to: ChannelName | None = None
    """The other channel."""
    closed_share: Share = 0.0
    """Share of those who gave up at a closed channel who try again."""
    closed_from: Literal["opening", "now"] = "opening"
    """From when their time `after` runs: from the next opening of the channel, or from when they found it closed."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.switch > 0 and self.switch_to is None:
            raise ValueError("'switch' above 0 needs 'switch_to', the channel they go to")
        return self


class Slowdown(Part):
    """A formula for the duration of a contact when an agent handles n at once, relative to one alone."""

    formula: Literal["power", "linear"] = "power"
    """power: n to the power of `factor`; with factor 1 the agent's attention is shared out evenly. linear: 1 + `factor`
    for each further contact."""
    factor: NotNegative
    """The number in the formula; 0 is no slowdown."""

    def of(self, at_once: int) -> float:
        """Return the factor for so many contacts at once.

        >>> Slowdown(formula="power", factor=0.5).of(4), Slowdown(formula="linear", factor=0.5).of(4)
        (2.0, 2.5)
        """
        return float(at_once**self.factor) if self.formula == "power" else 1.0 + self.factor * (at_once - 1)


class Channel(Part):
    """One way to reach support."""

    hours: HoursText = ALWAYS
    """When the channel is open, local time."""
    offered: bool = True
    """Whether customers can use it in this alternative; false takes it away from those who would choose it."""
    instead: dict[ChannelName, Share] = {}
    """Where customers go for whom the channel is not offered: their shares by other channel. The rest give up."""
    closed: Closed = Closed()
    """What happens outside the hours."""
    target: Target | None = None
    """The promise on this channel; without one the channel does not drive staffing."""
    patience: Distribution = Distribution(family="never")
    """How long customers wait before they hang up."""
    concurrency: int = Field(default=1, ge=1, le=10)
    """Contacts one agent handles at the same time (chat)."""
    slowdown: Annotated[
        Annotated[tuple[float, ...], Tag("numbers")] | Annotated[Slowdown, Tag("formula")],
        Discriminator(lambda given: "formula" if isinstance(given, dict | Part) else "numbers"),
    ] = ()
    """Duration of a contact when an agent handles 1, 2, … at once, relative to one alone: a number for each, or a
    formula; empty means no slowdown."""
    priority: int = Field(default=1, ge=1, le=9)
    """1 is served first; of equal ones live contacts before deferred ones, then whoever waits longer. A live contact
    interrupts deferred work of the same or a later number."""
    queue_credit: Duration = 0
    """Waiting time a contact on this channel starts with in the queue, so that it is served as if it came earlier."""
    waiting_weight: Annotated[float, Field(ge=0.001, le=1000.0)] = 1.0
    """How fast waiting counts among contacts of equal priority: with 2, a minute waited here is worth two elsewhere."""
    order: Literal["first_come", "due"] = "first_come"
    """Who is served first on this channel, and beside others of its priority. first_come: who waits longest. due: whose
    reply falls due first, `target.within` (or the shorter `within` of topic or segment) after arriving."""
    queue_capacity: int | None = Field(default=None, ge=0)
    """Contacts that can wait; one more is turned away (`blocked`). None: no limit."""
    lines: int | None = Field(default=None, ge=1)
    """Lines shared by all contacts on this channel that wait for people or are served by them; one more is turned away
    (`blocked`). None: no limit."""
    announcement: Announcement | None = None
    """What customers are told of the wait."""
    silent: SilentLeaving | None = None
    """Customers of a chat who leave without a word when their patience ends."""
    redial: Redial = Redial()
    """What customers do who did not get through."""
    duplicate: Duplicate | None = None
    """Customers who ask the same on another channel as well."""
    misrouted: Share = 0.0
    """Share of contacts that come to people without the skill for them, where some people have not all skills."""
    menu: Menu | None = None
    """A menu of topics at the entrance."""
    acknowledgement: Acknowledgement | None = None
    """What customers are told automatically who are not answered at once."""
    public_after: Duration | None = None
    """Contacts on this channel are public posts: one unanswered for this long is a visible complaint; so is, from the
    first moment, that of a customer who comes here because of hanging up elsewhere or being refused. None: private."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.order == "due" and self.target is None:
            raise ValueError("order: 'due' needs a target, whose 'within' says when a reply falls due")
        if self.offered and self.instead:
            raise ValueError("'instead' says where customers go whose channel is not offered; set 'offered: false'")
        if sum(self.instead.values()) > 1.0 + 1e-9:
            raise ValueError(f"instead: the shares add up to {sum(self.instead.values()):g}; accepted: at most 1")
        factors = self.slowdowns
        if factors[0] != 1.0:
            raise ValueError("slowdown: the first factor is that of one contact alone, 1")
        if len(factors) != self.concurrency:
            raise ValueError(f"slowdown needs one number per concurrent contact, {self.concurrency} in all")
        if any(factor < 1.0 for factor in factors):
            raise ValueError("slowdown: each factor is at least 1")
        if any(factors[i] > factors[i + 1] for i in range(len(factors) - 1)):
            raise ValueError("slowdown: the factors do not fall with the number of contacts")
        return self

    @property
    def slowdowns(self) -> tuple[float, ...]:
        """Duration of a contact when an agent handles 1, 2, … up to `concurrency` at once, relative to one alone."""
        if isinstance(self.slowdown, Slowdown):
            return tuple(self.slowdown.of(number) for number in range(1, self.concurrency + 1))
        return self.slowdown or (1.0,) * self.concurrency

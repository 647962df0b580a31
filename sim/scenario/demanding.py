"""Who contacts support and why: topics, volumes over the week, busyness, segments."""

from __future__ import annotations

import re
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Discriminator, Field, Tag, model_validator

from sim.scenario.base import NotNegative, Part, Positive, Share
from sim.scenario.calendar import Weekday
from sim.scenario.channels import CHANNELS, ChannelName
from sim.scenario.distribution import Distribution
from sim.scenario.duration import Duration
from sim.scenario.follow_up import FollowUp
from sim.scenario.revenue import Upsell
from sim.scenario.special_cases import SpecialCases


def _by_channel(given: Any) -> str:
    """Tell one value for all channels from a mapping with one value per channel, so that errors speak of one form."""
    if not isinstance(given, dict) or not given:
        return "all"
    values = given.values()
    if all(isinstance(value, dict | Part) for value in values):
        return "each"
    are_numbers = all(isinstance(value, int | float) for value in values)
    return "each" if all(key in CHANNELS for key in given) and not are_numbers else "all"


def _quarter(clock: str) -> str:
    if not re.fullmatch(r"([01]\d|2[0-3]):(00|15|30|45)", clock):
        raise ValueError("this is no start of an interval; accepted: a quarter of an hour, 00:00 to 23:45")
    return clock


class Recontact(Part):
    """What customers do whose question was not solved."""

    share: Annotated[float, Field(ge=0.0, lt=1.0)] = 0.0
    """Share who contact again; below 1, or contacts would never end."""
    after: Duration = 0
    """Mean time until they do (exponential)."""


class HandlingParts(Part):
    """What handling time consists of, as shares of it that add up to 1."""

    gather: Share = 0.0
    """Gathering basic information: who it is, what happened, what was said before. An assist removes a share of it."""
    solve: Share = 1.0
    """Finding and giving the answer."""
    write_up: Share = 0.0
    """Noting what was done. On a call or chat the customer has gone by then; the agent is still busy."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        total = self.gather + self.solve + self.write_up
        if abs(total - 1.0) > 1e-6:
            raise ValueError(f"the parts of handling time add up to {total:g}; accepted: 1")
        return self


class Topic(Part):
    """A reason to contact support."""

    label: str | None = None
    """Name shown in reports, in any language; the key where absent."""
    skill: str = "general"
    """Skill an agent needs to serve it."""
    handling: Annotated[
        Annotated[Distribution, Tag("all")] | Annotated[dict[ChannelName, Distribution], Tag("each")],
        Discriminator(_by_channel),
    ]
    """Handling time, wrap-up included; one for all channels, or one per channel."""
    parts: HandlingParts = HandlingParts()
    """What the handling time consists of."""
    resolution: Share = 1.0
    """Share of contacts served by the team that are solved."""
    recontact: Recontact = Recontact()
    """What customers do whose question was not solved."""
    queue_credit: Duration = 0
    """Waiting time a contact about this topic starts with in the queue, so that it is served as if it came earlier."""
    within: dict[ChannelName, Duration] = {}
    """Time within which a reply is promised, by channel, for channels in the order `due`."""
    patience_factor: Positive = 1.0
    """Factor on how long customers with this topic wait; below 1 for what cannot wait."""
    emergency: bool = False
    """Whether people on call are called out for it."""
    follow_up: FollowUp | None = None
    """The question that follows when it is solved."""
    upsell: Upsell | None = None
    """What customers buy when it has been solved."""
    special: SpecialCases | None = None
    """Cases among them for which the rules were not made."""

    def handling_on(self, channel: ChannelName) -> Distribution | None:
        """Return the handling time on a channel; None where the topic has none for it."""
        return self.handling.get(channel) if isinstance(self.handling, dict) else self.handling


class Rate(Part):
    """Mean number of contacts in one interval of the week."""

    weekday: Weekday
    start: Annotated[str, AfterValidator(_quarter)]
    """Local clock time at which the interval starts, such as 07:30; a quarter of an hour."""
    channel: ChannelName
    topic: str
    contacts: NotNegative
    """Mean contacts in the interval."""


class Shape(Part):
    """How a week's contacts spread over days and hours; only proportions matter."""

    weekdays: tuple[NotNegative, ...] = (1.0,) * 7
    """Weights of Monday to Sunday."""
    hours: tuple[NotNegative, ...] = (1.0,) * 24
    """Weights of the hours from midnight, local time."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if len(self.weekdays) != 7 or sum(self.weekdays) <= 0:
            raise ValueError("weekdays: seven weights, Monday to Sunday, not all 0")
        if len(self.hours) != 24 or sum(self.hours) <= 0:
            raise ValueError("hours: twenty-four weights from midnight, not all 0")
        return self


class Segment(Part):
    """A kind of customer."""

    share: Share
    """Share of customers."""
    queue_credit: Duration = 0
    """Waiting time a contact of this segment starts with in the queue, so that it is served as if it came earlier."""
    patience: dict[ChannelName, Distribution] = {}
    """How long these customers wait, by channel; channels not named have the patience of all."""
    within: dict[ChannelName, Duration] = {}
    """Time within which they are promised a reply, by channel, for channels in the order `due`."""
    preference: dict[ChannelName, NotNegative] = {}
    """Factors on the segment's share among the contacts of a channel, 1 where not given: on a channel the segments
    stand in the proportion share × factor, while the channel's volume stays as it is."""
    lookup: Duration = 0
    """Work of finding out who the customer is, added to every contact that a person answers."""
    personal: Duration = 0
    """Work of a personal answer instead of the same script for everybody, added likewise; the log marks it."""


class Demand(Part):
    """Contacts over the week: either `contacts_per_week` with shapes and a topic mix, or a `profile` of rates."""

    contacts_per_week: dict[ChannelName, NotNegative] = {}
    """Mean contacts in a week by channel."""
    shape: Annotated[
        Annotated[Shape, Tag("all")] | Annotated[dict[ChannelName, Shape], Tag("each")],
        Discriminator(_by_channel),
    ] = Shape()
    """How they spread over the week; one for all channels or one per channel."""
    topics: Annotated[
        Annotated[dict[str, NotNegative], Tag("all")]
        | Annotated[dict[ChannelName, dict[str, NotNegative]], Tag("each")],
        Discriminator(_by_channel),
    ] = {}
    """Weights of the topics; one mix for all channels, or one per channel."""
    profile: str | tuple[Rate, ...] = ()
    """A CSV file beside the scenario (weekday, start, channel, topic, contacts) or its rows. Adds to
    `contacts_per_week`."""
    busyness_cv: Annotated[float, Field(ge=0.0, le=3.0)] = 0.0
    """Coefficient of variation of the day-to-day busyness factor (gamma, mean 1) that multiplies all rates of a day."""
    volume: Positive = 1.0
    """Factor on all volumes, for growth."""
    same_customers_up_to: Positive | None = None
    """Customers are drawn for this volume, and each is kept with probability volume / this. So scenarios that differ in
    `volume` alone meet the same customers, of whom the smaller volume meets a part. None: drawn for `volume`."""
    holiday_factor: NotNegative = 1.0
    """Factor on volumes on public holidays."""
    segments: dict[str, Segment] = {}
    """Kinds of customers; none means one kind."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if not self.contacts_per_week and not self.profile:
            raise ValueError("either 'contacts_per_week' or 'profile' is needed")
        if self.contacts_per_week and not self.topics:
            raise ValueError("'contacts_per_week' needs 'topics', the weights of the topics")
        if self.same_customers_up_to is not None and self.volume > self.same_customers_up_to:
            raise ValueError(
                f"same_customers_up_to: {self.same_customers_up_to:g} lies below the volume, {self.volume:g}; "
                "accepted: the largest volume that is compared, or more"
            )
        total = sum(segment.share for segment in self.segments.values())
        if self.segments and abs(total - 1.0) > 1e-6:
            raise ValueError(f"the shares of the segments add up to {total:g}; accepted: 1")
        for channel, contacts in self.contacts_per_week.items():
            if self.segments and contacts > 0 and not any(self.segment_weights(channel)):
                raise ValueError(f"segments: no segment uses the channel '{channel}'; accepted: a preference above 0")
        return self

    def segment_weights(self, channel: ChannelName) -> list[float]:
        """Return the weights of the segments among the contacts of a channel."""
        return [segment.share * segment.preference.get(channel, 1.0) for segment in self.segments.values()]

    def topic_weights(self, channel: ChannelName) -> dict[str, float]:
        """Return the weights of the topics on a channel, as given; empty where the channel has none."""
        if _by_channel(self.topics) == "each":
            return dict(self.topics.get(channel, {}))  # type: ignore[arg-type]  # the discriminator told which form
        return dict(self.topics)  # type: ignore[arg-type]  # as above

    def shape_on(self, channel: ChannelName) -> Shape:
        """Return how the contacts of a channel spread over the week."""
        return self.shape.get(channel, Shape()) if isinstance(self.shape, dict) else self.shape

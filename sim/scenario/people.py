"""Who serves: groups of agents with equal skills, named people, and vendors."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sim.scenario.base import NotNegative, Part, Positive, Share
from sim.scenario.calendar import TimeZone, Weekday
from sim.scenario.channels import ChannelName
from sim.scenario.contract import DEDICATED, Price
from sim.scenario.distribution import Distribution
from sim.scenario.duration import Duration
from sim.scenario.engagement import Engagement
from sim.scenario.hours import ALWAYS, Hours, HoursText, parse_hours
from sim.scenario.overflow import Overflow
from sim.scenario.past_shifts import PastShift
from sim.scenario.quality import Quality
from sim.scenario.requests import Request
from sim.scenario.tools import Assist, Tool
from sim.scenario.working import Adherence, Learning, Overtime, SecondDuty

PartOfTime = Annotated[float, Field(ge=0.0, lt=1.0)]
"""A share of paid time that leaves some for customers."""


class Shrinkage(Part):
    """Paid time in which nobody serves customers, in its parts."""

    absence: PartOfTime = 0.05
    """Share of shifts missed without notice (sickness)."""
    absence_days: Annotated[float, Field(ge=1.0, le=90.0)] | None = None
    """Mean length of an absence in calendar days; None draws every day by itself."""
    leave: PartOfTime = 0.09
    """Share of contract time taken as planned leave; it raises the number of people needed."""
    other: PartOfTime = 0.05
    """Share of a shift spent in meetings, coaching and training, away from customers."""

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if self.absence_days is not None and self.absence * (1.0 + self.absence_days) > self.absence_days:
            most = self.absence_days / (1.0 + self.absence_days)
            raise ValueError(f"absence: with spells of {self.absence_days:g} days accepted is at most {most:.2f}")
        return self

    @model_validator(mode="after")
    def _leaves_some(self) -> Self:
        if self.absence + self.leave + self.other >= 1:
            raise ValueError("absence, leave and other take all of the paid time; accepted: less than 1 in all")
        return self


class Route(Part):
    """How a group takes some of its contacts; what it does not name goes by priority and to specialists first."""

    channels: tuple[ChannelName, ...]
    """Channels it is about, of those the group serves."""
    skills: Literal["all"] | tuple[str, ...] = "all"
    """Skills it is about, of those the group has."""
    priority: int | None = Field(default=None, ge=1, le=9)
    """In which order this group's agents take contacts, 1 first; None: the priority of the channel."""
    order: int | None = Field(default=None, ge=1, le=99)
    """At which place this group is asked for such a contact, 1 first, before groups without an order; None: after
    those, groups with fewer queues first."""
    after: Duration = 0
    """The group takes a contact only when it has waited so long."""
    keep_free: int = Field(default=0, ge=0)
    """The group takes a contact only while so many further of its agents are idle: agents reserved for others."""


class Group(Part):
    """Agents with equal channels and skills: the unit for which a requirement is found."""

    channels: tuple[ChannelName, ...]
    """Channels they serve."""
    skills: Literal["all"] | tuple[str, ...] = "all"
    """Skills they have, as topics name them."""
    routes: tuple[Route, ...] = ()
    """Preferences, delays and reservations for some of them; the first that names a channel and skill counts."""
    size: int | None = Field(default=None, ge=0, le=500)
    """Number of people; None lets the plan find how many it takes. Named people count towards it."""
    wage_per_hour: Positive
    """Gross wage."""
    contract_hours: Annotated[float, Field(gt=0.0, le=60.0)] = 40.0
    """Contract hours a week."""
    time_zone: TimeZone | None = None
    """Where they sit; None means the calendar's time zone."""
    speed: Positive = 1.0
    """1 is the handling time of the topic; 0.5 takes twice as long."""
    resolution: NotNegative = 1.0
    """Factor on the topic's share solved."""
    quality: Quality = Quality()
    """What customers notice about their answers, besides whether these solve."""
    assist: Assist | None = None
    """An assistant that gathers information for them."""
    tool: Tool | None = None
    """A tool that has to be adopted before it helps."""
    shrinkage: Shrinkage = Shrinkage()
    """Paid time not serving customers."""
    adherence: Adherence | None = None
    """How they keep to the times of their shifts; None means to the second."""
    overtime: Overtime | None = None
    """Limits to overtime, hand-over and staying on; None: live contacts are finished however long it takes."""
    second_duty: SecondDuty | None = None
    """Whether support is their second duty."""
    learning: Learning | None = None
    """How people who have just joined come to work like the others; None: they do from the first day."""
    engagement: Engagement | None = None
    """What load, nights and unfairness do to their engagement, and it to their work; None: nothing."""
    minimum: int = Field(default=1, ge=0)
    """People present at least whenever one of their live channels is open and not covered by a vendor."""
    present: HoursText = parse_hours("never")
    """Hours in which that minimum is there whatever the channels need, such as the office hours of managers."""
    approves: bool = False
    """Whether they decide on special cases that need approval, besides what else they do."""

    @model_validator(mode="after")
    def _days_that_engagement_moves(self) -> Self:
        if self.engagement is not None and self.engagement.absence > 0 and self.shrinkage.absence_days is not None:
            raise ValueError(
                "engagement moves absence day by day, not in spells; accepted: 'engagement' with 'absence: 0', or no "
                "'shrinkage.absence_days'"
            )
        return self


class Leave(Part):
    """Days away, both ends counted."""

    first: dt.date
    last: dt.date

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.last < self.first:
            raise ValueError("leave: the last day lies before the first")
        return self


class Person(Part):
    """A named person; what is None comes from the group."""

    name: str = Field(min_length=1, max_length=80)
    """Name in any language."""
    group: str
    contract_hours: Annotated[float, Field(gt=0.0, le=60.0)] | None = None
    """Contract hours a week."""
    contract_hours_total: Positive | None = None
    """Contract hours over the whole horizon, instead of hours a week."""
    weekly_hours_max: Positive | None = None
    """Most working hours in a calendar week, where fewer than `rules.weekly_hours_max`."""
    joins: dt.date | None = None
    """First day with the team; None long ago."""
    contacts_before: int = Field(default=0, ge=0)
    """Contacts served before the horizon by somebody who learns by contacts (`learning` of the group)."""
    leaves: dt.date | None = None
    """Last day with the team, such as the end of a secondment; None stays."""
    wage_per_hour: Positive | None = None
    time_zone: TimeZone | None = None
    skills: tuple[str, ...] | None = None
    """Skills of their own, fewer or more than the group's: what they serve on the group's channels, and what
    `rules.skills_present` counts. The requirement is found for the group as it is; on call the group's skills count."""
    leave: tuple[Leave, ...] = ()
    """Planned leave; where none is given, the group's share of leave is spread over the horizon."""
    days_off: tuple[Weekday, ...] = ()
    """Weekdays on which this person never works."""
    days_on: tuple[Weekday, ...] = ()
    """Weekdays on which this person always works, but for leave and public holidays off."""
    nights: bool = True
    """Whether this person works nights."""
    weekends: bool = True
    """Whether this person works weekends."""
    holidays: bool = True
    """Whether this person works on public holidays."""
    requests: tuple[Request, ...] = ()
    """What this person asks for."""

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if self.joins is not None and self.leaves is not None and self.leaves < self.joins:
            raise ValueError("leaves: the last day lies before the first")
        if both := sorted(set(self.days_on) & set(self.days_off)):
            raise ValueError(f"days_on: {', '.join(both)} cannot be both worked and off")
        return self


class Team(Part):
    """The people inside the company."""

    groups: dict[str, Group] = Field(min_length=1)
    """Groups of agents by name."""
    people: tuple[Person, ...] = ()
    """Named people; further ones are named after their group."""
    history: tuple[PastShift, ...] = ()
    """Shifts before the horizon, so that rests and runs hold over the border: a roster file (CSV), relative to this
    one, or a list."""


class Vendor(Part):
    """An outside provider that takes some channels at some hours."""

    channels: tuple[ChannelName, ...]
    """Channels it takes."""
    topics: tuple[str, ...] | None = None
    """Topics it takes; None means all."""
    hours: HoursText = ALWAYS
    """When it takes them, local time; the channel's own hours do not bind it."""
    hours_by_channel: dict[ChannelName, HoursText] = {}
    """Of these hours, those in which it takes single channels; channels not named have all of them."""
    seats: int | None = Field(default=None, ge=1, le=1000)
    """Dedicated seats staffed throughout its hours; contacts queue for them."""
    response: Distribution | None = None
    """Instead of seats: a shared pool whose time to answer follows this distribution."""
    overflow: Overflow | None = None
    """Take only what would wait too long for the team; None takes all contacts of its channels, topics and hours."""
    at_close: Literal["stay", "hand_back"] = "stay"
    """What becomes of contacts that wait for its seats when its hours end: they stay for the next hours, or go back to
    the team's queue at the place they would have there."""
    hand_back_unsolved: Share = 0.0
    """Share of the contacts it could not solve that it hands back to the team, which begins anew. In hours that are the
    vendor's alone nobody is required for that (it waits): `present` of a group keeps people there."""
    priorities: dict[ChannelName, Annotated[int, Field(ge=1, le=9)]] = {}
    """In which order its seats take contacts, by channel, 1 first; channels not named have their own priority."""
    speed: Positive = 1.0
    """1 is the handling time of the topic; 0.8 takes a quarter longer."""
    resolution: NotNegative = 1.0
    """Factor on the topic's share solved."""
    quality: Quality = Quality()
    """What customers notice about its answers, besides whether these solve."""
    price: Price

    @model_validator(mode="after")
    def _own_channels(self) -> Self:
        if other := [name for name in self.hours_by_channel if name not in self.channels]:
            raise ValueError(f"hours_by_channel: {', '.join(other)}; accepted: {', '.join(self.channels)}")
        return self

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if (self.seats is None) == (self.response is None):
            raise ValueError("give either 'seats' (dedicated) or 'response' (shared pool), not both or neither")
        if self.seats is None and self.price.scheme in DEDICATED:
            raise ValueError(f"the scheme '{self.price.scheme}' needs 'seats': a shared pool has no hours of its own")
        if self.seats is None and (self.priorities or self.at_close != "stay"):
            raise ValueError("'priorities' and 'at_close' need 'seats': nobody waits in line for a shared pool")
        return self

    def hours_on(self, channel: ChannelName) -> tuple[Hours, ...]:
        """Return the hours in which it takes a channel it has: those that lie in all of them."""
        own = self.hours_by_channel.get(channel)
        return (self.hours,) if own is None else (self.hours, own)

    @property
    def pace(self) -> float:
        """Its speed, with what the contract makes it care about."""
        return self.speed if self.price.incentive is None else self.speed / self.price.handling_factor

    def solves(self, resolution: float) -> float:
        """Return the factor on a topic's share solved, with what the contract makes it care about."""
        return self.resolution * self.price.resolution_factor(resolution)

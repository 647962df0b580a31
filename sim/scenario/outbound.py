"""Calls that the team makes of its own accord: lists of work for idle time, and the contacts they prevent."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sim.scenario.base import NotNegative, Part, Share
from sim.scenario.distribution import Distribution
from sim.scenario.duration import Duration
from sim.scenario.hours import ALWAYS, HoursText
from sim.scenario.revenue import Sale
from sim.timing import SECOND


class Effect(Part):
    """What care calls prevent."""

    topics: dict[str, Share] = Field(min_length=1)
    """Share of a reached customer's later contacts that do not come about, by topic."""
    lasts: Duration
    """For how long."""
    customers: Annotated[int, Field(ge=1)]
    """Customers in all, among whom contacts arise alike; those reached are a share of them."""


class Outbound(Part):
    """A list of outbound calls, such as check-ins after a purchase, made in idle time."""

    groups: tuple[str, ...] = Field(min_length=1)
    """Groups whose agents call."""
    contacts_per_week: NotNegative
    """Calls that fall due in a week (whole ones), evenly over its hours; those not made wait for later."""
    hours: HoursText = ALWAYS
    """When calls fall due and are made, local time."""
    idle_agents: Annotated[int, Field(ge=1)] = 1
    """A call is made only while so many agents of the group are idle, the caller included, and nothing waits that the
    caller could take."""
    handling: Distribution
    """Length of a call that is answered, notes included."""
    reached: Share = 1.0
    """Share of calls that are answered."""
    no_answer: Duration = 30 * SECOND
    """Work on a call that is not answered."""
    effect: Effect | None = None
    """What the calls prevent."""
    sale: Sale | None = None
    """What customers buy who answer."""
    cost_per_call: NotNegative = 0.0
    """Price of a call made, answered or not, besides the agent's time."""

"""The ladder of templates: drafts that people write, use, improve week by week, and hand over to automation."""

from __future__ import annotations

import re
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from sim.scenario.automation import Takes
from sim.scenario.base import NotNegative, Part, Share
from sim.scenario.calendar import Weekday
from sim.scenario.channels import ChannelName
from sim.scenario.duration import Duration
from sim.scenario.hours import ALWAYS, HoursText
from sim.timing import DAY, HOUR, MINUTE

Stage = Literal["draft", "used", "automated"]
"""Where a template stands: being written, used by agents, answering by itself (and used by agents besides)."""


def _clock(text: str) -> str:
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text):
        raise ValueError("this is no clock time; accepted: 00:00 to 23:59")
    return text


class Template(Part):
    """A prepared answer to one topic, from its first draft until it answers by itself."""

    topic: str
    """What it answers."""
    channels: tuple[ChannelName, ...] = Field(min_length=1)
    """Channels on which it is used."""
    stage: Stage = "draft"
    """Where it stands when the horizon begins."""
    drafting: Duration = 3 * HOUR
    """Work to write it; done in the weekly review, before agents can use it."""
    fits: Share = 0.6
    """Share of the topic's needs to which it is an answer at all."""
    takes: Takes = "any"
    """Which needs it fits: any, or those with the least work, so that what is left for people is longer."""
    saves: Share = 0.3
    """Share of the handling time saved where an agent answers with it."""
    close_rate: Share = 0.7
    """Share of its answers that really solve the need, when the horizon begins."""
    best_close_rate: Share = 0.95
    """The share that endless reviews would reach."""
    learning: Share = 0.2
    """Share of the way to the best close rate that one review goes."""
    decay: Share = 0.02
    """Share of the close rate lost in a week without a review."""
    noticed: Share = 0.8
    """Share of the answers that would not solve the need which an agent notices before sending, to write another one,
    which takes the full time. Automation notices none."""
    hours: HoursText = ALWAYS
    """When it answers by itself, once automated, local time; the channel's own hours do not bind it."""
    accept: Share = 1.0
    """Share of customers who take the automated answer; the others go on to the queue."""
    accept_by_segment: dict[str, Share] = {}
    """The same for single segments."""
    duration: Duration = 0
    """Time the customer spends with the automated answer."""
    build_cost: NotNegative = 0.0
    """Price of automating it, once, if it is automated at any time of the horizon."""
    licence_per_month: NotNegative = 0.0
    """Price of a month in which it is automated."""
    price_per_resolution: NotNegative = 0.0
    """Price of one automated answer, whether it solves or not."""

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if self.best_close_rate < self.close_rate:
            raise ValueError("best_close_rate: reviews do not make it worse; accepted: at least 'close_rate'")
        return self

    def accept_of(self, segment: str) -> float:
        """Return the share of a segment's customers who take the automated answer."""
        return self.accept_by_segment.get(segment, self.accept)


class Review(Part):
    """The weekly hour in which one person of the team writes and improves templates, away from customers."""

    group: str
    """Group of the person: whoever of it is on shift then, the first by name."""
    day: Weekday = "wed"
    """Weekday, local time."""
    at: Annotated[str, AfterValidator(_clock)] = "14:00"
    """Clock time at which it begins; live contacts at hand are finished before."""
    each: Duration = 20 * MINUTE
    """Work to review one template."""
    at_most: Duration = 2 * HOUR
    """Longest time in a week; what is left over is taken up in the next one."""


class Rule(Part):
    """When a template is automated and when that is taken back, by what is observed."""

    judged_by: Literal["close_rate", "survey"] = "close_rate"
    """close_rate: share of its answers after which the customer has not come back. survey: share of the customers asked
    after such an answer who say that it solved their question; needs `survey`."""
    judged_after: Duration = 3 * DAY
    """An answer counts as closed if the customer has not come back within this time."""
    window_weeks: int = Field(default=4, ge=1, le=52)
    """Weeks of observation that count, the present one included; a change of stage begins anew."""
    uses_min: int = Field(default=30, ge=1)
    """Least number of answers judged before anything is decided."""
    automate_from: Share = 0.85
    """Observed share from which a template used by agents is automated."""
    withdraw_below: Share = 0.7
    """Observed share below which an automated one goes back to the agents."""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.withdraw_below > self.automate_from:
            raise ValueError("withdraw_below: a template would come and go; accepted: at most 'automate_from'")
        return self


class Ladder(Part):
    """Templates on their way from draft to automation."""

    templates: dict[str, Template] = Field(min_length=1)
    """Templates by name."""
    review: Review | None = None
    """The weekly review; without one nothing is drafted or improved, and close rates decay."""
    rule: Rule = Rule()
    """When a template is automated, and when it is taken back."""
    vendor_learning: Share = 0.5
    """What a review learns from contacts that a vendor held, beside those the team held: 1 as much, 0 nothing."""

"""Goals that can be judged: what is measured, where it stands today, where it is to be, and by when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator

from sim.scenario.base import Part, meant_as_share
from sim.scenario.channels import ChannelName

if TYPE_CHECKING:
    from sim.scenario.model import Scenario

SHARES = (
    "service_level", "abandonment", "closed_share", "occupancy", "first_contact_resolution", "solved_share",
    "lost_share", "csat_satisfied_share", "churn_per_year", "solved_in_time_share",
)  # fmt: skip
"""Measures that lie between 0 and 1."""
OF_THE_WHOLE = (
    "cost_per_month", "solved_share", "lost_share", "churn_per_year", "customer_lifetime_value", "image_at_end",
)  # fmt: skip
"""Measures that are not told apart by channel."""

OF_LOYALTY = ("churn_per_year", "customer_lifetime_value", "image_at_end")
"""Measures that need `customers`."""


class Goal(Part):
    """What the plan is to reach: a level of a measure, or a change from today's."""

    measure: Literal[
        "service_level", "abandonment", "closed_share", "occupancy", "cost_per_month", "first_contact_resolution",
        "first_response_p50_minutes", "first_response_p90_minutes", "resolution_p50_minutes", "resolution_p90_minutes",
        "solved_share", "lost_share", "csat", "csat_satisfied_share", "ces", "nps", "churn_per_year",
        "customer_lifetime_value", "image_at_end",
    ]  # fmt: skip
    """closed_share: share of the attempts on a channel that find it closed and are given up or diverted, not those who
    wanted a channel that is not offered. All measures
    are those of docs/measures.md and docs/experience.md; the last three and churn need `customers`."""
    channel: ChannelName | None = None
    """None for the whole centre. Costs and loyalty are those of the whole centre."""
    at_least: float | None = Field(default=None, ge=-100.0)
    """Lower bound: a share, 0 to 1, a grade, minutes, or an amount of money."""
    at_most: float | None = Field(default=None, ge=-100.0)
    """Upper bound, likewise."""
    baseline: float | None = None
    """Where it stands today, by one's own records."""
    change: float | None = Field(default=None, ge=-1.0, le=10.0)
    """Instead of a bound: by which share of the baseline it is to rise (0.10), or to fall (-0.10)."""
    by: dt.date | None = None
    """The mean from the start of the horizon until this day is judged; None: over the horizon."""

    @property
    def bound(self) -> Literal["at_least", "at_most"]:
        """Whether the target is the least or the most."""
        return "at_least" if self.at_least is not None or (self.change or 0.0) > 0 else "at_most"

    @property
    def target(self) -> float:
        """The level to reach: the bound, or baseline × (1 + change)."""
        if self.change is not None and self.baseline is not None:
            return self.baseline * (1.0 + self.change)
        return float(self.at_least if self.at_least is not None else self.at_most or 0.0)

    @field_validator("channel")
    @classmethod
    def _of_a_channel(cls, channel: ChannelName | None, about: ValidationInfo) -> ChannelName | None:
        measure = about.data.get("measure")
        if channel is not None and measure in OF_THE_WHOLE:
            what = "costs are" if measure == "cost_per_month" else f"{measure} is"
            raise ValueError(f"{what} not told apart by channel; accepted: no 'channel', for the whole centre")
        return channel

    @field_validator("at_least", "at_most", "baseline")
    @classmethod
    def _in_bounds(cls, bound: float | None, about: ValidationInfo) -> float | None:
        measure = about.data.get("measure", "nps")
        if bound is not None and measure in SHARES and not 0 <= bound <= 1:
            raise ValueError(f"this is not a share{meant_as_share(bound)}; accepted: 0 to 1")
        if bound is not None and measure != "nps" and bound < 0:
            raise ValueError("this is below 0; accepted: 0 or more")
        return bound

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        given = [self.at_least, self.at_most, self.change]
        if sum(each is not None for each in given) != 1:
            raise ValueError("a goal has either 'at_least' or 'at_most', or 'change' with 'baseline'")
        if self.change is not None and (self.baseline is None or self.baseline <= 0 or self.change == 0):
            raise ValueError("'change' is a share of a 'baseline' above 0, and not 0; accepted: such as change: 0.10")
        return self


def wrong_in_goals(scenario: Scenario) -> Iterator[str]:
    """Yield goals that cannot be judged, as ``path: sentence``."""
    start = scenario.calendar.start
    for index, goal in enumerate(scenario.goals):
        if goal.by is not None and goal.by <= start:
            yield f"goals.{index}.by: the day lies before anything happens; accepted: a day after {start}"
        if goal.measure in OF_LOYALTY and scenario.customers is None:
            yield f"goals.{index}.measure: '{goal.measure}' needs 'customers'; accepted: a scenario with them"

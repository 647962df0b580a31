"""What is agreed with a vendor: how it charges, what it owes, and what that makes it care about."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sim.scenario.base import NotNegative, Part, Positive, Share
from sim.scenario.channels import ChannelName
from sim.scenario.hours import ALWAYS, HoursText

Scheme = Literal[
    "per_hour", "per_hour_shared", "per_minute", "per_contact", "per_resolution", "per_full_time_equivalent", "retainer"
]
DEDICATED = ("per_hour", "per_full_time_equivalent")
"""Schemes that pay for seats, busy or not."""


class OtherRate(Part):
    """The price of some of the work."""

    channels: tuple[ChannelName, ...] | None = None
    """On these channels; None means all."""
    topics: tuple[str, ...] | None = None
    """About these topics; None means all."""
    segments: tuple[str, ...] | None = None
    """For these segments, such as customers of one language; None means all."""
    hours: HoursText = ALWAYS
    """In these hours, local time: when the contact is answered, or the seat is staffed."""
    times: Positive
    """Factor on `rate`."""


class Band(Part):
    """What a level of service adds to the charge."""

    at_least: Share
    """Share of contacts answered in time from which the band holds."""
    adds: Annotated[float, Field(gt=-1.0, le=1.0)]
    """Share of the charge added as a bonus; below 0 taken off as a penalty."""


class Incentive(Part):
    """What the way of being paid makes the vendor do. What is not given is the default of the scheme.

    Defaults (grade: assumed; the directions are those of the literature on outsourcing contracts): per_contact closes
    fast: handling 0.9, resolution 0.92. per_minute takes its time: handling 1.15. per_resolution solves, and spends
    less on what is hard: handling 1.05, resolution 1.05, on hard topics 0.85. retainer does the least: handling 0.95,
    resolution 0.95. per_hour and the like have no reason to hurry: handling 1.05.
    """

    handling: Positive | None = None
    """Factor on handling time."""
    resolution: Positive | None = None
    """Factor on the share solved."""
    hard_resolution: Positive | None = None
    """Factor on the share solved of hard topics, instead of `resolution`."""
    hard_below: Share = 0.7
    """Topics whose `resolution` is below this are hard."""


INCENTIVES: dict[Scheme, tuple[float, float, float]] = {
    "per_hour": (1.05, 1.0, 1.0),
    "per_hour_shared": (1.05, 1.0, 1.0),
    "per_full_time_equivalent": (1.05, 1.0, 1.0),
    "per_minute": (1.15, 1.0, 1.0),
    "per_contact": (0.90, 0.92, 0.92),
    "per_resolution": (1.05, 1.05, 0.85),
    "retainer": (0.95, 0.95, 0.95),
}
"""Factors on handling time, on the share solved, and on that of hard topics. Assumed: replace with your own."""


class Price(Part):
    """How a vendor charges."""

    scheme: Scheme
    """per_hour: every staffed seat hour. per_hour_shared: every hour of handling. per_minute: every minute of handling.
    per_contact: every contact served. per_resolution: every contact solved. per_full_time_equivalent: seat hours a week
    over `full_time_hours`, a month. retainer: a month, `included` units with it, `overage_rate` for each above."""
    rate: NotNegative
    """Price of one unit."""
    rates: tuple[OtherRate, ...] = ()
    """Other prices by channel, topic, segment and hour; the first that fits counts. Seats have prices by hour only."""
    currency: str | None = None
    """Currency of all its prices, of those in `costs.exchange_rates`; None means that of the costs."""
    full_time_hours: Positive = 40.0
    """Seat hours a week of one full-time equivalent."""
    included: NotNegative = 0.0
    """Units a month that the retainer includes."""
    unit: Literal["contacts", "minutes", "resolutions"] = "contacts"
    """What the retainer counts."""
    overage_rate: NotNegative = 0.0
    """Price of each unit above those included."""
    minimum_per_month: NotNegative = 0.0
    """Least the vendor charges in a month."""
    minimum_seats: int = Field(default=0, ge=0, le=1000)
    """Least number of seats paid for."""
    minimum_months: int = Field(default=0, ge=0, le=120)
    """Least number of months; who leaves earlier owes the rest."""
    early_end_share: Share = 1.0
    """Share of a month's charge owed for each month that is missing to `minimum_months`."""
    ramp_up: tuple[Share, ...] = ()
    """Share of the work that it does in the first months, such as [0.4, 0.8]; the old way does the rest until then."""
    indexation_per_year: Annotated[float, Field(gt=-1.0, le=1.0)] | None = None
    """How much its prices rise after every twelve months; None means `costs.inflation_per_year`."""
    service: tuple[Band, ...] = ()
    """Bonus and penalty on the share of its contacts answered within the channel's target; the highest band reached."""
    incentive: Incentive | None = None
    """What the scheme makes it care about, with the defaults of the scheme if `{}`; None: nothing changes."""
    fixed_per_month: NotNegative = 0.0
    """Management fee and the like, in addition."""
    setup_cost: NotNegative = 0.0
    """Once."""

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if self.scheme in DEDICATED and any(one.channels or one.topics or one.segments for one in self.rates):
            raise ValueError("rates: seats cost the same whatever they work on; accepted: 'hours' and 'times'")
        if self.scheme == "retainer" and self.rates:
            raise ValueError("rates: a retainer has one price; accepted: no 'rates'")
        if self.scheme == "retainer" and self.minimum_per_month:
            raise ValueError("minimum_per_month: the fee of a retainer is its minimum; accepted: 0")
        if self.scheme != "retainer" and (self.included or self.overage_rate):
            raise ValueError("'included' and 'overage_rate' belong to the scheme 'retainer'")
        if self.minimum_seats and self.scheme not in DEDICATED:
            raise ValueError(f"'minimum_seats' needs a scheme that pays for seats; accepted: {', '.join(DEDICATED)}")
        if [band.at_least for band in self.service] != sorted({band.at_least for band in self.service}):
            raise ValueError("service: the bands rise from one to the next")
        return self

    @property
    def handling_factor(self) -> float:
        """Factor on handling time that the scheme brings about."""
        if self.incentive is None:
            return 1.0
        return self.incentive.handling or INCENTIVES[self.scheme][0]

    def resolution_factor(self, resolution: float) -> float:
        """Return the factor on the share solved that the scheme brings about, for a topic with a share solved."""
        if self.incentive is None:
            return 1.0
        given, (_, usual, hard) = self.incentive, INCENTIVES[self.scheme]
        if resolution < given.hard_below:
            return given.hard_resolution or given.resolution or hard
        return given.resolution or usual

    def adds(self, in_time: float) -> float:
        """Return the share of the charge that a share answered in time adds, below 0 takes off."""
        return next((band.adds for band in reversed(self.service) if in_time >= band.at_least), 0.0)

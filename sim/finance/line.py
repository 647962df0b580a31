"""One line of the costs: what is paid for, how much of it, at which rate, and over which time the quantity is meant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Category = Literal["labour", "vendor", "technology", "goodwill", "one_off", "lost"]


@dataclass(frozen=True)
class Line:
    """A quantity and its price; the amount is quantity × rate."""

    name: str
    category: Category
    """`goodwill` is granted to customers; `one_off` is paid once; `lost` is value forgone, not cash."""
    item: str
    """The group, vendor or automation it is paid for; empty where it is for the whole centre."""
    quantity: float
    unit: str
    rate: float
    """Price of one unit, in the scenario's currency."""
    per: Literal["horizon", "month", "holiday", "once"]
    """What the quantity is counted over: the horizon (scaled to the month by days), a month, one public holiday
    (multiplied by the holidays of the month), or once."""
    minimum: float = 0.0
    """Least amount of the line in a month; a further line tops it up."""

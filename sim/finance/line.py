"""One line of the costs: what is paid for, how much of it, at which rate, and which assumptions both are made of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Category = Literal["labour", "vendor", "technology", "goodwill", "one_off", "revenue", "lost"]

Form = Literal["times", "divided by", "times one plus", "times one minus"]
"""How a factor enters a product: × value, / value, × (1 + value) or × (1 - value)."""


@dataclass(frozen=True)
class Factor:
    """A named number that a rate or a quantity is multiplied with."""

    name: str
    """Path in the scenario, such as `costs.loading`; of a constant, what it is."""
    value: float
    form: Form = "times"
    is_constant: bool = False
    """Whether it is no assumption but a fixed number, such as the months of a year."""

    def times(self, number: float) -> float:
        """Return a number after this factor."""
        match self.form:
            case "times":
                return number * self.value
            case "divided by":
                return number / self.value
            case "times one plus":
                return number * (1 + self.value)
            case "times one minus":
                return number * (1 - self.value)


MONTHS_OF_A_YEAR = Factor("months of a year", 12.0, "divided by", is_constant=True)


def given(scenario: Any, *path: str, form: Form = "times") -> Factor:
    """Return the factor that a scenario gives under a path: `given(scenario, "costs", "loading")`."""
    value = scenario
    for key in path:
        if isinstance(value, Mapping):
            value = value[key]
        else:
            value = value[int(key)] if isinstance(value, tuple) else getattr(value, key)
    return Factor(".".join(path), float(value), form)


def product(factors: Iterable[Factor], start: float = 1.0) -> float:
    """Return a number after all factors, in their order.

    >>> product([Factor("wage", 20.0), Factor("premium", 0.5, "times one plus")])
    30.0
    """
    for factor in factors:
        start = factor.times(start)
    return start


@dataclass(frozen=True)
class Line:
    """A quantity and its price; the amount is quantity × rate."""

    name: str
    category: Category
    """`goodwill` is granted to customers; `one_off` is paid once; `revenue` is earned; `lost` is value forgone, not
    cash."""
    item: str
    """The group, vendor or automation it is paid for; empty where it is for the whole centre."""
    counted: float
    """What the roster or a run counts: hours, contacts, people; 1 where nothing is counted."""
    unit: str
    price: tuple[Factor, ...]
    """What the price of one unit is made of, in the scenario's currency; the rate is their product."""
    per: Literal["horizon", "month", "holiday", "once"]
    """What the quantity is counted over: the horizon (scaled to the month by days), a month, one public holiday
    (multiplied by the holidays of the month), or once."""
    minimum: Factor | None = None
    """Least amount in a month, of all lines together that have the same one; a further line tops it up."""
    share: tuple[Factor, ...] = ()
    """What makes the quantity of what is counted, such as the share of people who leave in a month."""

    tops_up: tuple[Line, ...] = ()
    """The lines that this one tops up to their common minimum."""
    exchange: Factor | None = None
    """Price of one unit of the currency in which the price and the minimum are meant, where it is another."""
    by_use: bool = False
    """Whether the quantity follows the number of contacts."""
    included: Factor | None = None
    """Units of a month that cost nothing."""

    @property
    def quantity(self) -> float:
        """How much is paid for, in the unit."""
        return product(self.share, self.counted)

    @property
    def rate(self) -> float:
        """Price of one unit, in the scenario's currency."""
        return product(self.price_factors)

    @property
    def price_factors(self) -> tuple[Factor, ...]:
        """All that the rate is made of, the rate of exchange last."""
        return self.price if self.exchange is None else (*self.price, self.exchange)


ONE = Factor("1", 1.0, is_constant=True)
"""The price of an amount of money."""


def scale(per: str, label: int | dt.date, month_days: float, holidays: float, days: int, first: bool) -> list[Factor]:
    """Return what turns a quantity counted per horizon, month, holiday or once into that of a month."""
    match per:
        case "horizon":
            horizon = Factor("days of the horizon", float(days), "divided by", is_constant=True)
            return [Factor(f"months.{label}.days", float(month_days), is_constant=True), horizon]
        case "holiday":
            return [Factor(f"months.{label}.holidays", float(holidays))]
        case "once":
            return [Factor(f"months.{label}.is_first", float(first), is_constant=True)]
    return []

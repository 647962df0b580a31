"""What a scenario is worth by one figure per run, once prices, ramps and one-off costs are in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from sim.experiments.compare import LOWER_IS_BETTER
from sim.finance.value import monthly_rate
from sim.measures.summary import ALL
from sim.scenario.levers import Lever
from sim.scenario.model import Scenario

TOTAL = "total_cost"
MONEY = (TOTAL, "cost_per_month")


@dataclass(frozen=True)
class Objective:
    """What is to be best, and over which time money is counted."""

    measure: str = TOTAL
    """`total_cost` (running cost and value lost, less revenue), `cost_per_month` (running cost), or a measure of the
    summary."""
    channel: str = ALL
    months: int = 36
    """Months over which one-off costs are spread and effects grow."""
    interest_per_month: float = 0.0

    @property
    def is_money(self) -> bool:
        """Whether it is an amount of money a month."""
        return self.measure in MONEY

    @property
    def better(self) -> Literal["lower", "higher"]:
        """Which is better."""
        return "lower" if self.is_money or self.measure in LOWER_IS_BETTER else "higher"

    @property
    def sign(self) -> float:
        """1 where lower is better, else -1."""
        return 1.0 if self.better == "lower" else -1.0

    @property
    def spread(self) -> float:
        """What a payment now is divided by to be spread over the months: the present value of 1 a month."""
        return sum(self._weights())

    def figures(self, table: pd.DataFrame) -> pd.Series:
        """Return the plain figure of every run of a table of `evaluate`, by replication, without levers' prices."""
        rows = table[table["channel"] == self.channel].set_index("replication")
        if self.measure == TOTAL:
            paid = rows["cost_per_month"].astype(float) + rows["value_lost_per_month"].astype(float)
            return paid - rows["revenue_per_month"].astype(float)
        return rows[self.measure].astype(float)

    def worth(self, table: pd.DataFrame, base: pd.DataFrame, levers: Sequence[Lever], effect: float) -> pd.Series:
        r"""Return the figure of every run with everything that is paid, by replication.

        Money of a month, the present value over N months at interest r spread evenly over them: with the effect e that
        has arrived on average, one-off costs A and the prices p of levers a month,

        .. math:: O_0 + e (O_1 - O_0) + p + A / a, \quad a = \sum_{m=1}^{N} (1 + r)^{-m}

        where O0 is the figure of the base and O1 with the full effect, both in the same run. Of a measure that is no
        money: the measure with the full effect.
        """
        full = self.figures(table)
        if not self.is_money:
            return full
        before = self.figures(base).reindex(full.index)
        one_off = _one_off(table).reindex(full.index) + sum(lever.one_off for lever in levers)
        price = sum(lever.per_month for lever in levers)
        return before + effect * (full - before) + price + one_off / self.spread

    def arrived(self, lever: Lever) -> float:
        """Return the share of a lever's full effect that has arrived on average over the months, later ones discounted.

        The effect grows evenly from 0 to 1 over the ramp.

        >>> lever = Lever(name="x", edits={"seed": 1}, ramp_months=2, source={"source": "x", "grade": "A"})
        >>> Objective(months=4).arrived(lever)  # (0.25 + 0.75 + 1 + 1) / 4
        0.75
        """
        ramp = lever.ramp_months
        shares = [1.0 if month > ramp else (month - 0.5) / ramp for month in range(1, self.months + 1)]
        weights = self._weights()
        return sum(share * weight for share, weight in zip(shares, weights, strict=True)) / sum(weights)

    def arrived_of(self, levers: Mapping[str, Lever], alone: Mapping[str, float]) -> float:
        """Return the same for levers together: of each in proportion to the size of its effect alone."""
        if not levers:
            return 1.0
        sizes = {key: abs(alone.get(key, 0.0)) for key in levers}
        total = sum(sizes.values())
        if total == 0.0:
            return sum(self.arrived(lever) for lever in levers.values()) / len(levers)
        return sum(self.arrived(lever) * sizes[key] for key, lever in levers.items()) / total

    def _weights(self) -> list[float]:
        return [(1.0 + self.interest_per_month) ** -month for month in range(1, self.months + 1)]


def objective_for(
    scenario: Scenario,
    measure: str = TOTAL,
    channel: str = ALL,
    months: int | None = None,
    interest: float | None = None,
) -> Objective:
    """Return an objective over the months and with the yearly interest of the scenario's costs, or others."""
    rate = scenario.costs.discount_rate if interest is None else interest
    return Objective(measure, channel, scenario.costs.horizon_months if months is None else months, monthly_rate(rate))


def outlay(table: pd.DataFrame, base: pd.DataFrame, levers: Sequence[Lever]) -> float:
    """Return what is paid once for levers: their prices, and what the edits cost once more than the base."""
    more = float(_one_off(table).mean() - _one_off(base).mean())
    return sum(lever.one_off for lever in levers) + more


def _one_off(table: pd.DataFrame) -> pd.Series:
    rows = table[table["channel"] == ALL].set_index("replication")
    return rows["one_off_cost"].astype(float)

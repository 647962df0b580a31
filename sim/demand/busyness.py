"""Days differ more than chance allows: the busyness factor that multiplies all rates of a day.

Given the weekday, contacts of a day are Poisson with mean B m, where B is a gamma factor with mean 1 and
coefficient of variation c, the same all day. Plans made with c = 0 look better than they are.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import optimize, stats


@dataclass(frozen=True)
class Busyness:
    """Day-to-day variation of the volume of a channel beyond Poisson."""

    channel: str
    days: int
    """Complete days used."""
    freedom: int
    """Days less the weekday means found from them."""
    cv: float
    """Coefficient of variation of the busyness factor; 0 where days differ no more than by chance."""
    interval: tuple[float, float]
    """95 % interval of the cv."""
    dispersion: float
    """Pearson's statistic over its degrees of freedom under Poisson; 1 if chance alone were at work."""
    p_poisson: float
    """Probability of days differing so much by chance alone."""


def day_to_day_busyness(totals: pd.DataFrame) -> tuple[Busyness, ...]:
    """Return the busyness of every channel from daily totals (`sim.demand.rates.daily_totals`).

    Days with a hole and weekdays without contacts are left out.

    Notes
    -----
    Var N = m + c² m² for a gamma-mixed Poisson count. c solves sum (N - m)² / (m + c² m²) = degrees of freedom,
    with m the mean of the weekday, the moment estimate of Breslow, Applied Statistics 33, 1984, DOI
    10.2307/2347661. The interval solves the same for the 2.5 % and 97.5 % points of chi-square, so it assumes
    nearly normal daily totals.
    """
    found = []
    for channel, days in totals[totals["complete"]].groupby("channel"):
        mean = days.groupby("weekday")["contacts"].transform("mean")
        used = days[(mean > 0) & (days.groupby("weekday")["contacts"].transform("size") > 1)]
        if used.empty:
            continue
        n = used["contacts"].to_numpy(dtype=float)
        m = mean[used.index].to_numpy(dtype=float)
        freedom = len(n) - used["weekday"].nunique()

        pearson = partial(_pearson, n, m)
        found.append(
            Busyness(
                channel=str(channel),
                days=len(n),
                freedom=freedom,
                cv=_solve(pearson, freedom),
                interval=(
                    _solve(pearson, float(stats.chi2.ppf(0.975, freedom))),
                    _solve(pearson, float(stats.chi2.ppf(0.025, freedom))),
                ),
                dispersion=pearson(0.0) / freedom,
                p_poisson=float(stats.chi2.sf(pearson(0.0), freedom)),
            )
        )
    return tuple(found)


def _pearson(n: npt.NDArray[np.float64], m: npt.NDArray[np.float64], c: float) -> float:
    return float(((n - m) ** 2 / (m + (c * m) ** 2)).sum())


def _solve(pearson: Callable[[float], float], target: float) -> float:
    """The c at which the statistic has come down to the target; 0 where it is below it from the start."""
    if pearson(0.0) <= target:
        return 0.0
    high = 1.0
    while pearson(high) > target and high < 1e3:
        high *= 2
    return float(optimize.brentq(lambda c: pearson(c) - target, 0.0, high)) if high < 1e3 else math.inf

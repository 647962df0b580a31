"""How long customers are willing to wait before they hang up.

Who was answered would have waited longer still: their wait is a censored observation. The log shows patience only
up to the longest wait, so the hazard (the rate of hanging up among those still waiting) is reported for the time
that was seen; a mean beyond it belongs to the chosen family and not to the log.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from sim.demand.fits import Array, Fit, best_fit, fit_family

PATIENCE_FAMILIES = ("exponential", "weibull", "lognormal")
HAZARD_EDGES = (0.0, 5.0, 15.0, 30.0, 60.0, 120.0, 180.0, 300.0, 600.0)
FEWEST = 10
"""With fewer hang-ups nothing is fitted."""
FEWEST_WAITING = 20
"""With fewer people left waiting the curve is too coarse to be compared with a family."""


@dataclass(frozen=True)
class Patience:
    """Patience on a channel, from those who waited."""

    channel: str
    waited: int
    """Contacts that waited longer than 0 s."""
    abandoned: int
    """Those of them who hung up."""
    balked: int
    """Contacts that left the moment they met the queue (waited 0 s); in no fit."""
    waited_seconds: float
    """Total time waited."""
    longest_seconds: float
    """Longest wait seen."""
    curve: pd.DataFrame
    """Kaplan-Meier: seconds, waiting (still there just before), survival, low, high (95 %, log-log)."""
    hazard: pd.DataFrame
    """From, to (seconds), abandoned, waited_seconds, per_minute, low, high (95 %)."""
    fits: tuple[Fit, ...]
    """Censored maximum likelihood; empty where too few hung up."""
    distances: tuple[float, ...]
    """Largest distance of each fit from the Kaplan-Meier curve, while at least `FEWEST_WAITING` still wait."""

    @property
    def exponential_mean(self) -> float | None:
        """Total time waited over the number who hung up, those who left at once included (seconds).

        The fitted exponential leaves them out, as it does everyone who did not wait, and so is a little longer.
        """
        left = self.abandoned + self.balked
        return self.waited_seconds / left if left else None

    @property
    def best(self) -> Fit | None:
        """The family with the smallest AIC; None where none was fitted."""
        return best_fit(self.fits) if self.fits else None

    @property
    def supported(self) -> Fit | None:
        """The family with the smallest AIC among those whose mean lies within the longest wait; for scenarios.

        A mean beyond it rests on a tail that nobody has seen, and would be repeated as if it had been measured.
        """
        within = [fit for fit in self.fits if fit.mean <= self.longest_seconds]
        return best_fit(within) if within else None

    def survival(self, seconds: float) -> float:
        """Return the Kaplan-Meier share of customers whose patience exceeds so many seconds."""
        before = self.curve["survival"][self.curve["seconds"] <= seconds]
        return float(before.iloc[-1]) if len(before) else 1.0

    def points(self, most: int = 12) -> list[tuple[float, float]]:
        """Return the Kaplan-Meier curve as (seconds, share still waiting), at most so many points, evenly in share.

        A scenario takes them as a distribution of the family `curve`.
        """
        steps = self.curve[self.curve["survival"].diff().fillna(self.curve["survival"] - 1.0) < 0]
        last = len(steps) - 1
        chosen = range(last + 1) if last < most else sorted({round(last * n / (most - 1)) for n in range(most)})
        rows = steps.iloc[list(chosen)]
        return list(zip(rows["seconds"].tolist(), rows["survival"].tolist(), strict=True))

    @property
    def median_seconds(self) -> float | None:
        """Patience that half of the customers have; None where the curve does not come down to half."""
        below = self.curve["seconds"][self.curve["survival"] <= 0.5]
        return float(below.iloc[0]) if len(below) else None


def fit_patience(offered: pd.DataFrame) -> tuple[Patience, ...]:
    """Return the patience on every channel where somebody waited.

    Contacts that were answered at once say nothing about patience and are left out. Turned-away contacts did not wait.
    """
    found = []
    for channel, group in offered[offered["outcome"] != "turned_away"].groupby("channel"):
        left = (group["outcome"] == "abandoned").to_numpy()
        seconds = group["waited_seconds"].to_numpy(dtype=float)
        queued = seconds > 0
        if not queued.any():
            continue
        times, ended = seconds[queued], left[queued]
        curve = kaplan_meier(times, ended)
        enough = ended.sum() >= FEWEST and len(np.unique(times[ended])) > 1
        fits = tuple(fit_family(family, times, ended) for family in PATIENCE_FAMILIES) if enough else ()
        found.append(
            Patience(
                channel=str(channel),
                waited=len(times),
                abandoned=int(ended.sum()),
                balked=int((left & ~queued).sum()),
                waited_seconds=float(times.sum()),
                longest_seconds=float(times.max()),
                curve=curve,
                hazard=hazard_table(times, ended),
                fits=fits,
                distances=tuple(_distance(curve, fit) for fit in fits),
            )
        )
    return tuple(found)


def kaplan_meier(seconds: Array, ended: npt.NDArray[np.bool_]) -> pd.DataFrame:
    """Return the product-limit estimate of survival at each different duration, 95 % intervals (log-log).

    S(t) = product over s <= t of (1 - ended at s / at risk at s). Source: Kaplan and Meier, JASA 53, 1958, DOI
    10.1080/01621459.1958.10501452.

    >>> kaplan_meier(np.array([1.0, 2.0, 3.0]), np.array([True, False, True]))["survival"].round(3).tolist()
    [0.667, 0.667, 0.0]
    """
    estimate = stats.ecdf(stats.CensoredData(uncensored=list(seconds[ended]), right=list(seconds[~ended]))).sf
    with np.errstate(divide="ignore", invalid="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # no interval at survival 0 or 1: absent in the table
        interval: Any = estimate.confidence_interval(0.95, method="log-log")
    return pd.DataFrame(
        {
            "seconds": estimate.quantiles,
            "waiting": len(seconds) - np.searchsorted(np.sort(seconds), estimate.quantiles),
            "survival": estimate.probabilities,
            "low": interval.low.probabilities,
            "high": interval.high.probabilities,
        }
    )


def _distance(curve: pd.DataFrame, fit: Fit) -> float:
    seen = curve[curve["waiting"] >= FEWEST_WAITING]
    return float(np.abs(fit.survival(seen["seconds"]) - seen["survival"].to_numpy()).max()) if len(seen) else 1.0


def hazard_table(seconds: Array, ended: npt.NDArray[np.bool_], edges: Sequence[float] = HAZARD_EDGES) -> pd.DataFrame:
    """Return the rate of hanging up per minute of waiting, by how long one has waited, with exact Poisson intervals.

    Rate = hang-ups in the span / time waited in it, over everybody still waiting; up to the longest wait and no
    further.

    >>> hazard_table(np.array([30.0, 60.0]), np.array([True, False]), [0.0])["per_minute"].round(3).tolist()
    [0.667]
    """
    longest = float(seconds.max())
    bounds = [edge for edge in edges if edge < longest] + [longest]
    rows = []
    for start, end in pairwise(bounds):
        exposed = float((np.clip(seconds, start, end) - start).sum())
        left = int((ended & (seconds > start) & (seconds <= end)).sum())
        low = stats.chi2.ppf(0.025, 2 * left) / 2 if left else 0.0
        high = stats.chi2.ppf(0.975, 2 * left + 2) / 2
        minutes = exposed / 60
        rows.append((start, end, left, exposed, left / minutes, low / minutes, high / minutes))
    columns = ["from_seconds", "to_seconds", "abandoned", "waited_seconds", "per_minute", "low", "high"]
    return pd.DataFrame(rows, columns=columns)


def patience_table(patience: tuple[Patience, ...]) -> pd.DataFrame:
    """Return goodness of fit: one row per channel and family; means beyond the longest wait are marked."""
    rows = []
    for part in patience:
        for fit, distance in zip(part.fits, part.distances, strict=True):
            rows.append(
                {
                    "channel": part.channel,
                    "family": fit.family,
                    "mean_seconds": fit.mean,
                    "mean_low": fit.mean_interval[0],
                    "mean_high": fit.mean_interval[1],
                    "spread": fit.spread,
                    "share_beyond_longest": float(fit.survival(part.longest_seconds)),
                    "aic_above_best": fit.aic - (part.best or fit).aic,
                    "distance": distance,
                }
            )
    columns = ["channel", "family", "mean_seconds", "mean_low", "mean_high"]
    columns += ["spread", "share_beyond_longest", "aic_above_best", "distance"]
    return pd.DataFrame(rows, columns=columns)

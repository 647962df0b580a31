"""How long agents work on a contact: one distribution per topic, very short services apart.

Not included: wrap-up that the log does not record, and agents' differences. Services of no or a few seconds are no
work on a question (in the bank's log, agents hanging up): they form a share of their own, and no family is fitted
to them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from sim.demand.fits import Array, Fit, best_fit, fit_family

HANDLING_FAMILIES = ("lognormal", "gamma", "weibull", "exponential")
FEWEST = 30
"""With fewer services a topic's own family is not chosen; see `fit_handling`."""


@dataclass(frozen=True)
class Handling:
    """Handling time of a topic on a channel."""

    channel: str
    topic: str
    services: int
    """Services in the log, the short ones included."""
    short_share: float
    """Share of services shorter than the limit, those of zero length included."""
    short_mean: float
    """Mean of the short services, seconds."""
    mean: float
    """Mean of the others, seconds."""
    mean_interval: tuple[float, float]
    """95 % interval of that mean (normal)."""
    cv: float
    """Standard deviation of the others divided by their mean."""
    fits: tuple[Fit, ...]
    """Every family fitted to the others; empty where all are alike or there are fewer than two."""
    distances: tuple[float, ...]
    """Kolmogorov-Smirnov distance of each fit."""

    @property
    def best(self) -> Fit | None:
        """The family with the smallest AIC; None where none was fitted."""
        return best_fit(self.fits) if self.fits else None

    @property
    def overall_mean(self) -> float:
        """Mean over all services, seconds."""
        return self.short_share * self.short_mean + (1 - self.short_share) * self.mean


def fit_handling(served: pd.DataFrame, short_seconds: float = 10.0) -> tuple[Handling, ...]:
    """Return the handling time of every channel and topic.

    Parameters
    ----------
    served : DataFrame
        Served contacts of a history.
    short_seconds : float
        Services shorter than this are short ones.

    Notes
    -----
    Families are fitted to the services that are not short, without truncation at `short_seconds`: the share of a
    fitted family below 10 s is small where the mean is minutes. Scenarios take mean and cv of the sample, which set
    the work and most of the waiting (Pollaczek-Khinchine), and only the shape from the family.
    """
    found = []
    for (channel, topic), group in served.dropna(subset="handled_seconds").groupby(["channel", "topic"]):
        seconds = group["handled_seconds"].to_numpy(dtype=float)
        short = seconds < short_seconds
        longer = seconds[~short]
        enough = len(longer) >= FEWEST and len(np.unique(longer)) > 1
        fits = tuple(fit_family(family, longer) for family in HANDLING_FAMILIES) if enough else ()
        mean = float(longer.mean()) if len(longer) else 0.0
        deviation = float(longer.std(ddof=1)) if len(longer) > 1 else 0.0
        error = 1.96 * deviation / np.sqrt(max(len(longer), 1))
        found.append(
            Handling(
                channel=str(channel),
                topic=str(topic),
                services=len(seconds),
                short_share=float(short.mean()),
                short_mean=float(seconds[short].mean()) if short.any() else 0.0,
                mean=mean,
                mean_interval=(mean - float(error), mean + float(error)),
                cv=deviation / mean if mean else 0.0,
                fits=fits,
                distances=tuple(ks_distance(longer, fit) for fit in fits),
            )
        )
    return tuple(found)


def ks_distance(seconds: Array, fit: Fit) -> float:
    """Return the largest difference between the shares below t in the sample and in the fit, over all t.

    Source: Kolmogorov-Smirnov statistic, here with steps taken at each different value because logs repeat whole
    seconds.

    >>> fit = fit_family("exponential", [1.0, 2.0, 3.0])
    >>> round(ks_distance(np.array([1.0, 2.0, 3.0]), fit), 3)
    0.393
    """
    unlike, counts = np.unique(seconds, return_counts=True)
    after = np.cumsum(counts) / len(seconds)
    before = after - counts / len(seconds)
    fitted = 1.0 - fit.survival(unlike)
    return float(max(np.abs(after - fitted).max(), np.abs(fitted - before).max()))


def handling_table(handling: tuple[Handling, ...]) -> pd.DataFrame:
    """Return goodness of fit: one row per channel, topic and family.

    `p_at_most` is the Kolmogorov-Smirnov p-value as if the parameters had not been fitted, an upper limit of the
    true one: a small value refutes the family, a large one proves nothing.
    """
    rows = []
    for part in handling:
        longer = round(part.services * (1 - part.short_share))
        for fit, distance in zip(part.fits, part.distances, strict=True):
            rows.append(
                {
                    "channel": part.channel,
                    "topic": part.topic,
                    "family": fit.family,
                    "services": longer,
                    "mean_seconds": fit.mean,
                    "spread": fit.spread,
                    "aic_above_best": fit.aic - (part.best or fit).aic,
                    "ks_distance": distance,
                    "p_at_most": float(stats.kstwo.sf(distance, longer)),
                }
            )
    columns = [
        "channel",
        "topic",
        "family",
        "services",
        "mean_seconds",
        "spread",
        "aic_above_best",
        "ks_distance",
        "p_at_most",
    ]
    return pd.DataFrame(rows, columns=columns)

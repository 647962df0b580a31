"""Families of distributions fitted to durations by maximum likelihood, some of which may be censored.

A duration is censored where it was cut off before its end: the patience of a caller who was answered is known only to
exceed the wait. Leaving such callers out, or taking their wait for their patience, gives patience far too short.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import optimize, special

Array = npt.NDArray[np.floating[Any]]
Z95 = float(special.ndtri(0.975))


@dataclass(frozen=True)
class Fit:
    """One family fitted to durations in seconds, with 95 % intervals from the curvature of the likelihood."""

    family: str
    mean: float
    """Mean of the fitted family, seconds. With censoring it may rest on a tail that nobody has seen."""
    mean_interval: tuple[float, float]
    spread: float
    """Coefficient of variation (lognormal, gamma), shape (weibull), 1 (exponential)."""
    spread_interval: tuple[float, float]
    log_likelihood: float
    aic: float
    """Akaike's criterion, 2 k - 2 log likelihood; the smaller the better."""
    parameters: tuple[float, ...]
    """Parameters on the scale of the search: see `FAMILIES`."""

    def survival(self, seconds: npt.ArrayLike) -> Array:
        """Return the share of durations longer than so many seconds."""
        return np.exp(_log_survival(self.family, np.asarray(seconds, dtype=float), np.array(self.parameters)))


# parameters, each on the whole real line: exponential (log mean), weibull (log scale, log shape),
# lognormal (mean of logs, log of the standard deviation of logs), gamma (log shape, log scale)
FAMILIES = {"exponential": 1, "weibull": 2, "lognormal": 2, "gamma": 2}


def fit_family(family: str, seconds: npt.ArrayLike, observed: npt.ArrayLike | None = None) -> Fit:
    """Return a family fitted to durations above 0 by maximum likelihood.

    Parameters
    ----------
    family : str
        exponential, weibull, lognormal or gamma.
    seconds : array_like
        Durations above 0.
    observed : array_like, optional
        Whether each duration ended; where not, it is censored. Absent: all ended.

    Raises
    ------
    ValueError
        If there are fewer than two different ended durations, or some are not above 0.

    Notes
    -----
    Log likelihood = sum over ended of log f(t) + sum over censored of log S(t). See Kalbfleisch and Prentice, The
    Statistical Analysis of Failure Time Data (2nd ed. 2002), chapter 3, DOI 10.1002/9781118032985. Intervals: delta
    method on the inverse of the observed information.

    Examples
    --------
    The exponential mean is all time waited over those who left, here (10 + 20 + 30) / 2:

    >>> fit_family("exponential", [10, 20, 30], [True, True, False]).mean
    30.0
    """
    times = np.asarray(seconds, dtype=float)
    ended = np.ones(len(times), dtype=bool) if observed is None else np.asarray(observed, dtype=bool)
    if len(times) == 0 or times.min() <= 0:
        raise ValueError("durations to fit must be above 0")
    if len(np.unique(times[ended])) < 2:
        raise ValueError("at least two different ended durations are needed for a fit")
    # logs come in whole seconds: each different duration is counted, not repeated
    unlike, place = np.unique(times, return_inverse=True)
    ends = np.bincount(place, weights=ended).astype(float)
    cuts = np.bincount(place, weights=~ended).astype(float)

    def cost(parameters: Array) -> float:
        value = ends @ _log_density(family, unlike, parameters)
        if cuts.any():
            value += cuts @ _log_survival(family, unlike, parameters)
        return -float(value) if np.isfinite(value) else 1e300

    if family == "exponential":
        best = np.array([math.log(times.sum() / ended.sum())])
    else:
        start = _start(family, unlike, ends, cuts)
        found = optimize.minimize(
            cost, start, method="Nelder-Mead", options={"xatol": 1e-8, "fatol": 1e-8, "maxiter": 4000}
        )
        best = np.asarray(found.x)
    covariance = np.linalg.pinv(_curvature(cost, best))
    mean, mean_interval = _with_interval(lambda p: moments(family, p)[0], best, covariance)
    spread, spread_interval = _with_interval(lambda p: moments(family, p)[1], best, covariance)
    lowest = cost(best)
    return Fit(
        family, mean, mean_interval, spread, spread_interval, -lowest, 2 * FAMILIES[family] + 2 * lowest, tuple(best)
    )


def best_fit(fits: Sequence[Fit]) -> Fit:
    """Return the fit with the smallest AIC."""
    return min(fits, key=lambda fit: fit.aic)


def moments(family: str, parameters: Array) -> tuple[float, float]:
    """Return the mean (seconds) and the spread of a family: see `Fit.spread`."""
    a = float(parameters[0])
    if family == "exponential":
        return math.exp(a), 1.0
    b = float(parameters[1])
    if family == "weibull":
        shape = math.exp(b)
        return math.exp(a) * math.gamma(1 + 1 / shape), shape
    if family == "lognormal":
        variance = math.exp(2 * b)
        return math.exp(a + variance / 2), math.sqrt(math.expm1(variance))
    return math.exp(a + b), math.exp(-a / 2)


def _log_density(family: str, t: Array, parameters: Array) -> Array:
    a = parameters[0]
    if family == "exponential":
        return np.asarray(-a - t * np.exp(-a))
    b = parameters[1]
    if family == "weibull":
        shape, scaled = np.exp(b), np.log(t) - a
        return np.asarray(b - a + (shape - 1) * scaled - np.exp(shape * scaled))
    if family == "lognormal":
        z = (np.log(t) - a) / np.exp(b)
        return np.asarray(-np.log(t) - b - 0.5 * math.log(2 * math.pi) - 0.5 * z * z)
    shape, scale = np.exp(a), np.exp(b)
    return np.asarray((shape - 1) * np.log(t) - t / scale - shape * b - special.gammaln(shape))


def _log_survival(family: str, t: Array, parameters: Array) -> Array:
    a = parameters[0]
    with np.errstate(divide="ignore"):
        if family == "exponential":
            return np.asarray(-t * np.exp(-a))
        b = parameters[1]
        if family == "weibull":
            return np.asarray(-np.exp(np.exp(b) * (np.log(t) - a)))
        if family == "lognormal":
            return np.asarray(special.log_ndtr(-(np.log(t) - a) / np.exp(b)))
        return np.asarray(np.log(special.gammaincc(np.exp(a), t / np.exp(b))))


def _start(family: str, t: Array, ends: Array, cuts: Array) -> Array:
    """Where the search begins: near the answer, so that it ends in the same place for every scale of time."""
    weights = ends + cuts
    mean = float(t @ weights / ends.sum())
    logs = np.log(t)
    centre = float(logs @ weights / weights.sum())
    spread = math.sqrt(max(float((logs - centre) ** 2 @ weights / weights.sum()), 1e-6))
    if family == "lognormal":
        return np.array([centre + math.log(weights.sum() / ends.sum()), math.log(spread)])
    if family == "weibull":
        return np.array([math.log(mean), math.log(min(max(1.2 / spread, 0.3), 5.0))])
    shape = min(max(1 / spread**2, 0.05), 50.0)
    return np.array([math.log(shape), math.log(mean / shape)])


def _curvature(cost: Callable[[Array], float], at: Array, step: float = 1e-3) -> Array:
    """Matrix of second differences."""
    size = len(at)
    moves = np.eye(size) * step
    matrix = np.empty((size, size))
    for i in range(size):
        for j in range(size):
            corners = [cost(at + p * moves[i] + q * moves[j]) for p, q in ((1, 1), (1, -1), (-1, 1), (-1, -1))]
            matrix[i, j] = (corners[0] - corners[1] - corners[2] + corners[3]) / (4 * step * step)
    return matrix


def _with_interval(
    value_of: Callable[[Array], float], at: Array, covariance: Array
) -> tuple[float, tuple[float, float]]:
    """Return a positive value with its 95 % interval, symmetric on the scale of its logarithm."""
    step = 1e-5
    slope = np.array(
        [
            (math.log(value_of(at + step * axis)) - math.log(value_of(at - step * axis))) / (2 * step)
            for axis in np.eye(len(at))
        ]
    )
    value = value_of(at)
    error = math.sqrt(max(float(slope @ covariance @ slope), 0.0))
    return value, (value * math.exp(-Z95 * error), value * math.exp(Z95 * error))

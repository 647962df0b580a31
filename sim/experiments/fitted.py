"""A smooth response fitted to simulated points, with its error where a point is left out: a Gaussian process.

A simulation answers in seconds; its fitted response in microseconds. Sensitivity indices, the value of information and
what-if cells read the response, and always with its error beside it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy import linalg, optimize

Floats = npt.NDArray[np.float64]

LENGTHS = (0.1, 20.0)
"""Bounds of the lengths over which the response bends, in ranges of an input."""
NOISE = (1e-3, 1.0)
"""Bounds of the standard deviation of what the inputs do not explain, in standard deviations of the values."""
STRAIGHT = 100.0
"""Variance of the straight part: so wide that any level and slope are free."""


@dataclass(frozen=True)
class Response:
    """A fitted response: called with points (one row each, one column per input) it returns their values."""

    low: Floats
    """Lower ends of the inputs, which become 0."""
    span: Floats
    """Their ranges, which become 1."""
    points: Floats
    """The points fitted, on the scale 0 to 1."""
    values: Floats
    """Their values, standardised."""
    mean: float
    spread: float
    """Mean and standard deviation of the values as they were."""
    parameters: Floats
    """Logarithms of the lengths, the standard deviation of the bends, and that of the noise."""
    weights: Floats
    factor: Floats
    """The Cholesky factor of the covariance."""
    r2: float
    """Share of the variance of left-out points that is predicted, 1 at best; NaN where all values are equal."""
    error: float
    """Typical error at a left-out point: root of the mean square, in the unit of the values."""

    def __call__(self, points: Floats) -> Floats:
        """Return the values at points."""
        scaled = (np.atleast_2d(points) - self.low) / self.span
        return np.asarray(self.mean + self.spread * (_covariance(scaled, self.points, self.parameters) @ self.weights))

    def without(self, left_out: npt.NDArray[np.bool_]) -> Response:
        """Return the response fitted without some of the points, with the same parameters."""
        return _solved(replace(self, points=self.points[~left_out], values=self.values[~left_out]))


def fit_smooth(points: Floats, values: Floats, low: Floats, high: Floats) -> Response:
    r"""Return a response fitted to values at points.

    Model: :math:`y = a + b^T x + f(x) + e`, inputs scaled to 0-1 between `low` and `high`, f a Gaussian process with a
    squared-exponential kernel and a length for each input, e independent noise. Lengths, size of f and noise maximise
    the marginal likelihood; level and slopes have a prior so wide that it does not matter. Left-out errors are exact,
    without fitting again (Rasmussen and Williams, Gaussian Processes for Machine Learning, 2006, equations 2.40, 5.9
    and 5.12, ISBN 0-262-18253-X).

    Parameters
    ----------
    points
        One row per point, one column per input.
    values
        One value per point; noise in them is allowed for.
    low, high
        Ends of each input, for its scale.
    """
    span = np.where(high > low, high - low, 1.0)
    mean, spread = float(values.mean()), float(values.std())
    is_flat = spread <= 1e-12 * max(1.0, abs(mean))
    empty = np.empty((0, 0))
    start = np.log(np.array([*(1.0 for _ in low), 0.5, 0.3]))
    response = Response(
        low=low, span=span, points=(points - low) / span,
        values=np.zeros(len(values)) if is_flat else (values - mean) / spread,
        mean=mean, spread=0.0 if is_flat else spread, parameters=start, weights=empty, factor=empty,
        r2=math.nan, error=0.0,
    )  # fmt: skip
    if is_flat:
        return _solved(response)
    bounds = [_log(LENGTHS)] * len(low) + [_log((1e-3, 10.0)), _log(NOISE)]
    begins = (start, np.log(np.array([*(4.0 for _ in low), 1.0, 0.02])))
    data = (response.points, response.values)
    begin = min(begins, key=lambda parameters: _unlikelihood(parameters, *data)[0])
    best = optimize.minimize(_unlikelihood, begin, args=data, method="L-BFGS-B", jac=True, bounds=bounds)
    return _solved(replace(response, parameters=np.asarray(best.x)))


def _log(bounds: tuple[float, float]) -> tuple[float, float]:
    return math.log(bounds[0]), math.log(bounds[1])


def _solved(response: Response) -> Response:
    """The response with the weights of its points, and its errors at points left out."""
    covariance = _covariance(response.points, response.points, response.parameters)
    covariance[np.diag_indices_from(covariance)] += math.exp(2 * response.parameters[-1])
    factor = linalg.cholesky(covariance, lower=True)
    inverse = linalg.cho_solve((factor, True), np.eye(len(covariance)))
    weights = inverse @ response.values
    off = weights / np.diag(inverse)  # value less prediction without it
    total = float(((response.values - response.values.mean()) ** 2).sum())
    r2 = 1.0 - float((off**2).sum()) / total if response.spread > 0 else math.nan
    error = response.spread * math.sqrt(float((off**2).mean()))
    return replace(response, weights=weights, factor=factor, r2=r2, error=error)


def _covariance(first: Floats, second: Floats, parameters: Floats) -> Floats:
    """The straight part and the bends, without noise."""
    lengths, size = np.exp(parameters[:-2]), math.exp(2 * parameters[-2])
    a, b = first / lengths, second / lengths
    distance = (a**2).sum(axis=1)[:, None] + (b**2).sum(axis=1)[None, :] - 2 * a @ b.T
    return np.asarray(STRAIGHT * (1.0 + first @ second.T) + size * np.exp(-0.5 * np.maximum(distance, 0.0)))


def _unlikelihood(parameters: Floats, points: Floats, values: Floats) -> tuple[float, Floats]:
    """Minus the logarithm of the marginal likelihood, and its gradient."""
    lengths, noise = np.exp(parameters[:-2]), math.exp(2 * parameters[-1])
    covariance = _covariance(points, points, parameters)
    bends = covariance - STRAIGHT * (1.0 + points @ points.T)
    covariance[np.diag_indices_from(covariance)] += noise
    try:
        factor = linalg.cholesky(covariance, lower=True)
    except linalg.LinAlgError:  # too close to singular: not a likely place
        return 1e10, np.zeros(len(parameters))
    inverse = linalg.cho_solve((factor, True), np.eye(len(values)))
    weights = inverse @ values
    fit = 0.5 * float(values @ weights) + float(np.log(np.diag(factor)).sum())
    outer = inverse - np.outer(weights, weights)
    gradient = np.empty(len(parameters))
    for place, length in enumerate(lengths):
        steps = ((points[:, place][:, None] - points[:, place][None, :]) / length) ** 2
        gradient[place] = 0.5 * float((outer * bends * steps).sum())
    gradient[-2] = float((outer * bends).sum())
    gradient[-1] = noise * float(np.trace(outer))
    return fit, gradient

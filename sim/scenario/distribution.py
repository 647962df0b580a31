"""Distributions of durations, as a scenario names them, and their quantiles.

Random numbers are drawn elsewhere as uniforms; this module only turns a uniform into a duration, for whole columns
or one at a time, always with the same arithmetic, so that a value drawn in advance and one looked up during a run
agree to the microsecond.
"""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, Literal, Self

from pydantic import model_validator

from sim.scenario.base import NotNegative, Part, Share
from sim.scenario.duration import Duration

if TYPE_CHECKING:  # numpy is imported where a column is made: checking a scenario does not need it
    import numpy as np
    import numpy.typing as npt

NEVER = 2**62
"""A patience longer than any horizon: this customer never hangs up (microseconds)."""


class CurvePoint(Part):
    """A point of a curve of survival, such as a Kaplan-Meier estimate."""

    after: Duration
    """Time."""
    share: Share
    """Share that lasts longer than that."""


class Distribution(Part):
    """A distribution of durations by its family, mean and spread, or by the points of a curve."""

    family: Literal["exponential", "lognormal", "gamma", "weibull", "constant", "curve", "never"] = "exponential"
    """`curve` goes straight from point to point of a curve that was seen. `never` means infinitely long: a customer who
    does not give up."""
    mean: Duration | None = None
    """Mean of the durations, the short ones left out. Not given for `curve` and `never`."""
    cv: NotNegative | None = None
    """Coefficient of variation, standard deviation over mean (lognormal and gamma)."""
    shape: NotNegative | None = None
    """Shape of the Weibull: below 1, those who have waited grow more patient; 1 is exponential."""
    points: tuple[CurvePoint, ...] = ()
    """curve: its points, such as `[{after: 30 s, share: 0.9}, {after: 2 min, share: 0.7}]`; it starts at share 1."""
    tail_mean: Duration | None = None
    """curve: mean time that those beyond the last point last longer still (exponential); None: for ever."""
    short_share: Share = 0.0
    """Share of contacts that end at once (a hang-up as the agent answers); they take `short_mean`."""
    short_mean: Duration = 0
    """How long such a short contact takes."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.family != "curve" and (self.points or self.tail_mean is not None):
            raise ValueError(f"the family '{self.family}' takes no points or tail_mean; accepted: curve")
        if self.family in ("never", "curve"):
            if self.mean is not None or self.cv is not None or self.shape is not None:
                raise ValueError(f"the family '{self.family}' takes no mean, cv or shape")
            if self.family == "curve":
                _check_curve(self.points)
            return self
        if self.mean is None:
            raise ValueError(f"the family '{self.family}' needs a mean, such as 'mean: 6 min'")
        if self.family in ("lognormal", "gamma") and self.cv is None:
            raise ValueError(f"the family '{self.family}' needs cv, the standard deviation divided by the mean")
        if self.family == "weibull" and not self.shape:
            raise ValueError("the family 'weibull' needs a shape above 0")
        if self.family not in ("lognormal", "gamma") and self.cv is not None:
            raise ValueError(f"the family '{self.family}' takes no cv; accepted: lognormal, gamma")
        if self.family != "weibull" and self.shape is not None:
            raise ValueError(f"the family '{self.family}' takes no shape; accepted: weibull")
        return self

    @property
    def overall_mean(self) -> float:
        """Mean over all contacts, the short ones included (microseconds; infinite for `never`)."""
        mean = _mean_of_curve(self) if self.family == "curve" else self.mean
        if mean is None:
            return math.inf
        return self.short_share * self.short_mean + (1.0 - self.short_share) * mean

    def quantiles(self, uniforms: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
        """Return the durations (microseconds, whole) that belong to uniform draws in [0, 1).

        The lowest `short_share` of the uniforms are the short contacts; the rest is stretched over the family. So a
        small uniform is a short duration, which lets automation take the easy contacts first.
        """
        import numpy as np

        if self.family == "never":
            return np.full(uniforms.shape, NEVER, dtype=np.int64)
        rest = uniforms
        if self.short_share:
            rest = np.clip((uniforms - self.short_share) / max(1.0 - self.short_share, 1e-300), 0.0, None)
        rest = np.minimum(rest, 1.0 - 2.0**-53)
        durations = np.rint(_family_quantiles(self, rest)).astype(np.int64)
        if self.short_share:
            durations = np.where(uniforms < self.short_share, np.int64(self.short_mean), durations)
        return durations

    def quantile(self, uniform: float) -> int:
        """Return the duration (microseconds) of one uniform draw; equal to `quantiles` of an array with it."""
        import numpy as np

        return NEVER if self.family == "never" else int(self.quantiles(np.array([uniform]))[0])


def _family_quantiles(distribution: Distribution, u: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    import numpy as np

    mean = float(distribution.mean or 0)
    family = distribution.family
    if family == "curve":
        return _curve_quantiles(distribution, u)
    if mean == 0.0 or family == "constant":
        return np.full(u.shape, mean)
    if family == "exponential":
        return -mean * np.log1p(-u)
    if family == "weibull":
        shape = float(distribution.shape or 1.0)
        scale = mean / math.gamma(1.0 + 1.0 / shape)
        return np.asarray(scale * (-np.log1p(-u)) ** (1.0 / shape))
    cv = float(distribution.cv or 0.0)
    if cv < 1e-9:  # no spread at all, or one that floating-point numbers lose
        return np.full(u.shape, mean)
    from scipy import special

    if family == "lognormal":
        variance = math.log1p(cv * cv)
        return np.asarray(np.exp(math.log(mean) - variance / 2 + math.sqrt(variance) * special.ndtri(u)))
    shape = 1.0 / (cv * cv)
    return np.asarray(special.gammaincinv(shape, u) * mean / shape)


def _check_curve(points: tuple[CurvePoint, ...]) -> None:
    """A curve of survival starts at 1 and falls."""
    if not points:
        raise ValueError("the family 'curve' needs points, such as [{after: 30 s, share: 0.9}]")
    for before, point in itertools.pairwise(points):
        if point.after <= before.after or point.share > before.share:
            raise ValueError("points: each is later than the one before it, and its share no larger")


def _mean_of_curve(distribution: Distribution) -> float | None:
    """The area under the curve, the tail included (microseconds); None where some last for ever."""
    area, time, share = 0.0, 0, 1.0
    for point in distribution.points:
        area += (point.after - time) * (point.share + share) / 2
        time, share = point.after, point.share
    if share > 0 and distribution.tail_mean is None:
        return None
    return area + share * (distribution.tail_mean or 0)


def _curve_quantiles(distribution: Distribution, u: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Linear between the points of the curve, exponential beyond the last one."""
    import numpy as np

    times = np.array([0.0, *(float(point.after) for point in distribution.points)])
    below = np.array([0.0, *(1.0 - point.share for point in distribution.points)])
    place = np.searchsorted(below, u, side="right") - 1
    inside = place < len(times) - 1
    left, right = place, np.minimum(place + 1, len(times) - 1)
    width = np.where(inside, below[right] - below[left], 1.0)
    between = times[left] + (u - below[left]) / width * (times[right] - times[left])
    if distribution.tail_mean is None:
        beyond = np.full(u.shape, float(NEVER))
    else:
        beyond = times[-1] + distribution.tail_mean * (math.log1p(-min(below[-1], 1.0 - 2.0**-53)) - np.log1p(-u))
    return np.where(inside, between, beyond)

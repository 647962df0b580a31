"""What would have to be true: the value of one input at which the choice between two alternatives flips."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special

Floats = npt.NDArray[np.float64]
Differences = Callable[[float], Floats]
"""The paired differences, second alternative less first, one per replication, at a value of the input."""


@dataclass(frozen=True)
class Threshold:
    """Where two alternatives are equally good, or that none of the values looked at is such a place."""

    value: float | None
    """The threshold; None where the same alternative is better from one end to the other."""
    low: float | None
    high: float | None
    """Its interval: the values at which no difference is shown. None where that reaches beyond the range."""
    better_below: int | None
    """Which alternative is better at the lower end, 0 or 1; None where no difference is shown there."""
    better_above: int | None
    """The same at the upper end."""
    curve: pd.DataFrame
    """The values simulated, in their order: value, difference, low, high."""

    @property
    def flips(self) -> bool:
        """Whether there is a threshold in the range."""
        return self.value is not None


def find_threshold(
    differences: Differences, low: float, high: float, *, level: float = 0.95, steps: int = 8, close: float = 0.002
) -> Threshold:
    """Return where the mean of paired differences changes its sign between two values, with its interval.

    The root is enclosed from both ends by false position in the form of Illinois (Dowell and Jarratt, BIT 11, 1971, DOI
    10.1007/BF01934364), which hits the root of a straight line at once. Its interval holds the values at which
    Student's interval of the mean difference contains 0, read off the straight lines between the values simulated
    (as in Fieller's theorem). Where the differences change sign several times, one of the changes comes back.

    Parameters
    ----------
    differences
        Simulates a value of the input; every value meets the same customers.
    low, high
        Ends of the range.
    level
        Of the interval.
    steps
        Most values simulated between the ends.
    close
        Accuracy asked for, as a share of the range.

    Raises
    ------
    ValueError
        If `low` is not below `high`.
    """
    if not low < high:
        raise ValueError(f"a range needs low < high, not {low} and {high}")
    seen = {value: _interval(differences(value), level) for value in (low, high)}
    left, right = (low, seen[low][0]), (high, seen[high][0])
    root = low if left[1] == 0 else high if right[1] == 0 else None
    side = 0
    if root is None and (left[1] > 0) != (right[1] > 0):
        for _ in range(steps):
            value = (left[0] * right[1] - right[0] * left[1]) / (right[1] - left[1])
            mean = seen.setdefault(value, _interval(differences(value), level))[0]
            moved = abs(value - root) if root is not None else math.inf
            root = value
            if mean == 0 or moved <= close * (high - low) or abs(mean) <= 1e-12 * abs(seen[low][0] - seen[high][0]):
                break
            if (mean > 0) == (left[1] > 0):
                left, right = (value, mean), (right[0], right[1] / 2 if side < 0 else right[1])
                side = -1
            else:
                left, right = (left[0], left[1] / 2 if side > 0 else left[1]), (value, mean)
                side = 1
    values = sorted(seen)
    curve = pd.DataFrame([(value, *seen[value]) for value in values], columns=["value", "difference", "low", "high"])
    bounds = _unclear(curve, root, close * (high - low)) if root is not None else (None, None)
    return Threshold(root, *bounds, _better(seen[low]), _better(seen[high]), curve)


def _interval(values: Floats, level: float) -> tuple[float, float, float]:
    """Mean and Student's interval; of values that are all the same, that value."""
    mean, number = float(values.mean()), len(values)
    half = float(special.stdtrit(number - 1, 0.5 + level / 2)) * float(values.std(ddof=1)) / math.sqrt(number)
    return mean, mean - half, mean + half


def _better(interval: tuple[float, float, float]) -> int | None:
    """Lower is better: the first alternative where the difference is surely above 0, the second where below."""
    _, low, high = interval
    return 0 if low > 0 else 1 if high < 0 else None


def _unclear(curve: pd.DataFrame, root: float, close: float) -> tuple[float | None, float | None]:
    """The stretch around the root in which 0 lies within the interval, None where it does not end in the range."""
    crossings = []
    for limit in ("low", "high"):
        points = curve[["value", limit]].to_numpy(dtype=float)
        for (x0, y0), (x1, y1) in itertools.pairwise(points):
            if (y0 > 0) != (y1 > 0):
                crossings.append(float(x0 + (x1 - x0) * y0 / (y0 - y1)))
    near = [root] if any(abs(one - root) <= close for one in crossings) else []  # both limits cross there: no noise
    below = [one for one in crossings if one <= root] or near
    above = [one for one in crossings if one >= root] or near
    return max(below, default=None), min(above, default=None)

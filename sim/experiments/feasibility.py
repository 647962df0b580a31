"""Whether a promise is kept, sampled until it is sure enough."""

from __future__ import annotations

import numpy as np

from sim.experiments.selection import FIRST, Floats


def promise_kept(
    values: Floats, bound: float, slack: float, error: float, *, at_least: bool = True, first: int = FIRST
) -> bool | None:
    r"""Return whether the mean of a measure keeps its bound, None where the values do not tell yet.

    The feasibility check of Batur and Kim, "Finding feasible systems in the presence of constraints on multiple
    performance measures", ACM Transactions on Modeling and Computer Simulation 20 (2010) 13:1-26,
    doi:10.1145/1842713.1842716, for one measure: with q halfway and ε half of what may be missed, the sum of the first
    r values less r q is followed until it leaves the triangle

    .. math:: \pm\max\{0, \frac{\eta (n_0 - 1) S^2}{\epsilon} - \frac{\epsilon r}{2}\}, \quad
        \eta = \frac{1}{2}((2\beta)^{-2/(n_0 - 1)} - 1)

    For normal values, a mean that keeps the bound is called kept, and one that misses it by `slack` or more is called
    missed, each with probability 1 - β at least; between the two either answer is accepted. NaN (nothing to measure) is
    left out; without any value the promise counts as kept.

    Parameters
    ----------
    values
        One per replication.
    bound
        What is promised.
    slack
        How much it may be missed by before that must be found out, above 0, in the unit of the measure.
    error
        β, above 0 and below 0.5.
    at_least
        Whether the bound is a lower one.
    first
        Values n0 that estimate the variance S².
    """
    known = values[~np.isnan(values)]
    if len(values) >= first and len(known) == 0:
        return True
    if len(known) < first:
        return None
    half = slack / 2.0
    signed = (known if at_least else -known) - (bound if at_least else -bound) + half
    eta = ((2.0 * error) ** (-2.0 / (first - 1)) - 1.0) / 2.0
    reach = eta * (first - 1) * float(np.var(known[:first], ddof=1)) / half
    sums = np.cumsum(signed)
    for r in range(first, len(known) + 1):
        edge = max(0.0, reach - half * r / 2.0)
        if abs(sums[r - 1]) >= edge:
            return bool(sums[r - 1] >= 0.0)
    return None

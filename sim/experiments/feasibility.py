"""Whether a promise is kept, on average or often enough, sampled until it is sure enough."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

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


def kept_often_enough(kept: npt.NDArray[np.bool_], share: float, slack: float, error: float) -> bool | None:
    r"""Return whether something is kept in a share of all runs, None where the runs do not tell yet.

    The sequential probability ratio test of Wald, "Sequential tests of statistical hypotheses", Annals of Mathematical
    Statistics 16 (1945) 117-186, doi:10.1214/aoms/1177731118: after each run the logarithm of

    .. math:: (p_1 / p_0)^{k} ((1 - p_1) / (1 - p_0))^{r - k}, \quad p_1 = \text{share},
        p_0 = \text{share} - \text{slack}

    with k of r runs kept is compared with ±ln(1 / error). A share of `share` or more is called kept, one of `share -
    slack` or less is called missed, each with probability 1 - error at least; between the two either answer is
    accepted.

    Raises
    ------
    ValueError
        If not 0 < share - slack < share < 1.
    """
    low = share - slack
    if not 0.0 < low < share < 1.0:
        raise ValueError(f"the share is {share} and the slack {slack}; accepted: 0 < share - slack < share < 1")
    steps = np.where(kept, math.log(share / low), math.log((1.0 - share) / (1.0 - low)))
    sums = np.cumsum(steps)
    over = np.flatnonzero(np.abs(sums) >= -math.log(error))
    return bool(sums[over[0]] > 0.0) if len(over) else None

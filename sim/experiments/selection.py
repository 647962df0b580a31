"""Which of several is best, sampled until it is sure enough: ranking and selection, fully sequential.

Nothing here knows what is sampled. A sampler returns one figure per alternative and replication; alternatives meet the
same customers in a replication, so that their differences vary less than they do.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]

Sampler = Callable[[Sequence[str], range], pd.DataFrame]
"""Returns the figures of the named alternatives (columns) in these replications (index)."""

FIRST = 10
"""Replications of everybody before anybody leaves."""


@dataclass(frozen=True)
class Selection:
    """What was selected, and how."""

    best: tuple[str, ...]
    """The one selected; several where they are exactly equal in every replication, or where it was not decided."""
    table: pd.DataFrame
    """One row per alternative: alternative, replications, mean, out_after (replications after which it left, <NA> for
    who stayed), out_by (who it left for)."""
    is_decided: bool
    """Whether the procedure came to its end; if not, nothing is promised."""
    confidence: float
    """Least probability that the selected one is the best, or less than the indifference away from it."""
    indifference: float
    """Difference that does not matter."""


def select_best(
    names: Sequence[str],
    sample: Sampler,
    *,
    indifference: float,
    confidence: float = 0.95,
    first: int = FIRST,
    most: int = 1000,
    block: int = 1,
    better: str = "lower",
) -> Selection:
    r"""Return the alternative with the best mean, found with at least a stated probability.

    Procedure KN of Kim and Nelson, "A fully sequential procedure for indifference-zone selection in simulation", ACM
    Transactions on Modeling and Computer Simulation 11 (2001) 251-273, doi:10.1145/502109.502111, with c = 1. After
    `first` replications n0 of all k alternatives, S² of each difference gives how far two must be apart: i leaves for l
    once its mean over r replications is worse by more than

    .. math:: W_{il}(r) = \max\{0, \frac{\delta}{2r}(\frac{h^2 S_{il}^2}{\delta^2} - r)\}, \quad h^2 = 2\eta(n_0 - 1),
        \quad \eta = \frac{1}{2}((\frac{2\alpha}{k - 1})^{-2/(n_0 - 1)} - 1)

    Who is left is sampled once more, until one is left. For normal figures, also where alternatives meet the same
    customers, the best one is selected with probability 1 - α (`confidence`) if it is at least δ (`indifference`)
    better than any other. Where others are nearer, one less than δ away from the best is selected as often in the
    tests; that is no part of what the paper proves. Alternatives that are exactly equal in every replication never
    leave for each other: both are returned.

    Parameters
    ----------
    names
        The alternatives.
    sample
        What samples them.
    indifference
        The smallest difference that matters, above 0.
    confidence
        Probability of correct selection, above 1 / k (of a single one 1 / 2) and below 1.
    first
        Replications before anybody may leave, at least 2.
    most
        Replications after which the procedure gives up undecided.
    block
        Replications asked for at a time, so that several processes have work; those beyond the end are not looked at.
    better
        `lower` or `higher`.

    Raises
    ------
    ValueError
        If a number lies outside what is accepted, or a name comes twice.
    """
    names = list(names)
    _check(names, indifference, confidence, first, most)
    sign = 1.0 if better == "lower" else -1.0
    found = sample(names, range(first))[names] * sign
    values = {name: found[name].to_numpy(dtype=np.float64) for name in names}
    left, out = list(names), dict[str, tuple[int, str]]()
    k = len(names)
    eta = ((2.0 * (1.0 - confidence) / max(k - 1, 1)) ** (-2.0 / (first - 1)) - 1.0) / 2.0
    reach = 2.0 * eta * (first - 1)
    spread = {(i, j): float(np.var(values[i] - values[j], ddof=1)) for i in names for j in names}
    r = first
    while True:
        for i, j in _leaving(left, values, spread, r, reach, indifference):
            left.remove(i)
            out[i] = (r, j)
        is_over = all(_slack(spread[i, j], r, reach, indifference) == 0.0 for i in left for j in left if i != j)
        if len(left) == 1 or is_over or r >= most:
            break
        r += 1
        if r > min(len(values[name]) for name in left):
            more = sample(left, range(r - 1, min(most, r - 1 + block)))[left] * sign
            for name in left:
                values[name] = np.concatenate([values[name], more[name].to_numpy(dtype=np.float64)])
    rows = [_row(name, values[name], out.get(name), r, sign) for name in names]
    columns = ["alternative", "replications", "mean", "out_after", "out_by"]
    table = pd.DataFrame(rows, columns=columns).astype({"out_after": "Int64"})
    return Selection(tuple(left), table, len(left) == 1 or is_over, confidence, indifference)


def _leaving(
    left: Sequence[str],
    values: dict[str, Floats],
    spread: dict[tuple[str, str], float],
    r: int,
    reach: float,
    indifference: float,
) -> list[tuple[str, str]]:
    """Who leaves after r replications, and for whom: the one that beats it by most among all who were left."""
    leaving = []
    for i in left:
        gaps = {
            j: float((values[i][:r] - values[j][:r]).mean()) - _slack(spread[i, j], r, reach, indifference)
            for j in left
            if j != i
        }
        if gaps and max(gaps.values()) > 0.0:
            leaving.append((i, max(gaps, key=lambda j: gaps[j])))
    return leaving


def _slack(variance: float, r: int, reach: float, indifference: float) -> float:
    """How much worse a mean may be without leaving: W of the formula."""
    return max(0.0, indifference / (2.0 * r) * (reach * variance / indifference**2 - r))


def _row(name: str, values: Floats, out: tuple[int, str] | None, r: int, sign: float) -> tuple[object, ...]:
    seen = r if out is None else out[0]
    return name, seen, sign * float(values[:seen].mean()), out[0] if out else None, out[1] if out else ""


def _check(names: Sequence[str], indifference: float, confidence: float, first: int, most: int) -> None:
    if not names or len(set(names)) < len(names):
        raise ValueError(f"the alternatives are {list(names)}; accepted: one or more names that differ")
    if not indifference > 0.0:
        raise ValueError(f"the indifference is {indifference}; accepted: above 0")
    if not 1.0 / max(len(names), 2) < confidence < 1.0:  # below it eta is not above 0
        raise ValueError(f"the confidence is {confidence}; accepted: above 1 / (number of alternatives), below 1")
    if not 2 <= first <= most:
        raise ValueError(f"the first replications are {first}; accepted: from 2 to {most}, the most there may be")

"""How sure a figure is: intervals over replications, and paired differences of alternatives with the same customers."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from sim.measures.grouping import ATTEMPT_KEYS, STAY_KEYS


@dataclass(frozen=True)
class Interval:
    """A mean with its interval of confidence."""

    mean: float
    low: float
    high: float
    replications: int
    """Values behind it."""

    @property
    def half_width(self) -> float:
        """Half the length of the interval."""
        return (self.high - self.low) / 2.0


@dataclass(frozen=True)
class Difference:
    """A paired difference, second less first, and how often the second is better."""

    interval: Interval
    better: float
    """Share of the replications in which the second is better; a tie counts half."""

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves 0 out, so that the sign of the difference is sure at its level."""
        return self.interval.low > 0.0 or self.interval.high < 0.0


def confidence_interval(
    values: Sequence[float] | np.ndarray[tuple[int], np.dtype[np.float64]], level: float = 0.95
) -> Interval:
    """Return the mean of independent values, one per replication, with Student's interval.

    mean ± t(n-1) s / √n. NaN (a share of nothing) is left out and lowers `replications`; with fewer than two values the
    bounds are NaN, with none the mean too. Values need to be roughly normal, which means over a whole horizon are.

    Raises
    ------
    ValueError
        If the level is not between 0 and 1.

    Examples
    --------
    Mean 2, s = 1, t(2) = 4.303 at 95 %: 2 ± 4.303 / √3.

    >>> found = confidence_interval([1.0, 2.0, 3.0])
    >>> found.low, found.high
    (-0.484, 4.484)
    """
    if not 0.0 < level < 1.0:
        raise ValueError(f"level is {level}; accepted: above 0 and below 1")
    known = np.asarray(values, dtype=np.float64)
    known = known[~np.isnan(known)]
    if len(known) == 0:
        return Interval(math.nan, math.nan, math.nan, 0)
    mean = float(known.mean())
    if len(known) == 1:
        return Interval(mean, math.nan, math.nan, 1)
    half = _student(len(known) - 1, level) * float(known.std(ddof=1)) / math.sqrt(len(known))
    return Interval(mean, mean - half, mean + half, len(known))


def paired_difference(
    first: Sequence[float],
    second: Sequence[float],
    level: float = 0.95,
    better: Literal["higher", "lower"] = "higher",
) -> Difference:
    """Return the difference of two alternatives, second less first, replication by replication.

    Because both meet the same customers, the differences vary less than the values, and their interval is what a
    comparison rests on. A replication in which either is NaN is left out.

    Raises
    ------
    ValueError
        If the two have not equally many values.

    Examples
    --------
    Differences 1, 2, 3; the second is higher in all three.

    >>> found = paired_difference([10.0, 20.0, 30.0], [11.0, 22.0, 33.0])
    >>> found.interval.mean, found.better, found.is_clear
    (2.0, 1.0, False)
    """
    if len(first) != len(second):
        raise ValueError(f"{len(first)} and {len(second)} values; accepted: one of each per replication")
    differences = np.asarray(second, dtype=np.float64) - np.asarray(first, dtype=np.float64)
    known = differences[~np.isnan(differences)]
    signed = known if better == "higher" else -known
    share = float(((signed > 0) + 0.5 * (signed == 0)).mean()) if len(known) else math.nan
    return Difference(confidence_interval(known, level), share)


def over_replications(tables: Iterable[pd.DataFrame], level: float = 0.95) -> pd.DataFrame:
    """Return every measure of tidy tables over their replications.

    `tables` are those of one measure function or of `summary`, any number of scenarios and replications. The result
    has the columns scenario, the keys of the tables, measure (name of the column), mean, low, high and replications,
    one row for each combination that occurs. A combination missing in some replication (no contact in that interval)
    has fewer replications.

    Examples
    --------
    >>> one = pd.DataFrame({"scenario": "a", "replication": [0], "channel": "phone", "service_level": [0.8]})
    >>> two = one.assign(replication=1, service_level=0.9)
    >>> over_replications([one, two])[["measure", "mean", "replications"]].values.tolist()
    [['service_level', 0.85, 2]]
    """
    together = pd.concat(list(tables), ignore_index=True)
    known = ["scenario", *ATTEMPT_KEYS, *STAY_KEYS]
    keys = [name for name in dict.fromkeys(known) if name in together]
    measures = [name for name in together if name not in keys and name != "replication"]
    grouped = together.groupby(keys, sort=False, observed=True, dropna=False)[measures]
    count, mean, spread = grouped.count(), grouped.mean(), grouped.std(ddof=1)
    factor = {n: _student(n - 1, level) / math.sqrt(n) for n in np.unique(count.to_numpy()) if n > 1}
    half = spread * count.replace(factor).where(count > 1)
    tables_of = {"mean": mean, "low": mean - half, "high": mean + half, "replications": count}
    columns = {name: table.stack() for name, table in tables_of.items()}
    found = pd.DataFrame(columns).rename_axis([*keys, "measure"]).reset_index()
    return found[found["replications"] > 0].reset_index(drop=True)


def _student(freedom: int, level: float) -> float:
    """The two-sided point of Student's t."""
    from scipy import special  # scipy.stats takes seconds to import

    return float(special.stdtrit(freedom, 0.5 + level / 2.0))

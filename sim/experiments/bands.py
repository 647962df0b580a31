"""What uncertainty does to results: bands, chances of missing promises, and how much of it is only chance in the runs.

Two things make results differ: what we do not know (the points of a design) and what happens by chance in a month (the
replications). They are kept apart here, because only the first can be reduced by finding out.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.experiments.compare import COMPARED
from sim.experiments.sweep import TOTAL, missed_promises
from sim.measures.confidence import confidence_interval
from sim.measures.shares import wilson_interval
from sim.measures.summary import ALL
from sim.scenario.model import Scenario

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
_FURTHER = (
    "csat", "csat_satisfied_share", "ces", "nps", "value_lost_per_month", "revenue_per_month", "promises_missed", TOTAL,
)  # fmt: skip
KEYS = ["alternative", "measure", "channel"]
EVERY = "every promise"
"""The row in which a run misses as soon as it misses anything."""


def uncertainty_bands(runs: pd.DataFrame) -> pd.DataFrame:
    """Return how far results spread, as tidy rows: alternative, measure, channel, mean, q05 … q95, and variances.

    Quantiles are those of the means over replications at the points of a design: what the inputs do, with what is left
    of chance after averaging. input_sd and noise_sd split the spread of a single month (`variance_parts`); input_share
    is the part of its variance that comes from the inputs.
    """
    rows = []
    for key, table in _by_measure(runs):
        means = table.mean(axis=1).to_numpy(dtype=float)
        inputs, noise = variance_parts(table.to_numpy(dtype=float))
        whole = inputs + noise
        share = inputs / whole if whole > 0 else math.nan
        found = np.quantile(means, QUANTILES)
        rows.append((*key, float(means.mean()), *found, math.sqrt(inputs), math.sqrt(noise), share, *table.shape))
    names = [f"q{round(100 * share):02d}" for share in QUANTILES]
    columns = [*KEYS, "mean", *names, "input_sd", "noise_sd", "input_share", "points", "replications"]
    return pd.DataFrame(rows, columns=columns)


def variance_parts(values: npt.NDArray[np.float64]) -> tuple[float, float]:
    r"""Return the variance that inputs cause and the variance of chance, of a table of points × replications.

    Every point meets the same customers, so there are effects of points, of replications, and the rest:
    :math:`y_{ij} = m + a_i + b_j + e_{ij}`. From the mean squares of the two-way analysis of variance,
    :math:`\sigma_a^2 = (MS_a - MS_e) / n`, :math:`\sigma_b^2 = (MS_b - MS_e) / k`, :math:`\sigma_e^2 = MS_e` with k
    points and n replications (Searle, Casella and McCulloch, Variance Components, 1992, DOI 10.1002/9780470316856).
    Inputs cause :math:`\sigma_a^2`; chance is :math:`\sigma_b^2 + \sigma_e^2`. Estimates below 0 count as 0.

    Examples
    --------
    Two points 10 apart, two replications 2 apart, nothing else: variances 50 and 2.

    >>> variance_parts(np.array([[0.0, 2.0], [10.0, 12.0]]))
    (50.0, 2.0)
    """
    points, replications = values.shape
    if points < 2 or replications < 2:
        return (float(values.mean(axis=1).var(ddof=1)) if points > 1 else 0.0), math.nan
    mean, of_point, of_run = values.mean(), values.mean(axis=1), values.mean(axis=0)
    rest = values - of_point[:, None] - of_run[None, :] + mean
    square_rest = float((rest**2).sum()) / ((points - 1) * (replications - 1))
    square_points = replications * float(of_point.var(ddof=1))
    square_runs = points * float(of_run.var(ddof=1))
    inputs = max(0.0, (square_points - square_rest) / replications)
    chance = max(0.0, (square_runs - square_rest) / points) + square_rest
    return inputs, chance


def chances_of_missing(scenarios: Sequence[Scenario], runs: pd.DataFrame, confidence: float = 0.95) -> pd.DataFrame:
    """Return how likely each promise is missed: alternative, channel, measure, bound, target, and probabilities.

    in_a_month counts single runs over all points and replications: what we do not know and chance together; low and
    high are its interval, the points being the independent values (Student; Wilson where all or none are missed).
    on_average counts the points at which the mean over the replications misses: what we do not know alone. The last row
    of an alternative is `every promise`: at least one is missed.
    """
    promise, rows = ["channel", "measure", "bound", "target"], []
    for scenario in scenarios:
        own = runs[runs["alternative"] == scenario.name]
        points = own.groupby("point", sort=True)
        single = pd.concat([missed_promises(scenario, table).assign(point=point) for point, table in points])
        if single.empty:
            continue
        means = own.groupby(["point", "channel"], sort=False).mean(numeric_only=True).reset_index()
        means = missed_promises(scenario, means.assign(replication=means["point"]))
        on_average = {key: float(of_one["missed"].mean()) for key, of_one in means.groupby(promise)}
        for key, of_promise in single.groupby(promise, sort=False):
            shares = of_promise.groupby("point")["missed"].mean()
            rows.append((scenario.name, *key, *_share(shares, confidence), on_average[key]))
        any_missed = single.groupby(["point", "replication"])["missed"].any().groupby("point").mean()
        on_any = float(means.groupby("replication")["missed"].any().mean())
        rows.append((scenario.name, ALL, EVERY, "", math.nan, *_share(any_missed, confidence), on_any))
    columns = ["alternative", "channel", "measure", "bound", "target", "in_a_month", "low", "high", "on_average"]
    return pd.DataFrame(rows, columns=columns)


def measures_of(runs: pd.DataFrame) -> list[str]:
    """Return the measures that are looked at, in their order, of those the runs have."""
    return [name for name in dict.fromkeys((*COMPARED, *_FURTHER)) if name in runs and runs[name].notna().any()]


def _by_measure(runs: pd.DataFrame) -> Iterator[tuple[tuple[str, str, str], pd.DataFrame]]:
    """Each alternative, measure and channel with its table of points × replications; with holes, runs are left out."""
    for name, own in runs.groupby("alternative", sort=False):
        for measure in measures_of(own):
            for channel, rows in own.groupby("channel", sort=False):
                table = rows.pivot(index="point", columns="replication", values=measure).astype(float)
                table = table.dropna(axis=1, how="all").dropna(axis=0, how="any")
                if table.size:
                    yield (str(name), measure, str(channel)), table


def _share(of_points: pd.Series, confidence: float) -> tuple[float, float, float]:
    """The mean share over the points with its interval, which ends at 0 and 1.

    Where it is always or never, points do not differ, and Student's interval would be sure of it: then Wilson's.
    """
    found = confidence_interval(of_points.to_numpy(dtype=float), confidence)
    if found.mean in (0.0, 1.0):
        return found.mean, *wilson_interval(round(found.mean * len(of_points)), len(of_points), confidence)
    return found.mean, max(0.0, found.low), min(1.0, found.high)

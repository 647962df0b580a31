"""Whether another value of one input alone would make another alternative the better one, and which value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.experiments.sensitivity import STANDS
from sim.experiments.sweep import TOTAL
from sim.experiments.threshold import find_threshold
from sim.measures.summary import ALL
from sim.scenario.planning import Study

Floats = npt.NDArray[np.float64]
Run = Callable[[pd.DataFrame, int], pd.DataFrame]
"""Simulates points, so many replications each."""
FLIP_COLUMNS = [
    "input", "chosen", "other", "flips", "threshold", "low", "high", "stands", "range_low", "range_high",
    "difference_at_low", "difference_as_it_stands", "difference_at_high",
]  # fmt: skip
CURVE_COLUMNS = ["input", "chosen", "other", "value", "difference", "low", "high"]


def find_flips(
    choice: pd.DataFrame,
    ends: pd.DataFrame,
    ends_runs: pd.DataFrame,
    stands: Mapping[str, float],
    run: Run,
    study: Study,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the thresholds at which the chosen alternative stops being better than each other one, and the curves.

    The chosen alternative is the first of `choice`. One input varies within its range, all others stay as they stand.
    Differences are the chosen one's total less the other's, so below 0 the choice holds. An input whose ends and
    standing value agree on who is better has no threshold in its range (flips is False): that is an answer. Where there
    are two, on both sides of the standing value, each has its row.

    Parameters
    ----------
    choice
        `uncertainty.choice_table`.
    ends, ends_runs
        Points and runs of the tornado, which hold both ends of every input.
    stands
        Values of the inputs as they stand.
    run
        Simulates points, so many replications each.
    study
        Replications and confidence.
    """
    chosen, *others = choice["alternative"]
    rows: list[tuple[object, ...]] = []
    curves = [pd.DataFrame(columns=CURVE_COLUMNS)]
    names = [name for name in ends["input"].unique() if name]
    for other in others:
        for name in names:
            of_input = ends[(ends["input"] == name) | (ends["point"] == STANDS)]
            known = {
                float(row[name]): _paired(ends_runs, int(row["point"]), chosen, other)
                for row in of_input.to_dict("records")
            }
            low, high = (float(of_input.loc[of_input["end"] == end, name].iloc[0]) for end in ("low", "high"))
            means = {value: float(differences.mean()) for value, differences in known.items()}
            about = (stands[name], low, high, means[low], means[stands[name]], means[high])
            spans = _spans_that_flip(low, stands[name], high, means)
            differences = partial(_differences, known, run, study.replications, dict(stands), name, chosen, other)
            for span in spans:
                found = find_threshold(differences, *span, level=study.confidence)
                rows.append((name, chosen, other, found.flips, found.value, found.low, found.high, *about))
                curves.append(found.curve.assign(input=name, chosen=chosen, other=other)[CURVE_COLUMNS])
            if not spans:
                rows.append((name, chosen, other, False, None, None, None, *about))
    table = pd.DataFrame(rows, columns=FLIP_COLUMNS)
    numbers = {name: "float64" for name in ("threshold", "low", "high")}
    return table.astype(numbers), pd.concat([one for one in curves if len(one)] or curves, ignore_index=True)


def _spans_that_flip(low: float, here: float, high: float, means: Mapping[float, float]) -> list[tuple[float, float]]:
    """Stretches between whose ends the better alternative changes: the whole range, or else both sides of `here`."""
    if means[low] * means[high] < 0:
        return [(low, high)]
    if not low < here < high:
        return []
    return [(left, right) for left, right in ((low, here), (here, high)) if means[left] * means[right] < 0]


def _differences(
    known: dict[float, Floats], run: Run, replications: int, stands: dict[str, float], name: str, chosen: str,
    other: str, value: float,
) -> Floats:  # fmt: skip
    """The paired differences at a value of one input, simulated where they are not known yet."""
    if value not in known:
        point = pd.DataFrame([{"point": 0, **stands, name: value}])
        known[value] = _paired(run(point, replications), 0, chosen, other)
    return known[value]


def _paired(runs: pd.DataFrame, point: int, chosen: str, other: str) -> Floats:
    """Total of the chosen alternative less that of the other, replication by replication."""
    rows = runs[(runs["point"] == point) & (runs["channel"] == ALL)]
    totals = rows.pivot(index="replication", columns="alternative", values=TOTAL)
    return np.asarray((totals[chosen] - totals[other]).to_numpy(dtype=float))

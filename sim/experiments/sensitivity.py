"""Which uncertain inputs matter: shares of the variance (Sobol indices), and one at a time (tornado)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from sim.experiments.bands import measures_of
from sim.experiments.fitted import Response
from sim.experiments.ranges import Inputs, quantiles
from sim.measures.confidence import confidence_interval
from sim.scenario.uncertain import UncertainInput

Floats = npt.NDArray[np.float64]
Named = tuple[str, str, str]
"""Alternative, measure and channel."""
STANDS = -1
"""The point at which everything is as it stands in the scenario."""


class _Spread:
    """An input as `scipy.stats.sobol_indices` asks for it."""

    def __init__(self, about: UncertainInput) -> None:
        self._about = about

    def ppf(self, uniforms: Floats) -> Floats:
        """Return quantiles."""
        return quantiles(self._about, uniforms)


def sobol_indices(
    function: Callable[[Floats], Floats], inputs: Inputs, rng: np.random.Generator, number: int = 4096
) -> tuple[Floats, Floats]:
    """Return the first-order and total Sobol indices of a function of independent inputs, in their order.

    First order: the share of the variance that goes when the input is known. Total: the share that stays when all
    others are known. `function` takes points as rows; `number` is a power of 2, and the function is asked for
    number × (inputs + 2) points. Estimators of Saltelli and others, Computer Physics Communications 181, 2010, DOI
    10.1016/j.cpc.2009.09.018.
    """
    if len(inputs) == 1:  # all of the variance, whatever the function
        return np.ones(1), np.ones(1)
    spreads = [_Spread(about) for about in inputs.values()]
    found = stats.sobol_indices(func=lambda x: function(x.T)[None, :], n=number, dists=spreads, rng=rng)  # type: ignore[arg-type]  # only ppf is asked of them
    return np.ravel(found.first_order), np.ravel(found.total_order)


def sobol_table(
    responses: Mapping[Named, Response],
    inputs: Inputs,
    rng: np.random.Generator,
    *,
    groups: int = 10,
    level: float = 0.95,
) -> pd.DataFrame:
    """Return the Sobol indices of fitted responses, with intervals of what the fit leaves open.

    Columns alternative, measure, channel, input, first, first_low, first_high, total, total_low, total_high, r2, error.
    The inputs count as independent. Intervals are those of a jackknife: the response is fitted without each tenth of
    the points in turn, with Student's t (Efron and Stein, Annals of Statistics 9, 1981, DOI 10.1214/aos/1176345462).
    """
    rows = []
    seed = int(rng.integers(2**31))
    for name, response in responses.items():
        if response.spread == 0:
            continue
        whole = np.stack(sobol_indices(response, inputs, np.random.default_rng(seed)))
        part = np.arange(len(response.points)) % groups
        without = np.stack(
            [
                np.stack(sobol_indices(response.without(part == one), inputs, np.random.default_rng(seed), 1024))
                for one in range(groups)
            ]
        )
        half = jackknife_error(without) * stats.t.ppf(0.5 + level / 2, groups - 1)
        low, high = np.clip(whole - half, 0.0, 1.0), np.clip(whole + half, 0.0, 1.0)
        whole = np.clip(whole, 0.0, 1.0)
        for place, input_name in enumerate(inputs):
            first, total = ((whole[k, place], low[k, place], high[k, place]) for k in (0, 1))
            rows.append((*name, input_name, *first, *total, response.r2, response.error))
    columns = ["alternative", "measure", "channel", "input", "first", "first_low", "first_high", "total", "total_low",
               "total_high", "r2", "error"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def jackknife_error(without: Floats) -> Floats:
    """Return the standard error of an estimate from its values without each group of the data in turn (first axis)."""
    groups = len(without)
    return np.asarray(np.sqrt((groups - 1) * without.var(axis=0)))


def tornado_points(inputs: Inputs, stands: Mapping[str, float]) -> pd.DataFrame:
    """Return the points of a tornado: everything as it stands (point -1), then each input low (2 i) and high (2 i + 1).

    Columns point, input and end (empty at the first), and one per input.
    """
    rows: list[dict[str, object]] = [{"point": STANDS, "input": "", "end": "", **stands}]
    for place, (name, about) in enumerate(inputs.items()):
        low, _, high = about.range
        rows.append({"point": 2 * place, "input": name, "end": "low", **stands, name: low})
        rows.append({"point": 2 * place + 1, "input": name, "end": "high", **stands, name: high})
    return pd.DataFrame(rows)


def tornado(points: pd.DataFrame, runs: pd.DataFrame, level: float = 0.95) -> pd.DataFrame:
    """Return what each input does when it alone changes: paired differences to the scenario as it stands.

    Columns alternative, measure, channel, input, end, value (of the input), stands (result as it stands), difference,
    low, high (its interval over the replications, which all meet the same customers), swing (largest less smallest
    result of the input, the scenario as it stands among them). Ordered by swing, the largest first.
    """
    rows = []
    for (alternative, channel), own in runs.groupby(["alternative", "channel"], sort=False):
        for measure in measures_of(own):
            table = own.pivot(index="replication", columns="point", values=measure).astype(float)
            if table[STANDS].isna().all():
                continue
            base = float(table[STANDS].mean())
            for row in points[points["point"] != STANDS].to_dict("records"):
                found = confidence_interval((table[row["point"]] - table[STANDS]).to_numpy(), level)
                value = row[row["input"]]
                rows.append((alternative, measure, channel, row["input"], row["end"], value, base, *_of(found)))
    columns = ["alternative", "measure", "channel", "input", "end", "value", "stands", "difference", "low", "high"]
    table = pd.DataFrame(rows, columns=columns)
    each = table.groupby(["alternative", "measure", "channel", "input"], sort=False)["difference"]
    table["swing"] = each.transform("max").clip(lower=0.0) - each.transform("min").clip(upper=0.0)
    order = table.assign(place=table.groupby(["alternative", "measure", "channel"], sort=False).ngroup())
    order = order.sort_values(["place", "swing", "input"], ascending=[True, False, True], kind="stable")
    return order.drop(columns="place").reset_index(drop=True)


def _of(found: object) -> Sequence[float]:
    return [float(getattr(found, name)) for name in ("mean", "low", "high")]

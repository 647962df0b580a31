"""Which uncertain inputs matter: shares of the variance (Sobol indices), and one at a time (tornado)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats
from scipy.stats import qmc

from sim.experiments.bands import measures_of
from sim.experiments.design import EDGE
from sim.experiments.fitted import Response
from sim.experiments.ranges import Inputs, quantiles
from sim.measures.confidence import confidence_interval

Floats = npt.NDArray[np.float64]
Named = tuple[str, str, str]
"""Alternative, measure and channel."""
STANDS = -1
"""The point at which everything is as it stands in the scenario."""


def sobol_points(inputs: Inputs, rng: np.random.Generator, number: int) -> Floats:
    """Return the points at which a function is asked for its Sobol indices, shape (inputs + 2, number, inputs).

    First `number` points A, then as many B, then A with the first input taken from B, with the second, and so on; from
    one Sobol sequence, so `number` is a power of 2.
    """
    unit = np.clip(qmc.Sobol(2 * len(inputs), rng=rng).random(number), EDGE, 1.0 - EDGE)
    values = [quantiles(about, unit[:, [place, len(inputs) + place]]) for place, about in enumerate(inputs.values())]
    first, second = (np.column_stack([pair[:, side] for pair in values]) for side in (0, 1))
    mixed = np.repeat(first[None, :, :], len(inputs), axis=0)
    for place in range(len(inputs)):
        mixed[place, :, place] = second[:, place]
    return np.concatenate([first[None], second[None], mixed])


def sobol_indices(function: Callable[[Floats], Floats], points: Floats) -> tuple[Floats, Floats]:
    """Return the first-order and total Sobol indices of a function of independent inputs, in their order.

    First order: the share of the variance that goes when the input is known. Total: the share that stays when all
    others are known. `function` takes points as rows; `points` are those of `sobol_points`. Estimators of Saltelli and
    others, Computer Physics Communications 181, 2010, DOI 10.1016/j.cpc.2009.09.018.
    """
    blocks, number, inputs = points.shape
    if inputs == 1:  # all of the variance, whatever the function
        return np.ones(1), np.ones(1)
    values = function(points.reshape(-1, inputs)).reshape(blocks, 1, number)
    given = {"f_A": values[0], "f_B": values[1], "f_AB": values[2:]}
    found = stats.sobol_indices(func=given, n=number)  # type: ignore[arg-type]  # values are accepted as well
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
    points = sobol_points(inputs, rng, 8192)
    some = points[:, :1024]  # the beginning of a Sobol sequence is one
    for name, response in responses.items():
        if response.spread == 0:
            continue
        whole = np.stack(sobol_indices(response, points))
        part = np.arange(len(response.points)) % groups
        without = np.stack([np.stack(sobol_indices(response.without(part == one), some)) for one in range(groups)])
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

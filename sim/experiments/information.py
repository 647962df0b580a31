"""What it would be worth to know better before choosing: of everything (EVPI), and of one input (EVPPI)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats
from scipy.interpolate import BSpline

from sim.experiments.fitted import Response
from sim.experiments.sensitivity import jackknife_error

Floats = npt.NDArray[np.float64]
EVERYTHING = "everything"
"""The row of perfect information on all inputs."""


def value_of_information(sample: pd.DataFrame, totals: Floats) -> dict[str, float]:
    r"""Return what perfect information is worth in a month, on everything and on each input.

    With total :math:`T_d(x)` of alternative d, lower being better, and inputs x:

    .. math:: EVPI = \min_d E\,T_d - E \min_d T_d, \qquad
              EVPPI_i = \min_d E\,T_d - E \min_d E[T_d \mid x_i]

    The inner expectation is a regression of each total (less that of the first alternative) on the input, over the
    sample: a cubic spline here (Strong, Oakley and Brennan, Medical Decision Making 34, 2014, DOI
    10.1177/0272989X13505910). Both are 0 where the choice would never change.

    Parameters
    ----------
    sample
        Values of the inputs, one column each.
    totals
        Total of every alternative at them: one row per value, one column per alternative, without noise.

    Examples
    --------
    Two alternatives, one free and one at x with x = -1 or 1: knowing x saves 1 half of the time.

    >>> x = np.repeat([-1.0, 1.0], 50)
    >>> found = value_of_information(pd.DataFrame({"x": x}), np.column_stack([0 * x, x]))
    >>> round(found["everything"], 6), round(found["x"], 6)
    (0.5, 0.5)
    """
    relative = totals - totals[:, :1]
    now = float(relative.mean(axis=0).min())
    worth = {EVERYTHING: now - float(relative.min(axis=1).mean())}
    for name in sample.columns:
        x = sample[name].to_numpy(dtype=float)
        basis = _spline_basis(x)
        coefficients = np.linalg.lstsq(basis, relative, rcond=None)[0]
        expected = basis @ coefficients
        worth[str(name)] = max(0.0, float(expected.mean(axis=0).min()) - float(expected.min(axis=1).mean()))
    return worth


def information_table(
    responses: Mapping[str, Response], sample: pd.DataFrame, *, groups: int = 10, level: float = 0.95
) -> pd.DataFrame:
    """Return the value of information from the fitted totals of alternatives.

    Columns input (`everything` first, then by worth), worth_per_month, low, high. The interval is that of what the fits
    leave open, by a jackknife over the points of the design (see `sim.experiments.sensitivity.sobol_table`).
    """
    points = sample.to_numpy(dtype=float)
    worth = value_of_information(sample, np.column_stack([one(points) for one in responses.values()]))
    part = np.arange(len(next(iter(responses.values())).points)) % groups
    without = []
    for group in range(groups):
        totals = np.column_stack([one.without(part == group)(points) for one in responses.values()])
        without.append(list(value_of_information(sample, totals).values()))
    half = jackknife_error(np.array(without)) * stats.t.ppf(0.5 + level / 2, groups - 1)
    found = np.array(list(worth.values()))
    table = pd.DataFrame(
        {"input": list(worth), "worth_per_month": found, "low": np.maximum(0.0, found - half), "high": found + half}
    )
    table["place"] = table["input"] != EVERYTHING
    order = table.sort_values(["place", "worth_per_month"], ascending=[True, False], kind="stable")
    return order.drop(columns="place").reset_index(drop=True)


def _spline_basis(x: Floats, pieces: int = 7) -> Floats:
    """The values of cubic B-splines at x, with knots at equal shares of the sample; straight where x hardly varies."""
    inner = np.unique(np.quantile(x, np.linspace(0.0, 1.0, pieces + 1)))
    if len(inner) < 3:
        return np.column_stack([np.ones(len(x)), x])
    knots = np.concatenate([[inner[0]] * 3, inner, [inner[-1]] * 3])
    return np.asarray(BSpline.design_matrix(np.clip(x, inner[0], inner[-1]), knots, 3).toarray())

"""Points spread over the ranges of the uncertain inputs: Latin hypercube or Sobol sequence, correlated where asked."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special
from scipy.stats import qmc

from sim.demand.streams import stream
from sim.experiments.ranges import Floats, quantiles
from sim.scenario.uncertain import Uncertainty

EDGE = 1e-9
"""Uniforms are kept so far from 0 and 1, where normal scores are infinite."""


def draw_design(settings: Uncertainty, seed: int) -> pd.DataFrame:
    """Return the points of a design: column point (from 0) and one column per input, in its own unit.

    A Latin hypercube puts one point into each of n equal slices of every input (McKay, Beckman and Conover,
    Technometrics 21, 1979, DOI 10.1080/00401706.1979.10489755); a scrambled Sobol sequence fills the cube evenly (Owen,
    Journal of Complexity 14, 1998, DOI 10.1006/jcom.1998.0487). Correlated inputs take correlated normal scores, so
    that every input keeps its own distribution; the slices of correlated ones are then only roughly equal.
    """
    rng = stream(seed, 0, "design of uncertain inputs")
    number = len(settings.inputs)
    if settings.design == "sobol":
        unit = qmc.Sobol(number, scramble=True, rng=rng).random(settings.points)
    else:
        unit = qmc.LatinHypercube(number, rng=rng).random(settings.points)
    return points_of(settings, unit)


def sample_inputs(settings: Uncertainty, seed: int, number: int) -> pd.DataFrame:
    """Return many points drawn by a scrambled Sobol sequence, for estimates from a fitted response."""
    rng = stream(seed, 0, "sample of uncertain inputs")
    return points_of(settings, qmc.Sobol(len(settings.inputs), scramble=True, rng=rng).random(number))


def points_of(settings: Uncertainty, unit: npt.NDArray[np.float64]) -> pd.DataFrame:
    """Return the values that belong to points of the unit cube, with the correlations of the inputs."""
    unit = np.clip(unit, EDGE, 1.0 - EDGE)
    if settings.correlations:
        unit = _correlated(unit, np.array(settings.correlation_matrix()))
    columns = {name: quantiles(about, unit[:, place]) for place, (name, about) in enumerate(settings.inputs.items())}
    return pd.DataFrame({"point": np.arange(len(unit)), **columns})


def _correlated(unit: Floats, matrix: Floats) -> Floats:
    """The Gaussian copula: uniforms → independent normal scores → correlated ones → uniforms."""
    scores = special.ndtri(unit) @ np.linalg.cholesky(matrix).T
    return np.asarray(special.ndtr(scores))

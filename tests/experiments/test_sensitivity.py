"""Sobol indices against published ones, the value of information by hand, fits against what they were made from."""

import math

import numpy as np
import pandas as pd
import pytest

from sim.experiments.bands import variance_parts
from sim.experiments.fitted import fit_smooth
from sim.experiments.information import information_table, value_of_information
from sim.experiments.sensitivity import jackknife_error, sobol_indices, sobol_points, sobol_table
from sim.scenario.uncertain import UncertainInput

ANGLE = UncertainInput(driver="volume", family="uniform", low=-math.pi, high=math.pi)
THREE = {name: ANGLE for name in ("a", "b", "c")}
PUBLISHED_FIRST, PUBLISHED_TOTAL = (0.3139, 0.4424, 0.0), (0.5576, 0.4424, 0.2437)
"""Ishigami and Homma 1990 with a = 7, b = 0.1, as in Saltelli and others, Global Sensitivity Analysis, 2008."""


def ishigami(x):
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def test_the_indices_of_ishigami_are_the_published_ones():
    first, total = sobol_indices(ishigami, sobol_points(THREE, np.random.default_rng(1), 2**15))
    assert first == pytest.approx(PUBLISHED_FIRST, abs=0.001)
    assert total == pytest.approx(PUBLISHED_TOTAL, abs=0.001)


def test_fitted_indices_hold_the_published_ones_in_their_intervals():
    from scipy.stats import qmc

    points = math.pi * (2 * qmc.LatinHypercube(3, rng=np.random.default_rng(2)).random(160) - 1)
    ends = np.full(3, math.pi)
    response = fit_smooth(points, ishigami(points), -ends, ends)
    fresh = math.pi * (2 * np.random.default_rng(3).random((2000, 3)) - 1)
    real = float(np.sqrt(((response(fresh) - ishigami(fresh)) ** 2).mean()))
    assert response.r2 > 0.9
    assert response.error == pytest.approx(real, rel=0.3)  # the error stated is the error made
    table = sobol_table({("one", "y", "all"): response}, THREE, np.random.default_rng(4), groups=5)
    for row, first, total in zip(table.to_dict("records"), PUBLISHED_FIRST, PUBLISHED_TOTAL, strict=True):
        assert row["first_low"] - 0.02 <= first <= row["first_high"] + 0.02
        assert row["total_low"] - 0.02 <= total <= row["total_high"] + 0.02
        assert row["total_high"] - row["total_low"] < 0.35


def test_a_straight_line_is_fitted_exactly_and_noise_is_told():
    rng = np.random.default_rng(5)
    points = rng.random((40, 2))
    straight = 5 + 3 * points[:, 0] - 2 * points[:, 1]
    exact = fit_smooth(points, straight, np.zeros(2), np.ones(2))
    assert exact(np.array([[2.0, -1.0]]))[0] == pytest.approx(13.0, abs=1e-3)  # beyond the points, too
    noisy = fit_smooth(points, straight + rng.normal(0, 0.5, 40), np.zeros(2), np.ones(2))
    assert 0.3 < noisy.error < 0.8
    flat = fit_smooth(points, np.full(40, 7.0), np.zeros(2), np.ones(2))
    assert (flat(points) == 7.0).all() and math.isnan(flat.r2)


def test_an_additive_model_has_the_indices_worked_out_by_hand():
    """y = 2 a + b, uniform on 0 to 1: variances 4/12 and 1/12, so 0.8 and 0.2, first and total alike."""
    inputs = {name: UncertainInput(driver="volume", family="uniform", low=0, high=1) for name in "ab"}
    found = sobol_indices(lambda x: 2 * x[:, 0] + x[:, 1], sobol_points(inputs, np.random.default_rng(6), 4096))
    for indices in found:
        assert indices == pytest.approx((0.8, 0.2), abs=0.01)


def test_the_value_of_information_of_a_linear_choice_is_that_of_the_textbook():
    """One alternative at 0, one at 3 a - 4 b, a and b standard normal: mean 0, sd 5. EVPI = 5 φ(0) = 1.995.

    Knowing a alone leaves 3 a: 3 φ(0) = 1.197; knowing b alone 4 φ(0) = 1.596 (unit normal loss, Raiffa and Schlaifer
    1961).
    """
    from scipy.stats import qmc

    a, b = qmc.MultivariateNormalQMC([0, 0], rng=np.random.default_rng(7)).random(2**14).T
    sample = pd.DataFrame({"a": a, "b": b, "idle": np.random.default_rng(8).random(2**14)})
    found = value_of_information(sample, np.column_stack([0 * a, 3 * a - 4 * b]))
    at_zero = 1 / math.sqrt(2 * math.pi)
    assert found["everything"] == pytest.approx(5 * at_zero, rel=0.01)
    assert found["a"] == pytest.approx(3 * at_zero, rel=0.03)
    assert found["b"] == pytest.approx(4 * at_zero, rel=0.03)
    assert found["idle"] < 0.05


def test_information_that_changes_no_choice_is_worth_nothing():
    x = np.linspace(0, 1, 200)
    found = value_of_information(pd.DataFrame({"x": x}), np.column_stack([x, 2 + x]))
    assert found == {"everything": pytest.approx(0.0), "x": pytest.approx(0.0)}


def test_information_from_fits_holds_the_exact_value_in_its_interval():
    """One alternative at 0.5, one at x uniform on 0 to 1: knowing x saves E max(0.5 - x, 0) = 1 / 8."""
    rng = np.random.default_rng(9)
    points = rng.random((60, 1))
    ends = np.zeros(1), np.ones(1)
    fits = {"fixed": fit_smooth(points, np.full(60, 0.5), *ends),
            "by use": fit_smooth(points, points[:, 0] + rng.normal(0, 0.05, 60), *ends)}  # fmt: skip
    table = information_table(fits, pd.DataFrame({"x": np.linspace(0, 1, 2000)})).set_index("input")
    for name in ("everything", "x"):
        assert table.loc[name, "low"] <= 0.125 <= table.loc[name, "high"]
        assert table.loc[name, "worth_per_month"] == pytest.approx(0.125, abs=0.02)


def test_planted_variances_come_back():
    rng = np.random.default_rng(10)
    values = 5 * rng.normal(size=(400, 1)) + 2 * rng.normal(size=(1, 60)) + rng.normal(size=(400, 60))
    inputs, noise = variance_parts(values)
    assert inputs == pytest.approx(25, rel=0.15)
    assert noise == pytest.approx(4 + 1, rel=0.4)


def test_without_noise_all_of_the_variance_comes_from_the_inputs():
    values = np.arange(5.0)[:, None] * np.ones((1, 3))
    assert variance_parts(values) == (2.5, 0.0)


def test_the_jackknife_error_of_a_mean_is_the_textbook_one():
    data = np.array([1.0, 2.0, 4.0, 9.0])
    without = np.array([np.delete(data, place).mean() for place in range(4)])
    assert jackknife_error(without) == pytest.approx(data.std(ddof=1) / 2)

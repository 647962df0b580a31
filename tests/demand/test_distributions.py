"""The families of distributions that customers are drawn from: quantiles and moments against theory."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.scenario.distribution import NEVER, Distribution
from sim.timing import DAY, MINUTE

FAMILIES = st.one_of(
    st.builds(lambda: Distribution(family="never")),
    st.builds(lambda: Distribution(family="constant", mean="4 min")),
    st.builds(lambda: Distribution(family="exponential", mean="4 min", short_share=0.1, short_mean="5 s")),
    st.builds(lambda cv: Distribution(family="lognormal", mean="6 min", cv=cv), st.floats(0, 3)),
    st.builds(lambda cv: Distribution(family="gamma", mean="6 min", cv=cv), st.floats(0.05, 3)),
    st.builds(lambda shape: Distribution(family="weibull", mean="6 min", shape=shape), st.floats(0.3, 4)),
)
UNIFORMS = st.one_of(st.floats(0, 1, exclude_max=True), st.just(0.0), st.just(1 - 2**-53))


@given(FAMILIES, st.lists(UNIFORMS, min_size=1, max_size=40))
def test_a_quantile_looked_up_alone_is_the_one_of_the_column(distribution, uniforms):
    column = distribution.quantiles(np.array(uniforms))
    assert [distribution.quantile(uniform) for uniform in uniforms] == column.tolist()
    assert (column >= 0).all() and (column <= NEVER).all()
    ordered = distribution.quantiles(np.sort(uniforms))
    assert (np.diff(ordered) >= 0).all() or distribution.short_share


@pytest.mark.parametrize(
    ("about", "mean", "cv"),
    [
        ({"family": "exponential", "mean": "4 min"}, 4.0, 1.0),
        ({"family": "lognormal", "mean": "6 min", "cv": 1.2}, 6.0, 1.2),
        ({"family": "gamma", "mean": "6 min", "cv": 0.5}, 6.0, 0.5),
        ({"family": "weibull", "mean": "6 min", "shape": 2.0}, 6.0, math.sqrt(4 / math.pi - 1)),
        ({"family": "constant", "mean": "6 min"}, 6.0, 0.0),
        ({"family": "exponential", "mean": "4 min", "short_share": 0.25, "short_mean": "0 s"}, 3.0, math.sqrt(5 / 3)),
    ],
)
def test_moments_of_the_families(about, mean, cv):
    """Mean and spread by the midpoint rule over a million quantiles."""
    distribution = Distribution.model_validate(about)
    values = distribution.quantiles((np.arange(1_000_000) + 0.5) / 1_000_000) / MINUTE
    assert values.mean() == pytest.approx(mean, rel=1e-3)
    assert distribution.overall_mean / MINUTE == pytest.approx(mean)
    assert values.std() / values.mean() == pytest.approx(cv, rel=2e-2, abs=1e-9)


def test_longest_quantiles_are_finite_and_short_of_never():
    for about in (
        {"family": "weibull", "mean": "1 d", "shape": 0.3},
        {"family": "lognormal", "mean": "1 d", "cv": 3.0},
    ):
        assert 0 < Distribution.model_validate(about).quantile(1 - 2**-53) < NEVER
    assert Distribution(family="exponential", mean="1 d").quantile(0.0) == 0
    assert DAY < Distribution(family="exponential", mean="1 d").quantile(0.99) < 5 * DAY

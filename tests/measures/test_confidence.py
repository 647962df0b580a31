"""Intervals: by hand, against scipy, their coverage, and the rules for what is missing."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.measures.confidence import confidence_interval, over_replications, paired_difference

VALUES = st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=30)


@given(VALUES, st.floats(0.5, 0.999))
def test_interval_agrees_with_scipy(values, level):
    found = confidence_interval(values, level)
    spread = stats.sem(values)
    low, high = stats.t.interval(level, len(values) - 1, np.mean(values), spread) if spread else (found.mean,) * 2
    assert found.low == pytest.approx(low, rel=1e-6, abs=1e-6)
    assert found.high == pytest.approx(high, rel=1e-6, abs=1e-6)


def test_interval_covers_as_often_as_it_says():
    rng = np.random.default_rng(5)
    covered = 0
    for _ in range(2000):
        found = confidence_interval(rng.normal(10, 3, 6), 0.9)
        covered += found.low <= 10 <= found.high
    assert abs(covered / 2000 - 0.9) < 4 * math.sqrt(0.09 / 2000)


def test_missing_values_are_left_out():
    assert confidence_interval([1, math.nan, 3]) == confidence_interval([1, 3])
    alone = confidence_interval([math.nan, 7])
    assert (alone.mean, alone.replications) == (7, 1)
    assert math.isnan(alone.low) and math.isnan(alone.high)
    assert math.isnan(confidence_interval([]).mean)
    with pytest.raises(ValueError, match="level"):
        confidence_interval([1, 2], 1.0)


def test_pairs_see_what_intervals_of_each_do_not():
    first = [10.0, 50.0, 90.0, 30.0]
    second = [value + shift for value, shift in zip(first, (1, 1.1, 0.9, 1), strict=True)]
    found = paired_difference(first, second)
    assert found.is_clear
    assert confidence_interval(first).high > confidence_interval(second).low
    assert found.better == 1
    assert paired_difference(first, second, better="lower").better == 0


def test_ties_count_half_and_missing_pairs_not():
    found = paired_difference([1, 2, math.nan, 4], [1, 3, 5, math.nan])
    assert found.better == 0.75
    assert found.interval.replications == 2
    assert not found.is_clear
    with pytest.raises(ValueError, match="one of each per replication"):
        paired_difference([1], [1, 2])


def test_tables_over_replications():
    tables = [
        pd.DataFrame({"scenario": "a", "replication": k, "channel": ["phone", "email"], "sl": [0.7 + k / 10, np.nan]})
        for k in range(3)
    ]
    tables.append(pd.DataFrame({"scenario": "b", "replication": 0, "channel": ["phone"], "sl": [0.5]}))
    found = over_replications(tables, 0.9).set_index(["scenario", "channel"])
    expected = confidence_interval([0.7, 0.8, 0.9], 0.9)
    row = found.loc[("a", "phone")]
    assert row[["mean", "low", "high"]].astype(float).tolist() == pytest.approx(
        [expected.mean, expected.low, expected.high]
    )
    assert row["replications"] == 3
    assert ("a", "email") not in found.index  # never known in any replication
    assert found.loc[("b", "phone"), "mean"] == 0.5
    assert math.isnan(found.loc[("b", "phone"), "low"])

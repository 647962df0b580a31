"""Where a choice flips: straight lines by hand, curves with noise, and ranges in which it never does."""

import numpy as np
import pandas as pd
import pytest

from sim.experiments.flips import find_flips
from sim.experiments.sensitivity import tornado_points
from sim.experiments.sweep import TOTAL
from sim.experiments.threshold import find_threshold
from sim.scenario.planning import Study
from sim.scenario.uncertain import UncertainInput

NOISE = np.array([-3.0, 1.0, -1.0, 3.0])


def test_a_straight_line_is_hit_at_once():
    """A vendor at p a contact for 400 contacts against a fixed 3,000: p = 7.50."""
    asked = []

    def differences(price):
        asked.append(price)
        return np.full(4, 400 * price - 3000)

    found = find_threshold(differences, 2.0, 20.0)
    assert found.value == pytest.approx(7.5, abs=1e-12)
    assert (found.low, found.high) == (pytest.approx(7.5), pytest.approx(7.5))
    assert (found.better_below, found.better_above) == (1, 0)
    assert len(asked) <= 4  # both ends, the root, and a look that it is one


def test_the_interval_is_where_no_difference_is_shown():
    """Mean x - 5, standard deviation 2.582, n = 4: half-width 3.182 × 2.582 / 2 = 4.108, so 0.892 to 9.108."""
    found = find_threshold(lambda x: x - 5 + NOISE, 0.0, 20.0)
    assert found.value == pytest.approx(5.0)
    assert found.low == pytest.approx(5 - 4.108, abs=1e-3)
    assert found.high == pytest.approx(5 + 4.108, abs=1e-3)


def test_an_interval_that_reaches_beyond_the_range_has_no_end_there():
    found = find_threshold(lambda x: x - 5 + NOISE, 3.0, 20.0)
    assert (found.low, found.better_below, found.better_above) == (None, None, 0)
    assert found.high == pytest.approx(5 + 4.108, abs=1e-3)


@pytest.mark.parametrize(("sign", "better"), [(1, 0), (-1, 1)])
def test_no_flip_within_the_range_is_an_answer(sign, better):
    found = find_threshold(lambda x: sign * (x + 10 + NOISE / 10), 0.0, 20.0)
    assert not found.flips
    assert (found.value, found.low, found.high) == (None, None, None)
    assert (found.better_below, found.better_above) == (better, better)
    assert list(found.curve["value"]) == [0.0, 20.0]


def test_a_curve_is_followed_to_its_root():
    found = find_threshold(lambda x: np.exp(x) - 5 + NOISE / 1000, 0.0, 4.0)
    assert found.value == pytest.approx(np.log(5), abs=0.01)
    assert found.low < found.value < found.high
    assert found.high - found.low < 0.1


def test_a_step_is_found_where_it_jumps():
    found = find_threshold(lambda x: np.where(x < 3.0, -1.0, 2.0) + 0 * NOISE, 0.0, 10.0, steps=40, close=1e-6)
    assert found.value == pytest.approx(3.0, abs=1e-3)


def test_a_range_upside_down_is_refused():
    with pytest.raises(ValueError, match="low < high"):
        find_threshold(lambda x: NOISE, 2.0, 2.0)


def test_intervals_hold_the_true_threshold_as_often_as_stated():
    """500 trials of six runs each: at 95 % some 475 intervals hold 5, give or take 2 × 4.9."""
    rng = np.random.default_rng(11)
    held = 0
    for _ in range(500):
        noise, slopes = rng.normal(0, 2, 6), rng.normal(1.5, 0.1, 6)
        found = find_threshold(lambda x, noise=noise, slopes=slopes: slopes * (x - 5) + noise, -15.0, 25.0)
        held += found.low <= 5 <= found.high
    assert 465 <= held <= 485


def test_a_choice_may_flip_on_both_sides_of_where_things_stand():
    """The chosen one costs x², the other always 1: better from -1 to 1, and x stands at 0."""

    def run(points, replications):
        rows = [
            (name, row["point"], number, "all", total + noise)
            for row in points.to_dict("records")
            for number, noise in zip(range(replications), NOISE / 100, strict=False)
            for name, total in (("chosen", row["x"] ** 2), ("other", 1.0 - noise))
        ]
        return pd.DataFrame(rows, columns=["alternative", "point", "replication", "channel", TOTAL])

    stands = {"x": 0.0}
    ends = tornado_points({"x": UncertainInput(driver="volume", low=-2, high=2)}, stands)
    choice = pd.DataFrame({"alternative": ["chosen", "other"]})
    flips, curves = find_flips(choice, ends, run(ends, 4), stands, run, Study(replications=4))
    assert list(flips["threshold"]) == pytest.approx([-1.0, 1.0], abs=0.01)
    assert (flips["low"] < flips["threshold"]).all() and (flips["threshold"] < flips["high"]).all()
    assert list(flips["difference_as_it_stands"]) == [pytest.approx(-1.0, abs=0.1)] * 2
    assert set(curves["value"]) >= {-2.0, 0.0, 2.0}

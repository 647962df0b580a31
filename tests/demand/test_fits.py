"""Fits and curves against numbers worked out by hand, and against draws with known parameters."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sim.demand.busyness import day_to_day_busyness
from sim.demand.fits import fit_family
from sim.demand.handling import fit_handling, ks_distance
from sim.demand.patience import fit_patience, hazard_table, kaplan_meier
from sim.demand.repeats import fit_returns, is_redial


def offered(waits, outcomes):
    return pd.DataFrame({"channel": "phone", "waited_seconds": waits, "outcome": outcomes})


def test_kaplan_meier_by_hand():
    # at risk 5, 4, 3, 1; hung up at 10, 20 (one of two), 40
    seconds = np.array([10.0, 20.0, 20.0, 30.0, 40.0])
    ended = np.array([True, True, False, False, True])
    curve = kaplan_meier(seconds, ended)
    assert list(curve["seconds"]) == [10.0, 20.0, 30.0, 40.0]
    assert list(curve["waiting"]) == [5, 4, 2, 1]
    assert curve["survival"].to_numpy() == pytest.approx([4 / 5, 4 / 5 * 3 / 4, 3 / 5, 0.0])


def test_hazard_by_hand():
    # up to 60 s: 30 + 60 + 60 s waited and one left; from 60 s to 120 s: 60 s waited and one left
    table = hazard_table(np.array([30.0, 60.0, 120.0]), np.array([True, False, True]), [0.0, 60.0])
    assert list(table["waited_seconds"]) == [150.0, 60.0]
    assert table["per_minute"].to_numpy() == pytest.approx([1 / 2.5, 1.0])
    assert table["to_seconds"].iloc[-1] == 120.0  # no word beyond the longest wait


def test_exponential_by_hand():
    (patience,) = fit_patience(
        offered([0.0, 0.0, 30.0, 60.0, 90.0], ["served", "abandoned", "abandoned", "served", "served"])
    )
    assert (patience.waited, patience.abandoned, patience.balked) == (3, 1, 1)
    assert patience.exponential_mean == pytest.approx(180.0 / 2)
    assert patience.fits == ()  # one hang-up is no ground for a family


def test_the_censoring_trap():
    # mean patience 300 s; most are answered first. The waits of those who hung up say nothing like 300 s.
    rng = np.random.default_rng(5)
    patience, wait = rng.exponential(300.0, 20_000), rng.exponential(60.0, 20_000)
    left = patience < wait
    table = offered(np.minimum(patience, wait), np.where(left, "abandoned", "served"))
    (found,) = fit_patience(table)
    naive = table.loc[left, "waited_seconds"].mean()
    assert naive < 60.0
    low, high = found.fits[0].mean_interval
    assert low < 300.0 < high
    assert found.survival(60.0) == pytest.approx(np.exp(-60 / 300), abs=0.01)


def test_a_mean_beyond_the_longest_wait_is_not_handed_on():
    # waits never exceed 60 s, patience averages 10 minutes: no family's mean was seen
    rng = np.random.default_rng(6)
    patience, wait = rng.exponential(600.0, 5_000), rng.uniform(0.0, 60.0, 5_000)
    (found,) = fit_patience(offered(np.minimum(patience, wait), np.where(patience < wait, "abandoned", "served")))
    assert found.fits
    assert found.supported is None
    assert found.hazard["per_minute"].iloc[0] == pytest.approx(0.1, rel=0.2)


@pytest.mark.parametrize(
    ("family", "draw", "mean", "spread"),
    [
        ("exponential", lambda rng, n: rng.exponential(200.0, n), 200.0, 1.0),
        ("weibull", lambda rng, n: 200.0 * rng.weibull(0.8, n), 200.0 * 1.1330030963, 0.8),
        ("lognormal", lambda rng, n: rng.lognormal(5.0, 0.9, n), np.exp(5.0 + 0.405), np.sqrt(np.expm1(0.81))),
        ("gamma", lambda rng, n: rng.gamma(0.7, 300.0, n), 210.0, 0.7**-0.5),
    ],
)
@pytest.mark.parametrize("censored", [False, True])
def test_parameters_come_back(family, draw, mean, spread, censored):
    rng = np.random.default_rng(11)
    times = draw(rng, 8_000)
    cut = rng.exponential(400.0, 8_000) if censored else np.full(8_000, np.inf)
    fit = fit_family(family, np.minimum(times, cut), times <= cut)
    # eight cases with two intervals each: 99.9 % limits, that is 3.3 / 1.96 of the 95 % ones
    for value, interval, truth in ((fit.mean, fit.mean_interval, mean), (fit.spread, fit.spread_interval, spread)):
        assert abs(np.log(value / truth)) <= 3.3 / 1.96 * np.log(interval[1] / value) + 1e-9
    assert fit.mean_interval[1] / fit.mean_interval[0] < 1.25


def test_the_likelihood_agrees_with_scipy():
    rng = np.random.default_rng(2)
    times = rng.gamma(2.0, 90.0, 3_000)
    shape, _, scale = stats.gamma.fit(times, floc=0)
    ours = fit_family("gamma", times)
    assert ours.mean == pytest.approx(shape * scale, rel=1e-4)
    assert ours.log_likelihood == pytest.approx(stats.gamma.logpdf(times, shape, scale=scale).sum(), rel=1e-7)


@pytest.mark.parametrize(("seconds", "ended"), [([], []), ([0.0, 1.0], [True, True]), ([5.0, 5.0], [True, True])])
def test_what_cannot_be_fitted_is_refused(seconds, ended):
    with pytest.raises(ValueError, match="durations"):
        fit_family("weibull", seconds, ended)


def test_a_spike_of_short_services_is_a_share_of_its_own():
    rng = np.random.default_rng(9)
    longer = np.maximum(rng.lognormal(5.0, 0.8, 2_000), 10.0)
    seconds = np.concatenate([np.zeros(150), np.full(50, 4.0), longer])
    served = pd.DataFrame({"channel": "phone", "topic": "billing", "handled_seconds": seconds})
    (found,) = fit_handling(served)
    assert found.short_share == pytest.approx(200 / 2_200)
    assert found.short_mean == pytest.approx(1.0)
    assert found.mean == pytest.approx(longer.mean())
    assert found.overall_mean == pytest.approx(seconds.mean())  # no work is lost
    assert found.best.family == "lognormal"


def test_few_or_equal_services_are_not_fitted():
    served = pd.DataFrame(
        {"channel": "phone", "topic": ["a"] * 40 + ["b"] * 5, "handled_seconds": [60.0] * 40 + [30.0] * 5}
    )
    alike, few = fit_handling(served)
    assert alike.fits == few.fits == ()
    assert (alike.mean, alike.cv, few.mean) == (60.0, 0.0, 30.0)


def test_the_distance_tells_the_right_family():
    rng = np.random.default_rng(4)
    seconds = rng.lognormal(5.0, 0.8, 5_000)
    right, wrong = fit_family("lognormal", seconds), fit_family("exponential", seconds)
    assert ks_distance(seconds, right) < 0.02 < 0.05 < ks_distance(seconds, wrong)


def days_of(totals_by_weekday):
    rows = [("phone", day, n, True) for day, totals in totals_by_weekday.items() for n in totals]
    return pd.DataFrame(rows, columns=["channel", "weekday", "contacts", "complete"])


def test_busyness_by_hand():
    # mean 100, two days, one degree of freedom: (20² + 20²) / (100 + c² 10,000) = 1 gives c² = 0.07
    (found,) = day_to_day_busyness(days_of({"mon": [80, 120]}))
    assert found.cv == pytest.approx(np.sqrt(0.07))
    assert found.dispersion == pytest.approx(8.0)


def test_days_that_differ_less_than_by_chance_have_no_busyness():
    (found,) = day_to_day_busyness(days_of({"mon": [99, 100, 101]}))
    assert found.cv == 0.0
    assert found.p_poisson > 0.5


@pytest.mark.parametrize("cv", [0.0, 0.1, 0.3])
def test_busyness_comes_back_within_its_interval(cv):
    inside = 0
    for seed in range(40):
        rng = np.random.default_rng(seed)
        busy = rng.gamma(1 / cv**2, cv**2, (7, 8)) if cv else np.ones((7, 8))
        totals = rng.poisson(busy * np.array([[900], [1000], [950], [900], [800], [300], [200]]))
        days = {day: totals[i] for i, day in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))}
        (found,) = day_to_day_busyness(days_of(days))
        inside += found.interval[0] <= cv <= found.interval[1]
    assert inside >= 34  # 95 % of 40 is 38; fewer than 34 has a probability below 1 %


def calls(rows):
    table = pd.DataFrame(rows, columns=["customer", "minute", "outcome"])
    arrived = pd.Timestamp("2026-03-02", tz="UTC") + pd.to_timedelta(table["minute"], unit="min")
    return table.assign(channel="phone", arrived=arrived, ended=arrived)


def test_redials_by_hand():
    table = calls(
        [
            ("a", 0, "abandoned"),
            ("a", 10, "served"),  # a redial after 10 minutes
            ("b", 0, "abandoned"),
            ("b", 200, "served"),  # too late for a redial
            ("c", 5, "served"),
            (None, 7, "abandoned"),  # nobody knows who
            ("d", 400, "served"),
        ]
    )
    assert list(is_redial(table)) == [False, True, False, False, False, False, False]
    redials = fit_returns(table)[0]
    assert (redials.after, redials.contacts, redials.share) == ("abandoned", 2, 0.5)
    assert redials.mean_seconds == 600.0


def test_nobody_known_means_no_returns():
    assert fit_returns(calls([(None, 0, "abandoned"), (None, 1, "served")])) == ()

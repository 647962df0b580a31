"""Ranking and selection keeps the probability it states, and says when there is nothing to select."""

import numpy as np
import pandas as pd
import pytest

from sim.experiments.feasibility import kept_often_enough, promise_kept
from sim.experiments.selection import select_best
from sim.measures.confidence import confidence_interval

TRIALS = 200


def sampler(means, seed, common=0.0, spread=1.0):
    """Figures around means; the share `common` of their variance is the same for all, as with the same customers."""
    rng = np.random.default_rng(seed)
    shared, own = rng.standard_normal((2000, 1)), rng.standard_normal((2000, len(means)))
    noise = spread * (np.sqrt(common) * shared + np.sqrt(1 - common) * own)
    table = pd.DataFrame(np.array(list(means.values())) + noise, columns=list(means))

    def sample(names, numbers):
        return table.loc[list(numbers), list(names)]

    return sample


def least_allowed(confidence, trials=TRIALS):
    """What a procedure with exactly this probability falls short of once in a thousand batches of trials."""
    return trials * confidence - 3.1 * np.sqrt(trials * confidence * (1 - confidence))


@pytest.mark.parametrize("common", [0.0, 0.9])
def test_a_planted_better_one_is_found_with_the_stated_probability(common):
    means = {
        "a": 10.0,
        "b": 9.5,
        "c": 10.0,
        "d": 10.0,
    }  # the least favourable: all others exactly the indifference away
    found = [
        select_best(list(means), sampler(means, seed, common), indifference=0.5, confidence=0.9, block=50).best
        for seed in range(TRIALS)
    ]
    assert sum(best == ("b",) for best in found) >= least_allowed(0.9)


def test_where_others_are_near_one_within_the_indifference_is_found():
    means = {"best": 9.5, "near": 9.7, "nearer": 9.9, "too far": 10.01}
    found = [
        select_best(list(means), sampler(means, seed, 0.5), indifference=0.5, confidence=0.9, block=50).best
        for seed in range(TRIALS)
    ]
    assert sum(best != ("too far",) for best in found) >= least_allowed(0.9)


def test_the_same_customers_spare_replications():
    means = {"a": 10.0, "b": 9.5, "c": 10.0}
    used = [
        sum(
            select_best(list(means), sampler(means, seed, common), indifference=0.2, block=50)
            .table["replications"]
            .sum()
            for seed in range(20)
        )
        for common in (0.0, 0.9)
    ]
    assert used[1] < used[0] / 3


def test_replications_go_where_they_decide():
    means = {"far": 14.0, "near": 10.3, "best": 10.0}
    table = select_best(list(means), sampler(means, 1), indifference=0.3).table.set_index("alternative")
    assert table.loc["far", "replications"] == 10
    assert table.loc["near", "replications"] > 50
    assert table.loc["far", "out_by"] in ("near", "best")
    assert pd.isna(table.loc["best", "out_after"])


def test_higher_may_be_better_and_blocks_change_nothing():
    means = {"a": 1.0, "b": 2.0}
    one = select_best(list(means), sampler(means, 3), indifference=0.5, better="higher")
    many = select_best(list(means), sampler(means, 3), indifference=0.5, better="higher", block=16)
    assert one.best == many.best == ("b",)
    pd.testing.assert_frame_equal(one.table, many.table)


def test_what_is_equal_in_every_replication_is_not_told_apart():
    def sample(names, numbers):
        noise = np.random.default_rng(5).standard_normal(1000)[list(numbers)]
        return pd.DataFrame({name: noise + (name == "dearer") for name in names}, index=list(numbers))

    found = select_best(["one", "same", "dearer"], sample, indifference=0.1)
    assert found.best == ("one", "same")
    assert found.is_decided
    assert found.table["replications"].tolist() == [10, 10, 10]


def test_it_says_when_it_gave_up():
    means = {"a": 10.0, "b": 10.0}
    found = select_best(list(means), sampler(means, 2), indifference=0.01, most=20)
    assert not found.is_decided
    assert len(found.best) == 2


def test_the_constants_are_those_of_the_paper_by_hand():
    # k = 2, α = 0.05, n0 = 3: η = ((2 × 0.05)^(-2/2) - 1) / 2 = 4.5, h² = 2 × 4.5 × 2 = 18; differences 0, 1, 2 have
    # S² = 1 and mean 1, so with δ = 1 who is 1 behind may be W = (1 / 6) (18 - 3) = 2.5 behind after three
    # replications, (1 / 16) (18 - 8) = 0.625 after eight, (1 / 18) (18 - 9) = 0.5 after nine.
    gaps = [0.0, 1.0, 2.0, 0.5, 0.4, 0.3, 0.4, 0.3, 0.4]

    def sample(names, numbers):
        return pd.DataFrame({"a": [gaps[n] for n in numbers], "b": 0.0}, index=list(numbers))[list(names)]

    # Means: 0.6125 < 0.625 after eight, 0.5889 > 0.5 after nine.
    found = select_best(["a", "b"], sample, indifference=1.0, first=3, most=9)
    assert found.best == ("b",)
    assert found.table.set_index("alternative").loc["a", "out_after"] == 9


@pytest.mark.parametrize(
    "wrong",
    [
        {"indifference": 0.0},
        {"indifference": 1.0, "confidence": 1.0},
        {"indifference": 1.0, "confidence": 0.45},  # less than tossing a coin: everybody would leave at once
        {"indifference": 1.0, "first": 1},
    ],
)
def test_what_cannot_be_meant_is_refused(wrong):
    with pytest.raises(ValueError, match="accepted"):
        select_best(["a", "b"], sampler({"a": 0, "b": 1}, 1), **wrong)


@pytest.mark.parametrize(("mean", "kept"), [(0.80, True), (0.78, False)])
@pytest.mark.parametrize("at_least", [True, False])
def test_a_promise_is_judged_with_the_stated_error(mean, kept, at_least):
    answers = []
    for seed in range(TRIALS):
        values = mean + 0.02 * np.random.default_rng(seed).standard_normal(400)
        given = values if at_least else -values
        answers.append(promise_kept(given, 0.80 if at_least else -0.80, 0.02, 0.05, at_least=at_least))
    assert sum(answer is kept for answer in answers) >= least_allowed(0.95)


def test_a_promise_far_from_its_bound_is_judged_at_once_and_one_on_the_edge_is_not():
    noise = 0.02 * np.random.default_rng(1).standard_normal(12)
    assert promise_kept(0.95 + noise, 0.80, 0.02, 0.01) is True
    assert promise_kept(0.60 + noise, 0.80, 0.02, 0.01) is False
    assert promise_kept(0.79 + noise - noise.mean(), 0.80, 0.02, 0.01) is None
    assert promise_kept(0.95 + noise[:9], 0.80, 0.02, 0.01) is None
    assert promise_kept(np.full(10, np.nan), 0.80, 0.02, 0.01) is True
    assert confidence_interval(0.79 + noise - noise.mean()).mean == pytest.approx(0.79)


@pytest.mark.parametrize(("share", "kept"), [(0.80, True), (0.70, False)])
def test_what_is_to_be_kept_often_is_judged_with_the_stated_error(share, kept):
    answers = []
    for seed in range(TRIALS):
        runs = np.random.default_rng(seed).random(2000) < share
        answers.append(kept_often_enough(runs, 0.80, 0.10, 0.05))
    assert sum(answer is kept for answer in answers) >= least_allowed(0.95)


def test_how_often_by_hand():
    # p1 = 0.8, p0 = 0.4: a run kept counts ln 2 = 0.693, one missed ln(1 / 3) = -1.099; the bounds are ±ln 10 = 2.303.
    assert kept_often_enough(np.array([True] * 3), 0.8, 0.4, 0.1) is None
    assert kept_often_enough(np.array([True] * 4), 0.8, 0.4, 0.1) is True
    assert kept_often_enough(np.array([False] * 2), 0.8, 0.4, 0.1) is None
    assert kept_often_enough(np.array([False] * 3), 0.8, 0.4, 0.1) is False
    with pytest.raises(ValueError, match="accepted"):
        kept_often_enough(np.array([True]), 1.0, 0.1, 0.1)

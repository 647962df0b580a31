"""Searching sets of levers: interactions measured, budgets kept, and nothing bought that does not earn its price."""

from itertools import chain, combinations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sim.experiments.lever_tables import interactions_of, levers_of, tried_of
from sim.experiments.portfolio import NOTHING, Budget, Portfolio
from sim.experiments.sampling import Candidate, Samples
from sim.experiments.worth import Objective
from sim.scenario import validate_scenario
from sim.scenario.levers import Lever
from tests.experiments.test_plan import DESK

RUNS = 6
SOURCE = {"source": "made up", "grade": "assumed"}


def lever(key, one_off=0.0, per_month=0.0, **others):
    """A lever whose edit does nothing: what it is worth is said by `centre`."""
    return Lever(
        name=key, edits={"description": "edited"}, one_off=one_off, per_month=per_month, source=SOURCE, **others
    )


def centre(effects, seed=0, noise=0.0, missing=()):
    """What simulates: a cost of 1000 a month in the base, moved by levers and pairs of levers, with runs that vary.

    Runs vary in common (the same customers) and, by `noise`, also for each set.
    """
    common = 50.0 * np.random.default_rng(seed).standard_normal(RUNS)
    planted = [(frozenset([keys] if isinstance(keys, str) else keys), effect) for keys, effect in effects.items()]
    simulated = []

    def evaluate(scenarios):
        tables = []
        for scenario in scenarios:
            chosen = frozenset(scenario.name.split(" + ")[1:])
            simulated.append(chosen)
            cost = 1000.0 + common + sum(effect for keys, effect in planted if keys <= chosen)
            own = np.random.default_rng([seed, *(ord(letter) for letter in "".join(sorted(chosen)))])
            cost = cost + noise * own.standard_normal(RUNS)
            level = 0.5 if chosen & set(missing) else 0.9
            row = {"channel": "phone", "service_level": level}
            rows = [{"replication": run, **row} for run in range(RUNS)]
            rows += [
                {"replication": run, "channel": "all", "service_level": level, "cost_per_month": cost[run],
                 "value_lost_per_month": 0.0, "one_off_cost": 0.0, "revenue_per_month": 0.0}
                for run in range(RUNS)
            ]  # fmt: skip
            tables.append(pd.DataFrame(rows))
        return tables

    return evaluate, simulated


def portfolio(levers, evaluate, indifference=1.0, **others):
    scenario = validate_scenario({**DESK, "name": "Desk"})
    return Portfolio(scenario, levers, Objective(months=10), indifference, 0.02, evaluate, **others)


def all_sets(keys):
    return [frozenset(one) for one in chain.from_iterable(combinations(keys, size) for size in range(len(keys) + 1))]


def test_the_best_of_all_sets_is_found_under_a_budget_with_interactions():
    keys, found = "abcde", 0
    for seed in range(8):
        rng = np.random.default_rng(seed)
        effects = {key: float(rng.normal(-30, 30)) for key in keys}
        effects |= {pair: float(rng.normal(0, 30)) for pair in combinations(keys, 2)}
        levers = {
            key: lever(key, one_off=100.0 * rng.integers(1, 4), per_month=float(rng.integers(0, 20))) for key in keys
        }
        budget = Budget(one_off=600.0)
        evaluate, _ = centre(effects, seed)
        search = portfolio(levers, evaluate, budget=budget)
        best = search.search()
        everything = portfolio(levers, evaluate, budget=budget)
        everything.try_all([NOTHING], "")
        everything.try_all(all_sets(keys), "")
        found += everything.score(best) == pytest.approx(min(map(everything.score, everything.choosable())))
        assert sum(levers[key].one_off for key in best) <= 600
    assert found >= 7  # a search step by step may end in a set without a better neighbour


@pytest.mark.parametrize("seed", range(5))
def test_a_useless_lever_is_not_bought(seed):
    effects = {"good": -80.0, "small": -30.0, "trifle": -0.5}
    levers = {
        "costs and does nothing": lever("costs and does nothing", one_off=10.0),
        "does nothing": lever("does nothing"),
        "good": lever("good", one_off=200.0, per_month=20.0),  # 40 a month over ten months, earns 80
        "harms": lever("harms"),
        "small": lever("small", per_month=31.0),
        "trifle": lever("trifle"),  # less than the indifference
    }
    evaluate, _ = centre(effects | {"harms": 5.0}, seed)
    search = portfolio(levers, evaluate, budget=Budget(1000.0, 1000.0))
    assert search.search() == {"good"}


def test_chance_of_single_sets_smaller_than_the_indifference_buys_nothing():
    levers = {key: lever(key, per_month=1.0) for key in "abcd"}
    for seed in range(8):
        evaluate, _ = centre({}, seed, noise=0.5)
        assert portfolio(levers, evaluate, indifference=2.0).search() == NOTHING


def test_levers_that_only_work_together_are_found_and_their_interaction_is_measured():
    effects = {"a": 5.0, "b": 10.0, ("a", "b"): -100.0, "c": -20.0, ("a", "c"): 12.0}
    evaluate, _ = centre(effects, seed=3, noise=0.1)
    search = portfolio({key: lever(key) for key in "abc"}, evaluate)
    assert search.search() == {"a", "b", "c"}
    table = interactions_of(search, 0.95).set_index(["first", "second"])
    assert table.loc[("a", "b"), "interaction"] == pytest.approx(100.0, abs=0.5)  # gains: less cost
    assert table.loc[("a", "c"), "interaction"] == pytest.approx(-12.0, abs=0.5)
    row = table.loc[("b", "c")]
    assert row["interaction_low"] < 0.0 < row["interaction_high"]
    assert (table["interaction"] - (table["gain_both"] - table["gain_first"] - table["gain_second"])).abs().max() < 1e-9


def test_intervals_of_levers_widen_with_their_number():
    levers = {key: lever(key) for key in "abcde"}
    search = portfolio(levers, centre(dict.fromkeys("abcde", -20.0), seed=1, noise=5.0)[0])
    search.search()
    nobody = Samples([Candidate("Desk", "base", None)], Objective(months=10))
    row = levers_of(search, nobody, "Desk", 0.95).set_index("lever").loc["a"]
    gain = search.alone("a").to_numpy()
    half = stats.t.ppf(1 - 0.05 / 2 / 5, RUNS - 1) * gain.std(ddof=1) / np.sqrt(RUNS)  # Bonferroni over five
    assert row["gain_alone_high"] - row["gain_alone"] == pytest.approx(half)


def test_what_needs_another_or_excludes_it_is_respected():
    levers = {
        "base": lever("base", per_month=10.0),
        "more": lever("more", needs=("base",)),
        "other": lever("other", excludes=("more",)),
    }
    evaluate, simulated = centre({"more": -50.0, "other": -30.0}, seed=1)
    search = portfolio(levers, evaluate)
    assert search.search() == {"base", "more"}
    assert all("base" in one for one in simulated if "more" in one)
    assert not any({"more", "other"} <= one for one in simulated)
    assert search.unusable[frozenset(levers)] == "the one excludes the other"


def test_a_set_that_misses_a_promise_is_not_chosen_however_cheap():
    evaluate, _ = centre({"cheap": -500.0, "good": -50.0}, seed=1, missing=["cheap"])
    search = portfolio({key: lever(key) for key in ("cheap", "good")}, evaluate)
    assert search.search() == {"good"}
    assert tried_of(search).set_index("levers").loc["cheap", "missed"] == 1


def test_ramp_price_and_one_off_cost_by_hand():
    evaluate, _ = centre({"slow": -300.0})
    slow = lever("slow", one_off=400.0, per_month=10.0, ramp_months=2)
    search = portfolio({"slow": slow}, evaluate)
    search.objective = Objective(months=4)
    search.search()
    # Of the effect 0.25, 0.75, 1 and 1 arrive: 0.75 on average. 0.75 × 300 - 10 - 400 / 4 = 115.
    assert search.gain(frozenset(["slow"]), NOTHING).to_numpy() == pytest.approx(115.0)
    assert search.tried[frozenset(["slow"])].effect == pytest.approx(-300.0)


def test_interest_makes_what_is_paid_first_dearer():
    plain, dear = (Objective(months=12, interest_per_month=rate) for rate in (0.0, 0.01))
    assert plain.spread == 12
    assert dear.spread == pytest.approx((1 - 1.01**-12) / 0.01)  # the annuity of the textbooks
    late = lever("late", ramp_months=12)
    assert dear.arrived(late) < plain.arrived(late) == pytest.approx(0.5)
    both = {"late": late, "now": lever("now")}
    assert plain.arrived_of(both, {"late": -30.0, "now": 10.0}) == pytest.approx((30 * 0.5 + 10 * 1.0) / 40)


def test_revenue_counts_against_what_is_paid_and_lost():
    amounts = {"cost_per_month": 100.0, "value_lost_per_month": 20.0, "revenue_per_month": 30.0}
    table = pd.DataFrame([{"replication": 0, "channel": "all", **amounts}, {"replication": 0, "channel": "phone"}])
    assert Objective().figures(table).tolist() == [90.0]
    assert Objective("cost_per_month").figures(table).tolist() == [100.0]

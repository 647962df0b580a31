"""Pricing against trying every roster of a person, and column generation against proven costs."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.rostering.nurse_check import nurse_violations
from sim.rostering.nurse_instance import Nurse, NurseInstance, read_nurse_instance
from sim.rostering.nurse_pricers import Pricers
from sim.rostering.nurse_pricing import Pricer
from sim.rostering.nurse_solve import solve_nurses

DAYS = 6
KINDS = ("E", "N")
ROWS = list(product((-1, 0, 1), repeat=DAYS))


@st.composite
def people(draw):
    number = st.integers
    nurse = Nurse(
        "Ann",
        {"E": draw(number(0, 5)), "N": draw(number(0, 3))},
        minutes_min=60 * draw(number(0, 24)),
        minutes_max=60 * draw(number(16, 50)),
        run_max=draw(number(1, 5)),
        run_min=draw(number(1, 3)),
        rest_min=draw(number(1, 3)),
        weekends_max=draw(number(0, 1)),
    )
    return NurseInstance(
        days=DAYS,
        minutes={"E": 480, "N": 600},
        not_after={"E": frozenset(), "N": frozenset({"E"})},
        nurses=(nurse,),
        days_off={"Ann": frozenset(draw(st.sets(number(0, 5), max_size=2)))},
        wanted={("Ann", draw(number(0, 5)), "N"): draw(number(1, 9))},
        unwanted={("Ann", draw(number(0, 5)), "E"): draw(number(1, 9))},
        covers=(),
    )


@settings(max_examples=60)
@given(people(), st.integers(0, 10**6))
def test_the_cheapest_roster_is_that_of_trying_every_one(instance, seed):
    prices = np.random.default_rng(seed).integers(-20, 10, size=(DAYS, 2)).astype(float)
    best = np.inf
    for row in ROWS:
        roster = {("Ann", day): KINDS[kind] for day, kind in enumerate(row) if kind >= 0}
        if not nurse_violations(instance, roster):
            cost = sum(prices[day, kind] for day, kind in enumerate(row) if kind >= 0)
            cost += sum(w for (_, day, kind), w in instance.wanted.items() if roster.get(("Ann", day)) != kind)
            cost += sum(w for (_, day, kind), w in instance.unwanted.items() if roster.get(("Ann", day)) == kind)
            best = min(best, cost)
    counted = {kind: instance.nurses[0].shifts_max[name] for kind, name in enumerate(KINDS)}
    twice = Pricer(instance, [instance.nurses[0], instance.nurses[0]], counted)
    cost = prices[:, :, None] + Pricers(instance).wanted.transpose(1, 2, 0)
    (dear, _), (found, row) = twice.cheapest(np.concatenate([cost + 100, cost], axis=2), [0, 1])
    found += sum(instance.wanted.values())
    assert dear >= found - sum(instance.wanted.values())
    assert found == best
    if np.isfinite(best):
        roster = {("Ann", day): KINDS[kind] for day, kind in enumerate(row) if kind >= 0}
        assert nurse_violations(instance, roster) == []


def test_a_limit_that_is_priced_is_kept_in_the_end(monkeypatch):
    """Where no kind is counted, prices of limits bring rosters within them, and what is said stays a bound."""
    monkeypatch.setattr("sim.rostering.nurse_pricers.CELLS_COUNTED", 0)
    nurse = Nurse("Ann", {"E": 1, "N": 3}, 0, 2400, 5, 1, 1, 1)
    instance = NurseInstance(DAYS, {"E": 480, "N": 600}, {"E": frozenset(), "N": frozenset()}, (nurse,), {}, {}, {}, ())
    prices = np.array([[-3.0 - day / 10, -2.0 + day / 7] for day in range(DAYS)])
    best = -3.5 - 2.0 - (2 - 1 / 7) - (2 - 2 / 7)  # nights on the first three days, early on the last
    pricers = Pricers(instance)
    rounds = [pricers.cheapest(prices, {0})[0] for _ in range(20)]
    assert rounds[0].column is None  # as many early shifts as hours allow
    assert all(one.bound <= best + 1e-9 for one in rounds)
    assert max(one.bound for one in rounds) > rounds[0].bound
    found = [one.column for one in rounds if one.column is not None]
    assert found
    assert all(column.count(0) <= 1 and column.count(1) <= 3 for column in found)


@pytest.mark.data
@pytest.mark.parametrize(("number", "cost"), [(2, 828), (3, 1001)])
def test_small_instances_are_proven_best(shared_data, number, cost):
    instance = read_nurse_instance(shared_data / "nurse_rostering" / f"Instance{number}.txt")
    result = solve_nurses(instance, seconds=60)
    assert (result.status, result.cost, result.bound) == ("optimal", cost, cost)
    assert nurse_violations(instance, result.given) == []

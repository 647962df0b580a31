"""Textbook formulas against their definitions, and one against the other."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.finance.value import annuity, break_even_volume, monthly_rate, present_value

rates = st.floats(-0.5, 1.0).filter(lambda rate: abs(rate) > 1e-6)


@given(st.floats(0.01, 1e6), rates, st.integers(1, 60))
def test_the_payments_of_an_annuity_repay_the_amount(amount, rate, periods):
    payment = annuity(amount, rate, periods)
    assert present_value([payment] * periods, rate) == pytest.approx(amount)
    owed = amount
    for _ in range(periods):
        owed = owed * (1 + rate) - payment
    assert owed == pytest.approx(0, abs=1e-6 * amount * max(1.0, 1 + rate) ** periods)


def test_an_annuity_from_the_tables():
    """At 8 %, A/P over ten periods is 0.1490 in the tables of any textbook."""
    assert annuity(1, 0.08, 10) == pytest.approx(0.14903, abs=5e-6)
    assert annuity(1, 0.08, 1) == pytest.approx(1.08)


@given(st.integers(1, 120))
def test_a_rate_near_zero_tends_to_the_case_of_rate_zero(periods):
    assert annuity(1000, 1e-9, periods) == pytest.approx(annuity(1000, 0, periods), rel=1e-5)
    assert present_value([10] * periods, 0) == 10 * periods


def test_present_value_adds_up_and_starts_at_the_end_of_the_first_period():
    assert present_value([], 0.1) == 0
    assert present_value([0, 121], 0.1) == pytest.approx(100)
    assert present_value([5, 7], 0.1) == pytest.approx(present_value([5], 0.1) + present_value([0, 7], 0.1))


@given(st.floats(-0.5, 2.0))
def test_twelve_months_compound_to_a_year(rate):
    assert (1 + monthly_rate(rate)) ** 12 == pytest.approx(1 + rate)


@given(st.floats(0, 1e4), st.floats(0.1, 50), st.floats(1, 1e4), st.floats(0.1, 50))
def test_straight_lines_break_even_where_the_formula_says(fixed, unit, more_fixed, less):
    """F + v x against F + f + (v - d) x is even at f / d."""
    dear_by_use, dear_by_month = (lambda x: fixed + (unit + less) * x), (lambda x: fixed + more_fixed + unit * x)
    found = break_even_volume(dear_by_use, dear_by_month, 0, 1e6)
    assert found == pytest.approx(more_fixed / less, rel=1e-6)
    assert break_even_volume(dear_by_month, dear_by_use, 0, 1e6) == pytest.approx(found)


def test_a_step_that_overtakes_is_the_break_even():
    """An agent of 3,000 serves 400 contacts; a vendor takes 8 each: the second agent is dear again until 750."""
    agents = lambda x: 3000 * math.ceil(x / 400)  # noqa: E731
    vendor = lambda x: 8.0 * x  # noqa: E731
    assert break_even_volume(agents, vendor, 1, 400) == pytest.approx(375)
    assert break_even_volume(agents, vendor, 390, 500) == pytest.approx(400)
    assert break_even_volume(agents, vendor, 500, 800) == pytest.approx(750)


def test_a_minimum_moves_the_break_even():
    with_minimum = lambda x: max(2000.0, 1.5 * x)  # noqa: E731
    assert break_even_volume(with_minimum, lambda x: 2.0 * x, 0, 5000) == pytest.approx(1000)


def test_no_break_even_is_none_and_the_ends_count():
    assert break_even_volume(lambda x: x, lambda x: x + 1, 0, 100) is None
    assert break_even_volume(lambda x: x, lambda x: 2 * x, 0, 100) == 0
    assert break_even_volume(lambda x: x, lambda x: 100, 0, 100) == 100


@pytest.mark.parametrize(
    "call",
    [
        lambda: annuity(1, 0.1, 0),
        lambda: annuity(1, -1.0, 5),
        lambda: present_value([1], math.nan),
        lambda: monthly_rate(-2),
        lambda: break_even_volume(float, float, 5, 5),
    ],
)
def test_what_makes_no_sense_is_refused(call):
    with pytest.raises(ValueError, match=r"at least one period|above -1|low < high"):
        call()

"""Who stays: the months by hand, and loyalty only where satisfaction and image are both above average."""

import math

import numpy as np
import pytest

from sim.measures.experience import experience_of
from sim.measures.loyalty import MonthOfContacts, loyalty, loyalty_by_month, month_of_contacts, monthly_churn
from sim.measures.records import records_of
from sim.scenario.customers import Customers, Image
from tests.measures.brute import log_of, row, scenario

IMAGE = {"complaint": 0.02, "review": 0.01}
PLAIN = {"number": 1000, "value_per_year": 120, "churn_per_year": 1 - 0.99**12, "discount_per_year": 0, "image": IMAGE}
"""1 % leave in a month, each brings 10 a month."""


def customers(**changes):
    return Customers(**PLAIN | {"horizon_months": 2, "remembered_months": 1} | changes)


def test_two_months_by_hand():
    """A tenth in contact for the first time, all remember it; half above average, a fifth disappointed."""
    month = MonthOfContacts(in_contact=100, above_share=0.5, disappointed_share=0.2, complaints=3, reviews=2)
    table = loyalty_by_month(month, customers(new_per_month=5))
    experienced = 1 - math.exp(-0.1)
    churn = 0.01 * (1 + experienced * (0.5 * 0.5 * (0.6 - 1) + 0.2 * (2 - 1)))  # half see the image above average
    first, second = table.to_dict("records")
    assert first["churn_share"] == pytest.approx(churn)
    assert first["left"] == pytest.approx(1000 * churn)
    assert first["lost"] == pytest.approx(1000 * (churn - 0.01))
    assert first["value"] == pytest.approx((1000 - 1000 * churn) * 10)
    assert second["customers"] == pytest.approx(1000 - 1000 * churn + 5)
    image = 0.5 + 2 * 0.01 - 3 * 0.02
    assert second["image"] == pytest.approx(image)
    assert second["loyal_share"] == pytest.approx(0.5 / (1 + math.exp(0.04 / 0.15)))


@pytest.mark.parametrize(("above", "image", "is_loyal"), [(1, 0, False), (0, 1, False), (1, 1, True), (0, 0, False)])
def test_loyalty_needs_both(above, image, is_loyal):
    """High satisfaction alone does not retain; nor does a good image alone."""
    about = customers(
        image=Image(**IMAGE, start=image, forgotten=0, spread=0.01), remembered_months=1000, horizon_months=12
    )
    table = loyalty_by_month(MonthOfContacts(1e9, above, 0.0, 0.0, 0.0), about)
    assert table["churn_share"].to_numpy() == pytest.approx(0.01 * (0.6 if is_loyal else 1.0), abs=1e-12)


def test_image_moves_and_returns():
    silent, loud = (MonthOfContacts(0, 0, 0, posts, 0) for posts in (0, 1))
    fading = loyalty_by_month(silent, customers(image=Image(**IMAGE, start=0.9), horizon_months=60))["image"]
    assert fading.is_monotonic_decreasing
    assert fading.iloc[3] == pytest.approx(0.5 + 0.4 * 0.9**3)
    falling = loyalty_by_month(loud, customers(horizon_months=200))["image"]
    assert falling.iloc[-1] == pytest.approx(0.5 - 0.02 / 0.1)


def test_without_contacts_nobody_is_moved():
    table = loyalty_by_month(MonthOfContacts(0, 1, 1, 0, 0), customers(horizon_months=12))
    assert table["lost"].to_numpy() == pytest.approx(0.0)
    assert table["customers"].iloc[-1] == pytest.approx(1000 * 0.99**11)
    assert monthly_churn(0.0) == 0


def test_a_run_as_a_month():
    """One week: 2 customers by 30.4375 / 7; one hangs up for good in public view."""
    case = scenario(customers=PLAIN | {"image": {"detractors_post": 0.5, "reviews_asked": 1, "reviews_written": 0.5}})
    rows = [
        row(0, 1, "phone", 0, 5, 65, "served", public_from=None),
        row(1, 1, "social", 0, None, 65, "abandoned", public_from=0),
    ]
    felt = experience_of(records_of(log_of(rows), case, warm_up=0))
    month = month_of_contacts(felt, case.customers)
    scale = 30.4375 / 7
    assert month.in_contact == pytest.approx(2 * scale)
    assert month.above_share == (felt.remembered > 8).mean()
    assert month.disappointed_share == (felt.remembered < 7).mean()
    assert month.complaints == pytest.approx((1 + 0.5 * (felt.recommends <= 6).sum()) * scale)
    assert month.reviews == pytest.approx(0.5 * (felt.recommends >= 9).sum() * scale)


def test_lifetime_value_of_a_customer_who_leaves_as_usual():
    case = scenario(customers=PLAIN | {"discount_per_year": 0.08, "horizon_months": 24})
    found = loyalty(experience_of(records_of(log_of([]), case, warm_up=0)))
    months = np.arange(1, 25)
    assert found["customer_lifetime_value"] == pytest.approx((10 * 0.99**months / 1.08 ** (months / 12)).sum())
    assert found["churn_per_year"] == pytest.approx(1 - 0.99**12)
    assert found["customers_lost_per_month"] == pytest.approx(0.0)
    assert math.isnan(loyalty(experience_of(records_of(log_of([]), scenario(), warm_up=0)))["churn_per_year"])

"""Who stays: loyalty needs satisfaction and image, both above average; image moves with what is said in public.

One run gives a month of contacts; the months of the horizon repeat it, while image and memory move. Formulas, with a
case worked by hand: docs/experience.md.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.measures.experience import Experience
from sim.measures.records import Floats
from sim.scenario.customers import Customers
from sim.timing import DAY

DAYS_PER_MONTH = 365.25 / 12


@dataclass(frozen=True)
class MonthOfContacts:
    """What customers in touch with support live through in an average month."""

    in_contact: float
    """Customers who are."""
    above_share: float
    """Of these, who remember a grade above `average_grade`."""
    disappointed_share: float
    """Of these, who remember a grade below `satisfied_from`."""
    complaints: float
    """Public complaints."""
    reviews: float
    """Good reviews written by promoters who were asked."""


def month_of_contacts(felt: Experience, customers: Customers) -> MonthOfContacts:
    """Return a run's contacts as those of an average month of 30.4375 days."""
    records = felt.records
    scale = DAYS_PER_MONTH * DAY / (records.end - records.start)
    number = len(felt.remembered)
    image, border = customers.image, records.scenario.experience.satisfaction.satisfied_from
    visible = int((records.inside & ~np.isnan(records.noted("public_from"))).sum())
    detractors, promoters = int((felt.recommends <= 6).sum()), int((felt.recommends >= 9).sum())
    return MonthOfContacts(
        in_contact=number * scale,
        above_share=float((felt.remembered > customers.average_grade).mean()) if number else 0.0,
        disappointed_share=float((felt.remembered < border).mean()) if number else 0.0,
        complaints=(visible + image.detractors_post * detractors) * scale,
        reviews=image.reviews_asked * image.reviews_written * promoters * scale,
    )


def loyalty_by_month(month: MonthOfContacts, customers: Customers) -> pd.DataFrame:
    """Return the months of the horizon, from 1.

    Columns month, customers (at its start), experienced_share (who act on what this support did), image,
    loyal_share (of those), churn_share (of the customers who leave in the month), left, lost (left beyond those who
    would have left anyway; below 0 where support keeps customers), value (margin of those who stay, discounted).
    """
    usual, interest = monthly_churn(customers.churn_per_year), 1.0 + customers.discount_per_year
    number, image, rows = customers.number, customers.image.start, []
    for at in range(1, customers.horizon_months + 1):
        months = min(float(at), customers.remembered_months)
        experienced = 1.0 - math.exp(-month.in_contact / customers.number * months)
        loyal = month.above_share * sees_image_above(image, customers)
        moved = loyal * (customers.loyal - 1.0) + month.disappointed_share * (customers.disappointed - 1.0)
        churn = min(1.0, usual * (1.0 + experienced * moved))
        left = number * churn
        value = (number - left) * customers.value_per_year / 12.0 / interest ** (at / 12.0)
        rows.append((at, number, experienced, image, loyal, churn, left, left - number * usual, value))
        number += customers.new_per_month - left
        image = next_image(image, month, customers)
    columns = [
        "month",
        "customers",
        "experienced_share",
        "image",
        "loyal_share",
        "churn_share",
        "left",
        "lost",
        "value",
    ]
    return pd.DataFrame(rows, columns=columns)


def loyalty(felt: Experience) -> dict[str, float]:
    """Return churn_per_year, customer_lifetime_value, image_at_end and customers_lost_per_month; NaN if not looked at.

    Over the horizon of H months, with churn h of each month: churn_per_year = 1 - (Π (1 - h))^(12 / H), and
    customer_lifetime_value = Σ_t v / 12 × Π_{k ≤ t} (1 - h_k) / (1 + i)^(t / 12), the margin of somebody who is a
    customer at the start. customers_lost_per_month is the mean of `lost`.
    """
    customers = felt.records.scenario.customers
    if customers is None:
        return dict.fromkeys(
            ("churn_per_year", "customer_lifetime_value", "image_at_end", "customers_lost_per_month"), math.nan
        )
    table = loyalty_by_month(month_of_contacts(felt, customers), customers)
    stays = np.asarray(np.cumprod(1.0 - table["churn_share"].to_numpy(dtype=np.float64)), dtype=np.float64)
    return {
        "churn_per_year": float(1.0 - stays[-1] ** (12.0 / len(stays))),
        "customer_lifetime_value": customers.value_per_year / 12.0 * discounted_months(stays, customers),
        "image_at_end": float(table["image"].iloc[-1]),
        "customers_lost_per_month": float(table["lost"].mean()),
    }


def usual_months(customers: Customers) -> float:
    """Return how many months of margin somebody brings who leaves as usual, discounted, within the horizon."""
    months = np.arange(1, customers.horizon_months + 1)
    return discounted_months(np.asarray((1.0 - monthly_churn(customers.churn_per_year)) ** months), customers)


def discounted_months(stays: Floats, customers: Customers) -> float:
    """Return Σ_t S_t / (1 + i)^(t / 12) over months t = 1, 2, … with the shares S_t that stay.

    Examples
    --------
    Two months in which all stay, at no interest:

    >>> discounted_months(np.ones(2), Customers(number=1, value_per_year=1, churn_per_year=0.1, discount_per_year=0))
    2.0
    """
    months = np.arange(1, len(stays) + 1)
    return float((stays / (1.0 + customers.discount_per_year) ** (months / 12.0)).sum())


def monthly_churn(per_year: float) -> float:
    """Return the share who leave in a month where a share leaves in a year: 1 - (1 - y)^(1/12).

    Examples
    --------
    >>> round((1 - monthly_churn(0.2)) ** 12, 12)
    0.8
    """
    return float(1.0 - (1.0 - per_year) ** (1.0 / 12.0))


def sees_image_above(image: float, customers: Customers) -> float:
    """Return the share of customers who see the image above average: 1 / (1 + exp(-(I - average) / spread))."""
    about = customers.image
    return 1.0 / (1.0 + math.exp(-(image - about.average) / about.spread))


def next_image(image: float, month: MonthOfContacts, customers: Customers) -> float:
    """Return the image a month later, between 0 and 1.

    average + (I - average) × (1 - forgotten) + (review × reviews - complaint × complaints) per 1,000 customers.
    """
    about = customers.image
    said = (about.review * month.reviews - about.complaint * month.complaints) / (customers.number / 1000.0)
    return min(1.0, max(0.0, about.average + (image - about.average) * (1.0 - about.forgotten) + said))

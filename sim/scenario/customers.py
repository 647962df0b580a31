"""The company's customers beyond one contact: how many there are, what one is worth, and what makes them stay.

Directions are those of the literature (docs/experience.md); sizes are assumptions, to be replaced with one's own.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sim.scenario.base import NotNegative, Part, Positive, Share

PartOfValue = Annotated[float, Field(ge=0.0, lt=1.0)]


class Image(Part):
    """What people think of the company, from 0 to 1: moved by what is said in public, and forgotten."""

    start: Share = 0.5
    """At the beginning."""
    average: Share = 0.5
    """That of companies like this one, to which it returns where nothing is said."""
    forgotten: Share = 0.1
    """Share of the distance from the average that is lost in a month."""
    spread: Positive = 0.15
    """How far customers differ in how they see the company (scale of a logistic distribution)."""
    complaint: NotNegative = 0.002
    """Lost with each public complaint a month among 1,000 customers."""
    review: NotNegative = 0.001
    """Gained with each good review a month among 1,000 customers."""
    detractors_post: Share = 0.05
    """Share of detractors (NPS 0 to 6) who say so in public, besides visible complaints on social channels."""
    reviews_asked: Share = 0.0
    """Share of promoters (NPS 9 and 10) who are asked for a review."""
    reviews_written: Share = 0.1
    """Share of those asked who write one."""


class Customers(Part):
    """Customers over months and years: who stays, who leaves, and what that is worth."""

    number: Positive
    """Customers at the start."""
    value_per_year: NotNegative
    """Margin of one customer in a year, before the cost of support."""
    churn_per_year: Annotated[float, Field(gt=0.0, lt=1.0)]
    """Share who leave in a year where support makes them neither loyal nor disappointed."""
    new_per_month: NotNegative = 0.0
    """Customers won in a month."""
    horizon_months: int = Field(default=36, ge=1, le=240)
    """Months looked at."""
    discount_per_year: PartOfValue = 0.08
    """Interest at which later margins are worth less."""
    remembered_months: Positive = 12.0
    """How long customers act on their last experience."""
    average_grade: Annotated[float, Field(ge=1.0, le=10.0)] = 8.0
    """CSAT of companies like this one; only above it can satisfaction make loyal."""
    loyal: NotNegative = 0.6
    """Factor on the churn of the loyal: satisfied above average by a company whose image they see above average."""
    disappointed: NotNegative = 2.0
    """Factor on the churn of customers who remember a grade below `experience.satisfaction.satisfied_from`."""
    image: Image = Image()

"""What customers feel: CSAT and CES of every contact, likelihood to recommend of every customer, by an ordered model.

Grades are true of all customers; what a survey shows of them is in `seen.py`. Coefficients: `experience` of the
scenario; formulas and sources: docs/experience.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.demand.streams import stream
from sim.measures.drivers import drivers_of, is_felt
from sim.measures.grouping import by_attempt, ratio, tidy
from sim.measures.records import Floats, Ints, Records
from sim.scenario.experience import Drivers, Ease, Satisfaction
from sim.scenario.ordered import intercept

EASY_FROM = 5
"""Lowest CES that counts as easy."""


@dataclass(frozen=True)
class Experience:
    """Grades of a run."""

    records: Records
    rows: Ints
    """The attempts that were graded, as positions in `records.attempts`, by customer and time of ending."""
    customer: Ints
    """Number of the customer of each of them, from 0: needs that arise from another belong to who asked that."""
    drivers: dict[str, Floats]
    satisfaction: Floats
    """Latent satisfaction, in log-odds, without the customer's disposition."""
    csat: Floats
    """1 to 10."""
    ces: Floats
    """1 to 7."""
    remembered: Floats
    """Per customer: the mean of the worst and the last CSAT."""
    recommends: Floats
    """Per customer: 0 to 10."""

    @property
    def first(self) -> Ints:
        """Per customer: the place in `rows` of the first contact."""
        return np.flatnonzero(np.diff(self.customer, prepend=-1))


def experience_of(records: Records) -> Experience:
    """Return the grades of all contacts and customers of a run that began within the window.

    A grade is 1 more than the number of thresholds below latent + disposition, where the latent is the intercept of the
    channel plus Σ coefficient × driver, and the disposition is logistic: P(grade ≥ k) = 1 / (1 + exp(t_k - latent)).
    Each customer has one disposition of each kind for all contacts, from a stream of its own by the number of the need,
    so that alternatives meet the same customers in the same mood.
    """
    model, attempts = records.scenario.experience, records.attempts
    felt = np.flatnonzero(is_felt(records))
    root = _customers(records)[felt]
    order = np.lexsort((attempts.ended[felt], root))
    rows, root = felt[order], root[order]
    names, customer = np.unique(root, return_inverse=True)
    drivers = drivers_of(records, rows)
    channels = attempts.channel[rows]
    satisfaction = intercepts(model.satisfaction, records.scenario.channel_names)[channels]
    satisfaction = satisfaction + weighted(model.satisfaction.drivers, drivers)
    ease = ease_intercept(model.ease) + weighted(model.ease.drivers, drivers)
    csat = 1.0 + _grade(satisfaction + _disposition(records, "satisfaction", names)[customer], model.satisfaction)
    ces = 1.0 + _grade(ease + _disposition(records, "ease", names)[customer], model.ease)
    remembered = _remembered(customer, csat)
    recommends = model.recommendation.per_grade * (remembered - 8.0) + _disposition(records, "recommendation", names)
    recommends = np.searchsorted(model.recommendation.thresholds, recommends).astype(np.float64)
    return Experience(records, rows, customer, drivers, satisfaction, csat, ces, remembered, recommends)


def satisfaction(felt: Experience, by: Sequence[str] = ()) -> pd.DataFrame:
    """Return CSAT and CES: columns felt, csat, csat_satisfied_share, ces, easy_share.

    Over all contacts that ended with the customer answered or gone (`FELT`), those who never got through included: a
    survey does not ask them. Means of grades; shares of grades from `satisfied_from` and from 5 up. NaN without any.

    Examples
    --------
    >>> from sim.measures.example import phone_calls
    >>> felt = experience_of(phone_calls([(0, 5, 65), (10, 20, 40)]))
    >>> satisfaction(felt)["felt"].tolist()
    [2]
    """
    records = felt.records
    groups = by_attempt(records, by)
    marked, csat, ces = np.zeros(len(records.inside), dtype=bool), *(np.zeros(len(records.inside)) for _ in range(2))
    marked[felt.rows], csat[felt.rows], ces[felt.rows] = True, felt.csat, felt.ces
    number, from_ = groups.count(marked), records.scenario.experience.satisfaction.satisfied_from
    return tidy(
        records,
        groups.keys,
        felt=number,
        csat=ratio(groups.total(csat, marked), number),
        csat_satisfied_share=ratio(groups.count(marked & (csat >= from_)), number),
        ces=ratio(groups.total(ces, marked), number),
        easy_share=ratio(groups.count(marked & (ces >= EASY_FROM)), number),
    )


def net_promoters(felt: Experience, by: Sequence[str] = ()) -> pd.DataFrame:
    """Return columns customers, promoters_share (9, 10), detractors_share (0 to 6), nps.

    NPS = 100 × (share of promoters - share of detractors), from -100 to 100. Keys are those of the customer's first
    contact. NaN without customers. F. Reichheld, "The one number you need to grow", Harvard Business Review (2003).
    """
    records = felt.records
    groups = by_attempt(records, by)
    marked, grade = np.zeros(len(records.inside), dtype=bool), np.zeros(len(records.inside))
    at = felt.rows[felt.first]
    marked[at], grade[at] = True, felt.recommends
    number = groups.count(marked)
    promoters, detractors = (
        ratio(groups.count(marked & which), number) for which in (grade >= 9, marked & (grade <= 6))
    )
    return tidy(
        records,
        groups.keys,
        customers=number,
        promoters_share=promoters,
        detractors_share=detractors,
        nps=100.0 * (promoters - detractors),
    )


def weighted(coefficients: Drivers, drivers: dict[str, Floats]) -> Floats:
    """Return Σ coefficient × driver of each contact."""
    parts = (getattr(coefficients, name) * values for name, values in drivers.items())
    return np.asarray(sum(parts))


def intercepts(model: Satisfaction, channels: Sequence[str]) -> Floats:
    """Return the latent satisfaction of an ordinary solved contact on each channel, in log-odds."""
    border = model.thresholds[model.satisfied_from - 2]
    return np.array(
        [
            border + intercept(getattr(model.levels, name), model.solved_share, model.drivers.unsolved)
            for name in channels
        ]
    )


def ease_intercept(model: Ease) -> float:
    """Return the latent ease of an ordinary solved contact, in log-odds."""
    return model.thresholds[EASY_FROM - 2] + intercept(model.easy_share, model.solved_share, model.drivers.unsolved)


def _grade(latent: Floats, model: Satisfaction | Ease) -> Floats:
    """How many thresholds lie below."""
    return np.searchsorted(model.thresholds, latent).astype(np.float64)


def _remembered(customer: Ints, csat: Floats) -> Floats:
    """What each customer remembers: the mean of the worst and the last grade (Kahneman and others, 1993)."""
    if not len(csat):
        return np.empty(0)
    first = np.flatnonzero(np.diff(customer, prepend=-1))
    last = np.append(first[1:], len(csat)) - 1
    return np.asarray((np.minimum.reduceat(csat, first) + csat[last]) / 2.0)


def _disposition(records: Records, kind: str, needs: Ints) -> Floats:
    """The disposition of customers, by the numbers of their needs: standard logistic."""
    drawn = stream(records.scenario.seed, records.replication, kind).random(int(needs.max(initial=-1)) + 1)[needs]
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(drawn / (1.0 - drawn)))


def _customers(records: Records) -> Ints:
    """The need from which the need of each attempt arose, itself where from none."""
    need = records.attempts.need
    origins = [records.noted(column) for column in ("duplicate_of", "follows_up")]
    origin = np.where(np.isnan(origins[0]), origins[1], origins[0])
    if np.isnan(origin).all():
        return need
    of_need = np.arange(int(need.max(initial=0)) + 1)
    known = ~np.isnan(origin)
    of_need[need[known]] = origin[known].astype(np.int64)
    while not np.array_equal(of_need, further := of_need[of_need]):
        of_need = further
    return np.asarray(of_need[need])

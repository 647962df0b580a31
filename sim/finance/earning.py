"""What support earns: expected sales on solved contacts and by outbound calls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from sim.centre.log import RunLog
from sim.finance.line import Line, given
from sim.measures.experience import experience_of
from sim.measures.records import records_of
from sim.scenario.model import Scenario


def buyers_asked(log: RunLog, scenario: Scenario) -> dict[str, float]:
    """Return by topic with an `upsell` the solved contacts after which customers may buy, weighted.

    Counted is every contact that people solved, times the factor of its segment, and times `by_vendors` where a vendor
    solved it. With `satisfied_from` only contacts graded so count; of contacts that are not graded (outside the window
    of the measures) the share that is satisfied among the graded counts.
    """
    selling = {name: topic.upsell for name, topic in scenario.topics.items() if topic.upsell is not None}
    if not selling:
        return {}
    contacts = log.contacts[["need", "attempt", "topic", "segment", "by", "solved", "outcome"]]
    contacts = contacts[contacts["solved"].isin([True]) & contacts["outcome"].isin(["served"])]
    graded = _grades(log, scenario) if any(one.satisfied_from is not None for one in selling.values()) else None
    asked = {}
    for name, upsell in selling.items():
        rows = contacts[contacts["topic"] == name]
        weight = np.array([upsell.by_segment.get(str(segment), 1.0) for segment in rows["segment"]], dtype=float)
        weight = weight * np.where(rows["by"] == "vendor", upsell.by_vendors, 1.0)
        if upsell.satisfied_from is not None and graded is not None:
            grade = rows.merge(graded, on=["need", "attempt"], how="left")["csat"].to_numpy(dtype=float)
            known = ~np.isnan(grade)
            is_satisfied = np.where(known, grade >= upsell.satisfied_from, 0.0)
            usual = float(is_satisfied[known].mean()) if known.any() else 1.0
            weight = weight * np.where(known, is_satisfied, usual)
        asked[name] = float(weight.sum())
    return asked


def calls_answered(log: RunLog) -> dict[str, int]:
    """Return by list the outbound calls that were answered."""
    if log.outbound.empty:
        return {}
    reached = log.outbound.loc[log.outbound["reached"].isin([True]), "list"].value_counts()
    return {str(name): int(count) for name, count in reached.items()}


def earning_lines(scenario: Scenario, asked: Mapping[str, float], answered: Mapping[str, int]) -> Iterator[Line]:
    """Yield what is earned: contacts asked × share who buy × value, and calls answered × share × value.

    Expected values, not draws: what differs between runs is who was solved and reached, not who happened to buy.
    """
    for name, topic in scenario.topics.items():
        if topic.upsell is not None:
            path = ("topics", name, "upsell")
            share, value = (given(scenario, *path, "share"),), (given(scenario, *path, "value"),)
            number = asked.get(name, 0.0)
            yield Line(
                "sales on solved contacts", "revenue", name, number, "sales", value, "horizon", share=share, by_use=True
            )
    for name, calls in scenario.outbound.items():
        if calls.sale is not None:
            path = ("outbound", name, "sale")
            share, value = (given(scenario, *path, "share"),), (given(scenario, *path, "value"),)
            number = float(answered.get(name, 0))
            yield Line("sales by calls", "revenue", name, number, "sales", value, "horizon", share=share, by_use=True)


def _grades(log: RunLog, scenario: Scenario) -> pd.DataFrame:
    felt = experience_of(records_of(log, scenario))
    attempts = felt.records.attempts
    return pd.DataFrame(
        {"need": attempts.need[felt.rows], "attempt": attempts.attempt[felt.rows], "csat": felt.csat}
    ).drop_duplicates(["need", "attempt"])

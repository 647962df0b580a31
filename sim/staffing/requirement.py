"""How many people are needed when: the hand-over from staffing to rostering."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class Requirement:
    """People needed on the job in every interval of the horizon.

    `table` has the columns interval_start (UTC timestamp), skill (the name of a group of the team: a multi-skilled
    person is one person), agents (whole number of people serving customers, breaks and meetings not counted), erlang
    (what Erlang alone would say) and service_level (share answered in time in this interval with these agents, over the
    replications; NaN without contacts). One row per interval and group, sorted by group, then time.
    """

    table: pd.DataFrame
    interval: int
    """Length of an interval, microseconds."""
    notes: tuple[str, ...] = ()
    """What the reader should know, in sentences: targets that cannot be reached, floors that bind."""

    def agents(self, skill: str) -> pd.Series:
        """Return the people needed of a group, indexed by interval_start."""
        rows = self.table[self.table["skill"] == skill]
        return rows.set_index("interval_start")["agents"]

    @property
    def hours(self) -> float:
        """Hours of presence required over the horizon, all groups together."""
        return float(self.table["agents"].sum()) * self.interval / 3_600_000_000

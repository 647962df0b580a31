"""What measures are counted by: one mechanism for intervals, hours, days, weeks, channels, topics, groups, people."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.measures.records import PARTIES, Floats, Ints, Records, Stays

TIME_KEYS = ("interval_start", "interval_of_week", "hour_of_day", "weekday", "day", "week")
"""interval_start: UTC. The others local: interval_of_week from 0 (Monday at midnight), hour_of_day 0-23, weekday 0-6
(Monday is 0), day (date), week (from 1, of the horizon)."""
ATTEMPT_KEYS = (*TIME_KEYS, "channel", "chosen_channel", "topic", "segment", "by", "handler")
"""What contacts can be counted by; time is that of arrival, `by` is who ended it and `handler` the name of the group,
vendor or automation (what nobody ended is left out)."""
STAY_KEYS = (*TIME_KEYS, "group", "agent", "by")
"""What agents' time can be counted by."""

MOST_CELLS = 1_000_000
"""Combinations of keys up to which groups are found by counting."""


@dataclass(frozen=True)
class Grouping:
    """Rows put into groups."""

    code: Ints
    """Number of the group of each row, -1 for none."""
    keys: pd.DataFrame
    """One row per group, one column per key."""

    def count(self, rows: npt.NDArray[np.bool_]) -> Ints:
        """Return how many of the marked rows each group has."""
        return np.bincount(self.code[rows & (self.code >= 0)], minlength=len(self.keys)).astype(np.int64)

    def total(self, values: Floats, rows: npt.NDArray[np.bool_]) -> Floats:
        """Return the sum of the marked rows' values in each group."""
        chosen = rows & (self.code >= 0)
        return np.asarray(np.bincount(self.code[chosen], values[chosen], len(self.keys)), dtype=np.float64)

    def quantiles(self, values: Floats, rows: npt.NDArray[np.bool_], percentiles: Sequence[float]) -> Floats:
        """Return percentiles of the marked rows' values, shape (groups, percentiles); NaN for a group without rows.

        Between two values they interpolate linearly (Hyndman and Fan's type 7, the default of numpy and R).
        """
        chosen = np.flatnonzero(rows & (self.code >= 0))
        order = chosen[np.lexsort((values[chosen], self.code[chosen]))]
        ordered, counts = values[order], np.bincount(self.code[order], minlength=len(self.keys))
        first = np.cumsum(counts) - counts
        answer = np.full((len(counts), len(percentiles)), np.nan)
        some = counts > 0
        for column, percentile in enumerate(percentiles):
            place = (counts[some] - 1) * percentile / 100.0
            low = np.floor(place).astype(np.int64)
            high = np.minimum(low + 1, counts[some] - 1)
            below, above = ordered[first[some] + low], ordered[first[some] + high]
            answer[some, column] = below + (above - below) * (place - low)
        return answer


def by_attempt(records: Records, by: Sequence[str]) -> Grouping:
    """Return the attempts in groups.

    Raises
    ------
    ValueError
        If a key is none of `ATTEMPT_KEYS`.
    """
    attempts, scenario = records.attempts, records.scenario
    words: dict[str, tuple[Ints, Sequence[str]]] = {
        "channel": (attempts.channel, scenario.channel_names),
        "chosen_channel": (attempts.chosen, scenario.channel_names),
        "topic": (attempts.topic, scenario.topic_names),
        "segment": (attempts.segment, scenario.segment_names),
        "by": (attempts.party, PARTIES),
    }
    if "handler" in by:
        words["handler"] = handlers(records)
    return _group(records, by, ATTEMPT_KEYS, attempts.arrived.astype(np.int64), words)


def handlers(records: Records) -> tuple[Ints, Sequence[str]]:
    """Return for each attempt the number of who ended it (group, vendor, automation; -1 for nobody), and the names."""
    words = pd.Categorical(records.contacts["handler"])
    return words.codes.astype(np.int64), [str(name) for name in words.categories]


def by_stay(records: Records, stays: Stays, by: Sequence[str]) -> Grouping:
    """Return stays of agents in groups; cut them to intervals first (`in_intervals`) where a key is a time.

    Raises
    ------
    ValueError
        If a key is none of `STAY_KEYS`.
    """
    words: dict[str, tuple[Ints, Sequence[str]]] = {
        "group": (stays.group, records.groups),
        "agent": (stays.agent, records.agents),
        "by": (stays.party, PARTIES),
    }
    return _group(records, by, STAY_KEYS, stays.start, words)


def in_intervals(records: Records, stays: Stays) -> Stays:
    """Return the stays cut at the borders of the intervals, so that each piece lies in one."""
    step = records.scenario.calendar.interval
    first, last = stays.start // step, (stays.end - 1) // step
    pieces = last - first + 1
    row = np.repeat(np.arange(len(pieces)), pieces)
    interval = np.arange(len(row)) - np.repeat(np.cumsum(pieces) - pieces, pieces) + first[row]
    return Stays(
        agent=stays.agent[row],
        group=stays.group[row],
        party=stays.party[row],
        state=stays.state[row],
        start=np.maximum(stays.start[row], interval * step),
        end=np.minimum(stays.end[row], (interval + 1) * step),
        overtime=stays.overtime[row],
    )


def tidy(records: Records, keys: pd.DataFrame, **columns: npt.NDArray[np.generic]) -> pd.DataFrame:
    """Return the table of a measure: scenario, replication, the keys, then its columns."""
    data: dict[str, object] = {"scenario": records.scenario.name, "replication": records.replication}
    data.update((str(name), keys[name]) for name in keys)
    return pd.DataFrame(data | columns, index=keys.index)


def ratio(part: npt.NDArray[np.generic], whole: npt.NDArray[np.generic]) -> Floats:
    """Return part / whole, NaN where the whole is 0: a share of nothing is not known.

    >>> ratio(np.array([1, 0]), np.array([2, 0]))
    array([0.5, nan])
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(whole != 0, part / whole, np.nan), dtype=np.float64)  # type: ignore[operator]


def _group(
    records: Records,
    by: Sequence[str],
    accepted: Sequence[str],
    moments: Ints,
    words: dict[str, tuple[Ints, Sequence[str]]],
) -> Grouping:
    rows = len(moments)
    for name in by:
        if name not in accepted:
            raise ValueError(f"cannot count by '{name}'; accepted: {', '.join(accepted)}")
    if not by:
        return Grouping(np.zeros(rows, dtype=np.int64), pd.DataFrame(index=pd.RangeIndex(1)))
    columns = [words[name][0] if name in words else _time_code(records, moments, name) for name in by]
    known = np.all([column >= 0 for column in columns], axis=0)
    sizes = tuple(int(column.max(initial=0)) + 1 for column in columns)
    flat = np.ravel_multi_index([column[known] for column in columns], sizes)
    code = np.full(rows, -1, dtype=np.int64)
    if math.prod(sizes) <= MOST_CELLS:  # counting is quicker than sorting
        occurs = np.bincount(flat, minlength=1) > 0
        found = np.flatnonzero(occurs)
        code[known] = (np.cumsum(occurs) - 1)[flat]
    else:
        found, code[known] = np.unique(flat, return_inverse=True)
    parts = np.unravel_index(found, sizes)
    keys = {
        name: np.array(words[name][1], dtype=object)[part] if name in words else _time_label(records, part, name)
        for name, part in zip(by, parts, strict=True)
    }
    return Grouping(code, pd.DataFrame(keys))


def _time_code(records: Records, moments: Ints, name: str) -> Ints:
    calendar = records.scenario.calendar
    interval = moments // calendar.interval
    local = calendar.local_intervals
    if name == "interval_start":
        return interval
    if name == "interval_of_week":
        return np.asarray(local.of_week[interval])
    if name == "hour_of_day":
        return np.asarray(local.minute[interval] // 60)
    if name == "weekday":
        return np.asarray(local.of_week[interval] * 7 // calendar.intervals_per_week)
    day = local.day[interval]
    return np.asarray(day if name == "day" else day // 7)


def _time_label(records: Records, part: Ints, name: str) -> object:
    calendar = records.scenario.calendar
    if name == "interval_start":
        start = pd.Timestamp(calendar.start_utc).as_unit("us")
        return start + pd.to_timedelta(part * calendar.interval, unit="us")
    if name == "day":
        return np.datetime64(calendar.start, "D") + part
    return part + 1 if name == "week" else part

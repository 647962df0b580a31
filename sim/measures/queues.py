"""The queue over time: its mean length, Little's law, and the backlog of deferred contacts."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.measures.grouping import tidy
from sim.measures.records import Bools, Floats, Ints, Records
from sim.timing import HOUR


def queue_length(records: Records) -> pd.DataFrame:
    """Return the mean number waiting in every interval and channel: columns interval_start, channel, queue.

    The time average of the number in the queue, from joining it to being answered, hanging up or the end of the run;
    deferred work put aside is no longer in the queue. The integral is exact in whole microseconds.

    Examples
    --------
    In the first half hour one call waits for 6 minutes and one for 3: 9 of 30 minutes.

    >>> from sim.measures.example import phone_calls
    >>> queue_length(phone_calls([(0, 360, 400), (60, None, 240)]))["queue"].head(2).tolist()
    [0.3, 0.0]
    """
    edges = _edges(records)
    tables = []
    for code in range(len(records.scenario.channel_names)):
        joined, left, _ = _waiting(records, code)
        tables.append(np.diff(_time_spent(joined, left, edges)) / np.diff(edges))
    return tidy(records, _grid(records, edges[:-1], len(tables)), queue=np.concatenate(tables))


def littles_law(records: Records) -> pd.DataFrame:
    """Return the two sides of Little's law for the queue of each channel.

    Columns channel, arrivals_per_hour (λ: contacts that join the queue), mean_wait_hours (W: of those, until they leave
    it or the window ends), mean_queue (L: time average, counted from the steps of the queue and not from the waits,
    with those who joined before the window). L = λW holds to rounding when nobody waits at its start. Source: Little,
    Operations Research 9, 1961, DOI 10.1287/opre.9.3.383.

    Examples
    --------
    >>> from sim.measures.example import phone_calls
    >>> law = littles_law(phone_calls([(0, 360, 400), (60, None, 240)])).iloc[0]
    >>> bool(abs(law["arrivals_per_hour"] * law["mean_wait_hours"] - law["mean_queue"]) < 1e-12)
    True
    """
    length = records.end - records.start
    rates, means, lengths = [], [], []
    for code in range(len(records.scenario.channel_names)):
        joined, left, new = _waiting(records, code)
        times = np.concatenate([joined, left])
        order = np.argsort(times, kind="stable")
        step = np.repeat([1, -1], len(joined))[order]
        until = np.append(times[order][1:], records.end)
        lengths.append(float(np.cumsum(step) @ (until - times[order])) / length if len(times) else 0.0)
        rates.append(new.sum() * HOUR / length)
        means.append(float((left - joined)[new].mean()) / HOUR if new.any() else np.nan)
    keys = pd.DataFrame({"channel": np.array(records.scenario.channel_names, dtype=object)})
    return tidy(
        records,
        keys,
        arrivals_per_hour=np.array(rates),
        mean_wait_hours=np.array(means),
        mean_queue=np.array(lengths),
    )


def backlog(records: Records) -> pd.DataFrame:
    """Return the deferred contacts waiting at the start of every interval: columns waiting, oldest_hours.

    One row per interval and deferred channel. Waiting: arrived and neither answered nor given up. oldest_hours is how
    long ago the oldest of them arrived, NaN where none waits. A backlog whose age grows from day to day is work that
    the people there cannot do.

    Examples
    --------
    Two e-mails arrive at 00:06 and 00:18, the first is answered at 00:36, the other at 01:12.

    >>> from sim.measures.example import contacts
    >>> rows = contacts([(0, 1, "email", 360, 2160, 2400, True), (1, 1, "email", 1080, 4320, 4500, True)])
    >>> backlog(rows)[["waiting", "oldest_hours"]].head(4).values.tolist()
    [[0.0, nan], [2.0, 0.4], [1.0, 0.7], [0.0, nan]]
    """
    step, attempts = records.scenario.calendar.interval, records.attempts
    moments = _edges(records)[:-1]
    first = int(moments[0]) // step if len(moments) else 0
    waiting, oldest = [], []
    channels = [code for code, live in enumerate(records.is_live) if not live]
    for code in channels:
        rows = (attempts.channel == code) & ~np.isnan(attempts.queued)
        arrived, left = attempts.arrived[rows].astype(np.int64), attempts.leaves_queue[rows].astype(np.int64)
        left = np.where(left >= attempts.horizon, np.int64(2**62), left)
        waiting.append(
            np.searchsorted(np.sort(arrived), moments, side="right")
            - np.searchsorted(np.sort(left), moments, side="right")
        )
        oldest.append((moments - _oldest(arrived, left, moments, first, step)) / HOUR)
    keys = _grid(records, moments, len(channels), channels)
    ages = np.concatenate(oldest) if oldest else np.empty(0)
    counts = np.concatenate(waiting) if waiting else np.empty(0, dtype=np.int64)
    return tidy(records, keys, waiting=counts, oldest_hours=ages)


def _oldest(arrived: Ints, left: Ints, moments: Ints, first: int, step: int) -> Floats:
    """The earliest arrival among those waiting at each moment, NaN where none waits."""
    begin = np.clip(-(-arrived // step) - first, 0, len(moments))
    end = np.clip(-(-left // step) - first, 0, len(moments))
    answer = np.full(len(moments), np.nan)
    filled = 0
    # In order of arrival each contact is the oldest from where the ones before it end: nothing is visited twice.
    for row in np.argsort(arrived, kind="stable"):
        start, stop = max(filled, int(begin[row])), int(end[row])
        if stop > start:
            answer[start:stop] = arrived[row]
            filled = stop
    return answer


def _edges(records: Records) -> Ints:
    """The borders of the intervals that lie wholly within the window, and its end."""
    step = records.scenario.calendar.interval
    starts = np.arange(-(-records.start // step) * step, records.end, step, dtype=np.int64)
    return np.append(starts, np.int64(records.end))


def _grid(records: Records, starts: Ints, channels: int, codes: list[int] | None = None) -> pd.DataFrame:
    """One row per channel and interval, in this order."""
    begin = pd.Timestamp(records.scenario.calendar.start_utc).as_unit("us")
    moments = begin + pd.to_timedelta(starts, unit="us")
    names = [records.scenario.channel_names[code] for code in (codes if codes is not None else range(channels))]
    return pd.DataFrame(
        {
            "interval_start": np.tile(np.asarray(moments.tz_convert(None)), channels),
            "channel": np.repeat(np.array(names, dtype=object), len(starts)),
        }
    ).assign(interval_start=lambda table: table["interval_start"].dt.tz_localize("UTC"))


def _waiting(records: Records, channel: int) -> tuple[Ints, Ints, Bools]:
    """When contacts of a channel join the queue and leave it, both cut to the window, and whether they join within."""
    attempts = records.attempts
    rows = (attempts.channel == channel) & (attempts.queued < records.end) & (attempts.leaves_queue >= records.start)
    joined = np.maximum(attempts.queued[rows], records.start).astype(np.int64)
    left = np.minimum(attempts.leaves_queue[rows], records.end).astype(np.int64)
    return joined, left, np.asarray(attempts.queued[rows] >= records.start)


def _time_spent(joined: Ints, left: Ints, edges: Ints) -> Ints:
    """The time all contacts together have waited up to each edge: exact, in whole microseconds."""

    def since(moments: Ints) -> Ints:
        ordered = np.sort(moments)
        before = np.searchsorted(ordered, edges, side="right")
        total = np.concatenate([[0], np.cumsum(ordered)])
        return np.asarray(before * edges - total[before], dtype=np.int64)

    return since(joined) - since(left)

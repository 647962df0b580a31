"""Where waiting arises: the hours customers wait, by cause, interval and channel. Nothing is waited for twice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.centre.log import STATES, UNRESOLVED
from sim.measures.grouping import tidy
from sim.measures.records import PARTIES, Bools, Floats, Ints, Records
from sim.timing import HOUR

CAUSES = ("closed", "no_skill", "all_busy", "on_call", "transfer", "approval", "vendor")
"""closed: nobody who could serve is there and the channel is closed, or a promised call is not due yet. no_skill: it is
open, and nobody of the team with the channel and skill is there (at a break or meeting is not there). all_busy: those
who could serve are there and busy. on_call: somebody on call has been called and has not begun yet, after a transfer
too. transfer: passed on, until somebody else takes it. approval: a case waits for a manager. vendor: a vendor has not
answered yet."""

_NOBODY: Ints = np.empty(0, dtype=np.int64)
_AWAY = [STATES.index(state) for state in ("break", "meeting")]


def waiting_by_cause(records: Records) -> pd.DataFrame:
    """Return the waiting of contacts by cause: columns interval_start, channel, cause, waiting_hours.

    One row per interval, channel and cause of `CAUSES` with any waiting. Contacts waiting together add up: two who wait
    an hour wait two hours. Exact in whole microseconds. Counted in: from queuing to being begun, leaving or the end of
    the run; the time to a promised call; after a transfer and for a manager. Not: time with bots and menus, and work
    put aside for a live contact. A wait that began before the window counts from the window's start.

    Examples
    --------
    Nobody is there in the first half hour but the one who answers after 6 minutes; another waits for her 3 minutes.

    >>> from sim.measures.example import contacts
    >>> rows = contacts([(0, 1, "phone", 0, 360, 600, True), (1, 1, "phone", 420, 600, 700, True)],
    ...                 stays=[("phone", 360, 700)], shift=(360, 700))
    >>> waiting_by_cause(rows)[["channel", "cause", "waiting_hours"]].values.tolist()
    [['phone', 'no_skill', 0.1], ['phone', 'all_busy', 0.05]]
    """
    step = records.scenario.calendar.interval
    shape = (len(records.scenario.channel_names), len(CAUSES), records.scenario.calendar.intervals)
    hours = np.zeros(shape)
    for channel, cause, starts, ends, come, go in _waits(records):
        begin, finish = np.maximum(starts, records.start), np.minimum(ends, records.end)
        kept = begin < finish
        if not kept.any():
            continue
        begin, finish = np.sort(begin[kept]), np.sort(finish[kept])
        edges = np.arange(begin[0] // step, -(-finish[-1] // step) + 1) * step
        points = np.unique(np.concatenate([edges, begin, finish, come, go]))
        waiting = np.searchsorted(begin, points, "right") - np.searchsorted(finish, points, "right")
        weight = (waiting[:-1] * np.diff(points)) / HOUR
        inside = (points[:-1] >= 0) & (weight > 0)
        interval, weight = points[:-1][inside] // step, weight[inside]
        if cause is not None:
            hours[channel, CAUSES.index(cause)] += np.bincount(interval, weight, shape[2])
            continue
        some = _are_there(points[:-1][inside], come, go)
        closed = ~_is_open(records, channel)[interval]
        for name, rows in (("closed", ~some & closed), ("no_skill", ~some & ~closed), ("all_busy", some)):
            hours[channel, CAUSES.index(name)] += np.bincount(interval[rows], weight[rows], shape[2])
    return _table(records, hours)


class _Waits(NamedTuple):
    """Waits on a channel, for one cause or, where that is None, for people of whom `come` and `go` tell."""

    channel: int
    cause: str | None
    starts: Ints
    ends: Ints
    come: Ints = _NOBODY
    go: Ints = _NOBODY


def _waits(records: Records) -> Iterator[_Waits]:
    """Yield all waits of a run; no moment of a contact is in two of them."""
    attempts = records.attempts
    queued = ~np.isnan(attempts.queued)
    by_vendor = queued & _is_with_a_vendor(records)
    to_vendor, from_vendor = _time_with_a_vendor(records)
    promised = (records.noted("called_back") == 1) & (queued | (attempts.outcome == UNRESOLVED))
    called = np.where(queued, attempts.queued, attempts.horizon)
    called_out = records.noted("called_out")
    until = np.fmin(attempts.leaves_queue, called_out)
    later = (
        ("transfer", "transferred", "transfer_wait"),
        ("on_call", "called_again", "response_wait"),
        ("approval", "submitted", "approval_wait"),
    )
    for channel in range(len(records.scenario.channel_names)):
        here = attempts.channel == channel
        yield _Waits(channel, "closed", *_span(attempts.arrived, called, here & promised))
        yield _Waits(channel, "on_call", *_span(called_out, attempts.leaves_queue, here & ~np.isnan(called_out)))
        yield _Waits(channel, "vendor", *_span(to_vendor, from_vendor, here & by_vendor))
        for cause, since, lasts in later:
            begun = records.noted(since)
            yield _Waits(channel, cause, *_span(begun, begun + records.noted(lasts), here & ~np.isnan(begun)))
        for topics, come, go in _who_could_serve(records, channel):
            rows = here & queued & np.isin(attempts.topic, topics)
            for start, end, whose in (
                (attempts.queued, until, rows & ~by_vendor),
                (attempts.queued, np.fmin(to_vendor, until), rows & by_vendor),
                (from_vendor, until, rows & by_vendor),
            ):
                yield _Waits(channel, None, *_span(start, end, whose), come, go)


def _who_could_serve(records: Records, channel: int) -> Iterator[tuple[list[int], Ints, Ints]]:
    """Yield topics that the same groups of the team serve on a channel, and when their people come and go."""
    scenario, stays = records.scenario, records.stays
    able: dict[tuple[str, ...], list[int]] = {}
    for number, topic in enumerate(scenario.topics.values()):
        groups = tuple(
            name
            for name, group in scenario.team.groups.items()
            if scenario.channel_names[channel] in group.channels
            and (group.skills == "all" or topic.skill in group.skills)
        )
        able.setdefault(groups, []).append(number)
    there = (stays.party == PARTIES.index("team")) & ~np.isin(stays.state, _AWAY)
    for groups, topics in able.items():
        codes = [code for code, name in enumerate(records.groups) if name in groups]
        theirs = there & np.isin(stays.group, codes)
        yield topics, np.sort(stays.start[theirs]), np.sort(stays.end[theirs])


def _are_there(moments: Ints, come: Ints, go: Ints) -> Bools:
    """Whether anybody is there at each moment."""
    return np.asarray(np.searchsorted(come, moments, "right") > np.searchsorted(go, moments, "right"))


def _is_with_a_vendor(records: Records) -> Bools:
    """Whether a contact waits for a vendor at any time.

    One answered it (even if it handed it back), it overflowed to one or came back from one, or nobody answered and one
    has its channel and hour.
    """
    attempts, scenario = records.attempts, records.scenario
    found = attempts.party == PARTIES.index("vendor")
    found = found | ~np.isnan(records.noted("overflowed")) | ~np.isnan(records.noted("handed_back"))
    if "unsolved_by" in records.contacts:
        found = found | records.contacts["unsolved_by"].notna().to_numpy()
    queued = np.where(np.isnan(attempts.queued), 0, attempts.queued).astype(np.int64) // scenario.calendar.interval
    for vendor in scenario.vendors.values():
        topics = [
            number for number, name in enumerate(scenario.topic_names) if vendor.topics is None or name in vendor.topics
        ]
        mine = np.isin(attempts.topic, topics) & ~attempts.is_answered & (vendor.overflow is None)
        for name in vendor.channels:
            covered = scenario.calendar.is_open(*vendor.hours_on(name))[queued]
            found = found | (covered & mine & (attempts.channel == scenario.channel_names.index(name)))
    return np.asarray(found)


def _time_with_a_vendor(records: Records) -> tuple[Floats, Floats]:
    """From when to when a contact waits for a vendor: from its overflow until it is handed back, or all the time."""
    attempts = records.attempts
    overflowed, back = records.noted("overflowed"), records.noted("handed_back")
    since = np.where(np.isnan(overflowed), attempts.queued, np.maximum(overflowed, attempts.queued))
    is_back = ~np.isnan(back) & ~(overflowed > back)
    return since, np.where(is_back, back, attempts.leaves_queue)


def _is_open(records: Records, channel: int) -> Bools:
    calendar = records.scenario.calendar
    return np.asarray(calendar.is_open(records.scenario.channels[records.scenario.channel_names[channel]].hours))


def _span(start: Floats, end: Floats, rows: Bools) -> tuple[Ints, Ints]:
    return start[rows].astype(np.int64), end[rows].astype(np.int64)


def _table(records: Records, hours: Floats) -> pd.DataFrame:
    calendar = records.scenario.calendar
    interval, channel, cause = np.nonzero(hours.transpose(2, 0, 1) > 0)
    begin = pd.Timestamp(calendar.start_utc).as_unit("us")
    keys = pd.DataFrame(
        {
            "interval_start": begin + pd.to_timedelta(interval * calendar.interval, unit="us"),
            "channel": np.array(records.scenario.channel_names, dtype=object)[channel],
            "cause": np.array(CAUSES, dtype=object)[cause],
        }
    )
    return tidy(records, keys, waiting_hours=hours[channel, cause, interval])

"""What becomes of e-mail and posts when a number of people are there: work that waits is done in what live work leaves.

The arrivals are those that were simulated, interval by interval; only the serving is simplified, to first come, first
served within each stream, with the time that live contacts leave. Thousands of tables of counts can be tried so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.scenario.model import Scenario
from sim.staffing.evidence import Evidence
from sim.staffing.streams import Slots, Stream
from sim.timing import HOUR

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

MOST_RUNS = 4
"""Replications used: more cost time and change little."""


@dataclass(frozen=True)
class Outlook:
    """What the model expects of deferred channels."""

    share: dict[str, float]
    """By channel: share answered in time."""
    lowest: dict[str, float]
    """By channel: that share on the day of the week (of arrival) where it is least."""
    capacity: dict[str, float]
    """By channel: time that people have for it over the work that arrives; below 1 the backlog grows for ever, which a
    horizon may be too short to show."""
    late: Floats
    """Shape (streams, intervals): contacts by arrival that will be late, over all runs."""


@dataclass(frozen=True)
class DeferredModel:
    """The deferred work of some runs, ready to be tried against tables of counts."""

    streams: tuple[Stream, ...]
    """Those with deferred work, best priority first."""
    numbers: tuple[int, ...]
    """Their numbers among all streams."""
    hours: Floats
    """Hours of work that arrive: shape (streams, runs, intervals)."""
    contacts: Floats
    """Contacts that arrive, same shape."""
    taken: Floats
    """Hours that live work takes of each group: shape (groups, runs, intervals)."""
    weekday: Ints
    """Day of the week of every interval."""
    interval: int

    def outlook(self, people: Ints) -> Outlook:
        """Return what happens with so many people of each group in each interval: shape (groups, intervals)."""
        length = self.interval / HOUR
        left = np.maximum(0.0, people[:, None, :] * length - self.taken)
        good: dict[str, Floats] = {}
        whole: dict[str, Floats] = {}
        time: dict[str, float] = {}
        work: dict[str, float] = {}
        late = np.zeros((len(self.streams), self.hours.shape[2]))
        for place, stream in enumerate(self.streams):
            groups = list(stream.groups)
            capacity = left[groups].sum(axis=0)
            served = _served(self.hours[place], capacity)
            with np.errstate(divide="ignore", invalid="ignore"):
                left[groups] *= np.where(capacity > 0, 1.0 - served / capacity, 0.0)
            in_time, counted = self._in_time(place, served)
            late[place] = counted - in_time
            time[stream.channel] = time.get(stream.channel, 0.0) + float(capacity.sum())
            work[stream.channel] = work.get(stream.channel, 0.0) + float(self.hours[place].sum())
            for sums, values in ((good, in_time), (whole, counted)):
                sums.setdefault(stream.channel, np.zeros(7))
                sums[stream.channel] += np.bincount(self.weekday, values, 7)
        share, lowest = {}, {}
        for channel, days in whole.items():
            some = days > 0
            share[channel] = float(good[channel].sum() / days.sum()) if some.any() else 1.0
            lowest[channel] = float((good[channel][some] / days[some]).min()) if some.any() else 1.0
        capacity_of = {channel: time[channel] / hours if hours else 1.0 for channel, hours in work.items()}
        return Outlook(share, lowest, capacity_of, late)

    def _in_time(self, place: int, served: Floats) -> tuple[Floats, Floats]:
        """Contacts in time and contacts counted, by interval of arrival, over all runs."""
        target = self.streams[place].about.target
        hours, contacts = self.hours[place], self.contacts[place]
        if target is None:
            return contacts.sum(axis=0), contacts.sum(axis=0)
        intervals = hours.shape[1]
        due = np.arange(intervals) + 0.5 + target.within / self.interval
        counts = due <= intervals
        due = np.minimum(due, intervals)
        before = due.astype(np.int64)
        done = np.concatenate([np.zeros((len(hours), 1)), np.cumsum(served, axis=1)], axis=1)
        done_by = done[:, before] + (done[:, np.minimum(before + 1, intervals)] - done[:, before]) * (due - before)
        ahead = np.cumsum(hours, axis=1) - hours
        with np.errstate(divide="ignore", invalid="ignore"):
            share = np.where(hours > 0, np.clip((done_by - ahead) / hours, 0.0, 1.0), 1.0)
        return (contacts * share).sum(axis=0) * counts, contacts.sum(axis=0) * counts


def deferred_model(
    scenario: Scenario, streams: tuple[Stream, ...], evidence: Sequence[Evidence]
) -> DeferredModel | None:
    """Return the model of the deferred streams of some runs; None where there are none."""
    numbers = [number for number, stream in enumerate(streams) if not stream.is_live]
    if not numbers:
        return None
    numbers.sort(key=lambda number: streams[number].about.priority)
    runs = evidence[:MOST_RUNS]
    return DeferredModel(
        streams=tuple(streams[number] for number in numbers),
        numbers=tuple(numbers),
        hours=np.stack([np.stack([run.arrived_hours[number] for run in runs]) for number in numbers]),
        contacts=np.stack([np.stack([run.arrived_contacts[number] for run in runs]) for number in numbers]),
        taken=np.stack([run.live_hours for run in runs], axis=1),
        weekday=scenario.calendar.local_intervals.of_week * 7 // scenario.calendar.intervals_per_week,
        interval=scenario.calendar.interval,
    )


def spread_work(model: DeferredModel, slots: Slots) -> Floats:
    """Return the people it takes to do the deferred work at an even pace: shape (groups, slots).

    What arrives is done evenly over half of the time promised (over a day where nothing is), in intervals in which its
    first group may work, or in the next such interval.
    """
    answer = np.zeros((model.taken.shape[0], slots.number))
    for place, stream in enumerate(model.streams):
        group = stream.groups[0]
        allowed = slots.may_work[group][slots.of_interval]
        if not allowed.any():
            continue
        target = stream.about.target
        window = max(1, round((24 * HOUR if target is None else target.within / 2) / model.interval))
        arriving = model.hours[place].mean(axis=0)
        intervals = len(arriving)
        places = np.arange(intervals)
        following = np.where(allowed, places, intervals)
        following = np.minimum.accumulate(following[::-1])[::-1]
        ahead = [np.minimum(places + lag, intervals - 1) for lag in range(window)]
        free = sum(allowed[each].astype(np.float64) for each in ahead)
        done = np.zeros(intervals + 1)
        for each in ahead:
            np.add.at(done, each, np.where(free > 0, arriving * allowed[each] / np.maximum(free, 1.0), 0.0))
        np.add.at(done, following, np.where(free > 0, 0.0, arriving))
        answer[group] += slots.mean(done[:-1]) / (model.interval / HOUR)
    return answer


def _served(arriving: Floats, capacity: Floats) -> Floats:
    """Hours served in each interval, first come first served: shape (runs, intervals)."""
    free = np.cumsum(arriving - capacity, axis=1)
    backlog = free - np.minimum(0.0, np.minimum.accumulate(free, axis=1))
    before = np.concatenate([np.zeros((len(backlog), 1)), backlog[:, :-1]], axis=1)
    return np.asarray(before + arriving - backlog)

"""What service live contacts get from a number of people: Erlang A with a load that the simulation corrects.

Erlang knows no busy days, no blending, no carry-over between intervals. So for every two hours of the week the load is
found at which Erlang A gives the service the simulation saw; with that load it then tells what one person more or less
would do. The next simulation corrects it again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.scenario.model import Scenario
from sim.staffing.evidence import Evidence
from sim.staffing.streams import Slots, Stream
from sim.staffing.virtual_wait import waits
from sim.staffing.workload import Workload
from sim.timing import HOUR

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

FAMILIAR = 60.0
"""Contacts seen in a block at which it is believed as much as the rest of the week."""
ROWS = 8192
"""Queues worked out at once."""


@dataclass(frozen=True)
class Load:
    """Expected work per slot of every stream: shapes (streams, slots)."""

    contacts: Floats
    """Contacts per interval."""
    handling: Floats
    """Hours a contact takes an agent, side by side with others as the channel allows."""
    pooled: Floats
    """Erlangs of all live work that competes for the same people, in people."""
    people: Floats
    """Erlangs of the stream itself, in people."""


def load_of(scenario: Scenario, streams: tuple[Stream, ...], slots: Slots, work: Workload) -> Load:
    """Return the expected load of the streams in every slot."""
    shape = (len(streams), slots.number)
    contacts, handling, people = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    groups = list(scenario.team.groups.values())
    for number, stream in enumerate(streams):
        at = scenario.channel_names.index(stream.channel)
        topics = list(stream.topics)
        contacts[number] = slots.mean(work.contacts[:, at, topics].sum(axis=1))
        hours = slots.mean(work.hours[:, at, topics].sum(axis=1))
        speed = sum(groups[group].speed for group in stream.groups) / len(stream.groups)
        slowdown = stream.about.slowdowns[-1] if stream.is_live else 1.0
        many = contacts[number] > 0
        handling[number, many] = hours[many] / contacts[number, many] / speed * slowdown
        side_by_side = stream.about.concurrency if stream.is_live else 1
        people[number] = contacts[number] * handling[number] / side_by_side * HOUR / scenario.calendar.interval
    pooled = np.zeros(shape)
    for number, stream in enumerate(streams):
        for other_number, other in enumerate(streams):
            if other.is_live:
                shared = len(set(other.groups) & set(stream.groups)) / len(other.groups)
                pooled[number] += people[other_number] * shared
    return Load(contacts, handling, pooled, people)


@dataclass(frozen=True)
class LiveModel:
    """The service of one live stream by slot and number of people who can serve it."""

    stream: int
    contacts: Floats
    """Per slot: contacts expected over the horizon."""
    least: Ints
    """Per slot: the number of people of the first column."""
    in_time: Floats
    """Share answered in time, by the channel's convention: shape (slots, columns), one person more per column."""
    abandoned: Floats
    """Share who hang up, same shape."""

    def column(self, people: Ints) -> Ints:
        """Return the column of a number of people in every slot; what lies outside takes the first or last one."""
        return np.asarray(np.clip(people - self.least, 0, self.in_time.shape[1] - 1))


def model_of(number: int, stream: Stream, load: Load, slots: Slots, factor: Floats) -> LiveModel:
    """Return the model of a live stream whose load is its expected one times a factor per slot."""
    erlangs = load.pooled[number] * factor
    least = np.floor(0.5 * erlangs).astype(np.int64)
    columns = int(np.max(np.ceil(0.5 * erlangs + 4.0 * np.sqrt(erlangs)), initial=0)) + 6
    people = least[:, None] + np.arange(columns)
    spread = np.repeat(np.arange(slots.number), columns)
    in_time, abandoned = _service(number, stream, load, erlangs[spread], spread, people.ravel())
    contacts = load.contacts[number] * slots.occurs
    return LiveModel(number, contacts, least, in_time.reshape(people.shape), abandoned.reshape(people.shape))


def fitted_factor(
    number: int, stream: Stream, load: Load, slots: Slots, people: Ints, evidence: Sequence[Evidence]
) -> Floats:
    """Return the factor on the load, per slot, at which the model gives the service that was simulated.

    One factor for the week, then one for every block of two hours, drawn towards the first where few contacts were
    seen. `people` are those who could serve the stream in each slot.
    """
    counted = slots.mean(np.sum([each.counted[number] for each in evidence], axis=0)) * slots.occurs
    in_time = slots.mean(np.sum([each.in_time[number] for each in evidence], axis=0)) * slots.occurs
    used = np.flatnonzero((people > 0) & (load.contacts[number] > 0) & (counted > 0))
    if len(used) == 0:
        return np.ones(slots.number)
    weight = counted[used]

    def shares(factors: Floats, group: Ints, groups: int) -> Floats:
        erlangs = load.pooled[number, used] * factors
        found, _ = _service(number, stream, load, erlangs, used, people[used])
        return sums(found * weight, group, groups) / sums(weight, group, groups)

    def solve(target: Floats, group: Ints) -> Floats:
        low, high = np.full(len(target), 0.2), np.full(len(target), 4.0)
        for _ in range(13):
            middle = np.sqrt(low * high)
            better = shares(middle[group], group, len(target)) > target  # then the load may be higher
            low, high = np.where(better, middle, low), np.where(better, high, middle)
        return np.asarray(np.sqrt(low * high))

    whole = np.zeros(len(used), dtype=np.int64)
    overall = solve(np.array([in_time[used].sum() / weight.sum()]), whole)[0]
    names, block = np.unique(slots.block[used], return_inverse=True)
    expected = shares(np.full(len(used), overall), block, len(names))
    seen, good = sums(weight, block, len(names)), sums(in_time[used], block, len(names))
    of_block = solve((good + FAMILIAR * expected) / (seen + FAMILIAR), block)
    factor = np.full(slots.number, overall)
    for name, value in zip(names, of_block, strict=True):
        factor[slots.block == name] = value
    return factor


def sums(values: Floats, group: Ints, groups: int) -> Floats:
    """Return the sum of the values of every group."""
    return np.bincount(group, values, groups).astype(np.float64)


def _service(
    number: int, stream: Stream, load: Load, erlangs: Floats, slot: Ints, people: Ints
) -> tuple[Floats, Floats]:
    """Share in time and share hanging up for rows of (slot, load in people, people)."""
    side_by_side = stream.about.concurrency
    service = load.handling[number, slot]
    target = stream.about.target
    within = 0.0 if target is None else target.within / HOUR
    patience = stream.about.patience.overall_mean / HOUR
    in_time, gone = np.ones(len(slot)), np.zeros(len(slot))
    nobody = (people == 0) & (service > 0)
    in_time[nobody], gone[nobody] = 0.0, 0.0 if np.isinf(patience) else 1.0
    rows = np.flatnonzero((people > 0) & (service > 0) & (erlangs > 0))
    for first in range(0, len(rows), ROWS):
        part = rows[first : first + ROWS]
        found = waits(
            erlangs[part] * side_by_side / service[part],
            service[part],
            people[part] * side_by_side,
            np.full(len(part), max(patience, 1e-9)),
            np.full(len(part), within),
        )
        share = found.answered_within
        if target is not None and target.convention == "answered":
            share = share / np.maximum(1.0 - found.abandoned, 1e-12)
        elif target is not None and target.convention == "offered_less_short":
            share = share + found.abandoned_within
        in_time[part], gone[part] = share, found.abandoned
    return in_time, gone

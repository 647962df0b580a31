"""What counts are chosen for: the models, the aims, and whether counts are expected to reach them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.staffing.deferred import DeferredModel
from sim.staffing.live import LiveModel
from sim.staffing.streams import Slots, Stream

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

FALL = 0.10
"""How far a slot (live) or a day of the week (deferred) may lie below the share promised over all."""


@dataclass(frozen=True)
class Problem:
    """What counts are chosen for."""

    streams: tuple[Stream, ...]
    slots: Slots
    lower: Ints
    """Least people, shape (groups, slots)."""
    cost: Floats
    """What an hour of each group costs, relative to the others."""
    live: tuple[LiveModel, ...]
    """Models of the live streams with a promise."""
    deferred: DeferredModel | None
    share: dict[str, float]
    """Share in time to be reached by channel, as the models count it."""
    abandonment: dict[str, float]
    """Largest share hanging up by channel, as the models count it."""


@dataclass(frozen=True)
class Expected:
    """What the models expect of counts."""

    share: dict[str, float]
    """Share in time by channel, over all slots."""
    abandonment: dict[str, float]
    lowest: dict[str, float]
    """Deferred channels: share in time on the worst day of the week."""
    capacity: dict[str, float]
    """Deferred channels with a promise: time for it over work, at most 1."""


def able_people(stream: Stream, counts: Ints) -> Ints:
    """Return the people who can serve a stream in each slot."""
    return np.asarray(counts[list(stream.groups)].sum(axis=0))


def at(table: Floats, column: Ints) -> Floats:
    """Return one column of each row of a table by slot."""
    return table[np.arange(len(column)), column]


def expected_of(problem: Problem, counts: Ints, *, with_deferred: bool = True) -> Expected:
    """Return what the models expect of counts."""
    totals: dict[str, list[float]] = {}
    for model in problem.live:
        stream = problem.streams[model.stream]
        column = model.column(able_people(stream, counts))
        sums = totals.setdefault(stream.channel, [0.0, 0.0, 0.0])
        sums[0] += float(model.contacts.sum())
        sums[1] += float(model.contacts @ at(model.in_time, column))
        sums[2] += float(model.contacts @ at(model.abandoned, column))
    share = {channel: good / whole for channel, (whole, good, _) in totals.items() if whole}
    gone = {channel: lost / whole for channel, (whole, _, lost) in totals.items() if whole}
    lowest: dict[str, float] = {}
    capacity: dict[str, float] = {}
    if with_deferred and problem.deferred is not None:
        outlook = problem.deferred.outlook(counts[:, problem.slots.of_interval])
        share |= outlook.share
        lowest |= outlook.lowest
        capacity |= {name: min(1.0, part) for name, part in outlook.capacity.items() if name in problem.share}
    return Expected(share, gone, lowest, capacity)


def within_reach(problem: Problem, counts: Ints) -> Problem:
    """Return the problem with aims no higher than what counts are expected to reach.

    Where not even many people keep a promise, nobody could be spared for it; so it is not asked for again.
    """
    found = expected_of(problem, counts)
    share = {channel: min(aim, found.share.get(channel, aim)) for channel, aim in problem.share.items()}
    gone = {channel: max(aim, found.abandonment.get(channel, aim)) for channel, aim in problem.abandonment.items()}
    return Problem(
        problem.streams, problem.slots, problem.lower, problem.cost, problem.live, problem.deferred, share, gone
    )


def short_channels(problem: Problem, found: Expected) -> tuple[set[str], set[str]]:
    """Return the channels that miss their share, and those of which too many hang up."""
    share = {name for name, value in found.share.items() if value < problem.share.get(name, 0.0) - 1e-9}
    gone = {name for name, value in found.abandonment.items() if value > problem.abandonment.get(name, 1.0) + 1e-9}
    return share, gone


def live_gains(problem: Problem, counts: Ints, share: set[str], gone: set[str], step: int) -> Floats:
    """Return what one person more (or less, step -1) changes for channels: shape (groups, slots), per cost.

    The change of the share in time for the channels in `share` and of the share that stays for those in `gone`.
    """
    gains = np.zeros(counts.shape)
    for model in problem.live:
        stream = problem.streams[model.stream]
        if stream.channel not in share | gone or not model.contacts.sum():
            continue
        people = able_people(stream, counts)
        now, then = model.column(people), model.column(people + step)
        change = np.zeros(len(people))
        if stream.channel in share:
            change += at(model.in_time, then) - at(model.in_time, now)
        if stream.channel in gone:
            change += at(model.abandoned, now) - at(model.abandoned, then)
        gains[list(stream.groups)] += change * model.contacts / model.contacts.sum()
    return np.asarray(gains / (problem.cost[:, None] * problem.slots.occurs))

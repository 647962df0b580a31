"""Sending people home who are not needed, in an order that leaves presences which shifts can fill.

A requirement is there to be rostered: half an hour in which nobody is needed saves nothing between two hours in which
somebody is. So nights are emptied as a whole before single intervals are, and ends of presences before their middles.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from sim.staffing.problem import (
    FALL,
    Expected,
    Problem,
    able_people,
    at,
    expected_of,
    live_gains,
    short_channels,
)
from sim.timing import DAY, HOUR

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

PASSES = 30
"""Most times that everybody is looked at; in each, presences shrink by one interval at either end."""
SHORTEST = 4 * HOUR
"""Shortest part of the day in which one person fewer is tried on every day alike."""


def send_home(problem: Problem, counts: Ints) -> Ints:
    """Return counts with as few people as still reach the problem's aims.

    Parts of the day are thinned out on every day alike, as long ones as can be; then people go one by one, in the order
    of what their going costs live contacts; where it costs them nothing, only at the ends of presences, not from their
    middle.
    """
    found = expected_of(problem, counts)
    floor = {channel: min(value, problem.share.get(channel, 0.0) - FALL) for channel, value in found.lowest.items()}
    least = replace(found, lowest=floor)
    counts = _thin_out(problem, counts.copy(), least)
    for _ in range(PASSES):
        if not _one_by_one(problem, counts, least):
            break
    return counts


def _thin_out(problem: Problem, counts: Ints, least: Expected) -> Ints:
    """Leave one person fewer in a part of the day, on every day alike, where only deferred work is at stake.

    The longest part that can be spared, from the whole day down to `SHORTEST`; of equally long ones, that which leaves
    most contacts in time. Then the longest again, until none is left. Parts begin and end at full hours.
    """
    if problem.deferred is None:
        return counts
    per_day, per_hour = DAY // problem.deferred.interval, HOUR // problem.deferred.interval
    of_day = problem.slots.of_week % per_day
    channels: set[str] = {problem.streams[model.stream].channel for model in problem.live}
    for group in range(len(counts)):
        length = DAY // HOUR
        while length >= SHORTEST // HOUR:
            losses = -live_gains(problem, counts, channels, set(), -1)[group]
            spare = (counts[group] > problem.lower[group]) & (losses < 1e-9)
            best, most = counts, 0.0
            for start in range(0, per_day, per_hour) if spare.any() else ():
                fewer = spare & ((of_day - start) % per_day < length * per_hour)
                tried = counts.copy()
                tried[group, fewer] -= 1
                found = expected_of(problem, tried)
                saved = float(fewer @ problem.slots.occurs) + 1e-3 * sum(found.share.values())
                if fewer.any() and saved > most and _reaches(problem, found, least):
                    best, most = tried, saved
            if not most:
                length -= 1
            counts = best
    return counts


def _one_by_one(problem: Problem, counts: Ints, least: Expected) -> int:
    """Take one person away wherever the aims are still reached; return how many went."""
    channels: set[str] = {problem.streams[model.stream].channel for model in problem.live}
    losses = -live_gains(problem, counts, channels, set(), -1)
    around = (np.roll(counts, 1, axis=1) >= counts).astype(np.int64) + (np.roll(counts, -1, axis=1) >= counts)
    candidates = (counts > problem.lower) & ((losses >= 1e-9) | (around < 2))
    gone = 0
    for place in np.lexsort((losses.ravel(), around.ravel() > 0)):
        group, slot = (int(part) for part in np.unravel_index(place, counts.shape))
        if not candidates[group, slot]:
            continue
        counts[group, slot] -= 1
        if _may_go(problem, counts, group, slot, least):
            gone += 1
        else:
            counts[group, slot] += 1
    return gone


def _may_go(problem: Problem, counts: Ints, group: int, slot: int, least: Expected) -> bool:
    """Whether the aims are still reached after one person of a group left a slot; the quick questions first."""
    for model in problem.live:
        stream = problem.streams[model.stream]
        if group in stream.groups and model.contacts[slot] > 0:
            share = at(model.in_time, model.column(able_people(stream, counts)))[slot]
            if share < problem.share[stream.channel] - FALL:
                return False
    if any(short_channels(problem, expected_of(problem, counts, with_deferred=False))):
        return False
    if problem.deferred is None or not any(group in stream.groups for stream in problem.deferred.streams):
        return True
    return _reaches(problem, expected_of(problem, counts), least)


def _reaches(problem: Problem, found: Expected, least: Expected) -> bool:
    """Whether the aims are reached, no day of the week falls too far, and deferred work is all done in the end."""
    share, gone = short_channels(problem, found)
    return (
        not share | gone
        and all(found.lowest[channel] >= value - 1e-9 for channel, value in least.lowest.items())
        and all(found.capacity[channel] >= value - 1e-9 for channel, value in least.capacity.items())
    )

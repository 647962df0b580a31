"""Choosing counts: the fewest people with whom the models expect every promise to be kept.

In this order: nobody below the minimum; no slot far below its channel's promise; then people where one more rescues
most contacts, until the promise holds over all slots; then people for deferred work where it would be late; and at last
everybody is sent home again who is not needed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.staffing.deferred import DeferredModel
from sim.staffing.live import LiveModel
from sim.staffing.streams import Slots, Stream

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

FALL = 0.10
"""How far a slot may lie below the share promised, while the promise holds over all slots."""
STEPS = 60
"""Most rounds of adding people for deferred work."""


@dataclass(frozen=True)
class Problem:
    """What counts are chosen for."""

    streams: tuple[Stream, ...]
    slots: Slots
    lower: Ints
    """Least people, shape (groups, slots)."""
    cost: Floats
    """What an hour of each group costs, relative to the others."""
    alone: float
    """What help by somebody who comes in alone is worth against help by somebody who comes earlier or stays longer:
    one interval over the shortest shift, because nobody comes in for half an hour."""
    live: tuple[LiveModel, ...]
    """Models of the live streams with a promise."""
    deferred: DeferredModel | None
    share: dict[str, float]
    """Share to be kept by channel, as the models count it."""
    abandonment: dict[str, float]
    """Largest share hanging up by channel, as the models count it."""


def choose_counts(problem: Problem) -> Ints:
    """Return the counts: shape (groups, slots)."""
    counts = problem.lower.copy()
    _lift_lowest(problem, counts)
    _add_for_live(problem, counts)
    if problem.deferred is not None:
        _add_for_deferred(problem, problem.deferred, counts)
    _send_home(problem, counts)
    return counts


def able_people(stream: Stream, counts: Ints) -> Ints:
    """Return the people who can serve a stream in each slot."""
    return np.asarray(counts[list(stream.groups)].sum(axis=0))


def live_shares(problem: Problem, counts: Ints) -> dict[str, tuple[float, float]]:
    """Return the shares in time and hanging up that the models expect of every live channel."""
    kept = _kept(problem, counts)
    return {name: (good / all_, gone / all_) for name, (all_, good, gone) in kept.items() if all_}


def _at(table: Floats, column: Ints) -> Floats:
    return table[np.arange(len(column)), np.clip(column, 0, table.shape[1] - 1)]


def _lift_lowest(problem: Problem, counts: Ints) -> None:
    """No slot far below the promise, where the stream's first group that may work there can help it."""
    for model in problem.live:
        stream = problem.streams[model.stream]
        floor = problem.share[stream.channel] - FALL
        enough = (model.in_time >= floor).argmax(axis=1)
        enough[~(model.in_time >= floor).any(axis=1)] = model.in_time.shape[1] - 1
        missing = np.where(model.contacts > 0, model.least + enough - able_people(stream, counts), 0)
        open_to = np.ones(len(missing), dtype=bool)
        for group in stream.groups:
            helps = open_to & problem.slots.may_work[group] & (missing > 0)
            counts[group, helps] += missing[helps]
            open_to &= ~helps


def _kept(problem: Problem, counts: Ints) -> dict[str, tuple[float, float, float]]:
    """Contacts, those in time and those hanging up, by channel, as the live models expect."""
    found: dict[str, tuple[float, float, float]] = {}
    for model in problem.live:
        stream = problem.streams[model.stream]
        column = model.column(able_people(stream, counts))
        all_, good, gone = found.get(stream.channel, (0.0, 0.0, 0.0))
        found[stream.channel] = (
            all_ + float(model.contacts.sum()),
            good + float(model.contacts @ _at(model.in_time, column)),
            gone + float(model.contacts @ _at(model.abandoned, column)),
        )
    return found


def _short(problem: Problem, kept: dict[str, tuple[float, float, float]]) -> tuple[set[str], set[str]]:
    """Channels that miss their share, and those that lose too many."""
    share = {name for name, (all_, good, _) in kept.items() if good < problem.share[name] * all_ - 1e-9}
    gone = {name for name, (all_, _, lost) in kept.items() if lost > problem.abandonment.get(name, 1.0) * all_ + 1e-9}
    return share, gone


def _gains(problem: Problem, counts: Ints, short: tuple[set[str], set[str]], step: int) -> Floats:
    """What one person more (or less, step -1) changes for channels that are short: shape (groups, slots), per hour."""
    gains = np.zeros(counts.shape)
    for model in problem.live:
        stream = problem.streams[model.stream]
        if stream.channel not in short[0] | short[1] or not model.contacts.sum():
            continue
        people = able_people(stream, counts)
        now, then = model.column(people), model.column(people + step)
        change = np.zeros(len(people))
        if stream.channel in short[0]:
            change += _at(model.in_time, then) - _at(model.in_time, now)
        if stream.channel in short[1]:
            change += _at(model.abandoned, now) - _at(model.abandoned, then)
        gains[list(stream.groups)] += change * model.contacts / model.contacts.sum()
    return np.asarray(gains / (problem.cost[:, None] * problem.slots.occurs))


def _add_for_live(problem: Problem, counts: Ints) -> None:
    """Add people where one more rescues most contacts for the money, until every live promise holds."""
    while True:
        short = _short(problem, _kept(problem, counts))
        if not short[0] | short[1]:
            return
        gains = np.where(problem.slots.may_work, _gains(problem, counts, short, 1), 0.0)
        best = int(gains.argmax())
        if gains.ravel()[best] <= 1e-12:
            return  # nobody more would help: the promise cannot be kept with the hours the channels are open
        counts.ravel()[best] += 1


def _add_for_deferred(problem: Problem, model: DeferredModel, counts: Ints) -> None:
    """Add people where deferred work would be late, best places first, until its promises hold."""
    slots = problem.slots
    for _ in range(STEPS):
        now = model.outlook(counts[:, slots.of_interval])
        need = np.array([problem.share.get(stream.channel, 0.0) for stream in model.streams])
        missing = np.maximum(0.0, need - now.share) * now.contacts
        if not (missing > 1e-9).any():
            return
        candidates = _places_that_help(problem, model, now.late, missing > 1e-9)
        gains = np.zeros(counts.shape)
        beside = (counts > 0) | _beside(counts)
        for group, slot in zip(*np.nonzero(candidates), strict=True):
            counts[group, slot] += 1
            then = model.outlook(counts[:, slots.of_interval])
            counts[group, slot] -= 1
            saved = float(np.minimum(missing, (then.share - now.share) * now.contacts).sum())
            relief = (now.backlog - then.backlog) / max(now.backlog, 1e-9)
            gains[group, slot] = (saved + 1e-3 * relief) * (1.0 if beside[group, slot] else problem.alone)
        gains /= problem.cost[:, None] * slots.occurs
        if not _add_best(problem, counts, gains, float(missing.sum())):
            return


def _beside(counts: Ints) -> Bools:
    """Whether anybody is there in the interval before or after; the week is a ring."""
    return np.asarray((np.roll(counts, 1, axis=1) > 0) | (np.roll(counts, -1, axis=1) > 0))


def _add_best(problem: Problem, counts: Ints, gains: Floats, missing: float) -> bool:
    """Add a person in the best places, apart from each other, until about enough is gained; tell whether any was."""
    weight = problem.cost[:, None] * problem.slots.occurs
    added: list[tuple[int, int]] = []
    for best in np.argsort(-gains, axis=None, kind="stable"):
        group, slot = (int(part) for part in np.unravel_index(best, gains.shape))
        if gains[group, slot] <= 0.25 * gains.max() or gains[group, slot] <= 1e-12:
            break
        if any(other == group and abs(place - slot) <= 2 for other, place in added):
            continue
        counts[group, slot] += 1
        added.append((group, slot))
        missing -= float(gains[group, slot] * weight[group, slot])
        if missing <= 0:
            break
    return bool(added)


def _places_that_help(problem: Problem, model: DeferredModel, late: Floats, short: Bools) -> Bools:
    """Slots between the arrival of contacts that will be late and the end of their time, by group that may serve."""
    slots = problem.slots
    help_ = np.zeros((len(problem.cost), len(slots.of_interval)), dtype=bool)
    for place in np.flatnonzero(short):
        stream = model.streams[place]
        assert stream.about.target is not None  # only streams with a promise are short
        lags = stream.about.target.within // model.interval + 1
        waiting = late[place] > 1e-9
        reached = np.zeros(len(waiting) + lags, dtype=np.int64)
        reached[:-lags] += waiting
        reached[lags:] -= waiting
        for group in stream.groups:
            help_[group] |= np.cumsum(reached)[: len(waiting)] > 0
    found = np.zeros(problem.slots.may_work.shape, dtype=bool)
    for group in range(len(found)):
        found[group, slots.of_interval[help_[group]]] = True
    return found & slots.may_work


def _send_home(problem: Problem, counts: Ints) -> None:
    """Take away, one by one, whoever is not needed.

    First those whose going costs live contacts nothing and who are alone or at an end of a presence, because that saves
    shifts; then everybody, in the order of what their going costs.
    """
    channels: set[str] = {problem.streams[model.stream].channel for model in problem.live}
    for only_ends in (True, True, True, True, False, False, False):
        losses = -_gains(problem, counts, (channels, set()), -1)
        around = (np.roll(counts, 1, axis=1) >= counts).astype(int) + (np.roll(counts, -1, axis=1) >= counts)
        candidates = counts > problem.lower
        if only_ends:
            candidates &= (losses < 1e-9) & (around < 2)
        gone = 0
        for best in np.lexsort((losses.ravel(), around.ravel() > 0)):
            group, slot = (int(part) for part in np.unravel_index(best, losses.shape))
            if not candidates[group, slot]:
                continue
            counts[group, slot] -= 1
            if _holds(problem, counts, group, slot):
                gone += 1
            else:
                counts[group, slot] += 1
        if not gone and not only_ends:
            return


def _holds(problem: Problem, counts: Ints, group: int, slot: int) -> bool:
    """Whether the promises still hold after one person of a group left a slot."""
    for model in problem.live:
        stream = problem.streams[model.stream]
        if group in stream.groups and model.contacts[slot] > 0:
            people = able_people(stream, counts)
            if _at(model.in_time, model.column(people))[slot] < problem.share[stream.channel] - FALL:
                return False
    short = _short(problem, _kept(problem, counts))
    if short[0] | short[1]:
        return False
    if problem.deferred is None or not any(group in stream.groups for stream in problem.deferred.streams):
        return True
    outlook = problem.deferred.outlook(counts[:, problem.slots.of_interval])
    need = np.array([problem.share.get(stream.channel, 0.0) for stream in problem.deferred.streams])
    return bool((outlook.share >= need).all())

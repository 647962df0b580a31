"""Choosing counts: the fewest people with whom the models expect every promise to be kept.

In this order: nobody below the minimum; no slot far below its channel's promise; then people where one more rescues
most contacts, until the promise holds over all slots; then people wherever deferred work would be late; and at last
everybody is sent home again who is not needed.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.staffing.deferred import DeferredModel, spread_work
from sim.staffing.problem import FALL, Problem, able_people, at, expected_of, live_gains, short_channels, within_reach
from sim.staffing.send_home import send_home
from sim.staffing.streams import MOST_SHARE
from sim.timing import HOUR

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

STEPS = 12
"""Most times that people are added wherever deferred work is late."""


def choose_counts(problem: Problem) -> Ints:
    """Return the counts: shape (groups, slots)."""
    counts = problem.lower.copy()
    _lift_lowest(problem, counts)
    _add_for_live(problem, counts)
    if problem.deferred is not None:
        _add_for_deferred(problem, problem.deferred, counts)
    return send_home(within_reach(problem, counts), counts)


def _lift_lowest(problem: Problem, counts: Ints) -> None:
    """No slot far below the promise, where the stream's first group that may work there can help it."""
    for model in problem.live:
        stream = problem.streams[model.stream]
        floor = problem.share[stream.channel] - FALL
        reached = model.in_time >= floor
        enough = np.where(reached.any(axis=1), reached.argmax(axis=1), reached.shape[1] - 1)
        missing = np.where(model.contacts > 0, model.least + enough - able_people(stream, counts), 0)
        for group in stream.groups:
            helps = problem.slots.may_work[group] & (missing > 0)
            counts[group, helps] += missing[helps]
            missing = np.where(helps, 0, missing)


def _add_for_live(problem: Problem, counts: Ints) -> None:
    """Add people where one more rescues most contacts for the money, until every live promise holds or none helps."""
    while True:
        share, gone = short_channels(problem, expected_of(problem, counts, with_deferred=False))
        if not share | gone:
            return
        useful = problem.slots.may_work & ~_saturated(problem, counts, share | gone)
        gains = np.where(useful, live_gains(problem, counts, share, gone, 1), 0.0)
        best = int(gains.argmax())
        if gains.ravel()[best] <= 1e-12:
            return
        counts.ravel()[best] += 1


def _saturated(problem: Problem, counts: Ints, channels: set[str]) -> Bools:
    """Slots in which all contacts of the channels that a group can serve are in time already, as good as."""
    full = np.ones(counts.shape, dtype=bool)
    for model in problem.live:
        stream = problem.streams[model.stream]
        if stream.channel in channels:
            done = at(model.in_time, model.column(able_people(stream, counts))) >= MOST_SHARE
            full[list(stream.groups)] &= done
    return full


def _add_for_deferred(problem: Problem, model: DeferredModel, counts: Ints) -> None:
    """Add people, generously, until no deferred promise is missed: first for the work itself, then where it is late."""
    slots = problem.slots
    need: dict[str, float] = {s.channel: problem.share.get(s.channel, 0.0) for s in model.streams}
    for step in range(STEPS):
        now = model.outlook(counts[:, slots.of_interval])
        short = {
            channel
            for channel, aim in need.items()
            if aim and (now.share[channel] < aim or now.lowest[channel] < aim - FALL or now.capacity[channel] < 1.0)
        }
        if not short:
            return
        if step == 0:
            work = spread_work(model, slots) + slots.mean(model.taken.mean(axis=1)) / (model.interval / HOUR)
            even = np.ceil(np.where(spread_work(model, slots) > 0, work, 0.0)).astype(np.int64)
            np.maximum(counts, even * slots.may_work, out=counts)
        else:
            counts += _places_that_help(problem, model, now.late, short)


def _places_that_help(problem: Problem, model: DeferredModel, late: Floats, short: set[str]) -> Bools:
    """Slots between the arrival of contacts that will be late and the end of their time, for the group asked first."""
    slots = problem.slots
    helps = np.zeros((len(problem.cost), len(slots.of_interval)), dtype=bool)
    for place, stream in enumerate(model.streams):
        if stream.channel not in short or stream.about.target is None:
            continue
        lags = stream.about.target.within // model.interval + 1
        waiting = late[place] > 1e-9
        reached = np.zeros(len(waiting) + lags, dtype=np.int64)
        reached[:-lags] += waiting
        reached[lags:] -= waiting
        helps[stream.groups[0]] |= np.cumsum(reached)[: len(waiting)] > 0
    found = np.zeros(slots.may_work.shape, dtype=bool)
    for group in range(len(found)):
        found[group, slots.of_interval[helps[group]]] = True
    return found & slots.may_work

"""The counts before anything is simulated, and what Erlang alone would say: the expected load, and no chance beyond it.

Erlang alone takes every interval by itself, in steady state, at its mean rate, and adds the e-mails as if they needed
people of their own. The first guess lets them fill the idle time of live work.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from sim.scenario.model import Scenario
from sim.staffing.choose import choose_counts
from sim.staffing.deferred import DeferredModel, deferred_model, spread_work
from sim.staffing.evidence import Evidence
from sim.staffing.live import Load, model_of
from sim.staffing.promises import problem_of
from sim.staffing.streams import Slots, Stream
from sim.staffing.workload import Workload

HEADROOM = 1.1
"""Deferred work taken for the first guess, relative to the expected: no day is like the mean."""

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def erlang_counts(scenario: Scenario, streams: tuple[Stream, ...], slots: Slots, load: Load, work: Workload) -> Ints:
    """Return what Erlang alone would say: shape (groups, slots).

    For each group the largest number that Erlang A asks for any live channel it is asked first for, with all live work
    of its people pooled, plus the deferred work done at an even pace, rounded to whole people; one at least where there
    is any and nobody is there for live work.
    """
    people = np.zeros((len(scenario.team.groups), slots.number))
    for number, stream in enumerate(streams):
        if not stream.is_live or stream.share is None:
            continue
        model = model_of(number, stream, load, slots, np.ones(slots.number))
        limit = stream.about.target.max_abandonment if stream.about.target is not None else None
        enough = model.in_time >= stream.share
        if limit is not None:
            enough &= model.abandoned <= limit
        column = np.where(enough.any(axis=1), enough.argmax(axis=1), enough.shape[1] - 1)
        group = stream.groups[0]
        needed = np.where((model.contacts > 0) & slots.may_work[group], model.least + column, 0)
        people[group] = np.maximum(people[group], needed)
    if (model_ := _expected_deferred(scenario, streams, work)) is not None:
        even = spread_work(model_, slots)
        people += np.where((people == 0) & (even > 1e-9), np.ceil(even), np.floor(even + 0.5))
    return people.astype(np.int64)


def first_counts(
    scenario: Scenario, streams: tuple[Stream, ...], slots: Slots, load: Load, work: Workload, lower: Ints
) -> Ints:
    """Return the first guess: the fewest people with whom the expected load keeps the promises in the models."""
    plain = expected_evidence(scenario, streams, work)
    expected = [replace(plain, arrived_hours=HEADROOM * plain.arrived_hours)]
    return choose_counts(problem_of(scenario, streams, slots, load, lower, lower, expected))


def expected_evidence(scenario: Scenario, streams: tuple[Stream, ...], work: Workload) -> Evidence:
    """Return the evidence of a run in which exactly the expected happens, without saying what is in time."""
    shape = (len(streams), scenario.calendar.intervals)
    contacts, hours = np.zeros(shape), np.zeros(shape)
    live = np.zeros((len(scenario.team.groups), scenario.calendar.intervals))
    groups = list(scenario.team.groups.values())
    for number, stream in enumerate(streams):
        at, topics = scenario.channel_names.index(stream.channel), list(stream.topics)
        group = stream.groups[0]
        contacts[number] = work.contacts[:, at, topics].sum(axis=1)
        hours[number] = work.hours[:, at, topics].sum(axis=1) / groups[group].speed
        if stream.is_live:
            slowdown = stream.about.slowdowns[-1]
            live[group] += hours[number] * slowdown / stream.about.concurrency
    nothing = np.zeros(shape)
    return Evidence(nothing, nothing, nothing, nothing, contacts, hours, live, live)


def _expected_deferred(scenario: Scenario, streams: tuple[Stream, ...], work: Workload) -> DeferredModel | None:
    return deferred_model(scenario, streams, [expected_evidence(scenario, streams, work)])

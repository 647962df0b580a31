"""What the reader of a requirement should know, in plain sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from sim.scenario.channels import LIVE
from sim.scenario.model import Scenario
from sim.staffing.evidence import Evidence
from sim.staffing.floor import floor_sentences
from sim.staffing.promises import Kept
from sim.staffing.streams import MOST_SHARE, Slots, Stream
from sim.timing import HOUR
from sim.wording import people

Ints = npt.NDArray[np.int64]


def notes_of(
    scenario: Scenario,
    streams: Sequence[Stream],
    slots: Slots,
    counts: Ints,
    erlang: Ints,
    kept: Mapping[str, Kept],
    evidence: Sequence[Evidence],
) -> tuple[str, ...]:
    """Return the sentences: promises that cannot be kept, promises not made, floors that bind, Erlang beside it."""
    return (
        *_promises(scenario, streams, kept),
        *_groups(scenario, slots, counts, erlang, evidence),
        *floor_sentences(scenario),
    )


def _promises(scenario: Scenario, streams: Sequence[Stream], kept: Mapping[str, Kept]) -> list[str]:
    sentences = []
    for channel, found in kept.items():
        if found.share < found.promised:
            sentences.append(
                f"{channel}: {found.share:.1%} in time is the best found, {found.promised:.0%} is promised."
            )
        if found.abandonment > found.max_abandonment:
            sentences.append(
                f"{channel}: {found.abandonment:.1%} hang up at best, at most {found.max_abandonment:.0%} is promised."
            )
    for name in dict.fromkeys(stream.channel for stream in streams):
        target = scenario.channels[name].target
        if target is None:
            sentences.append(f"{name}: no promise is made, so it asks for nobody and is answered as time allows.")
        elif target.share > MOST_SHARE:
            sentences.append(
                f"{name}: {target.share:.1%} in time is promised; no number of people makes sure of more than "
                f"{MOST_SHARE:.1%}, which is what is planned for."
            )
    return sentences


def _groups(scenario: Scenario, slots: Slots, counts: Ints, erlang: Ints, evidence: Sequence[Evidence]) -> list[str]:
    sentences = []
    length, weeks = scenario.calendar.interval / HOUR, scenario.calendar.weeks
    runs = [run.work_hours for run in evidence] or [np.zeros((len(counts), len(slots.of_interval)))]
    work = slots.mean(np.mean(runs, axis=0))
    for number, (name, group) in enumerate(scenario.team.groups.items()):
        own, hours = counts[number], float(counts[number] @ slots.occurs) * length / weeks
        if hours == 0:
            sentences.append(f"{name}: nobody is required.")
            continue
        alone = float(erlang[number] @ slots.occurs) * length / weeks
        sentences.append(
            f"{name}: {hours:,.0f} hours a week on the job are required, at most {people(int(own.max()))} at once; "
            f"Erlang alone, channel by channel and without busy days, says {alone:,.0f} hours."
        )
        binds = (own == slots.minimum[number]) & (own > 0)
        if binds.any() and any(channel in LIVE for channel in group.channels):
            there = float(own[binds] @ slots.occurs[binds]) * length
            busy = float(work[number, binds] @ slots.occurs[binds]) / there
            sentences.append(
                f"{name}: for {float(slots.occurs[binds].sum()) * length / weeks:.0f} hours a week the minimum of "
                f"{group.minimum} is enough, and at work {busy:.0%} of that time."
            )
        if group.size is not None and own.max() > group.size:
            sentences.append(f"{name}: {people(int(own.max()))} at once is more than the group has ({group.size}).")
    return sentences

"""Whether simulated runs keep the promises, and the problem they set for choosing counts again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from sim.scenario.model import Scenario
from sim.staffing.deferred import deferred_model
from sim.staffing.evidence import Evidence
from sim.staffing.live import Load, fitted_factor, model_of
from sim.staffing.problem import Problem, able_people, expected_of
from sim.staffing.streams import Slots, Stream

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

MARGIN = 0.003
"""How far above a promise counts are aimed, so that chance in the next run does not break it."""
MOST_BIAS = 0.15
"""Most by which the models are moved when they differ from what was simulated."""


@dataclass(frozen=True)
class Kept:
    """What simulated runs gave the contacts of one channel that the team was to serve."""

    counted: float
    share: float
    """Share in time."""
    abandonment: float
    promised: float
    """Share in time promised."""
    max_abandonment: float

    @property
    def shortfall(self) -> float:
        """By how much the promises are missed, 0 where they are kept."""
        return max(0.0, self.promised - self.share) + max(0.0, self.abandonment - self.max_abandonment)


def kept_by(streams: Sequence[Stream], evidence: Sequence[Evidence]) -> dict[str, Kept]:
    """Return what runs gave every channel with a promise and contacts, over all runs together."""
    found: dict[str, Kept] = {}
    for channel in dict.fromkeys(stream.channel for stream in streams if stream.share is not None):
        numbers = [number for number, stream in enumerate(streams) if stream.channel == channel]
        counted, good, gone, offered = (
            sum(float(getattr(run, name)[numbers].sum()) for run in evidence)
            for name in ("counted", "in_time", "abandoned", "offered")
        )
        if counted == 0:
            continue
        stream = streams[numbers[0]]
        limit = None if stream.about.target is None else stream.about.target.max_abandonment
        found[channel] = Kept(
            counted=counted,
            share=good / counted,
            abandonment=gone / offered if offered else 0.0,
            promised=stream.share or 0.0,
            max_abandonment=1.0 if limit is None else limit,
        )
    return found


def problem_of(
    scenario: Scenario,
    streams: tuple[Stream, ...],
    slots: Slots,
    load: Load,
    lower: Ints,
    counts: Ints,
    evidence: Sequence[Evidence],
) -> Problem:
    """Return the problem as runs with `counts` show it: models fitted to them, promises moved by what still differs.

    A channel of which the models expect 2 points more in time than was simulated has to reach 2 points more in them.
    """
    wages = np.array([group.wage_per_hour for group in scenario.team.groups.values()])
    live = []
    for number, stream in enumerate(streams):
        if stream.is_live and stream.share is not None and load.contacts[number].any():
            factor = fitted_factor(number, stream, load, slots, able_people(stream, counts), evidence)
            live.append(model_of(number, stream, load, slots, factor))
    deferred = deferred_model(scenario, streams, evidence)
    aims = {stream.channel: (stream.share, _limit(stream)) for stream in streams if stream.share is not None}
    plain = Problem(
        streams=streams,
        slots=slots,
        lower=lower,
        cost=wages / wages.mean(),
        live=tuple(live),
        deferred=deferred,
        share={channel: share for channel, (share, _) in aims.items()},
        abandonment={channel: limit for channel, (_, limit) in aims.items()},
    )
    expected = expected_of(plain, counts)
    share: dict[str, float] = {}
    abandonment: dict[str, float] = {}
    simulated = kept_by(streams, evidence)
    for channel, (promised, limit) in aims.items():
        share[channel], abandonment[channel] = promised + MARGIN, limit - MARGIN
        if (seen := simulated.get(channel)) is not None:
            share[channel] += _bias(expected.share.get(channel, seen.share) - seen.share)
            abandonment[channel] += _bias(expected.abandonment.get(channel, seen.abandonment) - seen.abandonment)
        share[channel] = min(share[channel], 0.999)
        abandonment[channel] = max(abandonment[channel], 0.1 * limit)
    return replace(plain, share=share, abandonment=abandonment)


def _bias(difference: float) -> float:
    return float(np.clip(difference, -MOST_BIAS, MOST_BIAS))


def _limit(stream: Stream) -> float:
    limit = None if stream.about.target is None else stream.about.target.max_abandonment
    return 1.0 if limit is None else max(limit, 1e-4)

"""Breaks and meetings inside the shifts, placed one by one where customers miss people least."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.rostering.shift_types import Shift
from sim.scenario.model import Scenario
from sim.scenario.presence import breaks_due
from sim.timing import MINUTE

STEP = 5
"""Minutes of a step in which presence is counted."""
GRID = 15
"""Breaks and meetings start every so many minutes after the start of the shift."""
MEETING_WAITS = 60
"""A meeting due longer than this many minutes is held even where nobody can be spared."""


@dataclass(frozen=True)
class Away:
    """Time within a shift away from customers; minutes of the horizon."""

    worker: int
    kind: str
    """break or meeting."""
    start: int
    end: int


def place_breaks(
    scenario: Scenario, group: str, works: Sequence[tuple[int, Shift]], needed: npt.NDArray[np.int64], interval: int
) -> list[Away]:
    """Return breaks and meetings for who (a number) works what.

    `needed` is people needed on the job by interval (minutes). Breaks first: each in its own part of the middle half
    of the shift, where the fewest people are missing. Then meetings: `shrinkage.other` of the shift, saved up until
    somebody can be spared, away from the peak.
    """
    job = _OnTheJob(works, needed, interval)
    away: list[Away] = []
    for worker, shift in sorted(works, key=lambda item: (item[1].start, item[1].end, item[0])):
        for start, end in _breaks(scenario, job, shift):
            away.append(Away(worker, "break", start, end))
    breaks = {(rest.worker, rest.start): rest for rest in away}
    other = scenario.team.groups[group].shrinkage.other
    for worker in sorted({worker for worker, _ in works}):
        own = sorted((shift for who, shift in works if who == worker), key=lambda shift: shift.start)
        taken = [rest for rest in breaks.values() if rest.worker == worker]
        due = 0.0
        for shift in own:
            due += other * (shift.end - shift.start)
            meeting = _meeting(job, shift, taken, due, must=due >= MEETING_WAITS or shift is own[-1])
            if meeting is not None:
                due -= meeting[1] - meeting[0]
                away.append(Away(worker, "meeting", *meeting))
    return away


class _OnTheJob:
    """People on the job less people needed, by step, while breaks and meetings are taken out."""

    def __init__(self, works: Sequence[tuple[int, Shift]], needed: npt.NDArray[np.int64], interval: int) -> None:
        end = max([len(needed) * interval, *(shift.end for _, shift in works)])
        self.spare = np.zeros(-(-end // STEP), dtype=np.int64)
        self.needed = np.zeros_like(self.spare)
        steps = np.repeat(needed, max(1, interval // STEP))[: len(self.spare)]
        self.needed[: len(steps)] = steps
        self.spare -= self.needed
        for _, shift in works:
            self.spare[shift.start // STEP : shift.end // STEP] += 1

    def leave(self, start: int, end: int) -> None:
        """Take one person off the job."""
        self.spare[start // STEP : -(-end // STEP)] -= 1

    def price(self, start: int, end: int) -> tuple[int, int, int]:
        """Return how bad it is that one more person is away: steps made short, peak, tightness."""
        inside = slice(start // STEP, -(-end // STEP))
        spare = self.spare[inside]
        return int(np.sum(np.maximum(0, 1 - spare))), -int(spare.min()), int(self.needed[inside].sum())

    def spares(self, start: int, end: int) -> bool:
        """Return whether somebody can be spared all the time."""
        return bool((self.spare[start // STEP : -(-end // STEP)] > 0).all())


def _breaks(scenario: Scenario, job: _OnTheJob, shift: Shift) -> Iterator[tuple[int, int]]:
    length = shift.end - shift.start
    due = breaks_due(scenario.rules, length)
    free_from = shift.start
    for number, rest in enumerate(due):
        minutes = rest.length // MINUTE
        opens = length // 4 + number * (length // 2) // len(due)
        closes = length // 4 + (number + 1) * (length // 2) // len(due)
        starts = [shift.start + start for start in _grid(opens, max(opens, closes - minutes))]
        starts = [start for start in starts if start >= free_from] or [max(free_from, shift.start + opens)]
        middle = shift.start + (opens + closes - minutes) // 2
        best = min(starts, key=lambda start: (*job.price(start, start + minutes), abs(start - middle), start))
        job.leave(best, best + minutes)
        free_from = best + minutes
        yield best, best + minutes


def _meeting(job: _OnTheJob, shift: Shift, taken: list[Away], due: float, must: bool) -> tuple[int, int] | None:
    length = shift.end - shift.start
    minutes = min(int(due) // GRID * GRID, length // 4 // GRID * GRID)
    if minutes <= 0:
        return None
    starts = [
        shift.start + start
        for start in _grid(length // 8, length - length // 8 - minutes)
        if all(shift.start + start >= rest.end or shift.start + start + minutes <= rest.start for rest in taken)
    ]
    open_starts = [start for start in starts if must or job.spares(start, start + minutes)]
    if not open_starts:
        return None
    best = min(open_starts, key=lambda start: (job.price(start, start + minutes), start))
    job.leave(best, best + minutes)
    return best, best + minutes


def _grid(first: int, last: int) -> range:
    """Return multiples of the grid from `first` to `last`, at least one."""
    begin = -(-first // GRID) * GRID
    return range(begin, max(begin, last) + 1, GRID)

"""Unbroken runs in a round of days, and weekends: the plain words of the checker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.rostering.cyclic_instance import DAYS_A_WEEK, OFF


@dataclass(frozen=True)
class Run:
    """Days in a row with the same entry; the last day of a round is followed by its first."""

    entry: int
    start: int
    length: int
    is_endless: bool = False
    """Whether all days of the round are alike."""


def runs_of(days: Sequence[int]) -> list[Run]:
    """Return the runs of equal entries of a round.

    >>> [(run.start, run.length) for run in runs_of([2, 2, OFF, OFF, 2])]
    [(2, 2), (4, 3)]
    """
    firsts = [day for day in range(len(days)) if days[day] != days[day - 1]]
    if not firsts:
        return [Run(days[0], 0, len(days), is_endless=True)] if days else []
    ends = [*firsts[1:], firsts[0] + len(days)]
    return [Run(days[first], first, end - first) for first, end in zip(firsts, ends, strict=True)]


def work_runs_of(days: Sequence[int]) -> list[Run]:
    """Return the runs of days that are not off, whatever they hold; their entry is 0."""
    return [run for run in runs_of([OFF if entry == OFF else 0 for entry in days]) if run.entry != OFF]


def weekends_off(is_off: Sequence[bool], spills: Sequence[bool], weekend: Sequence[int]) -> list[bool]:
    """Return for every week of a round whether its weekend is wholly off.

    `is_off` says of every day whether no shift starts on it, `spills` whether its shift runs into the day after;
    `weekend` holds the weekdays of the weekend.
    """
    return [
        all(is_off[monday + day] for day in weekend) and not spills[monday + min(weekend) - 1]
        for monday in range(0, len(is_off), DAYS_A_WEEK)
    ]

"""Cover as sums: intervals that the same shifts cover are one stretch, with every distinct need in it kept."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.rostering.shift_types import Shift


@dataclass(frozen=True)
class Stretch:
    """Intervals, not necessarily next to each other, that the same shifts cover."""

    shifts: tuple[int, ...]
    """Numbers of the shifts that cover them."""
    needs: tuple[tuple[int, int], ...]
    """Pairs (people needed on shift, number of intervals that need just so many), fewest people first."""


def stretches(shifts: Sequence[Shift], needed: npt.NDArray[np.int64]) -> tuple[Stretch, ...]:
    """Return the stretches of a horizon; intervals that no shift covers and nobody is needed in are left out."""
    covering: list[list[int]] = [[] for _ in needed]
    for number, shift in enumerate(shifts):
        for interval in shift.intervals:
            covering[interval].append(number)
    grouped: dict[tuple[int, ...], Counter[int]] = defaultdict(Counter)
    for interval, numbers in enumerate(covering):
        if numbers or needed[interval]:
            grouped[tuple(numbers)][int(needed[interval])] += 1
    return tuple(Stretch(numbers, tuple(sorted(needs.items()))) for numbers, needs in grouped.items())

"""The smallest set of reasons that cannot hold together, found by leaving out one after the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sim.rostering.engine import Effort, search
from sim.rostering.reasons import Question, Reason

WORK = 0.6
"""Most work on one try: about one and a half seconds."""
MOST_TRIES = 80
"""Most sets that are tried."""


@dataclass(frozen=True)
class Conflict:
    """Something that cannot be had, and the reasons that together forbid it."""

    wanted: str
    """What cannot be had, in words."""
    reasons: tuple[Reason, ...]
    is_smallest: bool
    """Whether leaving out any one of them is proven to let it be had; else some of them may be idle."""

    @property
    def sentence(self) -> str:
        """In words, with people and dates."""
        if not self.reasons:
            return f"{self.wanted} cannot be had whatever the rules: each of them starts one shift a day."
        return f"{self.wanted} cannot be had together with: {'; '.join(reason.sentence for reason in self.reasons)}."


def is_impossible(question: Question, reasons: Sequence[Reason], seed: int = 1) -> bool | None:
    """Return whether it is proven that the question has no answer with these reasons; None where time does not tell."""
    v = question.model(reasons)
    outcome = search(v.model, "explaining", Effort(WORK, seed))
    return True if outcome.is_impossible else False if outcome.is_found else None


def smallest_conflict(question: Question, reasons: Sequence[Reason], wanted: str) -> Conflict:
    """Return a smallest set of the reasons with which the question has no answer; with all it must have none."""
    kept, is_smallest = fewest(reasons, lambda some: is_impossible(question, some), MOST_TRIES)
    return Conflict(wanted, tuple(kept), is_smallest)


def fewest(
    reasons: Sequence[Any], is_impossible: Callable[[Sequence[Any]], bool | None], most_tries: int
) -> tuple[list[Any], bool]:
    """Return a smallest set of the reasons that is impossible, and whether it is proven to be smallest.

    Whole parts are left out first, then single reasons. Where it is not told (None) whether a reason is needed it
    stays, and the set is not said to be smallest.
    """
    kept, is_smallest, tries = list(reasons), True, 0
    size = max(1, len(kept) // 2)
    while True:
        at = 0
        while at < len(kept):
            fewer, tries = kept[:at] + kept[at + size :], tries + 1
            answer = is_impossible(fewer) if tries <= most_tries else None
            if answer:
                kept = fewer
                continue
            if answer is None and size == 1:
                is_smallest = False
            at += size
        if size == 1:
            return kept, is_smallest
        size //= 2

"""The customers of one replication, drawn in advance: the hand-over from demand to the centre."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from sim.demand.further import Further
from sim.demand.streams import stream

Ints = npt.NDArray[np.int64]
Small = npt.NDArray[np.int8]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Contacts:
    """Needs with all their possible attempts, as columns of equal length.

    Row ``(attempt - 1) * needs + need`` is an attempt (1, 2, …) of a need (0, 1, …); needs are sorted by the time of
    their first attempt. The rows of attempts 2, 3, … are the redials and re-contacts that may or may not happen: when
    they happen is decided in the run, with what is drawn here. Times and durations are integer microseconds.
    """

    replication: int
    needs: int
    attempts: int
    arrives: Ints
    """Per need (length `needs`): when the first attempt is made, since the start of the horizon."""
    channel: Small
    """Per need: number of the channel first chosen, in the order of `Scenario.channel_names`."""
    topic: npt.NDArray[np.int16]
    """Per need: number of the topic."""
    segment: Small
    """Per need: number of the segment."""
    patience: Ints
    """Per row: how long the customer waits on the need's first channel."""
    work: Ints
    """Per row: handling time on the need's first channel, at speed 1."""
    patience_draw: Floats
    """Per row: the uniform behind `patience`, to look it up on another channel."""
    work_draw: Floats
    """Per row: the uniform behind `work`; small is little work."""
    gap_draw: Floats
    """Per row: unit exponential; times the mean of the gap, the time to the next attempt after this one."""
    draws: Mapping[str, Floats]
    """Per row, by decision: the uniforms that later decisions compare with a probability. Keys: `DECISIONS`."""
    origin: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    """Per further need (numbered from `needs` on): the need from which it may arise. First those of customers who ask
    the same on another channel, then follow-up questions. They have `channel`, `topic`, `segment` and rows like all."""
    duplicates: int = 0
    """How many of the further needs are the same question asked twice."""
    arising_draw: Floats = field(default_factory=lambda: np.empty(0))
    """Per further need: the uniform by which it arises."""
    delay_draw: Floats = field(default_factory=lambda: np.empty(0))
    """Per further need: unit exponential; times a mean, the time until it is asked."""

    def row(self, need: int, attempt: int) -> int:
        """Return the row of an attempt (from 1) of a need; the rows of further needs follow after all others."""
        if need < self.needs:
            return (attempt - 1) * self.needs + need
        return self.attempts * self.needs + (attempt - 1) * len(self.origin) + need - self.needs


DECISIONS = (
    "tries_self_service",
    "self_service",
    "forced",
    "consistent",
    "misrouted",
    "astray",
    "special",
    "review",
    "granted",
    "refused",
    "accepts_automation",
    "contained",
    "false_close",
    "accepts_closed",
    "redials",
    "switches",
    "solved",
    "hands_back",
    "solved_by_team",
    "recontacts",
    "response",
    "template_fits",
    "template_solves",
    "template_noticed",
    "survey",
    "assisted",
    "answers_call",
    "balks",
    "takes_call_back",
    "leaves_silently",
    "prevented",
    "picks_up",
)
"""Every decision of a contact's journey that needs a draw; each has a random stream of its own.

`response` is the quantile of a shared vendor's time to answer, or of the time a person on call takes to start.
What a template does is decided once for a need, by the draws of its first attempt. `assisted` says whether the agent
works with the assist, `answers_call` whether somebody called at home answers,
`picks_up` is the quantile of the time until somebody with a second duty begins. `solved_by_team` is the luck with the
team of a contact that a vendor could not solve and hands back, which `hands_back` says."""


@dataclass(frozen=True)
class Draws(Mapping[str, Floats]):
    """The uniforms of every decision, each column drawn when it is first asked for.

    The streams are independent by purpose, so a column is the same whenever it is drawn and whichever others are; what
    a scenario has no use for costs neither time nor memory.
    """

    seed: int
    replication: int
    rows: int
    further: Further | None = None
    """Needs that may arise from others, whose rows stand after the first `rows`."""
    _drawn: dict[str, Floats] = field(default_factory=dict, repr=False, compare=False)

    def __getitem__(self, decision: str) -> Floats:
        """Return the column of a decision, one uniform per row."""
        if decision not in DECISIONS:
            raise KeyError(decision)
        if decision not in self._drawn:
            drawn = stream(self.seed, self.replication, decision).random(self.rows)
            if self.further is not None:
                drawn = np.concatenate([drawn, self.further.uniforms(self.seed, self.replication, decision)])
            self._drawn[decision] = drawn
        return self._drawn[decision]

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names of all decisions, drawn or not."""
        return iter(DECISIONS)

    def __len__(self) -> int:
        """Return the number of decisions."""
        return len(DECISIONS)

    def __reduce__(self) -> tuple[type[Draws], tuple[int, int, int, Further | None]]:
        """Travel between processes as a seed; columns are drawn anew where they are needed."""
        return Draws, (self.seed, self.replication, self.rows, self.further)

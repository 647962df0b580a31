"""The run log laid out for counting: plain columns, the waits, who counts as offered, and the window that is measured.

Warm-up and cool-down are nothing but this window: the engine records everything, measures leave rows out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.centre.log import ABANDONED, BALKED, BLOCKED, NEXT, OUTCOMES, SERVED, STATES, UNRESOLVED, RunLog
from sim.scenario.channels import LIVE
from sim.scenario.model import Scenario

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

PARTIES = ("team", "on_call", "vendor", "automation", "self_service")
"""Who can end an attempt, as the column `by` of the run log names them."""


@dataclass(frozen=True)
class Attempts:
    """One entry per attempt, sorted by need and attempt; times in microseconds, NaN where they never came.

    Codes count from 0 in the order of the scenario's names, of `OUTCOMES`, `PARTIES` and `NEXT`; -1 is none of them.
    """

    need: Ints
    attempt: Ints
    chosen: Ints
    """Code of the channel the customer chose."""
    channel: Ints
    """Code of the channel where it ended up; everything is counted there."""
    topic: Ints
    segment: Ints
    outcome: Ints
    party: Ints
    follows: Ints
    arrived: Floats
    queued: Floats
    answered: Floats
    ended: Floats
    solved: Bools
    horizon: float

    @cached_property
    def is_answered(self) -> Bools:
        """Whether a person or vendor began with it."""
        return ~np.isnan(self.answered)

    @cached_property
    def is_abandoned(self) -> Bools:
        """Whether the customer hung up before anybody answered."""
        return np.asarray((self.outcome == ABANDONED) & ~self.is_answered)

    @cached_property
    def is_abandoned_in_transfer(self) -> Bools:
        """Whether it was answered, passed on, and the customer hung up before the next one took it."""
        return np.asarray((self.outcome == ABANDONED) & self.is_answered)

    @cached_property
    def is_offered(self) -> Bools:
        """Whether it reached or queued for a person or vendor: served, abandoned, blocked, balked, or still there.

        Answered by self-service or automation, or given up at a closed channel, is not offered.
        """
        waiting = (self.outcome == UNRESOLVED) & ~np.isnan(self.queued)
        return np.asarray(np.isin(self.outcome, (SERVED, ABANDONED, BLOCKED, BALKED)) | waiting)

    @cached_property
    def is_decided(self) -> Bools:
        """Whether its wait is known: all but those still waiting when the run ended."""
        return np.asarray(self.is_answered | (self.outcome != UNRESOLVED))

    @cached_property
    def leaves_queue(self) -> Floats:
        """When it stopped waiting: answered, given up, or the end of the run."""
        until = np.where(self.is_answered, self.answered, self.ended)
        return np.where(np.isnan(until), self.horizon, until)


@dataclass(frozen=True)
class Stays:
    """One entry per stay of an agent in a state, cut to the window; times in microseconds, `state` codes `STATES`."""

    agent: Ints
    group: Ints
    party: Ints
    state: Ints
    start: Ints
    end: Ints
    overtime: Bools


@dataclass(frozen=True)
class Records:
    """A run log made ready for counting, and the scenario it belongs to."""

    scenario: Scenario
    replication: int
    attempts: Attempts
    stays: Stays
    shifts: Stays
    """Planned presence: one entry per shift, in the state `available`."""
    agents: tuple[str, ...]
    """Names behind the codes of agents."""
    groups: tuple[str, ...]
    """Names behind the codes of groups."""
    start: int
    end: int
    """The window that is measured: contacts that arrive in it, needs that begin in it, agents' time within it."""
    contacts: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False)
    """The log's table of contacts, for what happens to few; its rows stand as those of `attempts`."""

    def noted(self, column: str) -> Floats:
        """Return a column of the log that says what happens to few, as numbers; NaN where nothing is known."""
        if column not in self.contacts:
            return np.full(len(self.attempts.need), np.nan)
        return self.contacts[column].to_numpy(dtype=np.float64, na_value=np.nan)

    @cached_property
    def inside(self) -> Bools:
        """Whether each attempt arrived within the window."""
        arrived = self.attempts.arrived
        return np.asarray((arrived >= self.start) & (arrived < self.end))

    @cached_property
    def is_live(self) -> Bools:
        """Whether customers wait in person, by code of the channel."""
        return np.array([name in LIVE for name in self.scenario.channel_names], dtype=bool)

    @cached_property
    def waits(self) -> Floats:
        """Seconds each attempt waited for a person, NaN where it never queued; 0 where it was turned away.

        On live channels from entering the queue, which is when a promised call-back falls due; on deferred channels
        from arriving, whether or not anybody was there, because that is the reply the customer waits for.
        """
        return np.where(np.isnan(self.attempts.queued), np.nan, (self.attempts.leaves_queue - self.clock_starts) / 1e6)

    @cached_property
    def clock_starts(self) -> Floats:
        """When each attempt's wait begins (microseconds), NaN where it never queued on a live channel."""
        attempts = self.attempts
        return np.where(self.is_live[attempts.channel], attempts.queued, attempts.arrived)


def records_of(log: RunLog, scenario: Scenario, *, warm_up: int | None = None, cool_down: int = 0) -> Records:
    """Return the records of a run, measured from `warm_up` to `cool_down` before its end (microseconds).

    `warm_up` None takes the calendar's.
    """
    start = scenario.calendar.warm_up if warm_up is None else warm_up
    end = log.horizon - cool_down
    if not 0 <= start < end:
        raise ValueError(f"nothing is left to measure between warm-up {start} and {end}; accepted: a shorter warm-up")
    table = log.contacts
    attempts = Attempts(
        need=table["need"].to_numpy(dtype=np.int64),
        attempt=table["attempt"].to_numpy(dtype=np.int64),
        chosen=_codes(table["channel"], scenario.channel_names),
        channel=_codes(table["served_channel"], scenario.channel_names),
        topic=_codes(table["topic"], scenario.topic_names),
        segment=_codes(table["segment"], scenario.segment_names),
        outcome=_codes(table["outcome"], OUTCOMES),
        party=_codes(table["by"], PARTIES),
        follows=_codes(table["follows"], NEXT),
        arrived=_times(table["arrived"]),
        queued=_times(table["queued"]),
        answered=_times(table["answered"]),
        ended=_times(table["ended"]),
        solved=table["solved"].to_numpy(dtype=bool, na_value=False),
        horizon=float(log.horizon),
    )
    agents = tuple(dict.fromkeys([*log.shifts["agent"], *_names(log.states["agent"])]))
    groups = tuple(dict.fromkeys([*log.shifts["group"], *_names(log.states["group"])]))
    stays = _stays(log.states, _codes(log.states["state"], STATES), agents, groups)
    available = np.full(len(log.shifts), STATES.index("available"))
    shifts = _stays(log.shifts.assign(overtime=False), available, agents, groups)
    return Records(
        scenario=scenario,
        replication=log.replication,
        attempts=attempts,
        stays=_cut(stays, start, end),
        shifts=_cut(shifts, start, end),
        agents=agents,
        groups=groups,
        start=start,
        end=end,
        contacts=table,
    )


def _stays(table: pd.DataFrame, state: Ints, agents: Sequence[str], groups: Sequence[str]) -> Stays:
    return Stays(
        agent=_codes(table["agent"], agents),
        group=_codes(table["group"], groups),
        party=_codes(table["by"], PARTIES),
        state=state,
        start=table["start"].to_numpy(dtype=np.int64),
        end=table["end"].to_numpy(dtype=np.int64),
        overtime=table["overtime"].to_numpy(dtype=bool),
    )


def _cut(stays: Stays, start: int, end: int) -> Stays:
    """What of the stays lies within the window."""
    begins, ends = np.maximum(stays.start, start), np.minimum(stays.end, end)
    kept = begins < ends
    return Stays(
        agent=stays.agent[kept],
        group=stays.group[kept],
        party=stays.party[kept],
        state=stays.state[kept],
        start=begins[kept],
        end=ends[kept],
        overtime=stays.overtime[kept],
    )


def _names(column: pd.Series) -> list[str]:
    return [str(name) for name in pd.Categorical(column).categories]


def _codes(column: pd.Series, names: Sequence[str]) -> Ints:
    """Positions of a column's words in a sequence of names, -1 for none."""
    words = column.array if isinstance(column.dtype, pd.CategoricalDtype) else pd.Categorical(column)
    assert isinstance(words, pd.Categorical)
    places = {name: place for place, name in enumerate(names)}
    lookup = np.array([*(places.get(word, -1) for word in words.categories), -1], dtype=np.int64)
    return np.asarray(lookup[words.codes])


def _times(column: pd.Series) -> Floats:
    """Times as floats, exact up to 2^53 microseconds, 285 years."""
    return column.to_numpy(dtype=np.float64, na_value=np.nan)

"""Needs that may arise from others: the same question on a second channel, and questions that follow an answer.

They are drawn before the run like all others; whether they come about is decided in it. Their numbers come from streams
of their own in which every need of the replication has its place, so they stay the same when a share changes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.demand.streams import stream
from sim.scenario.model import Scenario

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

MOST_IN_A_ROW = 3
"""Follow-up questions after one another."""


@dataclass(frozen=True)
class Further:
    """Further needs, as columns of equal length; duplicates first, then one generation of follow-ups after another."""

    needs: int
    """Needs of the replication that arrive by themselves."""
    attempts: int
    root: Ints
    """The arriving need from which each goes back."""
    origin: Ints
    """The need from which it arises: an arriving one or an earlier one of these, numbered from `needs` on."""
    channel: npt.NDArray[np.int8]
    topic: npt.NDArray[np.int16]
    draw: Floats
    """The uniform by which it arises."""
    delay_draw: Floats
    """The uniform behind the time until it is asked."""
    sizes: tuple[tuple[str, int], ...]
    """Names of the parts (`duplicates`, `follow-ups 1`, …) and how many needs each has."""

    @property
    def duplicates(self) -> int:
        """How many are the same question asked twice."""
        return dict(self.sizes).get("duplicates", 0)

    def uniforms(self, seed: int, replication: int, purpose: str) -> Floats:
        """Return the uniforms of a purpose for their rows: attempt after attempt, all of these needs in each."""
        blocks, first = [], 0
        for name, size in self.sizes:
            drawn = stream(seed, replication, f"{purpose} of {name}").random(self.needs * self.attempts)
            blocks.append(drawn.reshape(self.attempts, self.needs)[:, self.root[first : first + size]])
            first += size
        return np.concatenate(blocks, axis=1).ravel()


def further_needs(
    scenario: Scenario, replication: int, channel: npt.NDArray[np.int8], topic: npt.NDArray[np.int16]
) -> Further | None:
    """Return the needs that may arise from those given by channel and topic, None where a scenario has none."""
    channels = [scenario.channels[name] for name in scenario.channel_names]
    topics = list(scenario.topics.values())
    if all(one.duplicate is None for one in channels) and all(one.follow_up is None for one in topics):
        return None
    needs, everybody = len(channel), np.arange(len(channel))

    def drawn(name: str, root: Ints) -> Floats:
        return np.asarray(stream(scenario.seed, replication, name).random(needs)[root])

    twice = np.array([one.duplicate.share if one.duplicate is not None else 0.0 for one in channels])
    to = [scenario.channel_names.index(one.duplicate.to) if one.duplicate is not None else 0 for one in channels]
    follows = np.array([one.follow_up.share if one.follow_up is not None else 0.0 for one in topics])
    about = [scenario.topic_names.index(one.follow_up.topic) if one.follow_up is not None else 0 for one in topics]
    ask = np.flatnonzero(drawn("duplicates", everybody) < twice[channel])
    parts = [("duplicates", ask, ask, np.array(to, dtype=np.int8)[channel[ask]], topic[ask])]
    root, origin, on, last = everybody, everybody, channel, topic
    number = needs + len(ask)
    for generation in range(1, MOST_IN_A_ROW + 1):
        name = f"follow-ups {generation}"
        kept = np.flatnonzero(drawn(name, root) < follows[last])
        root, on, last = root[kept], on[kept], np.array(about, dtype=np.int16)[last[kept]]
        parts.append((name, root, origin[kept], on, last))
        origin, number = np.arange(number, number + len(kept)), number + len(kept)
    parts = [part for part in parts if len(part[1])]
    if not parts:
        return None
    return Further(
        needs=needs,
        attempts=scenario.serving.attempts_max,
        root=np.concatenate([part[1] for part in parts]),
        origin=np.concatenate([part[2] for part in parts]),
        channel=np.concatenate([part[3] for part in parts]),
        topic=np.concatenate([part[4] for part in parts]),
        draw=np.concatenate([drawn(part[0], part[1]) for part in parts]),
        delay_draw=np.concatenate([drawn(f"delay of {part[0]}", part[1]) for part in parts]),
        sizes=tuple((part[0], len(part[1])) for part in parts),
    )

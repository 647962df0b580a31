"""What is staffed for: streams of contacts that the same groups can serve, and slots, the intervals of a typical week.

A person with many skills is one person: contacts are put together by who can serve them, not by skill, so that nobody
is counted once per skill.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.scenario.channels import LIVE, Channel, ChannelName
from sim.scenario.model import Scenario
from sim.staffing.cover import must_be_present, open_in_house
from sim.timing import HOUR

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

BLOCK = 2 * HOUR
"""Slots are judged in blocks of this length, because a slot alone has few contacts."""
MOST_SHARE = 0.995
"""Shares promised above this are planned for as this: no number of people promises more."""


@dataclass(frozen=True)
class Stream:
    """Contacts on one channel that the same groups can serve."""

    channel: ChannelName
    about: Channel
    groups: tuple[int, ...]
    """Numbers of the groups, those first whom the router asks first."""
    topics: tuple[int, ...]

    @property
    def is_live(self) -> bool:
        """Whether customers wait in person."""
        return self.channel in LIVE

    @property
    def share(self) -> float | None:
        """The share to answer in time, None where nothing is promised."""
        return None if self.about.target is None else min(self.about.target.share, MOST_SHARE)


def streams_of(scenario: Scenario) -> tuple[Stream, ...]:
    """Return the streams of a scenario, by channel; contacts that no group can serve are in none."""
    found: dict[tuple[ChannelName, tuple[int, ...]], list[int]] = {}
    for channel in scenario.channel_names:
        for number, topic in enumerate(scenario.topic_names):
            if groups := able_groups(scenario, channel, topic):
                found.setdefault((channel, groups), []).append(number)
    return tuple(
        Stream(channel, scenario.channels[channel], groups, tuple(topics))
        for (channel, groups), topics in found.items()
    )


def able_groups(scenario: Scenario, channel: ChannelName, topic: str) -> tuple[int, ...]:
    """Return the numbers of the groups that can serve a topic on a channel, specialists first, as the router asks."""
    skill = scenario.topics[topic].skill
    able = []
    for number, group in enumerate(scenario.team.groups.values()):
        if channel in group.channels and (group.skills == "all" or skill in group.skills) and group.size != 0:
            skills = {each.skill for each in scenario.topics.values()}
            known = skills if group.skills == "all" else skills & set(group.skills)
            able.append((len(group.channels) * len(known), number))
    return tuple(number for _, number in sorted(able))


@dataclass(frozen=True)
class Slots:
    """The intervals of a typical week and, where the horizon has holidays, of a week of holidays.

    A requirement repeats by slot: what is needed on one Tuesday at ten is needed on every one.
    """

    of_interval: Ints
    """Slot of every interval of the horizon."""
    of_week: Ints
    """Per slot: the interval of the local week."""
    block: Ints
    """Per slot: number of the two hours it lies in, which are judged together."""
    occurs: Ints
    """Per slot: how many intervals of the horizon it stands for."""
    may_work: Bools
    """Per group and slot: whether anybody may be required, because one of the group's channels is open in-house."""
    minimum: Ints
    """Per group and slot: people present at least."""

    @property
    def number(self) -> int:
        """Number of slots."""
        return len(self.of_week)

    def mean(self, by_interval: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Return the mean per slot of values by interval (last axis)."""
        rows = by_interval.reshape(-1, by_interval.shape[-1])
        sums = [np.bincount(self.of_interval, row, self.number) for row in rows]
        return np.asarray(np.array(sums) / self.occurs).reshape(*by_interval.shape[:-1], self.number)


def slots_of(scenario: Scenario) -> Slots:
    """Return the slots of a scenario."""
    calendar = scenario.calendar
    local = calendar.local_intervals
    holidays = [(day - calendar.start) // dt.timedelta(days=1) for day in calendar.holiday_dates]
    key = local.of_week + calendar.intervals_per_week * np.isin(local.day, holidays)
    found, of_interval, occurs = np.unique(key, return_inverse=True, return_counts=True)
    may_work = np.zeros((len(scenario.team.groups), len(found)), dtype=bool)
    minimum = np.zeros(may_work.shape, dtype=np.int64)
    for number, group in enumerate(scenario.team.groups.values()):
        if group.size == 0:
            continue
        for channel in group.channels:
            may_work[number, of_interval[open_in_house(scenario, channel)]] = True
        may_work[number, of_interval[calendar.is_open(group.present)]] = True
        minimum[number, of_interval[must_be_present(scenario, group)]] = group.minimum
    _, block = np.unique(found * calendar.interval // BLOCK, return_inverse=True)
    return Slots(of_interval, found % calendar.intervals_per_week, block, occurs.astype(np.int64), may_work, minimum)

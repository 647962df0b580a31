"""Closed channels that send their customers round in a circle."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from sim.scenario.channels import ChannelName
from sim.scenario.hours import DAYS

if TYPE_CHECKING:
    from sim.scenario.model import Scenario

DAY_MINUTES = 1440


def in_circles(scenario: Scenario) -> Iterator[str]:
    """Yield, as ``path: sentence``, each circle of diversions whose channels are all closed at some time.

    Channels that stand in for each other, so that one of them is always open, are fine.
    """
    for circle in _circles(scenario):
        when = _all_closed(scenario, circle)
        if when is not None:
            round_trip = " → ".join((*circle, circle[0]))
            yield (
                f"channels.{circle[0]}.closed.to: the channels divert in a circle ({round_trip}), and on {when} all of "
                "them are closed; accepted: a channel with another policy, or one that is then open"
            )


def _circles(scenario: Scenario) -> Iterator[tuple[ChannelName, ...]]:
    """Every circle of two or more channels, once, from its first channel on in the scenario's order."""
    for first in scenario.channel_names:
        chain, to = [first], scenario.channels[first].closed.to
        while to in scenario.channels and to not in chain:
            chain.append(to)
            to = scenario.channels[to].closed.to
        order = [scenario.channel_names.index(name) for name in chain]
        if to == first and len(chain) > 1 and order[0] == min(order):
            yield tuple(chain)


def _all_closed(scenario: Scenario, channels: Sequence[ChannelName]) -> str | None:
    """A day and time at which none of the channels is open, on ordinary days, then on holidays."""
    for is_holiday, weekday in itertools.product((False, True), range(7)):
        is_weekend, until = DAYS[weekday] in scenario.calendar.weekend, 0
        hours = (scenario.channels[name].hours.ranges(weekday, is_weekend, is_holiday) for name in channels)
        for opens, closes in sorted(itertools.chain.from_iterable(hours)):
            if opens > until:
                break
            until = max(until, closes)
        if until < DAY_MINUTES:
            day = f"{DAYS[weekday]}, a holiday," if is_holiday else DAYS[weekday]
            return f"{day} {until // 60:02d}:{until % 60:02d}"
    return None

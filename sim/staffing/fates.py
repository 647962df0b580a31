"""What becomes of a contact in each interval, on the mean: automation, vendor, team, on call, or the closed channel."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.scenario.distribution import Distribution
from sim.scenario.model import Scenario
from sim.staffing.cover import is_open, left_to_on_call, vendor_takes
from sim.timing import HOUR

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Going = dict[float, Floats]
"""Shares of contacts still on their way, per interval, by the quantile of work below which none of them is left."""

GRID = (np.arange(4096) + 0.5) / 4096
"""Uniforms at which handling times are averaged."""


@dataclass(frozen=True)
class Fates:
    """Shares of contacts by fate; shape (intervals, channels chosen, channels where they end up, topics)."""

    team: Floats
    """Reach the team's queue."""
    team_hours: Floats
    """Hours of work they bring, per contact arriving."""
    unsolved_elsewhere: Floats
    """Answered by vendors or automation, and not solved."""
    promised: Floats
    """Shape (intervals, channels, topics): wait for a promised call on the channel."""
    due: Ints
    """Shape (intervals, channels): interval in which such a call falls due; one past the last for never."""


def fates_of(scenario: Scenario, gone: Floats) -> Fates:
    """Return the fates of contacts whose easiest share `gone` (by topic) has been answered already.

    The same way through the centre as a contact takes there: automation, vendor, team if open, people on call for
    emergencies, then the policy of the closed channel. Promised calls keep their whole handling time.
    """
    channels, topics, intervals = len(scenario.channel_names), len(scenario.topics), scenario.calendar.intervals
    found = Fates(
        team=np.zeros((intervals, channels, channels, topics)),
        team_hours=np.zeros((intervals, channels, channels, topics)),
        unsolved_elsewhere=np.zeros((intervals, channels, channels, topics)),
        promised=np.zeros((intervals, channels, topics)),
        due=np.full((intervals, channels), intervals, dtype=np.int64),
    )
    for number, name in enumerate(scenario.channel_names):
        channel = scenario.channels[name]
        if channel.closed.policy == "call_back":
            wait = channel.closed.after // scenario.calendar.interval
            found.due[:, number] = _due(scenario.calendar.is_open(channel.hours), wait)
        for topic in range(topics):
            for here, share in _first_channels(scenario, number):
                _follow(scenario, found, number, topic, float(gone[topic]), here, share)
    return found


def mean_hours(handling: Distribution | None, low: float = 0.0) -> float:
    """Return the mean hours of the handling times above a quantile; 0 without handling.

    >>> from sim.scenario.distribution import Distribution
    >>> hour = Distribution(mean="1 h")  # exponential: above the median it averages 1 + ln 2
    >>> mean_hours(hour), mean_hours(hour, 0.5)
    (1.0, 1.69)
    """
    if handling is None or low >= 1.0:
        return 0.0
    if low == 0.0:
        return handling.overall_mean / HOUR
    return float(handling.quantiles(low + (1.0 - low) * GRID).mean()) / HOUR


def _first_channels(scenario: Scenario, chosen: int) -> list[tuple[int, float]]:
    """Where the contacts of a channel come first, and what share of them: elsewhere if it is not offered."""
    channel = scenario.channels[scenario.channel_names[chosen]]
    if channel.offered:
        return [(chosen, 1.0)]
    return [(scenario.channel_names.index(name), share) for name, share in channel.instead.items()]


def _follow(scenario: Scenario, found: Fates, chosen: int, topic: int, gone: float, here: int, coming: float) -> None:
    """Follow a share of the contacts of one channel and topic through the centre and book where they end up.

    `here` is the channel where they come first, and `coming` their share.
    """
    names, intervals = scenario.channel_names, scenario.calendar.intervals
    about = list(scenario.topics.values())[topic]
    going: Going = {gone: np.full(intervals, coming)}
    for _ in names:  # a contact is diverted at most to every channel once
        channel = scenario.channels[names[here]]
        going, unsolved = _after_automation(scenario, here, topic, going, gone)
        found.unsolved_elsewhere[:, chosen, here, topic] += unsolved
        for vendor in scenario.vendors.values():
            taken = vendor_takes(scenario, vendor, names[here], scenario.topic_names[topic])
            solved = min(1.0, about.resolution * vendor.solves(about.resolution))
            back = (1.0 - solved) * vendor.hand_back_unsolved
            found.unsolved_elsewhere[:, chosen, here, topic] += (1.0 - solved - back) * taken * sum(going.values())
            for low, share in going.items() if back else ():
                found.team[:, chosen, here, topic] += back * taken * share
                hours = mean_hours(about.handling_on(names[here]), low)
                found.team_hours[:, chosen, here, topic] += back * taken * share * hours
            going = {low: share * ~taken for low, share in going.items()}
        opened = is_open(scenario, names[here])
        closed = ~opened & ~left_to_on_call(scenario, names[here], scenario.topic_names[topic])
        policy = channel.closed.policy
        for low, share in going.items():
            reaches = share * (opened + (closed * channel.closed.accept if policy == "wait" else 0.0))
            found.team[:, chosen, here, topic] += reaches
            found.team_hours[:, chosen, here, topic] += reaches * mean_hours(about.handling_on(names[here]), low)
        going = {low: share * closed * channel.closed.accept for low, share in going.items()}
        if policy == "call_back":
            found.promised[:, here, topic] += sum(going.values()) if here == chosen else 0.0
        if channel.closed.to is None:
            break
        here = names.index(channel.closed.to)


def _after_automation(scenario: Scenario, channel: int, topic: int, going: Going, gone: float) -> tuple[Going, Floats]:
    """Who goes on after the automations of a channel, and who was answered by them without being solved."""
    name = scenario.topic_names[topic]
    free = np.ones(scenario.calendar.intervals, dtype=bool)
    unsolved = np.zeros(scenario.calendar.intervals)
    for automation in scenario.automation.values():
        if name not in automation.topics or scenario.channel_names[channel] not in automation.channels:
            continue
        meets = free & scenario.calendar.is_open(*automation.hours_on(scenario.channel_names[channel]))
        free &= ~meets
        after: Going = {}
        for low, share in going.items():
            contained, level = automation.topics[name], low
            if automation.takes == "easiest":
                border = gone + contained * (1.0 - gone)
                level = max(low, border)
                contained = max(0.0, (border - low) / (1.0 - low)) if low < 1.0 else 0.0
            meeting = share * meets * automation.accept
            after[low] = after.get(low, 0.0) + share - meeting
            after[level] = after.get(level, 0.0) + meeting * (1.0 - contained)
            unsolved += meeting * contained * automation.false_close
        going = after
    return going, unsolved


def _due(is_open: Bools, after: int) -> Ints:
    """The interval in which a call promised in each interval falls due; one past the last for never."""
    last = len(is_open)
    following = np.full(last + 1, last, dtype=np.int64)
    for number in range(last - 1, -1, -1):
        following[number] = number if is_open[number] else following[number + 1]
    opening = following[1:]
    return np.where(opening < last, np.minimum(opening + after, last), last)

"""A scenario laid out for a run: queues, groups and calendars as plain lists the processes look things up in."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from sim.centre.shares import astray, contained_first
from sim.demand.rates_of import expected_rates
from sim.scenario.channels import LIVE, Channel, ChannelName
from sim.scenario.demanding import Segment
from sim.scenario.hours import Hours
from sim.scenario.model import Scenario

NOBODY = -1
TEAM = 0
"""The party of the team; vendors are parties 1, 2, …"""


@dataclass(frozen=True)
class ChannelLayout:
    """What the journey of a contact asks of a channel."""

    live: bool
    concurrency: int
    slowdown: tuple[int, ...]
    """Thousandths by number of contacts at hand, from 1."""
    is_open: list[bool]
    """Per interval of the horizon."""
    next_open: list[int]
    """Per interval: when it opens next after this interval (microseconds), or NOBODY."""
    offered: bool
    """Whether customers can use it."""
    misrouted: float
    """Share of contacts for the team that come into another queue."""
    astray: list[tuple[int, ...]]
    """Per topic: the queues into which a contact may come by mistake; somebody serves them who cannot serve the right
    one."""
    menu: int
    """Time spent with a menu before queueing (microseconds)."""
    has_menu: bool
    """Whether there is one."""
    acknowledges: bool
    """Whether every contact is acknowledged, at any hour."""
    vendor: list[list[int]] | None
    """Per topic and interval: number of the vendor that takes the contact, or NOBODY; None without any vendor."""
    automation: list[list[int]] | None
    """Per topic and interval: number of the automation that answers, or NOBODY; None without any automation."""
    headstart: list[list[int]]
    """Per topic and segment: what is taken off the time of queuing, or of arriving where replies have due times."""
    by_due_time: bool
    """Whether contacts are served by when their reply falls due."""
    joins_freely: bool = True
    """Whether contacts join the queue whatever they meet: no lines, limits, announcements or overflow."""
    tells_last_wait: bool = False
    """Whether the last wait is announced."""
    found_after: int = 0
    """Work lost on a customer who left without a word (microseconds)."""
    overflows: bool = False
    """Whether contacts that wait for the team may go to a vendor after a while."""
    mean_work: int = 0
    """Mean handling time at speed 1 (microseconds), where waits are announced by it; else 0."""


CASES = ChannelLayout(
    live=False,
    concurrency=1,
    slowdown=(1000,),
    is_open=[],
    next_open=[],
    offered=True,
    misrouted=0.0,
    astray=[],
    menu=0,
    has_menu=False,
    acknowledges=False,
    vendor=None,
    automation=None,
    headstart=[],
    by_due_time=False,
)
"""Cases put to a manager, worked on like deferred contacts."""


CALLS = replace(CASES, live=True)
"""Calls the team makes, which nothing interrupts."""

CALLS_BESIDE = 1
"""The place of `CALLS` after the channels: cases come before them."""


@dataclass(frozen=True)
class Layout:
    """All that a run needs of a scenario besides its customers and its roster."""

    channels: tuple[ChannelLayout, ...]
    queue_of: list[list[list[int]]]
    """Number of the queue by party, channel and topic."""
    outbound_queues: list[int]
    """Number of the queue of each list of outbound calls."""
    promised_queue_of: dict[int, list[int]]
    """Number of the team's queue of calls promised to who waited, by channel that offers them, and topic."""
    self_service: list[float]
    """Per topic: share answered before the contact exists, of those who try."""
    tries_self_service: list[float]
    """Per segment: share of customers who try."""
    accepts: list[list[float]]
    """Per automation and segment: share of customers who take it."""
    contained: list[list[float]]
    """Per automation and topic: share of the contacts that meet it which end there."""
    contained_first: list[list[float]]
    """Per automation and topic: the draw below which it contains a first attempt."""
    group_names: tuple[str, ...]
    """Names of the groups as the log shows them: team groups, people on call and their secondaries, vendors
    with seats."""
    approvals: int
    """Number of the queue of cases that managers decide; it has no party, and its channel lies after all others."""
    on_call_group: int
    """Number of the group of people on call, or NOBODY; the next number is that of their secondaries."""
    vendor_group: list[int]
    """Per vendor: number of the group of its seats, or NOBODY for a shared pool."""

    def containment(self, automation: int, topic: int, attempt: int) -> float:
        """Return the draw below which an automation contains an attempt (from 1) of a need."""
        return (self.contained_first if attempt == 1 else self.contained)[automation][topic]


def lay_out(scenario: Scenario) -> Layout:
    """Return the layout of a scenario; it holds no state of a run and may serve many."""
    channels = tuple(_channel(scenario, number) for number in range(len(scenario.channel_names)))
    queue_of = _queue_numbers(scenario)
    topics = scenario.topic_names
    self_service = [scenario.self_service.topics.get(topic, 0.0) for topic in topics]
    team = len(scenario.team.groups)
    names = list(scenario.team.groups)
    on_call_group = NOBODY
    if scenario.on_call is not None:
        on_call_group = team
        names += [scenario.on_call.group] * 2
    vendor_group = []
    for name, vendor in scenario.vendors.items():
        vendor_group.append(NOBODY if vendor.seats is None else len(names))
        if vendor.seats is not None:
            names.append(name)
    promised = _promised_queues(scenario, queue_of)
    taken = [number for by_topic in promised.values() for number in by_topic]
    following = 1 + max(taken) if taken else 2 + max(number for party in queue_of for by in party for number in by)
    return Layout(
        channels=(*channels, CASES, CALLS),
        queue_of=queue_of,
        approvals=1 + max(number for party in queue_of for channel in party for number in channel),
        promised_queue_of=promised,
        outbound_queues=[following + place for place in range(len(scenario.outbound))],
        self_service=self_service,
        tries_self_service=[scenario.self_service.tries_of(segment) for segment in scenario.segment_names],
        accepts=[
            [part.accept_of(segment) for segment in scenario.segment_names] for part in scenario.automation.values()
        ],
        contained=[[part.topics.get(topic, 0.0) for topic in topics] for part in scenario.automation.values()],
        contained_first=contained_first(scenario, self_service),
        group_names=tuple(names),
        on_call_group=on_call_group,
        vendor_group=vendor_group,
    )


def _channel(scenario: Scenario, number: int) -> ChannelLayout:
    name = scenario.channel_names[number]
    channel = scenario.channels[name]
    is_open = scenario.calendar.is_open(channel.hours)
    acknowledgement = channel.acknowledgement
    overflows = any(
        vendor.overflow is not None and vendor.overflow.after is not None and name in vendor.channels
        for vendor in scenario.vendors.values()
    )
    return ChannelLayout(
        headstart=_headstarts(scenario, channel, name),
        by_due_time=channel.order == "due",
        tells_last_wait=channel.announcement is not None and channel.announcement.rule == "last",
        found_after=channel.silent.found_after if channel.silent is not None else 0,
        overflows=overflows,
        joins_freely=not overflows
        and (channel.lines, channel.queue_capacity, channel.announcement) == (None, None, None),
        mean_work=_mean_work(scenario, number) if channel.announcement is not None else 0,
        live=name in LIVE,
        concurrency=channel.concurrency if name in LIVE else 1,
        slowdown=tuple(round(1000 * factor) for factor in channel.slowdowns),
        is_open=is_open.tolist(),
        next_open=_next_open(is_open, scenario.calendar.interval),
        offered=channel.offered,
        misrouted=channel.misrouted if channel.menu is None else channel.menu.misrouted,
        astray=astray(scenario, number, _queue_numbers(scenario)[TEAM][number]),
        menu=channel.menu.duration if channel.menu is not None else 0,
        has_menu=channel.menu is not None,
        acknowledges=name not in LIVE and acknowledgement is not None and not acknowledgement.only_when_closed,
        vendor=_table(
            scenario,
            [
                (vendor.hours_on(name), vendor.topics if vendor.topics is not None else scenario.topic_names)
                if name in vendor.channels
                else None
                for vendor in scenario.vendors.values()
            ],
        ),
        automation=_table(
            scenario,
            [
                (automation.hours_on(name), tuple(automation.topics)) if name in automation.channels else None
                for automation in scenario.automation.values()
            ],
        ),
    )


def _headstarts(scenario: Scenario, channel: Channel, name: ChannelName) -> list[list[int]]:
    """Credits of channel, topic and segment, less the shortest promise where contacts are served by due time."""
    segments = list(scenario.demand.segments.values()) or [Segment(share=1.0)]
    table = []
    for topic in scenario.topics.values():
        row = []
        for segment in segments:
            credit = channel.queue_credit + topic.queue_credit + segment.queue_credit
            if channel.order == "due" and channel.target is not None:
                promises = (channel.target.within, topic.within.get(name), segment.within.get(name))
                credit -= min(promise for promise in promises if promise is not None)
            row.append(credit)
        table.append(row)
    return table


def _next_open(is_open: npt.NDArray[np.bool_], interval: int) -> list[int]:
    """When it opens next, for a contact that arrives in each interval."""
    answer, following = [NOBODY] * len(is_open), NOBODY
    for index in range(len(is_open) - 1, -1, -1):
        answer[index] = following
        if is_open[index]:
            following = index * interval
    return answer


def _promised_queues(scenario: Scenario, queue_of: list[list[list[int]]]) -> dict[int, list[int]]:
    """One further queue for each of the team's queues on channels that offer to call back."""
    following = 2 + max(number for party in queue_of for by_topic in party for number in by_topic)  # after approvals
    promised: dict[int, list[int]] = {}
    for channel, name in enumerate(scenario.channel_names):
        told = scenario.channels[name].announcement
        if told is not None and told.call_back is not None:
            numbers = {queue: following + place for place, queue in enumerate(sorted(set(queue_of[TEAM][channel])))}
            promised[channel] = [numbers[queue] for queue in queue_of[TEAM][channel]]
            following += len(numbers)
    return promised


def _mean_work(scenario: Scenario, channel: int) -> int:
    """Mean handling time of the contacts that choose a channel (of all its topics alike where nobody does)."""
    name = scenario.channel_names[channel]
    volumes = expected_rates(scenario)[:, channel].sum(axis=0)
    handling = [topic.handling_on(name) for topic in scenario.topics.values()]
    known = [(volume, one.overall_mean) for volume, one in zip(volumes, handling, strict=True) if one is not None]
    if not sum(volume for volume, _ in known):
        known = [(1.0, mean) for _, mean in known] or [(1.0, 0.0)]
    return round(float(sum(volume * mean for volume, mean in known) / sum(volume for volume, _ in known)))


def _table(
    scenario: Scenario, takers: list[tuple[tuple[Hours, ...], tuple[str, ...]] | None]
) -> list[list[int]] | None:
    """Per topic and interval the first taker (hours and topics; None takes nothing here) that takes it."""
    if not any(takers):
        return None
    table = np.full((len(scenario.topic_names), scenario.calendar.intervals), NOBODY)
    for number in range(len(takers) - 1, -1, -1):
        taker = takers[number]
        if taker is None:
            continue
        hours, topics = taker
        covered = scenario.calendar.is_open(*hours)
        for topic in topics:
            table[scenario.topic_names.index(topic), covered] = number
    rows: list[list[int]] = table.tolist()
    return rows


def _queue_numbers(scenario: Scenario) -> list[list[list[int]]]:
    """One queue per party, channel, skill and whether it is an emergency."""
    numbers: dict[tuple[int, int, str, bool], int] = {}
    return [
        [
            [
                numbers.setdefault((party, channel, topic.skill, topic.emergency), len(numbers))
                for topic in scenario.topics.values()
            ]
            for channel in range(len(scenario.channel_names))
        ]
        for party in range(len(scenario.vendors) + 1)
    ]

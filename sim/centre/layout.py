"""A scenario laid out for a run: queues, groups and calendars as plain lists the processes look things up in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.centre.router import AgentGroup, Queue, Terms
from sim.centre.shares import astray, contained_first
from sim.scenario.channels import LIVE, Channel, ChannelName
from sim.scenario.demanding import Segment
from sim.scenario.hours import Hours
from sim.scenario.model import Scenario
from sim.scenario.people import Group

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
    acknowledges=False,
    vendor=None,
    automation=None,
    headstart=[],
    by_due_time=False,
)
"""Cases put to a manager, worked on like deferred contacts."""


@dataclass(frozen=True)
class Layout:
    """All that a run needs of a scenario besides its customers and its roster."""

    channels: tuple[ChannelLayout, ...]
    queue_of: list[list[list[int]]]
    """Number of the queue by party, channel and topic."""
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
    return Layout(
        channels=(*channels, CASES),
        queue_of=queue_of,
        approvals=1 + max(number for party in queue_of for channel in party for number in channel),
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


def queues_and_groups(scenario: Scenario, layout: Layout) -> tuple[list[Queue], list[AgentGroup]]:
    """Return fresh queues and groups of agents for one run."""
    queues: dict[int, Queue] = {}
    for party, by_channel in enumerate(layout.queue_of):
        for channel, by_topic in enumerate(by_channel):
            about, given = layout.channels[channel], scenario.channels[scenario.channel_names[channel]]
            weight = round(1000 * given.waiting_weight)
            for number in by_topic:
                queues.setdefault(
                    number, Queue(number, party, channel, about.live, about.concurrency, given.priority, weight)
                )
    ordered = [queues[number] for number in sorted(queues)]
    cases = Queue(layout.approvals, NOBODY, len(layout.channels) - 1, False, 1, scenario.serving.approval_priority)
    ordered.append(cases)

    def of_party(party: int, channels: tuple[str, ...], topics: list[int]) -> list[Queue]:
        numbers = {
            layout.queue_of[party][scenario.channel_names.index(channel)][topic]
            for channel in channels
            for topic in topics
        }
        return [ordered[number] for number in sorted(numbers)]

    topics = list(scenario.topics.values())
    groups: list[AgentGroup] = []
    for group in scenario.team.groups.values():
        able = [i for i, topic in enumerate(topics) if group.skills == "all" or topic.skill in group.skills]
        served = of_party(TEAM, group.channels, able)
        served += [cases] if group.approves else []
        groups.append(AgentGroup(len(groups), served, terms=_terms(scenario, layout, group)))
    if scenario.on_call is not None:
        group = scenario.team.groups[scenario.on_call.group]
        able = [
            i
            for i, topic in enumerate(topics)
            if topic.emergency and (group.skills == "all" or topic.skill in group.skills)
        ]
        for _ in ("primary", "secondary"):
            groups.append(AgentGroup(len(groups), of_party(TEAM, group.channels, able), last_resort=True))
    for number, vendor in enumerate(scenario.vendors.values()):
        if vendor.seats is not None:
            able = [i for i, name in enumerate(scenario.topic_names) if vendor.topics is None or name in vendor.topics]
            groups.append(AgentGroup(len(groups), of_party(number + 1, vendor.channels, able)))
    return ordered, groups


def _terms(scenario: Scenario, layout: Layout, group: Group) -> dict[int, Terms]:
    """The terms of a group by number of the queue, as the first of its routes that names channel and skill has them."""
    terms: dict[int, Terms] = {}
    for route in group.routes:
        for channel in route.channels:
            by_topic = layout.queue_of[TEAM][scenario.channel_names.index(channel)]
            for number, topic in zip(by_topic, scenario.topics.values(), strict=True):
                if route.skills == "all" or topic.skill in route.skills:
                    terms.setdefault(number, Terms(route.priority, route.order, route.after, route.keep_free))
    return terms


def _channel(scenario: Scenario, number: int) -> ChannelLayout:
    name = scenario.channel_names[number]
    channel = scenario.channels[name]
    is_open = scenario.calendar.is_open(channel.hours)
    acknowledgement = channel.acknowledgement
    return ChannelLayout(
        headstart=_headstarts(scenario, channel, name),
        by_due_time=channel.order == "due",
        live=name in LIVE,
        concurrency=channel.concurrency if name in LIVE else 1,
        slowdown=tuple(round(1000 * factor) for factor in channel.slowdowns),
        is_open=is_open.tolist(),
        next_open=_next_open(is_open, scenario.calendar.interval),
        offered=channel.offered,
        misrouted=channel.misrouted if channel.menu is None else channel.menu.misrouted,
        astray=astray(scenario, number, _queue_numbers(scenario)[TEAM][number]),
        menu=channel.menu.duration if channel.menu is not None else 0,
        acknowledges=name not in LIVE and acknowledgement is not None and not acknowledgement.only_when_closed,
        vendor=_table(
            scenario,
            [
                (vendor.hours, vendor.topics if vendor.topics is not None else scenario.topic_names)
                if name in vendor.channels
                else None
                for vendor in scenario.vendors.values()
            ],
        ),
        automation=_table(
            scenario,
            [
                (automation.hours, tuple(automation.topics)) if name in automation.channels else None
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


def _table(scenario: Scenario, takers: list[tuple[Hours, tuple[str, ...]] | None]) -> list[list[int]] | None:
    """Per topic and interval the first taker (hours and topics; None takes nothing here) that takes it."""
    if not any(takers):
        return None
    table = np.full((len(scenario.topic_names), scenario.calendar.intervals), NOBODY)
    for number in range(len(takers) - 1, -1, -1):
        taker = takers[number]
        if taker is None:
            continue
        hours, topics = taker
        covered = scenario.calendar.is_open(hours)
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

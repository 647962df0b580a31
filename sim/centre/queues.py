"""The queues and groups of agents of a run, as a scenario has them: who can serve what, and on what terms."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Literal

from sim.centre.layout import CALLS_BESIDE, NOBODY, TEAM, Layout
from sim.centre.router import ANY, AgentGroup, Queue, Terms
from sim.scenario.model import Scenario
from sim.scenario.people import Group
from sim.scenario.waiting import CallBackOffer

AFTER_ALL = 10
"""A priority after all that a scenario can give."""


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
    for channel, by_topic in layout.promised_queue_of.items():
        offer = _offer_of(scenario, channel)
        for number, called in zip(by_topic, layout.queue_of[TEAM][channel], strict=True):
            like = queues[called]
            priority = like.priority if offer.priority is None else offer.priority
            queues.setdefault(number, replace(like, number=number, priority=priority, is_promise=True, heap=[]))
    cases = Queue(layout.approvals, NOBODY, len(scenario.channel_names), False, 1, scenario.serving.approval_priority)
    queues[layout.approvals] = cases
    calls = len(scenario.channel_names) + CALLS_BESIDE
    for number in layout.outbound_queues:
        queues[number] = Queue(number, NOBODY, calls, True, 1, AFTER_ALL)
    ordered = [queues[number] for number in sorted(queues)]

    def of_party(party: int, channels: tuple[str, ...], topics: list[int]) -> list[Queue]:
        places = [scenario.channel_names.index(channel) for channel in channels]
        numbers = {layout.queue_of[party][place][topic] for place in places for topic in topics}
        if party == TEAM:
            promised = [layout.promised_queue_of[place] for place in places if place in layout.promised_queue_of]
            numbers |= {by_topic[topic] for by_topic in promised for topic in topics}
        return [ordered[number] for number in sorted(numbers)]

    topics = list(scenario.topics.values())
    groups: list[AgentGroup] = []

    def desk(name: str, skills: Literal["all"] | Collection[str]) -> AgentGroup:
        group = scenario.team.groups[name]
        able = [i for i, topic in enumerate(topics) if skills == "all" or topic.skill in skills]
        served = of_party(TEAM, group.channels, able)
        served += [cases] if group.approves else []
        lists = zip(layout.outbound_queues, scenario.outbound.values(), strict=True)
        served += [ordered[number] for number, about in lists if name in about.groups]
        return AgentGroup(len(groups), served, terms=_terms(scenario, layout, group))

    for name, group in scenario.team.groups.items():
        groups.append(desk(name, group.skills))
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
            served = of_party(number + 1, vendor.channels, able)
            own = {queue.number: vendor.priorities.get(scenario.channel_names[queue.channel]) for queue in served}
            terms = {queue: Terms(priority=priority) for queue, priority in own.items() if priority is not None}
            groups.append(AgentGroup(len(groups), served, terms=terms))
    for name, skills in desks_of_their_own(scenario):
        groups.append(desk(name, skills))
    return ordered, groups


def desks_of_their_own(scenario: Scenario) -> dict[tuple[str, frozenset[str]], int]:
    """Return the number of the router's group for people with skills of their own, by group and skills.

    They come after the groups of the team, those on call and the seats of vendors.
    """
    seats = sum(vendor.seats is not None for vendor in scenario.vendors.values())
    first = len(scenario.team.groups) + (2 if scenario.on_call is not None else 0) + seats
    own = [(one.group, frozenset(one.skills)) for one in scenario.team.people if one.skills is not None]
    return {key: first + number for number, key in enumerate(dict.fromkeys(own))}


def _terms(scenario: Scenario, layout: Layout, group: Group) -> dict[int, Terms]:
    """The terms of a group by number of the queue, as the first of its routes that names channel and skill has them."""
    terms: dict[int, Terms] = {}
    for route in group.routes:
        for channel in route.channels:
            by_topic = layout.queue_of[TEAM][scenario.channel_names.index(channel)]
            for number, topic in zip(by_topic, scenario.topics.values(), strict=True):
                if route.skills == "all" or topic.skill in route.skills:
                    terms.setdefault(number, Terms(route.priority, route.order, route.after, route.keep_free))
    for number, about in zip(layout.outbound_queues, scenario.outbound.values(), strict=True):
        terms[number] = Terms(keep_free=about.idle_agents - 1)
    for place, promised in layout.promised_queue_of.items():  # as those who wait there, but for what the offer says
        offer = _offer_of(scenario, place)
        for number, called in zip(promised, layout.queue_of[TEAM][place], strict=True):
            like = terms.get(called, ANY)
            priority = offer.priority if offer.priority is not None else like.priority
            terms[number] = Terms(priority, like.order, like.after, max(like.keep_free, offer.keep_free))
    return terms


def _offer_of(scenario: Scenario, channel: int) -> CallBackOffer:
    told = scenario.channels[scenario.channel_names[channel]].announcement
    assert told is not None and told.call_back is not None
    return told.call_back

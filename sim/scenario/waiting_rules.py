"""What a scenario may not say about who waits where and who serves whom: routes, promises and patience of nothing."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.errors import suggestion
from sim.scenario.channels import LIVE

if TYPE_CHECKING:
    from sim.scenario.model import Scenario


def waiting_inconsistencies(scenario: Scenario) -> Iterator[str]:
    """Yield what contradicts itself about waiting and routing, each as ``path: sentence``."""
    yield from _routes_of_nothing(scenario)
    yield from _channels_not_in_use(scenario)
    yield from _on_the_wrong_channel(scenario)
    yield from _calls_of_nobody(scenario)


def _routes_of_nothing(scenario: Scenario) -> Iterator[str]:
    """A route speaks of channels and skills that its group serves."""
    for name, group in scenario.team.groups.items():
        known = {topic.skill for topic in scenario.topics.values()} if group.skills == "all" else set(group.skills)
        for number, route in enumerate(group.routes):
            place = f"team.groups.{name}.routes.{number}"
            for channel in route.channels:
                if channel not in group.channels:
                    accepted = ", ".join(group.channels)
                    yield f"{place}.channels: the group does not serve the channel '{channel}'; accepted: {accepted}"
            for skill in route.skills if route.skills != "all" else ():
                if skill not in known:
                    hint = suggestion(skill, sorted(known))
                    accepted = ", ".join(sorted(known))
                    yield f"{place}.skills: the group does not have the skill '{skill}'{hint}; accepted: {accepted}"
            if group.size is not None and route.keep_free >= max(group.size, 1):
                yield (
                    f"{place}.keep_free: with {group.size} people, {route.keep_free} others are never idle; "
                    f"accepted: less than {max(group.size, 1)}"
                )


def _channels_not_in_use(scenario: Scenario) -> Iterator[str]:
    """Patience and promises by channel are about channels of the scenario."""
    given = {f"topics.{name}.within": list(topic.within) for name, topic in scenario.topics.items()}
    for name, segment in scenario.demand.segments.items():
        given[f"demand.segments.{name}.within"] = list(segment.within)
        given[f"demand.segments.{name}.patience"] = list(segment.patience)
    for place, channels in given.items():
        for channel in channels:
            if channel not in scenario.channels:
                yield f"{place}: unknown channel '{channel}'; accepted: {', '.join(scenario.channels)}"
            elif place.endswith("within") and scenario.channels[channel].order != "due":
                yield f"{place}.{channel}: nothing is done by due time there; accepted: 'order: due' on this channel"


def _on_the_wrong_channel(scenario: Scenario) -> Iterator[str]:
    """Lines, announcements and windows left open belong to channels on which customers wait in person."""
    for name, channel in scenario.channels.items():
        for key in ("announcement", "lines"):
            if getattr(channel, key) is not None and name not in LIVE:
                yield f"channels.{name}.{key}: nobody waits in person there; accepted: on phone or chat"
        if channel.silent is not None and name != "chat":
            yield f"channels.{name}.silent: only chats can be left without a word; accepted: on chat"
        told = channel.announcement
        if told is not None and told.call_back is not None and name != "phone":
            yield f"channels.{name}.announcement.call_back: only callers are called back; accepted: on phone"
    for provider, vendor in scenario.vendors.items():
        for unknown in sorted(set(vendor.priorities) - set(vendor.channels)):
            accepted = ", ".join(vendor.channels)
            place = f"vendors.{provider}.priorities"
            yield f"{place}: the vendor does not take the channel '{unknown}'; accepted: {accepted}"


def _calls_of_nobody(scenario: Scenario) -> Iterator[str]:
    """Outbound calls are made by groups there are, who work for customers first, about topics there are."""
    for name, about in scenario.outbound.items():
        if math.isinf(about.handling.overall_mean):
            yield f"outbound.{name}.handling: these calls have no end; accepted: a distribution with a mean"
        for group in about.groups:
            known = scenario.team.groups.get(group)
            if known is None:
                accepted = ", ".join(scenario.team.groups)
                yield f"outbound.{name}.groups: unknown group '{group}'; accepted: {accepted}"
            elif known.second_duty is not None:
                yield f"outbound.{name}.groups: support is a second duty of '{group}'; accepted: groups with idle time"
        for topic in about.effect.topics if about.effect is not None else ():
            if topic not in scenario.topics:
                wrong = f"unknown topic '{topic}'{suggestion(topic, list(scenario.topics))}"
                yield f"outbound.{name}.effect.topics: {wrong}; accepted: {', '.join(scenario.topics)}"

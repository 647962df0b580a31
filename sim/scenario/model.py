"""The scenario: one frozen, validated object that says what is planned for. Every stage reads it; none changes it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cached_property
from typing import Self

from pydantic import Field, model_validator

from sim.errors import suggestion
from sim.scenario.automation import Automation, SelfService
from sim.scenario.base import Part
from sim.scenario.calendar import Calendar
from sim.scenario.channels import CHANNELS, Channel, ChannelName
from sim.scenario.demanding import Demand, Topic
from sim.scenario.people import Group, OnCall, Person, Team, Vendor
from sim.scenario.planning import Costs, Goal, Rules, Serving, Source, Study


class Scenario(Part):
    """A centre and its customers over a horizon."""

    name: str = Field(min_length=1)
    """Short name, in any language."""
    description: str = ""
    """What it is for."""
    seed: int = Field(default=1, ge=0, lt=2**63)
    """Seed of everything random."""
    calendar: Calendar
    channels: dict[ChannelName, Channel] = Field(min_length=1)
    topics: dict[str, Topic] = Field(min_length=1)
    demand: Demand
    self_service: SelfService = SelfService()
    automation: dict[str, Automation] = {}
    team: Team
    on_call: OnCall | None = None
    vendors: dict[str, Vendor] = {}
    serving: Serving = Serving()
    rules: Rules = Rules()
    costs: Costs = Costs()
    goals: tuple[Goal, ...] = ()
    study: Study = Study()
    sources: dict[str, Source] = {}
    """Where values come from, by their path in this file, such as `channels.phone.patience`."""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        wrong = list(_inconsistencies(self))
        if wrong:
            raise ValueError("\n".join(wrong))
        return self

    @cached_property
    def channel_names(self) -> tuple[ChannelName, ...]:
        """Channels in use, in the fixed order phone, chat, email, social; an index into it is the channel's number."""
        return tuple(name for name in CHANNELS if name in self.channels)

    @cached_property
    def topic_names(self) -> tuple[str, ...]:
        """Topics in the order of the file; an index into it is the topic's number."""
        return tuple(self.topics)

    @cached_property
    def segment_names(self) -> tuple[str, ...]:
        """Segments in the order of the file, one called `all` where none is given."""
        return tuple(self.demand.segments) or ("all",)

    @cached_property
    def digest(self) -> str:
        """Twelve hexadecimal digits that change with any value of the scenario."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:12]

    def topic_label(self, topic: str) -> str:
        """Return the name of a topic as shown to people."""
        return self.topics[topic].label or topic

    def people_of(self, group: str, size: int | None = None) -> tuple[Person, ...]:
        """Return the people of a group, at least those named; further ones up to `size` are named after the group.

        `size` None means the group's own size, or the named people where it has none.
        """
        named = [person for person in self.team.people if person.group == group]
        wanted = size if size is not None else self.team.groups[group].size
        for number in range(len(named) + 1, (wanted or 0) + 1):
            named.append(Person(name=f"{group} {number}", group=group))
        return tuple(named[:wanted] if size is not None else named)

    def group_of(self, person: Person) -> Group:
        """Return the group of a person."""
        return self.team.groups[person.group]


def _inconsistencies(scenario: Scenario) -> Iterator[str]:
    """What contradicts itself between the parts, each as ``path: sentence``; the loader splits them."""
    topics, channels, groups = scenario.topics, scenario.channels, scenario.team.groups

    def unknown(path: str, what: str, name: str, known: object) -> str:
        names = [str(item) for item in known]  # type: ignore[attr-defined]  # any collection of names
        return f"{path}: unknown {what} '{name}'{suggestion(name, names)}; accepted: {', '.join(names)}"

    demanded = _demanded(scenario)
    for path, channel, topic in demanded:
        if channel not in channels:
            yield unknown(path, "channel", channel, channels)
        if topic not in topics:
            yield unknown(path, "topic", topic, topics)
    for place, named in _named_topics(scenario):
        if named not in topics:
            yield unknown(place, "topic", named, topics)
    for place, named in _named_channels(scenario):
        if named not in channels:
            yield unknown(place, "channel", named, channels)
    skills = {topic.skill for topic in topics.values()}
    for name, group in groups.items():
        for skill in group.skills if group.skills != "all" else ():
            if skill not in skills:
                yield unknown(f"team.groups.{name}.skills", "skill", skill, sorted(skills))
    for index, person in enumerate(scenario.team.people):
        if person.group not in groups:
            yield unknown(f"team.people.{index}.group", "group", person.group, groups)
    names = [person.name for person in scenario.team.people]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"team.people: the name '{name}' stands {names.count(name)} times; names tell people apart"
    if scenario.on_call is not None and scenario.on_call.group not in groups:
        yield unknown("on_call.group", "group", scenario.on_call.group, groups)
    yield from _unserved(scenario, demanded)


def _demanded(scenario: Scenario) -> list[tuple[str, ChannelName, str]]:
    """Every pair of channel and topic with contacts, with the path that says so."""
    demand = scenario.demand
    pairs: dict[tuple[ChannelName, str], str] = {}
    for channel, contacts in demand.contacts_per_week.items():
        for topic, weight in demand.topic_weights(channel).items():
            if contacts > 0 and weight > 0:
                pairs.setdefault((channel, topic), "demand.topics")
    if not isinstance(demand.profile, str):
        for rate in demand.profile:
            if rate.contacts > 0:
                pairs.setdefault((rate.channel, rate.topic), "demand.profile")
    return [(path, channel, topic) for (channel, topic), path in pairs.items()]


def _named_topics(scenario: Scenario) -> Iterator[tuple[str, str]]:
    for topic in scenario.self_service.topics:
        yield "self_service.topics", topic
    for name, automation in scenario.automation.items():
        for topic in automation.topics:
            yield f"automation.{name}.topics", topic
    for name, vendor in scenario.vendors.items():
        for topic in vendor.topics or ():
            yield f"vendors.{name}.topics", topic


def _named_channels(scenario: Scenario) -> Iterator[tuple[str, str]]:
    for name, channel in scenario.channels.items():
        if channel.closed.to is not None:
            yield f"channels.{name}.closed.to", channel.closed.to
        if channel.redial.switch_to is not None:
            yield f"channels.{name}.redial.switch_to", channel.redial.switch_to
    parts = {f"automation.{name}": part.channels for name, part in scenario.automation.items()}
    parts |= {f"vendors.{name}": part.channels for name, part in scenario.vendors.items()}
    parts |= {f"team.groups.{name}": part.channels for name, part in scenario.team.groups.items()}
    for place, served in parts.items():
        for one in served:
            yield f"{place}.channels", one
    for index, goal in enumerate(scenario.goals):
        if goal.channel is not None:
            yield f"goals.{index}.channel", goal.channel


def _unserved(scenario: Scenario, demanded: list[tuple[str, ChannelName, str]]) -> Iterator[str]:
    """Contacts that nobody could ever serve, or whose work is not known."""
    for _, channel, topic in demanded:
        if channel not in scenario.channels or topic not in scenario.topics:
            continue
        if scenario.topics[topic].handling_on(channel) is None:
            yield f"topics.{topic}.handling: no handling time for the channel '{channel}' on which the topic is asked"
        skill = scenario.topics[topic].skill
        by_team = any(
            channel in group.channels and (group.skills == "all" or skill in group.skills) and group.size != 0
            for group in scenario.team.groups.values()
        )
        by_vendor = any(
            channel in vendor.channels and (vendor.topics is None or topic in vendor.topics)
            for vendor in scenario.vendors.values()
        )
        if not by_team and not by_vendor and scenario.channels[channel].hours.text != "never":
            yield (
                f"channels.{channel}: nobody can serve the topic '{topic}' (skill '{skill}') on this channel; "
                "accepted: a group or a vendor with this channel and skill, or 'hours: never'"
            )

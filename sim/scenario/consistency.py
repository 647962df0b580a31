"""What a scenario may not say: parts that contradict each other, contacts nobody could serve, hours off the grid."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.errors import suggestion
from sim.scenario.channels import ChannelName
from sim.scenario.consistent_coverage import inconsistent_coverage
from sim.scenario.consistent_journeys import journeys_that_lead_nowhere
from sim.scenario.consistent_money import inconsistent_money
from sim.scenario.consistent_on_call import inconsistent_on_call
from sim.scenario.consistent_team import inconsistent_team
from sim.scenario.diverting import in_circles
from sim.scenario.duration import duration_text
from sim.scenario.goal import wrong_in_goals
from sim.scenario.ladder_rules import wrong_in_ladder, wrong_in_survey
from sim.scenario.presence import no_time_left
from sim.scenario.sent_on import Asked, with_those_sent_on
from sim.scenario.waiting_rules import waiting_inconsistencies
from sim.timing import MINUTE, WEEK

if TYPE_CHECKING:
    from sim.scenario.model import Scenario

MOST_NEEDS = 20_000_000
"""Largest expected number of contacts in a horizon; above it a rate is surely wrong."""

MOST_NAMED = 5
"""Names listed in one message."""


def inconsistencies(scenario: Scenario) -> Iterator[str]:
    """Yield what contradicts itself between the parts, each as ``path: sentence``; the loader splits them."""
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
    for place, named in _named_segments(scenario):
        if named not in scenario.segment_names:
            yield unknown(place, "segment", named, scenario.segment_names)
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
    yield from _not_before(scenario)
    yield from _impossible(scenario)
    yield from journeys_that_lead_nowhere(scenario)
    yield from inconsistent_team(scenario)
    yield from inconsistent_money(scenario)
    yield from inconsistent_on_call(scenario)
    yield from inconsistent_coverage(scenario)
    yield from in_circles(scenario)
    yield from no_time_left(scenario)
    yield from waiting_inconsistencies(scenario)
    yield from _names_that_collide(scenario)
    yield from wrong_in_ladder(scenario)
    yield from wrong_in_survey(scenario)
    yield from wrong_in_goals(scenario)
    yield from _topics_missing(scenario)
    yield from _off_the_grid(scenario)
    yield from _too_many(scenario)
    yield from _unserved(scenario, with_those_sent_on(scenario, demanded))


def _demanded(scenario: Scenario) -> list[Asked]:
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
    for name, journey in scenario.causes.items():
        for channel in journey.channels or demand.contacts_per_week or scenario.channels:
            for topic, weight in journey.topics.items():
                if weight > 0 and journey.journeys_per_week > 0:
                    pairs.setdefault((channel, topic), f"journeys.{name}.topics")
    return [(path, channel, topic) for (channel, topic), path in pairs.items()]


def _named_topics(scenario: Scenario) -> Iterator[tuple[str, str]]:
    for name, about in scenario.topics.items():
        if about.follow_up is not None:
            yield f"topics.{name}.follow_up.topic", about.follow_up.topic
    for name, journey in scenario.journeys.items():
        for topic in journey.topics:
            yield f"journeys.{name}.topics", topic
    for name, help_ in scenario.offered_help.items():
        yield f"offered_help.{name}.topic", help_.topic
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
        if channel.duplicate is not None:
            yield f"channels.{name}.duplicate.to", channel.duplicate.to
        if channel.closed.to is not None:
            yield f"channels.{name}.closed.to", channel.closed.to
        if channel.redial.switch_to is not None:
            yield f"channels.{name}.redial.switch_to", channel.redial.switch_to
        for other in channel.instead:
            yield f"channels.{name}.instead", other
    parts = {f"automation.{name}": part.channels for name, part in scenario.automation.items()}
    parts |= {f"vendors.{name}": part.channels for name, part in scenario.vendors.items()}
    parts |= {f"team.groups.{name}": part.channels for name, part in scenario.team.groups.items()}
    parts |= {f"journeys.{name}": tuple(part.channels) for name, part in scenario.journeys.items()}
    parts |= {f"offered_help.{name}": (part.channel,) for name, part in scenario.offered_help.items()}
    for place, served in parts.items():
        for one in served:
            yield f"{place}.channels", one
    for index, goal in enumerate(scenario.goals):
        if goal.channel is not None:
            yield f"goals.{index}.channel", goal.channel


def _named_segments(scenario: Scenario) -> Iterator[tuple[str, str]]:
    for segment in scenario.self_service.tries_by_segment:
        yield "self_service.tries_by_segment", segment
    for name, automation in scenario.automation.items():
        for segment in automation.accept_by_segment:
            yield f"automation.{name}.accept_by_segment", segment
    for name, template in scenario.ladder.templates.items() if scenario.ladder is not None else ():
        for segment in template.accept_by_segment:
            yield f"ladder.templates.{name}.accept_by_segment", segment


def _not_before(scenario: Scenario) -> Iterator[str]:
    """Shifts that are told to lie before the horizon, and begin in it."""
    calendar = scenario.calendar
    late = [shift for shift in scenario.team.history if shift.start >= calendar.start_utc]
    if late:
        first = min(late, key=lambda shift: shift.start)
        many = "1 shift begins" if len(late) == 1 else f"{len(late)} shifts begin"
        yield (
            f"team.history: {many} inside the horizon, the first that of {first.person} at "
            f"{first.start:%Y-%m-%d %H:%M} UTC; accepted: shifts of the period before, from before {calendar.start}"
        )


def _impossible(scenario: Scenario) -> Iterator[str]:
    """Channels that lead to themselves, calls side by side, work and answers that would never end or come."""
    for name, channel in scenario.channels.items():
        measured = scenario.calendar.weeks * WEEK - scenario.calendar.warm_up
        if channel.target is not None and channel.target.within >= measured:
            yield (
                f"channels.{name}.target.within: {duration_text(channel.target.within)} is longer than what is "
                f"measured of the horizon; accepted: less than {duration_text(measured)}, or more weeks"
            )
        if channel.concurrency > 1 and name != "chat":
            yield f"channels.{name}.concurrency: only chats are handled side by side; accepted: 1"
        if channel.closed.to == name:
            yield f"channels.{name}.closed.to: the channel diverts to itself; accepted: another channel"
        for other in channel.instead:
            if other in scenario.channels and not scenario.channels[other].offered:
                yield f"channels.{name}.instead: the channel '{other}' is not offered either; accepted: one that is"
        if channel.redial.switch_to == name:
            yield f"channels.{name}.redial.switch_to: this is the same channel; accepted: another channel"
    times = {f"topics.{name}.handling": topic.handling for name, topic in scenario.topics.items()}
    times |= {f"vendors.{name}.response": part.response for name, part in scenario.vendors.items() if part.response}
    if scenario.on_call is not None:
        times["on_call.response"] = scenario.on_call.response
    for place, given in times.items():
        for one in given.values() if isinstance(given, dict) else (given,):
            if math.isinf(one.overall_mean):
                yield f"{place}: the family '{one.family}' has no end; accepted: one with a mean, such as exponential"


def _names_that_collide(scenario: Scenario) -> Iterator[str]:
    """Whoever handles a contact is known by name, so the names of groups, vendors and automations differ."""
    taken = {"self_service": "self-service"}
    groups, vendors, automations = list(scenario.team.groups), list(scenario.vendors), list(scenario.automation)
    for place, names in (("team.groups", groups), ("vendors", vendors), ("automation", automations)):
        for name in names:
            if name in taken:
                yield f"{place}.{name}: '{name}' is also the name of {taken[name]}; the log tells handlers by name"
            taken.setdefault(name, f"{place}.{name}")


def _topics_missing(scenario: Scenario) -> Iterator[str]:
    """Contacts of which nothing says what they are about would not be made."""
    for channel, contacts in scenario.demand.contacts_per_week.items():
        if contacts > 0 and sum(scenario.demand.topic_weights(channel).values()) <= 0:
            yield f"demand.topics: no weights above 0 for the contacts of the channel '{channel}'"


def _off_the_grid(scenario: Scenario) -> Iterator[str]:
    """Hours that begin or end within an interval of planning would be rounded without a word."""
    step = scenario.calendar.interval // MINUTE
    hours = {f"channels.{name}.hours": part.hours for name, part in scenario.channels.items()}
    hours |= {f"automation.{name}.hours": part.hours for name, part in scenario.automation.items()}
    hours |= {f"vendors.{name}.hours": part.hours for name, part in scenario.vendors.items()}
    for place, parts in (("automation", scenario.automation), ("vendors", scenario.vendors)):
        for name, about in parts.items():
            hours |= {f"{place}.{name}.hours_by_channel.{key}": own for key, own in about.hours_by_channel.items()}
    if scenario.coverage is not None:
        hours |= {f"coverage.blocks.{name}": part for name, part in scenario.coverage.blocks.items()}
    if scenario.ladder is not None:
        hours |= {f"ladder.templates.{name}.hours": part.hours for name, part in scenario.ladder.templates.items()}
    if scenario.on_call is not None:
        hours["on_call.hours"] = scenario.on_call.hours
    for place, part in hours.items():
        for minute in sorted({edge for ranges in part.by_day.values() for span in ranges for edge in span}):
            if minute % step:
                yield (
                    f"{place}: {minute // 60:02d}:{minute % 60:02d} lies within an interval of planning; accepted: "
                    f"multiples of {step} min, as in calendar.interval"
                )


def _too_many(scenario: Scenario) -> Iterator[str]:
    demand = scenario.demand
    rates = demand.profile if not isinstance(demand.profile, str) else ()
    weekly = sum(demand.contacts_per_week.values()) + sum(rate.contacts for rate in rates)
    expected = weekly * demand.volume * scenario.calendar.weeks
    if expected > MOST_NEEDS:
        yield (
            f"demand: {expected:.3g} contacts over the horizon; the rates seem to have no end; accepted: "
            f"at most {MOST_NEEDS:,}"
        )


def _unserved(scenario: Scenario, asked: list[Asked]) -> Iterator[str]:
    """Contacts that nobody could ever serve, or whose work is not known."""
    alone: dict[ChannelName, list[str]] = {}
    for path, channel, topic in asked:
        if channel not in scenario.channels or topic not in scenario.topics or not scenario.channels[channel].offered:
            continue
        if scenario.topics[topic].handling_on(channel) is None:
            if path.startswith("channels."):
                yield f"{path}: the topic '{topic}' has no handling time on the channel '{channel}' that it is sent to"
            else:
                yield f"topics.{topic}.handling: no handling time for the channel '{channel}' on which it is asked"
        skill = scenario.topics[topic].skill
        if scenario.channels[channel].hours.text == "never":
            continue
        by_team = any(
            channel in group.channels and (group.skills == "all" or skill in group.skills) and group.size != 0
            for group in scenario.team.groups.values()
        )
        by_vendor = any(
            channel in vendor.channels and (vendor.topics is None or topic in vendor.topics)
            for vendor in scenario.vendors.values()
        )
        if not by_team and not by_vendor:
            alone.setdefault(channel, []).append(topic)
    for channel, topics in alone.items():
        skills = sorted({scenario.topics[topic].skill for topic in topics})
        yield (
            f"channels.{channel}: nobody can serve the {_names('topic', topics)} ({_names('skill', skills)}) on this "
            "channel; accepted: a group or a vendor with this channel and skill, or 'hours: never'"
        )


def _names(what: str, names: list[str]) -> str:
    """``topic 'a'``, ``topics 'a', 'b'``, and of many the first few and how many more."""
    shown = ", ".join(f"'{name}'" for name in names[:MOST_NAMED])
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return f"{what}{'s' if len(names) > 1 else ''} {shown}{more}"

"""What a scenario may not say of the people who serve: parts that contradict each other or change nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.errors import suggestion
from sim.scenario.skills import inconsistent_skills

if TYPE_CHECKING:
    from sim.scenario.model import Scenario


def inconsistent_team(scenario: Scenario) -> Iterator[str]:
    """Yield what contradicts itself about the team, each as ``path: sentence``."""
    yield from _assists_without_gathering(scenario)
    yield from _rota_of_nobody(scenario)
    yield from inconsistent_skills(scenario)
    yield from _handed_back_to_nobody(scenario)


def _assists_without_gathering(scenario: Scenario) -> Iterator[str]:
    """An assist shortens the gathering of information, so some topic says how much of its handling time that is."""
    if all(topic.parts.gather == 0.0 for topic in scenario.topics.values()):
        for name, group in scenario.team.groups.items():
            if group.assist is not None and group.assist.removes > 0.0:
                yield (
                    f"team.groups.{name}.assist: it shortens the gathering of information, which no topic has; "
                    "accepted: 'parts' of some topic with 'gather' above 0"
                )


def _handed_back_to_nobody(scenario: Scenario) -> Iterator[str]:
    """What a vendor could not solve and hands back is served by some group of the team."""
    for name, vendor in scenario.vendors.items():
        for channel in vendor.channels if vendor.hand_back_unsolved else ():
            for topic in scenario.topic_names if vendor.topics is None else vendor.topics:
                if channel not in scenario.channels or topic not in scenario.topics:
                    continue
                skill = scenario.topics[topic].skill
                if not any(
                    channel in group.channels and (group.skills == "all" or skill in group.skills) and group.size != 0
                    for group in scenario.team.groups.values()
                ):
                    yield (
                        f"vendors.{name}.hand_back_unsolved: nobody of the team serves the topic '{topic}' (skill "
                        f"'{skill}') on {channel}; accepted: 0, or a group with this channel and skill"
                    )
                    break


def _rota_of_nobody(scenario: Scenario) -> Iterator[str]:
    group, groups = scenario.rota.group, scenario.team.groups
    if group is not None and group not in groups:
        yield f"rota.group: unknown group '{group}'{suggestion(group, groups)}; accepted: {', '.join(groups)}"

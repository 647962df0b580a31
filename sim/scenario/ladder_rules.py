"""What a scenario may not say about its templates and its survey."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.errors import suggestion

if TYPE_CHECKING:
    from sim.scenario.model import Scenario


def wrong_in_ladder(scenario: Scenario) -> Iterator[str]:
    """Yield what contradicts the rest of the scenario in the ladder of templates, each as ``path: sentence``."""
    ladder = scenario.ladder
    if ladder is None:
        return
    taken = {"self_service": "self-service"} | {name: f"automation.{name}" for name in scenario.automation}
    taken |= {name: f"vendors.{name}" for name in scenario.vendors}
    taken |= {name: f"team.groups.{name}" for name in scenario.team.groups}
    places = {
        (channel, topic): f"automation.{name}"
        for name, automation in scenario.automation.items()
        for channel in automation.channels
        for topic in automation.topics
    }
    for name, template in ladder.templates.items():
        path = f"ladder.templates.{name}"
        if name in taken:
            yield f"{path}: '{name}' is also the name of {taken[name]}; the log tells handlers by name"
        if template.topic not in scenario.topics:
            yield _unknown(f"{path}.topic", "topic", template.topic, list(scenario.topics))
        for channel in template.channels:
            if channel not in scenario.channels:
                yield _unknown(f"{path}.channels", "channel", channel, list(scenario.channels))
            other = places.setdefault((channel, template.topic), path)
            if other != path:
                yield f"{path}: {other} answers the topic '{template.topic}' on the channel '{channel}' already"
        if template.stage == "draft" and ladder.review is None:
            yield f"{path}.stage: a draft is written in the weekly review; accepted: with 'ladder.review', or 'used'"
    if ladder.review is not None and ladder.review.group not in scenario.team.groups:
        yield _unknown("ladder.review.group", "group", ladder.review.group, list(scenario.team.groups))
    if ladder.rule.judged_by == "survey":
        asked = scenario.survey.channels if scenario.survey is not None else {}
        for name, template in ladder.templates.items():
            if not any(channel in asked for channel in template.channels):
                yield f"ladder.rule.judged_by: nobody is asked on the channels of '{name}'; accepted: with 'survey'"


def wrong_in_survey(scenario: Scenario) -> Iterator[str]:
    """Yield what contradicts the rest of the scenario in the survey, each as ``path: sentence``."""
    if scenario.survey is None:
        return
    for channel in scenario.survey.channels:
        if channel not in scenario.channels:
            yield _unknown("survey.channels", "channel", channel, list(scenario.channels))
        elif "quick" in scenario.survey.questions and scenario.channels[channel].target is None:
            yield f"survey.questions: 'quick' asks about the promise, and channels.{channel} has no 'target'"


def _unknown(path: str, what: str, name: str, known: list[str]) -> str:
    return f"{path}: unknown {what} '{name}'{suggestion(name, known)}; accepted: {', '.join(known)}"

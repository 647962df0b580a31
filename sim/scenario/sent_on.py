"""What is asked on which channel, once everybody is counted whom something sends to another channel or topic."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.scenario.channels import ChannelName

if TYPE_CHECKING:
    from sim.scenario.model import Scenario

Asked = tuple[str, ChannelName, str]
"""A path that says so, a channel and a topic that is asked on it."""


def with_those_sent_on(scenario: Scenario, demanded: list[Asked]) -> list[Asked]:
    """Return what is asked on which channel, counting those sent to another channel and the questions that follow."""
    asked = {(channel, topic): path for path, channel, topic in demanded}
    rest = list(asked)
    while rest:
        for path, channel, topic in _from(scenario, *rest.pop()):
            if (channel, topic) not in asked:
                asked[(channel, topic)] = path
                rest.append((channel, topic))
    return [(path, channel, topic) for (channel, topic), path in asked.items()]


def _from(scenario: Scenario, channel: ChannelName, topic: str) -> Iterator[Asked]:
    """Where contacts about a topic on a channel may lead."""
    about, subject = scenario.channels.get(channel), scenario.topics.get(topic)
    if about is None or subject is None:
        return
    if not about.offered:
        for other in about.instead:
            yield f"channels.{channel}.instead.{other}", other, topic
        return
    if about.closed.to is not None:
        yield f"channels.{channel}.closed.to", about.closed.to, topic
    if about.redial.switch > 0 and about.redial.switch_to is not None:
        yield f"channels.{channel}.redial.switch_to", about.redial.switch_to, topic
    if about.duplicate is not None:
        yield f"channels.{channel}.duplicate.to", about.duplicate.to, topic
    if subject.follow_up is not None:
        yield f"topics.{topic}.follow_up.topic", channel, subject.follow_up.topic
    if subject.special is not None and subject.special.refused.public > 0:
        yield f"topics.{topic}.special.refused.public", "social", topic

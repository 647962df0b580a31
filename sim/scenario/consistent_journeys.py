"""What a scenario may not say of the way of a contact: managers nobody is, complaints with nowhere to go."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.scenario.model import Scenario


def journeys_that_lead_nowhere(scenario: Scenario) -> Iterator[str]:
    """Yield what contradicts itself, each as ``path: sentence``."""
    for channel, about in scenario.channels.items():
        if about.duplicate is not None and about.duplicate.to == channel:
            yield f"channels.{channel}.duplicate.to: this is the same channel; accepted: another channel"
    managers = [name for name, group in scenario.team.groups.items() if group.approves]
    for name, topic in scenario.topics.items():
        special = topic.special
        if special is None:
            continue
        if special.policy == "approval" and not managers:
            yield f"topics.{name}.special.policy: nobody approves; accepted: a group of the team with 'approves: true'"
        if special.review is not None and special.review.family == "never":
            yield f"topics.{name}.special.review: the family 'never' has no end; accepted: one with a mean"
        if special.refused.public > 0 and "social" not in scenario.channels:
            yield f"topics.{name}.special.refused.public: there is no channel 'social' on which to complain"
    for name in managers:
        group = scenario.team.groups[name]
        if not group.channels and group.present.text == "never" and group.size != 0:
            yield (
                f"team.groups.{name}: no channel and no hours say when these managers are there; "
                "accepted: 'present', such as \"mon-fri: 09:00-17:00\", or a channel"
            )

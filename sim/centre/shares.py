"""Who is meant by a share: the contacts that automation takes, the queues into which contacts stray."""

from __future__ import annotations

from sim.scenario.model import Scenario


def astray(scenario: Scenario, channel: int, queue_of_topic: list[int]) -> list[tuple[int, ...]]:
    """Return per topic the queues of the team on a channel that somebody serves who cannot serve the topic's own."""
    topics = list(scenario.topics.values())
    here = [group for group in scenario.team.groups.values() if scenario.channel_names[channel] in group.channels]
    found = []
    for topic in topics:
        wrong = {
            number
            for number, other in zip(queue_of_topic, topics, strict=True)
            for group in here
            if other.emergency == topic.emergency
            and group.skills != "all"
            and other.skill in group.skills
            and topic.skill not in group.skills
        }
        found.append(tuple(sorted(wrong)))
    return found


def contained_first(scenario: Scenario, self_service: list[float]) -> list[list[float]]:
    """The draw below which an automation contains a first attempt.

    Where it takes the easiest, the draw is that of the work. If self-service took the easiest before, with s of the
    share t of customers who try, the rest have draws below s with weight 1 - t and above s with weight 1. A share c of
    them lies below the x at which that weight adds up to c (1 - s t). Later attempts have draws of their own, which
    self-service has not thinned.
    """
    table = []
    for automation in scenario.automation.values():
        row = []
        for number, topic in enumerate(scenario.topic_names):
            share = automation.topics.get(topic, 0.0)
            if automation.takes == "easiest" and scenario.self_service.takes == "easiest":
                share = draw_beyond(self_service[number], scenario.tries_self_service, share)
            row.append(share)
        table.append(row)
    return table


def draw_beyond(taken: float, tries: float, share: float) -> float:
    """Return the draw below which lies a share of what is left when those who try have lost all draws below `taken`."""
    if tries == 1.0:
        return taken + share * (1.0 - taken)
    weight = share * (1.0 - taken * tries)
    below = taken * (1.0 - tries)
    return weight / (1.0 - tries) if weight <= below else taken + weight - below

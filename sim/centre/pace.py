"""How one person works beside the group's ordinary agent: tools and assistance change the work of a contact.

The factors are those of the moment at which a contact is begun; whoever goes on with it later does the work that is
left. All arithmetic is on whole numbers.
"""

from __future__ import annotations

from collections.abc import Sequence

from sim.scenario.model import Scenario
from sim.scenario.people import Group

ALL = 1000
"""Thousandths of handling time that leave it as it is."""
MILLION = 1_000_000


class Pace:
    """The handling time of a person, as it stands now, and the assist at hand."""

    __slots__ = ("assist_share", "cuts", "tool")

    def __init__(self, tool: int, assist_share: float, cuts: Sequence[int]) -> None:
        self.tool = tool
        """Thousandths of handling time with the group's tool."""
        self.assist_share = assist_share
        """Share of contacts worked with the assist."""
        self.cuts = cuts
        """Per topic: millionths of the work that the assist removes."""

    def work(self, work: int, topic: int, assisted: bool) -> int:
        """Return the work (microseconds at the group's speed) that a contact means for this person."""
        if assisted:
            work -= work * self.cuts[topic] // MILLION
        return -(-work * self.tool // ALL) if self.tool != ALL else work


def pace_of(scenario: Scenario, group: Group) -> Pace | None:
    """Return the pace of a member of a group, None where nothing sets it apart."""
    if group.assist is None and group.tool is None:
        return None
    return Pace(
        tool=round(ALL * group.tool.handling_factor) if group.tool is not None else ALL,
        assist_share=group.assist.share if group.assist is not None else 0.0,
        cuts=cuts_of(scenario, group),
    )


def cuts_of(scenario: Scenario, group: Group) -> list[int]:
    """Return per topic the millionths of the work that a group's assist removes."""
    removes = group.assist.removes if group.assist is not None else 0.0
    return [round(MILLION * topic.parts.gather * removes) for topic in scenario.topics.values()]

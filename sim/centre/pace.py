"""How one person works beside the group's ordinary agent: tools, assistance and experience change a contact's work.

The factors are those of the moment at which a contact is begun; whoever goes on with it later does the work that is
left. All arithmetic is on whole numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.scenario.model import Scenario
from sim.scenario.people import Group, Person
from sim.scenario.working import Learning

if TYPE_CHECKING:
    from sim.centre.actors import Agent
    from sim.centre.engagement import Mood

ALL = 1000
"""Thousandths of handling time that leave it as it is."""
MILLION = 1_000_000


class Pace:
    """The handling time of a person, as it stands now, and the assist at hand."""

    __slots__ = ("assist_share", "contacts", "cuts", "handling", "learning", "mood", "tool")

    def __init__(
        self, tool: int, assist_share: float, cuts: Sequence[int], learning: Learning | None = None, contacts: int = 0
    ) -> None:
        self.tool = tool
        """Thousandths of handling time with the group's tool."""
        self.assist_share = assist_share
        """Share of contacts worked with the assist."""
        self.cuts = cuts
        """Per topic: millionths of the work that the assist removes."""
        self.learning = learning
        """How the person comes to work like the others; None for somebody experienced."""
        self.contacts = contacts
        """Contacts served so far."""
        self.mood: Mood | None = None
        """Engagement of the group, where that matters."""
        self.handling = ALL
        """Thousandths of handling time for want of experience."""

    def work(self, work: int, topic: int, assisted: bool) -> int:
        """Return the work (microseconds at the group's speed) that a contact means for this person."""
        if assisted:
            work -= work * self.cuts[topic] // MILLION
        work = -(-work * self.tool // ALL) if self.tool != ALL else work
        work = -(-work * self.handling // ALL) if self.handling != ALL else work
        return -(-work * self.mood.handling // ALL) if self.mood is not None else work

    def come(self, agent: Agent, days: int) -> None:
        """Let a person come to a shift so many local days after joining."""
        if self.learning is not None and self.learning.weeks is not None:
            self._stand_at(agent, days / (7.0 * self.learning.weeks))
        elif self.learning is not None and self.learning.contacts is not None:
            self._stand_at(agent, self.contacts / self.learning.contacts)

    def has_served(self, agent: Agent) -> None:
        """Let a person learn from a contact."""
        self.contacts += 1
        if self.learning is not None and self.learning.contacts is not None:
            self._stand_at(agent, self.contacts / self.learning.contacts)

    def _stand_at(self, agent: Agent, progress: float) -> None:
        """Take a share of the way to experience, 1 or more being all of it."""
        assert self.learning is not None
        missing = max(0.0, 1.0 - progress)
        self.handling = round(ALL * (1.0 + (self.learning.start_factor - 1.0) * missing))
        agent.resolution = agent.group_resolution * (1.0 - (1.0 - self.learning.start_resolution) * missing)


def pace_of(scenario: Scenario, group: Group, person: Person | None) -> Pace | None:
    """Return the pace of a member of a group, None where nothing sets it apart; `person` where it is a named one."""
    learning = group.learning if person is not None and person.joins is not None else None
    if group.assist is None and group.tool is None and group.engagement is None and learning is None:
        return None
    return Pace(
        tool=round(ALL * group.tool.handling_factor) if group.tool is not None else ALL,
        assist_share=group.assist.share if group.assist is not None else 0.0,
        cuts=cuts_of(scenario, group),
        learning=learning,
        contacts=person.contacts_before if person is not None else 0,
    )


def cuts_of(scenario: Scenario, group: Group) -> list[int]:
    """Return per topic the millionths of the work that a group's assist removes."""
    removes = group.assist.removes if group.assist is not None else 0.0
    return [round(MILLION * topic.parts.gather * removes) for topic in scenario.topics.values()]

"""The scenario: one frozen, validated object that says what is planned for. Every stage reads it; none changes it."""

from __future__ import annotations

import hashlib
from functools import cached_property
from typing import Self

from pydantic import Field, model_validator

from sim.scenario.automation import Automation, SelfService
from sim.scenario.base import Part
from sim.scenario.calendar import Calendar
from sim.scenario.channels import CHANNELS, Channel, ChannelName
from sim.scenario.consistency import inconsistencies
from sim.scenario.coverage import Coverage
from sim.scenario.customers import Customers
from sim.scenario.demanding import Demand, Topic
from sim.scenario.distribution import Distribution
from sim.scenario.drivers import wrong_in_uncertainty
from sim.scenario.experience import Experience
from sim.scenario.goal import Goal
from sim.scenario.journeys import Journey
from sim.scenario.ladder import Ladder
from sim.scenario.on_call import OnCall
from sim.scenario.outbound import Outbound
from sim.scenario.people import Group, Person, Team, Vendor
from sim.scenario.planning import Costs, Rules, Serving, Source, Study
from sim.scenario.revenue import OfferedHelp
from sim.scenario.rota import Rota
from sim.scenario.shared_history import Omnichannel
from sim.scenario.survey import Survey
from sim.scenario.uncertain import Uncertainty


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
    journeys: dict[str, Journey] = {}
    """What customers do that makes some of them ask; adds to the contacts of `demand`."""
    offered_help: dict[str, OfferedHelp] = {}
    """Help offered to visitors of the site who hesitate; adds to the contacts of `demand`."""
    self_service: SelfService = SelfService()
    automation: dict[str, Automation] = {}
    ladder: Ladder | None = None
    """Templates on their way to automation; see docs/automation.md."""
    survey: Survey | None = None
    """The question after an answer."""
    experience: Experience = Experience()
    """What customers feel about contacts; see docs/experience.md."""
    customers: Customers | None = None
    """Who stays and who leaves over months and years; None: loyalty is not looked at."""
    omnichannel: Omnichannel | None = None
    """A customer history shared by all channels; None: everybody starts anew."""
    team: Team
    on_call: OnCall | None = None
    vendors: dict[str, Vendor] = {}
    outbound: dict[str, Outbound] = {}
    """Lists of calls that the team makes in idle time."""
    serving: Serving = Serving()
    coverage: Coverage | None = None
    """What may cover which channel when; for `allhours coverage`."""
    rules: Rules = Rules()
    rota: Rota = Rota()
    costs: Costs = Costs()
    goals: tuple[Goal, ...] = ()
    study: Study = Study()
    uncertainty: Uncertainty | None = None
    """What is not known for sure; see docs/uncertainty.md."""
    sources: dict[str, Source] = {}
    """Where values come from, by their path in this file, such as `channels.phone.patience`."""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        wrong = list(inconsistencies(self))
        # of a scenario with a mistake, every end of every range would tell that mistake again
        wrong += wrong_in_uncertainty(self, tried_at_ends=not wrong)
        if wrong:
            raise ValueError("\n".join(wrong))
        return self

    @cached_property
    def channel_names(self) -> tuple[ChannelName, ...]:
        """Channels in use, in the fixed order phone, chat, email, social; an index into it is the channel's number."""
        return tuple(name for name in CHANNELS if name in self.channels)

    @cached_property
    def causes(self) -> dict[str, Journey]:
        """What brings contacts besides `demand`: journeys and help that is offered, by name."""
        return self.journeys | {name: one.journey for name, one in self.offered_help.items()}

    @cached_property
    def topic_names(self) -> tuple[str, ...]:
        """Topics in the order of the file; an index into it is the topic's number."""
        return tuple(self.topics)

    @cached_property
    def segment_names(self) -> tuple[str, ...]:
        """Segments in the order of the file, one called `all` where none is given."""
        return tuple(self.demand.segments) or ("all",)

    @cached_property
    def tries_self_service(self) -> float:
        """Share of customers who try self-service before they make contact."""
        segments = self.demand.segments
        by_segment = [about.share * self.self_service.tries_of(name) for name, about in segments.items()]
        return sum(by_segment) if segments else self.self_service.tries_of("all")

    @cached_property
    def digest(self) -> str:
        """Twelve hexadecimal digits that change with any value of the scenario."""
        text = self.model_dump_json(exclude={"rules": {"ledger": {"file"}}})  # wherever the ledger stands
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    def patience_of(self, channel: ChannelName, segment: str) -> Distribution:
        """Return how long customers of a segment wait on a channel, before the factor of the topic."""
        about = self.demand.segments.get(segment)
        own = about.patience.get(channel) if about is not None else None
        return self.channels[channel].patience if own is None else own

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

"""Watching a run: pictures of the moment at a fixed step of simulated time, from a run that does not notice.

The clock of the run is stopped before anything happens at the moment of a frame, looked at, and goes on. Nothing is
added to its events, so the log is the same bytes as without anybody watching.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

from sim.centre.actors import ABSENT
from sim.centre.centre import ContactCentre
from sim.centre.layout import lay_out
from sim.centre.log import ABANDONED, AUTOMATED, BLOCKED, CLOSED, SELF_SERVED, SERVED, RunLog
from sim.centre.people import shifts_of
from sim.centre.record import CONTACT_FIELDS
from sim.centre.roster import Roster
from sim.centre.simulate import set_up
from sim.demand.contacts import Contacts
from sim.scenario.channels import LIVE
from sim.scenario.model import Scenario

AWAY = ABSENT
"""The state of an agent who is not at work (or on call, at home)."""


@dataclass(frozen=True)
class Team:
    """Who can be seen in every frame, in the order of `Frame.states`."""

    names: tuple[str, ...]
    groups: tuple[str, ...]


@dataclass(frozen=True)
class Frame:
    """The centre at one moment. Tuples by channel stand in the order of `Scenario.channel_names`."""

    time: int
    """Microseconds since the start of the horizon."""
    waiting: tuple[int, ...]
    """Contacts in queues, by channel; those put aside by their agent are in a queue again."""
    longest: tuple[int, ...]
    """How long the one that has waited longest for its first answer has waited, microseconds; 0 where none does."""
    states: tuple[int, ...]
    """By agent: index into `log.STATES`, or `AWAY`."""
    loads: tuple[int, ...]
    """By agent: contacts at hand."""
    served: tuple[int, ...]
    """Contacts served so far, by channel."""
    in_time: tuple[int, ...]
    """Those of them that were answered within the channel's promise; all of them where there is none."""
    without_people: tuple[int, ...]
    """Answered so far by self-service, bots and templates, by channel."""
    lost: tuple[int, ...]
    """Hung up, turned away or given up at a closed channel so far, by channel."""
    templates: tuple[str, ...] = ()
    """Stage of every template of the ladder."""


def watch(
    scenario: Scenario, contacts: Contacts, roster: Roster, *, every: int, with_absences: bool = True
) -> Generator[Frame, None, RunLog]:
    """Yield a frame at every multiple of `every` (microseconds) within the horizon; return the log at the end.

    The log is the one of `simulate` with the same arguments, byte for byte.

    Raises
    ------
    InputError
        As `simulate`.
    ValueError
        If `every` is not above 0.
    """
    if every <= 0:
        raise ValueError(f"every is {every}; accepted: above 0")
    centre, shifts = set_up(scenario, contacts, roster, with_absences=with_absences)
    counts = Counts(scenario)
    for moment in range(every, centre.horizon, every):
        centre.env.run(until=moment)
        counts.add(centre)
        yield frame_of(centre, counts)
    return centre.run().log(shifts)


def team_of(scenario: Scenario, roster: Roster) -> Team:
    """Return who is seen in the frames of a roster."""
    layout = lay_out(scenario)
    agents = list(dict.fromkeys(shift.agent for shift in shifts_of(scenario, layout, roster, 0, with_absences=False)))
    groups = tuple(layout.group_names[agent.group] for agent in agents)
    return Team(tuple(agent.name for agent in agents), groups)


class Counts:
    """What has been answered and lost so far; each row of the record is read once."""

    def __init__(self, scenario: Scenario) -> None:
        channels = len(scenario.channel_names)
        self.served, self.in_time, self.without_people, self.lost = ([0] * channels for _ in range(4))
        targets = [scenario.channels[name].target for name in scenario.channel_names]
        self.within = [target.within if target is not None else None for target in targets]
        self.clock = ["queued" if name in LIVE else "arrived" for name in scenario.channel_names]
        self.read = 0

    def add(self, centre: ContactCentre) -> None:
        """Read what the record has gained."""
        fields = {name: place for place, name in enumerate(CONTACT_FIELDS)}
        rows = centre.recorder.rows
        width = len(CONTACT_FIELDS)
        for start in range(self.read, len(rows), width):
            outcome, channel = rows[start + fields["outcome"]], rows[start + fields["served_channel"]]
            if outcome == SERVED:
                self.served[channel] += 1
                waited = rows[start + fields["answered"]] - rows[start + fields[self.clock[channel]]]
                within = self.within[channel]
                self.in_time[channel] += within is None or waited <= within
            elif outcome in (AUTOMATED, SELF_SERVED):
                self.without_people[channel] += 1
            elif outcome in (ABANDONED, BLOCKED, CLOSED):
                self.lost[channel] += 1
        self.read = len(rows)


def frame_of(centre: ContactCentre, counts: Counts) -> Frame:
    """Return the picture of a centre as it stands."""
    channels = len(centre.channels)
    waiting, longest = [0] * channels, [0] * channels
    for attempt in centre.inside.values():
        if attempt.waiting:
            channel = attempt.served_channel
            waiting[channel] += 1
            if attempt.answered == ABSENT:
                longest[channel] = max(longest[channel], centre.env.now - attempt.queued)
    standings = centre.templates.ladder.standings if centre.templates is not None else ()
    return Frame(
        time=centre.env.now,
        waiting=tuple(waiting),
        longest=tuple(longest),
        states=tuple(agent.state for agent in centre.agents),
        loads=tuple(agent.state_load for agent in centre.agents),
        served=tuple(counts.served),
        in_time=tuple(counts.in_time),
        without_people=tuple(counts.without_people),
        lost=tuple(counts.lost),
        templates=tuple(standing.stage for standing in standings),
    )

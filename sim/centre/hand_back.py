"""A contact that a vendor could not solve: the team gets it, as if it had been passed on, and begins anew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.centre.actors import ABSENT, Agent, Attempt
from sim.centre.events import Ending
from sim.centre.layout import TEAM
from sim.centre.log import ABANDONED, SERVED
from sim.centre.service import be_served
from sim.centre.transfers import join_anew, note_transfer_wait

if TYPE_CHECKING:
    from sim.centre.centre import ContactCentre


@dataclass(frozen=True)
class Tried:
    """What a vendor did with a contact that it handed back."""

    vendor: int
    handled: int
    """Its time (microseconds), which is in that of the contact."""
    repeated: int
    """Work it spent on hearing the story again."""


def hands_back(centre: ContactCentre, attempt: Attempt, vendor: int, solved: bool) -> bool:
    """Return whether a vendor that has served a contact hands it back: unsolved, and `hands_back` below its share."""
    share = centre.vendors[vendor].hand_back_unsolved
    return share > 0.0 and not solved and bool(centre.draws["hands_back"][attempt.row] < share)


def back_to_the_team(centre: ContactCentre, attempt: Attempt, vendor: int) -> Ending:
    """Wait for the team, with patience that counts anew, and be served by it; return outcome and whether solved."""
    notes = attempt.notes or {}
    attempt.tried = Tried(vendor, attempt.handled, notes.get("repeated_gathering", 0))
    attempt.note("unsolved_by", vendor)
    attempt.note("handled_by_vendor", attempt.handled)
    attempt.by = attempt.handler = ABSENT
    if centre.templates is not None:
        centre.templates.handed_back(attempt, centre.env.now)
    about, place = centre.layout.channels[attempt.served_channel], (attempt.topic, attempt.segment)
    since = attempt.arrived if about.by_due_time else attempt.queued
    attempt.key = since - about.headstart[place[0]][place[1]]
    join_anew(centre, attempt, centre.layout.queue_of[TEAM][attempt.served_channel][attempt.topic])
    agent = yield from be_served(centre, attempt)
    if agent is None:
        note_transfer_wait(centre, attempt)
        return ABANDONED, None
    solved = is_solved_by(centre, attempt, agent, "solved_by_team")
    centre.desks.release(agent, attempt)
    return SERVED, solved


def is_solved_by(centre: ContactCentre, attempt: Attempt, agent: Agent, draw: str) -> bool:
    """Return whether the agent who has served a contact that is no special case solves it; the log has who it was."""
    centre.recorder.by_agent(attempt, agent)
    resolution = agent.resolution
    if agent.pace is not None:
        agent.pace.has_served(agent)
        if agent.pace.mood is not None:
            resolution *= agent.pace.mood.resolution
    topic = centre.topics[attempt.topic]
    if agent.contract is not None:
        resolution *= agent.contract.resolution_factor(topic.resolution)
    solved = bool(centre.draws[draw][attempt.row] < topic.resolution * resolution)
    return solved if centre.templates is None else centre.templates.served(attempt, solved)

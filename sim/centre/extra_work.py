"""What a contact means besides its handling time: looking the customer up, a personal answer, hearing it all again.

`Desks` asks once, when somebody begins with a contact. All arithmetic is on whole numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.centre.actors import Agent, Attempt
from sim.centre.pace import MILLION

if TYPE_CHECKING:
    from sim.centre.centre import ContactCentre


def adds_work(centre: ContactCentre) -> bool:
    """Return whether anything in a scenario adds to the handling times, or is to be noted when a contact is begun."""
    scenario = centre.scenario
    return (
        scenario.omnichannel is not None
        or any(segment.lookup or segment.personal for segment in scenario.demand.segments.values())
        or any(topic.parts.gather for topic in scenario.topics.values())
    )


def work_at_hand(centre: ContactCentre, attempt: Attempt, agent: Agent) -> int:
    """Return the work of a contact that an agent begins now."""
    return work_with_extras(centre, attempt, centre.desks.work_for(agent, attempt), agent)


def work_with_extras(centre: ContactCentre, attempt: Attempt, work: int, agent: Agent | None = None) -> int:
    """Return the work of a contact that is begun now; `work` is its handling time for who begins it.

    `agent` is None at a vendor's shared pool. What of the gathering an assist has taken over is not gathered again.
    """
    scenario = centre.scenario
    saves = scenario.omnichannel.saves if scenario.omnichannel is not None else 0.0
    extra = 0
    if attempt.told:
        repeated = _gathering(centre, attempt, agent)
        saved = repeated * round(MILLION * saves) // MILLION
        attempt.note("repeated_gathering", repeated - saved)
        extra -= saved
    if centre.segments:
        segment = centre.segments[attempt.segment]
        extra += segment.lookup - segment.lookup * round(MILLION * saves) // MILLION + segment.personal
        if segment.personal:
            attempt.note("personalised")
    return max(0, work + extra)


def _gathering(centre: ContactCentre, attempt: Attempt, agent: Agent | None) -> int:
    """The part of a contact's handling time in which information is gathered (microseconds at speed 1)."""
    share = round(MILLION * centre.topics[attempt.topic].parts.gather)
    if agent is not None and agent.pace is not None and attempt.assisted:
        share -= agent.pace.cuts[attempt.topic]
    return centre.desks.work_of(attempt) * share // MILLION

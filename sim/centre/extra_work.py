"""What a contact means besides its handling time: looking the customer up, a personal answer, hearing it all again.

`Desks` asks once, when somebody begins with a contact. All arithmetic is on whole numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.centre.actors import ABSENT, Agent, Attempt
from sim.centre.pace import MILLION
from sim.centre.pairs import put_together
from sim.centre.transfers import lacks_the_skill, note_transfer_wait

if TYPE_CHECKING:
    from sim.centre.centre import ContactCentre


def adds_work(centre: ContactCentre) -> bool:
    """Return whether anything in a scenario adds to the handling times, or is to be noted when a contact is begun."""
    scenario = centre.scenario
    return (
        scenario.omnichannel is not None
        or bool(scenario.outbound)
        or any(vendor.hand_back_unsolved for vendor in scenario.vendors.values())
        or any(segment.lookup or segment.personal for segment in scenario.demand.segments.values())
        or any(topic.follow_up is not None and topic.follow_up.proactive for topic in scenario.topics.values())
        or any(topic.parts.gather or topic.special is not None for topic in scenario.topics.values())
        or any(topic.upsell is not None and topic.upsell.offer_takes for topic in scenario.topics.values())
        or any(channel.misrouted for channel in centre.layout.channels)
    )


def work_at_hand(centre: ContactCentre, attempt: Attempt, agent: Agent) -> int:
    """Return the work of a contact that an agent begins now."""
    if attempt.task != ABSENT:
        return attempt.task
    transfer = centre.scenario.serving.transfer
    attempt.passes_on = lacks_the_skill(centre, attempt, agent)
    if attempt.passes_on:
        return transfer.triage + (transfer.handover if transfer.warm else 0)
    note_transfer_wait(centre, attempt)
    return work_with_extras(centre, attempt, centre.desks.work_for(agent, attempt), agent)


def work_with_extras(centre: ContactCentre, attempt: Attempt, work: int, agent: Agent | None = None) -> int:
    """Return the work of a contact that is begun now; `work` is its handling time for who begins it.

    `agent` is None at a vendor's shared pool. What of the gathering an assist has taken over is not gathered again.
    """
    scenario = centre.scenario
    saves = scenario.omnichannel.saves if scenario.omnichannel is not None else 0.0
    extra = put_together(centre, attempt, agent) if attempt.pair is not None else 0
    follow_up = centre.topics[attempt.topic].follow_up
    if follow_up is not None and follow_up.proactive is not None:
        extra += follow_up.proactive.extra
    if (upsell := centre.topics[attempt.topic].upsell) is not None:
        extra += upsell.offer_takes
    if attempt.special and (special := centre.topics[attempt.topic].special) is not None:
        extra += special.extra
    kept = saves
    if scenario.serving.transfer.warm and attempt.notes is not None and "transferred" in attempt.notes:
        extra, kept = extra + scenario.serving.transfer.handover, 1.0
    if attempt.told:
        repeated = _gathering(centre, attempt, agent)
        saved = repeated * round(MILLION * kept) // MILLION
        before = attempt.tried.repeated if attempt.tried is not None else 0
        attempt.note("repeated_gathering", before + repeated - saved)
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

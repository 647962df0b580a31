"""A contact that a vendor's shared pool answers, in its own time and out of sight; seats of vendors are agents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.centre.actors import ABSENT, Attempt
from sim.centre.events import ARRIVAL, END_OF_SERVICE, PATIENCE_ENDS, At, Ending
from sim.centre.extra_work import work_with_extras
from sim.centre.hand_back import back_to_the_team, hands_back
from sim.centre.log import ABANDONED, MERGED, SERVED
from sim.centre.special import decided

if TYPE_CHECKING:
    from sim.centre.centre import ContactCentre


def at_shared_vendor(centre: ContactCentre, attempt: Attempt, number: int) -> Ending:
    """Be answered by a vendor's shared pool after its own time to answer; return outcome and whether solved."""
    env, vendor = centre.env, centre.vendors[number]
    if attempt.merged:
        return MERGED, None
    if attempt.queued == ABSENT:  # else it has waited for the team before
        attempt.queued = env.now
    response = int(centre.vendor_response[number][attempt.row])
    patience = attempt.patience - (env.now - attempt.queued)
    if patience < response:
        yield At(env, patience, PATIENCE_ENDS | attempt.row)
        return (MERGED if attempt.merged else ABANDONED), None
    yield At(env, response, ARRIVAL | attempt.row)
    if attempt.merged:
        return MERGED, None
    attempt.answered = env.now
    work, speed = centre.desks.work_of(attempt), round(1000 * vendor.pace)
    if centre.desks.work_at_hand is not None:
        work = work_with_extras(centre, attempt, work)
    yield At(env, -(-work * 1000 // speed), END_OF_SERVICE | attempt.row)
    attempt.handled = env.now - attempt.answered
    centre.recorder.by_vendor(attempt, number)
    if attempt.special:
        return SERVED, (yield from decided(centre, attempt))
    topic = centre.topics[attempt.topic]
    solved = bool(centre.draws["solved"][attempt.row] < topic.resolution * vendor.solves(topic.resolution))
    if hands_back(centre, attempt, number, solved):
        return (yield from back_to_the_team(centre, attempt, number))
    return SERVED, solved

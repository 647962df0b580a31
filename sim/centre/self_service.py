"""Help pages before a contact exists: the customer finds the answer, fails and makes contact later, or never tried."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from sim.centre.actors import Attempt
from sim.centre.events import ARRIVAL, At, Process
from sim.scenario.distribution import NEVER

if TYPE_CHECKING:
    from sim.centre.centre import ContactCentre


def look_for_the_answer(centre: ContactCentre, attempt: Attempt) -> Literal["answer", "nothing", "not_tried"]:
    """Return what self-service did for a need: `nothing` only where the scenario says how many customers try."""
    care, row = centre.scenario.self_service, attempt.row
    if attempt.special:
        return "not_tried"
    tries = centre.layout.tries_self_service[attempt.segment]
    if tries < 1.0 and centre.draws["tries_self_service"][row] >= tries:
        return "not_tried"
    draw = centre.work_draw[row] if care.takes == "easiest" else centre.draws["self_service"][row]
    if draw < centre.layout.self_service[attempt.topic]:
        return "answer"
    return "not_tried" if care.tries is None else "nothing"


def come_later(centre: ContactCentre, attempt: Attempt) -> Process:
    """Make contact after having looked for the answer in vain: later, and less patient."""
    care, env = centre.scenario.self_service, centre.env
    attempt.note("self_service_failed")
    attempt.patience = changed_patience(attempt.patience, care.failed_patience)
    if care.failed_delay:
        centre.inside[attempt.row] = attempt
        yield At(env, care.failed_delay, ARRIVAL | attempt.row)
        attempt.arrived = env.now


def changed_patience(patience: int, factor: float) -> int:
    """Return a patience (microseconds) times a factor; endless patience stays endless."""
    return patience if patience >= NEVER else round(patience * factor)

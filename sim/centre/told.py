"""What customers are told automatically, and what the public sees: acknowledgements, promises, complaints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.centre.actors import ABSENT, Attempt
from sim.centre.self_service import changed_patience

if TYPE_CHECKING:
    from sim.centre.centre import ContactCentre


def acknowledge(centre: ContactCentre, attempt: Attempt) -> None:
    """Tell a customer that the contact has come and when there will be an answer, and move the patience by it."""
    about = centre.channels[attempt.served_channel].acknowledgement
    if about is None:
        return
    attempt.note("acknowledged", centre.env.now)
    if about.promise is not None:
        attempt.note("promised", centre.env.now + about.promise)
    attempt.patience = changed_patience(attempt.patience, about.patience)


def complain(centre: ContactCentre, attempt: Attempt) -> None:
    """Mark a contact as a visible complaint from its first moment, if its channel is public."""
    if centre.channels[attempt.channel].public_after is not None:
        attempt.note("public_from", attempt.arrived)


def note_public(centre: ContactCentre, attempt: Attempt, ended: int) -> None:
    """Note since when a post has been a visible complaint: where nobody had answered it `public_after` its arrival."""
    after = centre.channels[attempt.served_channel].public_after
    if after is None or (attempt.notes is not None and "public_from" in attempt.notes):
        return
    until = ended if attempt.answered == ABSENT else attempt.answered
    if until > attempt.arrived + after:
        attempt.note("public_from", attempt.arrived + after)

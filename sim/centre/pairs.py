"""The same question on two channels at once: put together by a shared history, or answered twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.centre.actors import ABSENT, Agent, Attempt
from sim.centre.events import ARRIVAL, At, Process
from sim.centre.log import AUTOMATED, SERVED

if TYPE_CHECKING:
    from sim.centre.centre import ContactCentre


class Pair:
    """A contact and its duplicate on another channel."""

    __slots__ = ("answers", "first", "open", "second", "solved")

    def __init__(self, first: Attempt) -> None:
        self.first = first
        self.second: Attempt | None = None
        """The duplicate, once it has been sent."""
        self.open = 1
        """How many of them are in the system."""
        self.answers = 0
        self.solved = False


def ask_elsewhere_too(centre: ContactCentre, attempt: Attempt) -> None:
    """Let a customer who is drawn to do so ask the same on another channel."""
    need = centre.duplicates.get(attempt.need)
    if need is not None:
        attempt.pair = Pair(attempt)
        centre.env.process(_second_contact(centre, attempt.pair, need))


def _second_contact(centre: ContactCentre, pair: Pair, need: int) -> Process:
    """Ask after a while, unless the first contact has been answered or has ended by then."""
    env, contacts = centre.env, centre.contacts
    about = centre.channels[pair.first.channel].duplicate
    assert about is not None
    delay = round(contacts.delay_draw[need - contacts.needs] * about.after)
    if env.now + delay >= centre.horizon:
        return
    yield At(env, delay, ARRIVAL | contacts.row(need, 1))
    if pair.first.answered == ABSENT and pair.open:
        yield from centre.further(need, pair)


def leave_pair(centre: ContactCentre, attempt: Attempt, outcome: int, solved: bool | None) -> bool:
    """Note how one of two contacts ended; return whether the customer may try again.

    Who still waits for the other answer does not, nor who has been helped by either. Whether the second of two answers
    agrees with the first is noted at the second.
    """
    pair = attempt.pair
    assert pair is not None
    pair.open -= 1
    pair.solved |= solved is True
    if outcome in (SERVED, AUTOMATED):
        if pair.answers:
            about = centre.channels[pair.first.channel].duplicate
            share = 1.0 if centre.scenario.omnichannel is not None or about is None else about.consistent
            attempt.note("consistent", int(centre.draws["consistent"][attempt.row] < share))
        pair.answers += 1
    return pair.open == 0 and not pair.solved


def put_together(centre: ContactCentre, attempt: Attempt, agent: Agent | None) -> int:
    """Withdraw the other contact about the same need, if nobody has begun with it; return the work of doing so.

    People on call do not; people with another duty do when they begin, not while they are only about to (`later.py`).
    """
    shared, pair = centre.scenario.omnichannel, attempt.pair
    if shared is None or pair is None or (agent is not None and agent.comes_later):
        return 0
    other = pair.second if attempt is pair.first else pair.first
    if other is None or other.row not in centre.inside or other.begun or other.answered != ABSENT:
        return 0
    if other.merged or other.gone is not None:
        return 0
    other.merged = True
    if other.waiting and other.wake is not None:
        centre.router.withdraw(other)
        other.wake.succeed()
    return shared.merge

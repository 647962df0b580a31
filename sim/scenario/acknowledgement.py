"""What a customer is told at once, without anybody having looked at the contact."""

from __future__ import annotations

from sim.scenario.base import Part, Positive
from sim.scenario.duration import Duration


class Acknowledgement(Part):
    """An automatic word that the contact has come, and when there will be an answer.

    Sent where nobody answers at once: on e-mail and social at any hour, on phone and chat when a customer waits for the
    opening or for a promised call.
    """

    promise: Duration | None = None
    """The reply is promised within this time of the contact; None says nothing about when. A promised call keeps the
    time it was promised for."""
    patience: Positive = 1.0
    """Factor on the patience of customers who get it: above 1 where a word calms them, below 1 where it annoys."""
    only_when_closed: bool = False
    """Whether it is sent only while the channel is closed."""

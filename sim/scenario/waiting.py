"""How customers take waiting: what they are told, who leaves at once or without a word, who asks for a call back."""

from __future__ import annotations

import itertools
from typing import Literal, Self

from pydantic import Field, model_validator

from sim.scenario.base import Part, Share
from sim.scenario.duration import Duration


class Balking(Part):
    """A point of the share of customers who leave when they hear the wait."""

    wait: Duration
    """Wait announced."""
    share: Share
    """Share who leave at once."""


class CallBackOffer(Part):
    """A call back offered to who would wait long; it is made when agents have time."""

    above: Duration = 0
    """Offered where the wait announced is longer than this."""
    accept: Share = 1.0
    """Share of customers who take it; they hang up and are patient."""
    priority: int | None = Field(default=None, ge=1, le=9)
    """Priority of promised calls beside other contacts; None: the channel's."""
    keep_free: int = Field(default=0, ge=0)
    """They are made only while so many further agents of the group are idle."""


class Announcement(Part):
    """The wait that a customer is told who cannot be answered at once, and what it leads to."""

    rule: Literal["queue", "last"] = "queue"
    """queue: (contacts waiting + 1) × mean handling time on the channel / agents present who can serve the contact.
    last: how long the contact waited that was answered last on this channel."""
    balk: tuple[Balking, ...] = ()
    """Share of customers who leave at once, by the wait announced: straight lines from (0, 0) through these points, and
    level beyond the last."""
    call_back: CallBackOffer | None = None
    """A call back offered instead of waiting."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        for before, point in itertools.pairwise(self.balk):
            if point.wait <= before.wait or point.share < before.share:
                raise ValueError("balk: each wait is longer than the one before it, and its share no smaller")
        return self

    def share_leaving(self, wait: int) -> float:
        """Return the share of customers who leave when they are told to wait so long (microseconds).

        >>> told = Announcement.model_validate({"balk": [{"wait": "1 min", "share": 0.2}]})
        >>> told.share_leaving(30_000_000), told.share_leaving(90_000_000)
        (0.1, 0.2)
        """
        time, share = 0, 0.0
        for point in self.balk:
            if wait < point.wait:
                return share + (point.share - share) * (wait - time) / (point.wait - time)
            time, share = point.wait, point.share
        return share


class SilentLeaving(Part):
    """Customers who leave without closing the window: the agent who takes the chat finds out only after a while."""

    share: Share
    """Share of those whose patience ends who leave like this."""
    found_after: Duration
    """Work that is lost until the agent gives the chat up."""

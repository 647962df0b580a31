"""The same question asked on two channels at once."""

from __future__ import annotations

from typing import Literal

from sim.scenario.base import Part, Share
from sim.scenario.duration import Duration


class Duplicate(Part):
    """Asking the same on a second channel, as a family asks for a quote on the web and by phone."""

    share: Share
    """Share of needs on this channel that are asked on the other one too."""
    to: Literal["phone", "chat", "email", "social"]
    """The other channel."""
    after: Duration = 0
    """Mean time until they are (exponential), unless the first contact has been answered or has ended by then."""
    consistent: Share = 0.8
    """Share of second answers that agree with the first, where the two people do not share a history; with
    `omnichannel` all do, and usually there is no second answer."""

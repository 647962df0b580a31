"""The next question: what an answer leads customers to ask, and answering that before it is asked."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sim.scenario.base import Part, Share
from sim.scenario.duration import Duration


class ProactiveAnswer(Part):
    """Answering the next question before it is asked."""

    removes: Share
    """Share of the next questions that are not asked any more, of needs that people solved."""
    extra: Duration
    """Work added to every contact about the topic that a person answers."""


class FollowUp(Part):
    """The next question: "how do I charge it?" is followed by "how long does it take?"."""

    topic: str
    """What it is about."""
    share: Annotated[float, Field(ge=0.0, lt=1.0)]
    """Share of solved needs after which it is asked, as a new need on the same channel."""
    after: Duration = 0
    """Mean time until it is asked (exponential)."""
    proactive: ProactiveAnswer | None = None
    """Answering it at once."""

"""The survey after an answer, in the same channel: who is asked, who answers, and what."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from sim.scenario.base import Part, Share
from sim.scenario.channels import ChannelName

Question = Literal["solved", "quick", "satisfaction", "recommend"]
"""solved: was your question solved? quick: was the answer quick enough (within the channel's promise)? satisfaction:
how satisfied are you, from 1 to 10? recommend: how likely are you to recommend us, from 0 to 10?"""


class Response(Part):
    """Who answers a survey on a channel."""

    solved: Share
    """Share of customers whose need was solved who answer."""
    unsolved: Share
    """Share of the others who answer; where it differs, what is seen is not what is true."""


class Survey(Part):
    """Questions to every customer who was answered, in the channel of the answer."""

    channels: dict[ChannelName, Response] = Field(min_length=1)
    """Channels on which customers are asked."""
    questions: tuple[Question, ...] = Field(default=("solved",), min_length=1, max_length=2)
    """One or two questions."""
    lost_by_second: Share = 0.15
    """Share of those who would answer one question who do not answer two."""

    @model_validator(mode="after")
    def _different(self) -> Self:
        if "solved" not in self.questions or len(set(self.questions)) < len(self.questions):
            raise ValueError("questions: 'solved' is always asked, and no question twice")
        return self

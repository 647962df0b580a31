"""Cases for which the rules were not made, such as an illness in the family: who decides, and what follows."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from sim.scenario.base import NotNegative, Part, Share
from sim.scenario.distribution import Distribution
from sim.scenario.duration import Duration


class Refused(Part):
    """What customers do who are refused. The rest give up: the need is lost."""

    again: Share = 0.0
    """Share who contact again, on the same channel."""
    public: Share = 0.0
    """Share who complain in public: their next contact is a post on the channel social."""
    after: Duration = 0
    """Mean time until they do either (exponential)."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.again + self.public > 1.0 + 1e-9:
            raise ValueError(f"'again' and 'public' add up to {self.again + self.public:g}; accepted: at most 1")
        return self


class SpecialCases(Part):
    """Needs that self-service and bots cannot answer and people may not simply solve."""

    share: Share
    """Share of the topic's needs."""
    policy: Literal["discretion", "approval", "refusal"]
    """discretion: who serves decides at once. approval: a manager decides, somebody of a group with `approves: true`.
    refusal: the procedure says no."""
    granted: Share = 1.0
    """Share of the cases decided that are granted; these are solved."""
    goodwill: NotNegative = 0.0
    """Price of a case that is granted."""
    extra: Duration = 0
    """Work added for whoever serves the case: hearing it, deciding, or putting it to the manager."""
    review: Distribution | None = None
    """approval: work of the manager on one case."""
    refused: Refused = Refused()
    """What customers do who are refused; takes the place of the topic's `recontact` for them."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if (self.policy == "approval") != (self.review is not None):
            raise ValueError(
                "'review', the manager's work on a case, is given for the policy 'approval', and for no other"
            )
        return self

"""How people keep to their shifts: late and early starts, overtime and who takes over."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from sim.scenario.base import Part, Share
from sim.scenario.distribution import Distribution
from sim.scenario.duration import Duration
from sim.timing import MINUTE


class Deviation(Part):
    """How often and by how much people are off a planned time."""

    share: Share
    """Share of the times that are not kept."""
    late: Share = 1.0
    """Share of these that are late; the others are early."""
    by: Distribution
    """By how much."""

    @model_validator(mode="after")
    def _ends(self) -> Self:
        if self.by.family == "never":
            raise ValueError("by: the family 'never' has no end; accepted: one with a mean, such as exponential")
        return self


class Adherence(Part):
    """How people keep to the times of their shifts, drawn for each person and day, whatever the roster."""

    shift_start: Deviation | None = None
    """Logging in late or early."""
    break_start: Deviation | None = None
    """Going on a break or to a meeting late or early, before what is at hand delays it."""
    break_end: Deviation | None = None
    """Coming back from it late or early."""


class VoluntaryOvertime(Part):
    """Staying on after the end of a shift because customers wait."""

    waiting_at_least: Annotated[int, Field(ge=1)] = 1
    """Contacts that wait for the group and can be served by it, from which people are asked to stay."""
    share: Share = 1.0
    """Share of people who stay when asked, drawn for each person and day."""
    stays: Duration = 30 * MINUTE
    """For how long; then they are asked again."""

    @model_validator(mode="after")
    def _some_time(self) -> Self:
        if self.stays <= 0:
            raise ValueError("stays: accepted is more than 0")
        return self


class Overtime(Part):
    """What happens at the end of a shift. Without it a live contact at hand is finished however long that takes."""

    hand_over_after: Duration | None = None
    """Time after wanting to leave at which live contacts at hand go back to their queue, to be read again and finished
    by somebody else; None never."""
    at_most: Duration | None = None
    """Most overtime after one shift; contacts still at hand are handed over then."""
    at_most_per_week: Duration | None = None
    """Most overtime of a person in a week of the horizon, counted at the ends of the shifts that start in it."""
    voluntary: VoluntaryOvertime | None = None
    """Staying on while customers wait; None means nobody does."""

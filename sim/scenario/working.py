"""How people work: keeping to their shifts, overtime and who takes over, a second duty, learning."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from sim.scenario.base import Part, Positive, Share
from sim.scenario.distribution import Distribution
from sim.scenario.duration import Duration
from sim.timing import HOUR, MINUTE


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


class SecondDuty(Part):
    """Support as a second duty: people whose other work comes first, and who treat a contact as an interruption.

    They take one contact at a time and finish it, e-mails too.
    """

    pick_up: Distribution | None = None
    """Time from being given a contact to beginning with it, drawn for each; the customer's patience goes on."""
    occupied: Annotated[float, Field(ge=0.0, lt=1.0)] = 0.0
    """Share of their shifts in which the other duty holds them and nothing is taken, in stretches."""
    stretch: Duration = HOUR
    """Mean length of such a stretch (exponential, as are the times between them)."""
    charged: Share | None = None
    """Share of their paid time that support pays; None means the time in which the other duty does not hold them."""

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if self.stretch <= 0:
            raise ValueError("stretch: accepted is more than 0")
        if self.pick_up is not None and self.pick_up.family == "never":
            raise ValueError("pick_up: the family 'never' has no end; accepted: one with a mean, such as exponential")
        return self

    @property
    def paid_share(self) -> float:
        """Share of their paid time that support pays."""
        return 1.0 - self.occupied if self.charged is None else self.charged


class Learning(Part):
    """How a person who has just joined comes to work like the others (people with `joins`)."""

    start_factor: Annotated[float, Field(ge=1.0, le=10.0)] = 1.9
    """Handling time on the first day, relative to that of an experienced person; it falls evenly to 1."""
    start_resolution: Share = 0.8
    """Share solved on the first day, relative to that of an experienced person; it rises evenly to 1."""
    weeks: Positive | None = None
    """Weeks after joining until they work like the others."""
    contacts: Annotated[int, Field(ge=1)] | None = None
    """Instead of weeks: contacts served until they do."""

    @model_validator(mode="after")
    def _one_measure(self) -> Self:
        if (self.weeks is None) == (self.contacts is None):
            raise ValueError("give either 'weeks' or 'contacts' until people work like the others, not both or neither")
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

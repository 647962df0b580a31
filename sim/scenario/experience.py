"""What customers feel about a contact, and what makes them feel it: coefficients of ordered (logit) models.

Base levels of satisfaction are published; most coefficients are assumptions, to be replaced by a fit to one's own
survey (`allhours calibrate-survey`). The model, with its formulas, is in docs/experience.md.
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from sim.scenario.base import Part, Share
from sim.scenario.duration import Duration
from sim.timing import HOUR, MINUTE

Coefficient = Annotated[float, Field(ge=-20.0, le=20.0)]
"""Log-odds: -0.7 halves the odds of any higher grade."""
Level = Annotated[float, Field(gt=0.0, lt=1.0)]


def _check_thresholds(thresholds: tuple[float, ...], number: int) -> None:
    """Refuse borders that are not as many as they should be, or that fall."""
    if len(thresholds) != number or list(thresholds) != sorted(thresholds):
        raise ValueError(f"thresholds: these are no borders of grades; accepted: {number} numbers that do not fall")


class ExpectedWait(Part):
    """How long customers expect to wait, whatever is promised; a wait within it does no harm."""

    phone: Duration = MINUTE
    """On the phone: how long to hear a person."""
    chat: Duration = MINUTE
    """On chat."""
    email: Duration = 4 * HOUR
    """By e-mail: how long to the first reply."""
    social: Duration = HOUR
    """On social media."""

    @model_validator(mode="after")
    def _some(self) -> Self:
        for name, wait in self:
            if wait <= 0:
                raise ValueError(f"{name}: a wait counts in doublings of this time; accepted: above 0, such as 1 s")
        return self


class Levels(Part):
    """Share satisfied on each channel at `solved_share`, where all else is as customers expect."""

    phone: Level = 0.88
    """Of calls."""
    chat: Level = 0.92
    """Of chats."""
    email: Level = 0.85
    """Of e-mails."""
    social: Level = 0.80
    """Of posts and messages."""


class Drivers(Part):
    """What each driver adds to a contact, in log-odds of a higher grade, beside one solved at once as expected."""

    unsolved: Coefficient = -2.8
    """Not solved by this contact."""
    not_answered: Coefficient = -1.5
    """Abandoned, turned away, left, or found closed; besides `unsolved`."""
    waiting: Coefficient = -0.35
    """For each doubling of the wait beyond the expected one."""
    broken_promise: Coefficient = -0.5
    """Answered or called later than promised."""
    acknowledged: Coefficient = 0.15
    """Told at once that the contact has come."""
    earlier_contacts: Coefficient = -0.4
    """For each earlier attempt of the same need."""
    transfers: Coefficient = -0.5
    """For each time the contact was passed on."""
    repeating: Coefficient = -0.4
    """Had to tell again what had been told before."""
    inconsistent: Coefficient = -0.8
    """Heard another answer than on the other channel."""
    personalised: Coefficient = 0.3
    """Got a personal answer."""
    refused: Coefficient = -1.5
    """A special case that was refused; besides `unsolved`."""
    granted: Coefficient = 0.8
    """A special case that was granted."""
    forced: Coefficient = -0.6
    """The channel wanted was not offered, or closed and another one given instead."""
    failed_self_service: Coefficient = -0.2
    """Had looked for the answer in vain."""
    automation: Coefficient = -0.3
    """Answered by a bot or template alone."""
    accuracy: Coefficient = 5.0
    """For 1.0 more accuracy of who answers than usual; ten points are a tenth of it."""
    professionalism: Coefficient = 3.0
    """For 1.0 more professionalism of who answers than usual."""


class EaseDrivers(Drivers):
    """The same drivers for how easy it was: repeated contacts, transfers and telling again weigh more, waiting less."""

    unsolved: Coefficient = -2.0
    """Not solved by this contact."""
    waiting: Coefficient = -0.2
    """For each doubling of the wait beyond the expected one."""
    broken_promise: Coefficient = -0.3
    """Answered or called later than promised."""
    acknowledged: Coefficient = 0.1
    """Told at once that the contact has come."""
    earlier_contacts: Coefficient = -0.8
    """For each earlier attempt of the same need."""
    transfers: Coefficient = -0.8
    """For each time the contact was passed on."""
    repeating: Coefficient = -0.8
    """Had to tell again what had been told before."""
    inconsistent: Coefficient = -0.6
    """Heard another answer than on the other channel."""
    personalised: Coefficient = 0.2
    """Got a personal answer."""
    refused: Coefficient = -0.5
    """A special case that was refused; besides `unsolved`."""
    granted: Coefficient = 0.2
    """A special case that was granted."""
    forced: Coefficient = -0.8
    """The channel wanted was not offered, or closed and another one given instead."""
    failed_self_service: Coefficient = -0.6
    """Had looked for the answer in vain."""
    automation: Coefficient = 0.0
    """Answered by a bot or template alone."""
    accuracy: Coefficient = 2.0
    """For 1.0 more accuracy of who answers than usual."""
    professionalism: Coefficient = 1.0
    """For 1.0 more professionalism of who answers than usual."""


class Satisfaction(Part):
    """CSAT, from 1 to 10."""

    levels: Levels = Levels()
    solved_share: Level = 0.70
    """Share of contacts solved at which the levels hold."""
    satisfied_from: int = Field(default=7, ge=2, le=10)
    """Lowest grade that counts as satisfied."""
    thresholds: tuple[float, ...] = (-3.0, -2.5, -2.0, -1.4, -0.7, 0.0, 0.8, 1.7, 2.8)
    """Borders of the grades 2 to 10, in log-odds; only their distances matter, as the levels set the place."""
    drivers: Drivers = Drivers()

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        _check_thresholds(self.thresholds, 9)
        return self


class Ease(Part):
    """CES, from 1 (much effort) to 7 (very easy)."""

    easy_share: Level = 0.80
    """Share of grades from 5 to 7 at `solved_share`, where all else is as customers expect."""
    solved_share: Level = 0.70
    """Share of contacts solved at which that holds."""
    thresholds: tuple[float, ...] = (-2.4, -1.6, -0.8, 0.0, 1.0, 2.2)
    """Borders of the grades 2 to 7, in log-odds; only their distances matter."""
    drivers: EaseDrivers = EaseDrivers()

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        _check_thresholds(self.thresholds, 6)
        return self


class Recommendation(Part):
    """Likelihood to recommend, from 0 to 10, of a customer after all contacts; NPS counts its ends."""

    per_grade: Coefficient = 0.8
    """For each grade of CSAT above 8, the mean of the customer's worst and last contact."""
    thresholds: tuple[float, ...] = (-3.7, -3.3, -2.9, -2.5, -2.0, -1.5, -0.9, -0.2, 0.6, 1.4)
    """Borders of the answers 1 to 10, in log-odds, of a customer at grade 8."""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        _check_thresholds(self.thresholds, 10)
        return self


class Experience(Part):
    """What customers feel. It is always measured; nothing here changes what happens in the centre."""

    expected_wait: ExpectedWait = ExpectedWait()
    told_moves: Share = 0.8
    """How far a customer who is told a longer wait (announced or promised) comes to expect it: 1 all the way."""
    satisfaction: Satisfaction = Satisfaction()
    ease: Ease = Ease()
    recommendation: Recommendation = Recommendation()


DRIVERS = tuple(Drivers.model_fields)
"""Names of the drivers, in the order of the tables."""

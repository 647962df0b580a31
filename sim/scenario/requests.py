"""What people ask for: shifts, kinds of shifts and days, for or against, wished or fixed."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, model_validator

from sim.scenario.base import Part, Positive
from sim.scenario.calendar import Weekday

_SHIFT = re.compile(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d")
KINDS_OF_SHIFT = ("any", "early", "late", "day", "night")


def _shift(text: Any) -> Any:
    if text in KINDS_OF_SHIFT or (isinstance(text, str) and _SHIFT.fullmatch(text)):
        return text
    raise ValueError(f"this is no shift; accepted: {', '.join(KINDS_OF_SHIFT)}, or clock times such as 06:00-14:00")


class Request(Part):
    """A request of a person: for or against a day, a shift or a kind of shift; each day it speaks of counts alone."""

    wish: Literal["for", "against"] = "against"
    """`against` any shift is a day off."""
    shift: Annotated[str, BeforeValidator(_shift)] = "any"
    """`any`, `night`, `day` (no night), `early` (a day shift that starts before 11:00), `late` (another day shift), or
    the clock times of a shift such as 06:00-14:00."""
    first: dt.date | None = None
    """First day it speaks of, by the start of the shift; None for the whole horizon."""
    last: dt.date | None = None
    """Last day; None means the first."""
    days: tuple[Weekday, ...] = ()
    """Only these days of the week; none means all."""
    weight: Positive = 1.0
    """How much it matters: what each day not granted costs, beside the weights of `rules.fairness`."""
    fixed: bool = False
    """Whether it is agreed: it then comes before cover, like a duty, and is told where it cannot be kept."""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.first is None and self.last is not None:
            raise ValueError("last: a last day needs a first one")
        if self.first is not None and self.last is not None and self.last < self.first:
            raise ValueError("last: the last day lies before the first")
        return self

    def speaks_of(self, date: dt.date, weekday: str) -> bool:
        """Return whether it speaks of a date; `weekday` is the name of its day."""
        if self.first is not None and not self.first <= date <= (self.last or self.first):
            return False
        return not self.days or weekday in self.days

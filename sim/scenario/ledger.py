"""The fairness ledger: who has done how much of what nobody likes, carried from period to period in a file."""

from __future__ import annotations

import datetime as dt
from typing import Literal, Self, get_args

from pydantic import Field, field_validator, model_validator

from sim.scenario.base import Part

Item = Literal[
    "nights",
    "weekends",
    "holidays",
    "unpopular",
    "on_call_weeks",
    "on_call_weekends",
    "on_call_holidays",
    "short_notice",
]
ITEMS: tuple[Item, ...] = get_args(Item)
"""What is counted. nights, weekends, holidays (public ones) and unpopular (shifts): worked on shift. on_call_weeks:
days on call / 7. on_call_weekends and on_call_holidays: with a turn. short_notice: duties taken over
at short notice."""


class LedgerEntry(Part):
    """What one person did in one period, and what the fair share would have been."""

    person: str = Field(min_length=1)
    group: str
    entry: Literal["opening", "period", "adjustment"] = "period"
    """opening: where a joiner starts, the average of the others. period: a planned period. adjustment: by hand."""
    first: dt.date
    last: dt.date
    done: dict[Item, float] = {}
    """Counts; an item not named is 0."""
    share: dict[Item, float] = {}
    """The fair share of what the group did; an item not named is 0."""

    @field_validator("done", "share")
    @classmethod
    def _without_zeros(cls, table: dict[Item, float]) -> dict[Item, float]:
        return {item: value for item, value in table.items() if value}

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.last < self.first:
            raise ValueError("last: the last day lies before the first")
        return self


class Ledger(Part):
    """A ledger and the file it stands in. In a scenario file: the name of the file, which need not be there yet."""

    file: str
    entries: tuple[LedgerEntry, ...] = ()

    def before(self, start: dt.date) -> tuple[LedgerEntry, ...]:
        """Return the entries that count for a period that starts on a day: those that end before it.

        An opening stands on the first day of a joiner's first period and so counts from the next one on; so the same
        period can be planned again without counting anything twice.
        """
        return tuple(entry for entry in self.entries if entry.last < start)

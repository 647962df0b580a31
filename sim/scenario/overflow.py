"""When contacts go to a vendor though the team is open, and when they come back."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from sim.scenario.base import Part
from sim.scenario.duration import Duration


class Overflow(Part):
    """The team comes first while the channel is open; the vendor takes what would wait too long."""

    waiting: int | None = Field(default=None, ge=0)
    """A contact that nobody can take at once goes to the vendor if so many wait already for the team on its channel."""
    after: Duration | None = None
    """A contact that has waited so long for the team goes to the vendor, within the vendor's hours."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.waiting is None and self.after is None:
            raise ValueError("give 'waiting', 'after' or both: when contacts go to the vendor")
        return self

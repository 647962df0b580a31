"""Events in one written order: simultaneous events are ranked by content, never by the order they were made in.

The rank is (time, kind of event, number of the contact or agent). The order of kinds is part of the model: a customer
whose patience ends in the very instant an agent frees is served, because an end of service comes first.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

import simpy

Process = Generator[simpy.Event, Any, None]
"""What an actor does, told in order; it waits wherever it yields."""
Ending = Generator[simpy.Event, Any, tuple[int, bool | None]]
"""The part of a journey that ends an attempt: it returns the outcome, and whether the need was solved (None where
nobody answered it)."""

END_OF_SERVICE, SHIFT_END, BREAK, SHIFT_START, PATIENCE_ENDS, FURTHER_GROUPS, TO_VENDOR, ARRIVAL, WEEK_ENDS = (
    kind << 40 for kind in range(1, 10)
)
"""Kinds of event in the order in which simultaneous ones happen; the contact or agent number is added to the kind.

All lie above SimPy's own priorities (0 and 1), so what an event sets off at once happens before the next event.
`FURTHER_GROUPS` and `TO_VENDOR` are contacts that have waited long enough for further groups of the team, or for a
vendor: the team comes first. `ARRIVAL` is also the kind of a contact that comes to the queue after a bot or at a
promised call-back."""


class Clock(simpy.Environment):
    """An environment whose time is a whole number of microseconds since the start of the horizon."""

    if TYPE_CHECKING:

        @property
        def now(self) -> int:
            """The time."""


class At(simpy.Event):
    """An event that happens after a delay, ranked among simultaneous ones by its key (kind + number)."""

    def __init__(self, env: Clock, delay: int, key: int, value: Any = None) -> None:
        self.env = env
        self.callbacks = []
        self._ok = True
        self._value = value
        env.schedule(self, key, delay)  # type: ignore[arg-type]  # SimPy's own two priorities are integers too

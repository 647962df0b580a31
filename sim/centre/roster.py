"""Who is at work when: the roster, as the simulation, the costs and the calendars all read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

KINDS = ("shift", "break", "meeting", "leave", "on_call")
"""Kinds of assignment. shift: paid presence. break and meeting: parts of a shift away from customers. leave: paid,
absent. on_call: at home, called out for emergencies."""

SECONDARY = "secondary"
"""Name (column `shift`) of a turn on call behind somebody else, who does not answer or is busy."""

IN_LIEU = "in lieu"
"""Name (column `shift`) of leave that was earned on call."""

ASSIGNMENT_COLUMNS = ("person", "group", "kind", "shift", "start", "end")


@dataclass(frozen=True)
class Roster:
    """Assignments of people, and what the solver says of them.

    `assignments` has the columns person, group, kind (one of `KINDS`), shift (name of the shift type, such as
    ``08:00-16:00``; `SECONDARY` for a turn on call that stands behind another), start, end (time-zone-aware UTC
    timestamps), sorted by person and start. Breaks and meetings lie inside a shift of the same person.
    """

    assignments: pd.DataFrame
    status: str = "given"
    """optimal, feasible, given (not from a solver) or partial (some cover is missing)."""
    objective: float | None = None
    bound: float | None = None
    penalties: Mapping[str, float] = field(default_factory=dict)
    """What each soft rule costs in the objective."""
    gaps: pd.DataFrame = field(default_factory=lambda: pd.DataFrame({"interval_start": [], "skill": [], "missing": []}))
    """Cover that is missing: interval_start (UTC), skill (the group), missing (people)."""
    broken_words: pd.DataFrame = field(default_factory=lambda: pd.DataFrame({"person": [], "date": [], "asked": []}))
    """What is agreed with people and not kept: person, date, asked (in words)."""
    seconds: float = 0.0
    """Time the solver took."""

    @property
    def gap(self) -> float | None:
        """Relative distance of the objective from its bound, 0 when proven best; None without a solver."""
        if self.objective is None or self.bound is None:
            return None
        return abs(self.objective - self.bound) / max(1.0, abs(self.objective))

    @property
    def people(self) -> tuple[str, ...]:
        """Names of everybody with an assignment, sorted."""
        return tuple(sorted(self.assignments["person"].unique()))

    def of_kind(self, kind: str) -> pd.DataFrame:
        """Return the assignments of one kind."""
        return self.assignments[self.assignments["kind"] == kind]


def roster_of(rows: list[tuple[str, str, str, str, pd.Timestamp, pd.Timestamp]], **about: object) -> Roster:
    """Return the roster of rows (person, group, kind, shift, start, end), sorted; `about` are its other fields."""
    table = pd.DataFrame(rows, columns=list(ASSIGNMENT_COLUMNS))
    for column in ("start", "end"):
        table[column] = pd.to_datetime(table[column], utc=True).astype("datetime64[us, UTC]")
    table = table.sort_values(["person", "start", "end", "kind"], ignore_index=True)
    return Roster(table, **about)  # type: ignore[arg-type]  # the named fields of Roster

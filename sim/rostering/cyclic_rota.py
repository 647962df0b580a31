"""A cyclic rota as it is handed on: the table, what is proven of it, and how people read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from sim.rostering.cyclic_instance import OFF, RotaInstance
from sim.rostering.cyclic_words import WEEKDAYS

Table = tuple[tuple[int, ...], ...]
"""A row per week, from Monday to Sunday: numbers of shifts, or OFF."""


@dataclass(frozen=True)
class StageProof:
    """What a stage of wishes came to."""

    wishes: str
    cost: int
    bound: int
    """No rota that keeps what the stages before have won costs less."""

    @property
    def is_proven(self) -> bool:
        """Whether nothing can be better."""
        return self.cost <= self.bound


@dataclass(frozen=True)
class Rota:
    """A table, or the finding that there is none."""

    instance: RotaInstance
    table: Table | None
    """None where none was found."""
    status: str
    """optimal (every stage of wishes proven best; also where there are none), feasible, infeasible (proven), unknown
    (none found in time), given (not from the solver)."""
    counts: Mapping[str, int] = field(default_factory=dict)
    """Every wish counted, weighed or not (see `cyclic_words.WISH_WORDS`)."""
    stages: tuple[StageProof, ...] = ()
    seconds: float = 0.0
    is_repeatable: bool = True
    """Whether the same instance and seed give the same table on any machine."""
    is_interrupted: bool = False

    @property
    def rows(self) -> Table:
        """The table, where there is one.

        Raises
        ------
        ValueError
            Where there is none.
        """
        if self.table is None:
            raise ValueError(f"there is no rota: {self.status}")
        return self.table

    def frame(self) -> pd.DataFrame:
        """Return the table as people read it: a row per week (from 1), a column per weekday, ``-`` for a day off."""
        labels = [[self.instance.label(entry) for entry in row] for row in self.rows]
        weeks = pd.RangeIndex(1, len(labels) + 1, name="week")
        return pd.DataFrame(labels, index=weeks, columns=list(WEEKDAYS))

    def hours(self) -> list[float]:
        """Return the hours worked in each row."""
        shifts = self.instance.shifts
        return [sum(shifts[entry].minutes for entry in row if entry != OFF) / 60 for row in self.rows]

    def text(self) -> str:
        """Return the table as lines of text."""
        wide = max(3, *(len(shift.name) for shift in self.instance.shifts))
        lines = ["week " + " ".join(day.rjust(wide) for day in WEEKDAYS)]
        for number, row in enumerate(self.rows, 1):
            lines.append(f"{number:4} " + " ".join(self.instance.label(entry).rjust(wide) for entry in row))
        return "\n".join(lines)

"""Published figures to start from where one's own are not known, each with its source and a grade.

The table stands beside this file as ``reference_values.csv``. It fills in no scenario: whoever takes a figure over
writes it down, with its source and grade, under `sources`.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

from sim.errors import InputError, Problem, suggestion

if TYPE_CHECKING:
    import pandas as pd

TABLE = Path(__file__).with_name("reference_values.csv")

Grade = Literal["A", "B", "C"]


@dataclass(frozen=True)
class ReferenceValue:
    """A published figure: its value and range, in `unit`, and where it comes from."""

    name: str
    value: float
    low: float | None
    """Low end of what is published; None where the source gives no range."""
    high: float | None
    """High end of what is published."""
    unit: str
    """Such as `share` (0 to 1), `minutes`, `USD/hour`."""
    source: str
    year: int | None
    """Year of publication, None where the source names none."""
    grade: Grade
    """A: measured or published with method. B: published. C: weak, replace with your own."""


def reference(name: str) -> ReferenceValue:
    """Return the published figure of a name.

    Raises
    ------
    InputError
        If the table has no such name; it suggests the nearest one.

    Examples
    --------
    >>> loading = reference("wage_loading_factor")
    >>> loading.value, loading.unit, loading.grade
    (1.45, 'ratio', 'A')
    """
    values = _read()
    if name not in values:
        wrong = f"there is no reference value of this name{suggestion(name, values)}"
        raise InputError(Problem(wrong, given=name, accepted=", ".join(values)))
    return values[name]


def reference_table() -> pd.DataFrame:
    """Return all published figures, one row each, with the fields of `ReferenceValue` as columns.

    What is not published (a range, a year) is missing: NaN in `low` and `high`, <NA> in `year`.
    """
    import pandas as pd

    table = pd.DataFrame(list(_read().values()))
    return table.astype({"low": "float64", "high": "float64", "year": "Int64"})


@cache
def _read() -> dict[str, ReferenceValue]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {row["name"]: _value(row) for row in csv.DictReader(file)}


def _value(row: dict[str, str]) -> ReferenceValue:
    return ReferenceValue(
        name=row["name"],
        value=float(row["value"]),
        low=float(row["low"]) if row["low"] else None,
        high=float(row["high"]) if row["high"] else None,
        unit=row["unit"],
        source=row["source"],
        year=int(row["year"]) if row["year"] else None,
        grade=cast(Grade, row["grade"]),
    )

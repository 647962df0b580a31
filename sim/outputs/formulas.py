"""Formulas for cells, each with its value: written side by side, so that what is stored is what is calculated."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import mul
from typing import Any

import numpy as np
import numpy.typing as npt
from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from sim.finance.line import Factor

Values = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Live:
    """A formula and its value; of a range of cells, their values.

    >>> (Live("wage", 20.0) * Live("loading", 1.5) / 12.0).text
    'wage*loading/12'
    """

    text: str
    """Without the sign of equality."""
    value: Any

    def __mul__(self, other: Live | float) -> Live:
        other = live(other)
        return Live(f"{self.text}*{other.text}", self.value * other.value)

    def __truediv__(self, other: Live | float) -> Live:
        other = live(other)
        text = other.text if other.is_single else f"({other.text})"
        return Live(f"{self.text}/{text}", self.value / other.value)

    def __add__(self, other: Live | float) -> Live:
        other = live(other)
        return Live(f"({self.text}+{other.text})", self.value + other.value)

    def __sub__(self, other: Live | float) -> Live:
        other = live(other)
        text = other.text if other.is_single else f"({other.text})"
        return Live(f"({self.text}-{text})", self.value - other.value)

    def power(self, other: Live) -> Live:
        """Return it to the power of another."""
        return Live(f"({self.text})^({other.text})", self.value**other.value)

    @property
    def is_single(self) -> bool:
        """Whether it binds like one number."""
        return not set("*/+-") & set(self.text)

    def write(self, sheet: Any, row: int, column: int, form: Any) -> None:
        """Write the formula with its value."""
        sheet.write_formula(row, column, f"={self.text}", form, value=float(self.value))


def live(number: Live | float) -> Live:
    """Return a number as a formula."""
    if isinstance(number, Live):
        return number
    return Live(f"{number:.0f}" if number == round(number) else repr(float(number)), float(number))


def cell(row: int, column: int, value: float, sheet: str = "", *, fixed: bool = True) -> Live:
    """Return the formula of a cell; a fixed one stays the same when it is copied."""
    name = xl_rowcol_to_cell(row, column, row_abs=fixed, col_abs=fixed)
    return Live(f"{sheet}!{name}" if sheet else name, value)


def cells(row: int, column: int, values: Sequence[float], sheet: str = "") -> Live:
    """Return the range of the cells of one row from a column on."""
    text = xl_range_abs(row, column, row, column + len(values) - 1)
    return Live(f"{sheet}!{text}" if sheet else text, np.array(values, dtype=float))


def product_of(parts: Iterable[Live]) -> Live:
    """Return the product of formulas, 1 of none."""
    parts = list(parts)
    return reduce(mul, parts) if parts else live(1.0)


def after(start: Live | None, factors: Iterable[Factor], names: dict[str, Live]) -> Live:
    """Return a formula after factors, assumptions by their names in the workbook; of no start their product."""
    result = start
    for factor in factors:
        part = live(factor.value) if factor.is_constant else names[factor.name]
        match factor.form:
            case "times one plus":
                part = live(1.0) + part
            case "times one minus":
                part = live(1.0) - part
            case "divided by":
                result = live(1.0) if result is None else result
                result = result / part
                continue
        result = part if result is None else result * part
    return live(1.0) if result is None else result


def mean_above(values: Live, least: Live) -> Live:
    """Return the mean over a range of what its values have above a least one."""
    text = f"SUMPRODUCT(({values.text}>{least.text})*({values.text}-{least.text}))/{len(values.value)}"
    return Live(text, float(np.maximum(values.value - least.value, 0.0).mean()))


def mean_missing(values: Live, least: Live) -> Live:
    """Return the mean over a range of what its values lack to a least one."""
    text = f"SUMPRODUCT(({least.text}>{values.text})*({least.text}-{values.text}))/{len(values.value)}"
    return Live(text, float(np.maximum(least.value - values.value, 0.0).mean()))

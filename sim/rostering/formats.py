"""Benchmark formats that `allhours roster solve FILE` knows, each recognised by what the file holds.

To add one: write a function that solves a file and one that recognises its text, and add a line to `FORMATS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import InputError, Problem
from sim.files import read_text
from sim.rostering.cyclic_file import is_rota_file
from sim.rostering.duty_file import is_duty_file
from sim.rostering.nurse_instance import is_nurse_file

if TYPE_CHECKING:
    from sim.rostering.engine import Watch


@dataclass(frozen=True)
class Solved:
    """What is said of a file that was solved."""

    status: str
    """optimal, feasible, infeasible (proven) or unknown (nothing found in time)."""
    facts: Mapping[str, Any]
    """For machines."""
    lines: tuple[str, ...]
    """For people."""
    files: Mapping[str, str] = field(default_factory=dict)
    """Names and contents of what is written where the caller asks for files."""

    @property
    def is_found(self) -> bool:
        """Whether there is a roster."""
        return self.status in ("optimal", "feasible")


@dataclass(frozen=True)
class Format:
    """A benchmark format."""

    name: str
    recognises: Callable[[str], bool]
    """Whether a text is of this format."""
    solver: str
    """Module and function that solve a file: (text, file name, seconds, seed, watch, stop gap) to `Solved`."""


FORMATS = (
    Format("rotating workforce", is_rota_file, "sim.rostering.cyclic_solved:solve_rota_text"),
    Format("on-call rotation", is_duty_file, "sim.rostering.duty_solved:solve_duty_text"),
    Format("shift scheduling (nurses)", is_nurse_file, "sim.rostering.nurse_solved:solve_nurse_text"),
)


def solve_file(
    path: str | Path, seconds: float, seed: int, watch: Watch | None = None, stop_gap: float = 0.0
) -> Solved:
    """Return what the solver of a file's format finds within so many seconds, or within so near to its bound.

    Raises
    ------
    InputError
        If the file cannot be read, is of no known format, or its solver refuses it.
    """
    text = read_text(path)
    for known in FORMATS:
        if known.recognises(text):
            module, _, function = known.solver.partition(":")
            solved: Solved = getattr(import_module(module), function)(text, str(path), seconds, seed, watch, stop_gap)
            return solved
    names = ", ".join(known.name for known in FORMATS)
    raise InputError(Problem("the file is of no format known here", str(path), accepted=names))

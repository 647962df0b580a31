"""A grid of alternatives: axes along which a scenario is varied, and every combination of their values."""

from __future__ import annotations

from itertools import product
from math import prod
from pathlib import Path
from typing import Any, Self

from pydantic import Field, ValidationError, model_validator

from sim.errors import InputError, Problem
from sim.scenario.base import Part
from sim.scenario.edits import edited
from sim.scenario.explain import problems_of
from sim.scenario.load import Positions, read_yaml
from sim.scenario.model import Scenario

MOST_CELLS = 200
"""Most combinations of a grid; each is a plan of its own."""

_Step = tuple[str, dict[str, Any], Positions]
"""What a step of an axis is called in names of alternatives, its edits, and where they stand."""

_WHAT = "a grid is a YAML mapping with the key axes"


class Axis(Part):
    """One thing that is varied: the values of one path, or named edits."""

    path: str | None = Field(default=None, min_length=1)
    """Path of the value in the scenario, such as `vendors.night_desk.price.rate`."""
    values: tuple[Any, ...] = ()
    """Its values, as a file writes them."""
    edits: dict[str, dict[str, Any]] = {}
    """Instead: edits by name, each as a lever states them; `{}` leaves the scenario as it is."""

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if (self.path is None) == (not self.edits) or bool(self.values) != (self.path is not None):
            raise ValueError("give either 'path' with 'values', or 'edits'")
        return self


class Grid(Part):
    """Axes by name, and what all alternatives share."""

    edits: dict[str, Any] = {}
    """What every alternative changes, laid on the scenario before the axes."""
    axes: dict[str, Axis] = Field(min_length=1)
    """What is varied; alternatives are all combinations."""


def load_grid(file: str | Path, scenario: Scenario) -> list[Scenario]:
    """Return the alternatives of a grid laid on a scenario, named after their values, the last axis fastest.

    Raises
    ------
    InputError
        With every problem of the file, or of the scenarios it makes.
    """
    data, positions = read_yaml(Path(file), _WHAT)
    try:
        grid = Grid.model_validate(data)
    except ValidationError as error:
        raise InputError(problems_of(error, data, positions, str(file), Grid)) from None
    steps = [_steps(name, axis, positions) for name, axis in grid.axes.items()]
    if (cells := prod(len(axis) for axis in steps)) > MOST_CELLS:
        line = positions[("axes",)][1]
        raise InputError(
            Problem("these are too many combinations", str(file), line, "axes", str(cells), f"at most {MOST_CELLS}")
        )
    within = {at[1:]: place for at, place in positions.items() if at[:1] == ("edits",)}
    shared = edited(scenario, grid.edits, within, str(file)) if grid.edits else scenario
    found: list[Scenario] = []
    problems: list[Problem] = []
    for cell in product(*steps):
        try:
            changed = shared
            for _, edits, places in cell:
                changed = edited(changed, edits, places, str(file))
            found.append(changed.model_copy(update={"name": ", ".join(name for name, _, _ in cell)}))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(dict.fromkeys(problems))
    return found


def _steps(name: str, axis: Axis, positions: Positions) -> list[_Step]:
    """The steps of an axis."""
    if axis.path is None:
        named: list[_Step] = []
        for step, edits in axis.edits.items():
            at = ("axes", name, "edits", step)
            places: Positions = {
                place[len(at) :]: where for place, where in positions.items() if place[: len(at)] == at
            }
            named.append((f"{name}: {step}", edits, places))
        return named
    keys = axis.path.split(".")
    steps: list[_Step] = []
    for number, value in enumerate(axis.values):
        edit: Any = value
        for key in reversed(keys):
            edit = {key: edit}
        where = positions[("axes", name, "values", number)]
        steps.append((f"{name}: {value}", edit, {tuple(keys[:end]): where for end in range(len(keys) + 1)}))
    return steps

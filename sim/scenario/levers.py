"""Levers: priced edits of a scenario, each in a file of its own, that may be bought alone or together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from sim.errors import InputError, Problem, suggestion
from sim.scenario.base import NotNegative, Part
from sim.scenario.edits import edited, leaves
from sim.scenario.explain import problems_of
from sim.scenario.load import Positions, read_yaml
from sim.scenario.model import Scenario
from sim.scenario.planning import Source

_WHAT = "a lever is a YAML mapping with the keys name, edits and source"


class Lever(Part):
    """Something that can be bought: what it changes in the scenario, what it costs besides, and when it works."""

    name: str = Field(min_length=1)
    """What it is called, in any language."""
    about: str = ""
    """What is done, and why it should work."""
    edits: dict[str, Any] = Field(min_length=1)
    """What it changes, as a file that extends the scenario states it; `{times: 1.1}` and `{plus: 2}` change what stands
    there, and `every` in the place of a name means each of them."""
    one_off: NotNegative = 0.0
    """Price once, besides what the edits themselves cost (such as `build_cost`)."""
    per_month: NotNegative = 0.0
    """Price per month, besides what the edits themselves cost."""
    ramp_months: int = Field(default=0, ge=0, le=60)
    """Months until the full effect; it grows evenly until then. The prices are paid from the start."""
    needs: tuple[str, ...] = ()
    """Levers without which this one cannot be bought, by the names of their files."""
    excludes: tuple[str, ...] = ()
    """Levers that cannot be bought with this one, by the names of their files."""
    source: Source
    """Where the effect and the price come from."""


Levers = Mapping[str, Lever]
"""Levers by the names of their files, without `.yaml`."""


def load_levers(files: Iterable[str | Path], scenario: Scenario) -> dict[str, Lever]:
    """Return levers by the names of their files, in alphabetical order, each tried on the scenario.

    Raises
    ------
    InputError
        With every problem of every file: file, line, field, what was given and what is accepted.
    """
    found: dict[str, Lever] = {}
    positions: dict[str, Positions] = {}
    problems: list[Problem] = []
    for path in sorted((Path(file) for file in files), key=lambda path: path.stem):
        try:
            if path.stem in positions:
                raise InputError(Problem("two levers have the same file name", str(path), given=path.stem))
            data, positions[path.stem] = read_yaml(path, _WHAT)
            found[path.stem] = _lever(data, positions[path.stem], str(path))
        except InputError as error:
            problems += error.problems
    problems += _unknown(found, positions)
    for key, lever in found.items() if not problems else ():
        try:
            beneath = [found[name] for name in found if name in with_needed([key], found) - {key}]
            within = {at[1:]: place for at, place in positions[key].items() if at[:1] == ("edits",)}
            edited(with_levers(scenario, beneath), lever.edits, within, positions[key][()][0])
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(dict.fromkeys(problems))
    return found


def with_levers(scenario: Scenario, levers: Sequence[Lever]) -> Scenario:
    """Return the scenario with the edits of levers, one after the other, named after them.

    Seed and number of replications stay the scenario's, so that a lever meets the same customers.

    Raises
    ------
    InputError
        If together they make no scenario that can be used, or one of another calendar.
    """
    changed = scenario
    for lever in levers:
        changed = edited(changed, lever.edits)
    if changed.calendar != scenario.calendar:
        wrong = "levers change the calendar, so their customers cannot be the same"
        raise InputError(Problem(wrong, field="calendar", accepted="what the scenario says"))
    name = " + ".join([scenario.name, *(lever.name for lever in levers)])
    return changed.model_copy(update={"name": name, "seed": scenario.seed, "study": scenario.study})


def clashes(levers: Levers) -> dict[frozenset[str], str]:
    """Return the pairs of levers that cannot be bought together, and why.

    They exclude each other, or set the same value in ways of which one would undo the other.
    """
    found = {}
    for (first, one), (second, other) in combinations(levers.items(), 2):
        pair = frozenset((first, second))
        if second in one.excludes or first in other.excludes:
            found[pair] = "the one excludes the other"
        elif path := _same_value(one, other):
            found[pair] = f"both change {path}"
    return found


def with_needed(chosen: Iterable[str], levers: Levers) -> frozenset[str]:
    """Return levers and those they need, and those they need in turn."""
    together: set[str] = set()
    waiting = list(chosen)
    while waiting:
        key = waiting.pop()
        if key not in together:
            together.add(key)
            waiting += levers[key].needs
    return frozenset(together)


def _same_value(one: Lever, other: Lever) -> str | None:
    """The path of a value that two levers change, unless in the same relative way or to the same."""
    for first, how, value in leaves(one.edits):
        for second, how_other, value_other in leaves(other.edits):
            shared = min(len(first), len(second))
            if not all(a == b or "every" in (a, b) for a, b in zip(first[:shared], second[:shared], strict=True)):
                continue
            is_harmless = len(first) == len(second) and how == how_other and (how != "set" or value == value_other)
            if not is_harmless:
                return ".".join(map(str, first[:shared]))
    return None


def _lever(data: dict[str, Any], positions: Positions, file: str) -> Lever:
    try:
        return Lever.model_validate(data)
    except ValidationError as error:
        raise InputError(problems_of(error, data, positions, file, Lever)) from None


def _unknown(levers: Levers, positions: Mapping[str, Positions]) -> list[Problem]:
    """What is told of levers that others name and that are not there."""
    problems = []
    for key, lever in levers.items():
        for field in ("needs", "excludes"):
            for number, name in enumerate(getattr(lever, field)):
                if name in positions and name != key:
                    continue
                wrong = "a lever cannot name itself" if name == key else f"no such lever{suggestion(name, levers)}"
                file, line = positions[key].get((field, number), positions[key][(field,)])
                accepted = ", ".join(one for one in levers if one != key) or "nothing: there is no other"
                problems.append(Problem(wrong, file, line, f"{field}.{number}", name, accepted))
    return problems

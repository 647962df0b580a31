"""What commands do before the work begins: read scenarios with the given options, and make sure of the folder."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import InputError, Problem

if TYPE_CHECKING:
    from sim.scenario import Scenario


CHANGED_BY = {"seed": "--seed", "study.replications": "--replications", "uncertainty.points": "--points"}
"""Values of a scenario that options replace, by their path."""


def scenario_of(options: argparse.Namespace, file: str) -> Scenario:
    """Return the scenario of a file with the values that options replace, checked like any other.

    Raises
    ------
    InputError
        With every problem of the file, or else of the options.
    """
    from sim.scenario import change_scenario, load_scenario

    scenario = load_scenario(file)
    given = {path: vars(options).get(name.removeprefix("--")) for path, name in CHANGED_BY.items()}
    changes = {path: value for path, value in given.items() if value is not None}
    try:
        return change_scenario(scenario, changes) if changes else scenario
    except InputError as error:
        problems = [replace(one, field=CHANGED_BY.get(one.field or "", one.field)) for one in error.problems]
        raise InputError(problems) from None


def scenarios_of(options: argparse.Namespace, files: Sequence[Path]) -> list[Scenario]:
    """Return several scenarios with the same options; what is wrong in any of them is said together."""
    found: list[Scenario] = []
    problems: list[Problem] = []
    for file in files:
        try:
            found.append(scenario_of(options, str(file)))
        except InputError as error:
            problems.extend(error.problems)
    if problems:
        raise InputError(problems)
    return found


def prepared(options: argparse.Namespace) -> tuple[Scenario, Path]:
    """Return the scenario, and a folder that is known to be writable before the long work begins, as is a store."""
    from sim.outputs.files import check_writable

    scenario = scenario_of(options, options.scenario)
    folder = Path(options.out) if options.out else Path("out") / Path(options.scenario).stem
    for place in (folder, vars(options).get("store")):
        if place is not None:
            check_writable(place)
    return scenario, folder

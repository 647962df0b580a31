"""What commands do before the work begins: read scenarios with the given options, and make sure of the folder."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import InputError, Problem

if TYPE_CHECKING:
    from sim.scenario import Scenario


def scenario_of(options: argparse.Namespace, file: str) -> Scenario:
    """Return the scenario of a file, with the seed and the number of replications given on the command line."""
    from sim.scenario import load_scenario

    scenario = load_scenario(file)
    changes: dict[str, Any] = {}
    if getattr(options, "seed", None) is not None:
        changes["seed"] = options.seed
    if getattr(options, "replications", None) is not None:
        changes["study"] = scenario.study.model_copy(update={"replications": options.replications})
    return scenario.model_copy(update=changes) if changes else scenario


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
    """Return the scenario, and a folder that is known to be writable before the long work begins."""
    from sim.outputs.files import check_writable

    scenario = scenario_of(options, options.scenario)
    folder = Path(options.out) if options.out else Path("out") / Path(options.scenario).stem
    check_writable(folder)
    return scenario, folder

"""Commands that run one stage of the chain: simulate, staff."""

from __future__ import annotations

import argparse

from sim.cli.console import deliver
from sim.cli.options import JOBS, STUDY, option
from sim.cli.prepare import prepared
from sim.cli.status import DONE, MISSED


def simulate(options: argparse.Namespace) -> int:
    """Simulate a scenario under a roster from a file, or with the people it requires."""
    from sim.experiments.judging import lines_of
    from sim.experiments.stages import simulate_requirement, simulate_roster
    from sim.outputs.progress import bars
    from sim.rostering.check import check_roster
    from sim.rostering.table import read_roster

    scenario, folder = prepared(options)
    broken: list[str] = []
    with bars(quiet=options.quiet or options.json) as progress:
        if options.roster is None:
            tables = simulate_requirement(scenario, jobs=options.jobs, progress=progress)
        else:
            given = read_roster(options.roster, scenario)
            broken = [f"rule broken: {violation}" for violation in check_roster(scenario, given)]
            tables = simulate_roster(scenario, given, jobs=options.jobs, progress=progress)
    words = [*broken, *lines_of(tables["targets"])]
    deliver(options.json, scenario, folder, tables, words)
    return DONE if bool(tables["targets"]["met"].all()) and not broken else MISSED


def staff(options: argparse.Namespace) -> int:
    """Find how many people are needed when."""
    from sim.experiments.stages import find_staff
    from sim.outputs.progress import bars

    scenario, folder = prepared(options)
    with bars(quiet=options.quiet or options.json) as progress:
        requirement = find_staff(scenario, progress=progress)
    deliver(options.json, scenario, folder, {"requirement": requirement.table}, requirement.notes)
    return DONE


COMMANDS = (
    (simulate, (*STUDY, JOBS, option("--roster", metavar="FILE", help="roster (CSV); without, the people required"))),
    (staff, STUDY),
)

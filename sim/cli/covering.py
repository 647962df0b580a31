"""The command that designs coverage: coverage."""

from __future__ import annotations

import argparse
from pathlib import Path

from sim.cli.console import deliver
from sim.cli.options import JOBS, STUDY
from sim.cli.prepare import prepared
from sim.cli.status import DONE, MISSED


def coverage(options: argparse.Namespace) -> int:
    """Find what covers each channel in each part of the week at least cost: team, on call, vendor, bot, nobody."""
    from sim.experiments.coverage import design_coverage
    from sim.outputs.coverage import coverage_cells, coverage_files, coverage_words
    from sim.outputs.progress import bars

    scenario, folder = prepared(options)
    with bars(quiet=options.quiet or options.json) as progress:
        found = design_coverage(scenario, jobs=options.jobs, progress=progress)
    tables = {
        "coverage": coverage_cells(found),
        "reached": found.reached,
        "designs": found.tried,
        "changes": found.changes,
    }
    words = [*coverage_words(found), f"Plan it: allhours plan {folder / 'design.yaml'}"]
    deliver(options.json, scenario, folder, tables, words, coverage_files(found, Path(options.scenario), folder))
    return DONE if found.is_reached else MISSED


COMMANDS = ((coverage, (*STUDY, JOBS)),)

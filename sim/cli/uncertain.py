"""The command that doubts a plan: uncertainty."""

from __future__ import annotations

import argparse
from pathlib import Path

from sim.cli.console import deliver
from sim.cli.options import JOBS, STUDY, option, whole
from sim.cli.prepare import prepared, scenarios_of
from sim.cli.status import DONE


def uncertainty(options: argparse.Namespace) -> int:
    """Say what if we are wrong: bands, chances of missing promises, what matters, and what would flip the choice.

    The scenario and its alternatives are planned, then live with their rosters at many values of what is not known for
    sure (`uncertainty` in the scenario, or published ranges). Runs are kept in the store, so that the same command
    resumes what was killed.
    """
    from sim.experiments.sweep import Alternative, planned_rosters
    from sim.experiments.uncertainty import study_uncertainty
    from sim.outputs.progress import bars
    from sim.outputs.uncertainty_files import uncertainty_files
    from sim.outputs.words_uncertainty import uncertainty_words
    from sim.rostering.table import read_roster

    scenario, folder = prepared(options)
    others = scenarios_of(options, [Path(file) for file in options.alternatives])
    same = {"seed": scenario.seed, "study": scenario.study}
    scenarios = [scenario, *(one.model_copy(update=same) for one in others)]
    store = Path(options.store) if options.store else folder / "runs"
    with bars(quiet=options.quiet or options.json) as progress:
        given = [read_roster(options.roster, scenario)] if options.roster else []
        planned = planned_rosters(scenarios[len(given) :], jobs=options.jobs, store=store, progress=progress)
        alternatives = [Alternative(*pair) for pair in zip(scenarios, [*given, *planned], strict=True)]
        result = study_uncertainty(
            alternatives, replan=options.replan, jobs=options.jobs, store=store, progress=progress
        )
    deliver(options.json, scenario, folder, result.tables(), uncertainty_words(result), uncertainty_files(result))
    return DONE


COMMANDS = (
    (
        uncertainty,
        (
            *STUDY,
            JOBS,
            option("alternatives", metavar="ALTERNATIVE", nargs="*", help="scenario files to choose among"),
            option("--points", type=whole(8, 65536), metavar="N", help="points, instead of the scenario's"),
            option("--roster", metavar="FILE", help="roster of the scenario (CSV); without, it is planned"),
            option("--replan", action="store_true", help="plan every point anew, as if its values were known in time"),
            option("--store", metavar="FOLDER", help="where runs are kept (default: runs/ in the output folder)"),
        ),
    ),
)

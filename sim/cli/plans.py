"""Commands that plan from demand to costs: plan, compare."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from sim.cli.console import facts_of, say
from sim.cli.ledger import LEDGER, keep_ledger, with_ledger
from sim.cli.options import JOBS, STUDY, option
from sim.cli.prepare import prepared, scenarios_of
from sim.cli.status import DONE, MISSED
from sim.errors import InputError
from sim.wording import counted


def plan(options: argparse.Namespace) -> int:
    """Plan a scenario from demand to costs; with files in `alternatives/` beside it, compare them too."""
    beside = sorted(Path(options.scenario).parent.glob("alternatives/*.yaml"))
    return _compare(options, [] if options.alone else beside)


def compare(options: argparse.Namespace) -> int:
    """Plan a scenario and its alternatives for the same customers, and compare them."""
    if not options.alternatives and options.grid is None:
        raise InputError("nothing to compare with; accepted: scenario files, --grid FILE, or both")
    return _compare(options, [Path(file) for file in options.alternatives], options.grid)


def _compare(options: argparse.Namespace, alternatives: Sequence[Path], grid: str | None = None) -> int:
    from sim.experiments.compare import compare as compare_scenarios
    from sim.experiments.plan import plan as plan_scenario
    from sim.outputs.progress import bars
    from sim.outputs.write import write_comparison, write_plan
    from sim.rostering.ledger_update import ledger_after
    from sim.scenario.unheard import unheard

    scenario, folder = prepared(options)
    scenario = with_ledger(scenario, getattr(options, "ledger", None))
    others = scenarios_of(options, alternatives)
    if grid is not None:
        from sim.scenario.grid import load_grid

        others += load_grid(grid, scenario)
    comparison = None
    with bars(quiet=options.quiet or options.json) as progress:
        if others:
            comparison = compare_scenarios([scenario, *others], jobs=options.jobs, progress=progress)
            base = comparison.plans[scenario.name]
            progress("writing", 0.0)
            paths = write_comparison(comparison, folder, published=folder)
        else:
            base = plan_scenario(scenario, jobs=options.jobs, progress=progress)
            progress("writing", 0.0)
            paths = write_plan(base, folder, published=folder)
        progress("writing", 1.0)
    words = [base.verdict, *([comparison.recommendation] if comparison else []), *base.notes, *unheard(scenario)]
    if getattr(options, "ledger", None) or not others:  # a comparison decides nothing yet
        words += keep_ledger(scenario, ledger_after(scenario, base.roster, base.sizes))
    if comparison:
        words.append(f"Decision: {folder / 'decision.html'}")
    words += [f"Report: {folder / 'report.html'}", f"{counted(len(paths), 'file')} in {folder}"]
    say(options.json, facts_of(base, comparison, paths), words)
    return DONE if base.met else MISSED


GRID = option("--grid", metavar="FILE", help="grid of alternatives (YAML) laid on the scenario")

COMMANDS = (
    (plan, (*STUDY, JOBS, LEDGER, option("--alone", action="store_true", help="leave the files in alternatives/ out"))),
    (compare, (*STUDY, JOBS, option("alternatives", metavar="ALTERNATIVE", nargs="*", help="scenario files"), GRID)),
)

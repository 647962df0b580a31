"""Commands about money over time: money."""

from __future__ import annotations

import argparse
from pathlib import Path

from sim.cli.console import deliver
from sim.cli.options import JOBS, STUDY, option, whole
from sim.cli.prepare import prepared, scenarios_of
from sim.cli.status import DONE


def money(options: argparse.Namespace) -> int:
    """Plan a scenario and its alternatives, and follow the money of each month by month.

    Writes the cash flow, net present value and payback beside the first, the waterfall from its cost to each other's,
    break-even volumes and costs by channel as tables (CSV). Without alternatives, those in `alternatives/` beside the
    scenario are taken, if any.
    """
    from sim.experiments.compare import compare
    from sim.experiments.money import compare_cash, sentences_of
    from sim.experiments.plan import plan
    from sim.outputs.progress import bars

    scenario, folder = prepared(options)
    beside = sorted(Path(options.scenario).parent.glob("alternatives/*.yaml"))
    others = scenarios_of(options, [Path(file) for file in options.alternatives] or beside)
    with bars(quiet=options.quiet or options.json) as progress:
        if others:
            plans = dict(compare([scenario, *others], jobs=options.jobs, progress=progress).plans)
        else:
            plans = {scenario.name: plan(scenario, jobs=options.jobs, progress=progress)}
    found = compare_cash(plans, months=options.months)
    deliver(options.json, scenario, folder, found.tables, sentences_of(found))
    return DONE


MONTHS = option(
    "--months",
    type=whole(1, 240),
    metavar="N",
    help="months of the cash flow, instead of the scenario's horizon_months",
)
COMMANDS = (
    (money, (*STUDY, JOBS, MONTHS, option("alternatives", metavar="ALTERNATIVE", nargs="*", help="scenario files"))),
)

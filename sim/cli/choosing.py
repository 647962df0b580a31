"""The command that chooses: among alternatives, and among sets of levers under a budget."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from sim.cli.console import deliver
from sim.cli.options import JOBS, STUDY, option, share, whole
from sim.cli.plans import GRID
from sim.cli.prepare import prepared, scenarios_of
from sim.cli.status import DONE, MISSED
from sim.errors import InputError

if TYPE_CHECKING:
    from sim.experiments.choose import Question
    from sim.scenario import Scenario


def choose(options: argparse.Namespace) -> int:
    """Choose among a scenario, its alternatives, and the levers that a budget can buy.

    Levers are the files in `levers/` beside the scenario, unless others are given. The candidates are planned, then
    simulated with customers nobody was planned for until it is sure enough which of them is best: see docs/choosing.md.
    """
    from sim.experiments.choose import choose as choose_best
    from sim.outputs.progress import bars
    from sim.scenario.grid import load_grid
    from sim.scenario.levers import load_levers

    scenario, folder = prepared(options)
    question = _question(options, scenario)
    alternatives = scenarios_of(options, [Path(file) for file in options.alternatives])
    if options.grid is not None:
        alternatives += load_grid(options.grid, scenario)
    beside = sorted(Path(options.scenario).parent.glob("levers/*.yaml"))
    levers = load_levers(beside if options.levers is None else options.levers, scenario)
    if not levers and not alternatives:
        raise InputError("nothing to choose from; accepted: levers, scenario files, --grid FILE")
    store = Path(options.store) if options.store else folder / "store"
    with bars(quiet=options.quiet or options.json) as progress:
        choice = choose_best(
            scenario,
            alternatives=alternatives,
            levers=levers,
            question=question,
            jobs=options.jobs,
            store=store,
            progress=progress,
        )
    tables = {"candidates": choice.candidates}
    if levers:
        tables |= {"levers": choice.levers, "interactions": choice.interactions, "tried": choice.tried}
    deliver(options.json, scenario, folder, tables, choice.words)
    return DONE if choice.keeps_promises else MISSED


def _question(options: argparse.Namespace, scenario: Scenario) -> Question:
    from sim.experiments.choose import Question
    from sim.experiments.portfolio import Budget
    from sim.experiments.sampling import Demanded
    from sim.experiments.worth import objective_for
    from sim.measures.summary import ALL

    measure, _, channel = options.objective.partition(":")
    return Question(
        objective=objective_for(scenario, measure, channel or ALL, options.months, options.interest),
        budget=Budget(options.budget, options.budget_per_month),
        indifference=options.indifference,
        demanded=Demanded(options.slack, options.kept_share),
        confidence=options.confidence,
        finalists=options.finalists,
        most=options.most,
    )


def amount(text: str) -> float:
    """Read an option that is an amount of money, 0 or more."""
    return _at_least_zero(text, "amount of money, 0 or more")


def difference(text: str) -> float:
    """Read an option that is a difference above 0."""
    number = _at_least_zero(text, "difference above 0")
    if number == 0:
        raise argparse.ArgumentTypeError(f"'{text}' is no difference above 0")
    return number


def interest(text: str) -> float:
    """Read an option that is a yearly rate of interest, 0 to 1."""
    number = _at_least_zero(text, "rate of interest from 0 to 1")
    if number > 1:
        raise argparse.ArgumentTypeError(f"'{text}' is no rate of interest from 0 to 1 (5 % is 0.05)")
    return number


def confidence(text: str) -> float:
    """Read an option that is a probability above one half, below 1."""
    number = share(text)
    if not 0.5 < number < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is no probability above 0.5 and below 1")
    return number


def often(text: str) -> float:
    """Read an option that is a share from 0.2 to 0.99."""
    number = share(text)
    if not 0.2 <= number <= 0.99:
        raise argparse.ArgumentTypeError(f"'{text}' is no share from 0.2 to 0.99")
    return number


def _at_least_zero(text: str, what: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0.0 <= number < float("inf"):
        raise argparse.ArgumentTypeError(f"'{text}' is no {what}")
    return number


OPTIONS = (
    option("--alternatives", metavar="FILE", nargs="+", default=[], help="scenario files to choose among"),
    GRID,
    option("--levers", metavar="FILE", nargs="*", help="levers (YAML), instead of those in levers/; none: no levers"),
    option(
        "--objective",
        default="total_cost",
        metavar="MEASURE[:CHANNEL]",
        help="what is to be best: total_cost (running cost and value lost, less revenue), cost_per_month, or a measure "
        "such as csat or service_level:phone (default: %(default)s)",
    ),
    option("--budget", type=amount, metavar="AMOUNT", help="most to pay once for levers"),
    option("--budget-per-month", type=amount, metavar="AMOUNT", help="most to pay a month for levers"),
    option("--months", type=whole(1, 240), metavar="N", help="months that count (default: the scenario's)"),
    option("--interest", type=interest, metavar="RATE", help="of a year (default: the scenario's)"),
    option("--indifference", type=difference, metavar="AMOUNT", help="difference that does not matter (default: 1 %%)"),
    option("--slack", type=share, default=0.02, metavar="SHARE", help="how much a promise may be missed by before that "
           "must be found out (default: %(default)s)"),
    option("--kept-share", type=often, metavar="SHARE", help="least share of the runs that keep all promises at once, "
           "instead of each promise on average"),
    option("--confidence", type=confidence, default=0.95, metavar="SHARE", help="probability of judging promises "
           "rightly and selecting the best (default: %(default)s)"),
    option("--finalists", type=whole(1, 50), default=4, metavar="N", help="sets of levers that are planned in full "
           "(default: %(default)s)"),
    option("--most", type=whole(10, 100_000), default=200, metavar="N", help="most replications of one candidate "
           "(default: %(default)s)"),
    option("--store", metavar="FOLDER", help="where plans and runs are kept, so that what was interrupted resumes "
           "(default: store/ in the folder of results)"),
)  # fmt: skip
COMMANDS = ((choose, (*STUDY, JOBS, *OPTIONS)),)

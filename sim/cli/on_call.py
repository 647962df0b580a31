"""The command for duty on call: who has which turn, what it brings, what it pays, and whether a swap may be."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.cli.console import deliver, say
from sim.cli.happened import a_date, absence
from sim.cli.ledger import LEDGER, keep_ledger, with_ledger
from sim.cli.options import JOBS, STUDY, option
from sim.cli.prepare import prepared
from sim.cli.rosters import WHY, why_words, with_options
from sim.cli.searching import GOOD_ENOUGH, SECONDS, STOPPED, tell
from sim.cli.status import DONE, MISSED
from sim.wording import counted

if TYPE_CHECKING:
    from sim.rostering.on_call_swap import Swap, Swapped


def on_call(options: argparse.Namespace) -> int:
    """Find who is on call when, simulate it, and say what it brings and pays; or check a swap, or repair for illness.

    With `--ill` the turns of somebody are taken over, and as little else as possible changes. While it is searched,
    each better roster and rotation is told with its cost, its bound and the seconds. The first Ctrl-C ends the search
    and hands back the best so far; the second ends everything.

    Exit status: 0 all well, 1 a turn stays open or a swap breaks a rule that may never be broken, 2 the input is wrong.
    """
    import pandas as pd

    from sim.experiments.on_call import at_short_notice, plan_on_call
    from sim.outputs.calendars import earlier_calendars
    from sim.outputs.on_call_files import files_of_on_call, tables_of_on_call
    from sim.outputs.progress import bars
    from sim.rostering.engine import Stop
    from sim.rostering.ledger_update import SHORT_NOTICE, with_changed_turns
    from sim.rostering.on_call_swap import parse_swap, read_swaps
    from sim.rostering.on_call_why import cost_of_rules, cost_per_person
    from sim.rostering.period import check_period
    from sim.rostering.table import read_roster
    from sim.scenario.unheard import unheard

    scenario, folder = prepared(options)
    scenario, stop = with_ledger(with_options(scenario, options), options.ledger), Stop()
    swaps = [parse_swap(text) for text in options.swap] + (read_swaps(options.swaps) if options.swaps else [])
    given = read_roster(options.roster, scenario) if options.roster else None
    if given is not None:
        check_period(scenario, given, options.roster)
    is_silent = options.quiet or options.json
    with bars(quiet=is_silent) as progress:
        result = plan_on_call(
            scenario,
            given,
            swaps=swaps,
            ill=options.ill or (),
            today=options.today,
            simulated=not options.turns_only,
            jobs=options.jobs,
            progress=progress,
            watch=None if is_silent else tell,
            stop_gap=options.good_enough,
            stop=stop,
        )
    words, ledger = [*result.words, *unheard(scenario)], result.ledger
    if result.swapped is not None:
        if result.swapped.forbidden:
            words = [*result.swapped.words, *_others(result.swapped, swaps), "Nothing was written."]
            say(options.json, {"scenario": scenario.name, "refused": words}, words)
            return MISSED
        keep = ["To keep it, write in the scenario under on_call.rota.fixed:", *result.swapped.fixed]
        words = [*result.swapped.words, *keep, *words]
        if options.today is not None:
            ledger = at_short_notice(result, swaps, pd.Timestamp(options.today + SHORT_NOTICE))
    tables = tables_of_on_call(result)
    if options.why:
        with bars(quiet=is_silent) as progress:
            tables["why_by_person"] = cost_per_person(result.plan)
            tables["why_without"] = cost_of_rules(scenario, result.roster, result.plan, progress=progress)
        words += why_words(tables["why_by_rule"], tables["why_without"])
    if result.repaired is not None:
        keep = ["To keep it, write in the scenario under on_call.rota.fixed:", *result.repaired.fixed]
        words = [*result.repaired.words, *(keep if result.repaired.fixed else []), *words]
        tables["turn_changes"] = result.repaired.changes
        ledger = with_changed_turns(ledger, result.roster, result.repaired.changes)
    if stop.is_asked:
        words.append(STOPPED)
    words += keep_ledger(scenario, ledger)
    calendars = files_of_on_call(result, earlier_calendars(folder, scenario.name))
    deliver(options.json, scenario, folder, tables, words, calendars, result.plan.status)
    return DONE if result.plan.open.empty else MISSED


def _others(swapped: Swapped, swaps: Sequence[Swap]) -> list[str]:
    """Who else could take the turns that somebody wants to give away."""
    from sim.rostering.on_call_swap import who_could

    lines = []
    for swap in swaps:
        names = [
            f"{name} ({counted(more, 'more rule')} broken)" if more else name
            for name, more in who_could(swapped.before, swap.person, swap.date)
        ]
        lines.append(f"Who could take {swap.person}'s turn of {swap.date}: {', '.join(names) or 'nobody'}.")
    return lines


COMMANDS = (
    (
        on_call,
        (
            *STUDY,
            JOBS,
            SECONDS,
            GOOD_ENOUGH,
            option("--roster", metavar="FILE", help="roster (CSV) of who works when; without, one is found first"),
            option("--swap", action="append", default=[], metavar="SWAP", help="as Ada:2026-01-12,Ben:2026-01-19"),
            option("--swaps", metavar="FILE", help="swaps as CSV: person, date, other, other_date"),
            option("--ill", type=absence, action="append", metavar="NAME:FROM..TO",
                   help="somebody is away on these days; others take over, with as few changes as possible"),
            option("--today", type=a_date, metavar="DATE",
                   help="first day that may change; turns taken over within a week of it are at short notice (ledger)"),
            option("--turns-only", action="store_true", help="simulate nothing: turns, shares and pay for the weeks"),
            WHY,
            LEDGER,
        ),
    ),
)  # fmt: skip

"""The command that repairs a roster: repair."""

from __future__ import annotations

import argparse

from sim.cli.console import deliver
from sim.cli.happened import a_date, absence, swap
from sim.cli.ledger import LEDGER, keep_ledger, with_ledger
from sim.cli.options import STUDY, option
from sim.cli.prepare import prepared
from sim.cli.rosters import EXPLAIN, HISTORY, with_options
from sim.cli.searching import GOOD_ENOUGH, SECONDS, STOPPED, tell
from sim.cli.status import DONE, MISSED
from sim.wording import counted


def repair(options: argparse.Namespace) -> int:
    """Repair a roster: somebody falls ill, a swap is asked; as little as possible changes, and each change is told.

    Turns on call of the ill are taken over too. While it is searched, each better roster is told with its cost, its
    bound and the seconds. The first Ctrl-C ends the search and hands back the best so far; the second ends everything.

    Exit status: 0 all is covered and kept, 1 a hole or a broken agreement remains, 2 the input is wrong.
    """
    from sim.experiments.stages import find_staff
    from sim.outputs.calendars import calendars_of, earlier_calendars
    from sim.outputs.progress import bars
    from sim.outputs.tables import tables_of_roster
    from sim.rostering.engine import Stop
    from sim.rostering.explain import explain_roster
    from sim.rostering.ledger_update import ledger_after, with_changed_shifts, with_changed_turns
    from sim.rostering.repair import repair_roster
    from sim.rostering.skills import skill_gaps, skill_words
    from sim.rostering.table import read_roster
    from sim.scenario.unheard import unheard
    from sim.staffing.requirement_file import read_requirement

    scenario, folder = prepared(options)
    scenario = with_ledger(with_options(scenario, options), options.ledger)
    given = read_roster(options.roster, scenario)
    with bars(quiet=options.quiet or options.json) as progress:
        if options.requirement is not None:
            requirement = read_requirement(options.requirement, scenario)
        else:
            requirement = find_staff(scenario, progress=progress)
    stop, is_silent = Stop(), options.quiet or options.json
    with stop.on_ctrl_c():
        repaired = repair_roster(
            scenario,
            given,
            requirement,
            ill=options.ill or (),
            swaps=options.swap or (),
            today=options.today,
            progress=None if is_silent else tell,
            stop_gap=options.good_enough,
            stop=stop,
        )
    found = repaired.roster
    tables = {"changes": repaired.changes, "roster": found.assignments, "gaps": found.gaps}
    tables |= tables_of_roster(scenario, found)
    if scenario.rules.skills_present:
        tables["skill_gaps"] = skill_gaps(scenario, found, requirement)
    changed = repaired.changes
    words = [f"{row.date:%a %Y-%m-%d} {row.person}: {row.before} -> {row.after}" for row in changed.itertuples()]
    words.append(f"{counted(len(changed), 'change')}.")
    if stop.is_asked:
        words.append(STOPPED)
    if repaired.turns is not None:
        tables["turn_changes"] = repaired.turns
    if found.status == "partial" and options.explain:
        with bars(quiet=is_silent) as progress:
            explained = explain_roster(repaired.team, requirement, found, progress=progress)
        tables |= {"conflicts": explained.conflict_table, "mends": explained.mend_table}
        words += ["As if all days could change:", *explained.lines]
    elif found.status == "partial":
        words.append("With --explain it is told which rules are in conflict and what would mend it.")
    if "skill_gaps" in tables:
        words += skill_words(scenario, tables["skill_gaps"], requirement.interval)
    if len(found.gaps):
        words.append(f"{counted(len(found.gaps), 'interval')} short of people: see gaps.csv.")
    words += [f"Agreed and not kept: {row.person}, {row.asked}." for row in found.broken_words.itertuples()]
    words += [*(f"{violation.sentence}." for violation in repaired.violations), *repaired.notes, *unheard(scenario)]
    ledger = with_changed_shifts(ledger_after(scenario, found), found, changed, options.today)
    if repaired.turns is not None:
        ledger = with_changed_turns(ledger, found, repaired.turns)
    words += keep_ledger(scenario, ledger)
    calendars = calendars_of(scenario, found, earlier_calendars(folder, scenario.name))
    deliver(options.json, scenario, folder, tables, words, calendars, found.status)
    return MISSED if found.status == "partial" or repaired.violations else DONE


COMMANDS = (
    (
        repair,
        (
            *STUDY,
            HISTORY,
            SECONDS,
            GOOD_ENOUGH,
            EXPLAIN,
            option("--roster", required=True, metavar="FILE", help="roster to repair (CSV or plan workbook)"),
            option(
                "--ill", type=absence, action="append", metavar="NAME:FROM..TO", help="somebody is away on these days"
            ),
            option(
                "--swap",
                type=swap,
                action="append",
                metavar="A:DATE=B[:DATE]",
                help="B takes A's shift of a date, and A B's of another",
            ),
            option("--today", type=a_date, metavar="DATE", help="first day that may change"),
            LEDGER,
            option("--requirement", metavar="FILE", help="requirement.csv of the roster; without, it is found again"),
        ),
    ),
)

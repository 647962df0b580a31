"""Commands on dated rosters: roster, roster check."""

from __future__ import annotations

import argparse
import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING

from sim.cli.console import deliver, rows_of, say
from sim.cli.ledger import LEDGER, keep_ledger, with_ledger
from sim.cli.options import STUDY, option
from sim.cli.prepare import prepared, scenario_of
from sim.cli.searching import GOOD_ENOUGH, SECONDS, STOPPED, tell
from sim.cli.status import DONE, MISSED
from sim.wording import counted, people

if TYPE_CHECKING:
    import pandas as pd

    from sim.centre.roster import Roster
    from sim.scenario import Scenario


def roster(options: argparse.Namespace) -> int:
    """Find the requirement, and a roster of named people that covers it.

    While it is searched, each better roster is told with its cost, its bound and the seconds. The first Ctrl-C ends the
    search and hands back the best roster so far; the second ends everything.
    """
    from sim.experiments.stages import find_roster
    from sim.outputs.calendars import calendars_of, earlier_calendars
    from sim.outputs.progress import bars
    from sim.outputs.tables import tables_of_roster
    from sim.rostering.engine import Stop
    from sim.rostering.explain import explain_roster
    from sim.rostering.ledger_update import ledger_after
    from sim.rostering.skills import skill_gaps, skill_words
    from sim.rostering.why import cost_of_rules, cost_per_person, cost_per_rule
    from sim.scenario.unheard import unheard

    scenario, folder = prepared(options)
    scenario, stop = with_ledger(with_options(scenario, options), options.ledger), Stop()
    is_silent = options.quiet or options.json
    with bars(quiet=is_silent) as progress:
        requirement, found = find_roster(
            scenario,
            progress=progress,
            watch=None if is_silent else tell,
            stop_gap=options.good_enough,
            stop=stop,
        )
    tables = {"requirement": requirement.table, "roster": found.assignments, "gaps": found.gaps}
    tables |= tables_of_roster(scenario, found)
    if options.why:
        with bars(quiet=is_silent) as progress:
            tables["why_by_rule"] = cost_per_rule(scenario, found, requirement)
            tables["why_by_person"] = cost_per_person(scenario, found, requirement)
            tables["why_without"] = cost_of_rules(scenario, requirement, found, progress=progress)
    words = [f"The roster is {found.status}; {people(len(found.people))}."]
    if scenario.rules.skills_present:
        tables["skill_gaps"] = skill_gaps(scenario, found, requirement)
        words += skill_words(scenario, tables["skill_gaps"], requirement.interval)
    if found.status == "partial" and options.explain:
        with bars(quiet=is_silent) as progress:
            explained = explain_roster(scenario, requirement, found, progress=progress)
        tables |= {"conflicts": explained.conflict_table, "mends": explained.mend_table}
        words += explained.lines
    elif found.status == "partial":
        words.append("With --explain it is told which rules are in conflict and what would mend it.")
    if stop.is_asked:
        words.append(STOPPED)
    if len(found.gaps):
        words.append(f"{counted(len(found.gaps), 'interval')} short of people: see gaps.csv.")
    if options.why:
        words += why_words(tables["why_by_rule"], tables["why_without"])
    words += [f"Agreed and not kept: {row.person}, {row.asked}." for row in found.broken_words.itertuples()]
    words += unheard(scenario)
    words += keep_ledger(scenario, ledger_after(scenario, found))
    calendars = calendars_of(scenario, found, earlier_calendars(folder, scenario.name))
    deliver(options.json, scenario, folder, tables, words, calendars, found.status)
    return MISSED if found.status == "partial" else DONE


def roster_check(options: argparse.Namespace) -> int:
    """Check a roster that somebody edited (CSV, or a plan's workbook) against every rule of a scenario.

    Exit status: 0 it keeps every rule, 1 it breaks some, each in words with names and dates, or leaves a hole in the
    requirement given, 2 it cannot be read.
    """
    from sim.files import write_atomically
    from sim.outputs.tables import tables_of_roster
    from sim.rostering.check import check_roster
    from sim.rostering.table import read_roster

    scenario = with_options(scenario_of(options, options.scenario), options)
    given = read_roster(options.file, scenario)
    broken = check_roster(scenario, given)
    holes = [] if options.requirement is None else holes_in(scenario, given, options.requirement)
    wishes = tables_of_roster(scenario, given).get("requests")
    lines = [f"{violation.sentence}." for violation in broken]
    lines.append(
        f"{options.file}: {counted(len(broken), 'rule')} broken." if broken else f"{options.file}: no rule broken."
    )
    lines += holes
    if wishes is not None:
        lines.append(f"{int(wishes['is_granted'].sum())} of {counted(len(wishes), 'day')} asked for are granted.")
    facts = {
        "file": options.file,
        "scenario": scenario.name,
        "broken": [vars(violation) for violation in broken],
        "requests": [] if wishes is None else rows_of(wishes),
        "holes": holes,
    }
    if options.out is not None:
        write_atomically(Path(options.out), json.dumps(facts, ensure_ascii=False, indent=2) + "\n")
    say(options.json, facts, lines)
    return MISSED if broken or holes else DONE


def holes_in(scenario: Scenario, given: Roster, file: str) -> list[str]:
    """Return where a roster has fewer people than the requirement of a file asks for, a sentence per stretch."""
    from sim.rostering.penalties import missing_cover
    from sim.rostering.skills import skill_gaps, skill_words
    from sim.staffing.requirement_file import read_requirement

    requirement = read_requirement(file, scenario)
    interval, zone = dt.timedelta(microseconds=requirement.interval), scenario.calendar.zone
    stretches: list[tuple[str, int, pd.Timestamp, pd.Timestamp]] = []
    for (group, start), missing in missing_cover(scenario, given, requirement).items():
        if stretches and stretches[-1][:2] == (group, missing) and stretches[-1][3] == start:
            stretches.append((group, missing, stretches.pop()[2], start + interval))
        else:
            stretches.append((group, missing, start, start + interval))
    skills = skill_words(scenario, skill_gaps(scenario, given, requirement), requirement.interval)
    return [
        f"{group}: {people(missing)} missing from {start.tz_convert(zone):%a %Y-%m-%d %H:%M} "
        f"to {end.tz_convert(zone):%a %Y-%m-%d %H:%M}."
        for group, missing, start, end in stretches
    ] + skills


def why_words(by_rule: pd.DataFrame, without: pd.DataFrame) -> list[str]:
    """What the rules cost, and what giving one up would bring."""
    costly, bought = by_rule[by_rule["cost"] > 0], without[without["saved"] > 0.05]
    words = [f"{row.rule} costs {row.cost:,.1f}: {row.meaning}" for row in costly.itertuples()]
    return words + [
        f"Without {row.without} all other rules would cost {row.saved:,.1f} less: see why_without.csv."
        for row in bought.itertuples()
    ]


def with_options(scenario: Scenario, options: argparse.Namespace) -> Scenario:
    """The scenario with the last roster and the time that the options name."""
    from sim.scenario import change_scenario
    from sim.scenario.past_shifts import read_past_shifts

    changes: dict[str, object] = {}
    if vars(options).get("history") is not None:
        changes["team.history"] = [shift.model_dump() for shift in read_past_shifts(Path(options.history))]
    if vars(options).get("seconds") is not None:
        changes["rules.solve_seconds"] = options.seconds
    return change_scenario(scenario, changes) if changes else scenario


HISTORY = option("--history", metavar="FILE", help="roster of the period before (CSV), instead of team.history")
WHY = option(
    "--why", action="store_true", help="also say what each rule costs, and what it costs the others (solves again)"
)
EXPLAIN = option(
    "--explain",
    action="store_true",
    help="where a hole is left, or fewer people would not do: which rules conflict, what mends it (solves again)",
)

COMMANDS = (
    (roster, (*STUDY, HISTORY, SECONDS, GOOD_ENOUGH, WHY, EXPLAIN, LEDGER)),
    (
        roster_check,
        (
            option("file", metavar="FILE", help="roster: CSV, or workbook with the sheet Assignments (.xlsx)"),
            option("--scenario", required=True, metavar="SCENARIO", help="scenario file (YAML)"),
            HISTORY,
            option(
                "--requirement", metavar="FILE", help="requirement.csv of the roster: also tell the holes it leaves"
            ),
            option("--out", metavar="FILE", help="also write what was found to this file (JSON)"),
        ),
    ),
)

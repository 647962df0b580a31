"""The command that makes a cyclic rota: rota."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sim.cli.console import deliver
from sim.cli.options import JOBS, STUDY
from sim.cli.prepare import prepared
from sim.cli.rosters import EXPLAIN, WHY, with_options
from sim.cli.searching import GOOD_ENOUGH, SECONDS, tell
from sim.cli.status import DONE, MISSED
from sim.wording import counted, people

if TYPE_CHECKING:
    import pandas as pd


def rota(options: argparse.Namespace) -> int:
    """Find a cyclic rota for a scenario, and show it beside known patterns: people, rules, service, cost.

    While it is searched, each better rota is told with its cost, its bound and the seconds. Once there is a rota,
    Ctrl-C ends the search and hands back the best so far. Where there is none, the smallest set of rules in conflict is
    told, and what would mend it.
    """
    from sim.experiments.rota import plan_rota
    from sim.outputs.progress import bars
    from sim.outputs.rota_files import rota_files
    from sim.outputs.tables import tables_of_roster
    from sim.rostering.cyclic_scenario import NoRota
    from sim.rostering.cyclic_scenario_reasons import explain_for, nearest_to_a_rota
    from sim.rostering.cyclic_why import cost_of_wishes, cost_per_wish
    from sim.rostering.engine import WORK_PER_SECOND
    from sim.scenario.unheard import unheard

    scenario, folder = prepared(options)
    scenario = with_options(scenario, options)
    is_silent = options.quiet or options.json
    with bars(quiet=is_silent) as progress:
        try:
            found = plan_rota(
                scenario,
                jobs=options.jobs,
                progress=progress,
                watch=None if is_silent else tell,
                stop_gap=options.good_enough,
            )
        except NoRota as none:
            nearest = nearest_to_a_rota(scenario, none.demand, none.tried)
            why = explain_for(scenario, none.demand, nearest)
            tables = {"conflicts": why.conflict_table, "mends": why.mend_table}
            words = [f"No rota: {none.problems[0].given}. Nearest comes {people(nearest)}.", *why.lines]
            deliver(options.json, scenario, folder, tables, words, solver="infeasible")
            return MISSED
    ours = found.options[0]
    tables = {
        "rota": found.rota.frame().reset_index(),
        "options": found.table,
        "requirement": found.requirement.table,
        "roster": found.roster.assignments,
        "gaps": found.roster.gaps,
        "targets": ours.targets,
    } | tables_of_roster(scenario, found.roster)
    unmet = found.too_few[-1] if found.too_few else None
    if found.rota.counts.get("shortage"):
        unmet = found.rota.instance.people
    reasons = list[str]()
    tables["wishes"] = cost_per_wish(found.rota)
    if options.why:
        work = scenario.rules.solve_seconds * WORK_PER_SECOND
        with bars(quiet=is_silent) as progress:
            tables["why_without"] = cost_of_wishes(found.rota, work=work, seed=scenario.seed, progress=progress)
        reasons += _why(tables["wishes"], tables["why_without"])
    if options.explain and unmet is not None:
        explained = explain_for(scenario, found.demand, unmet)
        tables |= {"conflicts": explained.conflict_table, "mends": explained.mend_table}
        reasons += explained.lines
    elif unmet is not None:
        reasons += [f"With --explain it is told why {people(unmet)} cannot cover all, and what would let them."]
    service = "keeps" if bool(ours.targets["met"].all()) else "does not keep"
    price = f"{ours.cost_per_month:,.0f} {scenario.costs.currency} a month"
    words = [
        found.rota.text(),
        f"{ours.people + ours.dated.stand_ins} people, {price}: it {service} every promise of service.",
        *(
            ["Stopped by Ctrl-C: this is the best rota so far; it keeps every rule."]
            if found.rota.is_interrupted
            else []
        ),
        *found.notes,
        *unheard(scenario),
        *reasons,
        *(_line(row) for row in found.table.to_dict("records")),
    ]
    deliver(options.json, scenario, folder, tables, words, rota_files(found), found.rota.status)
    return DONE if service == "keeps" and not ours.dated.broken else MISSED


def _why(wishes: pd.DataFrame, without: pd.DataFrame) -> list[str]:
    """What the wishes came to, and what giving one up would bring."""
    from sim.rostering.cyclic_words import WISH_WORDS

    costly = wishes[(wishes["weight"] > 0) & (wishes["count"] > 0)]
    words = [
        f"Stage {row['stage']}: {row['count']} {row['meaning']}, weight {row['weight']}."
        for row in costly.to_dict("records")
    ]
    for row in without.to_dict("records"):
        changes = [
            f"{row[name]:+d} {meaning}" for name, meaning in WISH_WORDS.items() if row[name] and name != row["without"]
        ]
        words.append(
            f"Without the wish for few {WISH_WORDS[row['without']]}: {', '.join(changes) or 'nothing else changes'}."
        )
    return words


def _line(row: Mapping[Any, Any]) -> str:
    return (
        f"{row['option']}: {row['people']} people and {row['stand_ins']} to stand in, "
        f"{row['hours_a_week']:.1f} h a week, "
        f"{row['weekends_off_share']:.0%} of weekends off, {row['days_in_row_most']} days in a row, "
        f"{counted(row['nights_in_row_most'], 'night')}, cover {row['cover_share']:.0%}, "
        f"{counted(row['rules_broken'], 'rule')} broken, "
        f"promises {'kept' if row['promises_kept'] else 'missed'}, {row['cost_per_month']:,.0f} a month"
    )


COMMANDS = ((rota, (*STUDY, JOBS, SECONDS, GOOD_ENOUGH, WHY, EXPLAIN)),)

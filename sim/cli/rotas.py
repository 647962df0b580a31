"""The command that makes a cyclic rota: rota."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import Any

from sim.cli.console import deliver
from sim.cli.options import JOBS, STUDY
from sim.cli.prepare import prepared
from sim.cli.rosters import tell
from sim.cli.status import DONE, MISSED


def rota(options: argparse.Namespace) -> int:
    """Find a cyclic rota for a scenario, and show it beside known patterns: people, rules, service, cost.

    While it is searched, each better rota is told with its cost, its bound and the seconds. Once there is a rota,
    Ctrl-C ends the search and hands back the best so far.
    """
    from sim.experiments.rota import plan_rota
    from sim.outputs.progress import bars
    from sim.outputs.rota_files import rota_files

    scenario, folder = prepared(options)
    is_silent = options.quiet or options.json
    with bars(quiet=is_silent) as progress:
        found = plan_rota(scenario, jobs=options.jobs, progress=progress, watch=None if is_silent else tell)
    ours = found.options[0]
    tables = {
        "rota": found.rota.frame().reset_index(),
        "options": found.table,
        "requirement": found.requirement.table,
        "roster": found.roster.assignments,
        "gaps": found.roster.gaps,
        "targets": ours.targets,
    }
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
        *(_line(row) for row in found.table.to_dict("records")),
    ]
    deliver(options.json, scenario, folder, tables, words, rota_files(found), found.rota.status)
    return DONE if service == "keeps" and not ours.dated.broken else MISSED


def _line(row: Mapping[Any, Any]) -> str:
    return (
        f"{row['option']}: {row['people']} people and {row['stand_ins']} to stand in, "
        f"{row['hours_a_week']:.1f} h a week, "
        f"{row['weekends_off_share']:.0%} of weekends off, {row['days_in_row_most']} days in a row, "
        f"{row['nights_in_row_most']} nights, cover {row['cover_share']:.0%}, {row['rules_broken']} rules broken, "
        f"promises {'kept' if row['promises_kept'] else 'missed'}, {row['cost_per_month']:,.0f} a month"
    )


COMMANDS = ((rota, (*STUDY, JOBS)),)

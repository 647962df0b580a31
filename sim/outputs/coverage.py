"""What `allhours coverage` says, and writes beside its tables: the picture, the design as a scenario file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from sim.experiments.coverage import CoverageDesign
from sim.experiments.coverage_edits import file_of
from sim.outputs import looks
from sim.outputs.plots_coverage import plot_coverage
from sim.scenario.coverage import CLOSED, ON_CALL, TEAM, parts_of_choice
from sim.scenario.model import Scenario
from sim.wording import counted, people

NAMED = 4
"""Changes that are named in words."""


def coverage_cells(found: CoverageDesign) -> pd.DataFrame:
    """Return one row per channel and block.

    Columns channel, block, choice, kind (team, on_call, vendor, automation, closed: the first that answers), needs (a
    week, of customers who try the channel there), reached_share.
    """
    sums = found.trial.blocks.groupby(["channel", "block"])[["needs", "in_time"]].sum()
    counts = {key: (float(row["needs"]), float(row["in_time"])) for key, row in sums.iterrows()}
    runs = max(1, found.trial.blocks["replication"].nunique())
    rows = []
    for (channel, block), choice in found.design.items():
        needs, in_time = counts.get((channel, block), (0.0, 0.0))
        share = in_time / needs if needs else float("nan")
        rows.append((channel, block, choice, kind_of(found.scenario, choice), needs / runs, share))
    return pd.DataFrame(rows, columns=["channel", "block", "choice", "kind", "needs", "reached_share"])


def kind_of(scenario: Scenario, choice: str) -> str:
    """Return who answers first in a choice."""
    parts = parts_of_choice(choice)
    for kind, known in (("automation", scenario.automation), ("vendor", scenario.vendors)):
        if any(part in known for part in parts):
            return kind
    return next(kind for kind in (TEAM, ON_CALL, CLOSED) if kind in parts)


def coverage_files(found: CoverageDesign, scenario_file: Path, folder: Path) -> dict[str, bytes]:
    """Return contents by name: coverage.svg, and design.yaml, which extends the scenario from its place."""
    scenario = found.scenario
    figure = looks.new_figure(9.0, 1.3 + 0.55 * len(found.grid))
    plot_coverage(coverage_cells(found), ax=figure.subplots())
    extends = Path(os.path.relpath(scenario_file.resolve(), folder.resolve())).as_posix()
    about = f"{scenario.name}, digest {scenario.digest}, seed {scenario.seed}"
    return {
        "coverage.svg": looks.svg(figure, "Who covers what", about),
        "design.yaml": file_of(scenario, found.design, extends, f"{scenario.name}: the design").encode(),
    }


def coverage_words(found: CoverageDesign) -> Iterator[str]:
    """Yield what a design comes to, what it reaches, what single changes would bring, and how it was found."""
    scenario, trial = found.scenario, found.trial
    currency = scenario.costs.currency
    yield found.grid.to_string()
    price = f"{trial.cost:,.0f} {currency} a month"
    yield f"{people(trial.people)} on shift, {price} (with a sketched roster: plan it to be sure)."
    for row in found.reached.dropna(subset=["asked"]).to_dict("records"):
        word = "reached" if row["is_kept"] else "missed"
        yield f"{word}: {row['channel']} {row['reached_share']:.1%} of customers in time, asked {row['asked']:.0%}"
    others, asked = found.with_others.reached(), found.reached.dropna(subset=["asked"])
    missed = [row["channel"] for row in asked.to_dict("records") if others.get(row["channel"], 1.0) < row["asked"]]
    told = f"misses what is asked on {', '.join(missed)}" if missed else "reaches all that is asked"
    yield f"With other customers than those of the search it costs {found.with_others.cost:,.0f} {currency} and {told}."
    changes = found.changes[found.changes["shortfall_difference"] <= 0].sort_values("cost_difference", kind="stable")
    for row in changes[changes["is_simulated"]].head(NAMED).to_dict("records"):
        more = "more" if row["cost_difference"] >= 0 else "less"
        yield (
            f"With '{row['choice']}' for {row['channel']} in '{row['block']}' instead: "
            f"{abs(row['cost_difference']):,.0f} {currency} {more} a month, targets no further missed (simulated)."
        )
    yield (
        f"{counted(len(found.tried), 'design')} simulated. "
        + (
            "No design that differs at up to three places is better by what they showed."
            if found.is_settled
            else "The rounds ran out before choice and simulation agreed: a better design may exist."
        )
    )

"""What if we are wrong: a choice among alternatives under everything that is not known for sure.

Reading `study_uncertainty` from top to bottom tells what is done: one list of calls.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from sim import __version__
from sim.demand.streams import stream
from sim.errors import InputError, Problem
from sim.experiments.bands import chances_of_missing, uncertainty_bands
from sim.experiments.design import draw_design, sample_inputs
from sim.experiments.fitted import Response, fit_smooth
from sim.experiments.flips import find_flips
from sim.experiments.information import information_table
from sim.experiments.judging import promises_of
from sim.experiments.ranges import Inputs, as_it_stands, inputs_of_all, settings_of, table_of_inputs
from sim.experiments.replicate import Progress, silent
from sim.experiments.sensitivity import Named, sobol_table, tornado, tornado_points
from sim.experiments.sweep import TOTAL, Alternative, run_points
from sim.measures.summary import ALL
from sim.scenario.uncertain import Uncertainty

SAMPLE = 4096
"""Points at which fitted totals are asked for the value of information."""


@dataclass(frozen=True)
class UncertaintyResult:
    """What uncertainty means for alternatives: tidy tables, each described by the function that makes it."""

    alternatives: Sequence[Alternative]
    """The first is the base; customers, seed and settings are its own."""
    settings: Uncertainty
    is_replanned: bool
    """Whether every point was planned anew, instead of living with the rosters decided on."""
    inputs: pd.DataFrame
    """`ranges.table_of_inputs`."""
    design: pd.DataFrame
    """`design.draw_design`."""
    runs: pd.DataFrame
    """`sweep.run_points` of the design."""
    bands: pd.DataFrame
    """`bands.uncertainty_bands`."""
    chances: pd.DataFrame
    """`bands.chances_of_missing`."""
    choice: pd.DataFrame
    """`choice_table`."""
    tornado: pd.DataFrame
    """`sensitivity.tornado`."""
    sobol: pd.DataFrame
    """`sensitivity.sobol_table`."""
    information: pd.DataFrame
    """`information.information_table`; empty with a single alternative."""
    flips: pd.DataFrame
    """`flips.find_flips`; empty with a single alternative."""
    curves: pd.DataFrame
    """The differences simulated on the way to each threshold."""
    version: str = __version__

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the tables by name."""
        names = ("inputs", "design", "runs", "bands", "chances", "choice", "tornado", "sobol", "information", "flips",
                 "curves")  # fmt: skip
        return {name: getattr(self, name) for name in names}


def study_uncertainty(
    alternatives: Sequence[Alternative],
    *,
    replan: bool = False,
    jobs: int = 1,
    store: str | Path | None = None,
    progress: Progress = silent,
) -> UncertaintyResult:
    """Return what is not known for sure does to alternatives, and to the choice among them.

    Every alternative meets the same points and customers. By default it lives with its roster ("what if we are wrong
    after having decided"); with `replan` every point is planned anew, as if its values were known in time. The result
    is the same for any number of `jobs`.

    Raises
    ------
    InputError
        If two alternatives have the same name, differ in their customers, or give an input different ranges.
    """
    alternatives = _with_the_base_s_customers(alternatives)
    scenarios = [one.scenario for one in alternatives]
    base = scenarios[0]
    inputs = inputs_of_all(scenarios)
    settings = settings_of(base, inputs)
    stands = as_it_stands(scenarios, inputs)

    def run(points: pd.DataFrame, replications: int) -> pd.DataFrame:
        return run_points(
            alternatives, inputs, points, range(replications), replan=replan, jobs=jobs, store=store,
            missed_promise=settings.missed_promise, progress=progress,
        )  # fmt: skip

    design = draw_design(settings, base.seed)
    runs = run(design, settings.replications)
    ends = tornado_points(inputs, stands)
    ends_runs = run(ends, base.study.replications)
    choice = choice_table(runs)
    flips, curves = find_flips(choice, ends, ends_runs, stands, run, base.study)
    responses = fit_responses(alternatives, inputs, design, runs)
    totals = {name: response for (name, measure, _), response in responses.items() if measure == TOTAL}
    information = pd.DataFrame(columns=["input", "worth_per_month", "low", "high"])
    if len(totals) > 1:
        sample = sample_inputs(settings, base.seed, SAMPLE).drop(columns="point")
        information = information_table(totals, sample)
    return UncertaintyResult(
        alternatives=alternatives,
        settings=settings,
        is_replanned=replan,
        inputs=table_of_inputs(scenarios, inputs),
        design=design,
        runs=runs,
        bands=uncertainty_bands(runs),
        chances=chances_of_missing(scenarios, runs, base.study.confidence),
        choice=choice,
        tornado=tornado(ends, ends_runs, base.study.confidence),
        sobol=sobol_table(responses, inputs, stream(base.seed, 0, "sensitivity indices")),
        information=information,
        flips=flips,
        curves=curves,
    )


def choice_table(runs: pd.DataFrame) -> pd.DataFrame:
    """Return what speaks for each alternative: alternative, total_per_month, q05, q95, best_share, regret_per_month.

    Totals are means over points and replications, quantiles those of the points. best_share is the share of the points
    at which the alternative has the lowest total; regret what it costs on average above the best one of each point.
    Ordered by total, the lowest first.
    """
    overall = runs[runs["channel"] == ALL]
    names = list(dict.fromkeys(runs["alternative"]))
    table = overall.pivot_table(index="point", columns="alternative", values=TOTAL, aggfunc="mean")[names]
    best = table.min(axis=1)
    found = pd.DataFrame(
        {
            "alternative": names,
            TOTAL: table.mean().to_numpy(),
            "q05": table.quantile(0.05).to_numpy(),
            "q95": table.quantile(0.95).to_numpy(),
            "best_share": table.eq(best, axis=0).mean().to_numpy(),
            "regret_per_month": table.sub(best, axis=0).mean().to_numpy(),
        }
    )
    return found.sort_values(TOTAL, kind="stable").reset_index(drop=True)


def fit_responses(
    alternatives: Sequence[Alternative], inputs: Inputs, design: pd.DataFrame, runs: pd.DataFrame
) -> dict[Named, Response]:
    """Return responses fitted to the means over replications: of total, cost and every promise, per alternative."""
    points = design[list(inputs)].to_numpy(dtype=float)
    low, high = (np.array([about.support[end] for about in inputs.values()]) for end in (0, 1))
    found: dict[Named, Response] = {}
    for one in alternatives:
        own = runs[runs["alternative"] == one.name]
        measures = [(TOTAL, ALL), ("cost_per_month", ALL)]
        measures += [(measure, channel) for channel, measure, *_ in promises_of(one.scenario) if measure in own]
        for measure, channel in dict.fromkeys(measures):
            means = own[own["channel"] == channel].groupby("point")[measure].mean().reindex(design["point"])
            values = means.to_numpy(dtype=float)
            if len(values) and not np.isnan(values).any():
                found[one.name, measure, channel] = fit_smooth(points, values, low, high)
    return found


def _with_the_base_s_customers(alternatives: Sequence[Alternative]) -> list[Alternative]:
    base, problems = alternatives[0].scenario, []
    names = [one.name for one in alternatives]
    for name in sorted({name for name in names if names.count(name) > 1}):
        wrong = "two alternatives have the same name"
        problems.append(Problem(wrong, field="name", given=name, accepted="names that differ"))
    for one in alternatives[1:]:
        for field in ("calendar", "demand"):
            # as data: parts also hold arrays worked out from them, which have no one answer to "equal?"
            if getattr(one.scenario, field).model_dump() != getattr(base, field).model_dump():
                wrong = f"'{one.name}' and '{base.name}' differ in this, so their customers cannot be the same"
                problems.append(Problem(wrong, field=field, accepted="what the base says"))
    if problems:
        raise InputError(problems)
    same: Mapping[str, object] = {"seed": base.seed, "study": base.study}
    return [Alternative(one.scenario.model_copy(update=same), one.roster) for one in alternatives]

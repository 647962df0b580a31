"""Alternatives under many values of what is uncertain: the same points, the same customers, the rosters decided on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from sim.centre.roster import Roster
from sim.experiments.evaluate import evaluate_all
from sim.experiments.judging import promises_of
from sim.experiments.processes import in_processes
from sim.experiments.ranges import Inputs
from sim.experiments.replicate import Progress, silent
from sim.experiments.store import code_digest
from sim.experiments.worth import objective_for
from sim.measures.summary import ALL
from sim.rostering.table import read_roster, write_roster
from sim.scenario.drivers import value_at, with_values
from sim.scenario.model import Scenario

TOTAL = "total_per_month"
"""What alternatives are chosen by: running cost, value lost and missed promises of a month, less revenue, plus what is
paid once, spread over the months."""
_REVENUE = "revenue_per_month"
_ONE_OFF = "one_off_cost"


@dataclass(frozen=True)
class Alternative:
    """A scenario, and the roster that was decided on before it is known what the uncertain inputs turn out to be."""

    scenario: Scenario
    roster: Roster

    @property
    def name(self) -> str:
        """Name of the scenario."""
        return self.scenario.name


def point_scenario(alternative: Scenario, inputs: Inputs, values: Mapping[str, float]) -> Scenario:
    """Return an alternative with values of those inputs that change anything in it; names without a value stay.

    Every point meets the same customers: they are drawn for the largest volume of the ranges and thinned
    (`demand.same_customers_up_to`), so that a need is there, and is the same, at every volume large enough for it.
    """
    mine = {name: about for name, about in inputs.items() if about.path is None or _leads_to(alternative, about.path)}
    changed = with_values(alternative, mine, {name: values[name] for name in mine if name in values})
    demand = changed.demand
    highest = max([demand.volume, demand.same_customers_up_to or 0.0, *_volumes(alternative, inputs)])
    return changed.model_copy(update={"demand": demand.model_copy(update={"same_customers_up_to": highest})})


def run_points(
    alternatives: Sequence[Alternative],
    inputs: Inputs,
    points: pd.DataFrame,
    replications: Iterable[int],
    *,
    replan: bool = False,
    missed_promise: float = 0.0,
    jobs: int = 1,
    store: str | Path | None = None,
    progress: Progress = silent,
) -> pd.DataFrame:
    """Return what every alternative comes to at every point: one row per alternative, point, replication and channel.

    Columns alternative, point, those of `evaluate`, and in the rows over all channels promises_missed (of channels and
    goals, in that run) and total_per_month.

    Parameters
    ----------
    alternatives
        What is compared, each under its own roster.
    inputs
        The uncertain inputs, by name.
    points
        Column point, and one column per input; inputs without a column stay as they are.
    replications
        Numbers of the replications, the same at every point.
    replan
        Whether a new plan is made at every point, as if its values were known in time; the rosters given are not used.
    missed_promise
        Worth of a promise missed in a run, per month.
    jobs, store, progress
        As in `evaluate`.
    """
    places = [(number, row) for number in range(len(alternatives)) for row in points.to_dict("records")]
    scenarios = [
        point_scenario(alternatives[number].scenario, inputs, {name: row[name] for name in inputs if name in row})
        for number, row in places
    ]
    if replan:
        rosters = planned_rosters(scenarios, jobs=jobs, store=store, progress=progress)
    else:
        rosters = [alternatives[number].roster for number, _ in places]
    # an input that an alternative does not have leaves it as it was: the same case is simulated once
    keys = [(scenario.digest, id(roster)) for scenario, roster in zip(scenarios, rosters, strict=True)]
    cases = dict(zip(keys, zip(scenarios, rosters, strict=True), strict=True))
    evaluated = evaluate_all(list(cases.values()), list(replications), jobs=jobs, store=store, progress=progress)
    by_key = dict(zip(cases, evaluated, strict=True))
    tables = [by_key[key] for key in keys]
    found = [
        with_total(scenario, table, missed_promise).assign(alternative=alternatives[number].name, point=row["point"])
        for (number, row), scenario, table in zip(places, scenarios, tables, strict=True)
    ]
    together = pd.concat(found, ignore_index=True)
    first = ["alternative", "point"]
    return together[[*first, *(name for name in together if name not in (*first, "scenario"))]]


def with_total(scenario: Scenario, runs: pd.DataFrame, missed_promise: float = 0.0) -> pd.DataFrame:
    """Return runs with promises_missed and total_per_month in the rows over all channels, NaN in others.

    total = cost_per_month + value_lost_per_month + missed_promise × promises_missed, less revenue_per_month where there
    is any, plus what is paid once, spread over the months of the scenario's costs at their interest (`Objective`).
    Lower is better.
    """
    missed = missed_promises(scenario, runs).groupby("replication")["missed"].sum()
    is_all = runs["channel"] == ALL
    count = runs["replication"].map(missed).fillna(0.0).astype(float)
    total = runs["cost_per_month"] + runs["value_lost_per_month"] + missed_promise * count
    if _REVENUE in runs:
        total = total - runs[_REVENUE].fillna(0.0)
    if _ONE_OFF in runs:
        total = total + runs[_ONE_OFF].fillna(0.0) / objective_for(scenario).spread
    return runs.assign(promises_missed=count.where(is_all), **{TOTAL: total.where(is_all)})


def missed_promises(scenario: Scenario, runs: pd.DataFrame) -> pd.DataFrame:
    """Return whether each promise and goal is missed in each run: replication, channel, measure, bound, target, missed.

    A measure that a run has no value for is not missed.
    """
    rows = []
    by_run = {(row["replication"], row["channel"]): row for row in runs.to_dict("records")}
    for channel, measure, bound, target, *_ in promises_of(scenario):
        if measure not in runs:
            continue
        for number in runs["replication"].unique():
            value = float(by_run.get((number, channel), {}).get(measure, np.nan))
            missed = value < target if bound == "at_least" else value > target
            rows.append((number, channel, measure, bound, target, missed))
    columns = ["replication", "channel", "measure", "bound", "target", "missed"]
    return pd.DataFrame(rows, columns=columns)


def _leads_to(scenario: Scenario, path: str) -> bool:
    try:
        value_at(scenario, path)
    except ValueError:
        return False
    return True


def _volumes(scenario: Scenario, inputs: Inputs) -> list[float]:
    """The largest volume each input on volumes can make."""
    found = []
    for about in inputs.values():
        if about.driver == "volume":
            found.append(scenario.demand.volume * about.support[1])
        elif about.path == "demand.volume":
            found.append(about.support[1])
    return found


def planned_rosters(
    scenarios: Sequence[Scenario],
    *,
    jobs: int = 1,
    store: str | Path | None = None,
    progress: Progress = silent,
) -> list[Roster]:
    """Return the roster of the plan of each scenario, kept in the store like results.

    A solver given the same time does not always find the same roster, and a sweep that resumes needs the one it began
    with.
    """
    different = {one.digest: one for one in scenarios}
    rosters: dict[str, Roster] = {}
    planned = in_processes(jobs, _planned, ((one, store) for one in different.values()))
    for digest, roster in zip(different, planned, strict=True):
        rosters[digest] = roster
        progress("planning", len(rosters) / len(different))
    return [rosters[one.digest] for one in scenarios]


def _planned(scenario: Scenario, store: str | Path | None) -> Roster:
    from sim.experiments.plan import plan

    if store is None:
        return plan(scenario).roster
    file = Path(store) / f"roster-{scenario.digest}-{code_digest()}.csv"
    if not file.exists():
        write_roster(plan(scenario).roster, file, scenario)
    return read_roster(file, scenario)

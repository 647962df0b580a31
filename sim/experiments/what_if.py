"""What-if answers within a second: service from a fitted response, money from the exact formulas of cost.

What people, customers and automation do is simulated at some points and fitted; prices are not fitted at all. A wage,
a vendor's rate or a licence goes into the same lines of cost as in a plan, with the quantities that the fit expects.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.centre.roster import Roster
from sim.centre.simulate import simulate
from sim.demand.draw import draw_contacts
from sim.experiments.design import draw_design
from sim.experiments.fitted import Response, fit_smooth
from sim.experiments.judging import promises_of
from sim.experiments.processes import in_processes
from sim.experiments.ranges import Inputs, inputs_of
from sim.experiments.replicate import Progress, silent
from sim.experiments.results import PlanResult
from sim.experiments.summarise import summarise
from sim.experiments.sweep import point_scenario
from sim.experiments.usage_leaves import Leaf, leaves_of, with_all_places, with_leaves
from sim.finance.monthly import RUNNING, monthly_costs
from sim.finance.usage import Usage, usage_of
from sim.measures.confidence import confidence_interval
from sim.measures.records import records_of
from sim.measures.summary import ALL
from sim.rostering.compensation import roster_with_days_in_lieu
from sim.scenario.drivers import value_at
from sim.scenario.model import Scenario
from sim.scenario.uncertain import UncertainInput, Uncertainty, as_number

PEOPLE = "people"
"""The input that chooses among the rosters given."""
MONEY_DRIVERS = ("wage", "attrition", "vendor_price")
_MONEY_KEYS = (
    "costs",
    "price",
    "wage_per_hour",
    "licence_per_month",
    "price_per_resolution",
    "cost_per_use",
    "build_cost",
)
SHARES = ("service_level", "abandonment", "closed_share", "lost_share", "solved_share", "csat_satisfied_share")
_MEASURES = (
    ("abandonment", ALL), ("closed_share", ALL), ("lost_share", ALL), ("csat", ALL), ("csat_satisfied_share", ALL),
)  # fmt: skip
_MONEY = {"cost_per_month": RUNNING, "value_lost_per_month": ("lost",), "revenue_per_month": ("revenue",)}
ANSWER_COLUMNS = ["measure", "channel", "value", "low", "high", "error", "r2", "source"]
ESTIMATED, SIMULATED = "estimated", "simulated"


@dataclass(frozen=True)
class WhatIf:
    """Answers for values of inputs that were not simulated, with the error at left-out points beside each."""

    scenario: Scenario
    rosters: Mapping[int, Roster]
    """By number of people."""
    inputs: Inputs
    """What can be changed; those that only change money are computed, not fitted."""
    fitted: tuple[str, ...]
    """Inputs of the fit, in the order of its columns; `people` among them where there are several rosters."""
    measures: Mapping[tuple[str, str], Response]
    """Fitted measures, by name and channel."""
    quantities: Mapping[Leaf, Response]
    """Fitted quantities that are paid for by use."""
    money: Mapping[str, Response]
    """Fitted amounts at the prices as they stand: only for the error they tell."""
    usage: Usage
    """A usage whose numbers are replaced by fitted ones."""
    stands: Mapping[str, float]
    """Values as they stand in the scenario."""

    def estimate(self, **values: float) -> pd.DataFrame:
        """Return what is expected at values of inputs; those not named stay as they stand.

        Columns measure, channel, value, low and high (value ± twice the typical error, of a share within 0 and 1),
        error (typical distance to what was simulated at a point left out of the fit, chance in those runs included),
        r2 and source (`estimated`).

        Raises
        ------
        ValueError
            If there is no such input, or a value lies outside its range.
        """
        given = self._checked(values)
        point = np.array([[given[name] for name in self.fitted]])
        rows = []
        for (measure, channel), response in self.measures.items():
            rows.append(_row(measure, channel, float(response(point)[0]), response))
        expected = {leaf: _quantity(response, point) for leaf, response in self.quantities.items()}
        scenario = point_scenario(self.scenario, self.inputs, given)
        costs = monthly_costs(scenario, self._roster(given), [with_leaves(self.usage, expected)])
        for measure, response in self.money.items():
            amount = float(costs.loc[costs["category"].isin(_MONEY[measure]), "amount"].sum())
            rows.append(_row(measure, ALL, amount, response))
        return pd.DataFrame(rows, columns=ANSWER_COLUMNS)

    def run_for_real(self, *, jobs: int = 1, **values: float) -> pd.DataFrame:
        """Return the same measures simulated: value, low and high over the scenario's replications.

        Raises
        ------
        ValueError
            As `estimate`.
        """
        given = self._checked(values)
        scenario = point_scenario(self.scenario, self.inputs, given)
        numbers = range(self.scenario.study.replications)
        runs = list(in_processes(jobs, _simulated, ((scenario, self._roster(given), number) for number in numbers)))
        table = pd.concat([summary for summary, _ in runs])
        rows = []
        for measure, channel in [*self.measures, *((measure, ALL) for measure in self.money)]:
            values_of_runs = table.loc[table["channel"] == channel, measure].to_numpy(dtype=float)
            found = confidence_interval(values_of_runs, self.scenario.study.confidence)
            rows.append((measure, channel, found.mean, found.low, found.high, np.nan, np.nan, SIMULATED))
        return pd.DataFrame(rows, columns=ANSWER_COLUMNS)

    def range_of(self, name: str) -> tuple[float, float]:
        """Return the lowest and highest value an input may take."""
        return (min(self.rosters), max(self.rosters)) if name == PEOPLE else self.inputs[name].support

    def _checked(self, values: Mapping[str, float]) -> dict[str, float]:
        for name, value in values.items():
            if name not in self.stands:
                raise ValueError(f"there is no input '{name}'; accepted: {', '.join(self.stands)}")
            low, high = self.range_of(name)
            if not low - 1e-9 <= value <= high + 1e-9:
                raise ValueError(f"{name}: {value:g} lies outside the range of the fit; accepted: {low:g} to {high:g}")
        return {**self.stands, **values}

    def _roster(self, given: Mapping[str, float]) -> Roster:
        if PEOPLE not in given:
            return next(iter(self.rosters.values()))
        if given[PEOPLE] not in self.rosters:
            raise ValueError(f"people: {given[PEOPLE]:g}; accepted: {', '.join(map(str, self.rosters))}")
        return self.rosters[int(given[PEOPLE])]


def fit_response(
    scenario: Scenario,
    rosters: Roster | Mapping[int, Roster],
    inputs: Inputs | Sequence[str] | None = None,
    *,
    points: int = 48,
    replications: int = 2,
    jobs: int = 1,
    progress: Progress = silent,
) -> WhatIf:
    """Return fitted answers for a scenario under one roster, or under several of different size.

    Parameters
    ----------
    scenario
        What is planned for.
    rosters
        The roster decided on, or rosters by number of people (`rosters_by_people`); then `people` can be changed too.
    inputs
        What can be changed: inputs with their ranges, or names among the scenario's own; None takes all of those.
    points
        Points simulated for the fit (a Latin hypercube), spread over the rosters in turn.
    replications
        Runs per point, every point with customers of its own: so the fit averages over as many months as there are
        runs, and the error stated holds the chance in a mean of this many.
    jobs, progress
        As in `replicate`.

    Raises
    ------
    ValueError
        If there is no input of a name.
    """
    by_people = rosters if isinstance(rosters, Mapping) else {len(rosters.people): rosters}
    chosen = _chosen(scenario, inputs)
    stands = {name: 1.0 if about.path is None else as_number(value_at(scenario, about.path))
              for name, about in chosen.items()}  # fmt: skip
    fitted = [name for name, about in chosen.items() if not is_money(about)]
    design = _design(scenario, {name: chosen[name] for name in fitted}, points)
    sizes = list(by_people)
    design[PEOPLE] = [sizes[number % len(sizes)] for number in range(len(design))]
    cases = []
    for place, row in enumerate(design.to_dict("records")):
        changed = point_scenario(scenario, chosen, {name: row[name] for name in fitted})
        # other customers at every point: what all points share would be in every estimate, and in no error
        own = range(place * replications, (place + 1) * replications)
        cases += [(changed, by_people[row[PEOPLE]], number) for number in own]
    runs = []
    for run in in_processes(jobs, _simulated, cases):
        runs.append(run)
        progress("fitting", len(runs) / len(cases))
    if len(sizes) > 1:
        stands[PEOPLE] = float(sizes[0])
        fitted.append(PEOPLE)
    at = design[fitted].to_numpy(dtype=float)
    ends = [chosen[name].support if name != PEOPLE else (min(sizes), max(sizes)) for name in fitted]
    low, high = np.array([end[0] for end in ends], dtype=float), np.array([end[1] for end in ends], dtype=float)
    summary = pd.concat([table.assign(point=place // replications) for place, (table, _) in enumerate(runs)])
    measures = {}
    for measure, channel in _measures(scenario, summary):
        means = summary[summary["channel"] == channel].groupby("point")[measure].mean()
        if means.notna().all() and means.any():
            measures[measure, channel] = fit_smooth(at, means.to_numpy(dtype=float), low, high)
    overall = summary[summary["channel"] == ALL].groupby("point")[list(_MONEY)].mean()
    money = {
        name: fit_smooth(at, overall[name].to_numpy(dtype=float), low, high) for name in _MONEY if overall[name].any()
    }
    leaves = [leaves_of(usage) for _, usage in runs]
    quantities = {}
    for leaf in dict.fromkeys(leaf for one in leaves for leaf in one):
        values = np.array([one.get(leaf, 0.0) for one in leaves]).reshape(-1, replications).mean(axis=1)
        quantities[leaf] = fit_smooth(at, values, low, high)
    usage = with_all_places([one for _, one in runs])
    return WhatIf(scenario, dict(by_people), chosen, tuple(fitted), measures, quantities, money, usage, stands)


def rosters_by_people(plan: PlanResult, changes: Sequence[int] = (0, -1, 1)) -> dict[int, Roster]:
    """Return rosters of a plan with so many people more or fewer in its largest group, by number of people in all.

    Each covers the plan's requirement as well as its people can. Changes below the number of named people, or below one
    person, are left out.
    """
    largest = max(plan.sizes, key=lambda name: plan.sizes[name])
    named = len([person for person in plan.scenario.team.people if person.group == largest])
    found = {}
    for change in changes:
        size = plan.sizes[largest] + change
        if size < max(1, named):
            continue
        sizes = {**plan.sizes, largest: size}
        roster = roster_with_days_in_lieu(plan.scenario, plan.requirement, sizes=sizes) if change else plan.roster
        found[sum(sizes.values())] = roster
    return found


def is_money(about: UncertainInput) -> bool:
    """Return whether an input changes nothing but prices, so that no simulation depends on it."""
    if about.path is None:
        return about.driver in MONEY_DRIVERS
    keys = set(about.path.split("."))
    return not keys.isdisjoint(_MONEY_KEYS) and "incentive" not in keys  # what a contract makes a vendor do is work


def _chosen(scenario: Scenario, inputs: Inputs | Sequence[str] | None) -> dict[str, UncertainInput]:
    if isinstance(inputs, Mapping):
        return dict(inputs)
    own = inputs_of(scenario)
    for name in inputs or ():
        if name not in own:
            raise ValueError(f"there is no input '{name}'; accepted: {', '.join(own)}")
    return own if inputs is None else {name: own[name] for name in inputs}


def _design(scenario: Scenario, inputs: Inputs, points: int) -> pd.DataFrame:
    """Points spread evenly over the ranges, whatever is likely: the fit is to hold everywhere."""
    if not inputs:
        return pd.DataFrame({"point": np.arange(points)})
    even = {
        name: UncertainInput(driver="volume", family="uniform", low=about.support[0], high=about.support[1])
        for name, about in inputs.items()
    }
    return draw_design(Uncertainty(inputs=even, points=points), scenario.seed)


def _measures(scenario: Scenario, summary: pd.DataFrame) -> list[tuple[str, str]]:
    promised = [(one.measure, one.channel) for one in promises_of(scenario) if one.measure not in _MONEY]
    wanted = dict.fromkeys([*promised, *_MEASURES])
    return [(measure, channel) for measure, channel in wanted if measure in summary]


def _simulated(scenario: Scenario, roster: Roster, replication: int) -> tuple[pd.DataFrame, Usage]:
    log = simulate(scenario, draw_contacts(scenario, replication), roster)
    usage = usage_of(log, scenario)
    costs = monthly_costs(scenario, roster, [usage])
    summary = summarise([records_of(log, scenario)])
    for measure, categories in _MONEY.items():
        amount = float(costs.loc[costs["category"].isin(categories), "amount"].sum())
        summary[measure] = pd.Series(amount, index=summary.index).where(summary["channel"] == ALL)
    return summary, usage


def _quantity(response: Response, point: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> float:
    """A quantity expected; one that was never below 0 is not expected to be."""
    value = float(response(point)[0])
    least = response.mean + response.spread * float(np.min(response.values))
    return max(0.0, value) if least >= 0 else value


def _row(measure: str, channel: str, value: float, response: Response) -> tuple[object, ...]:
    error = response.error
    low, high = value - 2 * error, value + 2 * error
    if measure in SHARES:
        value, low, high = (min(1.0, max(0.0, one)) for one in (value, low, high))
    return measure, channel, value, low, high, error, response.r2, ESTIMATED

"""What a scenario comes to without a roster: the people required, found anew, and priced by the hour.

For searching among many variants of one base. An hour required costs what it costs in the plan of the base: wage,
loading, absence, leave, hours of shifts that nobody would miss, premiums, hiring. So no rounding to whole people hides
what a variant saves, or invents it; whether the saving is one of whole people, the plans of the best variants tell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sim.centre.roster import Roster
from sim.centre.simulate import simulate
from sim.demand.contacts import Contacts
from sim.demand.draw import draw_contacts
from sim.experiments.planned import Planned
from sim.experiments.processes import in_processes
from sim.experiments.replicate import Progress, replicate, silent
from sim.experiments.store import code_digest, keep_result, read_result
from sim.experiments.summarise import summarise
from sim.finance.monthly import RUNNING, monthly_costs
from sim.measures.records import records_of
from sim.measures.summary import ALL
from sim.scenario.model import Scenario
from sim.staffing.require import find_requirement, roster_from_counts
from sim.staffing.requirement import Requirement
from sim.timing import HOUR

WEEKS_PER_MONTH = 365.25 / 12 / 7
BATCH = 2
"""Replications for which people are found together."""
BATCHES = 5
"""Times that people are found, each time for other customers, so that intervals hold what the finding itself does."""


@dataclass(frozen=True)
class Rate:
    """What the plan of the base pays for a group."""

    hours: float
    """Hours required in a week."""
    people: float
    labour_per_month: float
    """For their hours and their turnover; call-outs and the like are paid by use."""
    wage: float
    """Loaded, of an hour."""
    there: float
    """Share of paid time in which people are there for customers."""


Yardstick = Mapping[str, Rate]
"""What the plan of the base pays, by group."""


def yardstick_of(base: Planned) -> dict[str, Rate]:
    """Return what the plan of the base pays for each group of which anybody is required."""
    scenario = base.scenario
    costs = monthly_costs(scenario, base.roster, replicate(scenario, base.roster))
    people = base.roster.assignments.drop_duplicates(["person", "group"])["group"].value_counts()
    hours = _hours(scenario, base.requirement)
    return {
        group: Rate(
            hours[group],
            float(people.get(group, 0)),
            float(costs.loc[_is_of_people(costs, [group]), "amount"].sum()),
            _wage(scenario, group),
            _there(scenario, group),
        )
        for group in scenario.team.groups
        if hours[group] > 0
    }


def trials(
    scenarios: Sequence[Scenario],
    yardstick: Yardstick,
    *,
    jobs: int = 1,
    store: str | Path | None = None,
    progress: Progress = silent,
) -> list[pd.DataFrame]:
    """Return what each scenario comes to: the columns of `evaluate`, one row per replication and channel.

    Beside them stands bought_per_month: the part of the running cost that is no labour.

    There are `BATCHES` times `BATCH` replications, and the people are found for each batch by itself. Every replication
    has exactly the people required on the job. The running cost holds, for each group,

        labour of the base x (hours required / those of the base) x (wage / that of the base) x (share there of the
        base / share there),

    for a group of given size by people instead of hours, and never less than for its named people; seats and licences
    per person likewise; everything else as the runs tell. A group that the base does not require is priced like the
    base's largest.
    """
    found: list[pd.DataFrame] = []
    for table in in_processes(jobs, _one, ((scenario, yardstick, store) for scenario in scenarios)):
        found.append(table)
        progress("searching", len(found) / len(scenarios))
    return found


def _one(scenario: Scenario, yardstick: Yardstick, store: str | Path | None) -> pd.DataFrame:
    file = Path(store or "") / f"trial-{scenario.digest}-{code_digest()}.parquet"
    kept = read_result(file) if store is not None else None
    table = kept if kept is not None else _simulated(scenario)
    if store is not None and kept is None:
        keep_result(file, table)
    return _priced(scenario, table, yardstick)


def _simulated(scenario: Scenario) -> pd.DataFrame:
    """The runs with the people required; of the costs all that are not of people, and what a person costs a month."""
    tables = []
    for batch in range(BATCHES):
        contacts = [draw_contacts(scenario, batch * BATCH + number) for number in range(BATCH)]
        requirement = find_requirement(scenario, contacts=contacts)
        roster = roster_from_counts(scenario, requirement.table)
        tables += [_run(scenario, roster, requirement, one) for one in contacts]
    return pd.concat(tables, ignore_index=True)


def _run(scenario: Scenario, roster: Roster, requirement: Requirement, contacts: Contacts) -> pd.DataFrame:
    log = simulate(scenario, contacts, roster, with_absences=False)
    costs = monthly_costs(scenario, roster, [log])
    seats = (costs["category"] == "technology") & (costs["unit"] == "people")
    rest = costs[~seats & ~_is_of_people(costs, list(scenario.team.groups))]
    amounts = {name: float(rest.loc[rest["category"].isin(of), "amount"].sum()) for name, of in _AMOUNTS.items()}
    for group, hours in _hours(scenario, requirement).items():
        amounts[f"{_HOURS}{group}"] = hours
        amounts[f"{_SEAT}{group}"] = _per_person(costs[seats & (costs["item"] == group)])
    return summarise([records_of(log, scenario)]).assign(**amounts)


def _priced(scenario: Scenario, table: pd.DataFrame, yardstick: Yardstick) -> pd.DataFrame:
    """The runs with the costs of people by the yardstick, and without the columns that were kept for that."""
    kept = [name for name in table if not str(name).startswith((_HOURS, _SEAT))]
    priced = table[kept].copy()
    for group in scenario.team.groups:
        for hours in table[f"{_HOURS}{group}"].unique():
            rows = table[table[f"{_HOURS}{group}"] == hours]
            for labour, people in _labour(scenario, group, float(hours), yardstick):
                seats = people * rows[f"{_SEAT}{group}"]
                priced.loc[rows.index, "cost_per_month"] += labour + seats
                priced.loc[rows.index, "bought_per_month"] += seats
    for name in _AMOUNTS:
        priced[name] = priced[name].where(priced["channel"] == ALL)
    return priced


def _labour(scenario: Scenario, group: str, hours: float, yardstick: Yardstick) -> Iterator[tuple[float, float]]:
    """Labour of a group in a month and its people, of whom a part may be one; nothing where nobody is paid."""
    about, named = scenario.team.groups[group], len(scenario.people_of(group))
    wage, there = _wage(scenario, group), _there(scenario, group)
    rate = yardstick.get(group) or max(yardstick.values(), key=lambda one: one.hours, default=None)
    if rate is None:  # the base requires nobody: contract hours and nothing else
        each = about.contract_hours * there
        rate = Rate(each, 1.0, about.contract_hours * WEEKS_PER_MONTH * wage, wage, there)
    people = rate.people * hours / rate.hours * rate.there / there if about.size is None else float(about.size)
    people = max(people, float(named)) if about.size is None else people
    if people > 0:
        yield rate.labour_per_month * people / rate.people * wage / rate.wage, people


def _is_of_people(costs: pd.DataFrame, groups: Sequence[str]) -> pd.Series:
    """Whether a line of the costs is paid for people of these groups, by their hours and their turnover."""
    of_people: pd.Series = (
        (costs["category"] == "labour") & costs["unit"].isin(["hours", "hires"]) & costs["item"].isin(groups)
    )
    return of_people


def _per_person(lines: pd.DataFrame) -> float:
    """What a person of a group costs a month in seats and licences; a leader's seat is shared by those who are led."""
    return float(lines["amount"].sum() / lines["quantity"].max()) if len(lines) else 0.0


def _hours(scenario: Scenario, requirement: Requirement) -> dict[str, float]:
    """Hours required in a week by group."""
    per_week = requirement.interval / HOUR / scenario.calendar.weeks
    return {group: float(requirement.agents(group).sum()) * per_week for group in scenario.team.groups}


def _wage(scenario: Scenario, group: str) -> float:
    return scenario.team.groups[group].wage_per_hour * scenario.costs.loading


def _there(scenario: Scenario, group: str) -> float:
    lost = scenario.team.groups[group].shrinkage
    return 1.0 - lost.absence - lost.leave - lost.other


_BOUGHT = tuple(category for category in RUNNING if category != "labour")
_AMOUNTS = {
    "cost_per_month": RUNNING,
    "bought_per_month": _BOUGHT,
    "value_lost_per_month": ("lost",),
    "one_off_cost": ("one_off",),
    "revenue_per_month": ("revenue",),
}
_HOURS = "hours required of "
_SEAT = "seat of "

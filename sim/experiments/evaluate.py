"""What a roster comes to, run by run, kept in a store: the figures that choosing, searching and doubting rest on.

Nothing is planned here: the roster is given. For a plan from demand to roster see `sim.experiments.plan`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pandas as pd

from sim.centre.roster import Roster
from sim.centre.simulate import simulate
from sim.demand.contacts import Contacts
from sim.demand.draw import draw_contacts
from sim.experiments.processes import in_processes
from sim.experiments.replicate import Progress, silent
from sim.experiments.store import file_of_result, folder_of_results, keep_result, read_result
from sim.experiments.summarise import summarise
from sim.finance.monthly import RUNNING, monthly_costs
from sim.measures.records import records_of
from sim.measures.summary import ALL
from sim.scenario.model import Scenario

Case = tuple[Scenario, Roster]
"""What is evaluated: a scenario under a roster."""

_AMOUNTS = {
    "cost_per_month": RUNNING,
    "value_lost_per_month": ("lost",),
    "one_off_cost": ("one_off",),
    "revenue_per_month": ("revenue",),
}
"""Columns of money, and the categories of costs that they sum."""

_Run = tuple[Scenario, Roster, int, bool, Path | None]
"""Scenario, roster, replication, whether people miss shifts, and the file that keeps the result."""


def evaluate(
    scenario: Scenario,
    roster: Roster,
    replications: Iterable[int] | None = None,
    *,
    contacts: Sequence[Contacts] | None = None,
    with_absences: bool = True,
    jobs: int = 1,
    store: str | Path | None = None,
    progress: Progress = silent,
) -> pd.DataFrame:
    """Return what a roster comes to: one row per replication and channel, in the order of the replications.

    Columns are those of `summarise` and, in the rows over all channels, what an average month costs in that run:
    cost_per_month (running cash), value_lost_per_month (value forgone, not cash), revenue_per_month, and one_off_cost
    (paid once). The
    table is the same, to the byte, for any number of `jobs` and whether rows were simulated or read from the store.

    Parameters
    ----------
    scenario, roster
        What is simulated.
    replications
        Numbers of the replications; None means 0 to `scenario.study.replications` - 1.
    contacts
        Customers already drawn for these replications, used where everything runs in this process.
    with_absences
        Whether people miss shifts without notice; no for a roster made of required counts.
    jobs
        Processes to use.
    store
        Folder in which every run is kept as it ends; runs that are in it are read, not simulated again.
    progress
        Told how far it is.
    """
    (table,) = evaluate_all(
        [(scenario, roster)],
        replications,
        contacts=contacts,
        with_absences=with_absences,
        jobs=jobs,
        store=store,
        progress=progress,
    )
    return table


def evaluate_all(
    cases: Sequence[Case],
    replications: Iterable[int] | None = None,
    *,
    contacts: Sequence[Contacts] | None = None,
    with_absences: bool = True,
    jobs: int = 1,
    store: str | Path | None = None,
    progress: Progress = silent,
) -> list[pd.DataFrame]:
    """Return the table of `evaluate` for each case; all runs of all cases share the processes.

    `contacts` are the same for every case, so give them only where the customers are.
    """
    given = None if replications is None else list(replications)
    kind = "as-rostered" if with_absences else "all-present"
    wanted = []
    for scenario, roster in cases:
        folder = folder_of_results(store, scenario, roster, kind) if store is not None else None
        for number in range(scenario.study.replications) if given is None else given:
            file = file_of_result(folder, number) if folder is not None else None
            wanted.append((scenario, roster, number, with_absences, file))
    results = [None if file is None else read_result(file) for *_, file in wanted]
    missing = [place for place, result in enumerate(results) if result is None]
    runs = _runs([wanted[place] for place in missing], contacts, jobs)
    for done, (place, table) in enumerate(zip(missing, runs, strict=True), start=1):
        results[place] = table
        progress("simulating", done / len(missing))
    found = iter([table for table in results if table is not None])
    sizes = [scenario.study.replications if given is None else len(given) for scenario, _ in cases]
    return [pd.concat([next(found) for _ in range(size)], ignore_index=True) for size in sizes]


def _runs(wanted: Sequence[_Run], contacts: Sequence[Contacts] | None, jobs: int) -> Iterator[pd.DataFrame]:
    if jobs > 1 and len(wanted) > 1:
        yield from in_processes(jobs, _one, wanted)
        return
    drawn = {one.replication: one for one in contacts or ()}
    for run in wanted:
        yield _one(*run, contacts=drawn.get(run[2]))


def _one(
    scenario: Scenario,
    roster: Roster,
    replication: int,
    with_absences: bool,
    file: Path | None,
    contacts: Contacts | None = None,
) -> pd.DataFrame:
    """The rows of one run, kept by the process that simulated it before anybody waits for them."""
    log = simulate(scenario, contacts or draw_contacts(scenario, replication), roster, with_absences=with_absences)
    table = summarise([records_of(log, scenario)])
    costs = monthly_costs(scenario, roster, [log])
    for column, categories in _AMOUNTS.items():
        amount = float(costs.loc[costs["category"].isin(categories), "amount"].sum())
        table[column] = pd.Series(amount, index=table.index).where(table["channel"] == ALL)
    if file is not None:
        keep_result(file, table)
    return table

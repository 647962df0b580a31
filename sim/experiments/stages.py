"""Single stages of the chain, as the command line offers them."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence

import pandas as pd

from sim.centre.log import RunLog
from sim.centre.roster import Roster
from sim.demand.draw import draw_contacts
from sim.experiments.further import further_tables
from sim.experiments.judging import judge
from sim.experiments.replicate import Progress, replicate, silent
from sim.experiments.summarise import summarise
from sim.measures.records import records_of
from sim.rostering.compensation import roster_with_days_in_lieu
from sim.rostering.engine import Stop, Watch
from sim.scenario.model import Scenario
from sim.staffing.require import find_requirement, roster_from_counts
from sim.staffing.requirement import Requirement


def find_staff(scenario: Scenario, *, progress: Progress = silent) -> Requirement:
    """Return the people required by interval and group, found with the simulation."""
    contacts = [draw_contacts(scenario, number) for number in range(scenario.study.replications)]
    progress("staffing", 0.0)
    requirement = find_requirement(scenario, contacts=contacts)
    progress("staffing", 1.0)
    return requirement


def find_roster(
    scenario: Scenario,
    *,
    progress: Progress = silent,
    watch: Watch | None = None,
    stop_gap: float = 0.0,
    stop: Stop | None = None,
) -> tuple[Requirement, Roster]:
    """Return the requirement and one roster for it; the closed loop is `sim.experiments.plan.plan`.

    `watch`, `stop_gap` and `stop` are as in `solve_roster`; with `stop`, Ctrl-C in the search takes the best so far.
    """
    requirement = find_staff(scenario, progress=progress)
    progress("rostering", 0.0)
    with stop.on_ctrl_c() if stop is not None else contextlib.nullcontext():
        roster = roster_with_days_in_lieu(scenario, requirement, progress=watch, stop_gap=stop_gap, stop=stop)
    progress("rostering", 1.0)
    return requirement, roster


def simulate_roster(
    scenario: Scenario, roster: Roster, *, jobs: int = 1, progress: Progress = silent
) -> dict[str, pd.DataFrame]:
    """Return the summary, the targets and the `further_tables` of a roster of named people, by name."""
    return _counted(scenario, replicate(scenario, roster, jobs=jobs, progress=progress))


def simulate_requirement(scenario: Scenario, *, jobs: int = 1, progress: Progress = silent) -> dict[str, pd.DataFrame]:
    """Return the same tables with exactly the people required on the job."""
    roster = roster_from_counts(scenario, find_staff(scenario, progress=progress).table)
    return _counted(scenario, replicate(scenario, roster, with_absences=False, jobs=jobs, progress=progress))


def _counted(scenario: Scenario, logs: Sequence[RunLog]) -> dict[str, pd.DataFrame]:
    summary = summarise([records_of(log, scenario) for log in logs])
    return {"summary": summary, "targets": judge(scenario, summary), **further_tables(scenario, logs)}

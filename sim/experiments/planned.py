"""Plans of many scenarios, of which only the roster and the requirement are kept: what runs and costs are made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.centre.roster import Roster
from sim.experiments.plan import plan
from sim.experiments.processes import in_processes
from sim.experiments.replicate import Progress, silent
from sim.experiments.store import code_digest, keep_result, read_result
from sim.scenario.model import Scenario
from sim.staffing.requirement import Requirement


@dataclass(frozen=True)
class Planned:
    """A scenario with the roster its plan came to, and the requirement that roster was solved for."""

    scenario: Scenario
    roster: Roster
    requirement: Requirement

    @property
    def people(self) -> int:
        """People rostered."""
        return len(self.roster.people)


def planned(
    scenarios: Sequence[Scenario], *, jobs: int = 1, store: str | Path | None = None, progress: Progress = silent
) -> list[Planned]:
    """Return the plans of scenarios, in their order, worked out by so many processes; those in the store are read."""
    found: list[Planned] = []
    for one in in_processes(jobs, _one, ((scenario, store) for scenario in scenarios)):
        found.append(one)
        progress("planning", len(found) / len(scenarios))
    return found


def _one(scenario: Scenario, store: str | Path | None) -> Planned:
    files = [Path(store or "") / f"plan-{scenario.digest}-{code_digest()}" / f"{what}.parquet" for what in _KEPT]
    if store is not None:
        roster, requirement = (read_result(file) for file in files)
        if roster is not None and requirement is not None:
            return Planned(scenario, Roster(roster), Requirement(requirement, scenario.calendar.interval))
    found = plan(scenario)
    if store is not None:
        for file, table in zip(files, (found.roster.assignments, found.requirement.table), strict=True):
            keep_result(file, table)
    return Planned(scenario, Roster(found.roster.assignments), found.requirement)


_KEPT = ("roster", "requirement")

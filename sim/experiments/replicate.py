"""Replications of a scenario under a roster, in one process or in several, with the same bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from sim.centre.log import RunLog
from sim.centre.roster import Roster
from sim.centre.simulate import simulate
from sim.demand.contacts import Contacts
from sim.demand.draw import draw_contacts
from sim.experiments.processes import in_processes
from sim.scenario.model import Scenario

Progress = Callable[[str, float], None]
"""Told the stage and the share of it that is done, 0 to 1."""


def silent(stage: str, done: float) -> None:
    """Tell nobody."""


def replicate(
    scenario: Scenario,
    roster: Roster,
    replications: Iterable[int] | None = None,
    *,
    contacts: Sequence[Contacts] | None = None,
    with_absences: bool = True,
    jobs: int = 1,
    progress: Progress = silent,
) -> list[RunLog]:
    """Return the run logs of a roster, in the order of the replications.

    A replication is a pure function of its arguments, so the number of `jobs` (processes) never changes a log.

    Parameters
    ----------
    scenario, roster
        What is simulated.
    replications
        Numbers of the replications; None means 0 to `scenario.study.replications` - 1.
    contacts
        Customers already drawn, one per replication, used where everything runs in this process.
    with_absences
        Whether people miss shifts without notice.
    jobs
        Processes to use.
    progress
        Told how far it is.
    """
    numbers = list(range(scenario.study.replications) if replications is None else replications)
    drawn = {one.replication: one for one in contacts or ()}
    logs: list[RunLog] = []
    if jobs == 1:
        results: Iterable[RunLog] = (
            simulate(scenario, drawn.get(n) or draw_contacts(scenario, n), roster, with_absences=with_absences)
            for n in numbers
        )
    else:
        results = in_processes(jobs, _one, ((scenario, roster, number, with_absences) for number in numbers))
    for log in results:
        logs.append(log)
        progress("simulating", len(logs) / len(numbers))
    return logs


def _one(scenario: Scenario, roster: Roster, replication: int, with_absences: bool) -> RunLog:
    return simulate(scenario, draw_contacts(scenario, replication), roster, with_absences=with_absences)

"""What an alternative costs at another volume of contacts, as far as it is paid by use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from sim.centre.log import RunLog
from sim.centre.roster import Roster
from sim.finance.monthly import RUNNING, in_month, lines_by_run, usages_of
from sim.finance.months import average_month
from sim.finance.usage import Usage
from sim.scenario.model import Scenario


def cost_at_volume(scenario: Scenario, roster: Roster, logs: Sequence[RunLog | Usage]) -> Callable[[float], float]:
    """Return a function of the volume, 1 being that of the runs, that gives the running cost less revenue of a month.

    What is paid by use is in proportion to the volume, minimums and what a retainer includes are kept; people and seats
    stay as they are, so it holds as far as they can serve the volume. For the team's part simulate the volume itself
    (`demand.volume`).

    Raises
    ------
    InputError, ValueError
        As `monthly_costs`.
    """
    runs = [lines for _, lines in lines_by_run(scenario, roster, usages_of(scenario, logs))]
    (month,), days = average_month(scenario.calendar), 7 * scenario.calendar.weeks

    def cost(volume: float) -> float:
        total = 0.0
        for lines in runs:
            at_volume = [replace(line, counted=line.counted * volume) if line.by_use else line for line in lines]
            for line, quantity in in_month(at_volume, month, False, days):
                if line.category in RUNNING:
                    total += quantity * line.rate
                elif line.category == "revenue":
                    total -= quantity * line.rate
        return total / len(runs)

    return cost

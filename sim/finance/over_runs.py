"""The lines of the costs over all runs: what each run counted, beside the one price, as formulas need them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.centre.log import RunLog
from sim.centre.roster import Roster
from sim.finance.line import Factor, Line
from sim.finance.monthly import CATEGORIES, lines_by_run, usages_of
from sim.finance.usage import Usage
from sim.scenario.model import Scenario


@dataclass(frozen=True)
class LineOfRuns:
    """A line with what every run counted of it."""

    line: Line
    """That of the run which has it first; its own `counted` says nothing of the others."""
    counted: tuple[float, ...]
    """By run, 0 where a run does not have it."""

    @property
    def differs(self) -> bool:
        """Whether the runs decide it, not the roster alone."""
        return self.line.by_use or len(set(self.counted)) > 1

    @property
    def factors(self) -> tuple[Factor, ...]:
        """All that its quantity and its rate are made of, beside what is counted."""
        also = (self.line.minimum, self.line.included)
        return (*self.line.share, *self.line.price_factors, *(one for one in also if one is not None))


def lines_over_runs(scenario: Scenario, roster: Roster, logs: Sequence[RunLog | Usage]) -> tuple[LineOfRuns, ...]:
    """Return the lines of all runs by category; top-ups to a minimum are not among them, they follow from the others.

    Lines that no run counts anything of are left out, whatever their price, but those that have a minimum.

    Raises
    ------
    InputError, ValueError
        As `monthly_costs`.
    """
    runs = [lines for _, lines in lines_by_run(scenario, roster, usages_of(scenario, logs))]
    first: dict[tuple[str, ...], Line] = {}
    counted: dict[tuple[str, ...], list[float]] = {}
    for place, lines in enumerate(runs):
        for line in lines:
            key = (line.category, line.name, line.item, *(part.name for part in (*line.share, *line.price)))
            first.setdefault(key, line)
            counted.setdefault(key, [0.0] * len(runs))[place] += line.counted
    found = [
        LineOfRuns(line, tuple(counted[key]))
        for key, line in first.items()
        if any(counted[key]) or line.minimum is not None
    ]
    return tuple(sorted(found, key=lambda one: CATEGORIES.index(one.line.category)))

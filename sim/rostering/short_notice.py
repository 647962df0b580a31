"""Changes at short notice shared out: whoever took over least so far, by the ledger, is asked first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ortools.sat.python import cp_model

from sim.rostering.ledger import running_total
from sim.scenario.model import Scenario

SOON = 7
"""Changes within so many days are at short notice."""
UNIT = 100
"""Points of one change; the ledger has fractions of them where somebody joined at the average."""

Points = cp_model.LinearExpr | int


def short_notice_points(model: cp_model.CpModel, scenario: Scenario, taken: Mapping[str, Sequence[Points]]) -> Points:
    """Return what changes at short notice cost: the k-th of a person costs k and what they had taken over before.

    `taken` holds by person what may be taken over (0 or 1 each). With the weight `rules.fairness.short_notice` at 0, or
    where nothing can be taken over, it costs nothing. The sum is least where each change goes to whoever has fewest.
    """
    if not scenario.rules.fairness.short_notice:
        return 0
    before = running_total(scenario, list(taken), "short_notice")
    least = min(before.values(), default=0.0)
    points: list[Points] = []
    for name, chances in taken.items():
        if not chances:
            continue
        steps = [model.new_bool_var("a further change") for _ in chances]
        model.add(sum(steps) == sum(chances))
        points += [round(UNIT * (before[name] - least + number)) * step for number, step in enumerate(steps, start=1)]
    return sum(points)

"""Strict priorities, one after the other: what is won in a stage is kept in the next."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sim.rostering.engine import Effort, Progress, search
from sim.rostering.improve import improve
from sim.rostering.instance import Instance
from sim.rostering.part import Plan, Points, hint, plan_of, settle
from sim.rostering.soft_rules import EMPTY_HOUR, MISSING_HOUR, POINTS, SOFT_RULES, STAGES
from sim.rostering.variables import Variables

PARTS_SHARE = 0.8
"""Share of a stage spent on improving parts, where the whole is searched afterwards."""
WHOLE_CELLS = 3000
"""Most cells (worker and shift) for which the whole is searched: about eight people over four weeks."""


class Costs:
    """What every soft rule costs, built once per model."""

    def __init__(self, v: Variables, without: frozenset[str] = frozenset()) -> None:
        self.of_rule: dict[str, Points] = {
            rule.__name__: 0 if rule.__name__ in without else rule(v) for rule in SOFT_RULES
        }

    def of_stage(self, stage: str) -> Points:
        """Return the cost of all rules of a stage, in points."""
        return sum(self.of_rule[rule.__name__] for name, rules in STAGES if name == stage for rule in rules)


@dataclass(frozen=True)
class StageResult:
    """A plan that is as good as found in a stage, and what is proven of it; points."""

    plan: Plan
    objective: float
    bound: float
    left: float
    """Work not used."""


def run_stage(
    v: Variables, costs: Costs, stage: str, plan: Plan, effort: Effort, floor: float, parts_only: bool = False
) -> StageResult:
    """Return the best plan found for a stage; `floor` is a bound on its cost that is known beforehand, in points.

    Parts are improved first. A model small enough is then searched as a whole, unless `parts_only`: that may prove the
    plan best where the floor is too low.
    """
    cost = costs.of_stage(stage)
    v.model.minimize(cost)
    plan, _ = settle(v, plan, [])
    if effort.watch is not None and not effort.is_stopped:
        effort.watch(Progress(f"{v.instance.group}: {stage}", 0.0, plan.objective, floor))
    goal = floor * (1 + effort.stop_gap) + 0.5
    if plan.objective <= goal or effort.is_stopped:
        return StageResult(plan, plan.objective, floor, effort.work)
    whole = v.cells <= WHOLE_CELLS and not parts_only
    for_parts = effort.work * (PARTS_SHARE if whole else 1.0)
    plan, left = improve(v, plan, stage, replace(effort, work=for_parts), goal, floor)
    left += effort.work - for_parts
    if plan.objective <= goal or plan.is_proven or not whole or effort.is_stopped:
        return StageResult(plan, plan.objective, plan.objective if plan.is_proven else floor, left)
    hint(v, plan)
    outcome = search(v.model, f"{v.instance.group}: {stage}", replace(effort, work=left))
    if outcome.is_found and outcome.objective <= plan.objective:
        plan = plan_of(v, outcome.solver, outcome.is_optimal)
    return StageResult(plan, plan.objective, max(floor, outcome.bound), left - outcome.work)


def keep(v: Variables, costs: Costs, result: StageResult, stage: str) -> None:
    """Forbid later stages to lose what this one has won."""
    v.model.add(costs.of_stage(stage) <= round(result.objective))


def cover_floor(instance: Instance) -> float:
    """Return the points of the cover that is missing whoever works: intervals that no shift reaches."""
    needs = [need for stretch in instance.stretches if not stretch.shifts for need in stretch.needs if need[0]]
    hour = POINTS * instance.interval // 60
    return float(sum((MISSING_HOUR * people + EMPTY_HOUR) * hour * intervals for people, intervals in needs))

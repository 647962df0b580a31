"""The cheapest rotation of duties: instance → variables → rules → solve → check.

The model is the plain one, a Boolean per person and day that the person may have, on which three things are made
cheaper to prove: nothing is built for pairs of days that a rule forbids anyway, imbalance is stated on counts of days,
and the least imbalance that any counts can have is found first, on the counts alone.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from itertools import permutations
from math import ceil

from ortools.sat.python import cp_model

from sim.rostering.duty_check import check_duties, duty_costs
from sim.rostering.duty_explain import conflict_of, contradictions
from sim.rostering.duty_rotation import DutyPlan, DutyRotation
from sim.rostering.duty_variables import DutyVariables, keep_apart, never_three_running
from sim.rostering.engine import WORK_PER_SECOND, Effort, Stop, Watch, search


def solve_duties(
    rotation: DutyRotation,
    *,
    seconds: float = 60.0,
    seed: int = 1,
    progress: Watch | None = None,
    stop_gap: float = 0.0,
) -> DutyPlan:
    """Return the cheapest plan found for a rotation, checked and costed again without the solver.

    `seconds` is meant on the machine of `sim.rostering.engine`: the search is limited by a count of its operations, so
    the same seed gives the same plan everywhere. A proven optimum has ``bound == cost``; where the rules leave no plan,
    `reasons` says why. The search ends within `stop_gap` of its bound; Ctrl-C ends it too,
    with the best plan so far.
    """
    begun = time.perf_counter()
    if reasons := contradictions(rotation):
        return DutyPlan(None, "infeasible", {}, 0.0, time.perf_counter() - begun, tuple(reasons))
    v = DutyVariables(rotation)
    keep_apart(v)
    never_three_running(v)
    v.model.minimize(
        adjacent_days(v) + wednesday_and_weekend(v) + imbalance(v, rotation.weekdays) + imbalance(v, rotation.weekends)
    )
    stop = Stop()
    with stop.on_ctrl_c():
        effort = Effort(seconds * WORK_PER_SECOND, seed, stop_gap, progress, stop)
        outcome = search(v.model, rotation.name, effort)
    if not outcome.is_found:
        reasons = conflict_of(rotation) if outcome.is_impossible else []
        status = "infeasible" if outcome.is_impossible else "unknown"
        return DutyPlan(None, status, {}, 0.0, time.perf_counter() - begun, tuple(reasons))
    holders = v.holders(outcome.solver)
    if broken := check_duties(rotation, holders):
        raise RuntimeError("the solved rotation breaks its own rules: " + "; ".join(broken))
    costs = duty_costs(rotation, holders)
    if sum(costs.values()) != round(outcome.objective):
        raise RuntimeError(f"the rotation costs {sum(costs.values())}, the solver says {outcome.objective:g}")
    bound = float(ceil(outcome.bound - 1e-6))  # costs are whole
    status = "optimal" if outcome.is_optimal and sum(costs.values()) <= bound else "feasible"
    return DutyPlan(holders, status, costs, bound, time.perf_counter() - begun)


def adjacent_days(v: DutyVariables) -> cp_model.LinearExpr | int:
    """Two adjacent days of one person cost; the last pair does not, in this benchmark."""
    return v.rotation.adjacent_weight * v.same_holder((day, day + 1) for day in v.rotation.adjacent)


def wednesday_and_weekend(v: DutyVariables) -> cp_model.LinearExpr | int:
    """Whoever has the weekend would rather not have the Wednesday two days before."""
    return v.rotation.wednesday_weight * v.same_holder(v.rotation.wednesdays)


def imbalance(v: DutyVariables, days: Sequence[int]) -> cp_model.IntVar:
    """Return how far some of the days are from being shared by work load; see `duty_check.duty_costs`."""
    counts = v.counts(days)
    apart = v.model.new_int_var(_least_imbalance(v.rotation, days), max(len(days), 1), "imbalance")
    _bound_by(v.model, v.rotation.work_load, counts, apart)
    v.model.add(sum(counts) == len(days))
    return apart


def _least_imbalance(rotation: DutyRotation, days: Sequence[int]) -> int:
    """No counts of so many days have less, whoever has which day: the bound the search would find last."""
    model = cp_model.CpModel()
    counts = [
        model.new_int_var(0, sum(rotation.may(person, day) for day in days), f"days of {person + 1}")
        for person in rotation.people
    ]
    model.add(sum(counts) == len(days))
    apart = model.new_int_var(0, max(len(days), 1), "imbalance")
    _bound_by(model, rotation.work_load, counts, apart)
    model.minimize(apart)
    outcome = search(model, rotation.name, Effort(WORK_PER_SECOND, 1))
    return max(0, round(outcome.bound)) if outcome.is_found else 0


def _bound_by(
    model: cp_model.CpModel, loads: Sequence[int], counts: Iterable[cp_model.IntVar], apart: cp_model.IntVar
) -> None:
    """State that no two people are further apart than 100 times `apart`, by load and count."""
    for (load, count), (other_load, other_count) in permutations(zip(loads, counts, strict=True), 2):
        model.add(load * other_count - other_load * count <= 100 * apart)

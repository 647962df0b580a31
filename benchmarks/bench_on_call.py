"""How long the rotations of the public on-call benchmark take, beside the plain textbook model in the same run.

The textbook model has one Boolean per person and day, every rule as it is written down, and eight workers; ours is
`sim.rostering.duty_solve`, one worker, so that the same seed gives the same rotation. Both times include building the
model. Instances are the `.dzn` files of a folder, `../shared/data/oncall_rotation` where none is named.
"""

from __future__ import annotations

import argparse
import time
from itertools import permutations
from pathlib import Path

from ortools.sat.python import cp_model

from sim.rostering.duty_file import read_duty_rotation
from sim.rostering.duty_rotation import DutyRotation
from sim.rostering.duty_solve import solve_duties

HERE = Path(__file__).resolve().parents[2] / "shared" / "data" / "oncall_rotation"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("files", nargs="*", type=Path, help=".dzn files or folders")
    arguments.add_argument("--seconds", type=float, default=60.0, help="most time for each model")
    given = arguments.parse_args()
    named = given.files or [HERE]
    files = sorted(file for one in named for file in (one.glob("*.dzn") if one.is_dir() else [one]))
    if not files:
        print(f"no .dzn files in {', '.join(str(one) for one in named)}")
    print("instance           cost  bound  status      seconds   textbook: cost  status      seconds   times faster")
    for file in files:
        rotation = read_duty_rotation(file)
        plan = solve_duties(rotation, seconds=given.seconds)
        cost, status, seconds = textbook(rotation, given.seconds)
        print(
            f"{rotation.name:18} {plan.cost!s:>4} {plan.bound:6g}  {plan.status:10} {plan.seconds:7.2f} s"
            f"   {cost!s:>14}  {status:10} {seconds:7.2f} s   {seconds / plan.seconds:10.1f}",
            flush=True,
        )


def textbook(rotation: DutyRotation, most_seconds: float) -> tuple[int | None, str, float]:
    """Return cost, status and seconds of the plain model."""
    begun = time.perf_counter()
    model, people = cp_model.CpModel(), rotation.people
    has = [[model.new_bool_var("") for _ in range(rotation.days)] for _ in people]
    for day in range(rotation.days):
        model.add_exactly_one(has[person][day] for person in people)
    for person in people:
        for day in rotation.unavailable[person]:
            model.add(has[person][day] == 0)
        for day in rotation.fixed[person]:
            model.add(has[person][day] == 1)
        for first, second in rotation.apart:
            model.add(has[person][first] + has[person][second] <= 1)
        for day in rotation.triples:
            model.add(sum(has[person][day : day + 3]) <= 2)
    costs: list[cp_model.LinearExpr] = []
    adjacent = [(day, day + 1) for day in rotation.adjacent]
    for pairs, weight in ((adjacent, rotation.adjacent_weight), (rotation.wednesdays, rotation.wednesday_weight)):
        for first, second in pairs:
            same = model.new_bool_var("")
            for person in people:
                model.add(has[person][first] + has[person][second] <= 1 + same)
            costs.append(weight * same)
    for days in (rotation.weekdays, rotation.weekends):
        counts = [sum(has[person][day] for day in days) for person in people]
        apart = model.new_int_var(0, rotation.days, "")
        for i, j in permutations(people, 2):
            model.add(rotation.work_load[i] * counts[j] - rotation.work_load[j] * counts[i] <= 100 * apart)
        costs.append(apart)
    model.minimize(sum(costs))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 8
    solver.parameters.max_time_in_seconds = most_seconds
    status = solver.solve(model)
    found = round(solver.objective_value) if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) else None
    return found, solver.status_name(status).lower(), time.perf_counter() - begun


if __name__ == "__main__":
    main()

"""Dated rosters of a public benchmark: cost, bound and seconds, beside the plain model solved as it stands.

Source of the instances: Curtois and Qu, "Computational results on new staff scheduling benchmark instances", 2014. The
plain model is the textbook one, a Boolean for each person, day and shift, given to CP-SAT with its default settings;
both have the same time. Best known costs are those published for the instances that lie beside the project.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from ortools.sat.python import cp_model

from sim.rostering.nurse_check import nurse_violations
from sim.rostering.nurse_instance import NurseInstance, read_nurse_instance
from sim.rostering.nurse_model import NurseModel
from sim.rostering.nurse_solve import solve_nurses

SHIPPED = Path(__file__).resolve().parents[2] / "shared" / "data" / "nurse_rostering"
BEST_KNOWN = {"Instance1": 607, "Instance2": 828, "Instance3": 1001, "Instance5": 1143}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("files", nargs="*", type=Path, help="instances (default: those beside the project)")
    arguments.add_argument("--seconds", type=float, default=60.0, help="time for each, and again for the plain model")
    given = arguments.parse_args()
    files = given.files or sorted(SHIPPED.glob("Instance*.txt"))
    if not files:
        print("no instances: name files")
        return
    print(
        "instance     people days kinds   best known |   cost  bound    gap  seconds status   |  plain  bound  seconds"
    )
    for file in files:
        instance = read_nurse_instance(file)
        found = solve_nurses(instance, seconds=given.seconds)
        assert not nurse_violations(instance, found.given)
        print(
            f"{file.stem:12} {len(instance.nurses):6} {instance.days:4} {len(instance.kinds):5} "
            f"{BEST_KNOWN.get(file.stem, '-'):>12} | {found.cost:6} {found.bound:6} {found.gap:6.1%} "
            f"{found.seconds:6.1f} s {found.status:8} | {plain(instance, given.seconds)}",
            flush=True,
        )


def plain(instance: NurseInstance, seconds: float) -> str:
    """Return cost, bound and seconds of the plain model, as text."""
    begun = time.perf_counter()
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    status = solver.solve(NurseModel(instance).model)
    cost = f"{solver.objective_value:.0f}" if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) else "none"
    return f"{cost:>6} {solver.best_objective_bound:6.0f} {time.perf_counter() - begun:6.1f} s"


if __name__ == "__main__":
    main()

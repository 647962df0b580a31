"""The rotating-workforce benchmark: status, seconds and the textbook model beside ours, in one run.

Seconds count from the instance as read to a rota that has passed the checker, or to the proof that there is none. The
textbook model has one Boolean per person, day and shift, and the rules as clauses over windows of days; it has two
workers and a time limit. `--random N` solves N instances of the same family, drawn from their numbers.
"""

from __future__ import annotations

import argparse
import csv
import random
import time
from pathlib import Path

from ortools.sat.python import cp_model

from sim.rostering.cyclic_check import check_rota
from sim.rostering.cyclic_days import Days
from sim.rostering.cyclic_file import read_rota_file
from sim.rostering.cyclic_instance import OFF, RotaInstance, RotaRules, RotaShift
from sim.rostering.cyclic_solve import solve_rota

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "data" / "rotating_workforce"
TOLD = {"optimal": "feasible", "feasible": "feasible"}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--folder", type=Path, default=FOLDER, help="instances and known_status.csv")
    arguments.add_argument("--seconds", type=float, default=120.0, help="limit of ours for each")
    arguments.add_argument("--textbook-seconds", type=float, default=10.0, help="limit of the textbook model, 0: none")
    arguments.add_argument("--random", type=int, default=200, help="random instances after those of the folder")
    given = arguments.parse_args()
    if given.folder.is_dir():
        of_folder(given.folder, given.seconds, given.textbook_seconds)
    else:
        print(f"the instances are not here ({given.folder}); only random ones are solved")
    of_family(given.random, given.seconds)


def of_folder(folder: Path, limit: float, textbook_limit: float) -> None:
    """Print a line per instance of a folder."""
    with (folder / "known_status.csv").open(encoding="utf-8") as file:
        known = {row["instance"]: row["status"] for row in csv.DictReader(file)}
    print("instance    people  status      as known  seconds  textbook")
    ours, wrong = [], 0
    for name in known:
        instance = read_rota_file(folder / f"{name}.txt")
        status, seconds = solved(instance, limit)
        ours.append(seconds)
        wrong += status != known[name]
        told = ""
        if textbook_limit:
            textbook_status, textbook_seconds = textbook(instance, textbook_limit)
            told = f"{textbook_status}, {textbook_seconds:.2f} s: {textbook_seconds / seconds:.0f} times ours"
        is_known = "yes" if status == known[name] else "NO"
        print(f"{name:11} {instance.people:6}  {status:10}  {is_known:8} {seconds:8.2f}  {told}", flush=True)
    print(f"{len(ours)} instances, {wrong} not as known; {sum(ours):.1f} s in all, the longest {max(ours):.2f} s")


def of_family(count: int, limit: float) -> None:
    """Print what random instances of the family take."""
    if not count:
        return
    results = [solved(random_instance(number), limit) for number in range(count)]
    statuses = [status for status, _ in results]
    seconds = sorted(time for _, time in results)
    counts = ", ".join(f"{statuses.count(status)} {status}" for status in sorted(set(statuses)))
    print(
        f"{count} random instances, 3 to 163 people: {counts}; median {seconds[count // 2]:.2f} s, "
        f"99 in 100 within {seconds[count * 99 // 100]:.2f} s, the longest {seconds[-1]:.2f} s"
    )


def solved(instance: RotaInstance, limit: float) -> tuple[str, float]:
    """Return the status of an instance, and the seconds it took, model building and check included."""
    begun = time.perf_counter()
    rota = solve_rota(instance, seconds=limit)
    seconds = time.perf_counter() - begun
    if rota.table is not None and check_rota(instance, rota.table):
        return "broken", seconds
    return TOLD.get(rota.status, rota.status), seconds


def textbook(instance: RotaInstance, limit: float) -> tuple[str, float]:
    """Return status and seconds of the plain model: a Boolean per person, day and shift."""
    begun = time.perf_counter()
    model = Days(instance).model
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 2
    solver.parameters.max_time_in_seconds = limit
    status = solver.solve(model)
    told = {cp_model.OPTIMAL: "feasible", cp_model.FEASIBLE: "feasible", cp_model.INFEASIBLE: "infeasible"}
    return told.get(status, "unknown"), time.perf_counter() - begun


def random_instance(number: int) -> RotaInstance:
    """Return an instance of the benchmark's family: two or three shifts, 3 to 163 people, demand even or uneven."""
    draw = random.Random(number)
    count = draw.choice([2, 3, 3, 3])
    people = draw.choice([draw.randint(3, 12), draw.randint(7, 30), draw.randint(20, 60), draw.randint(50, 163)])
    work_min = draw.randint(2, 5)
    work_max = draw.randint(max(4, work_min), 7)
    off_min = draw.choice([1, 1, 2, 2])
    off_max = draw.randint(max(2, off_min), 4)
    shifts = []
    for name, start, longest in zip("DAN"[:count], (360, 840, 1320), (7, 6, 5), strict=False):
        least = draw.randint(2, 3)
        shifts.append(RotaShift(name, start, 480, least, draw.randint(3, longest)))
    backwards = {(2, 0), (2, 1), (1, 0)} if count == 3 else {(1, 0)}
    apart = {(2, OFF, 2), (1, OFF, 0), (2, OFF, 1), (2, OFF, 0)} if count == 3 else {(1, OFF, 0)}
    forbidden = backwards | (apart if off_min == 1 and draw.random() < 0.8 else set())
    share = draw.uniform(0.55, 0.8)
    parts = [draw.uniform(0.5, 1.5) for _ in shifts]
    weekend = draw.choice([1.0, 1.0, 0.8, 0.6])
    spread = draw.choice([0.0, 0.0, 0.1, 0.3])
    demand = []
    for part in parts:
        level = share * people * part / sum(parts) * 7 / (5 + 2 * weekend)
        factors = [draw.uniform(1 - spread, 1 + spread) * (weekend if day > 4 else 1.0) for day in range(7)]
        demand.append(tuple(round(level * factor) for factor in factors))
    return RotaInstance(
        people, tuple(shifts), tuple(demand), RotaRules(off_min, off_max, work_min, work_max, frozenset(forbidden))
    )


if __name__ == "__main__":
    main()

"""Dated rosters of a public benchmark: cost, bound and seconds, beside the plain model solved as it stands.

Source of the instances: Curtois and Qu, "Computational results on new staff scheduling benchmark instances", 2014. The
plain model is the textbook one, a Boolean for each person, day and shift, given to CP-SAT with its default settings;
both have the same time. Best known costs are those published for the instances that lie beside the project.
`--random 50x6x8` solves an instance of the same family with 50 people, 6 weeks and 8 kinds of shift, drawn by
`random_instance`; several may be named.
"""

from __future__ import annotations

import argparse
import random
import time
from pathlib import Path

from ortools.sat.python import cp_model

from sim.rostering.nurse_check import nurse_violations
from sim.rostering.nurse_instance import Cover, Nurse, NurseInstance, read_nurse_instance
from sim.rostering.nurse_model import NurseModel
from sim.rostering.nurse_solve import solve_nurses

SHIPPED = Path(__file__).resolve().parents[2] / "shared" / "data" / "nurse_rostering"
BEST_KNOWN = {"Instance1": 607, "Instance2": 828, "Instance3": 1001, "Instance5": 1143}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("files", nargs="*", type=Path, help="instances (default: those beside the project)")
    arguments.add_argument("--random", nargs="*", default=[], metavar="PxWxK", help="people x weeks x kinds, drawn")
    arguments.add_argument("--seconds", type=float, default=60.0, help="time for each, and again for the plain model")
    arguments.add_argument("--plain-seconds", type=float, help="another time for the plain model; 0: none")
    given = arguments.parse_args()
    files = given.files or ([] if given.random else sorted(SHIPPED.glob("Instance*.txt")))
    instances = {file.stem: read_nurse_instance(file) for file in files}
    instances |= {size: random_instance(*(int(part) for part in size.split("x"))) for size in given.random}
    if not instances:
        print("no instances: name files, or sizes after --random")
        return
    print(
        "instance     people days kinds   best known |   cost  bound    gap  seconds status   |  plain  bound  seconds"
    )
    plain_seconds = given.seconds if given.plain_seconds is None else given.plain_seconds
    for name, instance in instances.items():
        found = solve_nurses(instance, seconds=given.seconds)
        assert not nurse_violations(instance, found.given)
        print(
            f"{name:12} {len(instance.nurses):6} {instance.days:4} {len(instance.kinds):5} "
            f"{BEST_KNOWN.get(name, '-'):>12} | {found.cost:6} {found.bound:6} {found.gap:6.1%} "
            f"{found.seconds:6.1f} s {found.status:8} | {plain(instance, plain_seconds) if plain_seconds else ''}",
            flush=True,
        )


STARTS = ((6, 8), (14, 8), (22, 8), (9, 8), (7, 10), (12, 10), (19, 12), (7, 12), (10, 10), (16, 8))
"""Start and length (hours) of kinds of shift, in the order in which an instance takes them; further ones repeat."""


def random_instance(people: int, weeks: int, kinds: int, seed: int = 1) -> NurseInstance:
    """Return an instance that looks like those published: limits, skills, requests, and cover that hours just hold."""
    draw, days = random.Random(seed), 7 * weeks
    clock = {f"k{number}": STARTS[number % len(STARTS)] for number in range(kinds)}
    not_after = {
        kind: frozenset(other for other, (again, _) in clock.items() if again + 24 - start - length < 12)
        for kind, (start, length) in clock.items()
    }
    nurses, days_off, wanted, unwanted = [], {}, {}, {}
    for number in range(people):
        name, is_full = f"n{number}", draw.random() < 0.7
        minutes = 2160 * weeks if is_full else draw.choice((1080, 1440)) * weeks
        most = {kind: draw.choice((0, days, days, days // 2)) for kind in clock}
        if not any(most.values()):
            most[draw.choice(list(clock))] = days
        run_max, run_min, rest_min = draw.choice(((5, 2, 2), (5, 2, 3), (6, 2, 2), (6, 3, 3)))
        weekends = weeks // 2 + (draw.random() < 0.3)
        nurses.append(Nurse(name, most, minutes * 7 // 8, minutes, run_max, run_min, rest_min, weekends))
        off = draw.sample(range(days), weeks // 2)
        days_off[name] = frozenset(off)
        for table in (wanted, unwanted):
            for _ in range(weeks // 2 + draw.randint(0, 1)):
                first, kind, weight = (
                    draw.randrange(days),
                    draw.choice([k for k in clock if most[k]]),
                    draw.randint(1, 3),
                )
                for day in range(first, min(days, first + draw.randint(1, 5))):
                    if day not in off and (name, day, kind) not in wanted:
                        table[name, day, kind] = weight
    hours = sum(nurse.minutes_max + nurse.minutes_min for nurse in nurses) / 120
    shares = [draw.uniform(0.5, 1.5) for _ in clock]
    mean_length = sum(share * length for share, (_, length) in zip(shares, clock.values(), strict=True)) / sum(shares)
    covers = tuple(
        Cover(day, kind, max(0, round(draw.gauss(1, 0.2) * hours / mean_length / days * share / sum(shares))), 100, 1)
        for day in range(days)
        for kind, share in zip(clock, shares, strict=True)
    )
    minutes_of = {kind: 60 * length for kind, (_, length) in clock.items()}
    return NurseInstance(days, minutes_of, not_after, tuple(nurses), days_off, wanted, unwanted, covers)


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

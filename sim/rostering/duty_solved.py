"""What `allhours roster solve` says of a rotation of the public on-call benchmark."""

from __future__ import annotations

import csv
import io
from itertools import pairwise

from sim.rostering.duty_file import duty_rotation_of
from sim.rostering.duty_rotation import DAYS_A_WEEK, DutyPlan, DutyRotation
from sim.rostering.duty_solve import solve_duties
from sim.rostering.engine import Watch
from sim.rostering.formats import Solved


def solve_duty_text(
    text: str, file: str, seconds: float, seed: int, watch: Watch | None, stop_gap: float = 0.0
) -> Solved:
    """Return the rotation of a text with its cost by wish, or why there is none.

    Raises
    ------
    InputError
        If the text is no instance.
    """
    rotation = duty_rotation_of(text, file)
    plan = solve_duties(rotation, seconds=seconds, seed=seed, progress=watch, stop_gap=stop_gap)
    people, days = len(rotation.work_load), rotation.days
    facts = {
        "format": "on-call rotation",
        "status": plan.status,
        "people": people,
        "days": days,
        "cost": plan.cost,
        "bound": plan.bound if plan.holders is not None else None,
        "costs": plan.costs,
        "seconds": round(plan.seconds, 3),
        "holders": None if plan.holders is None else [person + 1 for person in plan.holders],
        "reasons": list(plan.reasons),
    }
    if plan.holders is None:
        lines = [f"{rotation.name}: {plan.status}, {people} people, {days} days, {plan.seconds:.2f} s.", *plan.reasons]
        return Solved(plan.status, facts, tuple(lines))
    of_which = ", ".join(f"{name.replace('_', ' ')} {cost}" for name, cost in plan.costs.items())
    lines = [
        f"{rotation.name}: {plan.status}, cost {plan.cost} ({of_which}), bound {plan.bound:g}, {plan.seconds:.2f} s.",
        "Checked and costed again without the solver. Who has each day, a week a line, the weekend in brackets:",
        *_weeks(rotation, plan),
    ]
    return Solved(plan.status, facts, tuple(lines), {f"{rotation.name}.csv": _table(rotation, plan)})


def _weeks(rotation: DutyRotation, plan: DutyPlan) -> list[str]:
    assert plan.holders is not None
    cells = [
        f"[{person + 1}]" if day in rotation.weekends else f" {person + 1} " for day, person in enumerate(plan.holders)
    ]
    first = rotation.weekend_offset + 1
    cuts = [0, *range(first, rotation.days, DAYS_A_WEEK), rotation.days]
    width, lines = max(len(cell) for cell in cells), []
    for start, end in pairwise(cuts):
        if start < end:
            row = " ".join(cell.rjust(width) for cell in cells[start:end])
            lines.append(f"  days {start + 1:>4}-{end:<4}{row}")
    return lines


def _table(rotation: DutyRotation, plan: DutyPlan) -> str:
    assert plan.holders is not None
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(["day", "weekend", "person"])
    for day, person in enumerate(plan.holders):
        writer.writerow([day + 1, "yes" if day in rotation.weekends else "no", person + 1])
    return buffer.getvalue()

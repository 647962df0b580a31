"""What is said of a solved benchmark roster: for people, for machines, and as files."""

from __future__ import annotations

from sim.rostering.engine import Watch
from sim.rostering.formats import Solved
from sim.rostering.nurse_explain import missing_words, why_no_row
from sim.rostering.nurse_instance import NurseInstance, nurse_instance_of
from sim.rostering.nurse_solve import NurseResult, solve_nurses

MISSING_TOLD = 10
"""Most shifts short of people that are told one by one."""


def solve_nurse_text(
    text: str, file: str, seconds: float, seed: int, watch: Watch | None = None, stop_gap: float = 0.0
) -> Solved:
    """Return the best roster of an instance that is found in time, checked, with its costs by rule."""
    instance = nurse_instance_of(text, file)
    result = solve_nurses(instance, seconds=seconds, seed=seed, watch=watch, stop_gap=stop_gap)
    facts: dict[str, object] = {
        "format": "shift scheduling",
        "status": result.status,
        "seconds": round(result.seconds, 2),
    }
    size = f"{len(instance.nurses)} people, {instance.days} days, {len(instance.kinds)} kinds of shift"
    if result.status not in ("optimal", "feasible"):
        because = [] if result.who is None else why_no_row(instance, result.who)
        facts |= {"why": result.why, "because": because}
        return Solved(result.status, facts, (f"{size}: {result.status}. {result.why}".strip(), *because))
    facts |= {"cost": result.cost, "bound": result.bound, "gap": result.gap, "costs": result.costs}
    lines = (
        f"{size}: {result.status}, cost {result.cost}, bound {result.bound} (gap {result.gap:.1%}), "
        f"{result.seconds:.1f} s.",
        *(f"  {rule}: {cost}" for rule, cost in result.costs.items()),
        *_missing(instance, result),
        *_rows(instance, result),
    )
    return Solved(
        result.status, facts | {"roster": list(_rows(instance, result))}, lines, {"roster.csv": _csv(instance, result)}
    )


def _missing(instance: NurseInstance, result: NurseResult) -> list[str]:
    """Where people are missing, the first few."""
    lines = list(missing_words(instance, result.given))
    more = [f"  and on {len(lines) - MISSING_TOLD} further shifts"] if len(lines) > MISSING_TOLD else []
    return [*lines[:MISSING_TOLD], *more]


def _rows(instance: NurseInstance, result: NurseResult) -> list[str]:
    """Everybody's row: kinds of shift by day, a dot for a day off."""
    width = max(len(nurse.name) for nurse in instance.nurses)
    return [
        f"{nurse.name:>{width}} " + " ".join(result.given.get((nurse.name, day), ".") for day in range(instance.days))
        for nurse in instance.nurses
    ]


def _csv(instance: NurseInstance, result: NurseResult) -> str:
    """The roster as a table: person, day, shift."""
    rows = sorted((nurse.name, day) for nurse in instance.nurses for day in range(instance.days))
    given = [f"{name},{day},{result.given[name, day]}" for name, day in rows if (name, day) in result.given]
    return "\n".join(["person,day,shift", *given]) + "\n"

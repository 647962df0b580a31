"""A cyclic rota as `allhours roster solve FILE` says and writes it."""

from __future__ import annotations

import json
from typing import Any

from sim.rostering.cyclic_explain import explain_rota
from sim.rostering.cyclic_file import rota_of
from sim.rostering.cyclic_rota import Rota
from sim.rostering.cyclic_solve import solve_rota
from sim.rostering.cyclic_words import WISH_WORDS
from sim.rostering.engine import Watch
from sim.rostering.formats import Solved


def solve_rota_text(
    text: str, file: str, seconds: float, seed: int, watch: Watch | None, stop_gap: float = 0.0
) -> Solved:
    """Return the rota of a text in the rotating-workforce format, or why there is none and what would mend it."""
    rota = solve_rota(rota_of(text, file), seconds=seconds, seed=seed, watch=watch, stop_gap=stop_gap)
    facts, lines = facts_of_rota(rota), words_of_rota(rota)
    if rota.status == "infeasible":
        why = explain_rota(rota.instance, seconds=max(1.0, seconds - rota.seconds), seed=seed)
        facts["conflict"] = [reason.sentence for reason in why.reasons]
        facts["mends"] = [mend.sentence for mend in why.mends]
        lines += why.lines
    files = {"solution.json": json.dumps(facts, ensure_ascii=False, indent=2) + "\n"}
    if rota.table is not None:
        files["rota.csv"] = rota.frame().to_csv(lineterminator="\n")
        files["rota.txt"] = rota.text() + "\n"
    return Solved(rota.status, facts, tuple(lines), files)


def facts_of_rota(rota: Rota) -> dict[str, Any]:
    """Return a rota as plain data."""
    return {
        "status": rota.status,
        "people": rota.instance.people,
        "seconds": round(rota.seconds, 3),
        "repeatable": rota.is_repeatable,
        "interrupted": rota.is_interrupted,
        "counts": dict(rota.counts),
        "stages": [
            {"wishes": one.wishes, "cost": one.cost, "bound": one.bound, "proven": one.is_proven} for one in rota.stages
        ],
        "table": None if rota.table is None else [[rota.instance.label(entry) for entry in row] for row in rota.table],
    }


def words_of_rota(rota: Rota) -> list[str]:
    """Return what is said of a rota: its status, the table, and what it has of what is unwanted."""
    people, seconds = rota.instance.people, f"{rota.seconds:.2f} s"
    if rota.status == "infeasible":
        return [f"infeasible: no rota of {people} people keeps these rules, proven in {seconds}."]
    if rota.table is None:
        why = "interrupted" if rota.is_interrupted else "time is up"
        return [f"unknown: no rota of {people} people found, nor that there is none, in {seconds} ({why})."]
    proven = "every stage of wishes proven best" if rota.stages else "every rule kept"
    if rota.status != "optimal":
        proven = "better ones may be found in more time"
    counts = ", ".join(f"{count} {WISH_WORDS[name]}" for name, count in rota.counts.items())
    lines = [f"{rota.status}: a rota of {people} people in {seconds}, {proven}.", rota.text(), f"It has {counts}."]
    if rota.is_interrupted:
        lines.append("Interrupted: this is the best so far.")
    return lines

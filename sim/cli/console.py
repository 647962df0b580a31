"""What the command line says: words for people, JSON for machines, and the files of single stages."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim import __version__

if TYPE_CHECKING:
    import pandas as pd

    from sim.experiments.results import Comparison, PlanResult
    from sim.scenario.model import Scenario


def say(as_json: bool, facts: Mapping[str, Any], lines: Sequence[str]) -> None:
    """Print the facts as JSON, or the lines for people."""
    print(json.dumps(facts, ensure_ascii=False, indent=2) if as_json else "\n".join(lines))


def say_error(as_json: bool, text: str, problems: Sequence[Mapping[str, Any]]) -> None:
    """Print what is wrong on standard error, and as JSON on standard output where machines listen."""
    if as_json:
        say(True, {"error": text, "problems": [dict(problem) for problem in problems]}, [])
    print(f"allhours: {text}", file=sys.stderr)


def rows_of(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table for JSON; what is absent is null."""
    rows: list[dict[str, Any]] = json.loads(table.to_json(orient="records", date_format="iso", force_ascii=False))
    return rows


def facts_of(base: PlanResult, comparison: Comparison | None, paths: Sequence[Path]) -> dict[str, Any]:
    """Return a plan, and the comparison it is the base of, as plain data for machines."""
    facts: dict[str, Any] = {
        "scenario": base.scenario.name,
        "digest": base.digest,
        "seed": base.seed,
        "version": base.version,
        "verdict": base.verdict,
        "met": base.met,
        "people": dict(base.sizes),
        "solver_status": base.roster.status,
        "targets": rows_of(base.targets),
        "rounds": rows_of(base.rounds),
        "notes": list(base.notes),
    }
    if comparison is not None:
        facts["recommendation"] = comparison.recommendation
        facts["scorecard"] = rows_of(comparison.scorecard)
        facts["differences"] = rows_of(comparison.differences)
    return {**facts, "written": [str(path) for path in paths]}


def deliver(
    as_json: bool,
    scenario: Scenario,
    folder: Path,
    tables: Mapping[str, pd.DataFrame],
    words: Sequence[str] = (),
    more: Mapping[str, bytes] | None = None,
    solver: str | None = None,
) -> None:
    """Write the tables and other files of a stage together, with what they belong to, and say what they hold."""
    from sim.outputs.files import write_together
    from sim.outputs.tables import csv_of

    about: dict[str, Any] = {
        "scenario": scenario.name,
        "digest": scenario.digest,
        "seed": scenario.seed,
        "version": __version__,
    }
    files: dict[str, bytes | str] = {f"{name}.csv": csv_of(table) for name, table in tables.items()}
    files |= dict(more or {})
    if solver is not None:
        about["solver_status"] = solver
    files["about.json"] = json.dumps({**about, "files": sorted(files)}, ensure_ascii=False, indent=2) + "\n"
    paths = [str(path) for path in write_together(folder, files)]
    said = ("summary", "targets", "candidates", "levers", "worth", "break_even")
    shown = {name: rows_of(table) for name, table in tables.items() if name in said}
    say(as_json, {**about, **shown, "notes": list(words), "written": paths}, [*words, *paths])

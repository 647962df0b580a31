"""What every exported file says of itself: scenario, digest, seed, version, solver status."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sim import __version__
from sim.centre.roster import Roster
from sim.experiments.results import Comparison, PlanResult
from sim.outputs.words import percent
from sim.scenario.model import Scenario


def about_plan(plan: PlanResult) -> dict[str, Any]:
    """Return where a plan comes from, as plain data; the same for the same scenario, seed and version."""
    roster = plan.roster
    return {
        "scenario": plan.scenario.name,
        "digest": plan.digest,
        "seed": plan.seed,
        "version": plan.version,
        "solver_status": roster.status,
        "solver_gap": None if roster.gap is None else round(roster.gap, 6),
        "start": plan.scenario.calendar.start.isoformat(),
        "weeks": plan.scenario.calendar.weeks,
        "time_zone": plan.scenario.calendar.time_zone,
        "replications": plan.scenario.study.replications,
        "confidence": plan.scenario.study.confidence,
    }


def about_words(plan: PlanResult) -> str:
    """Return where a plan comes from in one line.

    The words are ``scenario …; digest …; seed …; Allhours …; solver status …``.
    """
    return _words(plan.scenario.name, plan.digest, plan.seed, plan.version, plan.roster)


def roster_words(scenario: Scenario, roster: Roster) -> str:
    """Return where a roster comes from in one line, in the words of `about_words`."""
    return _words(scenario.name, scenario.digest, scenario.seed, __version__, roster)


def solver_words(roster: Roster) -> str:
    """Return the solver status of a roster, and its gap: how far it is at most from the best roster there is."""
    return roster.status if roster.gap is None else f"{roster.status}, gap {percent(roster.gap)}"


def _words(name: str, digest: str, seed: int, version: str, roster: Roster) -> str:
    return f"scenario {name}; digest {digest}; seed {seed}; Allhours {version}; solver status {solver_words(roster)}"


def about_file(result: PlanResult | Comparison, files: Iterable[str]) -> str:
    """Return `about.json`: where the files of a folder come from, and which files they are."""
    if isinstance(result, Comparison):
        about: dict[str, Any] = {
            "base": result.base,
            "alternatives": {name: about_plan(plan) for name, plan in result.plans.items()},
        }
    else:
        about = about_plan(result)
    about["files"] = sorted(files)
    return json.dumps(about, ensure_ascii=False, indent=2) + "\n"

"""Commands about scenario files: check, schema."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from sim.cli.console import say
from sim.cli.options import SCENARIO, SEED, option
from sim.cli.prepare import scenario_of
from sim.cli.status import DONE
from sim.wording import counted


def check(options: argparse.Namespace) -> int:
    """Say whether a scenario can be used, what it describes, and what it says that changes nothing."""
    from sim.scenario.unheard import unheard

    scenario = scenario_of(options, options.scenario)
    assumed = sorted(path for path, about in scenario.sources.items() if about.grade in ("C", "assumed"))
    facts: dict[str, Any] = {
        "scenario": scenario.name,
        "digest": scenario.digest,
        "channels": list(scenario.channel_names),
        "topics": len(scenario.topic_names),
        "weeks": scenario.calendar.weeks,
        "start": str(scenario.calendar.start),
        "groups": {name: group.size for name, group in scenario.team.groups.items()},
        "vendors": list(scenario.vendors),
        "assumed": assumed,
        "unheard": list(unheard(scenario)),
    }
    lines = [
        f"{options.scenario}: {scenario.name} ({scenario.digest}) can be used.",
        f"{counted(scenario.calendar.weeks, 'week')} from {scenario.calendar.start}, {scenario.calendar.time_zone}; "
        f"channels {', '.join(scenario.channel_names)}; {counted(len(scenario.topic_names), 'topic')}.",
    ]
    if assumed:
        lines.append(f"Replace with your own: {', '.join(assumed)}.")
    lines += facts["unheard"]
    if options.out is not None:
        from sim.files import write_atomically

        write_atomically(Path(options.out), json.dumps(facts, ensure_ascii=False, indent=2) + "\n")
    say(options.json, facts, lines)
    return DONE


def schema(options: argparse.Namespace) -> int:
    """Write the JSON schema of scenario files, for editors."""
    from sim.scenario import Scenario

    text = json.dumps(Scenario.model_json_schema(mode="validation"), indent=2, ensure_ascii=False) + "\n"
    if options.out is None:
        sys.stdout.write(text)
        return DONE
    from sim.files import write_atomically

    write_atomically(Path(options.out), text)
    say(options.json, {"written": [str(options.out)]}, [f"Written: {options.out}"])
    return DONE


COMMANDS = (
    (check, (SCENARIO, SEED, option("--out", metavar="FILE", help="also write what was found to this file (JSON)"))),
    (schema, (option("--out", metavar="FILE", help="where it goes (default: standard output)"),)),
)

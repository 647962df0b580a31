"""The suite from a shell: check, calibrate, simulate, staff, roster, plan, compare, schema.

Exit status: 0 all well; 1 a target is missed or something is not feasible; 2 the input is wrong; 130 interrupted.
Heavy libraries are imported inside the commands, so that `check` and `--help` answer at once.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim import __version__
from sim.errors import InputError, Problem
from sim.outputs.console import deliver, facts_of, say, say_error, whole

if TYPE_CHECKING:
    from sim.scenario import Scenario

DONE, MISSED, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Return the exit status of a command; `arguments` None takes those of the process."""
    options = _parser().parse_args(arguments)
    try:
        status: int = options.command(options)
        sys.stdout.flush()
        return status
    except InputError as error:
        say_error(getattr(options, "json", False), str(error), [vars(problem) for problem in error.problems])
        return BAD_INPUT
    except KeyboardInterrupt:
        say_error(getattr(options, "json", False), "interrupted; nothing was left half-written", [])
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader went away; so do we, quietly
        return DONE


def check(options: argparse.Namespace) -> int:
    """Say whether a scenario can be used, and what it describes."""
    scenario = _with_options(options, options.scenario)
    assumed = sorted(path for path, about in scenario.sources.items() if about.grade in ("C", "assumed"))
    facts = {
        "scenario": scenario.name,
        "digest": scenario.digest,
        "channels": list(scenario.channel_names),
        "topics": len(scenario.topic_names),
        "weeks": scenario.calendar.weeks,
        "start": str(scenario.calendar.start),
        "groups": {name: group.size for name, group in scenario.team.groups.items()},
        "vendors": list(scenario.vendors),
        "assumed": assumed,
    }
    lines = [
        f"{options.scenario}: {scenario.name} ({scenario.digest}) can be used.",
        f"{scenario.calendar.weeks} weeks from {scenario.calendar.start}, {scenario.calendar.time_zone}; "
        f"channels {', '.join(scenario.channel_names)}; {len(scenario.topic_names)} topics.",
    ]
    if assumed:
        lines.append(f"Replace with your own: {', '.join(assumed)}.")
    say(options.json, facts, lines)
    return DONE


def schema(options: argparse.Namespace) -> int:
    """Write the JSON schema of scenario files, for editors."""
    from sim.scenario import Scenario

    text = json.dumps(Scenario.model_json_schema(mode="validation"), indent=2, ensure_ascii=False) + "\n"
    if options.out is None:
        sys.stdout.write(text)
        return DONE
    from sim.outputs.files import write_atomically

    write_atomically(Path(options.out), text)
    say(options.json, {"written": [str(options.out)]}, [f"Written: {options.out}"])
    return DONE


def calibrate(options: argparse.Namespace) -> int:
    """Turn a history of contacts into a scenario fragment with goodness of fit."""
    from sim.demand.calibrate import calibrate as calibrate_history
    from sim.demand.fit_report import fit_report
    from sim.demand.fragment import RATES_FILE, fragment_text, rates_text
    from sim.demand.history import read_history
    from sim.outputs.files import check_writable, write_together

    folder = Path(options.out) if options.out else Path("out") / Path(options.history).name.split(".")[0]
    check_writable(folder)
    history = read_history(options.history, options.mapping)
    left_out = [(first, last) for first, last in options.leave_out]
    result = calibrate_history(history, options.interval, leave_out=left_out, night_demand=options.night_demand)
    files: dict[str, bytes | str] = {
        "calibrated.yaml": fragment_text(result),
        RATES_FILE: rates_text(result),
        "fit.md": fit_report(result, history.quality),
    }
    paths = [str(path) for path in write_together(folder, files)]
    say(options.json, {"quality": history.quality.text(), "written": paths}, [history.quality.text(), *paths])
    return DONE


def simulate(options: argparse.Namespace) -> int:
    """Simulate a scenario under a roster from a file, or with the people it requires."""
    from sim.experiments.judging import lines_of
    from sim.experiments.stages import simulate_requirement, simulate_roster
    from sim.outputs.progress import bars
    from sim.rostering.check import check_roster
    from sim.rostering.table import read_roster

    scenario, folder = _prepared(options)
    broken: list[str] = []
    with bars(quiet=options.quiet or options.json) as progress:
        if options.roster is None:
            summary, targets = simulate_requirement(scenario, jobs=options.jobs, progress=progress)
        else:
            given = read_roster(options.roster, scenario)
            broken = [f"rule broken: {violation}" for violation in check_roster(scenario, given)]
            summary, targets = simulate_roster(scenario, given, jobs=options.jobs, progress=progress)
    words = [*broken, *lines_of(targets)]
    deliver(options.json, scenario, folder, {"summary": summary, "targets": targets}, words)
    return DONE if bool(targets["met"].all()) and not broken else MISSED


def staff(options: argparse.Namespace) -> int:
    """Find how many people are needed when."""
    from sim.experiments.stages import find_staff
    from sim.outputs.progress import bars

    scenario, folder = _prepared(options)
    with bars(quiet=options.quiet or options.json) as progress:
        requirement = find_staff(scenario, progress=progress)
    deliver(options.json, scenario, folder, {"requirement": requirement.table}, requirement.notes)
    return DONE


def roster(options: argparse.Namespace) -> int:
    """Find the requirement, and a roster of named people that covers it."""
    from sim.experiments.stages import find_roster
    from sim.outputs.calendars import calendars_of
    from sim.outputs.progress import bars

    scenario, folder = _prepared(options)
    with bars(quiet=options.quiet or options.json) as progress:
        requirement, found = find_roster(scenario, progress=progress)
    tables = {"requirement": requirement.table, "roster": found.assignments, "gaps": found.gaps}
    words = [f"The roster is {found.status}; {len(found.people)} people."]
    if len(found.gaps):
        words.append(f"{len(found.gaps)} intervals are short of people: see gaps.csv.")
    deliver(options.json, scenario, folder, tables, words, calendars_of(scenario, found), found.status)
    return MISSED if len(found.gaps) else DONE


def plan(options: argparse.Namespace) -> int:
    """Plan a scenario from demand to costs; with files in `alternatives/` beside it, compare them too."""
    beside = sorted(Path(options.scenario).parent.glob("alternatives/*.yaml"))
    return _compare(options, [] if options.alone else beside)


def compare(options: argparse.Namespace) -> int:
    """Plan a scenario and its alternatives for the same customers, and compare them."""
    return _compare(options, [Path(file) for file in options.alternatives])


def _compare(options: argparse.Namespace, alternatives: Sequence[Path]) -> int:
    from sim.experiments.compare import compare as compare_scenarios
    from sim.experiments.plan import plan as plan_scenario
    from sim.outputs.progress import bars
    from sim.outputs.write import write_comparison, write_plan

    scenario, folder = _prepared(options)
    others = _alternatives(options, alternatives)
    comparison = None
    with bars(quiet=options.quiet or options.json) as progress:
        if others:
            comparison = compare_scenarios([scenario, *others], jobs=options.jobs, progress=progress)
            base = comparison.plans[scenario.name]
            progress("writing", 0.0)
            paths = write_comparison(comparison, folder)
        else:
            base = plan_scenario(scenario, jobs=options.jobs, progress=progress)
            progress("writing", 0.0)
            paths = write_plan(base, folder, published=folder if folder.is_dir() else None)
        progress("writing", 1.0)
    words = [base.verdict, *([comparison.recommendation] if comparison else []), *base.notes]
    words += [f"Report: {folder / 'report.html'}", f"{len(paths)} files in {folder}"]
    say(options.json, facts_of(base, comparison, paths), words)
    return DONE if base.met else MISSED


def _alternatives(options: argparse.Namespace, files: Sequence[Path]) -> list[Scenario]:
    """The alternatives with the base's options; what is wrong in any of them is said together."""
    found: list[Scenario] = []
    problems: list[Problem] = []
    for file in files:
        try:
            found.append(_with_options(options, str(file)))
        except InputError as error:
            problems.extend(error.problems)
    if problems:
        raise InputError(problems)
    return found


def _with_options(options: argparse.Namespace, file: str) -> Scenario:
    from sim.scenario import load_scenario

    scenario = load_scenario(file)
    changes: dict[str, Any] = {}
    if getattr(options, "seed", None) is not None:
        changes["seed"] = options.seed
    if getattr(options, "replications", None) is not None:
        changes["study"] = scenario.study.model_copy(update={"replications": options.replications})
    return scenario.model_copy(update=changes) if changes else scenario


def _prepared(options: argparse.Namespace) -> tuple[Scenario, Path]:
    """The scenario, and a folder that is known to be writable before the long work begins."""
    from sim.outputs.files import check_writable

    scenario = _with_options(options, options.scenario)
    folder = Path(options.out) if options.out else Path("out") / Path(options.scenario).stem
    check_writable(folder)
    return scenario, folder


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="allhours",
        description="Plan round-the-clock customer support: how many people, on which rota, with which automation, "
        "in-house or outsourced, at what cost, and what customers feel.",
        epilog="Exit status: 0 all well, 1 a target is missed or not feasible, 2 the input is wrong.",
    )
    parser.add_argument("--version", action="version", version=f"allhours {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    def command(name: str, function: Any, *, scenario: bool = True, study: bool = True) -> argparse.ArgumentParser:
        about = str(function.__doc__)
        one = commands.add_parser(name, help=about, description=about)
        one.set_defaults(command=function)
        one.add_argument("--json", action="store_true", help="say everything as JSON on standard output")
        one.add_argument("--quiet", action="store_true", help="no progress bars")
        if scenario:
            one.add_argument("scenario", metavar="SCENARIO", help="scenario file (YAML)")
            one.add_argument(
                "--seed",
                type=whole(0, 2**63 - 1),
                help="seed of everything random, instead of the scenario's",
            )
        one.add_argument("--out", metavar="PATH", help="where results go (default: out/ and the scenario's name)")
        if study:
            one.add_argument(
                "--replications",
                type=whole(2, 1000),
                metavar="N",
                help="instead of the scenario's",
            )
            one.add_argument(
                "--jobs",
                type=whole(1, 1000),
                default=_cores(),
                metavar="N",
                help="processes (default: %(default)s)",
            )
        return one

    command("check", check, study=False)
    of_history = command("calibrate", calibrate, scenario=False, study=False)
    of_history.add_argument("history", metavar="HISTORY", help="contact log (CSV, may be compressed)")
    of_history.add_argument("--mapping", required=True, metavar="FILE", help="what its columns mean (YAML)")
    of_history.add_argument("--interval", type=int, choices=(15, 30, 60), default=30, help="minutes of an interval")
    of_history.add_argument(
        "--night-demand", choices=("turned_away", "ratio"), help="how to assume demand while shut (default: none)"
    )
    of_history.add_argument(
        "--leave-out", nargs=2, action="append", default=[], metavar=("FROM", "TO"), help="a time to leave out (local)"
    )
    of_history.add_argument(
        "--seed",
        type=whole(0, 2**63 - 1),
        help="accepted as everywhere; calibration draws nothing at random",
    )
    with_roster = command("simulate", simulate)
    with_roster.add_argument("--roster", metavar="FILE", help="roster (CSV) to simulate; without, the people required")
    command("staff", staff)
    command("roster", roster)
    command("plan", plan).add_argument("--alone", action="store_true", help="leave the files in alternatives/ out")
    command("compare", compare).add_argument("alternatives", metavar="ALTERNATIVE", nargs="+", help="scenario files")
    command("schema", schema, scenario=False, study=False)
    return parser


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1

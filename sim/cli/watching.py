"""Commands that look at a run: watch, trace."""

from __future__ import annotations

import argparse
from pathlib import Path

from sim.cli.console import say
from sim.cli.options import QUIET, SCENARIO, SEED, option, whole
from sim.cli.prepare import scenario_of
from sim.cli.status import DONE
from sim.timing import MINUTE


def watch(options: argparse.Namespace) -> int:
    """Record a run as one HTML file in which it can be replayed, slowed down and halted."""
    from sim.centre.watch import team_of
    from sim.centre.watch import watch as watch_run
    from sim.demand.draw import draw_contacts
    from sim.experiments.stages import find_staff
    from sim.files import write_atomically
    from sim.outputs.files import check_writable
    from sim.outputs.progress import bars
    from sim.outputs.replay import replay_page
    from sim.rostering.table import read_roster
    from sim.staffing.require import roster_from_counts

    scenario = scenario_of(options, options.scenario)
    path = Path(options.out) if options.out else Path("out") / Path(options.scenario).stem / "replay.html"
    check_writable(path.parent)
    with bars(quiet=options.quiet or options.json) as progress:
        given = read_roster(options.roster, scenario) if options.roster else None
        roster = given or roster_from_counts(scenario, find_staff(scenario, progress=progress).table)
        frames = []
        contacts = draw_contacts(scenario, options.replication)
        seen = watch_run(scenario, contacts, roster, every=options.every * MINUTE, with_absences=given is not None)
        for frame in seen:
            frames.append(frame)
            progress("watching", frame.time / scenario.calendar.horizon)
    page = replay_page(scenario, team_of(scenario, roster), frames, replication=options.replication)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, page)
    facts = {"scenario": scenario.name, "digest": scenario.digest, "frames": len(frames), "written": [str(path)]}
    say(options.json, facts, [f"{len(frames):,} moments of replication {options.replication}: {path}"])
    return DONE


def trace(options: argparse.Namespace) -> int:
    """Tell in words what happens to one contact of a run."""
    from sim.centre.simulate import simulate
    from sim.demand.draw import draw_contacts
    from sim.experiments.stages import find_staff
    from sim.outputs.progress import bars
    from sim.outputs.story import story_of
    from sim.rostering.table import read_roster
    from sim.staffing.require import roster_from_counts

    scenario = scenario_of(options, options.scenario)
    with bars(quiet=options.quiet or options.json) as progress:
        given = read_roster(options.roster, scenario) if options.roster else None
        roster = given or roster_from_counts(scenario, find_staff(scenario, progress=progress).table)
    contacts = draw_contacts(scenario, options.replication)
    log = simulate(scenario, contacts, roster, with_absences=given is not None)
    story = story_of(scenario, log, options.need)
    facts = {"scenario": scenario.name, "digest": scenario.digest, "replication": options.replication,
             "need": options.need, "story": story}  # fmt: skip
    say(options.json, facts, story)
    return DONE


ONE_RUN = (
    SCENARIO,
    SEED,
    option("--roster", metavar="FILE", help="roster (CSV); without, the people required"),
    option("--replication", type=whole(0, 10**6), default=0, metavar="N", help="which run (default: 0)"),
)

COMMANDS = (
    (
        trace,
        (
            *ONE_RUN,
            option("--need", type=whole(0, 10**9), required=True, metavar="N", help="which need, from 0 by arrival"),
            QUIET,
        ),
    ),
    (
        watch,
        (
            *ONE_RUN,
            option(
                "--every", type=whole(1, 1440), default=10, metavar="MINUTES", help="between two moments (default: 10)"
            ),
            option("--out", metavar="FILE", help="the file (default: out/, the scenario's name, replay.html)"),
            QUIET,
        ),
    ),
)

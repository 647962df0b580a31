"""Commands on public benchmark files: roster solve."""

from __future__ import annotations

import argparse
from pathlib import Path

from sim.cli.console import say
from sim.cli.options import QUIET, option, time_in_seconds
from sim.cli.searching import GOOD_ENOUGH, tell
from sim.cli.status import DONE, MISSED


def roster_solve(options: argparse.Namespace) -> int:
    """Solve a file of a public rostering benchmark; its format is seen from what it holds.

    Exit status: 0 a roster is found, 1 there is none or none was found in time, 2 the file is wrong. Ctrl-C ends the
    search and hands back the best so far.
    """
    from sim.outputs.files import check_writable, write_together
    from sim.rostering.formats import solve_file

    if options.out is not None:
        check_writable(options.out)
    watch = None if options.quiet or options.json else tell
    solved = solve_file(options.file, options.seconds, options.seed, watch, options.good_enough)
    written = [] if options.out is None else write_together(Path(options.out), solved.files)
    paths = [str(path) for path in written]
    say(options.json, {"file": options.file, **solved.facts, "written": paths}, [*solved.lines, *paths])
    return DONE if solved.is_found else MISSED


COMMANDS = (
    (
        roster_solve,
        (
            option("file", metavar="FILE", help="benchmark file"),
            option(
                "--seconds", type=time_in_seconds, default=60.0, metavar="S", help="most time (default: %(default)g)"
            ),
            option("--seed", type=int, default=1, metavar="N", help="seed of the search (default: %(default)s)"),
            option("--out", metavar="PATH", help="folder for the roster found; without, nothing is written"),
            GOOD_ENOUGH,
            QUIET,
        ),
    ),
)

"""All commands of the suite, and the parser that offers them.

To add a command: write one function in the file of its family (its name and docstring become the command's) and give
it, with its options, one entry in that file's `COMMANDS`.
"""

from __future__ import annotations

import argparse
import inspect
from collections.abc import Sequence

from sim import __version__
from sim.cli import (
    accounts,
    benchmarks,
    choosing,
    covering,
    history,
    on_call,
    plans,
    repairs,
    rosters,
    rotas,
    running,
    scenarios,
    uncertain,
    watching,
)
from sim.cli.options import JSON

FAMILIES = (
    scenarios,
    history,
    running,
    rosters,
    repairs,
    on_call,
    plans,
    accounts,
    choosing,
    covering,
    rotas,
    uncertain,
    benchmarks,
    watching,
)


def as_one_word(arguments: Sequence[str]) -> list[str]:
    """Return the arguments with a command of two words as its name: ``roster solve FILE`` is ``roster-solve FILE``."""
    names = {function.__name__.replace("_", "-") for family in FAMILIES for function, _ in family.COMMANDS}
    two = "-".join(arguments[:2])
    return [two, *arguments[2:]] if len(arguments) > 1 and two in names else list(arguments)


def command_line() -> argparse.ArgumentParser:
    """Return the parser; what it parses holds the chosen function as `command`."""
    parser = argparse.ArgumentParser(
        prog="allhours",
        description="Plan round-the-clock customer support: how many people, on which rota, with which automation, "
        "in-house or outsourced, at what cost, and what customers feel.",
        epilog="Exit status: 0 all well, 1 a target is missed or not feasible, 2 the input is wrong, "
        "130 interrupted, 143 terminated.",
    )
    parser.add_argument("--version", action="version", version=f"allhours {__version__}")
    offered = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for family in FAMILIES:
        for function, options in family.COMMANDS:
            about = inspect.getdoc(function) or ""
            name = function.__name__.replace("_", "-")
            one = offered.add_parser(name, help=about.split("\n\n")[0], description=about)
            one.set_defaults(command=function)
            for option in (*options, JSON):
                option.add_to(one)
    return parser

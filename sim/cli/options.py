"""The options that several commands share. A command offers an option only where it acts on it."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Option:
    """One option or argument of a command: its names, and what argparse is told of it."""

    names: tuple[str, ...]
    settings: dict[str, Any]

    def add_to(self, parser: argparse.ArgumentParser) -> None:
        """Offer the option in a command's parser."""
        parser.add_argument(*self.names, **self.settings)


def option(*names: str, **settings: Any) -> Option:
    """Return an option, written as `ArgumentParser.add_argument` takes it."""
    return Option(names, settings)


def whole(least: int, most: int) -> Callable[[str], int]:
    """Return what reads an option that is a whole number from `least` to `most`."""

    def read(text: str) -> int:
        if not text.isdigit() or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"'{text}' is no whole number from {least} to {most}")
        return int(text)

    return read


def time_in_seconds(text: str) -> float:
    """Read an option that is a time above 0, at most a day, in seconds."""
    return _number(text, 0.0, 86_400.0, "time from above 0 to 86400 seconds")


def share(text: str) -> float:
    """Read an option that is a share above 0, at most 1."""
    return _number(text, 0.0, 1.0, "share from above 0 to 1")


def _number(text: str, above: float, most: float, what: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = above
    if not above < number <= most:
        raise argparse.ArgumentTypeError(f"'{text}' is no {what}")
    return number


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


JSON = option("--json", action="store_true", help="say everything as JSON on standard output")
QUIET = option("--quiet", action="store_true", help="no progress bars")
OUT = option("--out", metavar="PATH", help="where results go (default: out/ and the scenario's name)")
SCENARIO = option("scenario", metavar="SCENARIO", help="scenario file (YAML)")
SEED = option("--seed", type=int, metavar="N", help="seed of everything random, instead of the scenario's")
REPLICATIONS = option("--replications", type=int, metavar="N", help="repetitions, instead of the scenario's")
JOBS = option(
    "--jobs",
    type=whole(1, 1000),
    default=_cores(),
    metavar="N",
    help="processes (default: all cores, here %(default)s)",
)
STUDY = (SCENARIO, SEED, REPLICATIONS, OUT, QUIET)
"""What every command takes that simulates a scenario and writes a folder of results."""

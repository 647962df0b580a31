"""What all commands that search have in common: progress, when to stop, and Ctrl-C for the best so far.

Each better result is told on standard error with its cost, its bound and the seconds. The first Ctrl-C ends the search
and hands back the best so far; the second ends everything.
"""

from __future__ import annotations

import math
import sys
from typing import TYPE_CHECKING

from sim.cli.options import option, share, time_in_seconds

if TYPE_CHECKING:
    from sim.rostering.engine import Progress

SECONDS = option(
    "--seconds", type=time_in_seconds, metavar="S", help="time of the search, instead of rules.solve_seconds"
)
GOOD_ENOUGH = option(
    "--good-enough",
    type=share,
    default=0.0,
    metavar="GAP",
    help="stop each stage within this share of its bound, such as 0.05 (default: %(default)g)",
)
STOPPED = "Stopped by Ctrl-C: this is the best so far; it keeps every rule."


def tell(news: Progress) -> None:
    """Say how far a search has come, on standard error; where all results are alike there is no cost to tell."""
    cost = "" if math.isnan(news.best) else f": cost {news.best:,.1f}, bound {news.bound:,.1f}"
    print(f"{news.seconds:8.1f} s  {news.stage}{cost}", file=sys.stderr)

"""What all pictures share: colours safe for the colour-blind, style, days as ticks, the same bytes each time."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Callable, Sequence
from functools import wraps
from itertools import pairwise
from typing import Any, ParamSpec, TypeVar

import matplotlib
import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

_TEN: list[str] = [entry["color"] for entry in matplotlib.style.library["petroff10"]["axes.prop_cycle"]]
_BLUE, _ORANGE, _RED, _GREY, _PURPLE, _BROWN, _FLAME, _SAND, _SLATE, _CYAN = _TEN

CHANNEL_COLOURS = {"phone": _BLUE, "chat": _ORANGE, "email": _PURPLE, "social": _BROWN, "all": _SLATE}
BAND_COLOURS = {"early": _CYAN, "late": _ORANGE, "night": _PURPLE, "leave": _GREY, "on_call": _SAND}
BAND_TEXT = {"early": "black", "late": "black", "night": "white", "leave": "black", "on_call": "black"}
MISSING, ERLANG, ROSTERED, REQUIRED, TARGET = _RED, _FLAME, _CYAN, "black", _RED
SERIES = (_BLUE, _ORANGE, _PURPLE, _BROWN, _CYAN, _SLATE, _SAND, _FLAME, _RED, _GREY)
"""Colours of categories and alternatives, in their order."""
CATEGORY_COLOURS = {
    "labour": _BLUE,
    "vendor": _ORANGE,
    "technology": _PURPLE,
    "goodwill": _CYAN,
    "one_off": _SAND,
    "lost": _GREY,
}
SHOWN_COLOURS = {"better": _BLUE, "worse": _RED, "no difference shown": _SLATE}

_STYLE: dict[Any, Any] = {
    "font.size": 9.0,
    "axes.titlesize": 10.0,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "grid.color": "#dddddd",
    "legend.frameon": False,
    "svg.fonttype": "path",  # letters as outlines: right in every script wherever the report is read
    "svg.hashsalt": "allhours",  # names of clip paths are random otherwise
    "text.parse_math": False,  # a topic may be called "$5 off, $9 off"
}
Given = ParamSpec("Given")
Drawn = TypeVar("Drawn")


def styled(draw: Callable[Given, Drawn]) -> Callable[Given, Drawn]:
    """Return a function that draws in our style; decorator of everything that draws, as artists keep their style."""

    @wraps(draw)
    def drawn(*args: Given.args, **kwargs: Given.kwargs) -> Drawn:
        with matplotlib.rc_context(_STYLE):
            result = draw(*args, **kwargs)
            is_interactive = matplotlib.is_interactive()
        # The first figure of a notebook switches this on; leaving the style undoes it, and no later figure would show.
        matplotlib.interactive(is_interactive)
        return result

    return drawn


MIDNIGHTS = tuple(range(0, 169, 24))
"""Hours since Monday at midnight of the midnights of a week."""
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def axes_or_new(ax: Axes | None, width: float = 9.0, height: float = 3.0) -> Axes:
    """Return the axes given, or those of a new figure of a size in inches."""
    if ax is not None:
        return ax
    return plt.subplots(figsize=(width, height), layout="constrained")[1]


def new_figure(width: float, height: float) -> Figure:
    """Return an empty figure that no window and no notebook knows of."""
    return Figure(figsize=(width, height), layout="constrained")


@styled
def svg(figure: Figure, title: str, about: str) -> bytes:
    """Return a figure as SVG, the same bytes each time; title and description are stored in the file."""
    buffer = io.BytesIO()
    metadata = {"Title": title, "Description": about, "Creator": "Allhours", "Date": None}
    figure.savefig(buffer, format="svg", metadata=metadata)
    return buffer.getvalue()


def row_label(name: str) -> str:
    r"""Return a name short enough for the side of a picture: two lines at most.

    >>> row_label("Nights and weekends with the vendor, phones kept in-house all day")
    'Nights and weekends with\nthe vendor, phones kept…'
    """
    return "\n".join(textwrap.wrap(name, width=24, max_lines=2, placeholder="…"))


def one_line(name: str, most: int = 44) -> str:
    """Return a name short enough for a title.

    >>> one_line("Nights and weekends with the vendor, phones kept in-house all day")
    'Nights and weekends with the vendor, phones…'
    """
    return textwrap.shorten(name, most, placeholder="…")


def mark_days(ax: Axes, midnights: Sequence[float] = MIDNIGHTS, weekdays: Sequence[int] = range(7)) -> None:
    """Label an axis of hours with days of the week (0 is Monday) between the midnights given, one more than days."""
    ax.set_xlim(midnights[0], midnights[-1])
    ax.set_xticks(midnights, labels=[""] * len(midnights))
    middles = [(before + after) / 2 for before, after in pairwise(midnights)]
    ax.set_xticks(middles, labels=[DAYS[weekday] for weekday in weekdays], minor=True)
    ax.tick_params(axis="x", which="minor", length=0)
    ax.grid(axis="x", which="major")
    ax.grid(axis="y", which="major")

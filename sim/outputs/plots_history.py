"""Pictures of what a log says: days beside their usual, how long people work, how long customers wait."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.ticker import PercentFormatter

from sim.outputs import looks
from sim.outputs.words import channel_words

_FAMILIES = {"exponential": looks.SERIES[1], "lognormal": looks.SERIES[2], "weibull": looks.SERIES[3]}


@looks.styled
def plot_busyness(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Return axes with the contacts of every day of a channel over the usual of its weekday, and what chance explains.

    `table` has the columns of `demand.plot_numbers.busyness_numbers`, one channel only.
    """
    ax = looks.axes_or_new(ax)
    chance = "95 % of days, if chance alone were at work"
    ax.vlines(table["date"], table["low"], table["high"], color=looks.ROSTERED, linewidth=3.0, alpha=0.5, label=chance)
    by_chance = table["ratio"].between(table["low"], table["high"])
    for rows, colour, label in (
        (table[by_chance], looks.REQUIRED, "day"),
        (table[~by_chance], looks.MISSING, "day that chance does not explain"),
    ):
        ax.plot(rows["date"], rows["ratio"], "o", color=colour, markersize=3.5, label=label)
    ax.axhline(1.0, color="black", linewidth=0.8)
    locator = AutoDateLocator()  # type: ignore[no-untyped-call]  # as below: matplotlib.dates has no types
    ax.xaxis.set_major_locator(locator)
    clock = ConciseDateFormatter(locator, show_offset=False)  # type: ignore[no-untyped-call]
    ax.xaxis.set_major_formatter(clock)
    ax.set_ylim(bottom=0)
    ax.yaxis.set_major_formatter(PercentFormatter(1.0))
    ax.grid(axis="y")
    ax.set_ylabel("of the usual for its weekday")
    ax.set_title(f"{channel_words(str(table['channel'].iloc[0]))}: busy and quiet days")
    ax.set_xlabel(f"{table['date'].min():%B %Y} to {table['date'].max():%B %Y}")
    ax.legend(ncols=3, loc="upper center", bbox_to_anchor=(0.5, -0.2))
    return ax


@looks.styled
def plot_handling(table: pd.DataFrame, *, what: str = "Handling", ax: Axes | None = None) -> Axes:
    """Return axes with the share of services that last longer than so many minutes, and the families fitted to them.

    `table` has the columns of `demand.plot_numbers.handling_numbers`: seconds, share and families; `what` names it.
    """
    ax = looks.axes_or_new(ax, 7.0, 3.2)
    minutes = table["seconds"] / 60
    ax.step(minutes, table["share"], where="post", color="black", linewidth=1.6, label="log")
    _families(ax, minutes, table)
    ax.set_xlim(0, float(minutes.quantile(0.99)))
    _shares(ax, "take longer")
    ax.set_xlabel("minutes of work")
    ax.set_title(what)
    return ax


@looks.styled
def plot_patience(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Return axes with the share of customers still willing to wait, and the curve of those who hung up alone.

    `table` has the columns of `from_history.patience_of`.
    """
    ax = looks.axes_or_new(ax, 7.0, 3.2)
    minutes = table["seconds"] / 60
    ax.fill_between(minutes, table["low"], table["high"], step="post", color=looks.ROSTERED, alpha=0.4, linewidth=0)
    ax.step(minutes, table["survival"], where="post", color="black", linewidth=1.6, label="all who waited, 95 %")
    ax.step(
        minutes, table["hung_up_only"], where="post", color=looks.MISSING, linestyle=":", linewidth=1.6,
        label="only those who hung up (wrong)",
    )  # fmt: skip
    _families(ax, minutes, table)
    ax.set_xlim(left=0)
    _shares(ax, "still willing to wait")
    ax.set_xlabel("minutes of waiting")
    ax.set_title(f"{channel_words(str(table['channel'].iloc[0]))}: patience")
    return ax


def _families(ax: Axes, minutes: pd.Series, table: pd.DataFrame) -> None:
    for family, colour in _FAMILIES.items():
        if family in table:
            ax.plot(minutes, table[family], color=colour, linewidth=1.1, linestyle="--", label=family)


def _shares(ax: Axes, label: str) -> None:
    ax.set_ylim(0, 1.02)
    ax.yaxis.set_major_formatter(PercentFormatter(1.0))
    ax.grid()
    ax.set_ylabel(label)
    ax.legend()

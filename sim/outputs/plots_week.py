"""Pictures over a week: cover beside the requirement, answered in time, contacts."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, PercentFormatter

from sim.outputs import looks
from sim.outputs.words import channel_words


@looks.styled
def plot_cover(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Return axes with the people required and rostered in one week of one group.

    `table` has the columns hour and until (since the first midnight of the week), weekday (0 is Monday), required,
    erlang, rostered and top (rostered and missing together), as `prepare.cover_of_week` makes it.
    """
    ax = looks.axes_or_new(ax)
    edges = [*table["hour"], table["until"].iloc[-1]]
    ax.stairs(table["rostered"], edges, fill=True, color=looks.ROSTERED, label="rostered, breaks taken out")
    ax.stairs(table["top"], edges, baseline=table["rostered"], fill=True, color=looks.MISSING, label="missing")
    ax.stairs(table["required"], edges, baseline=None, color=looks.REQUIRED, linewidth=1.3, label="required")
    ax.stairs(
        table["erlang"], edges, baseline=None, color=looks.ERLANG, linewidth=1.0, linestyle="--",
        label="Erlang alone",
    )  # fmt: skip
    days = table[table["weekday"] != table["weekday"].shift()]
    looks.mark_days(ax, [*days["hour"], edges[-1]], list(days["weekday"]))
    ax.set_ylim(bottom=0)
    ax.yaxis.set_major_locator(MaxNLocator(integer=True))
    ax.set_ylabel("people at work")
    ax.set_title("People required and rostered")
    ax.legend(ncols=4, loc="lower right", bbox_to_anchor=(1.0, 1.0), borderaxespad=0.2)
    return ax


@looks.styled
def plot_service(table: pd.DataFrame, *, target: float | None = None, ax: Axes | None = None) -> Axes:
    """Return axes with the share answered in time over the week on one channel, with its interval and the target.

    `table` has the columns hour, channel, service_level, service_level_low and service_level_high, as
    `prepare.of_week` makes it; intervals without contacts stay empty.
    """
    ax = looks.axes_or_new(ax)
    channel = str(table["channel"].iloc[0])
    colour = looks.CHANNEL_COLOURS.get(channel, looks.SERIES[0])
    edges = [*table["hour"], 168.0]
    low, high = table["service_level_low"], table["service_level_high"]
    ax.stairs(high, edges, baseline=low, fill=True, color=colour, alpha=0.3, linewidth=0, label="interval of the mean")
    ax.stairs(table["service_level"], edges, baseline=None, color=colour, label="mean")
    if target is not None:
        ax.axhline(target, color=looks.TARGET, linestyle="--", linewidth=1.0, label="target")
    looks.mark_days(ax)
    ax.set_ylim(0, 1.02)
    ax.yaxis.set_major_formatter(PercentFormatter(1.0))
    ax.set_ylabel("answered in time")
    ax.set_title(f"{channel_words(channel)}: answered in time by interval of the week")
    ax.legend(ncols=3, loc="lower right", bbox_to_anchor=(1.0, 1.0), borderaxespad=0.2)
    return ax


@looks.styled
def plot_arrivals(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Return axes with the contacts offered in each interval of the week, one line with its interval per channel.

    `table` has the rows of `prepare.of_week` of several channels, one after the other: hour, channel, offered,
    offered_low and offered_high.
    """
    ax = looks.axes_or_new(ax)
    for channel, rows in table.groupby("channel", sort=False):
        colour = looks.CHANNEL_COLOURS.get(str(channel), looks.SERIES[0])
        edges = [*rows["hour"], 168.0]
        ax.stairs(
            rows["offered_high"], edges, baseline=rows["offered_low"], fill=True, color=colour, alpha=0.3, linewidth=0
        )
        ax.stairs(rows["offered"], edges, baseline=None, color=colour, label=channel_words(str(channel)))
    looks.mark_days(ax)
    ax.set_ylim(bottom=0)
    ax.set_ylabel("contacts per interval")
    ax.set_title("Contacts over the week")
    ax.legend(ncols=5, loc="lower right", bbox_to_anchor=(1.0, 1.0), borderaxespad=0.2)
    return ax

"""A picture of a back-test: what happened, its replay and the model, hour by hour."""

from __future__ import annotations

import io

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MultipleLocator, PercentFormatter

from sim.outputs import looks

LABELS = {
    "delayed_share": "had to wait",
    "abandonment": "hung up",
    "mean_wait_seconds": "mean wait, s",
    "service_level": "answered within 20 s",
}
_LOOKS = {
    "model": ("calibrated model, range of a month", looks.SERIES[1]),
    "replay": ("replay of the log, range", looks.SERIES[0]),
}


@looks.styled
def plot_backtest(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Return axes with one measure by hour of the day: what happened, and replay and model with their ranges.

    `table` has rows of one measure and one kind of day of `experiments.backtest.backtest`, hours only.
    """
    ax = looks.axes_or_new(ax, 4.5, 2.8)
    measure = str(table["measure"].iloc[0])
    for source, (label, colour) in _LOOKS.items():
        rows = table[table["source"] == source].sort_values("hour")
        hours = rows["hour"].astype(float)
        ax.fill_between(hours, rows["low"].astype(float), rows["high"].astype(float), color=colour, alpha=0.25, lw=0)
        ax.plot(hours, rows["mean"], color=colour, label=label)
    rows = table[table["source"] == "observed"].sort_values("hour")
    ax.plot(rows["hour"].astype(float), rows["mean"], "o-", color="black", markersize=3.5, label="what happened")
    ax.set_ylim(bottom=0)
    ax.xaxis.set_major_locator(MultipleLocator(3))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda hour, _: f"{hour:02.0f}:00"))
    if measure != "mean_wait_seconds":
        ax.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    ax.grid()
    ax.set_title(LABELS[measure].capitalize())
    return ax


@looks.styled
def picture_of_backtest(table: pd.DataFrame, title: str) -> bytes:
    """Return the four measures of one kind of day as a PNG; `table` has the rows of that kind of day."""
    figure = looks.new_figure(9.0, 6.0)
    by_hour = table[table["hour"].notna()]
    for place, measure in zip(figure.subplots(2, 2, sharex=True).flat, LABELS, strict=True):
        plot_backtest(by_hour[by_hour["measure"] == measure], ax=place)
    handles, labels = figure.axes[0].get_legend_handles_labels()
    figure.legend(handles[::-1], labels[::-1], loc="outside lower center", ncols=3)
    figure.suptitle(title, fontsize=10, x=0.01, ha="left")
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=90, metadata={"Software": None})
    return buffer.getvalue()

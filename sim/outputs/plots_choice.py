"""Pictures for a choice: costs stacked by category, differences with their intervals, cost against service."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter

from sim.outputs import looks
from sim.outputs.words import CATEGORY_WORDS, channel_words, measure, number, shown


@looks.styled
def plot_costs(table: pd.DataFrame, *, currency: str, ax: Axes | None = None) -> Axes:
    """Return axes with one stacked bar per month or alternative, a colour per category of cost.

    `table` has the columns bar, category, bottom, amount and total, as `prepare.costs_of_months` and
    `prepare.costs_of_plans` make it; amounts in `currency` a month.
    """
    bars = list(dict.fromkeys(table["bar"]))
    ax = looks.axes_or_new(ax, 9.0, costs_height(len(bars)))
    row = {bar: number for number, bar in enumerate(bars)}
    for category, rows in table.groupby("category", sort=False):
        colour, label = looks.CATEGORY_COLOURS[str(category)], CATEGORY_WORDS[str(category)]
        ax.barh(rows["bar"].map(row), rows["amount"], left=rows["bottom"], height=0.7, color=colour, label=label)
    for bar, total in table.groupby("bar")["total"].first().items():
        ax.annotate(
            number(total), (total, row[bar]), xytext=(4, 0), textcoords="offset points", va="center", fontweight="bold"
        )
    ax.set_yticks(range(len(bars)), labels=[looks.row_label(str(bar)) for bar in bars])
    ax.set_ylim(len(bars) - 0.5, -0.5)
    ax.margins(x=0.12)
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    ax.grid(axis="x")
    ax.tick_params(axis="y", length=0)
    ax.set_xlabel(f"{currency} a month")
    ax.set_title("Cost a month")
    ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
    return ax


@looks.styled
def plot_differences(table: pd.DataFrame, *, currency: str = "", ax: Axes | None = None) -> Axes:
    """Return axes with the differences of one measure to the base, a row per alternative and channel, with intervals.

    `table` has the columns of `results.Comparison.differences`, one measure only.
    """
    ax = looks.axes_or_new(ax, 9.0, differences_height(len(table), table["channel"].nunique()))
    name = str(table["measure"].iloc[0])
    several = len(set(table["channel"])) > 1
    for row, line in enumerate(table.to_dict("records")):
        colour = looks.SHOWN_COLOURS[str(line["shown"])]
        ax.hlines(row, line["low"], line["high"], color=colour, linewidth=2.5)
        ax.plot(line["difference"], row, marker="o", color=colour, markersize=6)
    ax.axvline(0.0, color="black", linewidth=1.0)
    labels = [
        f"{looks.row_label(alternative)}\n{channel_words(channel)}" if several else looks.row_label(alternative)
        for alternative, channel in zip(table["alternative"], table["channel"], strict=True)
    ]
    ax.set_yticks(range(len(table)), labels=labels)
    ax.set_ylim(len(table) - 0.5, -0.5)
    ax.margins(x=0.08)
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: shown(name, value, currency, difference=True)))
    ax.grid(axis="x")
    ax.tick_params(axis="y", length=0)
    ax.set_xlabel(f"difference to the base, {looks.row_label(table['base'].iloc[0])}")
    ax.set_title(measure(name).label)
    return ax


def key_of_differences() -> list[Patch]:
    """Return the entries of a legend for the colours of `plot_differences`."""
    return [Patch(color=colour, label=label) for label, colour in looks.SHOWN_COLOURS.items()]


@looks.styled
def plot_cost_and_service(table: pd.DataFrame, *, currency: str, ax: Axes | None = None) -> Axes:
    """Return axes with the cost a month against the share answered in time, a point with intervals per alternative.

    `table` has the columns alternative, cost_per_month and service_level, and their `_low` and `_high`.
    """
    ax = looks.axes_or_new(ax, 7.0, 4.2)
    for colour, line in zip(looks.SERIES * 4, table.to_dict("records"), strict=False):
        ax.hlines(line["service_level"], line["cost_per_month_low"], line["cost_per_month_high"], color=colour)
        ax.vlines(line["cost_per_month"], line["service_level_low"], line["service_level_high"], color=colour)
        ax.plot(
            line["cost_per_month"],
            line["service_level"],
            "o",
            color=colour,
            markersize=7,
            label=looks.row_label(str(line["alternative"])),
        )
    ax.margins(0.08)
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: shown("service_level", value)))
    ax.grid()
    ax.set_xlabel(f"cost, {currency} a month")
    ax.set_ylabel("answered in time, all channels")
    ax.set_title("Cost and service of the alternatives")
    ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
    return ax


def costs_height(bars: int) -> float:
    """Return the height in inches at which so many bars read well."""
    return 1.3 + 0.4 * max(bars, 3)


def differences_height(rows: int, channels: int = 1) -> float:
    """Return the height in inches at which so many rows read well; with several channels, labels have a line more."""
    return 0.9 + (0.36 if channels == 1 else 0.62) * max(rows, 2)

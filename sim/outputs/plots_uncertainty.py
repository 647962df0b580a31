"""Pictures of what is not known: bands, tornado, shares of the variance, where a choice flips, worth of knowing."""

from __future__ import annotations

import math

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.outputs import looks
from sim.outputs.words import channel_words, measure, shown

LOW_COLOUR, HIGH_COLOUR = looks.SERIES[0], looks.SERIES[1]


@looks.styled
def plot_bands(table: pd.DataFrame, *, currency: str = "", target: float | None = None, ax: Axes | None = None) -> Axes:
    """Return axes with one measure's spread over what is not known, a row per alternative.

    `table` has rows of `bands.uncertainty_bands` for one measure and channel: thin from 5 to 95 %, thick from 25 to
    75 %, a mark at the median. `target` is a promise, drawn as a line.
    """
    ax = looks.axes_or_new(ax, 8.0, rows_height(len(table)))
    name, channel = str(table["measure"].iloc[0]), str(table["channel"].iloc[0])
    for row, line in enumerate(table.to_dict("records")):
        colour = looks.SERIES[row % len(looks.SERIES)]
        ax.hlines(row, line["q05"], line["q95"], color=colour, linewidth=1.5)
        ax.hlines(row, line["q25"], line["q75"], color=colour, linewidth=7.0)
        ax.plot(line["q50"], row, marker="|", color="black", markersize=12)
    if target is not None:
        ax.axvline(target, color=looks.TARGET, linestyle="--", linewidth=1.2)
        ax.annotate("promised", (target, -0.5), xytext=(3, -9), textcoords="offset points", color=looks.TARGET)
    _rows(ax, [looks.row_label(str(one)) for one in table["alternative"]])
    ax.xaxis.set_major_locator(MaxNLocator(5))  # amounts are long
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: shown(name, value, currency)))
    where = "" if channel == "all" else f", {channel_words(channel)}"
    ax.set_xlabel("5 to 95 % (thin), 25 to 75 % (thick) and median of what may be")
    ax.set_title(f"{measure(name).label}{where}")
    return ax


@looks.styled
def plot_tornado(table: pd.DataFrame, *, currency: str = "", most: int = 10, ax: Axes | None = None) -> Axes:
    """Return axes with what each input does alone, the largest swing on top, intervals as whiskers.

    `table` has rows of `sensitivity.tornado` for one alternative, measure and channel.
    """
    names = [name for name in dict.fromkeys(table["input"])][:most]
    ax = looks.axes_or_new(ax, 8.0, rows_height(len(names)))
    name, stands = str(table["measure"].iloc[0]), float(table["stands"].iloc[0])
    row = {one: number for number, one in enumerate(names)}
    for end, colour in (("low", LOW_COLOUR), ("high", HIGH_COLOUR)):
        rows = table[(table["end"] == end) & table["input"].isin(names)]
        other = table[table["end"] != end].set_index("input")["difference"]
        at = rows["input"].map(row)
        ax.barh(at, rows["difference"], left=stands, height=0.6, color=colour, label=f"input {end}")
        ax.hlines(at, stands + rows["low"], stands + rows["high"], color="black", linewidth=1.0)
        for place, line in zip(at, rows.to_dict("records"), strict=True):
            across = other[line["input"]]  # an end that changes nothing is named beside the bar of the other one
            right = line["difference"] > 0 or (
                line["difference"] == 0 and (across < 0 or (across == 0 and end == "high"))
            )
            reach = max(line["difference"], line["high"]) if right else min(line["difference"], line["low"])
            ax.annotate(
                f"{line['value']:,.4g}", (stands + reach, place), xytext=(5 if right else -5, 0), fontsize=8,
                textcoords="offset points", ha="left" if right else "right", va="center",
            )  # fmt: skip
    ax.axvline(stands, color="black", linewidth=1.0)
    _rows(ax, [one.replace("_", " ") for one in names])
    ax.margins(x=0.14)
    ax.xaxis.set_major_locator(MaxNLocator(5))  # amounts are long
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: shown(name, value, currency)))
    channel = str(table["channel"].iloc[0])
    where = "" if channel == "all" else f", {channel_words(channel)}"
    ax.set_xlabel(f"{measure(name).label}{where}; line: as it stands; whiskers: interval of the difference")
    ax.set_title(f"One input at a time: {table['alternative'].iloc[0]}")
    ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
    return ax


@looks.styled
def plot_sobol(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Return axes with the Sobol indices of one response, with the intervals of its fit.

    `table` has rows of `sensitivity.sobol_table` for one alternative, measure and channel.
    """
    table = table.sort_values("total", ascending=False, kind="stable")
    ax = looks.axes_or_new(ax, 8.0, rows_height(len(table)))
    for offset, kind, label, colour in (
        (-0.15, "first", "alone (first order)", LOW_COLOUR),
        (0.15, "total", "with all interactions (total)", HIGH_COLOUR),
    ):
        at = [row + offset for row in range(len(table))]
        ax.hlines(at, table[f"{kind}_low"], table[f"{kind}_high"], color=colour, linewidth=2.0)
        ax.plot(table[kind], at, "o", color=colour, markersize=6, label=label)
    _rows(ax, [str(one).replace("_", " ") for one in table["input"]])
    ax.set_xlim(-0.02, 1.02)
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0%}"))
    first = table.iloc[0]
    name, channel = measure(str(first["measure"])).label, str(first["channel"])
    where = "" if channel == "all" else f", {channel_words(channel)}"
    ax.set_xlabel(f"share of the variance of: {name}{where} (fitted, R² of left-out points {first['r2']:.2f})")
    ax.set_title(f"What makes results differ: {first['alternative']}")
    ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
    return ax


@looks.styled
def plot_threshold(curve: pd.DataFrame, flip: pd.Series, *, currency: str = "", ax: Axes | None = None) -> Axes:
    """Return axes with the difference between two alternatives over one input, and where it changes its sign.

    `curve` has the rows of `UncertaintyResult.curves` for one input and pair, `flip` the row of `flips` they belong to.
    """
    ax = looks.axes_or_new(ax, 7.0, 3.2)
    ax.fill_between(curve["value"], curve["low"], curve["high"], color=looks.SERIES[0], alpha=0.25, linewidth=0)
    ax.plot(curve["value"], curve["difference"], marker="o", markersize=4, color=looks.SERIES[0])
    ax.axhline(0.0, color="black", linewidth=1.0)
    ax.axvline(flip["stands"], color="black", linestyle=":", linewidth=1.2)
    bottom = ax.get_xaxis_transform()
    ax.annotate("as it stands", (flip["stands"], 0.02), xycoords=bottom, xytext=(3, 0), textcoords="offset points")
    if not math.isnan(flip["threshold"]):
        ends = (curve["value"].min(), curve["value"].max())
        low, high = (
            end if math.isnan(flip[side]) else flip[side] for side, end in zip(("low", "high"), ends, strict=True)
        )
        ax.axvspan(low, high, color=looks.SERIES[1], alpha=0.25, linewidth=0)
        ax.axvline(flip["threshold"], color=looks.SERIES[1], linewidth=2.0)
        ax.annotate(f"flips at {flip['threshold']:,.4g}", (flip["threshold"], 0.93), xycoords=bottom, xytext=(3, 0),
                    textcoords="offset points")  # fmt: skip
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    ax.grid(axis="y")
    ax.set_xlabel(str(flip["input"]).replace("_", " "))
    ax.set_ylabel(f"difference, {currency} a month")
    ax.set_title(f"'{flip['chosen']}' less '{flip['other']}': below 0 the choice holds")
    return ax


@looks.styled
def plot_information(table: pd.DataFrame, *, currency: str = "", ax: Axes | None = None) -> Axes:
    """Return axes with what it is worth to know an input before choosing; `table` as `information_table` returns it."""
    ax = looks.axes_or_new(ax, 8.0, rows_height(len(table)))
    at = range(len(table))
    ax.barh(at, table["worth_per_month"], height=0.6, color=looks.SERIES[0])
    ax.hlines(at, table["low"], table["high"], color="black", linewidth=1.0)
    _rows(ax, [str(one).replace("_", " ") for one in table["input"]])
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    ax.set_xlabel(f"{currency} a month, with the interval of the fit")
    ax.set_title("What it is worth to know before choosing")
    return ax


def rows_height(rows: int) -> float:
    """Return the height in inches at which so many rows read well."""
    return 1.1 + 0.38 * max(rows, 2)


def _rows(ax: Axes, labels: list[str]) -> None:
    ax.set_yticks(range(len(labels)), labels=labels)
    ax.set_ylim(len(labels) - 0.5, -0.5)
    ax.margins(x=0.08)
    ax.grid(axis="x")
    ax.tick_params(axis="y", length=0)

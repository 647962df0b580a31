"""Pictures of money: from one total to another step by step, and cost against what customers feel."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter

from sim.outputs import looks
from sim.outputs.words import CATEGORY_WORDS, measure, number, shown

_TOTAL, _MORE, _LESS = looks.CHANNEL_COLOURS["all"], looks.MISSING, looks.SHOWN_COLOURS["better"]


@looks.styled
def plot_waterfall(table: pd.DataFrame, *, currency: str, ax: Axes | None = None) -> Axes:
    """Return axes with the way from the base's monthly cost to one alternative's, a bar for each category that changes.

    `table` has the columns step, amount, start and end, as `finance.bridges.waterfall` makes it, one alternative only;
    the first and the last step are totals.
    """
    first, last = table.index[0], table.index[-1]
    table = table[(table["amount"] != 0) | table.index.isin([first, last])]
    ax = looks.axes_or_new(ax, 9.0, 2.6)
    totals = table.index.isin([first, last]).tolist()
    amounts, starts, ends = (table[column].astype(float).tolist() for column in ("amount", "start", "end"))
    for place, (is_total, amount, start, end) in enumerate(zip(totals, amounts, starts, ends, strict=True)):
        colour = _TOTAL if is_total else _MORE if amount > 0 else _LESS
        ax.bar(place, end - start, bottom=start, width=0.62, color=colour)
        text = number(amount) if is_total else f"{amount:+,.0f}"
        top = max(start, end)
        ax.annotate(text, (place, top), xytext=(0, 2), textcoords="offset points", ha="center", fontsize=8)
        if place + 1 < len(table):
            ax.hlines(end, place + 0.31, place + 0.69, color="#888888", linewidth=0.8)
    labels = [looks.row_label(CATEGORY_WORDS.get(str(step), str(step))) for step in table["step"]]
    ax.set_xticks(range(len(table)), labels=labels)
    ax.set_ylim(top=1.16 * float(table[["start", "end"]].to_numpy().max(initial=0.0)) or None)
    _in_currency(ax, currency)
    ax.set_title(f"From {looks.one_line(table['step'].iloc[0])} to {looks.one_line(table['step'].iloc[-1])}")
    return ax


def key_of_steps() -> list[Patch]:
    """Return the entries of a legend for the colours of `plot_waterfall` and `plot_bridge`."""
    words = {"more": _MORE, "less": _LESS, "total": _TOTAL}
    return [Patch(color=colour, label=word) for word, colour in words.items()]


@looks.styled
def plot_bridge(table: pd.DataFrame, *, currency: str, ax: Axes | None = None) -> Axes:
    """Return axes with the cash of each month, and what makes it differ from the month before.

    `table` has the columns number, month, step, amount, start and end, as `finance.bridges.monthly_bridge` makes it,
    one scenario only. A grey bar is the cash of a month; beside it stand the steps from the month before.
    """
    ax = looks.axes_or_new(ax, 9.0, 3.0)
    months = list(dict.fromkeys(table["number"]))
    for place, month in enumerate(months):
        steps = table[table["number"] == month]
        cash = float(steps["end"].iloc[-1])
        ax.bar(place, cash, width=0.5, color=_TOTAL)
        changes = steps[(steps["step"] != "total") & (steps["amount"] != 0)] if place else steps.iloc[:0]
        width = 0.46 / max(1, len(changes))
        spans = changes[["start", "end"]].astype(float).to_numpy().tolist()
        for slot, (start, end) in enumerate(spans):
            left = place - 0.74 + width * (slot + 0.5)
            ax.bar(left, end - start, bottom=start, width=width * 0.9, color=_MORE if end > start else _LESS)
    named = table.drop_duplicates("number")["month"].tolist()
    labels = [str(month) if isinstance(month, int) else f"{pd.Timestamp(month):%b %y}" for month in named]
    ax.set_xticks(range(len(months)), labels=labels, fontsize=7.5)
    low, high = ax.get_ylim()
    ax.set_ylim(low, high + 0.04 * (high - low))  # bars that hang from the highest month would end at the frame
    _in_currency(ax, currency)
    ax.set_title("Cash of each month, and what changed from the month before")
    ax.legend(handles=key_of_steps(), ncols=3, loc="lower right", bbox_to_anchor=(1.0, 1.0), borderaxespad=0.1)
    return ax


@looks.styled
def plot_frontier(table: pd.DataFrame, *, currency: str, against: str = "csat", ax: Axes | None = None) -> Axes:
    """Return axes with the cost a month against what customers feel, a point with intervals per alternative.

    `table` has the columns alternative, cost_per_month and the measure `against`, their `_low` and `_high`, and
    is_on_frontier: no other alternative is at once cheaper and better. Those are joined by a line.
    """
    ax = looks.axes_or_new(ax, 7.0, 4.2)
    best = table[table["is_on_frontier"]].sort_values("cost_per_month")
    ax.plot(best["cost_per_month"], best[against], color="#888888", linewidth=1.2, linestyle="--", zorder=1)
    for colour, line in zip(looks.SERIES * 4, table.to_dict("records"), strict=False):
        ax.hlines(line[against], line["cost_per_month_low"], line["cost_per_month_high"], color=colour)
        ax.vlines(line["cost_per_month"], line[f"{against}_low"], line[f"{against}_high"], color=colour)
        face = colour if line["is_on_frontier"] else "white"
        label = looks.row_label(str(line["alternative"]))
        ax.plot(
            line["cost_per_month"], line[against], "o", color=colour, markerfacecolor=face, markersize=7, label=label
        )
    ax.margins(0.1)
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: shown(against, value)))
    ax.grid()
    ax.set_xlabel(f"cost, {currency} a month")
    ax.set_ylabel(measure(against).label)
    ax.set_title("Cost and what customers feel; filled: nothing is both cheaper and better")
    ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
    return ax


def _in_currency(ax: Axes, currency: str) -> None:
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    ax.grid(axis="y")
    ax.set_axisbelow(True)
    ax.tick_params(axis="x", length=0)
    ax.set_ylabel(f"{currency} a month")

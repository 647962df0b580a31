"""A coverage design as a picture: who answers which channel in which block of the week."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from sim.outputs import looks

KIND_COLOURS = {
    "team": looks.CHANNEL_COLOURS["phone"],
    "on_call": looks.BAND_COLOURS["on_call"],
    "vendor": looks.CHANNEL_COLOURS["chat"],
    "automation": looks.BAND_COLOURS["early"],
    "closed": looks.BAND_COLOURS["leave"],
}
KIND_TEXT = {"team": "white"}


@looks.styled
def plot_coverage(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Return axes with a row per channel and a column per block, coloured by who answers.

    `table` has the columns channel, block, choice, kind, needs (customers a week) and reached_share, as
    `coverage_cells` makes it. Each cell says what covers it, how many customers try it and how many are reached.
    """
    channels, blocks = list(dict.fromkeys(table["channel"])), list(dict.fromkeys(table["block"]))
    ax = looks.axes_or_new(ax, 9.0, 1.3 + 0.55 * len(channels))
    for row in table.to_dict("records"):
        x, y = blocks.index(row["block"]), channels.index(row["channel"])
        ax.barh(y, 0.96, height=0.9, left=x - 0.48, color=KIND_COLOURS[row["kind"]])
        share = "" if pd.isna(row["reached_share"]) else f", {row['reached_share']:.0%} in time"
        text = f"{row['choice'].replace('_', ' ')}\n{row['needs']:,.0f} a week{share}"
        ax.text(x, y, text, ha="center", va="center", fontsize=7.5, color=KIND_TEXT.get(row["kind"], "black"))
    ax.set_xticks(range(len(blocks)), labels=[block.replace("_", " ") for block in blocks])
    ax.set_yticks(range(len(channels)), labels=channels)
    ax.set_xlim(-0.5, len(blocks) - 0.5)
    ax.set_ylim(len(channels) - 0.5, -0.5)
    ax.tick_params(axis="both", length=0)
    ax.set_title("Who covers what, and how many customers it reaches in time")
    kinds = [kind for kind in KIND_COLOURS if (table["kind"] == kind).any()]
    ax.legend(
        handles=[Patch(color=KIND_COLOURS[kind], label=kind.replace("_", " ")) for kind in kinds],
        ncols=len(kinds), loc="upper right", bbox_to_anchor=(1.0, -0.08), borderaxespad=0.0,
    )  # fmt: skip
    return ax

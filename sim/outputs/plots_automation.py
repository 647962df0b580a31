"""Pictures of automation: the ladder week by week, and the way from gross to net."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, PercentFormatter

from sim.outputs import looks

STEP_WORDS = {
    "gross": "gross: taken ×\nmean time",
    "easy_part": "they were\nthe easy ones",
    "would_not_have_come": "second contacts\nspared",
    "came_back": "false closes\ncome back",
    "helped_agents": "agents helped\nby templates",
    "knock_on": "knock-on on\nall others",
    "outbound": "calls of\nthe team",
    "review": "weekly\nreview",
    "net": "net",
}
"""The steps of `gross_and_net` as pictures name them."""


@looks.styled
def plot_ladder(weeks: pd.DataFrame, *, threshold: float | None = None, ax: Axes | None = None) -> Axes:
    """Return axes with the close rates of templates by week: what is true, and what one run shows the manager.

    `weeks` is a table of `ladder_by_week`, one or several replications: the true rates are means over them, the seen
    ones those of the first, with their intervals. A filled point marks a week in which the template answers by itself.
    """
    ax = looks.axes_or_new(ax)
    first = weeks[weeks["replication"] == weeks["replication"].min()]
    for colour, (name, part) in zip(looks.SERIES, weeks.groupby("template", sort=False), strict=False):
        true = part.groupby("week")["true_rate"].mean()
        ax.plot(true.index, true, color=colour, label=f"{name}: true")
        seen = first[(first["template"] == name) & first["observed_rate"].notna()]
        below, above = seen["observed_rate"] - seen["observed_low"], seen["observed_high"] - seen["observed_rate"]
        ax.errorbar(
            seen["week"], seen["observed_rate"], yerr=[below, above], color=colour, linestyle="none", marker="o",
            markersize=5, markerfacecolor="white", linewidth=0.8, label=f"{name}: seen in one run",
        )  # fmt: skip
        automated = seen[seen["stage"] == "automated"]
        ax.plot(automated["week"], automated["observed_rate"], "o", color=colour, markersize=5, zorder=4)
    if threshold is not None:
        ax.axhline(threshold, color=looks.TARGET, linestyle="--", linewidth=1.0, label="automated from")
    ax.set_ylim(0, 1.02)
    ax.yaxis.set_major_formatter(PercentFormatter(1.0))
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.set_xlabel("week (filled: answers by itself)")
    ax.set_ylabel("close rate")
    ax.set_title("Templates: the close rate that is seen and the true one")
    ax.legend(loc="lower right", fontsize=7.5)
    return ax


@looks.styled
def plot_gross_to_net(steps: pd.DataFrame, *, labels: Mapping[str, str] = STEP_WORDS, ax: Axes | None = None) -> Axes:
    """Return axes with the way from gross to net hours, step by step.

    `steps` has the columns step, hours, from_hours and to_hours, as `prepare.gross_to_net` makes it; with `low` and
    `high` the bounds of the interval of each step are drawn too.
    """
    ax = looks.axes_or_new(ax)
    places = range(len(steps))
    for place, (step, start, end) in enumerate(zip(steps["step"], steps["from_hours"], steps["to_hours"], strict=True)):
        colour = looks.SERIES[5] if step in ("gross", "net") else looks.SERIES[0] if end >= start else looks.SERIES[1]
        ax.bar(place, end - start, bottom=start, color=colour, width=0.7)
        if place:
            ax.plot([place - 1.35 + 0.7, place + 0.35], [start, start], color="black", linewidth=0.6)
    if "low" in steps:
        error = [steps["hours"] - steps["low"], steps["high"] - steps["hours"]]
        ax.errorbar(places, steps["to_hours"], yerr=error, fmt="none", ecolor="black", elinewidth=0.9, capsize=2)
    for place, (hours, start, end) in enumerate(
        zip(steps["hours"], steps["from_hours"], steps["to_hours"], strict=True)
    ):
        ax.annotate(
            f"{hours:+.1f}", (place, max(start, end)), xytext=(6, 4), textcoords="offset points", ha="left", fontsize=8
        )
    ax.axhline(0.0, color="black", linewidth=0.8)
    ax.set_xticks(list(places), [labels[step] for step in steps["step"]], fontsize=8)
    ax.margins(y=0.12)
    ax.set_ylabel("hours of people a week")
    ax.set_title("What automation saves, from gross to net")
    return ax


@looks.styled
def plot_ramp(weeks: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Return axes with the hours saved week by week, a line with its interval per alternative.

    `weeks` has the columns alternative, week, hours, low and high, as `prepare.weekly_savings` makes it.
    """
    ax = looks.axes_or_new(ax)
    for colour, (name, part) in zip(looks.SERIES, weeks.groupby("alternative", sort=False), strict=False):
        ax.fill_between(part["week"], part["low"], part["high"], color=colour, alpha=0.2, linewidth=0)
        ax.plot(part["week"], part["hours"], color=colour, label=str(name))
    ax.axhline(0.0, color="black", linewidth=0.8)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.set_xlabel("week")
    ax.set_ylabel("hours of people saved, net")
    ax.set_title("What is saved, week by week")
    ax.legend(loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=2, borderaxespad=0.2, fontsize=8)
    return ax

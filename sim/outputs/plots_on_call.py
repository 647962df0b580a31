"""A rotation on call as pictures: who has which turn, what each turn brings, and how the load is shared."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from sim.outputs import looks
from sim.outputs.plots_roster import roster_height

_SEATS = {"primary": looks.SERIES[0], "secondary": looks.SERIES[6], "open": looks.MISSING}


@looks.styled
def plot_turns(turns: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Return axes with a row per person and a bar per turn on call; turns that nobody has stand in a row of their own.

    `turns` has the columns person (empty where open), seat, first_day and last_day, in order of time.
    """
    shown = turns.assign(row=turns["person"].where(turns["person"] != "", "nobody"))
    people = sorted(set(shown["row"]) - {"nobody"}) + (["nobody"] if (shown["row"] == "nobody").any() else [])
    ax = looks.axes_or_new(ax, 9.0, roster_height(len(people)))
    place = {name: number for number, name in enumerate(people)}
    seats = shown["seat"].where(shown["row"] != "nobody", "open")
    for seat, rows in shown.groupby(seats):
        first = _days(rows["first_day"], turns)
        width = _days(rows["last_day"], turns) - first + 1
        ax.barh(
            rows["row"].map(place), width - 0.12, left=first + 0.06, height=0.72, color=_SEATS[str(seat)], linewidth=0
        )
    ax.set_yticks(range(len(people)), labels=[looks.row_label(name) for name in people])
    ax.set_ylim(len(people) - 0.5, -0.5)
    _mark_dates(ax, turns)
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="x")
    ax.set_title("Who is on call when")
    there = [seat for seat in _SEATS if (seats == seat).any()]
    if len(there) > 1 or "open" in there:
        ax.legend(
            handles=[Patch(color=_SEATS[seat], label=seat) for seat in there], ncols=3, loc="lower right",
            bbox_to_anchor=(1.0, 1.0), borderaxespad=0.2,
        )  # fmt: skip
    return ax


@looks.styled
def plot_calls(turns: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Return axes with the call-outs to be expected in each turn and their intervals of confidence.

    `turns` has the columns first_day, seat, call_outs, low and high, in order of time.
    """
    ax = looks.axes_or_new(ax, 9.0, 2.8)
    for seat, rows in turns.groupby("seat"):
        when = _days(rows["first_day"], turns) + (0.15 if seat == "secondary" else 0.0)
        below, above = rows["call_outs"] - rows["low"], rows["high"] - rows["call_outs"]
        ax.errorbar(
            when, rows["call_outs"], yerr=[below, above], fmt="o", markersize=4, capsize=2, color=_SEATS[str(seat)],
            label=str(seat),
        )  # fmt: skip
    _mark_dates(ax, turns)
    ax.set_ylim(bottom=0)
    ax.set_ylabel("call-outs in the turn")
    ax.grid(axis="y")
    ax.set_title("Call-outs to expect in each turn, by its first day")
    if (turns["seat"] == "secondary").any():
        ax.legend(ncols=2, loc="lower right", bbox_to_anchor=(1.0, 1.0), borderaxespad=0.2)
    return ax


@looks.styled
def plot_balance(balances: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Return axes with how far people are above or below their fair share of duty, in weeks on call.

    `balances` has a row per person and period: columns person, period (shown in the key) and weeks (above the share).
    """
    people = list(dict.fromkeys(balances["person"]))
    periods = list(dict.fromkeys(balances["period"]))
    ax = looks.axes_or_new(ax, 7.0, 1.0 + 0.3 * len(people) * max(1.0, len(periods) / 2))
    height = 0.8 / len(periods)
    for number, period in enumerate(periods):
        rows = balances[balances["period"] == period].set_index("person").reindex(people)
        middle = [place + (number - (len(periods) - 1) / 2) * height for place in range(len(people))]
        ax.barh(
            middle, rows["weeks"], height=0.9 * height, color=looks.SERIES[number % len(looks.SERIES)], label=period
        )
    ax.axvline(0.0, color="black", linewidth=0.8)
    ax.set_yticks(range(len(people)), labels=[looks.row_label(name) for name in people])
    ax.set_ylim(len(people) - 0.5, -0.5)
    ax.tick_params(axis="y", length=0)
    ax.set_xlabel("weeks on call above (right) or below the fair share")
    ax.grid(axis="x")
    ax.set_title("Who has had more than their share of duty on call")
    if len(periods) > 1:
        ax.legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
    return ax


def _days(dates: pd.Series, turns: pd.DataFrame) -> pd.Series:
    """Days since the first turn begins."""
    return (pd.to_datetime(dates) - pd.to_datetime(turns["first_day"]).min()).dt.days


def _mark_dates(ax: Axes, turns: pd.DataFrame) -> None:
    """Dates every week, or every few, as many as have room."""
    first, last = pd.to_datetime(turns["first_day"]).min(), pd.to_datetime(turns["last_day"]).max()
    days = (last - first).days + 1
    step = 7 * max(1, days // 90)
    marks = list(range(0, days + 1, step))
    ax.set_xticks(marks, labels=[f"{first + pd.Timedelta(days=day):%d %b}" for day in marks])
    ax.set_xlim(-0.5, days + 0.5)

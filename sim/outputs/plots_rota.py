"""A cyclic rota as pictures: the table in colours, and the week's cover against what is needed."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import TwoSlopeNorm
from matplotlib.patches import Patch

from sim.outputs import looks

_HOURS = 24
_CODES_UP_TO = 60  # rows; beyond, the text in each cell cannot be read


@looks.styled
def plot_rota(table: pd.DataFrame, *, title: str = "The rota", ax: Axes | None = None) -> Axes:
    """Return axes with a row per week of the rota and a column per weekday, shifts coloured early, late or night.

    `table` has the columns week, day (0 is Monday), code (the shift), band (early, late, night; empty for a day off)
    and hours (of the whole week), as `rota_cells` makes it. The hours of each week stand to its right.
    """
    weeks = int(table["week"].max())
    ax = looks.axes_or_new(ax, 6.4, 1.1 + 0.27 * max(weeks, 3))
    for band, rows in table[table["band"] != ""].groupby("band"):
        ax.barh(rows["week"], 0.94, height=0.86, left=rows["day"] - 0.47, color=looks.BAND_COLOURS[str(band)])
    if weeks <= _CODES_UP_TO:
        for week, day, code, band in table[["week", "day", "code", "band"]].itertuples(index=False):
            colour = looks.BAND_TEXT[band] if band else "#888888"
            ax.text(day, week, code, ha="center", va="center", fontsize=7, color=colour)
        for week, hours in table.drop_duplicates("week")[["week", "hours"]].itertuples(index=False):
            ax.text(6.65, week, f"{hours:g} h", ha="left", va="center", fontsize=7)
    step = 1 if weeks <= _CODES_UP_TO else 10
    ax.set_yticks(range(1, weeks + 1, step))
    ax.set_ylim(weeks + 0.5, 0.5)
    ax.set_xlim(-0.5, 7.3)
    ax.set_xticks(range(7), labels=looks.DAYS)
    ax.tick_params(axis="both", length=0)
    ax.set_ylabel("week of the rota")
    ax.set_title(f"{title}: from each week on to the next")
    bands = [band for band in ("early", "late", "night") if (table["band"] == band).any()]
    ax.legend(
        handles=[Patch(color=looks.BAND_COLOURS[band], label=band) for band in bands],
        ncols=3, loc="upper right", bbox_to_anchor=(1.0, -0.02 - 0.25 / max(weeks, 3)), borderaxespad=0.0,
    )  # fmt: skip
    return ax


@looks.styled
def plot_rota_cover(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Return axes with a cell per weekday and hour: how many people more (blue) or fewer (red) than needed are there.

    `table` has the columns day (0 is Monday), hour, needed and present (people on shift, mean of the hour), as
    `rota_cover` makes it. Numbers are people on shift.
    """
    ax = looks.axes_or_new(ax, 9.0, 2.6)
    shape = (7, _HOURS)
    spare, present = np.zeros(shape), np.zeros(shape)
    for day, hour, needed, there in table[["day", "hour", "needed", "present"]].itertuples(index=False):
        spare[int(day), int(hour)], present[int(day), int(hour)] = there - needed, there
    reach = max(1.0, float(np.abs(spare).max()))
    image = ax.imshow(spare, aspect="auto", cmap="RdBu", norm=TwoSlopeNorm(0.0, -reach, reach))
    for day in range(7):
        for hour in range(_HOURS):
            dark = abs(spare[day, hour]) > 0.6 * reach
            ax.text(hour, day, f"{present[day, hour]:.3g}", ha="center", va="center", fontsize=6.5,
                    color="white" if dark else "black")  # fmt: skip
    ax.set_yticks(range(7), labels=looks.DAYS)
    ax.set_xticks(range(0, _HOURS, 3), labels=[f"{hour:02d}:00" for hour in range(0, _HOURS, 3)])
    ax.tick_params(axis="both", length=0)
    ax.set_title("People on shift; colour: more or fewer than needed")
    ax.figure.colorbar(image, ax=ax, label="people spare", fraction=0.03, pad=0.01)
    return ax


@looks.styled
def plot_rota_options(table: pd.DataFrame, *, currency: str = "", ax: Axes | None = None) -> Axes:
    """Return axes with a point per option: cost a month against the share of weekends off.

    `table` is `RotaPlan.table`. Filled points keep every promise of service, hollow ones do not; the share of the
    needed cover stands in brackets.
    """
    ax = looks.axes_or_new(ax, 9.0, 4.2)
    middle = float(table["cost_per_month"].min() + table["cost_per_month"].max()) / 2
    taken: list[tuple[bool, float, float]] = []
    order = table.sort_values("weekends_off_share", kind="stable")
    colours = dict(zip(table["option"], looks.SERIES * 2, strict=False))
    for row in order.to_dict("records"):
        cost, free = float(row["cost_per_month"]), 100 * float(row["weekends_off_share"])
        colour = colours[row["option"]]
        ax.plot(cost, free, "o", markersize=9, color=colour,
                markerfacecolor=colour if row["promises_kept"] else "white")  # fmt: skip
        is_right = cost > middle
        height = free
        while any(right == is_right and abs(height - other) < 4.5 for right, _, other in taken):
            height += 4.5  # one label above the other, in per cent of weekends
        taken.append((is_right, cost, height))
        ax.annotate(
            f"{row['option']} ({row['cover_share']:.0%})", (cost, height), va="center",
            xytext=(-9 if is_right else 9, 0), textcoords="offset points", fontsize=8,
            ha="right" if is_right else "left",
        )  # fmt: skip
    ax.margins(x=0.2, y=0.15)
    ax.set_xlabel(f"{currency} a month".strip())
    ax.set_ylabel("weekends off, %")
    ax.xaxis.set_major_formatter("{x:,.0f}")
    ax.grid(axis="both")
    ax.set_title("Cost and weekends off; hollow: a promise is missed (share of the needed cover)")
    return ax

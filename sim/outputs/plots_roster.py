"""The roster as a picture: people by days, the kind of shift as colour."""

from __future__ import annotations

import datetime as dt

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from sim.outputs import looks
from sim.outputs.grid import BAND_WORDS

_CODES_UP_TO = 1500  # entries; beyond, the text in each would only cost time and space
_DAYS_SHOWN = 28


@looks.styled
def plot_roster(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Return axes with a row per person and a column per day, coloured early, late, night, leave or on call.

    `table` has the columns person, date, code and band, at least one row, as `grid.roster_grid` makes it; the first
    four weeks are shown.
    """
    people = list(dict.fromkeys(table["person"]))
    ax = looks.axes_or_new(ax, 11.0, roster_height(len(people)))
    first = table["date"].min()
    table = table.assign(day=[(date - first).days for date in table["date"]])
    table = table[table["day"] < _DAYS_SHOWN]
    row = {person: number for number, person in enumerate(people)}
    for band, rows in table.groupby("band"):
        ax.barh(
            rows["person"].map(row), 0.94, height=0.86, left=rows["day"] - 0.47, color=looks.BAND_COLOURS[str(band)]
        )
    for day, person, code, band in table[["day", "person", "code", "band"]].itertuples(index=False):
        if len(table) <= _CODES_UP_TO:
            ax.text(
                day, row[person], code.replace("+", "\n"), ha="center", va="center",
                fontsize=5.5, color=looks.BAND_TEXT[band],
            )  # fmt: skip
    ax.set_yticks(range(len(people)), labels=[looks.row_label(person) for person in people])
    ax.set_ylim(len(people) - 0.5, -0.5)
    days = [first + dt.timedelta(days=day) for day in range(int(table["day"].max()) + 1)]
    ax.set_xticks(range(len(days)), labels=[f"{looks.DAYS[day.weekday()]}\n{day.day}" for day in days])
    ax.set_xlim(-0.5, len(days) - 0.5)
    ax.tick_params(axis="both", length=0)
    ax.set_title(f"Who works when, from {first.day} {first:%B %Y}")
    bands = [band for band in looks.BAND_COLOURS if (table["band"] == band).any()]
    ax.legend(
        handles=[Patch(color=looks.BAND_COLOURS[band], label=BAND_WORDS[band]) for band in bands],
        ncols=len(looks.BAND_COLOURS), loc="lower right", bbox_to_anchor=(1.0, 1.0), borderaxespad=0.2,
    )  # fmt: skip
    return ax


def roster_height(people: int) -> float:
    """Return the height in inches at which so many rows read well."""
    return 1.2 + 0.26 * max(people, 2)

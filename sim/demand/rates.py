"""Contacts per interval of the week, by channel and topic, from the offered contacts of a history.

The mean of an interval is its contacts over the number of weeks in which it was seen: an interval inside a hole of
the history (`sim.demand.gaps`) counts neither way. Nothing is smoothed: with few weeks an interval of a rare topic
may well be 0 though it is not; the sums over topics and over the week are right.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import stats

from sim.demand.gaps import Grid, find_gaps, intervals_in_gaps, observed_grid
from sim.scenario.hours import DAYS

RATE_COLUMNS = ["weekday", "start", "channel", "topic", "contacts", "low", "high", "weeks"]


def weekly_rates(
    offered: pd.DataFrame,
    zone: str,
    minutes: int = 30,
    leave_out: Sequence[tuple[pd.Timestamp, pd.Timestamp]] = (),
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rates and the holes left out of them.

    Parameters
    ----------
    offered : DataFrame
        Offered contacts of a history.
    zone : str
        Time zone of the week.
    minutes : int
        Length of an interval: 15, 30 or 60.
    leave_out : sequence of (start, end)
        Further times to leave out, such as a burst (aware, or local without zone).

    Returns
    -------
    rates : DataFrame
        weekday, start (local), channel, topic, contacts (mean in the interval), low, high (95 %, exact Poisson limits;
        too narrow where days differ beyond chance), weeks (intervals seen). Only intervals with contacts.
    gaps : DataFrame
        channel, start, end (UTC), expected_contacts (absent for the times of `leave_out`).

    Notes
    -----
    Exact Poisson limits: Garwood, Biometrika 28, 1936, DOI 10.1093/biomet/28.3-4.437.
    """
    tables, holes = [], []
    for channel, of_channel in offered.groupby("channel"):
        grid = observed_grid(of_channel["arrived"], zone, minutes)
        gaps = find_gaps(of_channel["arrived"], grid)
        if leave_out:
            gaps = pd.concat([gaps, _times(leave_out, zone)], ignore_index=True)
        seen = ~intervals_in_gaps(grid, gaps)
        weeks = np.bincount(grid.of_week[seen], minlength=7 * 1440 // minutes)
        at = grid.positions(of_channel["arrived"])
        counted = of_channel[seen[at]]
        counts = counted.groupby([grid.of_week[at[seen[at]]], counted["topic"]]).size()
        table = counts.rename("n").rename_axis(["of_week", "topic"]).reset_index()
        table["weeks"] = weeks[table["of_week"]]
        n, m = table["n"], table["weeks"]
        table["contacts"] = n / m
        table["low"] = stats.chi2.ppf(0.025, 2 * n) / 2 / m
        table["high"] = stats.chi2.ppf(0.975, 2 * n + 2) / 2 / m
        table["channel"] = channel
        table["weekday"] = [DAYS[i * minutes // 1440] for i in table["of_week"]]
        table["start"] = [clock(i * minutes % 1440) for i in table["of_week"]]
        tables.append(table[RATE_COLUMNS])
        holes.append(gaps.assign(channel=channel))
    if not tables:
        return pd.DataFrame(columns=RATE_COLUMNS), pd.DataFrame(
            columns=["channel", "start", "end", "expected_contacts"]
        )
    return pd.concat(tables, ignore_index=True), pd.concat(holes, ignore_index=True)


def daily_totals(offered: pd.DataFrame, zone: str, gaps: pd.DataFrame) -> pd.DataFrame:
    """Return the contacts of every local day: channel, date, weekday, contacts, complete (no hole inside the day).

    Days without a contact between the first and the last day of the history are there, with 0.
    """
    tables = []
    for channel, of_channel in offered.groupby("channel"):
        grid: Grid = observed_grid(of_channel["arrived"], zone, 15)
        counts = np.bincount(grid.positions(of_channel["arrived"]), minlength=len(grid.starts))
        hole = intervals_in_gaps(grid, gaps[gaps["channel"] == channel])
        frame = pd.DataFrame({"date": grid.date, "contacts": counts, "hole": hole})
        days = frame.groupby("date", as_index=False).agg(contacts=("contacts", "sum"), hole=("hole", "any"))
        days["complete"] = ~days.pop("hole")
        days["weekday"] = [DAYS[day] for day in days["date"].dt.day_of_week]
        tables.append(days.assign(channel=channel)[["channel", "date", "weekday", "contacts", "complete"]])
    return pd.concat(tables, ignore_index=True)


def _times(leave_out: Sequence[tuple[pd.Timestamp, pd.Timestamp]], zone: str) -> pd.DataFrame:
    edges = [[m.tz_localize(zone) if m.tzinfo is None else m for m in span] for span in leave_out]
    start, end = (pd.to_datetime([span[side] for span in edges], utc=True).as_unit("us") for side in (0, 1))
    return pd.DataFrame({"start": start, "end": end, "expected_contacts": np.full(len(edges), np.nan)})


def clock(minute: int) -> str:
    """Return minutes since midnight as a clock time.

    >>> clock(450)
    '07:30'
    """
    return f"{minute // 60:02d}:{minute % 60:02d}"

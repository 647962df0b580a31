"""Demand while the centre is shut: what a log shows of it, and two labelled ways to assume the rest.

A log of a centre that is closed at night holds no demand for people at night. It may hold contacts that ended in
the menu. Neither way below is a measurement; both are off unless asked for, and what they give is marked `assumed`.

turned_away
    Every contact that ended in the menu while shut wanted a person and was told that nobody is there, but for the
    share who leave in the menu in open hours as well. A lower limit: people know the hours and do not call.
ratio
    People leave in the menu while shut as they do in open hours, so contacts that ended there are multiplied by the
    offered contacts per contact that left in the menu in open hours. Far too high where a closed centre sends
    everybody away in the menu; compare it with the last open hour before using it.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.demand.gaps import intervals_in_gaps, observed_grid
from sim.demand.mapping import OFFERED
from sim.demand.rates import RATE_COLUMNS, clock
from sim.scenario.hours import DAYS, parse_hours

NightDemand = Literal["turned_away", "ratio"]


def shut_contacts(contacts: pd.DataFrame, opening: pd.DataFrame, zone: str) -> pd.DataFrame:
    """Return contacts that arrived while their channel was shut, by hour of the day.

    Columns: channel, hour (local), served, abandoned, left_menu, hours (shut hours of that kind in the history,
    counted in half hours), left_menu_per_hour.
    """
    tables = []
    for channel, of_channel in contacts.groupby("channel"):
        grid = observed_grid(contacts["arrived"], zone, 30)
        shut = ~_is_open(opening[opening["channel"] == channel], 30)[grid.of_week]
        hour = grid.of_week % 48 // 2
        at = grid.positions(of_channel["arrived"])
        inside = of_channel[shut[at]]
        counts = pd.crosstab(pd.Series(hour[at[shut[at]]], inside.index, name="hour"), inside["outcome"])
        counts = counts.reindex(index=range(24), columns=["served", "abandoned", "left_menu"], fill_value=0)
        counts["hours"] = np.bincount(hour[shut], minlength=24) / 2
        counts = counts[counts["hours"] > 0].rename_axis("hour").reset_index()
        counts["left_menu_per_hour"] = counts["left_menu"] / counts["hours"]
        counts.insert(0, "channel", channel)
        tables.append(counts)
    return pd.concat(tables, ignore_index=True)


def assumed_night_rates(
    contacts: pd.DataFrame, opening: pd.DataFrame, gaps: pd.DataFrame, zone: str, minutes: int, method: NightDemand
) -> pd.DataFrame:
    """Return assumed rates for the intervals in which a channel is shut; columns as `sim.demand.rates.weekly_rates`.

    Limits are absent: nobody knows them. Channels whose log has no contacts that ended in the menu get no rates.
    """
    tables = []
    for channel, of_channel in contacts.groupby("channel"):
        grid = observed_grid(contacts["arrived"], zone, minutes)
        open_week = _is_open(opening[opening["channel"] == channel], minutes)
        seen = ~intervals_in_gaps(grid, gaps[(gaps["channel"] == channel)]) | ~open_week[grid.of_week]
        at = grid.positions(of_channel["arrived"])
        is_open = open_week[grid.of_week[at]]
        left = (of_channel["outcome"] == "left_menu").to_numpy()
        offered = of_channel["outcome"].isin(OFFERED).to_numpy()
        left_open, offered_open = int((left & is_open & seen[at]).sum()), int((offered & is_open & seen[at]).sum())
        if not left_open or not offered_open or not (left & ~is_open).any():
            continue
        factor = offered_open / left_open if method == "ratio" else offered_open / (offered_open + left_open)
        place = pd.Series(grid.of_week[at], of_channel.index, name="of_week")
        chosen = left & ~is_open
        counts = of_channel[chosen].groupby([place[chosen], "topic"]).size().rename("n").reset_index()
        counts["weeks"] = np.bincount(grid.of_week, minlength=7 * 1440 // minutes)[counts["of_week"]]
        counts["contacts"] = factor * counts["n"] / counts["weeks"]
        counts["weekday"] = [DAYS[i * minutes // 1440] for i in counts["of_week"]]
        counts["start"] = [clock(i * minutes % 1440) for i in counts["of_week"]]
        tables.append(counts.assign(channel=channel, low=np.nan, high=np.nan)[RATE_COLUMNS])
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=RATE_COLUMNS)


def _is_open(opening: pd.DataFrame, minutes: int) -> npt.NDArray[np.bool_]:
    """Return for every interval of the week whether the table of opening hours has it open."""
    week = np.zeros(7 * 1440 // minutes, dtype=bool)
    for row in opening.itertuples():
        day = DAYS.index(row.weekday)
        for start, end in parse_hours({row.weekday: row.hours}).ranges(day, False, False):
            week[(day * 1440 + start) // minutes : (day * 1440 + end) // minutes] = True
    return week

"""Holes in a history: outages of the log, unplanned closures, holidays.

If contacts come as a Poisson process with the profile of the week, the number expected between one contact and the
next is exponential with mean 1 (time rescaling; Brown, Barbieri, Ventura, Kass and Frank, Neural Computation 14,
2002, DOI 10.1162/08997660252741149). Among n contacts the longest such gap exceeds ln(n / alpha) by chance with
probability about alpha. A longer one is a hole. The profile is found from the same history, so it is found again
without the hole until nothing more turns up; the busiest week of each interval is left out of it, or one burst of
contacts would make every other week look empty. A closure that comes back every week is part of the profile and no
hole.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special


@dataclass(frozen=True)
class Grid:
    """The intervals of a history, from the local midnight before its first contact to the one after its last."""

    starts: pd.DatetimeIndex
    """Start of every interval, UTC."""
    of_week: npt.NDArray[np.int64]
    """Interval of the local week, 0 is Monday at midnight."""
    date: npt.NDArray[np.datetime64]
    """Local date (midnight, without zone)."""
    minutes: int
    """Length of an interval."""
    zone: str
    """Time zone of the week."""

    def positions(self, moments: pd.Series) -> npt.NDArray[np.int64]:
        """Return the interval in which each UTC moment lies."""
        length = pd.Timedelta(minutes=self.minutes)
        return np.asarray(((moments - self.starts[0]) // length).to_numpy(), dtype=np.int64)


def observed_grid(arrived: pd.Series, zone: str, minutes: int) -> Grid:
    """Return the grid of intervals that spans the arrivals (UTC) in whole local days of a time zone."""
    first = arrived.min().tz_convert(zone).normalize()
    last = (arrived.max().tz_convert(zone).normalize() + pd.Timedelta(hours=36)).normalize()
    starts = pd.date_range(first.tz_convert("UTC"), last.tz_convert("UTC"), freq=f"{minutes}min", inclusive="left")
    local = starts.tz_convert(zone)
    minute = local.hour.to_numpy() * 60 + local.minute.to_numpy()
    of_week = (local.day_of_week.to_numpy() * 1440 + minute) // minutes
    date = local.tz_localize(None).normalize().to_numpy(dtype="datetime64[s]")
    return Grid(starts, of_week.astype(np.int64), date, minutes, zone)


def find_gaps(arrived: pd.Series, grid: Grid, false_alarm: float = 0.001) -> pd.DataFrame:
    """Return the holes between arrivals: start, end (UTC) and expected_contacts, the number that should have come.

    Parameters
    ----------
    arrived : Series
        Arrivals (UTC) on one channel.
    grid : Grid
        Intervals of the history.
    false_alarm : float
        Probability that a whole history without a hole is said to have one.
    """
    length = pd.Timedelta(minutes=grid.minutes)
    moments = np.sort((arrived - grid.starts[0]).to_numpy() / length)  # in intervals since the start
    counts = np.bincount(moments.astype(np.int64), minlength=len(grid.starts)).astype(float)
    threshold = math.log((len(moments) + 1) / false_alarm)
    edges = np.concatenate([[0.0], moments, [float(len(grid.starts))]])
    holes = np.zeros(len(moments) + 1, dtype=bool)
    found = _gaps(grid, edges, holes, np.zeros(len(holes)))
    for _ in range(5):  # each round sees holes that an earlier one had hidden; two are enough in practice
        seen = ~intervals_in_gaps(grid, found)
        cumulative = np.concatenate([[0.0], np.cumsum(usual_counts(counts, seen, grid))])
        expected = np.diff(np.interp(edges, np.arange(len(cumulative)), cumulative))
        before, holes = holes, expected > threshold
        found = _gaps(grid, edges, holes, expected)
        if (holes == before).all():
            break
    return found


def _gaps(
    grid: Grid, edges: npt.NDArray[np.float64], holes: npt.NDArray[np.bool_], expected: npt.NDArray[np.float64]
) -> pd.DataFrame:
    length = pd.Timedelta(minutes=grid.minutes)
    start, end = (grid.starts[0] + pd.to_timedelta(edge[holes] * length) for edge in (edges[:-1], edges[1:]))
    return pd.DataFrame({"start": start.round("s"), "end": end.round("s"), "expected_contacts": expected[holes]})


def intervals_in_gaps(grid: Grid, gaps: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Return for every interval of the grid whether more than a tenth of it lies in a hole."""
    length = pd.Timedelta(minutes=grid.minutes)
    touched = np.zeros(len(grid.starts), dtype=bool)
    for start, end in zip(gaps["start"], gaps["end"], strict=True):
        inside = (grid.starts + length).where(grid.starts + length < end, end) - grid.starts.where(
            grid.starts > start, start
        )
        touched |= np.asarray(inside > 0.1 * length)
    return touched


def usual_counts(counts: npt.NDArray[np.float64], seen: npt.NDArray[np.bool_], grid: Grid) -> npt.NDArray[np.float64]:
    """Return for every interval of the grid the mean count of its place in the week, the highest week left out.

    With fewer than three weeks nothing is left out. A place in the week never seen gets 0.
    """
    size = 7 * 1440 // grid.minutes
    place = grid.of_week[seen]
    total = np.bincount(place, weights=counts[seen], minlength=size)
    weeks = np.bincount(place, minlength=size)
    highest = np.zeros(size)
    np.maximum.at(highest, place, counts[seen])
    trimmed = weeks >= 3
    total = total - np.where(trimmed, highest, 0.0)
    number = weeks - trimmed
    mean: npt.NDArray[np.float64] = np.divide(total, number, out=np.zeros(size), where=number > 0)
    return mean[grid.of_week]


def find_bursts(arrived: pd.Series, grid: Grid, factor: float = 2.5, false_alarm: float = 0.001) -> pd.DataFrame:
    """Return intervals with far more contacts than usual: start (UTC), contacts, usual.

    More than `factor` times the usual number (which no ordinary busy day reaches), and beyond what chance gives in any
    interval of the history with probability `false_alarm` (Poisson).
    """
    counts = np.bincount(grid.positions(arrived), minlength=len(grid.starts)).astype(float)
    usual = usual_counts(counts, np.ones(len(counts), dtype=bool), grid)
    likely = special.pdtrc(counts - 1, np.maximum(factor * usual, 5.0))
    found = (counts > factor * usual) & (likely < false_alarm / len(counts))
    return pd.DataFrame({"start": grid.starts[found], "contacts": counts[found].astype(int), "usual": usual[found]})

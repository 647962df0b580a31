"""When the centre was staffed, and by how many: seen from the services, because most logs say nothing about shifts.

An agent who sits ready and gets no contact leaves no trace, so sessions begin with the first service and end with
the last; a pause longer than `longest_idle_minutes` ends a session.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.demand.fits import Array
from sim.demand.gaps import Grid, observed_grid
from sim.demand.rates import clock
from sim.scenario.hours import DAYS, parse_hours


def agent_sessions(served: pd.DataFrame, longest_idle_minutes: float = 30.0) -> pd.DataFrame:
    """Return when each agent was at work: channel, agent, start, end (UTC), services, busy_seconds.

    Parameters
    ----------
    served : DataFrame
        Served contacts of a history; those without agent or time of answer are left out.
    longest_idle_minutes : float
        A longer time between two services ends a session.
    """
    services = served.dropna(subset=["agent", "answered"]).assign(
        end=lambda t: t["answered"] + pd.to_timedelta(t["handled_seconds"].fillna(0.0), unit="s")
    )
    return _runs(services, ["channel", "agent"], longest_idle_minutes)


def opening_hours(
    served: pd.DataFrame, zone: str, longest_pause_minutes: float = 120.0, arrived: pd.Series | None = None
) -> pd.DataFrame:
    """Return when each channel was staffed: channel, weekday, hours, first_answer, last_answer, days_seen.

    `hours` is text as in a scenario. A weekday that the history does not reach (`days_seen` 0) is not known to be
    closed: it is given the hours of most of the days seen, of equally many the longest, which is an assumption.

    `arrived`, the arrivals of the whole history, says which days it reaches; None: those from the first to the last
    service. A half hour of the week is open if on average at least half of it lies between the first and the last
    service of an unbroken stretch. A pause shorter than `longest_pause_minutes` does not break a stretch, so a shorter
    lunch closure is not found. `first_answer` and `last_answer` are medians over the days, local time.
    """
    rows = []
    services = served.dropna(subset=["answered"]).assign(
        end=lambda t: t["answered"] + pd.to_timedelta(t["handled_seconds"].fillna(0.0), unit="s")
    )
    for channel, of_channel in services.groupby("channel"):
        grid = observed_grid(of_channel["answered"] if arrived is None else arrived, zone, 30)
        days_seen = np.bincount(pd.DatetimeIndex(np.unique(grid.date)).day_of_week, minlength=len(DAYS))
        covered = _covered(_runs(of_channel, ["channel"], longest_pause_minutes), grid)
        size = 7 * 1440 // grid.minutes
        seen = np.bincount(grid.of_week, minlength=size)
        share = np.bincount(grid.of_week, weights=covered, minlength=size) / np.maximum(seen, 1)
        local = of_channel["answered"].dt.tz_convert(zone).dt.tz_localize(None)
        minute = (local - local.dt.normalize()).dt.total_seconds() / 60
        by_day = minute.groupby(local.dt.normalize()).agg(["min", "max"])
        for day, name in enumerate(DAYS):
            is_open = share[day * size // 7 : (day + 1) * size // 7] >= 0.5
            of_day = by_day[by_day.index.day_of_week == day]
            first, last = (of_day["min"].median(), of_day["max"].median()) if len(of_day) else (None, None)
            rows.append(
                {
                    "channel": channel,
                    "weekday": name,
                    "hours": _ranges(is_open, grid.minutes),
                    "first_answer": None if first is None else clock(int(first)),
                    "last_answer": None if last is None else clock(int(last)),
                    "days_seen": int(days_seen[day]),
                }
            )
        of_channel_rows = rows[-len(DAYS) :]
        for row in of_channel_rows:
            if row["days_seen"] == 0:
                row["hours"] = _usual([str(other["hours"]) for other in of_channel_rows if other["days_seen"]])
    return pd.DataFrame(rows, columns=["channel", "weekday", "hours", "first_answer", "last_answer", "days_seen"])


def _usual(hours: list[str]) -> str:
    """The hours of most days, of equally many the longest."""

    def length(text: str) -> int:
        return sum(end - start for start, end in parse_hours(text).ranges(0, False, False))

    return max(dict.fromkeys(hours), key=lambda text: (hours.count(text), length(text)))


def agents_by_interval(sessions: pd.DataFrame, zone: str, minutes: int = 30) -> pd.DataFrame:
    """Return the mean number of agents in session by interval of the week: channel, weekday, start, agents, most.

    `most` is the highest of any week. Both are means within the interval: an agent there for half of it counts
    half. A lower limit of the staff, because agents without contacts are not seen.
    """
    tables = []
    for channel, of_channel in sessions.groupby("channel"):
        grid = observed_grid(of_channel["start"], zone, minutes)
        present = _covered(of_channel, grid)
        table = pd.DataFrame({"of_week": grid.of_week, "present": present}).groupby("of_week")["present"]
        week = table.agg(agents="mean", most="max").reset_index()
        week["channel"] = channel
        week["weekday"] = [DAYS[i * minutes // 1440] for i in week["of_week"]]
        week["start"] = [clock(i * minutes % 1440) for i in week["of_week"]]
        tables.append(week[["channel", "weekday", "start", "agents", "most"]])
    columns = ["channel", "weekday", "start", "agents", "most"]
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=columns)


def _runs(services: pd.DataFrame, by: list[str], longest_pause_minutes: float) -> pd.DataFrame:
    """Join services with short pauses between them into stretches."""
    ordered = services.sort_values([*by, "answered"], kind="stable")
    keys = [ordered[name] for name in by]
    latest = ordered["end"].groupby(keys).cummax().groupby(keys).shift()
    begins = latest.isna() | (ordered["answered"] - latest > pd.Timedelta(minutes=longest_pause_minutes))
    stretch = begins.cumsum()
    return (
        ordered.assign(stretch=stretch)
        .groupby([*by, "stretch"], as_index=False)
        .agg(
            start=("answered", "min"),
            end=("end", "max"),
            services=("end", "size"),
            busy_seconds=("handled_seconds", "sum"),
        )
        .drop(columns="stretch")
    )


def _covered(stretches: pd.DataFrame, grid: Grid) -> Array:
    """Return the stretches present in each interval, on average over the interval.

    The time up to t covered by stretches is a piecewise-linear function; its differences over the grid are exact.
    """
    length = grid.minutes * 60.0
    start = (stretches["start"] - grid.starts[0]).dt.total_seconds().to_numpy()
    end = (stretches["end"] - grid.starts[0]).dt.total_seconds().to_numpy()
    edges = np.arange(len(grid.starts) + 1) * length
    total = _time_before(edges, start) - _time_before(edges, end)
    return np.asarray(np.diff(total) / length)


def _time_before(edges: Array, events: Array) -> Array:
    """Return for each edge the sum over earlier events of the time since the event."""
    ordered = np.sort(events)
    number = np.searchsorted(ordered, edges)
    sums = np.concatenate([[0.0], np.cumsum(ordered)])
    return np.asarray(number * edges - sums[number])


def _ranges(is_open: npt.NDArray[np.bool_], minutes: int) -> str:
    """Return open intervals of a day as the text of a scenario's hours."""
    if is_open.all():
        return "all day"
    padded = np.concatenate([[False], is_open, [False]]).astype(int)
    starts, ends = np.flatnonzero(np.diff(padded) == 1), np.flatnonzero(np.diff(padded) == -1)
    return (
        ", ".join(f"{clock(int(a) * minutes)}-{clock(int(b) * minutes)}" for a, b in zip(starts, ends, strict=True))
        or "closed"
    )

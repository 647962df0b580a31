"""The roster that a table of counts stands for: seats stacked on each other, without shifts, breaks or names."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.centre.roster import Roster, roster_of
from sim.scenario.model import Scenario


def roster_from_counts(scenario: Scenario, counts: pd.DataFrame) -> Roster:
    """Return a roster in which seat k of a group is present wherever the count is at least k.

    `counts` has the columns interval_start (UTC), skill (the group) and agents, one row per interval and group;
    intervals without a row have nobody. Where the scenario has people on call, one of them is. The roster stands for
    people on the job: simulate it with ``with_absences=False``.

    Examples
    --------
    Two people in the second of three half hours make one seat of an hour and a half and one of half an hour:

    >>> from sim.measures.example import example_scenario
    >>> starts = pd.date_range("2026-01-05 09:00", periods=3, freq="30min", tz="UTC")
    >>> table = pd.DataFrame({"interval_start": starts, "skill": "care", "agents": [1, 2, 1]})
    >>> roster_from_counts(example_scenario(), table).assignments[["person", "shift"]].values.tolist()
    [['care seat 01', '09:00-10:30'], ['care seat 02', '09:30-10:00']]
    """
    rows = []
    for group, table in counts.groupby("skill", sort=True):
        place = ((table["interval_start"] - pd.Timestamp(scenario.calendar.start_utc)) // _step(scenario)).to_numpy()
        agents = np.zeros(scenario.calendar.intervals, dtype=np.int64)
        agents[place.astype(np.int64)] = table["agents"].to_numpy(dtype=np.int64)
        digits = max(2, len(str(agents.max())))
        for seat in range(1, int(agents.max()) + 1):
            for start, end, name in _presences(scenario, agents >= seat):
                rows.append((f"{group} seat {seat:0{digits}d}", str(group), "shift", name, start, end))
    if scenario.on_call is not None:
        for start, end, name in _presences(scenario, scenario.calendar.is_open(scenario.on_call.hours)):
            rows.append(("on call", scenario.on_call.group, "on_call", name, start, end))
    return roster_of(rows)


def _presences(scenario: Scenario, present: npt.NDArray[np.bool_]) -> Iterator[tuple[pd.Timestamp, pd.Timestamp, str]]:
    """Start, end and local clock times of every unbroken presence, given for each interval of the horizon."""
    begin, step, zone = pd.Timestamp(scenario.calendar.start_utc), _step(scenario), scenario.calendar.zone
    edges = np.flatnonzero(np.diff(np.concatenate([[False], present, [False]]).astype(np.int8)))
    for first, last in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        start, end = begin + first * step, begin + last * step
        yield start, end, f"{start.tz_convert(zone):%H:%M}-{end.tz_convert(zone):%H:%M}"


def _step(scenario: Scenario) -> pd.Timedelta:
    return pd.Timedelta(microseconds=scenario.calendar.interval)

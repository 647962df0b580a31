"""The roster that a table of counts stands for: seats stacked on each other, without shifts, breaks or names."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.centre.roster import Roster, roster_of
from sim.scenario.model import Scenario


def roster_from_counts(scenario: Scenario, counts: pd.DataFrame) -> Roster:
    """Return a roster in which seat k of a group is present wherever the count is at least k.

    `counts` has the columns interval_start (UTC), skill (the group) and agents, one row per interval and group;
    intervals without a row have nobody. It stands for people on the job: simulate it with ``with_absences=False``.

    Examples
    --------
    Two people in the second of three half hours make one seat of an hour and a half and one of half an hour:

    >>> from sim.measures.example import example_scenario
    >>> starts = pd.date_range("2026-01-05 09:00", periods=3, freq="30min", tz="UTC")
    >>> table = pd.DataFrame({"interval_start": starts, "skill": "care", "agents": [1, 2, 1]})
    >>> roster_from_counts(example_scenario(), table).assignments[["person", "shift"]].values.tolist()
    [['care seat 01', '09:00-10:30'], ['care seat 02', '09:30-10:00']]
    """
    calendar = scenario.calendar
    step = pd.Timedelta(microseconds=calendar.interval)
    begin = pd.Timestamp(calendar.start_utc)
    rows = []
    for group, table in counts.groupby("skill", sort=True):
        agents = np.zeros(calendar.intervals + 2, dtype=np.int64)
        place = ((table["interval_start"] - begin) // step).to_numpy(dtype=np.int64)
        agents[place + 1] = table["agents"].to_numpy(dtype=np.int64)
        digits = max(2, len(str(agents.max())))
        for seat in range(1, int(agents.max()) + 1):
            edges = np.flatnonzero(np.diff((agents >= seat).astype(np.int8)))
            for first, last in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
                start, end = begin + first * step, begin + last * step
                name = f"{start.tz_convert(calendar.zone):%H:%M}-{end.tz_convert(calendar.zone):%H:%M}"
                rows.append((f"{group} seat {seat:0{digits}d}", str(group), "shift", name, start, end))
    return roster_of(rows)

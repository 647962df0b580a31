"""The week of a plan, interval by interval: what came, how it was served, how busy people were."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.experiments.results import INTERVAL_COLUMNS, INTERVAL_MEASURES
from sim.measures.agents import agent_time
from sim.measures.confidence import over_replications
from sim.measures.outcomes import abandonment
from sim.measures.records import Records
from sim.measures.service import service_level
from sim.measures.summary import ALL
from sim.measures.waiting import speed_of_answer

KEYS = ["interval_of_week", "channel"]


def week_by_interval(records: Sequence[Records], confidence: float) -> pd.DataFrame:
    """Return one row per interval of the local week and channel, means over the replications: `INTERVAL_COLUMNS`.

    `offered` is the mean number of contacts in one such interval, over the times it was measured; occupancy stands in
    the rows `all`.
    """
    scenario = records[0].scenario
    every = pd.MultiIndex.from_product(
        [range(scenario.calendar.intervals_per_week), [*scenario.channel_names, ALL]], names=KEYS
    )
    times = _times_seen(records[0])[every.get_level_values("interval_of_week")]
    tables = []
    for one in records:
        parts = []
        for keys in (KEYS, KEYS[:1]):
            part = abandonment(one, keys).merge(service_level(one, keys), how="left")
            part = part.merge(speed_of_answer(one, keys), how="left", on=["scenario", "replication", *keys])
            if keys == KEYS[:1]:
                busy = agent_time(one, keys)[["interval_of_week", "occupancy"]]
                part = part.merge(busy, how="outer", on="interval_of_week").assign(channel=ALL)
            parts.append(part)
        table = pd.concat(parts).set_index(KEYS).reindex(every)
        # An interval without contacts leaves no row, and is a 0 in the mean of contacts.
        offered: pd.Series = table["offered"].fillna(0.0) / np.where(times > 0, times, np.nan)
        tables.append(table.assign(offered=offered, scenario=scenario.name, replication=one.replication).reset_index())
    columns = ["scenario", "replication", *KEYS, *INTERVAL_MEASURES]
    long = over_replications([table.reindex(columns=columns) for table in tables], confidence)
    wide = long.pivot(index=KEYS, columns="measure", values=["mean", "low", "high"])
    # A measure without any value leaves no rows: nobody of one's own has no occupancy.
    wide = wide.reindex(columns=pd.MultiIndex.from_product([["mean", "low", "high"], INTERVAL_MEASURES]))
    named = pd.DataFrame(
        {
            f"{measure}{'' if kind == 'mean' else f'_{kind}'}": wide[kind, measure]
            for kind in ("mean", "low", "high")
            for measure in INTERVAL_MEASURES
        }
    )
    return named.reset_index().reindex(columns=list(INTERVAL_COLUMNS))


def _times_seen(records: Records) -> npt.NDArray[np.int64]:
    """How often each interval of the week lies in the window that is measured."""
    calendar = records.scenario.calendar
    inside = (calendar.interval_starts >= records.start) & (calendar.interval_starts < records.end)
    return np.bincount(calendar.local_intervals.of_week[inside], minlength=calendar.intervals_per_week)

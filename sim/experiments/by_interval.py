"""The week of a plan, interval by interval: what came, how it was served, how busy people were."""

from __future__ import annotations

from collections.abc import Sequence

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

    `offered` is contacts per interval in a mean week; occupancy stands in the rows `all`.
    """
    scenario = records[0].scenario
    weeks = scenario.calendar.weeks
    tables = []
    for one in records:
        for keys in (KEYS, KEYS[:1]):
            offered = abandonment(one, keys)
            offered["offered"] = offered["offered"] / weeks
            table = offered.merge(service_level(one, keys), how="left")
            table = table.merge(speed_of_answer(one, keys), how="left", on=["scenario", "replication", *keys])
            if keys == KEYS[:1]:
                busy = agent_time(one, keys)[["interval_of_week", "occupancy"]]
                table = table.merge(busy, how="outer", on="interval_of_week").assign(
                    channel=ALL, scenario=scenario.name, replication=one.replication
                )
            tables.append(table)
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

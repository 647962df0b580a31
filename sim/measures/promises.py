"""Which promises are kept: answers and solutions in time, replies by the time announced; urgent and ordinary apart."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.measures.grouping import ratio
from sim.measures.journeys import on_the_way
from sim.measures.needs import solved_in_time
from sim.measures.records import Records
from sim.measures.service import service_level

_COUNTED = {
    "answered in time": (service_level, "counted", "in_time"),
    "solved in time": (solved_in_time, "due", "solved_in_time"),
    "reply by the time told": (on_the_way, "promised", "kept"),
}
"""Function, what is due and what is kept, by the promise."""


def promises_kept(records: Records) -> pd.DataFrame:
    """Return compliance by promise: one row per channel, urgency and promise of which anything is due.

    Columns scenario, replication, channel, urgency (`emergency` for topics that are one, else `ordinary`), promise,
    due, kept, kept_share = kept / due. answered in time: `service_level` by the channel's own target. solved in time:
    `solved_in_time`. reply by the time told: what an acknowledgement or a call-back announced (`on_the_way`).

    Examples
    --------
    >>> from sim.measures.example import phone_calls
    >>> table = promises_kept(phone_calls([(0, 5, 65), (10, 60, 90)]))
    >>> table[["channel", "urgency", "promise", "due", "kept"]].values.tolist()
    [['phone', 'ordinary', 'answered in time', 2, 1]]
    """
    topics = records.scenario.topics
    parts = []
    for promise, (counted, due, kept) in _COUNTED.items():
        table = counted(records, ["channel", "topic"])
        urgency = ["emergency" if topics[str(name)].emergency else "ordinary" for name in table["topic"]]
        parts.append(
            pd.DataFrame(
                {
                    "channel": table["channel"],
                    "urgency": urgency,
                    "promise": promise,
                    "due": table[due].to_numpy(dtype=np.int64),
                    "kept": table[kept].to_numpy(dtype=np.int64),
                }
            )
        )
    together = (
        pd.concat(parts).groupby(["channel", "urgency", "promise"], sort=False)[["due", "kept"]].sum().reset_index()
    )
    together = together[together["due"] > 0].reset_index(drop=True)
    together["kept_share"] = ratio(together["kept"].to_numpy(), together["due"].to_numpy())
    together.insert(0, "replication", records.replication)
    together.insert(0, "scenario", records.scenario.name)
    return together

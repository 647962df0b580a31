"""What comes of outbound calls: made, answered, the time they took, and the contacts they prevented."""

from __future__ import annotations

import pandas as pd

from sim.centre.log import RunLog
from sim.scenario.model import Scenario
from sim.timing import HOUR


def outbound_calls(log: RunLog, scenario: Scenario) -> pd.DataFrame:
    """Return one row per list of outbound calls, over the whole run.

    Columns scenario, replication, list, due (calls that fell due), made (over by the end), reached (answered), hours
    (of agents), wait_hours (mean time from falling due to being made; NaN where none was), prevented (contacts that did
    not come about because of all lists together, in every row the same).
    """
    prevented = int((log.contacts["outcome"] == "prevented").sum())
    rows = []
    for name in scenario.outbound:
        calls = log.outbound[log.outbound["list"] == name]
        made = calls[calls["ended"].notna()]
        rows.append(
            {
                "scenario": scenario.name,
                "replication": log.replication,
                "list": name,
                "due": len(calls),
                "made": len(made),
                "reached": int(made["reached"].sum()),
                "hours": float((made["ended"] - made["began"]).sum()) / HOUR,
                "wait_hours": float((made["began"] - made["due"]).astype(float).mean()) / HOUR,
                "prevented": prevented,
            }
        )
    columns = ["scenario", "replication", "list", "due", "made", "reached", "hours", "wait_hours", "prevented"]
    return pd.DataFrame(rows, columns=columns)

"""A simulated run as telephone and ticket systems would have recorded it, to try a calibration on a known truth.

Such systems know who contacted whom and when, and nothing else: not how long somebody who was answered would have
waited, not whether the question was solved, and nothing of customers who helped themselves or met a closed channel.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.centre.log import RunLog
from sim.scenario.model import Scenario

RECORDED = {"served": "served", "abandoned": "abandoned", "blocked": "turned_away"}
"""Outcomes of a run that leave a trace in a log, and what a history (`sim.demand.history`) calls them."""


def as_recorded(log: RunLog, scenario: Scenario) -> pd.DataFrame:
    """Return the contacts of a run as a log: one row per attempt that reached or queued for a person, as they arrived.

    Columns contact (a number), customer, channel (where it ended up: a call diverted to e-mail is an e-mail), topic,
    agent, arrived, answered, ended (local time of the centre, whole seconds, NaT where it never came),
    handled_seconds (whole; NaN where nobody answered) and outcome (served, abandoned or turned_away). The attempts of
    one need have the same customer. Who still waited or was being served at the end of the run is not in it.
    """
    table = log.contacts
    outcome = table["outcome"].astype("str").map(RECORDED)
    table = table[(outcome.notna() & table["ended"].notna()).to_numpy()].sort_values("arrived", kind="stable")
    stamps = {
        name: pd.Timestamp(scenario.calendar.start_utc) + pd.to_timedelta(table[name] // 1_000_000, unit="s")
        for name in ("arrived", "answered", "ended")
    }
    handled = np.where(table["answered"].notna(), table["handled"] / 1e6, np.nan)
    return pd.DataFrame(
        {
            "contact": np.arange(1, len(table) + 1),
            "customer": table["need"],
            "channel": table["served_channel"].astype("str"),
            "topic": table["topic"].astype("str"),
            "agent": table["agent"].astype("str").where(table["agent"].notna()),
            **{name: column.dt.tz_convert(scenario.calendar.zone) for name, column in stamps.items()},
            "handled_seconds": np.round(handled),
            "outcome": outcome[table.index],
        }
    ).reset_index(drop=True)

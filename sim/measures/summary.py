"""One run in a few rows: the figures that comparison, costs and reports read."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np
import pandas as pd

from sim.centre.log import OUTCOMES, RunLog
from sim.measures.agents import agent_time, work_by_channel
from sim.measures.experience import experience_of, net_promoters, satisfaction
from sim.measures.loyalty import loyalty
from sim.measures.needs import first_contact_resolution, first_response, repeats, resolution_time, solved_in_time
from sim.measures.outcomes import abandonment, answered_elsewhere, blocking, outcomes
from sim.measures.records import Records, records_of
from sim.measures.service import service_level
from sim.measures.waiting import speed_of_answer
from sim.scenario.channels import LIVE
from sim.scenario.model import Scenario

ALL = "all"
"""The row over all channels."""
SUMMARY_COLUMNS = (
    "scenario", "replication", "channel", "attempts", "offered", *OUTCOMES,
    "service_level", "asa_seconds", "mean_wait_seconds", "abandonment",
    "abandoned_in_transfer_share", "blocked_share",
    "first_response_p50_minutes", "first_response_p90_minutes", "resolution_p50_minutes", "resolution_p90_minutes",
    "solved_in_time_share", "first_contact_resolution", "recontact_share",
    "csat", "csat_satisfied_share", "ces", "nps",
    "churn_per_year", "customer_lifetime_value", "customers_lost_per_month", "image_at_end",
    "occupancy", "utilisation", "overtime_hours", "vendor_share", "on_call_share", "automation_share",
)  # fmt: skip


def summary(log: RunLog, scenario: Scenario) -> pd.DataFrame:
    """Return the measures of a run, after the calendar's warm-up: one row per channel and one called `all`.

    Columns `SUMMARY_COLUMNS`; each is defined by the function of its name in this folder. What differs:

    - service_level is by each channel's own promise; in the row `all`, contacts in time on their own channel over all
      contacts of channels with a promise.
    - asa_seconds and mean_wait_seconds of `all` are over live channels only: an e-mail's hours would drown the calls.
    - occupancy of a channel is the share of the team's time spent on it, so channels add up to the row `all`,
      less outbound calls, which belong to no channel.
      utilisation and overtime_hours are people's, not channels', and stand in the row `all` only; so do measures of
      loyalty, where the scenario has `customers`.
    - measures of needs (first response, resolution, first-contact resolution) stand with the channel of the first
      attempt, and so does nps, which is of customers.
    """
    return summary_of(records_of(log, scenario))


def summary_of(records: Records) -> pd.DataFrame:
    """Return the table of `summary` from records already made, with their window."""
    felt = experience_of(records)
    per_channel = [
        outcomes(records, ["channel"]),
        service_level(records, by=["channel"]),
        speed_of_answer(records, ["channel"]),
        abandonment(records, ["channel"]),
        blocking(records, ["channel"]),
        *_of_needs(records, ["channel"]),
        repeats(records, ["channel"]),
        answered_elsewhere(records, ["channel"]),
        satisfaction(felt, ["channel"]),
        net_promoters(felt, ["channel"]),
        work_by_channel(records),
    ]
    over_all = [
        outcomes(records),
        service_level(records),
        abandonment(records),
        blocking(records),
        *_of_needs(records, []),
        repeats(records),
        answered_elsewhere(records),
        satisfaction(felt),
        net_promoters(felt),
        agent_time(records),
    ]
    names = records.scenario.channel_names
    indexed = [table.set_index("channel").to_dict("index") for table in per_channel]
    rows = [_row(indexed, name) for name in names]
    everything = {column: table[column].iloc[0] for table in over_all for column in table}
    live = [row for row, name in zip(rows, names, strict=True) if name in LIVE]
    everything |= {
        "asa_seconds": _mean(live, "asa_seconds", "answered"),
        "mean_wait_seconds": _mean(live, "mean_wait_seconds", "waited"),
        "channel": ALL,
    }
    everything.update(loyalty(felt))
    table = pd.DataFrame([*rows, everything])
    table["scenario"], table["replication"] = records.scenario.name, records.replication
    counts = ["attempts", "offered", *OUTCOMES]
    table[counts] = table[counts].fillna(0).astype(np.int64)
    return table.reindex(columns=list(SUMMARY_COLUMNS))


def _of_needs(records: Records, by: list[str]) -> list[pd.DataFrame]:
    return [
        first_response(records, by, (50, 90)),
        resolution_time(records, by, (50, 90)),
        solved_in_time(records, by),
        first_contact_resolution(records, by),
    ]


def _row(tables: list[dict[Hashable, dict[Hashable, object]]], channel: str) -> dict[str, object]:
    """What the tables say of one channel, together; nothing where they do not name it.

    Tables count different things by the same words (`answered`); the first that has a column gives it.
    """
    row: dict[str, object] = {"channel": channel}
    for table in tables:
        for column, value in table.get(channel, {}).items():
            row.setdefault(str(column), value)
    return row


def _mean(rows: list[dict[str, object]], column: str, weight: str) -> float:
    """The mean of a column of some rows, weighted; NaN where the weights add up to nothing."""
    table = pd.DataFrame(rows, columns=[column, weight]).dropna()
    weights = table[weight].to_numpy(dtype=np.float64)
    return float(np.average(table[column].to_numpy(dtype=np.float64), weights=weights)) if weights.sum() else np.nan

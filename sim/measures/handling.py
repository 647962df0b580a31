"""What the time of agents goes into within a contact: gathering, solving, writing up; and what an assist saves."""

from __future__ import annotations

import pandas as pd

from sim.centre.log import RunLog
from sim.scenario.model import Scenario
from sim.timing import HOUR, MINUTE, WEEK


def handling_parts(log: RunLog, scenario: Scenario) -> pd.DataFrame:
    """Return the hours of handling by part, one row per group and topic served by the team or people on call.

    Columns scenario, replication, group, topic, contacts (served), assisted (of them, with the assist), gather_hours,
    solve_hours, write_up_hours (together the time handled) and saved_hours, what the assist removed. With the shares
    g, s, w of `topics.<name>.parts` and r = g × `removes` for an assisted contact, 0 for others, handled time H splits
    into H (g - r) / (1 - r), H s / (1 - r), H w / (1 - r), and H r / (1 - r) was saved.

    Examples
    --------
    30 % gathering of which the assist removes half: a contact of 10 minutes takes 8.5, of which 1.5 gather.

    >>> g, r, handled = 0.3, 0.15, 8.5
    >>> round(handled * (g - r) / (1 - r), 9), round(handled * r / (1 - r), 9)
    (1.5, 1.5)
    """
    table = log.contacts
    served = table[table["outcome"].isin(["served"]) & table["by"].isin(["team", "on_call"])]
    rows = []
    for (group, name, assisted), part in served.groupby(["handler", "topic", "assisted"], observed=True):
        parts, assist = scenario.topics[str(name)].parts, scenario.team.groups[str(group)].assist
        removed = parts.gather * assist.removes if assisted and assist is not None else 0.0
        full = float((part["handled"] - part["handled_by_vendor"]).sum()) / HOUR / (1.0 - removed)
        rows.append(
            {
                "group": str(group),
                "topic": str(name),
                "contacts": len(part),
                "assisted": len(part) if assisted else 0,
                "gather_hours": full * (parts.gather - removed),
                "solve_hours": full * parts.solve,
                "write_up_hours": full * parts.write_up,
                "saved_hours": full * removed,
            }
        )
    columns = ["contacts", "assisted", "gather_hours", "solve_hours", "write_up_hours", "saved_hours"]
    found = pd.DataFrame(rows, columns=["group", "topic", *columns])
    found = found.groupby(["group", "topic"], sort=False)[columns].sum().reset_index()
    found.insert(0, "scenario", scenario.name)
    found.insert(1, "replication", log.replication)
    return found


def handling_by_person(log: RunLog, scenario: Scenario) -> pd.DataFrame:
    """Return how each person works, week by week: one row per person of the team and week with contacts served.

    Columns scenario, replication, group, agent, week (of the horizon, from 1, by the end of the contact), contacts
    (served), handled_minutes (mean per contact), solved_share. A newcomer's learning curve is read from it.
    """
    table = log.contacts
    served = table[table["outcome"].isin(["served"]) & table["by"].isin(["team"])]
    week = (served["ended"].astype("int64") // WEEK + 1).rename("week")
    found = (
        served.assign(
            week=week,
            solved=served["solved"].astype(float),
            handled=served["handled"] - served["handled_by_vendor"],
        )
        .groupby(["handler", "agent", "week"], observed=True)
        .agg(contacts=("need", "size"), handled_minutes=("handled", "mean"), solved_share=("solved", "mean"))
        .reset_index()
        .rename(columns={"handler": "group"})
    )
    found["handled_minutes"] /= MINUTE
    found.insert(0, "scenario", scenario.name)
    found.insert(1, "replication", log.replication)
    return found

"""What automation really saves: from the hours it seems to save, step by step, to those the team is spared."""

from __future__ import annotations

import datetime as dt

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.centre.log import RunLog
from sim.scenario.model import Scenario
from sim.timing import HOUR

STEPS = (
    "gross",
    "easy_part",
    "would_not_have_come",
    "came_back",
    "helped_agents",
    "knock_on",
    "outbound",
    "review",
    "net",
)
"""The steps of `gross_and_net`, in order; `net` is the sum of the others."""


def gross_and_net(without: RunLog, with_automation: RunLog) -> pd.DataFrame:
    """Return the hours of people that automation saves in a run, from gross to net.

    Both runs meet the same customers (same needs, same draws). Hours are those of team, people on call and vendors:
    handling, and what managers spend on cases (`reviewed`). Per need, a = hours without, b = hours with automation; the
    needs that a self-service page, bot or template answers in the second run and not in the first are *taken*. One row
    per step; columns replication, step, hours:

    - gross: taken needs × mean hours of a contact served without automation: what is promised.
    - easy_part (at most 0, as a rule): hours that the first contacts of the taken needs really took without automation,
      less gross. Automation takes the easy ones, so those left to people are longer (the residual mix). A taken need
      that nobody served counts 0 here too: the customer had hung up, or found the channel closed.
    - would_not_have_come: further contacts of taken needs without automation (a person's answer fails as well), which
      are spared.
    - came_back: - b of the taken needs: who was sent away unsolved comes back to people.
    - helped_agents: a - b of needs on which an agent tried a template, and which are not taken.
    - knock_on: a - b of all other needs: shorter queues change who hangs up and who calls again.
    - outbound: hours of the calls that the team makes of its own accord, without less with.
    - review: - hours of reviewing templates.
    - net: the sum of all, which equals (all these hours without) - (all with) - (hours of review).

    Raises
    ------
    ValueError
        If the runs are not of the same replication.
    """
    if without.replication != with_automation.replication:
        raise ValueError("the runs are of different replications, so their customers differ")
    a, b = without.contacts, with_automation.contacts
    before, after = _hours(a), _hours(b)
    taken = _taken_in(b).difference(_taken_in(a))
    needs = before.index.union(after.index).union(taken)
    before, after = before.reindex(needs, fill_value=0.0), after.reindex(needs, fill_value=0.0)
    served = a[a["outcome"].isin(["served"])]
    mean = float((served["handled"] + served["reviewed"]).mean()) / HOUR if len(served) else 0.0
    first = _hours(a[a["attempt"] == 1]).reindex(taken, fill_value=0.0).sum()
    tried = pd.Index(b.loc[b["templated"].notna(), "need"].unique()).difference(taken)
    others = needs.difference(taken).difference(tried)
    gross = len(taken) * mean
    hours = {
        "gross": gross,
        "easy_part": first - gross,
        "would_not_have_come": before[taken].sum() - first,
        "came_back": -after[taken].sum(),
        "helped_agents": before[tried].sum() - after[tried].sum(),
        "knock_on": before[others].sum() - after[others].sum(),
        "outbound": _outbound_hours(without) - _outbound_hours(with_automation),
        "review": _review_hours(without) - _review_hours(with_automation),
    }
    hours["net"] = sum(hours.values())
    table = pd.DataFrame({"step": list(STEPS), "hours": [float(hours[step]) for step in STEPS]})
    table.insert(0, "replication", without.replication)
    return table


def residual_mix(without: RunLog, with_automation: RunLog) -> pd.DataFrame:
    """Return contacts served, their hours and their mean handling time, without and with automation.

    One row per run; columns run (`without`, `with`), contacts, hours, mean_minutes. Where a share d of contacts of mean
    t is taken from a mix of mean T, those left have mean (T - d t) / (1 - d): they become longer, and hours fall less
    than contacts.

    Examples
    --------
    A fifth of the contacts of 3 minutes taken from a mix of 6 minutes: those left average 6.75, hours fall by a tenth.

    >>> (6 - 0.2 * 3) / (1 - 0.2), round(0.2 * 3 / 6, 9)
    (6.75, 0.1)
    """
    rows = []
    for name, log in (("without", without), ("with", with_automation)):
        served = log.contacts[log.contacts["outcome"].isin(["served"])]
        hours = float(served["handled"].sum()) / HOUR
        rows.append(
            {
                "run": name,
                "contacts": len(served),
                "hours": hours,
                "mean_minutes": 60 * hours / len(served) if len(served) else float("nan"),
            }
        )
    return pd.DataFrame(rows)


def _hours(contacts: pd.DataFrame) -> pd.Series:
    """Hours by need: handling, and managers' decisions."""
    hours: pd.Series = (contacts["handled"] + contacts["reviewed"]).groupby(contacts["need"]).sum() / HOUR
    return hours


def _taken_in(contacts: pd.DataFrame) -> pd.Index[int]:
    """The needs that were answered without a person at some time."""
    taken: pd.Index[int] = pd.Index(
        contacts.loc[contacts["outcome"].isin(["automated", "self_served"]), "need"].unique()
    )
    return taken


def _review_hours(log: RunLog) -> float:
    return float(log.templates["review_time"].sum()) / HOUR if len(log.templates) else 0.0


def _outbound_hours(log: RunLog) -> float:
    calls = log.states[log.states["state"] == "outbound"]
    return float((calls["end"] - calls["start"]).sum()) / HOUR


def net_by_week(without: RunLog, with_automation: RunLog, scenario: Scenario) -> pd.DataFrame:
    """Return the hours of people saved in each local week of the horizon, reviews taken off.

    Columns replication, week (from 1), hours: hours without automation less those with it, of contacts that arrived in
    the week and of outbound calls made in it, less the hours of review in it. The sum over the weeks is `net` of
    `gross_and_net`.

    Raises
    ------
    ValueError
        If the runs are not of the same replication.
    """
    if without.replication != with_automation.replication:
        raise ValueError("the runs are of different replications, so their customers differ")
    weeks = scenario.calendar.weeks
    hours = _hours_by_week(without, scenario) - _hours_by_week(with_automation, scenario)
    for log, sign in ((without, 1.0), (with_automation, -1.0)):
        if len(log.templates):
            reviews = log.templates.groupby("week")["review_time"].sum() / HOUR
            hours[reviews.index.to_numpy(dtype=np.int64)] += sign * reviews.to_numpy(dtype=np.float64)
    return pd.DataFrame({"replication": without.replication, "week": np.arange(1, weeks + 1), "hours": hours})


def _hours_by_week(log: RunLog, scenario: Scenario) -> npt.NDArray[np.float64]:
    """Hours by the local week in which contacts arrived or outbound calls began."""
    calendar = scenario.calendar
    midnights = [
        calendar.microseconds(dt.datetime.combine(calendar.start + dt.timedelta(weeks=week), dt.time(), calendar.zone))
        for week in range(1, calendar.weeks)
    ]
    calls = log.states[log.states["state"] == "outbound"]
    begins = pd.concat([log.contacts["arrived"], calls["start"]]).to_numpy(dtype=np.int64)
    lasts = pd.concat([log.contacts["handled"] + log.contacts["reviewed"], calls["end"] - calls["start"]])
    week = np.searchsorted(midnights, begins, side="right")
    hours = lasts.to_numpy(dtype=np.float64) / HOUR
    return np.asarray(np.bincount(week, weights=hours, minlength=calendar.weeks), dtype=np.float64)

"""Logs written by hand or at random, and the measures once more in plain loops over their rows."""

import numpy as np
import pandas as pd

from sim.centre.log import RunLog
from sim.scenario import validate_scenario
from sim.timing import HOUR, MINUTE, SECOND, WEEK

COLUMNS = (
    "need", "attempt", "channel", "served_channel", "topic", "segment", "arrived", "queued", "answered", "ended",
    "outcome", "solved", "by", "handler", "agent", "handled", "interruptions", "follows", "called_back",
)  # fmt: skip


def scenario(**changes):
    """Phone (80 % within 20 s, offered) and e-mail (90 % within 4 h) for a week in Berlin, two topics."""
    return validate_scenario(
        {
            "name": "two channels",
            "calendar": {"start": "2026-01-05", "weeks": 1, "time_zone": "Europe/Berlin"},
            "channels": {
                "phone": {"target": {"share": 0.8, "within": "20 s"}},
                "email": {"target": {"share": 0.9, "within": "4 h"}},
                "social": {},
            },
            "topics": {"bill": {"handling": {"mean": "3 min"}}, "repair": {"handling": {"mean": "3 min"}}},
            "demand": {"contacts_per_week": {"phone": 100, "email": 100}, "topics": {"bill": 1, "repair": 1}},
            "team": {"groups": {"care": {"channels": ["phone", "email", "social"], "wage_per_hour": 10}}},
        }
        | changes
    )


def row(need, attempt, channel, arrived, answered, ended, outcome, **more):
    """A row of the contacts table; times in seconds, None for a time that never came."""
    times = {"arrived": arrived, "queued": arrived, "answered": answered, "ended": ended}
    about = {
        "need": need,
        "attempt": attempt,
        "channel": channel,
        "served_channel": channel,
        "topic": "bill",
        "segment": "all",
        "outcome": outcome,
        "solved": True if outcome in ("served", "automated", "self_served") else None,
        "by": {"served": "team", "automated": "automation", "self_served": "self_service"}.get(outcome),
        "handled": 0,
        "interruptions": 0,
        "follows": "none",
        "called_back": False,
    } | more
    for name in times:
        if name in more:
            times[name] = more[name]
        times[name] = None if times[name] is None else round(times[name] * SECOND)
    return about | times


def log_of(rows, stays=(), shifts=(), horizon=WEEK, replication=0):
    """The log of rows, stays (agent, state, start, end, overtime) and shifts (agent, start, end, absent), in hours."""
    noted = dict.fromkeys(name for one in rows for name in one if name not in COLUMNS)
    contacts = pd.DataFrame(rows, columns=[*COLUMNS, *noted])
    for name in ("arrived", "queued", "answered", "ended"):
        contacts[name] = contacts[name].astype("Int64")
    contacts["solved"] = contacts["solved"].astype("boolean")
    contacts = contacts.sort_values(["need", "attempt"], ignore_index=True)
    states = pd.DataFrame(stays, columns=["agent", "state", "start", "end", "overtime"])
    table = pd.DataFrame(shifts, columns=["agent", "start", "end", "absent"])
    for frame in (states, table):
        frame["group"], frame["by"] = "care", "team"
        for name in ("start", "end"):
            frame[name] = (frame[name] * HOUR).astype("int64")
    states["overtime"] = states["overtime"].astype(bool)
    return RunLog(contacts, states.assign(load=1), table, horizon, replication)


def random_log(seed, needs=300, horizon=WEEK):
    """A log that no centre would write, but whose rows are of every kind."""
    rng = np.random.default_rng(seed)
    rows = []
    for need in range(needs):
        arrived = float(rng.uniform(0, 0.98 * horizon / SECOND))
        for attempt in range(1, int(rng.integers(1, 4)) + 1):
            channel = str(rng.choice(["phone", "email", "social"]))
            kind = str(
                rng.choice(["served", "abandoned", "blocked", "closed", "automated", "self_served", "unresolved"])
            )
            scale = 30 if channel == "phone" else 3 * HOUR / SECOND
            wait, work = float(rng.exponential(scale)), float(rng.exponential(200))
            end = arrived + (wait + work if kind == "served" else wait if kind == "abandoned" else 0)
            if end * SECOND >= horizon:
                kind = "unresolved"
            answered = arrived + wait if kind == "served" else None
            more = {
                "topic": str(rng.choice(["bill", "repair"])),
                "follows": str(rng.choice(["none", "recontact", "redial"])),
            }
            if kind in ("closed", "automated", "self_served"):
                more["queued"] = None
            if kind == "served":
                more["solved"] = bool(rng.random() < 0.6)
            rows.append(
                row(need, attempt, channel, arrived, answered, None if kind == "unresolved" else end, kind, **more)
            )
            arrived = end + float(rng.exponential(5 * MINUTE / SECOND))
            if kind == "unresolved" or arrived * SECOND >= horizon:
                break
    return log_of(rows, horizon=horizon)


def plain_rows(log):
    """The rows of the contacts as dictionaries with seconds, None where nothing is."""
    for record in log.contacts.to_dict("records"):
        yield {
            name: None
            if value is None or value is pd.NA or value != value
            else value / SECOND
            if name in ("arrived", "queued", "answered", "ended")
            else value
            for name, value in record.items()
        }

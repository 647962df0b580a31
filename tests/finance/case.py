"""A small centre whose costs are worked out by hand in the tests: one week of 2026, Monday 5 January first, UTC."""

import pandas as pd

from sim.centre.log import RunLog
from sim.centre.roster import Roster, roster_of
from sim.finance.paid_hours import paid_hours
from sim.scenario import Scenario, validate_scenario
from sim.timing import DAY, HOUR, MINUTE
from tests.changes import with_changes

ADA, BEN = 30 * 1.5, 20 * 1.5
"""Cost of an hour: wage × loading."""
HOLIDAY = {"calendar__holidays": {"dates": ["2026-01-07"]}}
AVERAGE = 365.25 / 12 / 7
"""Weeks in an average month."""

DATA = {
    "name": "by hand",
    "calendar": {"start": "2026-01-05", "weeks": 1, "time_zone": "UTC"},
    "channels": {"phone": {}, "email": {}},
    "topics": {"question": {"handling": {"family": "constant", "mean": "5 min"}}},
    "demand": {"contacts_per_week": {"phone": 100, "email": 50}, "topics": {"question": 1}},
    "team": {
        "groups": {"care": {"channels": ["phone", "email"], "wage_per_hour": 20, "contract_hours": 40}},
        "people": [
            {"name": "Ada", "group": "care", "wage_per_hour": 30, "contract_hours": 20},
            {"name": "Ben", "group": "care"},
        ],
    },
    "rules": {
        "night": {"every day": "00:00-05:00"},
        "breaks": [
            {"length": "15 min", "shift_at_least": "4 h", "paid": True},
            {"length": "30 min", "shift_at_least": "6 h"},
        ],
    },
    "costs": {
        "currency": "EUR",
        "loading": 1.5,
        "night_premium": 0.25,
        "weekend_premium": 0.2,
        "holiday_premium": 1.0,
        "overtime_premium": 0.5,
        "attrition_per_year": 0.0,
        "lost_contact": 0.0,
    },
}


def scenario_with(**changes: object) -> Scenario:
    """The scenario with values replaced; `__` in a name leads into a part: `costs__loading=1`."""
    return validate_scenario(with_changes(DATA, changes))


def rows_of(person: str, *spans: str, group: str = "care", zone: str = "UTC") -> list[tuple]:
    """Assignments written as ``shift 2026-01-05 09:00 / 2026-01-05 17:00``, on the clock of a zone."""
    rows = []
    for span in spans:
        kind, _, times = span.partition(" ")
        start, end = (pd.Timestamp(text.strip(), tz=zone).tz_convert("UTC") for text in times.split("/"))
        rows.append((person, group, kind, kind, start, end))
    return rows


def roster(*rows: list[tuple]) -> Roster:
    return roster_of([row for part in rows for row in part])


WEEK = roster(
    rows_of(
        "Ada",
        "shift 2026-01-05 09:00 / 2026-01-05 17:00",
        "break 2026-01-05 11:00 / 2026-01-05 11:15",  # paid
        "break 2026-01-05 13:00 / 2026-01-05 13:30",  # unpaid
        "shift 2026-01-07 09:00 / 2026-01-07 13:00",
        "break 2026-01-07 11:00 / 2026-01-07 11:15",  # paid
    ),
    rows_of(
        "Ben",
        "leave 2026-01-06 00:00 / 2026-01-07 00:00",
        "shift 2026-01-09 22:00 / 2026-01-10 06:00",  # from Friday into Saturday
        "break 2026-01-10 02:00 / 2026-01-10 02:30",  # unpaid
    ),
)
"""One week of two people with a holiday (7 January, where the scenario says so), a leave and a night."""


CONTACT = {
    "need": 0, "attempt": 1, "channel": "phone", "served_channel": "phone", "topic": "question", "segment": "all",
    "arrived": HOUR, "queued": HOUR, "answered": HOUR, "ended": HOUR + 5 * MINUTE, "outcome": "served", "solved": True,
    "by": "team", "handler": "care", "agent": "Ada", "handled": 5 * MINUTE, "interruptions": 0, "follows": "none",
    "called_back": False, "assisted": False, "granted": None, "duplicate_of": None,
    "through_menu": False,
    "unsolved_by": None,
    "handled_by_vendor": 0,
}  # fmt: skip


JUDGED = {"solved": "boolean", "granted": "boolean", "duplicate_of": "Int64"}


def log_of(
    *contacts: dict, states: list[tuple] = (), replication: int = 0, horizon: int = 7 * DAY, call_outs: int = 0
) -> RunLog:
    """A log of contacts given by what differs from a call that Ada solves, and of states
    (agent, group, by, state, start, end, overtime), typed as the engine types them.
    """
    rows = [CONTACT | {"need": number} | contact for number, contact in enumerate(contacts)]
    table = pd.DataFrame(rows, columns=list(CONTACT))
    words = (
        "channel",
        "served_channel",
        "topic",
        "segment",
        "outcome",
        "by",
        "handler",
        "agent",
        "follows",
        "unsolved_by",
    )
    times = ("arrived", "queued", "answered", "ended")
    table = table.astype(
        {name: "category" for name in words}
        | {name: "Int64" for name in times}
        | {"solved": "boolean", "granted": "boolean", "duplicate_of": "Int64"}
    ).astype({"handled": "int64"})
    columns = ["agent", "group", "by", "state", "start", "end", "overtime"]
    stays = pd.DataFrame(list(states), columns=columns).astype(
        {"agent": "category", "group": "category", "by": "category", "start": "int64", "end": "int64", "overtime": bool}
    )
    calls = pd.DataFrame(index=range(call_outs))
    return RunLog(table, stays.assign(load=1), pd.DataFrame(), horizon, replication, call_outs=calls)


QUIET = log_of()
"""A run in which nothing happened."""


def amount(table: pd.DataFrame, line: str, item: str = "care", rate: float | None = None) -> float:
    """The amount of one line, which must stand in the table once."""
    rows = table[(table["line"] == line) & (table["item"] == item)]
    if rate is not None:
        rows = rows[rows["rate"].round(9) == round(rate, 9)]
    assert len(rows) == 1, rows
    return float(rows["amount"].iloc[0])


def lines(table: pd.DataFrame) -> set[str]:
    return set(table["line"])


def hours_of(scenario: Scenario, plan: Roster, person: str) -> pd.Series:
    return paid_hours(scenario, plan).set_index("person").loc[person]

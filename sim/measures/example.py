"""Small runs written by hand, for the examples in this folder's docstrings: every number can be checked on paper."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from sim.centre.log import RunLog
from sim.measures.records import Records, records_of
from sim.scenario.load import validate_scenario
from sim.scenario.model import Scenario
from sim.timing import SECOND, WEEK

Call = tuple[float, float | None, float]
"""Seconds at which a call arrives, is answered (None: never) and ends."""


def example_scenario() -> Scenario:
    """Return a week of phone (80 % within 20 s) and e-mail (90 % within 4 h), one topic, one group."""
    return validate_scenario(
        {
            "name": "example",
            "calendar": {"start": "2026-01-05", "weeks": 1},
            "channels": {
                "phone": {"target": {"share": 0.8, "within": "20 s"}},
                "email": {"target": {"share": 0.9, "within": "4 h"}},
            },
            "topics": {"any": {"handling": {"family": "exponential", "mean": "3 min"}}},
            "demand": {"contacts_per_week": {"phone": 100, "email": 100}, "topics": {"any": 1}},
            "team": {"groups": {"care": {"channels": ["phone", "email"], "wage_per_hour": 10}}},
        }
    )


def phone_calls(calls: Sequence[Call]) -> Records:
    """Return the records of calls of one attempt each: answered ones are served and solved, the others hang up."""
    return contacts([(need, 1, "phone", *call, call[1] is not None) for need, call in enumerate(calls)])


def contacts(
    rows: Sequence[tuple[int, int, str, float, float | None, float, bool]],
    stays: Sequence[tuple[str, float, float]] = (),
    shift: tuple[float, float] | None = None,
) -> Records:
    """Return records of rows (need, attempt, channel, arrived, answered or None, ended, solved), times in seconds.

    `stays` are those of one agent, Ada: (state, start, end); `shift` is her planned shift.
    """
    table = pd.DataFrame(
        rows, columns=["need", "attempt", "served_channel", "arrived", "answered", "ended", "solved"]
    ).astype({"answered": "Float64"})
    served = table["answered"].notna()
    last = ~table["need"].duplicated(keep="last")
    again = served.map({True: "recontact", False: "redial"})
    log = table.assign(
        channel=table["served_channel"],
        topic="any",
        segment="all",
        queued=table["arrived"],
        outcome=served.map({True: "served", False: "abandoned"}),
        solved=table["solved"].astype("boolean").where(served),
        by=served.map({True: "team", False: None}),
        follows=again.where(~last, "none"),
    )
    for column in ("arrived", "queued", "answered", "ended"):
        log[column] = (log[column] * SECOND).astype("Int64")
    states = pd.DataFrame(stays, columns=["state", "start", "end"]).assign(
        agent="Ada", group="care", by="team", load=1, overtime=False
    )
    shifts = pd.DataFrame(
        [] if shift is None else [("Ada", "care", "team", *shift)], columns=["agent", "group", "by", "start", "end"]
    )
    if shift is not None:
        states["overtime"] = states["start"] >= shift[1]
    for column in ("start", "end"):
        states[column] = (states[column] * SECOND).astype("int64")
        shifts[column] = (shifts[column] * SECOND).astype("int64")
    return records_of(RunLog(log, states, shifts, WEEK, 0), example_scenario())

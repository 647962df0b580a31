"""The way of contacts as the report shows it: where waiting arises, and what happens besides waiting."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from sim.experiments.results import PlanResult
from sim.measures.bottlenecks import CAUSES
from sim.outputs.decision import Cell, Grid
from sim.outputs.words import channel_words, number
from sim.timing import WEEK

CAUSE_WORDS = {
    "closed": "Closed", "no_skill": "Nobody with the skill there", "all_busy": "All busy",
    "on_call": "Somebody on call to begin",
    "transfer": "Being passed on", "approval": "A manager's decision", "vendor": "A vendor",
}  # fmt: skip
HAPPENED_WORDS = {
    "forced": "Wanted a channel not offered", "self_service_failed": "Looked for the answer in vain first",
    "acknowledged": "Acknowledged automatically", "promised": "Promised an answer by a time",
    "kept": "of these kept", "complaints": "Visible complaints", "told_the_wait": "Told how long the wait would be",
    "left_silently": "Chats left without a word", "overflowed": "Went to a vendor because the team was busy",
    "handed_back": "Came back from a vendor that closed",
    "unsolved_by_vendor": "Handed back unsolved by a vendor", "misrouted": "Came to the wrong people",
    "transfers": "Passed on", "transfer_minutes": "Wait after that, minutes, mean", "special": "Special cases",
    "granted": "of these granted", "refused": "of these refused",
    "approval_minutes": "Wait for a manager, minutes, mean", "duplicates": "Asked twice",
    "merged": "of these put together", "answered_twice": "of these answered twice",
    "inconsistent": "of the answers, different ones", "follow_ups": "Follow-up questions",
    "repeated_hours": "Hours of gathering again", "personalised": "Personal answers",
}  # fmt: skip
_MEANS_OF = {"transfer_minutes": "transfers", "approval_minutes": "submitted"}
"""Means among them, and what each is a mean of."""


def waiting(plan: PlanResult) -> Grid:
    """Return the hours customers wait in a week, by channel and cause, with the worst hour of the week."""
    head = ("Channel", *CAUSE_WORDS.values(), "Most in one interval")
    table = plan.further.get("waiting")
    if table is None or table.empty:
        return Grid(head, ())
    weeks = _weeks(plan)
    rows = []
    for channel, of_channel in table.groupby("channel", sort=False):
        hours = of_channel.groupby("cause")["waiting_hours"].sum() / weeks
        cells = [Cell(number(float(hours.get(cause, 0.0))), tone="number") for cause in CAUSES]
        worst = max(of_channel.to_dict("records"), key=lambda row: float(row["waiting_hours"]))
        most = Cell(_when(plan, worst), CAUSE_WORDS[str(worst["cause"])])
        rows.append((Cell(channel_words(str(channel))), *cells, most))
    return Grid(head, tuple(rows))


def happened(plan: PlanResult) -> Grid:
    """Return how often things happen to contacts in a week, those that happen at all, by channel; means are of all."""
    table = plan.further.get("on_the_way")
    if table is None or table.empty:
        return Grid(("What happens",), ())
    weeks = _weeks(plan) * table["replication"].nunique()
    weighted = table.assign(**{mean: table[mean].fillna(0.0) * table[count] for mean, count in _MEANS_OF.items()})
    sums = weighted.groupby("channel", sort=False)[[*HAPPENED_WORDS, "submitted"]].sum() / weeks
    for mean, count in _MEANS_OF.items():
        sums[mean] = sums[mean] / sums[count].where(sums[count] > 0)
    rows = [
        (Cell(words), *(Cell(number(float(value)), tone="number") for value in sums[column]))
        for column, words in HAPPENED_WORDS.items()
        if sums[column].fillna(0.0).any()
    ]
    return Grid(("What happens, a week", *(channel_words(str(name)) for name in sums.index)), tuple(rows))


def _weeks(plan: PlanResult) -> float:
    """Weeks that are measured in each run."""
    calendar = plan.scenario.calendar
    return (calendar.horizon - calendar.warm_up) / WEEK


def _when(plan: PlanResult, row: Mapping[Hashable, Any]) -> str:
    local = pd.Timestamp(row["interval_start"]).tz_convert(plan.scenario.calendar.time_zone)
    return f"{local:%a %d %b %H:%M}, {number(float(row['waiting_hours']))} h"

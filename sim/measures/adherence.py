"""How far people keep to their planned times, and what absence and rest took away."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.centre.log import STATES, RunLog
from sim.measures.records import Ints
from sim.scenario.model import Scenario
from sim.timing import HOUR

AWAY = ("break", "meeting")
THERE = tuple(state for state in STATES if state not in AWAY)


def adherence(log: RunLog, scenario: Scenario) -> pd.DataFrame:
    """Return how far each person of the team keeps to planned times, one row per person and group.

    Columns scenario, replication, group, agent, planned_hours (of the shifts the person came to, warm-up included),
    adhered_hours, adherence = adhered / planned, absent_hours (planned time of shifts missed without notice),
    lost_to_call_outs_hours, overtime_hours (after the end of shifts, work or not). Adhered is planned time spent as
    planned: at work (available, with contacts, cases or calls, or held by another duty) where work is
    planned, on a break or in a meeting where one is. A
    break that waits for the end of a call is a deviation like any other, as it is in the workforce tools of the trade.
    """
    rows = []
    team = log.shifts[log.shifts["by"] == "team"]
    states = log.states[log.states["by"] == "team"]
    stays = {key: part for key, part in states.groupby(["agent", "group"], observed=True)}
    pauses = {key: part for key, part in log.pauses.groupby(["agent", "group"])} if len(log.pauses) else {}
    for (agent, group), shifts in team.groupby(["agent", "group"], sort=False):
        came = shifts[shifts["came"].notna()]
        planned = _spans(came, log.horizon)
        own = stays.get((agent, group), states.iloc[:0])
        at_work = _spans(own[own["state"].isin(THERE)], log.horizon)
        away = _spans(own[own["state"].isin(AWAY)], log.horizon)
        rest = _spans(_within(pauses.get((agent, group)), planned), log.horizon)
        adhered = _overlap(at_work, planned) - _overlap(at_work, rest) + _overlap(away, rest)
        late = own[own["overtime"].astype(bool)]
        total = _length(planned)
        rows.append(
            {
                "group": group,
                "agent": agent,
                "planned_hours": total / HOUR,
                "adhered_hours": adhered / HOUR,
                "adherence": adhered / total if total else np.nan,
                "absent_hours": _length(_spans(shifts[shifts["absent"].astype(bool)], log.horizon)) / HOUR,
                "lost_to_call_outs_hours": float(shifts["lost_to_call_outs"].sum()) / HOUR,
                "overtime_hours": _length(_spans(late, log.horizon)) / HOUR,
            }
        )
    table = pd.DataFrame(
        rows,
        columns=[
            "group", "agent", "planned_hours", "adhered_hours", "adherence", "absent_hours",
            "lost_to_call_outs_hours", "overtime_hours",
        ],
    )  # fmt: skip
    table.insert(0, "scenario", scenario.name)
    table.insert(1, "replication", log.replication)
    return table


def _spans(table: pd.DataFrame, horizon: int) -> tuple[Ints, Ints]:
    """Starts and ends of rows, in order, up to the end of the run."""
    starts, ends = (table[name].to_numpy(dtype=np.int64) for name in ("start", "end"))
    order = np.argsort(starts, kind="stable")
    return starts[order], np.minimum(ends[order], horizon)


def _within(pauses: pd.DataFrame | None, planned: tuple[Ints, Ints]) -> pd.DataFrame:
    """The planned pauses of the shifts that were worked; none overlaps another."""
    if pauses is None:
        return pd.DataFrame({"start": [], "end": []})
    shift = np.searchsorted(planned[0], pauses["start"].to_numpy(dtype=np.int64), side="right") - 1
    inside = shift >= 0
    inside[inside] = pauses["start"].to_numpy()[inside] < planned[1][shift[inside]]
    return pauses[inside]


def _length(spans: tuple[Ints, Ints]) -> int:
    return int((spans[1] - spans[0]).sum())


def _overlap(stays: tuple[Ints, Ints], spans: tuple[Ints, Ints]) -> int:
    """Time that lies in both, where neither overlaps itself."""
    if not len(stays[0]) or not len(spans[0]):
        return 0
    return int((_covered(stays, spans[1]) - _covered(stays, spans[0])).sum())


def _covered(stays: tuple[Ints, Ints], times: Ints) -> Ints:
    """Time covered by the stays up to each time."""
    starts, ends = stays
    before = np.concatenate([[0], np.cumsum(ends - starts)])
    place = np.searchsorted(starts, times, side="right")
    beyond = np.where(place > 0, np.maximum(ends[np.maximum(place - 1, 0)] - times, 0), 0)
    return np.asarray(before[place] - beyond, dtype=np.int64)

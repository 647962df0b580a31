"""Where a roster misses a target, more people are required: the step that closes the loop."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.measures.outcomes import abandonment
from sim.measures.records import Records
from sim.measures.service import service_level
from sim.scenario.channels import LIVE, ChannelName
from sim.scenario.model import Scenario
from sim.staffing.requirement import Requirement

Floats = npt.NDArray[np.float64]

MARGIN = 0.002
"""How far above the target the raised requirement aims, so that the loop does not creep up to it."""
CROWDING = 0.2
"""One person more beside n is taken to rescue 1 / (1 + 0.2 n) of an interval's late contacts: five sixths beside one, a
third beside ten. A rule of thumb for where to add; the next round of the simulation tells what it really did."""


def raise_requirement(
    scenario: Scenario, requirement: Requirement, records: Sequence[Records], missed: Sequence[ChannelName]
) -> Requirement:
    """Return the requirement with one person more in those intervals of the week where targets are missed most.

    Intervals are taken in the order of their late (or lost) contacts, pooled over weeks and replications, until about
    enough of them are rescued. Deferred channels are raised where people are present before the promised time runs out.
    """
    table = requirement.table.copy()
    of_week = _interval_of_week(scenario, table["interval_start"])
    for channel in missed:
        target = scenario.channels[channel].target
        group = _group_for(scenario, channel)
        if target is None or group is None:
            continue
        rows = (table["skill"] == group).to_numpy()
        people = np.zeros(scenario.calendar.intervals_per_week)
        np.maximum.at(people, of_week[rows], table["agents"].to_numpy()[rows])
        present = people > 0
        allowed = _in_house(scenario, channel)
        # What arrives while a vendor answers is the vendor's to answer: no one of the team would change it.
        answerable = allowed if channel in LIVE else allowed | ~_with_vendor(scenario, channel)
        tables = [service_level(one, ("interval_of_week", "channel")) for one in records]
        served = _by_interval_of_week(scenario, tables, channel, answerable)
        late = (served["counted"] - served["in_time"]).to_numpy(dtype=float)
        needed = late.sum() - (1.0 - target.share - MARGIN) * served["counted"].sum()
        chosen = _worst(_where_to_help(late, present, allowed, scenario, channel), people, needed)
        if target.max_abandonment is not None:
            tables = [abandonment(one, ("interval_of_week", "channel")) for one in records]
            tried = _by_interval_of_week(scenario, tables, channel, answerable)
            lost = tried["abandoned"].to_numpy(dtype=float)
            excess = lost.sum() - (target.max_abandonment - MARGIN) * tried["offered"].sum()
            chosen |= _worst(_where_to_help(lost, present, allowed, scenario, channel), people, excess)
        table.loc[rows & chosen[of_week], "agents"] += 1
    return Requirement(table, requirement.interval, requirement.notes)


def _interval_of_week(scenario: Scenario, starts: pd.Series) -> npt.NDArray[np.int64]:
    calendar = scenario.calendar
    since = (starts - pd.Timestamp(calendar.start_utc)) // pd.Timedelta(microseconds=calendar.interval)
    return np.asarray(calendar.local_intervals.of_week[since.to_numpy(dtype=np.int64)])


def _group_for(scenario: Scenario, channel: ChannelName) -> str | None:
    """The group that serves a channel; of several, the one with fewest other channels."""
    able = [(len(group.channels), name) for name, group in scenario.team.groups.items() if channel in group.channels]
    return min(able)[1] if able else None


def _by_interval_of_week(
    scenario: Scenario,
    tables: Iterable[pd.DataFrame],
    channel: str,
    allowed: npt.NDArray[np.bool_],
) -> pd.DataFrame:
    """Counts of a channel by interval of the week, over all tables; 0 where nothing is counted or allowed."""
    table = pd.concat([table[table["channel"] == channel] for table in tables])
    table = table[allowed[table["interval_of_week"].to_numpy()]]
    week = pd.RangeIndex(scenario.calendar.intervals_per_week)
    counts: pd.DataFrame = table.groupby("interval_of_week").sum(numeric_only=True).reindex(week, fill_value=0)
    return counts


def _in_house(scenario: Scenario, channel: ChannelName) -> npt.NDArray[np.bool_]:
    """Intervals of the week in which the team may be asked to serve a channel: open, and no vendor takes all of it."""
    is_open = scenario.calendar.is_open(scenario.channels[channel].hours)
    return _of_week(scenario, is_open) & ~_with_vendor(scenario, channel)


def _with_vendor(scenario: Scenario, channel: ChannelName) -> npt.NDArray[np.bool_]:
    """Intervals of the week in which a vendor takes all of a channel."""
    taken = np.zeros(scenario.calendar.intervals, dtype=bool)
    for vendor in scenario.vendors.values():
        if channel in vendor.channels and vendor.topics is None:
            taken |= scenario.calendar.is_open(*vendor.hours_on(channel))
    return _of_week(scenario, taken) & ~_of_week(scenario, ~taken)


def _of_week(scenario: Scenario, chosen: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Intervals of the week of which some in the horizon are chosen."""
    week = np.zeros(scenario.calendar.intervals_per_week, dtype=bool)
    week[scenario.calendar.local_intervals.of_week[chosen]] = True
    return week


def _where_to_help(
    late: Floats,
    present: npt.NDArray[np.bool_],
    allowed: npt.NDArray[np.bool_],
    scenario: Scenario,
    channel: ChannelName,
) -> Floats:
    """Late contacts counted at the interval where a further person could have served them in time.

    A live contact counts where it arrives. A deferred one counts at the last interval before its time runs out in which
    somebody is present; where nobody is, at the last interval in which somebody may be asked to come.
    """
    target = scenario.channels[channel].target
    reach = 0 if channel in LIVE or target is None else target.within // scenario.calendar.interval
    moved = np.zeros_like(late)
    for index in np.flatnonzero(late):
        window = [(index + step) % len(late) for step in range(reach, -1, -1)]
        place = next((at for at in window if present[at] and allowed[at]), None)
        if place is None:
            place = next((at for at in window if allowed[at]), None)
        if place is not None:
            moved[place] += late[index]
    return moved


def _worst(late: Floats, people: Floats, needed: float) -> npt.NDArray[np.bool_]:
    """Intervals with most late contacts, until enough are rescued."""
    chosen = np.zeros(len(late), dtype=bool)
    if needed <= 0:
        return chosen
    rescued = late / (1.0 + CROWDING * people)
    order = np.argsort(-rescued, kind="stable")
    last = int(np.searchsorted(np.cumsum(rescued[order]), needed))
    chosen[order[: last + 1]] = True
    return chosen & (late > 0)

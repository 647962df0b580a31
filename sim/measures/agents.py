"""What agents' time goes into: occupancy, utilisation and overtime."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sim.centre.log import AT_WORK, STATES
from sim.measures.grouping import TIME_KEYS, by_stay, in_intervals, ratio, tidy
from sim.measures.records import PARTIES, Floats, Records, Stays
from sim.timing import HOUR


def agent_time(records: Records, by: Sequence[str] = (), *, party: str = "team") -> pd.DataFrame:
    """Return hours of agents by what they do, with occupancy and utilisation.

    Columns work_hours, available_hours, pause_hours (breaks and meetings), paid_hours, overtime_hours, then

    - occupancy = work / (work + available): how busy people are while they are there for customers;
    - utilisation = work / paid: how much of the time that is paid serves customers.

    Chats side by side are one agent's one time. Paid time is planned shifts, those missed included (sickness is paid),
    less unpaid breaks, plus overtime, which is time after the end of a shift. Where only some breaks are unpaid, time
    on breaks is split as their lengths in the rules are. `party` is `team`, `vendor` or `on_call` (whose waiting at
    home is not logged). NaN where nobody is there.

    Examples
    --------
    Ada's shift of one hour: 30 min on the phone, 15 min available, a break of 15 min (unpaid), then 15 min of overtime.

    >>> from sim.measures.example import contacts
    >>> stays = [("phone", 0, 1800), ("available", 1800, 2700), ("break", 2700, 3600), ("email", 3600, 4500)]
    >>> rows = contacts([], stays, shift=(0, 3600))
    >>> agent_time(rows)[["work_hours", "paid_hours", "overtime_hours"]].values.tolist()
    [[0.75, 1.0, 0.25]]
    >>> agent_time(rows)[["occupancy", "utilisation"]].values.tolist()
    [[0.75, 0.75]]
    """
    stays, shifts = records.stays, records.shifts
    if any(name in TIME_KEYS for name in by):
        stays, shifts = in_intervals(records, stays), in_intervals(records, shifts)
    together = _joined(stays, shifts)
    is_stay = np.arange(len(together.start)) < len(stays.start)
    ours = together.party == PARTIES.index(party)
    groups = by_stay(records, together, by)
    hours: Floats = (together.end - together.start) / HOUR
    working = is_stay & ours & np.isin(together.state, AT_WORK)
    work = groups.total(hours, working)
    available = groups.total(hours, is_stay & ours & (together.state == STATES.index("available")))
    breaks = groups.total(hours, is_stay & ours & (together.state == STATES.index("break")))
    meetings = groups.total(hours, is_stay & ours & (together.state == STATES.index("meeting")))
    overtime = groups.total(hours, is_stay & ours & together.overtime)
    paid = groups.total(hours, ~is_stay & ours) - _unpaid_share(records) * breaks + overtime
    table = tidy(
        records,
        groups.keys,
        work_hours=work,
        available_hours=available,
        pause_hours=breaks + meetings,
        paid_hours=paid,
        overtime_hours=overtime,
        occupancy=ratio(work, work + available),
        utilisation=ratio(work, paid),
    )
    return table[groups.count(ours) > 0].reset_index(drop=True) if by else table


def work_by_channel(records: Records, *, party: str = "team") -> pd.DataFrame:
    """Return the hours agents work on each channel and their share of all time there for customers.

    Columns channel, work_hours, occupancy = work on the channel / (work on all + available), so that the channels add
    up to the occupancy of `agent_time`. NaN where nobody is there.

    Examples
    --------
    >>> from sim.measures.example import contacts
    >>> rows = contacts([], [("phone", 0, 1800), ("email", 1800, 2700), ("available", 2700, 3600)], shift=(0, 3600))
    >>> work_by_channel(rows)[["channel", "occupancy"]].values.tolist()
    [['phone', 0.5], ['email', 0.25]]
    """
    stays = records.stays
    ours = stays.party == PARTIES.index(party)
    hours = np.bincount(stays.state[ours], (stays.end - stays.start)[ours] / HOUR, len(STATES))
    names = records.scenario.channel_names
    work = np.array([hours[STATES.index(name)] for name in names])
    there = float(hours[list(AT_WORK)].sum() + hours[STATES.index("available")])
    keys = pd.DataFrame({"channel": np.array(names, dtype=object)})
    return tidy(records, keys, work_hours=work, occupancy=ratio(work, np.full(len(work), there)))


def _joined(stays: Stays, shifts: Stays) -> Stays:
    """Stays and shifts in one, so that both fall into the same groups."""
    return Stays(**{name: np.concatenate([getattr(stays, name), getattr(shifts, name)]) for name in vars(stays)})


def _unpaid_share(records: Records) -> float:
    """The share of the time on breaks that is not paid."""
    breaks = records.scenario.rules.breaks
    total = sum(each.length for each in breaks)
    return sum(each.length for each in breaks if not each.paid) / total if total else 0.0

"""What a vendor did in a run: work by the rate at which it is paid, and how much of it was answered in time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.finance.local_hours import MARGIN, LocalClock, Mask, in_hours, local_clock
from sim.scenario.contract import OtherRate
from sim.scenario.model import Scenario
from sim.timing import MINUTE


@dataclass(frozen=True)
class Work:
    """An amount of a vendor's work."""

    minutes: float = 0.0
    """Minutes of handling, contacts still in hand at the end included."""
    contacts: int = 0
    """Contacts served."""
    resolutions: int = 0
    """Contacts solved."""


def work_of(rows: pd.DataFrame) -> Work:
    """Return the work in the rows of a log that a vendor handled."""
    return Work(
        minutes=float(rows["handled"].sum()) / MINUTE,
        contacts=int(rows["outcome"].isin(["served"]).sum()),
        resolutions=int(rows["solved"].isin([True]).sum()),
    )


def given_back(contacts: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of contacts that vendors served in vain and handed back, as theirs: their time, not solved."""
    rows = contacts[contacts["unsolved_by"].notna()]
    return rows.assign(
        by="vendor",
        handler=rows["unsolved_by"].astype(object),
        outcome="served",
        solved=pd.array([False] * len(rows), dtype="boolean"),
        handled=rows["handled_by_vendor"],
    )


def by_rate(scenario: Scenario, name: str, rows: pd.DataFrame) -> tuple[Work, ...]:
    """Return the work at each of the `rates` of a vendor, and at last that at none of them.

    Every row counts once, at the first rate that fits it; the hour is that of its answer, by the calendar's clock.
    """
    clock = local_clock(scenario.calendar, scenario.calendar.time_zone)
    left = np.ones(len(rows), dtype=bool)
    works = []
    for rate in scenario.vendors[name].price.rates:
        fits = left & _fits(rate, rows, clock)
        works.append(work_of(rows[fits]))
        left &= ~fits
    return (*works, work_of(rows[left]))


def _fits(rate: OtherRate, rows: pd.DataFrame, clock: LocalClock) -> Mask:
    answered = rows["answered"].fillna(rows["arrived"]).to_numpy(dtype=np.int64)
    fits: Mask = in_hours(clock, rate.hours)[(answered + MARGIN) // MINUTE]
    for column, wanted in (("served_channel", rate.channels), ("topic", rate.topics), ("segment", rate.segments)):
        if wanted is not None:
            fits = fits & rows[column].isin(wanted).to_numpy(dtype=bool)
    return fits


def share_in_time(scenario: Scenario, rows: pd.DataFrame) -> float:
    """Return the share of a vendor's contacts answered within the target of their channel, NaN where none has one.

    The wait counts from queueing to the answer; channels without a target are left out.
    """
    within = rows["served_channel"].map(
        {name: channel.target.within for name, channel in scenario.channels.items() if channel.target is not None}
    )
    answered = rows["answered"].notna() & within.notna()
    if not answered.any():
        return float("nan")
    waits = (rows.loc[answered, "answered"] - rows.loc[answered, "queued"]).astype("float64")
    return float((waits <= within[answered].astype("float64")).mean())

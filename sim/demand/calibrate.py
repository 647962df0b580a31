"""From a history to the numbers a scenario needs, each with its uncertainty; one call joins all estimates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from sim.demand.busyness import Busyness, day_to_day_busyness
from sim.demand.handling import Handling, fit_handling
from sim.demand.history import History
from sim.demand.night import NightDemand, assumed_night_rates, shut_contacts
from sim.demand.opening import agent_sessions, agents_by_interval, opening_hours
from sim.demand.patience import Patience, fit_patience
from sim.demand.rates import daily_totals, weekly_rates
from sim.demand.repeats import Return, fit_returns, is_redial
from sim.errors import InputError, Problem
from sim.scenario.hours import DAYS


@dataclass(frozen=True)
class Calibration:
    """What a history says about demand."""

    source: str
    """Where the history comes from."""
    time_zone: str
    days_seen: Mapping[str, int]
    """Number of days of each weekday that the history reaches; of others it says nothing."""
    first_day: pd.Timestamp
    """First local day of the history."""
    last_day: pd.Timestamp
    """Last local day of the history."""
    interval_minutes: int
    rates: pd.DataFrame
    """Offered contacts by interval of the week: `sim.demand.rates.weekly_rates`, and `assumed` (True: not measured)."""
    gaps: pd.DataFrame
    """Times left out of the rates."""
    totals: pd.DataFrame
    """Contacts by day."""
    busyness: tuple[Busyness, ...]
    handling: tuple[Handling, ...]
    patience: tuple[Patience, ...]
    returns: tuple[Return, ...]
    redials_apart: bool
    """Whether redials are left out of the rates, so that a scenario may add them."""
    opening: pd.DataFrame
    """Hours in which agents served."""
    agents: pd.DataFrame
    """Agents seen by interval of the week."""
    segments: pd.DataFrame
    """Shares of the segments: segment, contacts, share."""
    shut: pd.DataFrame
    """Contacts while shut, by hour of the day."""
    night_demand: NightDemand | None
    """How demand in shut hours was assumed; None: not at all."""


def calibrate(
    history: History,
    interval_minutes: int = 30,
    *,
    short_seconds: float = 10.0,
    redial_seconds: float = 3600.0,
    recontact_days: float = 7.0,
    redials: Literal["in_rates", "apart"] = "in_rates",
    leave_out: Sequence[tuple[str, str]] = (),
    night_demand: NightDemand | None = None,
) -> Calibration:
    """Return what a history says about demand.

    Parameters
    ----------
    history : History
        Contacts from `sim.demand.history.read_history`.
    interval_minutes : int
        Length of an interval of the rates: 15, 30 or 60.
    short_seconds : float
        Services shorter than this are short ones: see `sim.demand.handling`.
    redial_seconds, recontact_days : float
        Windows of `sim.demand.repeats`.
    redials : {"in_rates", "apart"}
        Whether redials that can be seen stay in the rates. A scenario that makes its own redials needs them apart,
        or they count twice.
    leave_out : sequence of (start, end)
        Local times such as ``("1999-02-14 21:00", "1999-02-14 22:30")`` to leave out of the rates.
    night_demand : {"turned_away", "ratio"}, optional
        How to assume demand in shut hours: see `sim.demand.night`. Absent: not at all.

    Raises
    ------
    InputError
        If the interval is not accepted, a time to leave out cannot be read, or nobody asked for a person.
    """
    offered = history.offered
    problems = _problems(interval_minutes, leave_out, offered, history)
    if problems:
        raise InputError(problems)
    zone = history.time_zone
    served = offered[offered["outcome"] == "served"]
    counted = offered[~is_redial(offered, redial_seconds)] if redials == "apart" else offered
    times = [(pd.Timestamp(start), pd.Timestamp(end)) for start, end in leave_out]
    rates, gaps = weekly_rates(counted, zone, interval_minutes, times)
    opening = opening_hours(served, zone, arrived=history.contacts["arrived"])
    rates["assumed"] = False
    if night_demand is not None:
        night = assumed_night_rates(history.contacts, opening, gaps, zone, interval_minutes, night_demand)
        rates = _added(rates, night)
    totals = daily_totals(offered, zone, gaps)
    local = history.contacts["arrived"].dt.tz_convert(zone)
    return Calibration(
        source=history.source,
        time_zone=zone,
        days_seen=_days_seen(local),
        first_day=local.min().normalize(),
        last_day=local.max().normalize(),
        interval_minutes=interval_minutes,
        rates=rates,
        gaps=gaps,
        totals=totals,
        busyness=day_to_day_busyness(totals),
        handling=fit_handling(served, short_seconds),
        patience=fit_patience(offered),
        returns=fit_returns(offered, redial_seconds, recontact_days),
        redials_apart=redials == "apart",
        opening=opening,
        agents=agents_by_interval(agent_sessions(served), zone, interval_minutes),
        segments=_segments(offered),
        shut=shut_contacts(history.contacts, opening, zone),
        night_demand=night_demand,
    )


def _days_seen(local: pd.Series) -> dict[str, int]:
    days = pd.date_range(local.min().normalize(), local.max().normalize(), freq="D").day_of_week
    return {day: count for number, day in enumerate(DAYS) if (count := int((days == number).sum()))}


def _problems(
    minutes: int, leave_out: Sequence[tuple[str, str]], offered: pd.DataFrame, history: History
) -> list[Problem]:
    problems = []
    if minutes not in (15, 30, 60):
        problems.append(
            Problem("this interval is not accepted", None, None, "interval_minutes", str(minutes), "15, 30, 60")
        )
    for start, end in leave_out:
        try:
            is_span = pd.Timestamp(start) < pd.Timestamp(end)
        except (ValueError, TypeError):
            is_span = False
        if not is_span:
            accepted = "a start before its end, such as 1999-02-14 21:00"
            problems.append(Problem("this is no span of time", None, None, "leave_out", f"{start} to {end}", accepted))
    if offered.empty:
        problems.append(
            Problem("nobody in the history asked for a person; there is nothing to calibrate", history.quality.file)
        )
    return problems


def _added(rates: pd.DataFrame, night: pd.DataFrame) -> pd.DataFrame:
    """Return measured and assumed rates in one table; where both fall into one interval they add up, as assumed."""
    if night.empty:
        return rates
    both = pd.concat([rates, night.assign(assumed=True)], ignore_index=True)
    keys = ["weekday", "start", "channel", "topic"]
    return both.groupby(keys, as_index=False, sort=False).agg(
        {"contacts": "sum", "low": "max", "high": "max", "weeks": "max", "assumed": "any"}
    )[list(rates.columns)]


def _segments(offered: pd.DataFrame) -> pd.DataFrame:
    """Shares among those who queued where the log says who did: many systems identify customers only in the queue."""
    queued = offered[offered["queued"].notna()]
    counted = (queued if len(queued) else offered)["segment"].value_counts().sort_index()
    return pd.DataFrame(
        {"segment": counted.index, "contacts": counted.to_numpy(), "share": (counted / counted.sum()).to_numpy()}
    )

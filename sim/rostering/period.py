"""Whether a roster given is that of the period planned: one of another month, or of a week of four, is a mistake."""

from __future__ import annotations

import pandas as pd

from sim.centre.roster import Roster
from sim.errors import InputError, Problem
from sim.scenario.model import Scenario

WEEK = pd.Timedelta(days=7)


def check_period(scenario: Scenario, roster: Roster, file: str | None = None) -> None:
    """Raise unless somebody has a shift or leave in the first and in the last seven days of the horizon.

    Raises
    ------
    InputError
        If the roster begins later, or ends earlier, than the period.
    """
    rows = roster.assignments[roster.assignments["kind"].isin(["shift", "leave"])]
    first, last = (pd.Timestamp(moment) for moment in (scenario.calendar.start_utc, scenario.calendar.end_utc))
    if rows.empty:
        return  # nobody works by it: duty on call alone
    starts, ends, zone = rows["start"].min(), rows["end"].max(), scenario.calendar.zone
    if starts < first + WEEK and ends > last - WEEK and starts < last and ends > first:
        return
    told = f"{starts.tz_convert(zone):%Y-%m-%d} to {ends.tz_convert(zone):%Y-%m-%d}"
    period = f"{scenario.calendar.start} to {(last - pd.Timedelta(1, 'us')).tz_convert(zone):%Y-%m-%d}"
    wrong = "the roster is not that of the whole period: nobody works in its first or in its last week"
    raise InputError(Problem(wrong, file=file, given=told, accepted=f"a roster of {period}, or another calendar"))

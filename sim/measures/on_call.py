"""What being on call came to: call-outs, at night or not, and the hours of shifts they cost."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from sim.centre.log import RunLog
from sim.scenario.hours import DAYS
from sim.scenario.model import Scenario
from sim.timing import HOUR, MINUTE


def call_out_load(log: RunLog, scenario: Scenario) -> pd.DataFrame:
    """Return what being on call meant for each person, one row for everybody with a turn on call.

    Columns scenario, replication, agent, turn_hours (on call), call_outs, at_night (of them, called within
    `rules.night`, local time), escalated (of them, after somebody else had not answered), contacts (served),
    response_minutes (mean from the call to the start of work, over the call-outs in which work began; NaN for none),
    up_hours (from the call to the end of the call-out), lost_shift_hours (planned time of own shifts not worked
    because of a call-out or the rest after it).
    """
    turns = log.shifts[log.shifts["by"] == "on_call"]
    hours = (turns["end"] - turns["start"]).groupby(turns["agent"]).sum() / HOUR
    table = pd.DataFrame({"turn_hours": hours}).rename_axis("agent").sort_index()
    calls = log.call_outs
    of_agent = calls.groupby("agent")
    table["call_outs"] = of_agent.size()
    table["at_night"] = calls["called"].map(lambda time: is_night(scenario, time)).groupby(calls["agent"]).sum()
    table["escalated"] = of_agent["escalated"].sum()
    table["contacts"] = of_agent["contacts"].sum()
    response = (calls["began"] - calls["called"]).astype("Float64") / MINUTE
    mean = response.groupby(calls["agent"]).mean().astype("float64")
    table["up_hours"] = (calls["ended"] - calls["called"]).groupby(calls["agent"]).sum() / HOUR
    own = log.shifts[log.shifts["by"] == "team"]
    table["lost_shift_hours"] = own.groupby("agent")["lost_to_call_outs"].sum() / HOUR
    table = table.fillna(0.0)
    counts = ["call_outs", "at_night", "escalated", "contacts"]
    table[counts] = table[counts].astype("int64")
    table.insert(5, "response_minutes", mean)
    table = table.reset_index()
    table.insert(0, "scenario", scenario.name)
    table.insert(1, "replication", log.replication)
    return table


def is_night(scenario: Scenario, time: int) -> bool:
    """Return whether a time (microseconds since the start of the horizon) lies in `rules.night`, local time."""
    calendar = scenario.calendar
    local: dt.datetime = calendar.moment(time).astimezone(calendar.zone)
    date = local.date()
    ranges = scenario.rules.night.ranges(
        date.weekday(), DAYS[date.weekday()] in calendar.weekend, date in calendar.holiday_dates
    )
    minute = local.hour * 60 + local.minute
    return any(start <= minute < end for start, end in ranges)

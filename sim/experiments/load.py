"""What a roster asks of people: nights and weekend days, and how evenly they are shared."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pandas as pd

from sim.centre.roster import Roster
from sim.rostering.terms import is_night_shift, minute_of
from sim.scenario.hours import DAYS
from sim.scenario.model import Scenario


def load_of_people(scenario: Scenario, roster: Roster) -> dict[str, float]:
    """Return nights and weekend days worked per person over the horizon: nights_mean, nights_most, weekend_days_mean.

    A shift counts as a night as the rules say (`rules.night`), and for the local day on which it starts. Zeros where
    nobody is rostered.
    """
    people, shifts = roster.people, roster.of_kind("shift")
    if not people or shifts.empty:
        return {"nights_mean": 0.0, "nights_most": 0.0, "weekend_days_mean": 0.0}
    calendar = scenario.calendar
    named = {person.name: person for person in scenario.team.people}
    nights, weekends = dict.fromkeys(people, 0), dict.fromkeys(people, 0)
    for row in shifts.to_dict("records"):
        person = named.get(row["person"])
        zone_name = (person.time_zone if person else None) or scenario.team.groups[row["group"]].time_zone
        zone = ZoneInfo(zone_name) if zone_name else calendar.zone
        start, end = (minute_of(calendar, row[name].to_pydatetime()) for name in ("start", "end"))
        nights[row["person"]] += is_night_shift(scenario, zone, start, end)
        weekends[row["person"]] += DAYS[row["start"].astimezone(zone).weekday()] in calendar.weekend
    night_counts = pd.Series(nights)
    return {
        "nights_mean": float(night_counts.mean()),
        "nights_most": float(night_counts.max()),
        "weekend_days_mean": float(pd.Series(weekends).mean()),
    }

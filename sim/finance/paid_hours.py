"""The hours each person is paid for, from the roster and the contracts; no prices here.

Absent shifts are paid like worked ones: the roster says what is owed, whoever came.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left

import numpy as np
import pandas as pd

from sim.centre.roster import Roster
from sim.errors import InputError, Problem, suggestion
from sim.finance.local_hours import in_hours, local_clock, on_dates, on_weekend, time_within
from sim.finance.rostered_overtime import rostered_overtime
from sim.rostering.past import runs_on
from sim.rostering.terms import contract_minutes, days_touched, leave_minutes
from sim.scenario.model import Scenario
from sim.scenario.people import Person
from sim.scenario.presence import breaks_due
from sim.timing import HOUR, MINUTE


def paid_hours(scenario: Scenario, roster: Roster) -> pd.DataFrame:
    """Return what each person of the team is paid for over the horizon, one row per person.

    Columns person, group, wage_per_hour (gross), and in hours: contract (of the whole horizon), rostered, leave,
    not_rostered, overtime (of the rostered hours: above `rules.overtime_week_after` in a calendar week), night, weekend
    (all over the horizon) and holiday (on *one* public holiday).

    A shift counts where it starts inside the horizon, as a whole, less its unpaid breaks; one that only runs on into it
    (`team.history`) was paid before. `rules.breaks` says which breaks are paid: those of a shift are matched, by length
    and in order, with the rules for shifts as long as it; a break that matches none is unpaid. A day of leave counts
    what it counts in the roster: a week's contract over the working days of a week, nothing at the weekend. Of people
    for whom support is a second duty, hours count by the share that support pays, and contract hours not rostered here
    not at all. ``not_rostered = max(0, contract - rostered - leave)``.

    Night (`rules.night`), weekend and holiday hours are paid hours by the clock of the person, else of the group, else
    of the calendar. Holiday hours are the mean over the public holidays in the horizon; where it has none, the mean
    over all its days.

    The people are those of the scenario's team, rostered or not, and whoever else stands in the roster. Left out are
    groups of size 0 and a group that does nothing here but be on call: another department pays its contracts.

    Raises
    ------
    InputError
        If the roster names an unknown group, or has shifts and none of them starts inside the horizon.
    """
    people = [(person, scenario.group_of(person)) for person in _people(scenario, roster)]
    table = pd.DataFrame(
        {
            "person": [person.name for person, _ in people],
            "group": [person.group for person, _ in people],
            "wage_per_hour": [float(person.wage_per_hour or group.wage_per_hour) for person, group in people],
            "contract": [contract_minutes(scenario, person) / 60 for person, _ in people],
        }
    )
    zones = [person.time_zone or group.time_zone or scenario.calendar.time_zone for person, group in people]
    hours = _rostered_hours(scenario, roster, dict(zip(table["person"], zones, strict=True)))
    away = _timed(scenario, roster, "leave")
    leave = pd.Series({person.name: _leave_hours(scenario, away, person) for person, _ in people}, dtype=float)
    hours = hours.reindex(table["person"], fill_value=0.0).reset_index(drop=True)
    table["rostered"], table["leave"] = hours["rostered"], leave.to_numpy()
    table["not_rostered"] = (table["contract"] - table["rostered"] - table["leave"]).clip(lower=0.0)
    table["overtime"] = table["person"].map(rostered_overtime(scenario, roster)).fillna(0.0).astype(float)
    return _charged(scenario, table.join(hours[["night", "weekend", "holiday"]]))


def paid_breaks(scenario: Scenario, roster: Roster) -> pd.Series:
    """Return the hours of breaks in the shifts of the horizon that are paid as work, by person."""
    stretches = _paid_stretches(scenario, roster)
    unpaid = set(stretches.loc[stretches["sign"] == -1, ["person", "start", "end"]].itertuples(index=False, name=None))
    shifts = stretches[stretches["sign"] == 1].groupby("person")
    of_person = {person: list(zip(rows["start"], rows["end"], strict=True)) for person, rows in shifts}
    groups = {person.name: scenario.group_of(person) for person in _people(scenario, roster)}
    hours: dict[str, float] = {}
    for person, start, end in _timed(scenario, roster, "break").itertuples(index=False, name=None):
        inside = any(first <= start and end <= last for first, last in of_person.get(person, []))
        if inside and (person, start, end) not in unpaid and person in groups:
            duty = groups[person].second_duty
            share = 1.0 if duty is None else duty.paid_share
            hours[person] = hours.get(person, 0.0) + share * (end - start) / HOUR
    return pd.Series(hours, dtype=float)


def _charged(scenario: Scenario, table: pd.DataFrame) -> pd.DataFrame:
    """What support pays of the hours of people for whom it is a second duty: a share, and no hour not rostered here."""
    duties = [scenario.team.groups[group].second_duty for group in table["group"]]
    if not any(duties):
        return table
    share = np.array([duty.paid_share if duty is not None else 1.0 for duty in duties])
    table["not_rostered"] *= np.array([duty is None for duty in duties])
    for column in ("rostered", "leave", "overtime", "night", "weekend", "holiday"):
        table[column] *= share
    return table


def _people(scenario: Scenario, roster: Roster) -> list[Person]:
    """Everybody whose contract support pays."""
    groups = scenario.team.groups
    rostered = roster.assignments[["person", "group"]].drop_duplicates()
    for name in rostered["group"].unique():
        if name not in groups:
            wrong = f"the roster names an unknown group{suggestion(name, groups)}"
            raise InputError(Problem(wrong, field="group", given=name, accepted=", ".join(groups)))
    on_shift = set(roster.of_kind("shift")["group"])
    on_call = scenario.on_call
    taking_turns = {on_call.group, *(site.group for site in on_call.rota.sites)} if on_call is not None else set()
    only_on_call = taking_turns - on_shift
    people = {
        person.name: person
        for name, group in groups.items()
        if name not in only_on_call and group.size != 0
        for person in scenario.people_of(name)
    }
    named = {person.name: person for person in scenario.team.people}
    for person, group_name in rostered.itertuples(index=False):
        if group_name not in only_on_call and person not in people:
            people[person] = named.get(person, Person(name=person, group=group_name))
    return list(people.values())


def _rostered_hours(scenario: Scenario, roster: Roster, zones: dict[str, str]) -> pd.DataFrame:
    """Columns rostered, night, weekend and holiday (hours), indexed by person, for the people with a shift."""
    calendar = scenario.calendar
    stretches = _paid_stretches(scenario, roster)
    inside = [calendar.start + dt.timedelta(days=day) for day in range(7 * calendar.weeks)]
    holidays = calendar.holidays.between(inside[0], inside[-1])
    parts = []
    for zone, part in stretches.groupby(stretches["person"].map(zones)):
        clock = local_clock(calendar, str(zone))
        start, end, sign = (part[column].to_numpy(dtype=np.int64) for column in ("start", "end", "sign"))
        counted = {
            "rostered": end - start,
            "night": time_within(in_hours(clock, scenario.rules.night), start, end),
            "weekend": time_within(on_weekend(clock), start, end),
            "holiday": time_within(on_dates(clock, holidays or inside), start, end),
        }
        parts.append(pd.DataFrame({"person": part["person"]} | {name: sign * time for name, time in counted.items()}))
    if not parts:
        return pd.DataFrame({"rostered": [], "night": [], "weekend": [], "holiday": []}, dtype=float)
    hours = pd.concat(parts).groupby("person").sum() / HOUR
    hours["holiday"] /= len(holidays or inside)
    return hours


def _paid_stretches(scenario: Scenario, roster: Roster) -> pd.DataFrame:
    """Shifts that start in the horizon (sign 1) and their unpaid breaks (sign -1), microseconds since its start."""
    shifts = _timed(scenario, roster, "shift")
    horizon = scenario.calendar.horizon
    run_on = [
        runs_on(scenario, person, start // MINUTE, end // MINUTE)
        for person, start, end in shifts.itertuples(index=False)
    ]
    shifts = shifts[~np.array(run_on, dtype=bool)]
    inside = shifts[(shifts["start"] >= 0) & (shifts["start"] < horizon)]
    if len(shifts) and inside.empty:
        calendar, given = scenario.calendar, roster.of_kind("shift")["start"]
        raise InputError(
            Problem(
                "no shift of the roster starts inside the horizon",
                given=f"shifts that start from {given.min()} to {given.max()}",
                accepted=f"from {calendar.start_utc} to {calendar.end_utc}",
            )
        )
    breaks = {
        person: list(zip(rows["start"], rows["end"], strict=True))
        for person, rows in _timed(scenario, roster, "break").groupby("person")
    }
    rows: list[tuple[str, int, int, int]] = []
    for person, start, end in inside.itertuples(index=False):
        rows.append((person, start, end, 1))
        unmatched = list(breaks_due(scenario.rules, (end - start) // MINUTE))
        of_person = breaks.get(person, [])
        for begin, finish in of_person[bisect_left(of_person, (start, start)) :]:
            if finish > end:
                break
            rule = next((rule for rule in unmatched if rule.length == finish - begin), None)
            if rule is not None:
                unmatched.remove(rule)
            if rule is None or not rule.paid:
                rows.append((person, begin, finish, -1))
    return pd.DataFrame(rows, columns=["person", "start", "end", "sign"])


def _leave_hours(scenario: Scenario, leave: pd.DataFrame, person: Person) -> float:
    """Paid hours of a person's leave inside the horizon; `leave` is everybody's."""
    of_person = leave[leave["person"] == person.name]
    days = {
        day
        for start, end in zip(of_person["start"], of_person["end"], strict=True)
        for day in days_touched(scenario.calendar, start // MINUTE, end // MINUTE)
        if 0 <= day < 7 * scenario.calendar.weeks
    }
    return leave_minutes(scenario, person, days) / 60


def _timed(scenario: Scenario, roster: Roster, kind: str) -> pd.DataFrame:
    """Columns person, start, end of the assignments of a kind, in microseconds since the start of the horizon."""
    rows = roster.of_kind(kind).sort_values(["person", "start"])
    since = pd.Timestamp(scenario.calendar.start_utc)
    times = {
        column: ((rows[column] - since) // pd.Timedelta(microseconds=1)).to_numpy(dtype=np.int64)
        for column in ("start", "end")
    }
    return pd.DataFrame({"person": rows["person"].to_numpy()} | times)

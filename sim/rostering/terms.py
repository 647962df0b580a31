"""The words of the rules, defined once for the solver and the checker: working time, night, weekend, week, leave.

All moments are whole minutes since the start of the horizon (UTC); days are local days of the scenario's calendar,
numbered from its first. Nothing here knows a roster or a solver.
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from sim.scenario.calendar import Calendar
from sim.scenario.hours import DAYS, Hours
from sim.scenario.model import Scenario
from sim.scenario.people import Person
from sim.scenario.planning import Rules
from sim.scenario.presence import breaks_due
from sim.timing import HOUR, MINUTE


def working_minutes(rules: Rules, minutes: int) -> int:
    """Return the working time of a shift of so many minutes: all of it but the unpaid breaks due."""
    return minutes - sum(rest.length // MINUTE for rest in breaks_due(rules, minutes) if not rest.paid)


def longest_working_minutes(rules: Rules) -> int:
    """Return the most working time of a shift that the rules allow."""
    return max(working_minutes(rules, length // MINUTE) for length in rules.shift_lengths)


def minute_of(calendar: Calendar, moment: dt.datetime) -> int:
    """Return the whole minutes from the start of the horizon to an aware moment."""
    return calendar.microseconds(moment) // MINUTE


def moment_of(calendar: Calendar, minute: int) -> dt.datetime:
    """Return the UTC moment of a minute of the horizon."""
    return calendar.start_utc + dt.timedelta(minutes=minute)


def date_of(calendar: Calendar, day: int) -> dt.date:
    """Return the date of a day of the horizon."""
    return calendar.start + dt.timedelta(days=day)


def is_weekend(calendar: Calendar, date: dt.date) -> bool:
    """Return whether a date is a day of the weekend."""
    return DAYS[date.weekday()] in calendar.weekend


def wall_minute(calendar: Calendar, day: int, clock: int, zone: ZoneInfo | None = None) -> int:
    """Return the minute of the horizon at which a wall clock shows `clock` (minutes after midnight) on a day.

    `clock` may exceed 1,440 and then lies on the next day. A time that the clock skips in spring is an hour later on
    the wall; of a time that comes twice in autumn the first is meant. `zone` is the calendar's where None.
    """
    local = dt.datetime.combine(calendar.start, dt.time()) + dt.timedelta(days=day, minutes=clock)
    return minute_of(calendar, local.replace(tzinfo=zone or calendar.zone))


def day_of(calendar: Calendar, minute: int, zone: ZoneInfo | None = None) -> int:
    """Return the number of the local day in which a minute lies; `zone` is the calendar's where None."""
    return (moment_of(calendar, minute).astimezone(zone or calendar.zone).date() - calendar.start).days


def days_touched(calendar: Calendar, start: int, end: int) -> range:
    """Return the local days on which some of the time from `start` to `end` lies."""
    return range(day_of(calendar, start), day_of(calendar, end - 1) + 1)


def person_zone(scenario: Scenario, person: Person) -> ZoneInfo:
    """Return where a person sits, which decides what is night for them: their zone, their group's, the calendar's."""
    return ZoneInfo(person.time_zone or scenario.group_of(person).time_zone or scenario.calendar.time_zone)


def night_minutes(scenario: Scenario, zone: ZoneInfo, start: int, end: int) -> int:
    """Return the minutes of the night (`rules.night` on the clock of `zone`) between two minutes of the horizon."""
    return minutes_in(scenario, scenario.rules.night, zone, start, end)


def minutes_in(scenario: Scenario, hours: Hours, zone: ZoneInfo, start: int, end: int) -> int:
    """Return the minutes of some hours, on the clock of `zone`, between two minutes of the horizon."""
    calendar, inside = scenario.calendar, 0
    for day in range(day_of(calendar, start, zone), day_of(calendar, end - 1, zone) + 1):
        date = date_of(calendar, day)
        ranges = hours.ranges(date.weekday(), is_weekend(calendar, date), date in calendar.holiday_dates)
        for first, last in ranges:
            begins, ends = (wall_minute(calendar, day, clock, zone) for clock in (first, last))
            inside += max(0, min(end, ends) - max(start, begins))
    return inside


UNPOPULAR_MINUTES = 180
"""A shift with at least this much of `rules.unpopular` in it is unpopular."""


def is_unpopular_shift(scenario: Scenario, zone: ZoneInfo, start: int, end: int) -> bool:
    """Return whether a shift is unpopular on the clock of `zone`: three hours of `rules.unpopular` or more in it."""
    return minutes_in(scenario, scenario.rules.unpopular, zone, start, end) >= UNPOPULAR_MINUTES


def is_night_shift(scenario: Scenario, zone: ZoneInfo, start: int, end: int) -> bool:
    """Return whether a shift is a night shift on the clock of `zone`: enough hours of the night lie in it.

    Enough is `rules.night_shift_at_least`: by default three hours (EU Directive 2003/88, article 2).
    """
    return night_minutes(scenario, zone, start, end) * MINUTE >= max(MINUTE, scenario.rules.night_shift_at_least)


def night_number(calendar: Calendar, zone: ZoneInfo, start: int) -> int:
    """Return the evening a night shift belongs to, as a local day: a start before noon counts for the evening before.

    So shifts from 22:00 and from 00:00 of the next day are the same night, and nights in a row are counted right.
    """
    return day_of(calendar, start - HOUR * 12 // MINUTE, zone)


def calendar_weeks(calendar: Calendar) -> tuple[range, ...]:
    """Return the days of every calendar week of the horizon; the first and last may be cut short."""
    days = calendar.weeks * 7
    starts = [0, *(day for day in range(1, days) if week_of(calendar, day) != week_of(calendar, day - 1))]
    return tuple(range(start, end) for start, end in zip(starts, [*starts[1:], days], strict=True))


def week_of(calendar: Calendar, day: int) -> int:
    """Return the number of the calendar week in which a day lies, which may be before the horizon.

    A week starts on the day after the weekend: Monday, or Sunday where the weekend is Friday and Saturday.
    """
    after = [index for index in range(7) if DAYS[index] not in calendar.weekend and DAYS[index - 1] in calendar.weekend]
    return (day + (calendar.start.weekday() - (after[0] if after else 0)) % 7) // 7


def weekends(calendar: Calendar) -> tuple[range, ...]:
    """Return the days of every weekend of the horizon: unbroken runs of weekend days, cut at its ends."""
    runs: list[range] = []
    for day in range(calendar.weeks * 7):
        if is_weekend(calendar, date_of(calendar, day)):
            if runs and runs[-1].stop == day:
                runs[-1] = range(runs[-1].start, day + 1)
            else:
                runs.append(range(day, day + 1))
    return tuple(runs)


def is_there(person: Person, date: dt.date) -> bool:
    """Return whether a person is with the team on a date, by `joins` and `leaves`."""
    return (person.joins is None or person.joins <= date) and (person.leaves is None or date <= person.leaves)


def employed_days(scenario: Scenario, person: Person) -> range:
    """Return the days of the horizon on which a person is with the team; they are in a row."""
    calendar = scenario.calendar
    days = [day for day in range(calendar.weeks * 7) if is_there(person, date_of(calendar, day))]
    return range(days[0], days[-1] + 1) if days else range(0)


def contract_minutes_a_week(scenario: Scenario, person: Person) -> int:
    """Return the contract of a person in minutes a week: their own, by week or over the horizon, or their group's."""
    if person.contract_hours_total is not None:
        return round(person.contract_hours_total * 60 / scenario.calendar.weeks)
    return round((person.contract_hours or scenario.group_of(person).contract_hours) * 60)


def contract_minutes(scenario: Scenario, person: Person) -> int:
    """Return the contract of a person over the horizon, minutes; by the week, days not with the team do not count."""
    if person.contract_hours_total is not None:
        return round(person.contract_hours_total * 60)
    return contract_minutes_a_week(scenario, person) * len(employed_days(scenario, person)) // 7


def weekly_hours_max(scenario: Scenario, person: Person) -> float:
    """Return the most working hours of a person in a calendar week."""
    return min(scenario.rules.weekly_hours_max, person.weekly_hours_max or scenario.rules.weekly_hours_max)


def is_newcomer(scenario: Scenario, person: Person, day: int) -> bool:
    """Return whether a person is a newcomer on a day of the horizon: `rules.newcomer_for` after joining."""
    if person.joins is None:
        return False
    since = date_of(scenario.calendar, day) - person.joins
    return since < dt.timedelta(microseconds=scenario.rules.newcomer_for)


def most_minutes(scenario: Scenario, person: Person) -> int:
    """Return the most minutes, leave included, a person may have over the horizon: contract and tolerance."""
    return int(contract_minutes(scenario, person) * (1 + scenario.rules.hours_tolerance) + 1e-6)


def leave_minutes(scenario: Scenario, person: Person, days: set[int]) -> int:
    """Return what leave counts: on a working day a week's contract over the working days of a week, on a weekend 0."""
    calendar = scenario.calendar
    counted = sum(not is_weekend(calendar, date_of(calendar, day)) for day in days)
    working_days = 7 - len(set(calendar.weekend))
    if working_days == 0:
        counted, working_days = len(days), 7
    return counted * contract_minutes_a_week(scenario, person) // working_days


def may_work_weekends(scenario: Scenario, person: Person) -> bool:
    """Return whether a person takes part in weekends at all."""
    return person.weekends and not set(scenario.calendar.weekend) <= set(person.days_off)

"""The hard rules on one person's rows, each as a function that names what breaks it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

from sim.rostering import terms
from sim.rostering.check_runs import (
    days_in_row,
    fewest_days_in_row,
    fewest_days_off_in_row,
    fewest_nights_in_row,
    night_shift_hours,
    night_weeks,
    nights_in_row,
    weekends_off,
    weekends_whole,
)
from sim.rostering.past import minutes_in_week
from sim.rostering.timesheets import Timesheet, Violation, date_text, is_night, moment_text, working_minutes
from sim.rostering.wishes import duties_of, grants
from sim.scenario.hours import DAYS
from sim.scenario.model import Scenario
from sim.scenario.presence import breaks_due
from sim.timing import MINUTE


def one_shift_a_day(scenario: Scenario, sheet: Timesheet) -> Iterator[Violation]:
    """Nobody starts more than one shift on a local day."""
    days = [terms.day_of(scenario.calendar, shift.start) for shift in sheet.shifts]
    for day in sorted({day for day in days if days.count(day) > 1}):
        text = f"{sheet.person.name} starts {days.count(day)} shifts on {date_text(scenario, day)}"
        yield Violation("one_shift_a_day", sheet.person.name, text)


def daily_rest(scenario: Scenario, sheet: Timesheet) -> Iterator[Violation]:
    """Between the end of a shift and the start of the next lies the daily rest, in real hours."""
    least = scenario.rules.daily_rest / MINUTE
    for before, after in pairwise(sheet.all_shifts):
        if after.start < 0:
            continue
        rest = after.start - before.end
        if rest < least:
            when = moment_text(scenario, before.end)
            text = f"{sheet.person.name} rests {rest / 60:g} h after {when}, at least {least / 60:g} h are due"
            yield Violation("daily_rest", sheet.person.name, text)


def rest_after_nights(scenario: Scenario, sheet: Timesheet) -> Iterator[Violation]:
    """After the last of a run of nights comes a longer rest."""
    least = scenario.rules.rest_after_nights / MINUTE
    for before, after in pairwise(sheet.all_shifts):
        if after.start < 0 or not is_night(scenario, sheet, before):
            continue
        night = terms.night_number(scenario.calendar, sheet.zone, before.start)
        runs_on = is_night(scenario, sheet, after) and (
            terms.night_number(scenario.calendar, sheet.zone, after.start) == night + 1
        )
        rest = after.start - before.end
        if not runs_on and rest < least:
            when = moment_text(scenario, before.end)
            text = f"{sheet.person.name} rests {rest / 60:g} h after the nights to {when}, {least / 60:g} h are due"
            yield Violation("rest_after_nights", sheet.person.name, text)


def weekly_rest(scenario: Scenario, sheet: Timesheet) -> Iterator[Violation]:
    """Any seven days in a row hold a day without a start of work that lies within an unbroken weekly rest."""
    calendar, least = scenario.calendar, scenario.rules.weekly_rest / MINUTE
    if not least:
        return
    shifts = sheet.all_shifts
    starts = [terms.day_of(calendar, shift.start) for shift in shifts]
    days = range(max(-6, sheet.past.known_from), calendar.weeks * 7)
    is_rest = dict.fromkeys(days, True)
    for day in days:
        if day in starts:
            is_rest[day] = False
            continue
        before = [shift.end for shift, start in zip(shifts, starts, strict=True) if start < day]
        after = [shift.start for shift, start in zip(shifts, starts, strict=True) if start > day]
        if before and after and min(after) - max(before) < least:
            is_rest[day] = False
    for first in days[: len(days) - 6]:
        if not any(is_rest[day] for day in range(first, first + 7)):
            dates = f"{date_text(scenario, first)} to {date_text(scenario, first + 6)}"
            text = f"{sheet.person.name} has no rest of {least / 60:g} h from {dates}"
            yield Violation("weekly_rest", sheet.person.name, text)


def weekly_hours(scenario: Scenario, sheet: Timesheet) -> Iterator[Violation]:
    """Working time in a calendar week stays within the most hours a week."""
    most = terms.weekly_hours_max(scenario, sheet.person)
    for week in terms.calendar_weeks(scenario.calendar):
        now = working_minutes(scenario, sheet, week)
        before = minutes_in_week(scenario, sheet.past) if week.start == 0 else 0
        hours = (now + before) / 60
        if now and hours > most + 1e-9:
            when = date_text(scenario, week.start)
            text = f"{sheet.person.name} works {hours:g} h in the week of {when}, at most {most:g} h"
            yield Violation("weekly_hours", sheet.person.name, text)


def contract_hours(scenario: Scenario, sheet: Timesheet) -> Iterator[Violation]:
    """Working time and leave over the horizon exceed the contract by no more than the tolerance."""
    worked = working_minutes(scenario, sheet)
    leave = terms.leave_minutes(scenario, sheet.person, set(sheet.leave))
    most = terms.most_minutes(scenario, sheet.person)
    if worked and worked + leave > most:
        text = f"{sheet.person.name} has {(worked + leave) / 60:g} h with leave, at most {most / 60:g} h by contract"
        yield Violation("contract_hours", sheet.person.name, text)


def availability(scenario: Scenario, sheet: Timesheet) -> Iterator[Violation]:
    """Nobody works on leave, before joining, after leaving or on a weekday always off.

    Some work no nights, some no weekends, some no public holidays.
    """
    person, calendar = sheet.person, scenario.calendar
    for shift in sheet.shifts:
        when = moment_text(scenario, shift.start)
        days = terms.days_touched(calendar, shift.start, shift.end)
        weekdays = {DAYS[terms.date_of(calendar, day).weekday()] for day in days}
        if not sheet.leave.isdisjoint(days):
            yield Violation("leave", person.name, f"{person.name} works at {when} but is on leave")
        if off := weekdays.intersection(person.days_off):
            text = f"{person.name} works at {when} but never works on {', '.join(sorted(off))}"
            yield Violation("days_off", person.name, text)
        dates = [terms.date_of(calendar, day) for day in days]
        if not all(terms.is_there(person, date) for date in dates):
            yield Violation("employed", person.name, f"{person.name} works at {when} but is not with the team then")
        if not person.holidays and not calendar.holiday_dates.isdisjoint(dates):
            yield Violation("holidays", person.name, f"{person.name} works at {when} but on no public holidays")
        if not person.nights and is_night(scenario, sheet, shift):
            yield Violation("nights", person.name, f"{person.name} works the night at {when} but works no nights")
        if not person.weekends and weekdays.intersection(calendar.weekend):
            yield Violation("weekends", person.name, f"{person.name} works at {when} but works no weekends")


def breaks(scenario: Scenario, sheet: Timesheet) -> Iterator[Violation]:
    """Every shift holds the breaks due; breaks and meetings lie inside a shift and apart from each other."""
    name = sheet.person.name
    for before, after in zip(sheet.inside, sheet.inside[1:], strict=False):
        if after.start < before.end:
            when = moment_text(scenario, after.start)
            yield Violation("breaks", name, f"{name}: two breaks or meetings overlap at {when}")
    for span in sheet.inside:
        if not any(shift.start <= span.start and span.end <= shift.end for shift in sheet.shifts):
            yield Violation(
                "breaks", name, f"{name}: the {span.kind} at {moment_text(scenario, span.start)} is in no shift"
            )
    for shift in sheet.shifts:
        given = sorted(
            span.end - span.start
            for span in sheet.inside
            if span.kind == "break" and shift.start <= span.start and span.end <= shift.end
        )
        due = sorted(rest.length // MINUTE for rest in breaks_due(scenario.rules, shift.end - shift.start))
        if given != due:
            when = moment_text(scenario, shift.start)
            text = f"{name}: the shift at {when} has breaks of {given or 'no'} min, {due or 'none'} are due"
            yield Violation("breaks", name, text)


def agreed_days(scenario: Scenario, sheet: Timesheet) -> Iterator[Violation]:
    """What is agreed with people is kept, or said not to be."""
    for duty in sheet.asked(duties_of(scenario, sheet.person)):
        works_such = any(
            terms.day_of(scenario.calendar, shift.start) == duty.day
            and grants(scenario, sheet.zone, duty.shift, shift.start, shift.end)
            for shift in sheet.shifts
        )
        if duty.is_kept(works_such) == (duty.text in sheet.broken_words):
            kept = "kept, and the roster says it is not" if duty.is_kept(works_such) else "not kept"
            text = f"{sheet.person.name}: agreed is {duty.text}, which is {kept}"
            yield Violation("agreed_days", sheet.person.name, text)


PERSON_RULES: tuple[Callable[[Scenario, Timesheet], Iterator[Violation]], ...] = (
    one_shift_a_day,
    daily_rest,
    rest_after_nights,
    weekly_rest,
    weekly_hours,
    contract_hours,
    days_in_row,
    nights_in_row,
    weekends_off,
    fewest_days_in_row,
    fewest_days_off_in_row,
    fewest_nights_in_row,
    weekends_whole,
    night_shift_hours,
    night_weeks,
    availability,
    agreed_days,
    breaks,
)

"""The rules on runs, nights and weekends, on one person's rows; listed in `check_people.PERSON_RULES`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from sim.rostering import terms
from sim.rostering.past import weekend_windows, weekends_worked_before
from sim.rostering.timesheets import Timesheet, Violation, date_text, is_night, weekends_worked
from sim.scenario.model import Scenario


def days_in_row(scenario: Scenario, sheet: Timesheet) -> Iterator[Violation]:
    """Nobody works more than the most days in a row."""
    most = scenario.rules.days_in_row_max
    for run in runs_of(days_worked(scenario, sheet)):
        if len(run) > most and run.stop > 0:
            when = date_text(scenario, run.start)
            text = f"{sheet.person.name} works {len(run)} days in a row from {when}, at most {most}"
            yield Violation("days_in_row", sheet.person.name, text)


def nights_in_row(scenario: Scenario, sheet: Timesheet) -> Iterator[Violation]:
    """Nobody works more than the most nights in a row."""
    most = scenario.rules.nights_in_row_max
    now = nights_worked(scenario, sheet)
    for run in runs_of(now | sheet.past.nights):
        if len(run) > most and not now.isdisjoint(run):
            when = date_text(scenario, run.start)
            text = f"{sheet.person.name} works {len(run)} nights in a row from {when}, at most {most}"
            yield Violation("nights_in_row", sheet.person.name, text)


def weekends_off(scenario: Scenario, sheet: Timesheet) -> Iterator[Violation]:
    """Of every four weekends in a row, everybody has the agreed number completely free."""
    worked, all_weekends = weekends_worked(scenario, sheet), terms.weekends(scenario.calendar)
    for window in weekend_windows(scenario):
        now = sum(worked[weekend] for weekend in window.present)
        before = weekends_worked_before(scenario, sheet.past, window.past)
        count = len(window.past) + len(window.present)
        if now and count - now - before < window.free:
            when = date_text(scenario, (*window.past, *(all_weekends[place] for place in window.present))[0].start)
            free = count - now - before
            text = f"{sheet.person.name} has {free} of {count} weekends free from {when}, {window.free} are due"
            yield Violation("weekends_off", sheet.person.name, text)


def weekends_whole(scenario: Scenario, sheet: Timesheet) -> Iterator[Violation]:
    """A weekend is worked on all of its days or on none."""
    days = days_worked(scenario, sheet)
    for weekend in terms.weekends(scenario.calendar) if scenario.rules.weekends_whole else ():
        worked = days.intersection(weekend)
        if len(weekend) == len(scenario.calendar.weekend) and 0 < len(worked) < len(weekend):
            when = date_text(scenario, weekend.start)
            text = f"{sheet.person.name} works on {len(worked)} of {len(weekend)} days of the weekend of {when}"
            yield Violation("weekends_whole", sheet.person.name, text)


def fewest_days_in_row(scenario: Scenario, sheet: Timesheet) -> Iterator[Violation]:
    """Whoever begins to work, works at least the fewest days in a row; a run that the end cuts is let be."""
    least, last = scenario.rules.days_in_row_min, scenario.calendar.weeks * 7
    first = 0 if sheet.past.known_from < 0 else 1  # how long a run on the first day has lasted is not known
    for run in runs_of(days_worked(scenario, sheet)):
        if len(run) < least and run.start >= first and run.stop < last:
            when = date_text(scenario, run.start)
            text = f"{sheet.person.name} works {len(run)} days in a row from {when}, at least {least} are due"
            yield Violation("fewest_days_in_row", sheet.person.name, text)


def fewest_days_off_in_row(scenario: Scenario, sheet: Timesheet) -> Iterator[Violation]:
    """Days off come at least so many together."""
    least, worked = scenario.rules.days_off_in_row_min, sorted(days_worked(scenario, sheet))
    for before, after in pairwise(worked):
        off = after - before - 1
        if 0 < off < least and after >= 0:
            when = date_text(scenario, before + 1)
            text = f"{sheet.person.name} has {off} days off in a row from {when}, at least {least} are due"
            yield Violation("fewest_days_off_in_row", sheet.person.name, text)


def fewest_nights_in_row(scenario: Scenario, sheet: Timesheet) -> Iterator[Violation]:
    """Whoever begins with nights, works at least the fewest in a row; the end of the horizon may cut a run."""
    least, last = scenario.rules.nights_in_row_min, scenario.calendar.weeks * 7
    for run in runs_of(nights_worked(scenario, sheet) | sheet.past.nights):
        if len(run) < least and run.start >= 0 and run.stop < last:
            when = date_text(scenario, run.start)
            text = f"{sheet.person.name} works {len(run)} nights in a row from {when}, at least {least} are due"
            yield Violation("fewest_nights_in_row", sheet.person.name, text)


def days_worked(scenario: Scenario, sheet: Timesheet) -> set[int]:
    """Return the days on which a person starts a shift, those known before the horizon included."""
    return {terms.day_of(scenario.calendar, shift.start) for shift in sheet.all_shifts}


def nights_worked(scenario: Scenario, sheet: Timesheet) -> set[int]:
    """Return the numbers of the nights a person works in the horizon."""
    return {
        terms.night_number(scenario.calendar, sheet.zone, shift.start)
        for shift in sheet.shifts
        if is_night(scenario, sheet, shift)
    }


def night_shift_hours(scenario: Scenario, sheet: Timesheet) -> Iterator[Violation]:
    """No night shift holds more than the most working hours of a night shift."""
    most = scenario.rules.night_shift_hours_max
    for shift in sheet.shifts if most is not None else ():
        hours = terms.working_minutes(scenario.rules, shift.end - shift.start) / 60
        if most is not None and hours > most and is_night(scenario, sheet, shift):
            when = date_text(scenario, terms.day_of(scenario.calendar, shift.start))
            text = f"{sheet.person.name} works a night of {hours:g} h from {when}, at most {most:g} h"
            yield Violation("night_shift_hours", sheet.person.name, text)


def night_weeks(scenario: Scenario, sheet: Timesheet) -> Iterator[Violation]:
    """Of any three calendar weeks in a row, no more than the agreed number hold a night shift."""
    calendar, most = scenario.calendar, scenario.rules.night_weeks_max
    if most is None:
        return
    past = {terms.week_of(calendar, night) for night in sheet.past.nights}
    now = {terms.week_of(calendar, max(0, night)) for night in nights_worked(scenario, sheet)} - past
    for first in sorted({week - back for week in now for back in range(3)}):
        window = range(first, first + 3)
        count = len(now.intersection(window)) + len(past.intersection(window))
        if count > most and not now.isdisjoint(window):
            text = f"{sheet.person.name} works nights in {count} of three calendar weeks in a row, at most {most}"
            day = next(
                day for day in range(-21, calendar.weeks * 7) if terms.week_of(calendar, day) in now & set(window)
            )
            yield Violation("night_weeks", sheet.person.name, f"{text}: see the week of {date_text(scenario, day)}")


def runs_of(numbers: Iterable[int]) -> list[range]:
    """Return the unbroken runs of whole numbers, in order."""
    runs: list[range] = []
    for number in sorted(numbers):
        if runs and runs[-1].stop == number:
            runs[-1] = range(runs[-1].start, number + 1)
        else:
            runs.append(range(number, number + 1))
    return runs

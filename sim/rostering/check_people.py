"""The hard rules on one person's rows, each as a function that names what breaks it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sim.centre.roster import Roster
from sim.rostering import terms
from sim.rostering.assignments import assignments_of
from sim.rostering.leave import leave_days
from sim.scenario.hours import DAYS
from sim.scenario.model import Scenario
from sim.scenario.people import Person
from sim.scenario.presence import breaks_due
from sim.timing import MINUTE


@dataclass(frozen=True)
class Violation:
    """A rule that a roster breaks."""

    rule: str
    person: str
    """Empty where it concerns nobody alone."""
    sentence: str
    """With names and dates."""

    def __str__(self) -> str:
        return self.sentence


@dataclass(frozen=True, order=True)
class Span:
    """A row of a person; minutes of the horizon."""

    start: int
    end: int
    kind: str = "shift"


@dataclass(frozen=True)
class Timesheet:
    """All rows of a person."""

    person: Person
    zone: ZoneInfo
    shifts: tuple[Span, ...]
    """In order of time."""
    inside: tuple[Span, ...]
    """Breaks and meetings, in order of time."""
    leave: frozenset[int]
    """Days on leave, by the rows and by the scenario."""


def timesheets(scenario: Scenario, roster: Roster, sizes: Mapping[str, int]) -> list[Timesheet]:
    """Return the sheet of everybody in the roster and of everybody the scenario or `sizes` says is in the team."""
    known = {person.name: person for person in scenario.team.people}
    people: dict[str, Person] = {}
    for row in assignments_of(roster):
        people.setdefault(row.person, known.get(row.person) or Person(name=row.person, group=row.group))
    for group in scenario.team.groups:
        for person in scenario.people_of(group, sizes.get(group)):
            people.setdefault(person.name, known.get(person.name, person))
    spans: dict[str, list[Span]] = {name: [] for name in people}
    for row in assignments_of(roster):
        start, end = (scenario.calendar.microseconds(moment) // MINUTE for moment in (row.start, row.end))
        spans[row.person].append(Span(start, end, row.kind))
    return [_sheet(scenario, person, spans[name]) for name, person in sorted(people.items())]


def _sheet(scenario: Scenario, person: Person, spans: list[Span]) -> Timesheet:
    leave = leave_days(scenario, person)
    for span in spans:
        if span.kind == "leave":
            leave.update(terms.days_touched(scenario.calendar, span.start, span.end))
    return Timesheet(
        person=person,
        zone=terms.person_zone(scenario, person),
        shifts=tuple(sorted(span for span in spans if span.kind == "shift")),
        inside=tuple(sorted(span for span in spans if span.kind in ("break", "meeting"))),
        leave=frozenset(leave),
    )


def is_night(scenario: Scenario, sheet: Timesheet, shift: Span) -> bool:
    """Return whether a shift is a night shift to this person."""
    return terms.is_night_shift(scenario, sheet.zone, shift.start, shift.end)


def working_minutes(scenario: Scenario, sheet: Timesheet, days: range | None = None) -> int:
    """Return the working time of a person in the shifts that start on some days, or all of it."""
    return sum(
        terms.working_minutes(scenario.rules, shift.end - shift.start)
        for shift in sheet.shifts
        if days is None or terms.day_of(scenario.calendar, shift.start) in days
    )


def weekends_worked(scenario: Scenario, sheet: Timesheet) -> list[bool]:
    """Return for every weekend of the horizon whether any part of it is worked."""
    touched = {day for shift in sheet.shifts for day in terms.days_touched(scenario.calendar, shift.start, shift.end)}
    return [not touched.isdisjoint(weekend) for weekend in terms.weekends(scenario.calendar)]


def one_shift_a_day(scenario: Scenario, sheet: Timesheet) -> Iterator[Violation]:
    """Nobody starts more than one shift on a local day."""
    days = [terms.day_of(scenario.calendar, shift.start) for shift in sheet.shifts]
    for day in sorted({day for day in days if days.count(day) > 1}):
        text = f"{sheet.person.name} starts {days.count(day)} shifts on {_date(scenario, day)}"
        yield Violation("one_shift_a_day", sheet.person.name, text)


def daily_rest(scenario: Scenario, sheet: Timesheet) -> Iterator[Violation]:
    """Between the end of a shift and the start of the next lies the daily rest, in real hours."""
    least = scenario.rules.daily_rest / MINUTE
    for before, after in zip(sheet.shifts, sheet.shifts[1:], strict=False):
        rest = after.start - before.end
        if rest < least:
            when = _when(scenario, before.end)
            text = f"{sheet.person.name} rests {rest / 60:g} h after {when}, at least {least / 60:g} h are due"
            yield Violation("daily_rest", sheet.person.name, text)


def rest_after_nights(scenario: Scenario, sheet: Timesheet) -> Iterator[Violation]:
    """After the last of a run of nights comes a longer rest."""
    least = scenario.rules.rest_after_nights / MINUTE
    for before, after in zip(sheet.shifts, sheet.shifts[1:], strict=False):
        if not is_night(scenario, sheet, before):
            continue
        night = terms.night_number(scenario.calendar, sheet.zone, before.start)
        runs_on = is_night(scenario, sheet, after) and (
            terms.night_number(scenario.calendar, sheet.zone, after.start) == night + 1
        )
        rest = after.start - before.end
        if not runs_on and rest < least:
            when = _when(scenario, before.end)
            text = f"{sheet.person.name} rests {rest / 60:g} h after the nights to {when}, {least / 60:g} h are due"
            yield Violation("rest_after_nights", sheet.person.name, text)


def weekly_rest(scenario: Scenario, sheet: Timesheet) -> Iterator[Violation]:
    """Any seven days in a row hold a day without a start of work that lies within an unbroken weekly rest."""
    calendar, least = scenario.calendar, scenario.rules.weekly_rest / MINUTE
    starts = [terms.day_of(calendar, shift.start) for shift in sheet.shifts]
    is_rest = [True] * (calendar.weeks * 7)
    for day in range(len(is_rest)):
        if day in starts:
            is_rest[day] = False
            continue
        before = [shift.end for shift, start in zip(sheet.shifts, starts, strict=True) if start < day]
        after = [shift.start for shift, start in zip(sheet.shifts, starts, strict=True) if start > day]
        if before and after and min(after) - max(before) < least:
            is_rest[day] = False
    for first in range(len(is_rest) - 6):
        if not any(is_rest[first : first + 7]):
            dates = f"{_date(scenario, first)} to {_date(scenario, first + 6)}"
            text = f"{sheet.person.name} has no rest of {least / 60:g} h from {dates}"
            yield Violation("weekly_rest", sheet.person.name, text)


def weekly_hours(scenario: Scenario, sheet: Timesheet) -> Iterator[Violation]:
    """Working time in a calendar week stays within the most hours a week."""
    most = scenario.rules.weekly_hours_max
    for week in terms.calendar_weeks(scenario.calendar):
        hours = working_minutes(scenario, sheet, week) / 60
        if hours > most + 1e-9:
            when = _date(scenario, week.start)
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


def days_in_row(scenario: Scenario, sheet: Timesheet) -> Iterator[Violation]:
    """Nobody works more than the most days in a row."""
    most = scenario.rules.days_in_row_max
    days = sorted({terms.day_of(scenario.calendar, shift.start) for shift in sheet.shifts})
    for run in _runs(days):
        if len(run) > most:
            when = _date(scenario, run.start)
            text = f"{sheet.person.name} works {len(run)} days in a row from {when}, at most {most}"
            yield Violation("days_in_row", sheet.person.name, text)


def nights_in_row(scenario: Scenario, sheet: Timesheet) -> Iterator[Violation]:
    """Nobody works more than the most nights in a row."""
    most, calendar = scenario.rules.nights_in_row_max, scenario.calendar
    nights = {
        terms.night_number(calendar, sheet.zone, shift.start)
        for shift in sheet.shifts
        if is_night(scenario, sheet, shift)
    }
    for run in _runs(sorted(nights)):
        if len(run) > most:
            when = _date(scenario, run.start)
            text = f"{sheet.person.name} works {len(run)} nights in a row from {when}, at most {most}"
            yield Violation("nights_in_row", sheet.person.name, text)


def weekends_off(scenario: Scenario, sheet: Timesheet) -> Iterator[Violation]:
    """Of every four weekends in a row, everybody has the agreed number completely free."""
    worked, all_weekends = weekends_worked(scenario, sheet), terms.weekends(scenario.calendar)
    for weekends, free in terms.free_weekend_windows(scenario):
        off = sum(not worked[weekend] for weekend in weekends)
        if off < free:
            when = _date(scenario, all_weekends[weekends[0]].start)
            text = f"{sheet.person.name} has {off} of {len(weekends)} weekends free from {when}, {free} are due"
            yield Violation("weekends_off", sheet.person.name, text)


def availability(scenario: Scenario, sheet: Timesheet) -> Iterator[Violation]:
    """Nobody works on leave or a weekday always off; some work no nights, some no weekends."""
    person, calendar = sheet.person, scenario.calendar
    for shift in sheet.shifts:
        when = _when(scenario, shift.start)
        days = terms.days_touched(calendar, shift.start, shift.end)
        weekdays = {DAYS[terms.date_of(calendar, day).weekday()] for day in days}
        if not sheet.leave.isdisjoint(days):
            yield Violation("leave", person.name, f"{person.name} works at {when} but is on leave")
        if off := weekdays.intersection(person.days_off):
            text = f"{person.name} works at {when} but never works on {', '.join(sorted(off))}"
            yield Violation("days_off", person.name, text)
        if not person.nights and is_night(scenario, sheet, shift):
            yield Violation("nights", person.name, f"{person.name} works the night at {when} but works no nights")
        if not person.weekends and weekdays.intersection(calendar.weekend):
            yield Violation("weekends", person.name, f"{person.name} works at {when} but works no weekends")


def breaks(scenario: Scenario, sheet: Timesheet) -> Iterator[Violation]:
    """Every shift holds the breaks due; breaks and meetings lie inside a shift and apart from each other."""
    name = sheet.person.name
    for before, after in zip(sheet.inside, sheet.inside[1:], strict=False):
        if after.start < before.end:
            when = _when(scenario, after.start)
            yield Violation("breaks", name, f"{name}: two breaks or meetings overlap at {when}")
    for span in sheet.inside:
        if not any(shift.start <= span.start and span.end <= shift.end for shift in sheet.shifts):
            yield Violation("breaks", name, f"{name}: the {span.kind} at {_when(scenario, span.start)} is in no shift")
    for shift in sheet.shifts:
        given = sorted(
            span.end - span.start
            for span in sheet.inside
            if span.kind == "break" and shift.start <= span.start and span.end <= shift.end
        )
        due = sorted(rest.length // MINUTE for rest in breaks_due(scenario.rules, shift.end - shift.start))
        if given != due:
            when = _when(scenario, shift.start)
            text = f"{name}: the shift at {when} has breaks of {given or 'no'} min, {due or 'none'} are due"
            yield Violation("breaks", name, text)


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
    availability,
    breaks,
)


def _runs(numbers: list[int]) -> list[range]:
    """Unbroken runs of sorted whole numbers."""
    runs: list[range] = []
    for number in numbers:
        if runs and runs[-1].stop == number:
            runs[-1] = range(runs[-1].start, number + 1)
        else:
            runs.append(range(number, number + 1))
    return runs


def _date(scenario: Scenario, day: int) -> str:
    return f"{terms.date_of(scenario.calendar, day):%a %Y-%m-%d}"


def _when(scenario: Scenario, minute: int) -> str:
    return f"{terms.moment_of(scenario.calendar, minute).astimezone(scenario.calendar.zone):%a %Y-%m-%d %H:%M}"

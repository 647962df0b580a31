"""A person's rows on one sheet: what the checker's rules read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sim.centre.roster import Roster
from sim.rostering import terms
from sim.rostering.assignments import assignments_of
from sim.rostering.leave import leave_days
from sim.rostering.past import Past, past_of, runs_on
from sim.rostering.wishes import Asked
from sim.scenario.model import Scenario
from sim.scenario.people import Person
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
    """In order of time; what only runs on from before the horizon is not among them."""
    past: Past
    """What was worked before the horizon."""
    inside: tuple[Span, ...]
    """Breaks and meetings, in order of time."""
    leave: frozenset[int]
    """Days on leave, by the rows and by the scenario."""
    broken_words: frozenset[str]
    """What the roster says of itself that is agreed with this person and not kept."""

    def asked(self, days: Iterable[Asked]) -> list[Asked]:
        """Return what of these is asked for on days without leave, also leave that only the roster tells of."""
        return [asked for asked in days if asked.day not in self.leave]

    @property
    def all_shifts(self) -> tuple[Span, ...]:
        """Shifts before the horizon and in it, in order of time."""
        return (*(Span(start, end) for start, end in self.past.shifts), *self.shifts)


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
    told: dict[str, set[str]] = {}
    for name, asked in zip(roster.broken_words["person"], roster.broken_words["asked"], strict=True):
        told.setdefault(name, set()).add(asked)
    return [_sheet(scenario, person, spans[name], told.get(name, set())) for name, person in sorted(people.items())]


def _sheet(scenario: Scenario, person: Person, spans: list[Span], told: set[str]) -> Timesheet:
    leave = leave_days(scenario, person)
    for span in spans:
        if span.kind == "leave":
            leave.update(terms.days_touched(scenario.calendar, span.start, span.end))
    leave.intersection_update(terms.employed_days(scenario, person))
    return Timesheet(
        person=person,
        zone=terms.person_zone(scenario, person),
        shifts=tuple(
            sorted(
                span
                for span in spans
                if span.kind == "shift" and not runs_on(scenario, person.name, span.start, span.end)
            )
        ),
        past=past_of(scenario, person),
        inside=tuple(sorted(span for span in spans if span.kind in ("break", "meeting"))),
        leave=frozenset(leave),
        broken_words=frozenset(told),
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


def date_text(scenario: Scenario, day: int) -> str:
    """Return a day of the horizon as people write it."""
    return f"{terms.date_of(scenario.calendar, day):%a %Y-%m-%d}"


def moment_text(scenario: Scenario, minute: int) -> str:
    """Return a minute of the horizon on the clock of the calendar."""
    return f"{terms.moment_of(scenario.calendar, minute).astimezone(scenario.calendar.zone):%a %Y-%m-%d %H:%M}"

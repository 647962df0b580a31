"""Whether shifts are ones that the rules offer: their length, and their start on the clock.

A planner may deviate from them on purpose, so each such shift is told in words and the rest is checked all the same.
"""

from __future__ import annotations

from collections.abc import Iterator

from sim.rostering import terms
from sim.rostering.timesheets import Span, Timesheet, Violation, moment_text
from sim.rostering.wishes import duties_of, grants
from sim.scenario.model import Scenario
from sim.scenario.shift_times import clock_minutes
from sim.timing import DAY, MINUTE


def shift_lengths(scenario: Scenario, sheet: Timesheet) -> Iterator[Violation]:
    """Every shift is as long, on the clock, as `rules.shift_lengths` or the shifts of the rota say."""
    lengths = _lengths(scenario)
    allowed = " or ".join(_hours(length) for length in lengths)
    for shift in _judged(scenario, sheet):
        ends = {_end_on_clock(scenario, shift, length) for length in lengths}
        if shift.end not in ends:
            text = f"{_told(scenario, sheet, shift)} is {_hours(shift.end - shift.start)}; shifts here last {allowed}"
            yield Violation("shift_lengths", sheet.person.name, text)


def shift_starts(scenario: Scenario, sheet: Timesheet) -> Iterator[Violation]:
    """Every shift starts, on the clock of the calendar, when `rules.shift_starts` or the shifts of the rota say."""
    given, clocks = scenario.rules.shift_starts, _starts(scenario)
    if isinstance(given, int):
        allowed = f"every {_hours(given // MINUTE)} from midnight"
    else:
        allowed = "at " + " or ".join(f"{clock // 60:02d}:{clock % 60:02d}" for clock in clocks)
    for shift in _judged(scenario, sheet):
        day = terms.day_of(scenario.calendar, shift.start)
        if all(terms.wall_minute(scenario.calendar, day, clock) != shift.start for clock in clocks):
            text = f"{_told(scenario, sheet, shift)}: shifts here start {allowed}"
            yield Violation("shift_starts", sheet.person.name, text)


SHIFT_RULES = (shift_lengths, shift_starts)
DELIBERATE = frozenset({"people", *(rule.__name__ for rule in SHIFT_RULES)})
"""What a planner may have meant: a repair takes it as it stands."""


def _lengths(scenario: Scenario) -> list[int]:
    """Lengths that are offered, minutes."""
    given = [*scenario.rules.shift_lengths, *(shift.length for shift in scenario.rota.shifts.values())]
    return list(dict.fromkeys(length // MINUTE for length in given))


def _starts(scenario: Scenario) -> list[int]:
    """Starts that are offered, minutes after midnight."""
    starts, of_rota = scenario.rules.shift_starts, [shift.start for shift in scenario.rota.shifts.values()]
    if isinstance(starts, int):
        return [*range(0, DAY // MINUTE, starts // MINUTE), *map(clock_minutes, of_rota)]
    return list(dict.fromkeys(clock_minutes(text) for text in (*starts, *of_rota)))


def _judged(scenario: Scenario, sheet: Timesheet) -> Iterator[Span]:
    """The shifts of a person, less those agreed by their hours and what may be left of a night before the horizon."""
    calendar = scenario.calendar
    hours = [duty for duty in duties_of(scenario, sheet.person) if duty.wish == "for" and "-" in duty.shift]
    nights = {terms.wall_minute(calendar, -1, clock + length)
              for clock in _starts(scenario) for length in _lengths(scenario)}  # fmt: skip
    for shift in sheet.shifts:
        day = terms.day_of(calendar, shift.start)
        is_agreed = any(
            duty.day == day and grants(scenario, sheet.zone, duty.shift, shift.start, shift.end) for duty in hours
        )
        is_rest_of_night = shift.start == 0 and not scenario.team.history and shift.end in nights
        if not is_agreed and not is_rest_of_night:
            yield shift


def _end_on_clock(scenario: Scenario, shift: Span, length: int) -> int:
    """The minute at which the shift would end if it had this length on the clock."""
    calendar = scenario.calendar
    begun = terms.moment_of(calendar, shift.start).astimezone(calendar.zone)
    return terms.wall_minute(calendar, terms.day_of(calendar, shift.start), begun.hour * 60 + begun.minute + length)


def _told(scenario: Scenario, sheet: Timesheet, shift: Span) -> str:
    calendar = scenario.calendar
    until = terms.moment_of(calendar, shift.end).astimezone(calendar.zone)
    return f"{sheet.person.name}, {moment_text(scenario, shift.start)}-{until:%H:%M}"


def _hours(minutes: int) -> str:
    """Hours and minutes in words, such as 7 h 36 min."""
    hours, rest = divmod(minutes, 60)
    return " ".join(part for part in (f"{hours} h" if hours else "", f"{rest} min" if rest else "") if part)

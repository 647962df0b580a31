"""The problem of one group, prepared: people with what they may work, shifts with what they cover, all in integers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from sim.rostering import terms
from sim.rostering.cover import Stretch, stretches
from sim.rostering.leave import leave_days
from sim.rostering.past import Past, known_from, past_of
from sim.rostering.shift_types import Shift
from sim.rostering.wishes import Asked, duties_of, grants, requests_of
from sim.scenario.hours import DAYS
from sim.scenario.model import Scenario
from sim.scenario.people import Person


@dataclass(frozen=True)
class Worker:
    """A person and what the rules say of them; times in minutes."""

    person: Person
    zone: ZoneInfo
    leave: frozenset[int]
    """Days on leave."""
    leave_minutes: int
    """What the leave counts towards the contract."""
    contract: int
    """Contract over the horizon."""
    most: int
    """Most working time and leave over the horizon."""
    shifts: tuple[int, ...]
    """Numbers of the shifts this person may work."""
    night_of: dict[int, int]
    """For every one of them that is a night shift to this person: the number of its night."""
    weight: int
    """What this person's fair share is in proportion to: contract minutes a week x days there and not on leave."""
    past: Past
    """What this person worked before the horizon."""


@dataclass(frozen=True)
class Ask:
    """What a worker asks for on a day, or what is agreed."""

    worker: int
    asked: Asked
    shifts: tuple[int, ...]
    """Numbers of the shifts on that day that it speaks of, and the worker may work."""


@dataclass(frozen=True)
class Instance:
    """What the rules and the solver look things up in."""

    scenario: Scenario
    group: str
    interval: int
    """Length of an interval, minutes."""
    needed: npt.NDArray[np.int64]
    """People to plan on shift, by interval."""
    shifts: tuple[Shift, ...]
    stretches: tuple[Stretch, ...]
    workers: tuple[Worker, ...]
    days: int
    """Length of the horizon."""
    by_day: tuple[tuple[int, ...], ...]
    """Numbers of the shifts that start on each day."""
    weekends: tuple[range, ...]
    """Days of each weekend."""
    known_from: int
    """First day of which the past is known; 0 where it is not."""
    requests: tuple[Ask, ...]
    duties: tuple[Ask, ...]


def build_instance(
    scenario: Scenario,
    group: str,
    people: Sequence[Person],
    shifts: tuple[Shift, ...],
    needed: npt.NDArray[np.int64],
    interval: int,
) -> Instance:
    """Return the instance of a group; `needed` is people on shift by interval, `interval` in minutes."""
    days = scenario.calendar.weeks * 7
    nights = _NightLookup(scenario, shifts)
    by_day = tuple(tuple(i for i, shift in enumerate(shifts) if shift.day == day) for day in range(days))
    workers = tuple(_worker(scenario, person, shifts, nights) for person in people)

    def asks(of_person: Callable[[Scenario, Person], list[Asked]]) -> tuple[Ask, ...]:
        return tuple(
            Ask(number, asked, _granting(scenario, worker, asked, shifts, by_day[asked.day]))
            for number, worker in enumerate(workers)
            for asked in of_person(scenario, worker.person)
        )

    return Instance(
        scenario=scenario,
        group=group,
        interval=interval,
        needed=needed,
        shifts=shifts,
        stretches=stretches(shifts, needed),
        workers=workers,
        days=days,
        by_day=by_day,
        weekends=terms.weekends(scenario.calendar),
        known_from=known_from(scenario),
        requests=asks(requests_of),
        duties=asks(duties_of),
    )


class _NightLookup:
    """Night numbers of the shifts as seen from a zone; people share zones, so each is worked out once."""

    def __init__(self, scenario: Scenario, shifts: tuple[Shift, ...]) -> None:
        self.scenario, self.shifts = scenario, shifts
        self.known: dict[str, dict[int, int]] = {}

    def of(self, zone: ZoneInfo) -> dict[int, int]:
        if zone.key not in self.known:
            self.known[zone.key] = {
                number: terms.night_number(self.scenario.calendar, zone, shift.start)
                for number, shift in enumerate(self.shifts)
                if terms.is_night_shift(self.scenario, zone, shift.start, shift.end)
            }
        return self.known[zone.key]


def _worker(scenario: Scenario, person: Person, shifts: tuple[Shift, ...], nights: _NightLookup) -> Worker:
    calendar = scenario.calendar
    zone = terms.person_zone(scenario, person)
    leave = leave_days(scenario, person)
    night_of = nights.of(zone)
    days, employed = calendar.weeks * 7, terms.employed_days(scenario, person)
    closed = set(leave)
    for day in range(days + 1):  # a shift may run into the day after the last
        date = terms.date_of(calendar, day)
        weekday = DAYS[date.weekday()]
        if weekday in person.days_off or (not person.weekends and weekday in calendar.weekend):
            closed.add(day)
        if not person.holidays and date in calendar.holiday_dates:
            closed.add(day)
        if not terms.is_there(person, date):
            closed.add(day)
    allowed = tuple(
        number
        for number, shift in enumerate(shifts)
        if closed.isdisjoint(shift.days) and (person.nights or number not in night_of)
    )
    return Worker(
        person=person,
        zone=zone,
        leave=frozenset(leave),
        leave_minutes=terms.leave_minutes(scenario, person, leave),
        contract=terms.contract_minutes(scenario, person),
        most=terms.most_minutes(scenario, person),
        shifts=allowed,
        night_of={number: night_of[number] for number in allowed if number in night_of},
        weight=terms.contract_minutes_a_week(scenario, person) * (len(employed) - len(leave)),
        past=past_of(scenario, person),
    )


def _granting(
    scenario: Scenario, worker: Worker, asked: Asked, shifts: tuple[Shift, ...], of_day: tuple[int, ...]
) -> tuple[int, ...]:
    own = set(worker.shifts)
    return tuple(
        number
        for number in of_day
        if number in own and grants(scenario, worker.zone, asked.shift, shifts[number].start, shifts[number].end)
    )

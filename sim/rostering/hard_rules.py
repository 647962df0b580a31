"""Law and contract: rules a roster never breaks, one function each, listed in `HARD_RULES`.

Leave, days off and who works no nights or weekends are kept by not offering those shifts to a person
(`sim.rostering.instance`). All rules only limit work, so a roster always exists: the empty one.
"""

from __future__ import annotations

from collections.abc import Iterator

from ortools.sat.python import cp_model

from sim.rostering import terms
from sim.rostering.variables import Variables
from sim.timing import MINUTE

DAY = 1440


def one_shift_a_day(v: Variables) -> None:
    """Nobody starts more than one shift on a local day."""
    for worker in range(len(v.instance.workers)):
        for day in range(v.instance.days):
            v.model.add_at_most_one(v.works(worker, v.instance.by_day[day]))


def daily_rest(v: Variables) -> None:
    """Between the end of a shift and the start of the next lies the daily rest, in real hours."""
    rest = _minutes(v.instance.scenario.rules.daily_rest)
    for before, after in _pairs_of_days(v, rest):
        for first, second in _too_close(v, before, after, rest):
            for worker in range(len(v.instance.workers)):
                v.model.add_at_most_one(v.works(worker, first) + v.works(worker, second))


def rest_after_nights(v: Variables) -> None:
    """After the last of a run of nights comes a longer rest; the next night of the run needs only the daily rest."""
    rest = _minutes(v.instance.scenario.rules.rest_after_nights)
    pairs = list(_pairs_of_days(v, rest))
    for worker, about in enumerate(v.instance.workers):
        nights = v.nights(worker)
        for days_before, days_after in pairs:
            for night in sorted({about.night_of[shift] for shift in days_before if shift in about.night_of}):
                before = [shift for shift in days_before if about.night_of.get(shift) == night]
                for later in {about.night_of.get(shift) for shift in days_after} - {night + 1}:
                    after = [shift for shift in days_after if about.night_of.get(shift) == later]
                    # A night between the two means that the first is not the last of its run.
                    between = [x for k in range(night + 1, later or 0) for x in nights.get(k, [])]
                    for first, second in _too_close(v, before, after, rest):
                        own = v.works(worker, first) + v.works(worker, second)
                        v.model.add(sum(own) <= 1 + sum(between))


def weekly_rest(v: Variables) -> None:
    """Any seven days in a row hold a day without a start of work that lies within an unbroken weekly rest."""
    instance, rest = v.instance, _minutes(v.instance.scenario.rules.weekly_rest)
    for worker in range(len(instance.workers)):
        is_rest = [v.model.new_bool_var("weekly rest") for _ in range(instance.days)]
        for day in range(instance.days):
            v.model.add_implication(is_rest[day], ~v.on_day(worker, day))
            for before, after in _pairs_around(v, day, rest):
                for first, second in _too_close(v, before, after, rest):
                    own = v.works(worker, first) + v.works(worker, second)
                    v.model.add(is_rest[day] + sum(own) <= 2)
        for first_day in range(instance.days - 6):
            v.model.add_bool_or(is_rest[first_day : first_day + 7])


def weekly_hours(v: Variables) -> None:
    """Working time in a calendar week stays within the most hours a week."""
    most = int(v.instance.scenario.rules.weekly_hours_max * 60)
    for worker in range(len(v.instance.workers)):
        for week in terms.calendar_weeks(v.instance.scenario.calendar):
            v.model.add(_working_time(v, worker, week) <= most)


def contract_hours(v: Variables) -> None:
    """Working time and leave over the horizon exceed the contract by no more than the tolerance."""
    for worker, about in enumerate(v.instance.workers):
        left = max(0, about.most - about.leave_minutes)
        every_day = range(v.instance.days)
        v.model.add(_working_time(v, worker, every_day) <= left)
        shortest = min((v.instance.shifts[shift].working for shift in about.shifts), default=1)
        v.model.add(sum(v.on_day(worker, day) for day in every_day) <= left // shortest)  # implied; helps the bound


def days_in_row(v: Variables) -> None:
    """Nobody works more than the most days in a row."""
    most = v.instance.scenario.rules.days_in_row_max
    for worker in range(len(v.instance.workers)):
        for first in range(v.instance.days - most):
            v.model.add(sum(v.on_day(worker, day) for day in range(first, first + most + 1)) <= most)


def nights_in_row(v: Variables) -> None:
    """Nobody works more than the most nights in a row."""
    most = v.instance.scenario.rules.nights_in_row_max
    for worker in range(len(v.instance.workers)):
        nights = v.nights(worker)
        for first in range(-1, v.instance.days - most):
            window = [x for night in range(first, first + most + 1) for x in nights.get(night, [])]
            if len(window) > most:
                v.model.add(sum(window) <= most)


def weekends_off(v: Variables) -> None:
    """Of every four weekends in a row, everybody has the agreed number completely free."""
    for weekends, free in terms.free_weekend_windows(v.instance.scenario):
        if free:
            for row in v.on_weekend:
                v.model.add(sum(row[weekend] for weekend in weekends) <= len(weekends) - free)


HARD_RULES = (
    one_shift_a_day,
    daily_rest,
    rest_after_nights,
    weekly_rest,
    weekly_hours,
    contract_hours,
    days_in_row,
    nights_in_row,
    weekends_off,
)


def _minutes(duration: int) -> int:
    return -(-duration // MINUTE)


def _working_time(v: Variables, worker: int, days: range) -> cp_model.LinearExprT:
    shifts = v.instance.shifts
    return sum(x * shifts[shift].working for shift, x in v.shifts(worker).items() if shifts[shift].day in days)


Shifts = tuple[int, ...]


def _pairs_of_days(v: Variables, rest: int) -> Iterator[tuple[Shifts, Shifts]]:
    """The shifts of two days that can lie less than `rest` apart."""
    by_day = v.instance.by_day
    for day in range(v.instance.days):
        for later in range(day + 1, min(v.instance.days, day + 3 + rest // DAY)):
            yield by_day[day], by_day[later]


def _pairs_around(v: Variables, day: int, rest: int) -> Iterator[tuple[Shifts, Shifts]]:
    """The shifts of a day before and of a day after `day` that can lie less than `rest` apart."""
    by_day, reach = v.instance.by_day, 2 + rest // DAY
    for before in range(max(0, day - reach), day):
        for after in range(day + 1, min(v.instance.days, before + reach + 1)):
            yield by_day[before], by_day[after]


def _too_close(
    v: Variables, before: Shifts | list[int], after: Shifts | list[int], rest: int
) -> Iterator[tuple[list[int], list[int]]]:
    """Sets of shifts of which every one in the first lies less than `rest` before every one in the second.

    Together they hold each such pair, and no other: forbidding night-morning forbids nothing else after a night. Sets
    instead of single pairs only because they are fewer and bound better.
    """
    shifts, known = v.instance.shifts, 0
    for end in sorted({shifts[number].end for number in before}):
        second = [number for number in after if shifts[number].start < end + rest]
        if len(second) > known:
            known = len(second)
            yield [number for number in before if shifts[number].end >= end], second

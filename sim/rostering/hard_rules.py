"""Law and contract: rules a roster never breaks, one function each, listed in `HARD_RULES`.

Leave, days off and who works no nights or weekends are kept by not offering those shifts to a person
(`sim.rostering.instance`). All rules only limit work, so a roster always exists: the empty one. What was worked before
the horizon counts (`sim.rostering.past`), but what it alone breaks is not held against anybody now.
"""

from __future__ import annotations

from collections.abc import Iterator

from ortools.sat.python import cp_model

from sim.rostering import terms
from sim.rostering.hard_nights import newcomers_at_night, night_shift_hours, night_weeks
from sim.rostering.hard_runs import (
    days_in_row,
    fewest_days_in_row,
    fewest_days_off_in_row,
    fewest_nights_in_row,
    nights_in_row,
    weekends_off,
    weekends_whole,
)
from sim.rostering.past import minutes_in_week
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
    for worker, about in enumerate(v.instance.workers):
        for x in _soon_after(v, worker, about.past.end, rest).values():
            v.model.add(x == 0)


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
        last = about.past.last_night
        if last is None:
            continue
        for shift, x in _soon_after(v, worker, about.past.end, rest).items():
            later = about.night_of.get(shift)
            if later != last + 1:
                between = [y for k in range(last + 1, later or 0) for y in nights.get(k, [])]
                v.model.add(x <= sum(between))


def weekly_rest(v: Variables) -> None:
    """Any seven days in a row hold a day without a start of work that lies within an unbroken weekly rest."""
    instance, rest = v.instance, _minutes(v.instance.scenario.rules.weekly_rest)
    for worker in range(len(instance.workers)) if rest else ():
        is_rest = [v.model.new_bool_var("weekly rest") for _ in range(instance.days)]
        for day in range(instance.days):
            v.model.add_implication(is_rest[day], ~v.on_day(worker, day))
            for before, after in _pairs_around(v, day, rest):
                for first, second in _too_close(v, before, after, rest):
                    own = v.works(worker, first) + v.works(worker, second)
                    v.model.add(is_rest[day] + sum(own) <= 2)
            for x in _soon_after(v, worker, instance.workers[worker].past.end_before(day), rest, day + 1).values():
                v.model.add_implication(is_rest[day], ~x)
        for first_day in range(instance.days - 6):
            v.model.add_bool_or(is_rest[first_day : first_day + 7])
        _weekly_rest_over_the_border(v, worker, is_rest, rest)


def weekly_hours(v: Variables) -> None:
    """Working time in a calendar week stays within the most hours a week."""
    scenario = v.instance.scenario
    for worker, about in enumerate(v.instance.workers):
        most = int(terms.weekly_hours_max(scenario, about.person) * 60)
        for week in terms.calendar_weeks(scenario.calendar):
            before = minutes_in_week(scenario, about.past) if week.start == 0 else 0
            v.model.add(_working_time(v, worker, week) <= max(0, most - before))


def contract_hours(v: Variables) -> None:
    """Working time and leave over the horizon exceed the contract by no more than the tolerance."""
    for worker, about in enumerate(v.instance.workers):
        left = max(0, about.most - about.leave_minutes)
        every_day = range(v.instance.days)
        v.model.add(_working_time(v, worker, every_day) <= left)
        shortest = min((v.instance.shifts[shift].working for shift in about.shifts), default=1)
        v.model.add(sum(v.on_day(worker, day) for day in every_day) <= left // shortest)  # implied; helps the bound


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
    fewest_days_in_row,
    fewest_days_off_in_row,
    fewest_nights_in_row,
    weekends_whole,
    night_shift_hours,
    night_weeks,
    newcomers_at_night,
)


def _minutes(duration: int) -> int:
    return -(-duration // MINUTE)


def _soon_after(
    v: Variables, worker: int, end: int | None, rest: int, first_day: int = 0
) -> dict[int, cp_model.IntVar]:
    """The shifts of a worker, from a day on, that start less than `rest` after the end of one before the horizon."""
    if end is None:
        return {}
    own, by_day, shifts = v.shifts(worker), v.instance.by_day, v.instance.shifts
    last_day = min(v.instance.days, (end + rest) // DAY + 2)
    near = [shift for day in range(first_day, last_day) for shift in by_day[day]]
    return {shift: own[shift] for shift in near if shift in own and shifts[shift].start < end + rest}


def _weekly_rest_over_the_border(v: Variables, worker: int, is_rest: list[cp_model.IntVar], rest: int) -> None:
    """State the weekly rest of the seven days that begin before the horizon, as far back as is known."""
    past = v.instance.workers[worker].past
    rests: dict[int, cp_model.IntVar] = {}
    for day in range(max(-6, past.known_from), 0):
        if past.rests_on(day, rest):
            rests[day] = v.model.new_bool_var("weekly rest before the horizon")
            later = () if any(day < start for start in past.days) else _soon_after(v, worker, past.end, rest).values()
            for x in later:
                v.model.add_implication(rests[day], ~x)
    for first in range(max(-6, past.known_from), 0):
        before = [rests[day] for day in range(first, 0) if day in rests]
        v.model.add_bool_or(before + is_rest[: first + 7])


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

"""The independent check of a cyclic rota: every rule and every wish again, in plain Python, from the table alone.

Tables typed in by hand and the patterns of the library go through the same check. It knows no states, flows or solver.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from sim.rostering.cyclic_instance import DAYS_A_WEEK, OFF, UNLIMITED, RotaInstance, rest_between
from sim.rostering.cyclic_rota import Table
from sim.rostering.cyclic_runs import Run, runs_of, weekends_off, work_runs_of
from sim.rostering.cyclic_words import WEEKDAYS
from sim.rostering.timesheets import Violation


def check_rota(instance: RotaInstance, table: Table) -> list[Violation]:
    """Return every rule that a table breaks, each told with its row and day; nothing for a good rota."""
    found = list(_shape(instance, table))
    if found:
        return found  # nothing else can be judged of a table that makes no sense
    for rule in (_demand, _sequences, _lengths, _nights, _after_nights, _hours, _weekends):
        found += rule(instance, table)
    return found


def wish_counts(instance: RotaInstance, table: Table) -> dict[str, int]:
    """Return how often a table has what the wishes want little of."""
    days, shifts = _days(table), instance.shifts
    on_shift = _on_shift(instance, table)
    differences = [
        on_shift[shift][day] - needed for shift, row in enumerate(instance.demand) for day, needed in enumerate(row)
    ]
    rests = [run for run in runs_of(days) if run.entry == OFF]
    steps = pairwise([*days, days[0]])
    return {
        "shortage": sum(-difference for difference in differences if difference < 0),
        "surplus": sum(difference for difference in differences if difference > 0),
        "weekends_worked": _weekends_off(instance, table).count(False),
        "separate_rests": len(rests),
        "single_days_off": sum(run.length == 1 for run in rests),
        "short_changes": sum(
            rest_between(shifts[first], shifts[second]) < instance.rules.short_change
            for first, second in steps
            if OFF not in (first, second)
        ),
    }


def _days(table: Table) -> list[int]:
    return [entry for row in table for entry in row]


def _weekends_off(instance: RotaInstance, table: Table) -> list[bool]:
    days = _days(table)
    spills = [entry != OFF and instance.shifts[entry].is_overnight for entry in days]
    return weekends_off([entry == OFF for entry in days], spills, instance.rules.weekend)


def _when(day: int) -> str:
    return f"week {day // DAYS_A_WEEK + 1}, {WEEKDAYS[day % DAYS_A_WEEK]}"


def _on_shift(instance: RotaInstance, table: Table) -> list[list[int]]:
    return [[sum(row[day] == shift for row in table) for day in range(7)] for shift in range(len(instance.shifts))]


def _shape(instance: RotaInstance, table: Table) -> Iterator[Violation]:
    if len(table) != instance.people:
        yield Violation("shape", "", f"the table has {len(table)} weeks for {instance.people} people")
    for number, row in enumerate(table, 1):
        if len(row) != DAYS_A_WEEK:
            yield Violation("shape", "", f"week {number} has {len(row)} days")
        for entry in row:
            if not OFF <= entry < len(instance.shifts):
                yield Violation("shape", "", f"week {number} has a shift number {entry} that is not there")


def _demand(instance: RotaInstance, table: Table) -> Iterator[Violation]:
    for shift, row in enumerate(_on_shift(instance, table)):
        for day, people in enumerate(row):
            needed = instance.demand[shift][day]
            where = f"{WEEKDAYS[day]} {instance.label(shift)}"
            if people < needed and not instance.may_be_short:
                yield Violation("demand", "", f"{where}: {people} people, {needed} are needed")
            if people > needed + instance.surplus_max:
                yield Violation("demand", "", f"{where}: {people} people, at most {needed + instance.surplus_max}")


def _sequences(instance: RotaInstance, table: Table) -> Iterator[Violation]:
    days = _days(table)
    for day in range(len(days)):
        for length in (2, 3):
            sequence = tuple(days[(day + step) % len(days)] for step in range(length))
            if sequence in instance.rules.forbidden:
                told = " ".join(map(instance.label, sequence))
                yield Violation("sequences", "", f"{_when(day)}: {told} is forbidden")


def _lengths(instance: RotaInstance, table: Table) -> Iterator[Violation]:
    rules, days = instance.rules, _days(table)
    for run in runs_of(days):
        if run.entry == OFF:
            least, most, what = rules.days_off_min, rules.days_off_max, "days off"
        else:
            shift = instance.shifts[run.entry]
            least, most, what = shift.run_min, rules.work_max if shift.run_max is None else shift.run_max, shift.name
        yield from _length("lengths", run, least, most, what)
    for run in work_runs_of(days):
        yield from _length("lengths", run, rules.work_min, rules.work_max, "working days")


def _length(rule: str, run: Run, least: int, most: int, what: str) -> Iterator[Violation]:
    length = "all days" if run.is_endless else f"{run.length} in a row"
    if run.length > most or (run.is_endless and most < UNLIMITED):
        yield Violation(rule, "", f"{_when(run.start)}: {what}, {length}, at most {most}")
    elif run.length < least:
        yield Violation(rule, "", f"{_when(run.start)}: {what}, {length}, at least {least}")


def _nights(instance: RotaInstance, table: Table) -> Iterator[Violation]:
    most = instance.rules.nights_max
    if most is not None:
        is_night = [entry if entry != OFF and instance.shifts[entry].is_night else OFF for entry in _days(table)]
        for run in work_runs_of(is_night):
            yield from _length("nights", run, 1, most, "nights")


def _after_nights(instance: RotaInstance, table: Table) -> Iterator[Violation]:
    days, least = _days(table), instance.rules.off_after_nights
    for run in runs_of(days):
        before = days[run.start - 1]
        if run.entry == OFF and not run.is_endless and instance.shifts[before].is_night and run.length < least:
            yield Violation(
                "after_nights", "", f"{_when(run.start)}: {run.length} days off after nights, at least {least}"
            )


def _hours(instance: RotaInstance, table: Table) -> Iterator[Violation]:
    rules, total = instance.rules, 0
    for number, row in enumerate(table, 1):
        minutes = sum(instance.shifts[entry].minutes for entry in row if entry != OFF)
        total += minutes
        if rules.minutes_a_week_max is not None and minutes > rules.minutes_a_week_max:
            given, most = minutes / 60, rules.minutes_a_week_max / 60
            yield Violation("hours", "", f"week {number} has {given:g} h, at most {most:g}")
    if total < rules.minutes_min:
        yield Violation("hours", "", f"the table has {total / 60:g} h, at least {rules.minutes_min / 60:g}")
    if rules.minutes_max is not None and total > rules.minutes_max:
        yield Violation("hours", "", f"the table has {total / 60:g} h, at most {rules.minutes_max / 60:g}")


def _weekends(instance: RotaInstance, table: Table) -> Iterator[Violation]:
    rules = instance.rules
    off = _weekends_off(instance, table)
    worked, free = [OFF if is_off else 0 for is_off in off], off.count(True)
    if free < rules.weekends_off_min:
        yield Violation("weekends", "", f"{free} weekends are off, at least {rules.weekends_off_min}")
    if rules.weekends_worked_max is not None:
        for run in work_runs_of(worked):
            if run.is_endless or run.length > rules.weekends_worked_max:
                many = "all" if run.is_endless else run.length
                yield Violation(
                    "weekends",
                    "",
                    f"week {run.start + 1}: {many} weekends in a row are worked, at most {rules.weekends_worked_max}",
                )

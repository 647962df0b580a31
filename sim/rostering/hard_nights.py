"""Rules on nights: how long, how often, and never a newcomer alone. Listed in `hard_rules.HARD_RULES`."""

from __future__ import annotations

from collections.abc import Iterator

from ortools.sat.python import cp_model

from sim.rostering import terms
from sim.rostering.variables import Variables


def night_shift_hours(v: Variables) -> None:
    """No night shift holds more than the most working hours of a night shift."""
    most = v.instance.scenario.rules.night_shift_hours_max
    for worker, about in enumerate(v.instance.workers) if most is not None else ():
        for shift in about.night_of:
            if most is not None and v.instance.shifts[shift].working > most * 60:
                v.model.add(v.shifts(worker)[shift] == 0)


def night_weeks(v: Variables) -> None:
    """Of any three calendar weeks in a row, no more than the agreed number hold a night shift."""
    calendar, most = v.instance.scenario.calendar, v.instance.scenario.rules.night_weeks_max
    if most is None:
        return
    for worker, about in enumerate(v.instance.workers):
        past = {terms.week_of(calendar, night) for night in about.past.nights}
        weeks: dict[int, list[cp_model.IntVar]] = {}
        for night, works in v.nights(worker).items():
            weeks.setdefault(terms.week_of(calendar, max(0, night)), []).extend(works)
        has_night: dict[int, cp_model.IntVar] = {}
        for week, works in weeks.items():
            has_night[week] = v.model.new_bool_var("a week with a night")
            v.model.add_max_equality(has_night[week], works)
        for first in range(-2, terms.week_of(calendar, v.instance.days - 1) + 1):
            window = range(first, first + 3)
            now = [has_night[week] for week in window if week in has_night and week not in past]
            if now:
                v.model.add(sum(now) <= max(0, most - len(past.intersection(window))))


def newcomers_at_night(v: Variables) -> None:
    """No newcomer works a night without an experienced colleague on shift throughout."""
    scenario, shifts = v.instance.scenario, v.instance.shifts
    if not scenario.rules.newcomer_for:
        return
    for worker, about in enumerate(v.instance.workers):
        for shift in about.night_of:
            if not terms.is_newcomer(scenario, about.person, shifts[shift].day):
                continue
            for together in _shifts_at_once(v, shift):
                experienced = [
                    x
                    for other, person in enumerate(v.instance.workers)
                    for number, x in v.shifts(other).items()
                    if number in together and not terms.is_newcomer(scenario, person.person, shifts[number].day)
                ]
                v.model.add(v.shifts(worker)[shift] <= sum(experienced))


def _shifts_at_once(v: Variables, shift: int) -> Iterator[frozenset[int]]:
    """For every moment of a shift, the numbers of all shifts that are on then; each set once."""
    shifts = v.instance.shifts
    about = shifts[shift]
    beside = [number for number, other in enumerate(shifts) if other.start < about.end and about.start < other.end]
    edges = sorted({about.start, *(edge for number in beside for edge in (shifts[number].start, shifts[number].end))})
    seen: set[frozenset[int]] = set()
    for moment in edges:
        if about.start <= moment < about.end:
            on = frozenset(number for number in beside if shifts[number].start <= moment < shifts[number].end)
            if on not in seen:
                seen.add(on)
                yield on

"""Rules on runs and weekends: how many days, nights and days off come together. Listed in `hard_rules.HARD_RULES`."""

from __future__ import annotations

from sim.rostering.past import weekend_windows, weekends_worked_before
from sim.rostering.variables import Variables


def days_in_row(v: Variables) -> None:
    """Nobody works more than the most days in a row."""
    most = v.instance.scenario.rules.days_in_row_max
    for worker in range(len(v.instance.workers)):
        for first in range(max(-most, v.instance.known_from), v.instance.days - most):
            v.model.add(sum(v.started(worker, day) for day in range(first, first + most + 1)) <= most)


def nights_in_row(v: Variables) -> None:
    """Nobody works more than the most nights in a row."""
    most = v.instance.scenario.rules.nights_in_row_max
    for worker in range(len(v.instance.workers)):
        nights = v.nights(worker)
        for first in range(-1, v.instance.days - most):
            window = [x for night in range(first, first + most + 1) for x in nights.get(night, [])]
            if len(window) > most:
                v.model.add(sum(window) <= most)
        for first in range(max(-most, v.instance.known_from), -1):
            past = [night for night in v.instance.workers[worker].past.nights if first <= night <= first + most]
            window = [x for night in range(first, first + most + 1) for x in nights.get(night, [])]
            if past and window:
                v.model.add(sum(window) <= max(0, most - len(past)))


def weekends_off(v: Variables) -> None:
    """Of every four weekends in a row, everybody has the agreed number completely free."""
    scenario = v.instance.scenario
    for window in weekend_windows(scenario):
        if window.free:
            for about, row in zip(v.instance.workers, v.on_weekend, strict=True):
                worked = weekends_worked_before(scenario, about.past, window.past)
                most = len(window.past) + len(window.present) - window.free - worked
                v.model.add(sum(row[weekend] for weekend in window.present) <= max(0, most))


def fewest_days_in_row(v: Variables) -> None:
    """Whoever begins to work, works at least the fewest days in a row; a run that the end cuts is let be."""
    least = v.instance.scenario.rules.days_in_row_min
    for worker in range(len(v.instance.workers)):
        for day in range(0 if v.instance.known_from < 0 else 1, v.instance.days):
            begins = v.on_day(worker, day) - v.started(worker, day - 1)
            for later in range(day + 1, min(v.instance.days, day + least)):
                v.model.add(v.on_day(worker, later) >= begins)


def fewest_days_off_in_row(v: Variables) -> None:
    """Days off come at least so many together."""
    least, days = v.instance.scenario.rules.days_off_in_row_min, v.instance.days
    for worker, about in enumerate(v.instance.workers):
        for day in range(max(1 - least, v.instance.known_from + 1), days):
            if any(day < past for past in about.past.days):
                continue  # that run of days off is over
            off_begins = v.started(worker, day - 1) - v.started(worker, day)
            for later in range(max(0, day + 1), min(days, day + least)):
                v.model.add(off_begins + v.on_day(worker, later) <= 1)


def fewest_nights_in_row(v: Variables) -> None:
    """Whoever begins with nights, works at least the fewest in a row; the end of the horizon may cut a run."""
    least = v.instance.scenario.rules.nights_in_row_min
    for worker in range(len(v.instance.workers)):
        for night in range(0, v.instance.days) if least > 1 else ():
            begins = v.night(worker, night) - v.night(worker, night - 1)
            for later in range(night + 1, min(v.instance.days, night + least)):
                v.model.add(v.night(worker, later) >= begins)


def weekends_whole(v: Variables) -> None:
    """A weekend is worked on all of its days or on none."""
    for weekend in v.instance.weekends if v.instance.scenario.rules.weekends_whole else ():
        whole = len(weekend) == len(v.instance.scenario.calendar.weekend)
        for worker in range(len(v.instance.workers)) if whole else ():
            for day in weekend[1:]:
                v.model.add(v.on_day(worker, day) == v.on_day(worker, weekend[0]))

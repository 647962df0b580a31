"""What a benchmark roster costs and which limits it breaks, recomputed in plain Python without the solver."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import groupby

from sim.rostering.nurse_instance import Nurse, NurseInstance

Given = Mapping[tuple[str, int], str]
"""The kind of shift by person and day; days off are absent."""


def nurse_violations(instance: NurseInstance, given: Given) -> list[str]:
    """Return every limit that a roster breaks, in words; nothing for a good roster."""
    names = {nurse.name for nurse in instance.nurses}
    found = [
        f"{name} on day {day}: {kind} is no shift of anybody here"
        for (name, day), kind in sorted(given.items())
        if name not in names or not 0 <= day < instance.days or kind not in instance.minutes
    ]
    for nurse in instance.nurses:
        row = [given.get((nurse.name, day)) for day in range(instance.days)]
        found += [f"{nurse.name}: {wrong}" for wrong in _of_person(instance, nurse, row)]
    return found


def nurse_costs(instance: NurseInstance, given: Given) -> dict[str, int]:
    """Return the cost of a roster by rule: requests not met, people missing, people too many."""
    there = Counter((day, kind) for (_, day), kind in given.items())
    wanted = sum(weight for (name, day, kind), weight in instance.wanted.items() if given.get((name, day)) != kind)
    unwanted = sum(weight for (name, day, kind), weight in instance.unwanted.items() if given.get((name, day)) == kind)
    off = [(there[cover.day, cover.shift] - cover.people, cover) for cover in instance.covers]
    return {
        "requests for": wanted,
        "requests against": unwanted,
        "missing": sum(-more * cover.under for more, cover in off if more < 0),
        "too many": sum(more * cover.over for more, cover in off if more > 0),
    }


def _of_person(instance: NurseInstance, nurse: Nurse, row: list[str | None]) -> Iterator[str]:
    off = instance.days_off.get(nurse.name, frozenset())
    for day, kind in enumerate(row):
        if kind is not None and day in off:
            yield f"works on day {day}, a day off"
        follows = row[day + 1] if day + 1 < len(row) else None
        if kind is not None and follows is not None and follows in instance.not_after.get(kind, frozenset()):
            yield f"{follows} on day {day + 1} may not follow {kind}"
    counts = Counter(kind for kind in row if kind is not None)
    for kind, count in sorted(counts.items()):
        most = nurse.shifts_max.get(kind, instance.days)
        if count > most:
            yield f"{count} shifts of {kind}, at most {most}"
    minutes = sum(instance.minutes[kind] * count for kind, count in counts.items())
    if not nurse.minutes_min <= minutes <= nurse.minutes_max:
        yield f"{minutes} minutes, accepted {nurse.minutes_min} to {nurse.minutes_max}"
    day = 0
    for works, run in groupby(row, key=lambda kind: kind is not None):
        length = len(list(run))
        inside = day > 0 and day + length < len(row)
        if works and length > nurse.run_max:
            yield f"{length} working days in a row from day {day}, at most {nurse.run_max}"
        least = nurse.run_min if works else nurse.rest_min
        if inside and length < least:
            yield f"{length} {'working days' if works else 'days off'} in a row from day {day}, at least {least}"
        day += length
    weekends = sum(any(row[day] is not None for day in weekend) for weekend in instance.weekends)
    if weekends > nurse.weekends_max:
        yield f"{weekends} weekends with work, at most {nurse.weekends_max}"

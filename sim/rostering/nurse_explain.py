"""Why a person of a benchmark roster has no row: the few limits that contradict each other, and what mends it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import reduce

from ortools.sat.python import cp_model

from sim.rostering.conflict import fewest
from sim.rostering.nurse_improve import solve_within
from sim.rostering.nurse_instance import Nurse, NurseInstance
from sim.rostering.nurse_model import NurseModel
from sim.wording import counted

Put = Callable[[NurseInstance], NurseInstance]
SECONDS = 2.0
"""Most time on one try; nearly all take a hundredth of it."""
MOST_TRIES = 60


@dataclass(frozen=True)
class Limit:
    """One limit of a person."""

    sentence: str
    put: Put
    """Puts it on an instance of this person alone."""
    looser: tuple[tuple[str, Put], ...] = ()
    """How it may give way, the least step first."""


def why_no_row(instance: NurseInstance, nurse: Nurse) -> list[str]:
    """Return a smallest set of a person's limits that contradict each other, and the least steps that mend it.

    Each step was tried: with it, and all other limits, there is a row for the person.
    """
    limits = list(limits_of(instance, nurse))
    bare = _bare(instance, nurse)

    def is_impossible(some: Iterable[Limit]) -> bool | None:
        alone = reduce(lambda one, limit: limit.put(one), some, bare)
        status = solve_within(NurseModel(alone).model, SECONDS, 1, 1).status
        return None if status == cp_model.UNKNOWN else bool(status == cp_model.INFEASIBLE)

    kept, _ = fewest(limits, is_impossible, MOST_TRIES)
    lines = [f"{nurse.name}: cannot be had together: {'; '.join(limit.sentence for limit in kept)}."]
    mends = []
    for limit in kept:
        for words, put in limit.looser:
            if is_impossible([replace(one, put=put) if one is limit else one for one in limits]) is False:
                mends.append(words)
                break
    if mends:
        lines.append(f"{nurse.name} would have a row with:")
        lines += [f"{'or ' if place else ''}{words}" for place, words in enumerate(mends)]
    return lines


def limits_of(instance: NurseInstance, nurse: Nurse) -> Iterator[Limit]:
    """Yield every limit of a person that limits anything."""
    days, bare = instance.days, _bare(instance, nurse).nurses[0]
    shortest = min(instance.minutes.values(), default=60)
    steps: tuple[tuple[str, str, str, str, tuple[int, ...], int], ...] = (
        ("minutes_min", "at least", "h", "h", tuple(-shortest * step for step in (1, 2, 3, 5, 8, 13)), 60),
        ("minutes_max", "at most", "h", "h", tuple(shortest * step for step in (1, 2, 3, 5, 8, 13)), 60),
        ("run_max", "at most", "working day in a row", "working days in a row", (1, 2, 3), 1),
        ("run_min", "at least", "working day in a row", "working days in a row", (-1, -2, -3), 1),
        ("rest_min", "at least", "day off in a row", "days off in a row", (-1, -2, -3), 1),
        ("weekends_max", "at most", "weekend worked", "weekends worked", (1, 2, 3), 1),
    )
    for field, most, one, many, changes, unit in steps:
        value, free = getattr(nurse, field), getattr(bare, field)
        if value == free or (most == "at most" and value > free):
            continue

        def told(number: int, unit: int = unit, one: str = one, many: str = many) -> str:
            return f"{number / unit:g} {one if number == unit else many}"

        looser = tuple(
            (f"{most} {told(value + change)} instead of {value / unit:g}", _own(field, value + change))
            for change in changes
            if value + change >= (0 if field.startswith("minutes") else 1)
        )
        yield Limit(f"{most} {told(value)}", _own(field, value), looser)
    for kind, most_of in nurse.shifts_max.items():
        if most_of < days:
            looser = tuple(
                (
                    f"at most {counted(most_of + more, 'shift')} of {kind} instead of {most_of}",
                    _kind(kind, most_of + more),
                )
                for more in (1, 2, 3, 5, 8)
            )
            yield Limit(f"at most {counted(most_of, 'shift')} of {kind}", _kind(kind, most_of), looser)
    off = instance.days_off.get(nurse.name, frozenset())
    for day in sorted(off):
        yield Limit(f"day {day} off", _day_off(nurse.name, day), ((f"day {day} not off", lambda one: one),))
    for kind, banned in instance.not_after.items():
        if banned:
            yield Limit(f"no {' or '.join(sorted(banned))} on the day after {kind}", _succession(kind, banned))


def missing_words(instance: NurseInstance, given: Mapping[tuple[str, int], str]) -> Iterator[str]:
    """Yield where people are missing in a roster: day, shift, how many, and what each costs."""
    for cover in instance.covers:
        there = sum(kind == cover.shift and day == cover.day for (_, day), kind in given.items())
        if there < cover.people and cover.under:
            short = counted(cover.people - there, "person", "people")
            yield f"  day {cover.day}, {cover.shift}: {short} missing at {cover.under} each"


def _bare(instance: NurseInstance, nurse: Nurse) -> NurseInstance:
    """The person alone, without any limit, wish or cover."""
    free = replace(
        nurse,
        shifts_max={kind: instance.days for kind in instance.kinds},
        minutes_min=0,
        minutes_max=instance.days * max(instance.minutes.values(), default=0),
        run_max=instance.days,
        run_min=1,
        rest_min=1,
        weekends_max=len(instance.weekends),
    )
    return replace(instance, nurses=(free,), days_off={}, not_after={}, wanted={}, unwanted={}, covers=())


def _own(field: str, value: int) -> Put:
    return lambda one: replace(one, nurses=(replace(one.nurses[0], **{field: value}),))  # type: ignore[arg-type]


def _kind(kind: str, most: int) -> Put:
    return lambda one: replace(
        one, nurses=(replace(one.nurses[0], shifts_max={**one.nurses[0].shifts_max, kind: most}),)
    )


def _day_off(name: str, day: int) -> Put:
    return lambda one: replace(one, days_off={name: one.days_off.get(name, frozenset()) | {day}})


def _succession(kind: str, banned: frozenset[str]) -> Put:
    return lambda one: replace(one, not_after={**one.not_after, kind: banned})

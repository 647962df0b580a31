"""Which part of a benchmark roster is solved again, and how large: by chance, more often where it costs."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass

from sim.rostering.nurse_check import Given
from sim.rostering.nurse_instance import NurseInstance

Cells = frozenset[tuple[str, int]]


WAYS = ("people", "days", "weeks of people")
"""Some people for the whole horizon; some days of everybody; some weeks of some people."""


@dataclass
class Sizes:
    """How large parts are, by way: they grow while solved to the end quickly, and shrink while they are not."""

    cells: dict[str, float]
    """Free cells (person and day) of a part."""
    largest: int

    @classmethod
    def of(cls, instance: NurseInstance) -> Sizes:
        """Return the sizes to begin with: three people, or as much."""
        whole = len(instance.nurses) * instance.days
        return cls({way: min(whole, 3.0 * instance.days) for way in WAYS}, whole)

    def learn(self, way: str, was_best: bool, quick: bool) -> None:
        """Take in how a part went."""
        if was_best and quick:
            self.cells[way] = min(self.largest, self.cells[way] * 1.1)
        elif not was_best:
            self.cells[way] = max(10.0, self.cells[way] / 1.2)


def choose_part(instance: NurseInstance, given: Given, way: str, cells: float, chance: random.Random) -> Cells:
    """Return about so many cells to solve again, chosen in one of the `WAYS`."""
    names = [nurse.name for nurse in instance.nurses]
    if way == "people":
        people = _costly_people(instance, given, chance, max(2, round(cells / instance.days)))
        return frozenset((name, day) for name in people for day in range(instance.days))
    if way == "days":
        length, people = max(4, min(instance.days, round(cells / len(names)))), names
        if length * len(names) > 2 * cells:
            people = chance.sample(names, max(2, round(cells / length)))
    else:
        length = min(instance.days, chance.choice((14, 21, 28, 42)))
        people = _costly_people(instance, given, chance, max(2, round(cells / length)))
    first = _around(_costly_day(instance, given, chance), length, instance.days, chance)
    return frozenset((name, day) for name in people for day in range(first, first + length))


def _around(day: int, length: int, days: int, chance: random.Random) -> int:
    """A first day so that a stretch holds a day."""
    return max(0, min(day - chance.randrange(length), days - length))


def _costly_day(instance: NurseInstance, given: Given, chance: random.Random) -> int:
    """A day, the likelier the more its cover costs."""
    there = Counter((day, kind) for (_, day), kind in given.items())
    weights = [1.0] * instance.days
    for cover in instance.covers:
        more = there[cover.day, cover.shift] - cover.people
        weights[cover.day] += cover.over * more if more > 0 else -cover.under * more
    return chance.choices(range(instance.days), weights)[0]


def _costly_people(instance: NurseInstance, given: Given, chance: random.Random, size: int) -> list[str]:
    """Some people: half of them the likelier the more of their requests are not met, the others by chance alone."""
    names = [nurse.name for nurse in instance.nurses]
    costs = dict.fromkeys(names, 1.0)
    for (name, day, kind), weight in instance.wanted.items():
        costs[name] += weight * (given.get((name, day)) != kind)
    for (name, day, kind), weight in instance.unwanted.items():
        costs[name] += weight * (given.get((name, day)) == kind)
    order = sorted(names, key=lambda name: -costs[name] * chance.random())[: max(1, size // 2)]
    rest = [name for name in names if name not in order]
    return order + chance.sample(rest, min(len(rest), max(0, size - len(order))))

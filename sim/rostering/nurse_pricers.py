"""Everybody's pricing: who is priced together, and limits of kinds that are too large to be counted in states.

Such a limit has a price of its own (a Lagrange multiplier): shifts of a kind cost a person more for as long as rosters
come with too many of them, and less again where they come with fewer. At any such price the least cost, less price
times limit, is a bound on what any roster within the limit costs.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from sim.rostering.nurse_instance import NurseInstance
from sim.rostering.nurse_pricing import Column, Floats, Pricer

CELLS_COUNTED = 10_000_000
"""States of all people and days up to which limits of kinds are counted exactly."""
CELLS_AT_ONCE, STATES_AT_ONCE = 12_000_000, 60_000
"""States that are held in memory at once, over all days and of one day: about 100 MB, and what caches hold."""
FIRST_PRICE = 2.0
"""What a shift of a kind of which there are too many costs more at first."""


@dataclass
class _Loose:
    """A limit that is priced."""

    kind: int
    most: int
    price: float = 0.0
    step: float = FIRST_PRICE

    def learn(self, count: int) -> bool:
        """Raise or lower the price by how many shifts came, and return whether they were too many."""
        if count > self.most:
            self.price += self.step
            self.step *= 1.5
        elif self.price:
            self.step = max(0.1, self.step / 2)
            self.price = max(0.0, self.price - self.step * (count < self.most))
        return count > self.most


@dataclass(frozen=True)
class Priced:
    """A person's roster at given prices."""

    bound: float
    """No roster of this person costs less, at these prices."""
    column: Column | None
    """None where there is none, or it breaks a limit that is only priced."""


class Pricers:
    """Everybody, laid out for repeated pricing."""

    def __init__(self, instance: NurseInstance) -> None:
        kinds, self.days = instance.kinds, instance.days
        people = len(instance.nurses)
        self.wanted = np.zeros((people, self.days, len(kinds)))
        self.fixed = [0.0] * people
        place = {nurse.name: number for number, nurse in enumerate(instance.nurses)}
        for (name, day, kind), weight in instance.wanted.items():
            self.fixed[place[name]] += weight
            self.wanted[place[name], day, kinds.index(kind)] -= weight
        for (name, day, kind), weight in instance.unwanted.items():
            self.wanted[place[name], day, kinds.index(kind)] += weight
        self.loose: list[list[_Loose]] = []
        alike: dict[tuple[int, int, int, tuple[tuple[int, int], ...]], list[int]] = {}
        for number in range(people):
            nurse = instance.nurses[number]
            limits = tuple(self._counted(instance, number).items())
            alike.setdefault((nurse.run_max, nurse.run_min, nurse.rest_min, limits), []).append(number)
        self.batches: list[tuple[list[int], Pricer]] = []
        for (_, _, _, limits), numbers in alike.items():
            counted = dict(limits)
            one = Pricer(instance, [instance.nurses[numbers[0]]], counted).states
            size = max(1, min(round(CELLS_AT_ONCE / (one * self.days)), round(STATES_AT_ONCE / one)))
            for first in range(0, len(numbers), size):
                some = numbers[first : first + size]
                self.batches.append((some, Pricer(instance, [instance.nurses[number] for number in some], counted)))
        self.cells = sum(pricer.states * len(numbers) * self.days for numbers, pricer in self.batches)
        """States of all people and days."""

    def _counted(self, instance: NurseInstance, number: int) -> dict[int, int]:
        """The kinds whose limit is counted, the tightest as long as states remain few; the others become loose."""
        nurse = instance.nurses[number]
        limits = {kind: nurse.shifts_max.get(name, self.days) for kind, name in enumerate(instance.kinds)}
        counted: dict[int, int] = {}
        loose: list[_Loose] = []
        for kind in sorted(limits, key=limits.__getitem__):
            length = max(1, instance.minutes[instance.kinds[kind]])
            if not 0 < limits[kind] < min(self.days, nurse.minutes_max // length):
                continue
            more = counted | {kind: limits[kind]}
            if Pricer(instance, [nurse], more).states * self.days * len(instance.nurses) <= CELLS_COUNTED:
                counted = more
            else:
                loose.append(_Loose(kind, limits[kind]))
        self.loose.append(loose)
        return counted

    def cost_of(self, number: int, column: Column) -> float:
        """Return the cost of a person's requests in a roster."""
        return self.fixed[number] + float(
            sum(self.wanted[number, day, kind] for day, kind in enumerate(column) if kind >= 0)
        )

    def cheapest(self, prices: Floats, numbers: set[int]) -> dict[int, Priced]:
        """Return the cheapest roster of some people; `prices` by day and kind are added to what requests cost."""
        jobs = [([one for one in of_batch if one in numbers], of_batch, pricer) for of_batch, pricer in self.batches]
        jobs = [job for job in jobs if job[0]]
        with ThreadPoolExecutor(2) as threads:
            parts = list(threads.map(lambda job: self._priced(prices, *job), jobs))
        return {number: priced for part in parts for number, priced in part.items()}

    def _priced(self, prices: Floats, some: list[int], batch: list[int], pricer: Pricer) -> dict[int, Priced]:
        cost = prices[:, :, None] + self.wanted[some].transpose(1, 2, 0)
        for place, number in enumerate(some):
            for limit in self.loose[number]:
                cost[:, limit.kind, place] += limit.price
        answer = {}
        for number, (value, column) in zip(
            some, pricer.cheapest(cost, [batch.index(one) for one in some]), strict=True
        ):
            bound = value + self.fixed[number] - sum(limit.price * limit.most for limit in self.loose[number])
            too_many = [limit.learn(column.count(limit.kind)) for limit in self.loose[number]]
            answer[number] = Priced(bound, None if any(too_many) or not column else column)
        return answer

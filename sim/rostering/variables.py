"""What the solver decides, as a container that answers questions in the words of the rules."""

from __future__ import annotations

from functools import cached_property
from typing import Protocol

from ortools.sat.python import cp_model

from sim.rostering.instance import Instance


class Totals(Protocol):
    """What the rules of cover and of hours ask: how many people, how many minutes, not who does what when."""

    @property
    def instance(self) -> Instance:
        """What is given."""

    @property
    def model(self) -> cp_model.CpModel:
        """Where rules add what they need."""

    @property
    def count(self) -> list[cp_model.IntVar]:
        """How many people work each shift."""

    @property
    def short(self) -> dict[tuple[int, int], cp_model.IntVar]:
        """How many people are missing to each need of each stretch, by (stretch, people needed)."""

    def worked(self, worker: int) -> cp_model.LinearExpr | int:
        """Return the working minutes of a worker over the horizon."""


def missing_people(
    model: cp_model.CpModel, instance: Instance, count: list[cp_model.IntVar]
) -> dict[tuple[int, int], cp_model.IntVar]:
    """Return new variables: how many people are missing to each need of each stretch, by (stretch, people needed).

    The need of one person is always among them.
    """
    missing = {}
    for number, stretch in enumerate(instance.stretches):
        present = sum(count[shift] for shift in stretch.shifts)
        for people in sorted({1, *(people for people, _ in stretch.needs)} - {0}):
            missing[number, people] = model.new_int_var(0, people, f"short of {people} in stretch {number}")
            model.add(missing[number, people] + present >= people)
    return missing


class Variables:
    """One Boolean per worker and shift; counts, days and weekends are tied to them."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.model = cp_model.CpModel()
        self._works = [
            {number: self.model.new_bool_var(f"{worker.person.name}, shift {number}") for number in worker.shifts}
            for worker in instance.workers
        ]
        self._on_day = [
            [self._day(worker, day) for day in range(instance.days)] for worker in range(len(instance.workers))
        ]

    def works(self, worker: int, shifts: list[int] | tuple[int, ...]) -> list[cp_model.IntVar]:
        """Return the Booleans of a worker for those of the shifts that this worker may work."""
        own = self._works[worker]
        return [own[shift] for shift in shifts if shift in own]

    def shifts(self, worker: int) -> dict[int, cp_model.IntVar]:
        """Return the Boolean of every shift a worker may work, by the number of the shift."""
        return self._works[worker]

    @property
    def cells(self) -> int:
        """Number of Booleans of workers and shifts."""
        return sum(len(own) for own in self._works)

    def on_day(self, worker: int, day: int) -> cp_model.IntVar:
        """Return whether a worker starts a shift on a day; that it is 0 or 1 is the rule of one shift a day."""
        return self._on_day[worker][day]

    def started(self, worker: int, day: int) -> cp_model.IntVar | int:
        """Return whether a worker starts a shift on a day, which may lie before the horizon."""
        return self._on_day[worker][day] if day >= 0 else int(day in self.instance.workers[worker].past.days)

    def night(self, worker: int, night: int) -> cp_model.LinearExpr | int:
        """Return how many shifts a worker has in a night, which may lie before the horizon."""
        if night in self.instance.workers[worker].past.nights:
            return 1
        return sum(self._nights[worker].get(night, []))

    @cached_property
    def count(self) -> list[cp_model.IntVar]:
        """How many people work each shift.

        Cover is stated on these counts alone. Measured, this beat stating it on the people's own Booleans.
        """
        counts = []
        for shift in range(len(self.instance.shifts)):
            who = [own[shift] for own in self._works if shift in own]
            total = self.model.new_int_var(0, len(who), f"count of shift {shift}")
            self.model.add(total == sum(who))
            counts.append(total)
        return counts

    @cached_property
    def short(self) -> dict[tuple[int, int], cp_model.IntVar]:
        """How many people are missing to each need of each stretch, by (stretch, people needed)."""
        return missing_people(self.model, self.instance, self.count)

    def worked(self, worker: int) -> cp_model.LinearExpr | int:
        """Return the working minutes of a worker over the horizon."""
        return sum(x * self.instance.shifts[shift].working for shift, x in self._works[worker].items())

    @cached_property
    def on_weekend(self) -> list[list[cp_model.IntVar]]:
        """Whether each worker works any part of each weekend."""
        answer = []
        for own in self._works:
            row = []
            for weekend in self.instance.weekends:
                touching = [
                    works for shift, works in own.items() if set(weekend).intersection(self.instance.shifts[shift].days)
                ]
                some = self.model.new_bool_var("works on the weekend")
                if touching:
                    self.model.add_max_equality(some, touching)
                else:
                    self.model.add(some == 0)
                row.append(some)
            answer.append(row)
        return answer

    def nights(self, worker: int) -> dict[int, list[cp_model.IntVar]]:
        """Return the Booleans of a worker's night shifts by the number of the night, in order."""
        own, answer = self._works[worker], dict[int, list[cp_model.IntVar]]()
        night_of = self.instance.workers[worker].night_of
        for shift in sorted(night_of, key=lambda number: night_of[number]):
            answer.setdefault(night_of[shift], []).append(own[shift])
        return answer

    @cached_property
    def _nights(self) -> list[dict[int, list[cp_model.IntVar]]]:
        return [self.nights(worker) for worker in range(len(self.instance.workers))]

    def _day(self, worker: int, day: int) -> cp_model.IntVar:
        on_day = self.model.new_bool_var(f"{self.instance.workers[worker].person.name}, day {day}")
        self.model.add(on_day == sum(self.works(worker, self.instance.by_day[day])))
        return on_day

"""The rota day by day: a Boolean per week, day and entry, and the rules on blocks as clauses over windows of days.

The textbook model. It grows with the number of people and fails on many, but a small table has it solved at once where
the circulation of the week keeps falling apart. It knows the demand, the forbidden sequences and the lengths of blocks;
what has no solution here has none under further rules either, and what is found here is checked for them.
"""

from __future__ import annotations

from ortools.sat.python import cp_model

from sim.rostering.cyclic_instance import DAYS_A_WEEK, OFF, UNLIMITED, RotaInstance
from sim.rostering.cyclic_rota import Table


class Days:
    """The model, and what each day holds in it."""

    def __init__(self, instance: RotaInstance) -> None:
        self.instance = instance
        self.model = cp_model.CpModel()
        self.count = DAYS_A_WEEK * instance.people
        entries = (*range(len(instance.shifts)), OFF)
        self.holds = [{entry: self.model.new_bool_var("holds") for entry in entries} for _ in range(self.count)]
        for of_day in self.holds:
            self.model.add_exactly_one(of_day.values())
        self._demand()
        self._sequences()
        self._lengths()

    def is_on(self, day: int, entry: int) -> cp_model.IntVar:
        """Return whether a day of the round holds an entry; days are counted on past the end."""
        return self.holds[day % self.count][entry]

    def table(self, solver: cp_model.CpSolver) -> Table:
        """Return the table of a solution."""
        days = [next(entry for entry, held in of_day.items() if solver.value(held)) for of_day in self.holds]
        return tuple(tuple(days[first : first + DAYS_A_WEEK]) for first in range(0, self.count, DAYS_A_WEEK))

    def _demand(self) -> None:
        for shift, row in enumerate(self.instance.demand):
            for weekday, needed in enumerate(row):
                working = sum(self.is_on(day, shift) for day in range(weekday, self.count, DAYS_A_WEEK))
                if not self.instance.may_be_short:
                    self.model.add(working >= needed)
                self.model.add(working <= needed + self.instance.surplus_max)

    def _sequences(self) -> None:
        for sequence in sorted(self.instance.rules.forbidden):
            for day in range(self.count):
                self.model.add_bool_or([~self.is_on(day + step, entry) for step, entry in enumerate(sequence)])

    def _lengths(self) -> None:
        rules = self.instance.rules
        lengths = [
            (number, shift.run_min, rules.work_max if shift.run_max is None else shift.run_max)
            for number, shift in enumerate(self.instance.shifts)
        ]
        for entry, least, most in (*lengths, (OFF, rules.days_off_min, rules.days_off_max)):
            for day in range(self.count):
                if most < UNLIMITED:
                    self.model.add_bool_or([~self.is_on(day + step, entry) for step in range(most + 1)])
                for length in range(1, least):  # no run of so few days: one before it, or one after it
                    inside = [~self.is_on(day + 1 + step, entry) for step in range(length)]
                    self.model.add_bool_or([self.is_on(day, entry), *inside, self.is_on(day + 1 + length, entry)])
        for day in range(self.count):
            if rules.work_max < UNLIMITED:
                self.model.add_bool_or([self.is_on(day + step, OFF) for step in range(rules.work_max + 1)])
            for length in range(1, rules.work_min):
                inside = [self.is_on(day + 1 + step, OFF) for step in range(length)]
                self.model.add_bool_or([~self.is_on(day, OFF), *inside, ~self.is_on(day + 1 + length, OFF)])

"""What the solver decides of a rotation of duties, and its hard rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ortools.sat.python import cp_model

from sim.rostering.duty_rotation import DutyRotation


class DutyVariables:
    """One Boolean per person and day that the person may have; every day has one holder."""

    def __init__(self, rotation: DutyRotation) -> None:
        self.rotation = rotation
        self.model = cp_model.CpModel()
        self._has = [
            {
                day: self.model.new_bool_var(f"person {person + 1} has day {day + 1}")
                for day in range(rotation.days)
                if rotation.may(person, day)
            }
            for person in rotation.people
        ]
        for day in range(rotation.days):
            self.model.add_exactly_one(own[day] for own in self._has if day in own)

    def all_of(self, days: Sequence[int]) -> list[list[cp_model.IntVar]]:
        """Return, of every person who may have all of some days, the Booleans of those days."""
        return [[own[day] for day in days] for own in self._has if all(day in own for day in days)]

    def same_holder(self, pairs: Iterable[tuple[int, int]]) -> cp_model.LinearExpr | int:
        """Return how many pairs of days are held by one person; pairs that a rule forbids need not be looked at."""
        forbidden = set(self.rotation.apart)
        both = []
        for pair in pairs:
            if pair not in forbidden:
                same = self.model.new_bool_var(f"one person has days {pair[0] + 1} and {pair[1] + 1}")
                for first, second in self.all_of(pair):
                    self.model.add_bool_or(~first, ~second, same)
                both.append(same)
        return sum(both)

    def counts(self, days: Sequence[int]) -> list[cp_model.IntVar]:
        """Return how many of some days each person has."""
        counts = []
        for person, own in enumerate(self._has):
            mine = [own[day] for day in days if day in own]
            count = self.model.new_int_var(0, len(mine), f"days of person {person + 1}")
            self.model.add(count == sum(mine))
            counts.append(count)
        return counts

    def holders(self, solver: cp_model.CpSolver) -> tuple[int, ...]:
        """Return who has every day in a solution."""
        return tuple(
            next(person for person, own in enumerate(self._has) if day in own and solver.boolean_value(own[day]))
            for day in range(self.rotation.days)
        )


def keep_apart(v: DutyVariables) -> None:
    """Who has the weekend has neither the day before nor the day after it, nor the next weekend."""
    for pair in v.rotation.apart:
        for both in v.all_of(pair):
            v.model.add_at_most_one(both)


def never_three_running(v: DutyVariables) -> None:
    """Nobody has three days running."""
    for day in v.rotation.triples:
        for three in v.all_of((day, day + 1, day + 2)):
            v.model.add_bool_or([~has for has in three])

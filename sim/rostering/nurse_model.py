"""The CP-SAT model of a benchmark roster, of the whole or of the part that is free while the rest stands as it is.

One Boolean per person, day and kind of shift, and one per person and day for work at all. Cells that are not free are
numbers, so that a part costs what its free cells cost to build and to solve.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import cast

from ortools.sat.python import cp_model

from sim.rostering.nurse_instance import Nurse, NurseInstance

Given = Mapping[tuple[str, int], str]
Literal = cp_model.IntVar | int
"""A Boolean variable, or 0 or 1 where the cell is not free."""
Terms = list[Literal]


class NurseModel:
    """A model with the variables that tell who works what."""

    def __init__(
        self,
        instance: NurseInstance,
        given: Given | None = None,
        free: Collection[tuple[str, int]] | None = None,
        people: Sequence[Nurse] | None = None,
    ) -> None:
        """Build the model; `free` (person, day) None means everything, otherwise the rest stays as in `given`.

        `people` None means everybody; others have no shifts and no costs here: their part in the cover is `given`'s.
        """
        self.instance, self.model = instance, cp_model.CpModel()
        self.x: dict[tuple[str, int], dict[str, Literal]] = {}
        self.works: dict[tuple[str, int], Literal] = {}
        self.people = instance.nurses if people is None else people
        self.fixed = 0
        """Costs of what is not free."""
        self.terms: Terms = []
        self.weights: list[int] = []
        self._vary(given or {}, free)
        for nurse in self.people:
            row = [self.works[nurse.name, day] for day in range(instance.days)]
            if all(isinstance(literal, int) for literal in row):  # nothing of this person is free
                if free is None and nurse.minutes_min > 0:
                    self.model.add_bool_or([])  # nothing is possible at all, but something is asked for
                continue
            self._totals(nurse, row)
            self._runs(nurse, row)
            self._successions(nurse)
            self._requests(nurse)
        self._cover(given or {})
        self.model.minimize(cp_model.LinearExpr.weighted_sum(self.terms, self.weights) + self.fixed)

    def roster(self, solver: cp_model.CpSolver, given: Given) -> dict[tuple[str, int], str]:
        """Return the roster the solver found, with what is not in this model as in `given`."""
        found = dict(given)
        for cell, by_kind in self.x.items():
            found.pop(cell, None)
            for kind, literal in by_kind.items():
                if literal if isinstance(literal, int) else solver.boolean_value(literal):
                    found[cell] = kind
        return found

    def hint(self, given: Given) -> None:
        """Let the search begin with a roster."""
        for cell, by_kind in self.x.items():
            for kind, literal in by_kind.items():
                if not isinstance(literal, int):
                    self.model.add_hint(literal, given.get(cell) == kind)

    def _vary(self, given: Given, free: Collection[tuple[str, int]] | None) -> None:
        for nurse in self.people:
            for day in range(self.instance.days):
                cell = (nurse.name, day)
                if free is not None and cell not in free:
                    kind = given.get(cell)
                    self.x[cell] = {} if kind is None else {kind: 1}
                    self.works[cell] = int(kind is not None)
                    continue
                kinds = self.instance.may_work(nurse, day)
                variables = {kind: self.model.new_bool_var("") for kind in kinds}
                self.x[cell] = dict(variables)
                if len(variables) == 1:
                    self.works[cell] = next(iter(variables.values()))
                elif not variables:
                    self.works[cell] = 0
                else:
                    works = self.model.new_bool_var("")
                    self.model.add_exactly_one(*variables.values(), works.negated())
                    self.works[cell] = works

    def _totals(self, nurse: Nurse, row: Terms) -> None:
        """Minutes, shifts of each kind, and weekends with work stay within a person's limits."""
        instance, model = self.instance, self.model
        minutes: list[int] = []
        terms: Terms = []
        for day in range(instance.days):
            for kind, literal in self.x[nurse.name, day].items():
                terms.append(literal)
                minutes.append(instance.minutes[kind])
        model.add_linear_constraint(_weighted(terms, minutes), nurse.minutes_min, nurse.minutes_max)
        for kind, most in nurse.shifts_max.items():
            of_kind = [self.x[nurse.name, day][kind] for day in range(instance.days) if kind in self.x[nurse.name, day]]
            if len(of_kind) > most:
                model.add(_sum(of_kind) <= most)
        weekends: Terms = []
        for weekend in instance.weekends:
            days = [row[day] for day in weekend]
            if all(isinstance(literal, int) for literal in days):
                weekends.append(max(cast(list[int], days)))
                continue
            worked = model.new_bool_var("")
            for literal in days:
                model.add_implication(literal, worked) if not isinstance(literal, int) else (
                    model.add(worked == 1) if literal else None
                )
            weekends.append(worked)
        if len(weekends) > nurse.weekends_max:
            model.add(_sum(weekends) <= nurse.weekends_max)

    def _runs(self, nurse: Nurse, row: Terms) -> None:
        """Working days in a row, fewest and most, and fewest days off in a row."""
        last = len(row)
        for first in range(last - nurse.run_max):
            self._clause([_not(literal) for literal in row[first : first + nurse.run_max + 1]])
        for day in range(1, last):
            before, now = row[day - 1], row[day]
            for later in range(day + 1, min(last, day + nurse.run_min)):
                self._clause([before, _not(now), row[later]])
            for later in range(day + 1, min(last, day + nurse.rest_min)):
                self._clause([_not(before), now, _not(row[later])])

    def _successions(self, nurse: Nurse) -> None:
        """No shift that may not follow the one of the day before: one clause for each pair."""
        for day in range(self.instance.days - 1):
            after = self.x[nurse.name, day + 1]
            for kind, literal in self.x[nurse.name, day].items():
                banned = [after[other] for other in self.instance.not_after.get(kind, ()) if other in after]
                for other in banned:
                    self._clause([_not(literal), _not(other)])

    def _requests(self, nurse: Nurse) -> None:
        """Every request not met costs its weight."""
        for day in range(self.instance.days):
            by_kind = self.x[nurse.name, day]
            for kind in self.instance.kinds:
                key = (nurse.name, day, kind)
                wanted, unwanted = self.instance.wanted.get(key, 0), self.instance.unwanted.get(key, 0)
                if wanted or unwanted:
                    self.fixed += wanted
                    self._price(by_kind.get(kind, 0), unwanted - wanted)

    def _cover(self, given: Given) -> None:
        """People missing and too many on each shift cost their weights."""
        own = {nurse.name for nurse in self.people}
        others: dict[tuple[int, str], int] = {}
        for (name, day), kind in given.items():
            if name not in own:
                others[day, kind] = others.get((day, kind), 0) + 1
        for cover in self.instance.covers:
            there = [
                literal
                for nurse in self.people
                if (literal := self.x[nurse.name, cover.day].get(cover.shift)) is not None
            ]
            fixed = sum(literal for literal in there if isinstance(literal, int))
            fixed += others.get((cover.day, cover.shift), 0)
            free = [literal for literal in there if not isinstance(literal, int)]
            if not free:
                self.fixed += cover.under * max(0, cover.people - fixed) + cover.over * max(0, fixed - cover.people)
                continue
            under = self.model.new_int_var(0, max(0, cover.people - fixed), "")
            over = self.model.new_int_var(0, max(0, fixed + len(free) - cover.people), "")
            self.model.add(cp_model.LinearExpr.sum([*free, under]) - over == cover.people - fixed)
            self._price(under, cover.under)
            self._price(over, cover.over)

    def _price(self, literal: Literal, weight: int) -> None:
        if isinstance(literal, int):
            self.fixed += literal * weight
        elif weight:
            self.terms.append(literal)
            self.weights.append(weight)

    def _clause(self, literals: Terms) -> None:
        """At least one holds; a clause that is met by what is not free is left out."""
        if not any(isinstance(literal, int) and literal for literal in literals):
            free = [literal for literal in literals if not isinstance(literal, int)]
            if free:
                self.model.add_bool_or(free)


def _not(literal: Literal) -> Literal:
    return 1 - literal if isinstance(literal, int) else cast(cp_model.IntVar, literal.negated())


def _sum(terms: Terms) -> cp_model.LinearExprT:
    return cp_model.LinearExpr.sum(terms)


def _weighted(terms: Terms, weights: list[int]) -> cp_model.LinearExprT:
    return cp_model.LinearExpr.weighted_sum(terms, weights)

"""Column generation for benchmark rosters: a tight bound, and whole rosters of people that go well together.

The linear program chooses a mix of rosters ("columns") for each person; its prices say what a shift of a day is worth
to the cover, and the person's cheapest roster at those prices (`nurse_pricing`) joins the program until none is worth
it. The bound holds at every step: value of the program plus the least reduced cost of each person (Lagrange; see
Desrosiers and Lübbecke, "A Primer in Column Generation", 2005). A search then picks one column for each person.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Iterable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt
from ortools.linear_solver import pywraplp  # type: ignore[import-untyped]
from ortools.sat.python import cp_model

from sim.rostering.nurse_check import Given
from sim.rostering.nurse_instance import NurseInstance
from sim.rostering.nurse_pricing import MOST_STATES, Pricer

Floats = npt.NDArray[np.float64]
Column = tuple[int, ...]
"""The number of the kind of shift per day, -1 for a day off."""
ENOUGH = 1e-6
DIVE_ROUNDS, DIVE_STEPS = 4, 20
"""Rounds of new columns between two steps of a dive, and about how many steps it takes."""
SIDE_BY_SIDE = 20_000
"""Mean number of states from which people are priced in two threads."""
STATES_PER_SECOND = 1_000_000
"""States of all people and days for each second of the whole search: some dozens of rounds in half of the time."""
SWAY = 0.2
DECIDED = 0.95
"""A column with more than this share is fixed along with the largest."""


def pricers_of(instance: NurseInstance, seconds: float) -> list[Pricer] | None:
    """Return everybody laid out for pricing, None where somebody has too many states for the time there is."""
    most = min(MOST_STATES, int(seconds * STATES_PER_SECOND / (len(instance.nurses) * instance.days)))
    pricers = [Pricer(instance, nurse, most) for nurse in instance.nurses]
    return pricers if all(pricer.states <= most for pricer in pricers) else None


class Generator:
    """The columns of an instance while they grow."""

    def __init__(
        self,
        instance: NurseInstance,
        pricers: list[Pricer],
        start: Given,
        time_left: Callable[[], float],
        chance: random.Random,
    ) -> None:
        self.instance, self.time_left, self.chance = instance, time_left, chance
        self.pricers = pricers
        self.columns: list[dict[Column, float]] = [{} for _ in self.pricers]
        """By person: the cost of the requests in each roster found."""
        self.program = _Program(instance)
        self.bound = 0.0
        self.rounds = 0
        self.prices: Floats = np.zeros((instance.days, len(instance.kinds)))
        self.worth: list[float] = []
        for number, column in enumerate(columns_of(instance, start)):
            self.add(number, column)

    def add(self, number: int, column: Column) -> None:
        """Add a person's roster, where it is new."""
        if column in self.columns[number]:
            return
        pricer = self.pricers[number]
        cost = pricer.fixed + sum(pricer.wanted[day, kind] for day, kind in enumerate(column) if kind >= 0)
        self.columns[number][column] = cost
        self.program.add(number, column, cost)

    def keeps_limits(self, number: int, column: Column) -> bool:
        """Return whether a person may have a column; only those priced without a limit may not."""
        pricer = self.pricers[number]
        return pricer.is_exact or all(
            column.count(kind) <= pricer.nurse.shifts_max.get(name, pricer.days)
            for kind, name in enumerate(pricer.kinds)
        )

    def generate(self, fixed: Collection[int] = (), rounds: int = 10**9) -> bool:
        """Add columns until none lowers the program (return True), or rounds or time are over.

        People in `fixed` get no further ones; without them the bound grows.
        """
        for _ in range(rounds):
            value, self.prices, self.worth = self.program.solve()
            self.rounds += 1
            reduced, new = 0.0, 0
            asked = [number for number in range(len(self.pricers)) if number not in fixed]
            for number, (cost, column) in zip(asked, self._priced(asked), strict=True):
                reduced += min(0.0, cost - self.worth[number])
                if cost - self.worth[number] < -ENOUGH and column not in self.columns[number]:
                    self.add(number, column)
                    new += 1
            if not fixed:
                self.bound = max(self.bound, value + reduced)
            if not new:
                return True
            if self.time_left() <= 0:
                break
        return False

    def _priced(self, numbers: list[int]) -> Iterable[tuple[float, Column]]:
        """The cheapest roster of each person; large ones side by side, which small ones are not worth."""
        pricers = [self.pricers[number] for number in numbers]
        if sum(pricer.states for pricer in pricers) < SIDE_BY_SIDE * len(pricers):
            return [pricer.cheapest(self.prices) for pricer in pricers]
        with ThreadPoolExecutor(2) as threads:
            return list(threads.map(lambda pricer: pricer.cheapest(self.prices), pricers))

    def dive(self) -> list[Column]:
        """Return everybody's roster found by fixing a few people after the other, all at once when time runs out.

        Whoever the program has decided most about is fixed, or with a little chance somebody else, then it is solved
        again with new columns for the others.
        """
        chosen: dict[int, Column] = {}
        everybody = range(len(self.pricers))
        try:
            while len(chosen) < len(self.pricers):
                if self.time_left() > 0:
                    self.generate(fixed=chosen.keys(), rounds=DIVE_ROUNDS)
                self.program.solve()
                best = {
                    number: max(
                        (value, column)
                        for column, value in self.program.values(number).items()
                        if self.keeps_limits(number, column)
                    )
                    for number in everybody
                    if number not in chosen
                }
                order = sorted(best, key=lambda number: -best[number][0] * (1 + SWAY * self.chance.random()))
                top = order[: max(1, len(self.pricers) // DIVE_STEPS)] if self.time_left() > 0 else order
                for number, (value, column) in best.items():
                    if value > DECIDED or number in top:
                        chosen[number] = column
                        self.program.fix(number, column)
        finally:
            self.program.free()
        return [chosen[number] for number in everybody]


def columns_of(instance: NurseInstance, given: Given) -> list[Column]:
    """Return everybody's row of a roster."""
    number = {kind: place for place, kind in enumerate(instance.kinds)}
    return [
        tuple(number[given[nurse.name, day]] if (nurse.name, day) in given else -1 for day in range(instance.days))
        for nurse in instance.nurses
    ]


def roster_of_columns(instance: NurseInstance, columns: list[Column]) -> dict[tuple[str, int], str]:
    """Return the roster made of everybody's row."""
    return {
        (nurse.name, day): instance.kinds[kind]
        for nurse, column in zip(instance.nurses, columns, strict=True)
        for day, kind in enumerate(column)
        if kind >= 0
    }


def columns_model(
    instance: NurseInstance, columns: list[list[tuple[Column, float]]], hint: list[Column]
) -> tuple[cp_model.CpModel, list[list[cp_model.IntVar]]]:
    """Return the model that picks one column for each person at least cost, and its Booleans."""
    model = cp_model.CpModel()
    chosen = [[model.new_bool_var("") for _ in own] for own in columns]
    terms: list[cp_model.IntVar] = []
    weights: list[int] = []
    there: dict[tuple[int, int], list[cp_model.IntVar]] = {}
    for own, variables, hinted in zip(columns, chosen, hint, strict=True):
        model.add_exactly_one(variables)
        for (column, cost), variable in zip(own, variables, strict=True):
            model.add_hint(variable, column == hinted)
            terms.append(variable)
            weights.append(round(cost))
            for day, kind in enumerate(column):
                if kind >= 0:
                    there.setdefault((day, kind), []).append(variable)
    for cover in instance.covers:
        present = there.get((cover.day, instance.kinds.index(cover.shift)), [])
        under = model.new_int_var(0, cover.people, "")
        over = model.new_int_var(0, len(columns), "")
        model.add(cp_model.LinearExpr.sum([*present, under]) - over == cover.people)
        terms += [under, over]
        weights += [cover.under, cover.over]
    model.minimize(cp_model.LinearExpr.weighted_sum(terms, weights))
    return model, chosen


class _Program:
    """The linear program over the columns there are."""

    def __init__(self, instance: NurseInstance) -> None:
        self.solver = pywraplp.Solver.CreateSolver("GLOP")
        self.shape = (instance.days, len(instance.kinds))
        self.variables: list[dict[Column, pywraplp.Variable]] = [{} for _ in instance.nurses]
        self.fixed: list[pywraplp.Variable] = []
        infinity = self.solver.infinity()
        self.objective = self.solver.Objective()
        self.objective.SetMinimization()
        self.one = [self.solver.Constraint(1, 1) for _ in instance.nurses]
        self.cover: dict[tuple[int, int], list[pywraplp.Constraint]] = {}
        for cover in instance.covers:
            row = self.solver.Constraint(cover.people, cover.people)
            for sign, weight in ((1, cover.under), (-1, cover.over)):
                slack = self.solver.NumVar(0, infinity, "")
                row.SetCoefficient(slack, sign)
                self.objective.SetCoefficient(slack, weight)
            self.cover.setdefault((cover.day, instance.kinds.index(cover.shift)), []).append(row)

    def add(self, number: int, column: Column, cost: float) -> None:
        """Add a column of a person."""
        variable = self.solver.NumVar(0, self.solver.infinity(), "")
        self.variables[number][column] = variable
        self.objective.SetCoefficient(variable, cost)
        self.one[number].SetCoefficient(variable, 1)
        for cell in enumerate(column):
            for row in self.cover.get(cell, ()):
                row.SetCoefficient(variable, 1)

    def solve(self) -> tuple[float, Floats, list[float]]:
        """Return the value, the price of each shift (day and kind), and what a person's column is worth."""
        if self.solver.Solve() != pywraplp.Solver.OPTIMAL:
            raise RuntimeError("the linear program of the columns was not solved")
        prices = np.zeros(self.shape)
        for (day, kind), rows in self.cover.items():
            prices[day, kind] = -sum(row.dual_value() for row in rows)
        return self.objective.Value(), prices, [row.dual_value() for row in self.one]

    def values(self, number: int) -> dict[Column, float]:
        """Return the share of each column of a person in the solution."""
        return {column: variable.solution_value() for column, variable in self.variables[number].items()}

    def fix(self, number: int, column: Column) -> None:
        """Give a person a column."""
        self.variables[number][column].SetLb(1)
        self.fixed.append(self.variables[number][column])

    def free(self) -> None:
        """Fix nobody any longer."""
        for variable in self.fixed:
            variable.SetLb(0)
        self.fixed.clear()

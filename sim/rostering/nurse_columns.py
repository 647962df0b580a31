"""Column generation for benchmark rosters: a tight bound, and whole rosters of people that go well together.

The linear program chooses a mix of rosters ("columns") for each person; its prices say what a shift of a day is worth
to the cover, and the person's cheapest roster at those prices (`nurse_pricing`) joins the program until none is worth
it. At any prices the cover at those prices plus everybody's cheapest roster is a bound (Lagrange; see Desrosiers and
Lübbecke, "A Primer in Column Generation", 2005). Prices are drawn towards the best so far, which takes fewer rounds
(Wentges, "Weighted Dantzig-Wolfe decomposition for linear mixed-integer programming", 1997). A search then picks one
column for each person.
"""

from __future__ import annotations

import math
import random
from collections.abc import Collection

import numpy as np
from ortools.linear_solver import pywraplp  # type: ignore[import-untyped]
from ortools.sat.python import cp_model

from sim.rostering.nurse_check import Given
from sim.rostering.nurse_improve import Clock
from sim.rostering.nurse_instance import NurseInstance
from sim.rostering.nurse_pricers import Pricers
from sim.rostering.nurse_pricing import Column, Floats

ENOUGH = 1e-6
DIVE_ROUNDS, DIVE_STEPS = 2, 10
"""Rounds of new columns between two steps of a dive, and about how many steps it takes."""
SWAY = 0.2
DECIDED = 0.95
"""A column with more than this share is fixed along with the largest."""
DRAWN = 0.6
"""How far prices are drawn towards the best so far."""


class Generator:
    """The columns of an instance while they grow."""

    def __init__(
        self,
        instance: NurseInstance,
        pricers: Pricers,
        start: Given,
        clock: Clock,
        chance: random.Random,
    ) -> None:
        self.instance, self.clock, self.chance = instance, clock, chance
        self.until = clock.limit
        """When to stop, in seconds of the clock."""
        self.pricers = pricers
        self.columns: list[dict[Column, float]] = [{} for _ in instance.nurses]
        """By person: the cost of the requests in each roster found."""
        self.program = _Program(instance)
        self.bound = -math.inf
        self.best_duals = np.zeros(len(instance.covers))
        """Those of the best bound."""
        self.rounds = 0
        for number, column in enumerate(columns_of(instance, start)):
            self.add(number, column)

    def add(self, number: int, column: Column) -> bool:
        """Add a person's roster, and return whether it is new."""
        if column in self.columns[number]:
            return False
        cost = self.pricers.cost_of(number, column)
        self.columns[number][column] = cost
        self.program.add(number, column, cost)
        return True

    def generate(self, fixed: Collection[int] = (), rounds: int = 10**9) -> bool:
        """Add columns until none lowers the program (return True), or rounds or time are over.

        People in `fixed` get no further ones; without them the bound grows.
        """
        drawn = 0.0 if fixed else DRAWN
        for _ in range(rounds):
            value, duals, worth = self.program.solve()
            self.rounds += 1
            at = drawn * self.best_duals + (1 - drawn) * duals if self.bound > -math.inf else duals
            priced = self.pricers.cheapest(self.program.prices(at), set(range(len(self.columns))) - set(fixed))
            if not fixed:
                bound = self.program.worth_of_cover(at) + sum(one.bound for one in priced.values())
                if bound > self.bound:
                    self.bound, self.best_duals = bound, at
            prices, new, told = self.program.prices(duals), 0, all(one.column is not None for one in priced.values())
            for number, one in priced.items():
                if one.column is not None:
                    of_shifts = sum(prices[day, kind] for day, kind in enumerate(one.column) if kind >= 0)
                    if self.pricers.cost_of(number, one.column) + of_shifts - worth[number] < -ENOUGH:
                        new += self.add(number, one.column)
            if not fixed and math.ceil(self.bound - ENOUGH) >= value - ENOUGH:
                return True
            if not new and drawn == 0.0 and (told or fixed):
                return True
            drawn = DRAWN if new and not fixed else 0.0
            if self.clock.seconds >= self.until:
                break
        return False

    def dive(self) -> list[Column]:
        """Return everybody's roster found by fixing a few people after the other, all at once when time runs out.

        Whoever the program has decided most about is fixed, or with a little chance somebody else, then it is solved
        again with new columns for the others.
        """
        chosen: dict[int, Column] = {}
        everybody, size = range(len(self.columns)), len(self.columns)
        try:
            while len(chosen) < size:
                if self.clock.seconds < self.until:
                    self.generate(fixed=chosen.keys(), rounds=DIVE_ROUNDS)
                self.program.solve()
                best = {
                    number: max((value, column) for column, value in self.program.values(number).items())
                    for number in everybody
                    if number not in chosen
                }
                order = sorted(best, key=lambda number: -best[number][0] * (1 + SWAY * self.chance.random()))
                top = order[: max(1, size // DIVE_STEPS)] if self.clock.seconds < self.until else order
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
        self.rows: list[pywraplp.Constraint] = []
        self.cells = [(cover.day, instance.kinds.index(cover.shift)) for cover in instance.covers]
        self.people = np.array([cover.people for cover in instance.covers], dtype=float)
        for cover in instance.covers:
            row = self.solver.Constraint(cover.people, cover.people)
            for sign, weight in ((1, cover.under), (-1, cover.over)):
                slack = self.solver.NumVar(0, infinity, "")
                row.SetCoefficient(slack, sign)
                self.objective.SetCoefficient(slack, weight)
            self.rows.append(row)
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
        """Return the value, what one person more is worth to each cover, and what a person's column is worth."""
        if self.solver.Solve() != pywraplp.Solver.OPTIMAL:
            raise RuntimeError("the linear program of the columns was not solved")
        duals = np.array([row.dual_value() for row in self.rows])
        return self.objective.Value(), duals, [row.dual_value() for row in self.one]

    def prices(self, duals: Floats) -> Floats:
        """Return the price of each shift, by day and kind."""
        prices = np.zeros(self.shape)
        for cell, dual in zip(self.cells, duals, strict=True):
            prices[cell] -= dual
        return prices

    def worth_of_cover(self, duals: Floats) -> float:
        """Return what all the people who are wanted are worth."""
        return float(duals @ self.people)

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

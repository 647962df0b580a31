"""Choosing what covers each channel in each block of the week, at least cost, from effects that are given: CP-SAT.

The effects come from simulation (`sim.experiments.coverage`); here nothing is known of customers.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

SCALE = 1000
"""Effects are counted in thousandths: of the currency, and of contacts a week."""
MOST_SECONDS = 20.0

Place = tuple[str, str]
"""A channel and a block."""
Choice = tuple[str, str, str]
"""A channel, a block and what covers it there."""
Together = tuple[str, tuple[str, ...]]
"""A block and the channels that the team serves in it, in their order."""


@dataclass(frozen=True)
class Effects:
    """What adds up to the cost and to the margins of a design: a constant, each choice, and the team's channels."""

    constant: float
    of_choice: Mapping[Choice, float]
    of_team: Mapping[Together, float]

    def of(self, design: Mapping[Place, str], team: Mapping[str, tuple[str, ...]]) -> float:
        """Return what a design comes to; `team` says which channels the team serves in each block."""
        chosen = sum(self.of_choice.get((*place, choice), 0.0) for place, choice in design.items())
        return self.constant + chosen + sum(self.of_team.get(pair, 0.0) for pair in team.items())


@dataclass(frozen=True)
class People:
    """What people a design takes: whole ones, at least so many, each good for so many hours of shifts a week."""

    hours: Effects
    hours_each: float
    cost_each: float
    at_least: int = 0

    def of(self, design: Mapping[Place, str], team: Mapping[str, tuple[str, ...]]) -> int:
        """Return how many people a design takes."""
        return max(self.at_least, math.ceil(self.hours.of(design, team) / self.hours_each - 1 / SCALE))


@dataclass(frozen=True)
class Chosen:
    """The best design that the effects allow."""

    design: dict[Place, str]
    cost: float
    """What the effects say it costs."""
    shortfall: float
    """By how much the margins are missed in all; 0 where every one is kept."""


def choose_coverage(
    choices: Mapping[Place, Sequence[str]],
    is_team: Mapping[str, bool],
    cost: Effects,
    margins: Mapping[str, Effects],
    people: People | None = None,
    near: tuple[Mapping[Place, str], int] | None = None,
    without: Sequence[Mapping[Place, str]] = (),
) -> Chosen | None:
    """Return the design of least cost among those that miss the margins least.

    Parameters
    ----------
    choices
        What may cover each place.
    is_team
        Whether a choice is made by the team.
    cost, margins
        What each choice, and each set of channels that the team serves in a block, adds to the cost and to the margin
        of each target. A margin of 0 or more keeps its target.
    people
        What people cost besides: as many whole ones as the hours take.
    near
        A design, and at how many places at most the one chosen may differ from it.
    without
        Designs that are not chosen.

    Returns
    -------
    The best design, None where there is none.
    """
    model = cp_model.CpModel()
    x = {(*place, choice): model.new_bool_var("") for place, some in choices.items() for choice in some}
    for place, some in choices.items():
        model.add_exactly_one(x[(*place, choice)] for choice in some)
    if near is not None:
        design, places = near
        model.add(sum(x[(*place, choice)] for place, choice in design.items()) >= len(choices) - places)
    for design in without:
        same = [x[(*place, choice)] for place, choice in design.items() if (*place, choice) in x]
        model.add(sum(same) <= len(choices) - 1)
    known = [cost, *margins.values(), *([people.hours] if people is not None else [])]
    z = _served_together(model, x, choices, is_team, {pair for one in known for pair in one.of_team})
    short: list[cp_model.IntVar] = []
    for effects in margins.values():
        missed = model.new_int_var(0, _most(effects), "")
        model.add(_sum(effects, x, z) + missed >= 0)
        short.append(missed)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1  # the same answer on every machine
    solver.parameters.max_deterministic_time = MOST_SECONDS
    shortfall = sum(short)
    model.minimize(shortfall)
    if not _solve(solver, model):
        return None
    least = int(solver.value(shortfall)) if short else 0
    if short:
        model.add(shortfall <= least)
    total = _sum(cost, x, z)
    if people is not None:
        each = _whole(people.hours_each)
        number = model.new_int_var(people.at_least, people.at_least + _most(people.hours) // each + 1, "")
        model.add(number * each + 1 >= _sum(people.hours, x, z))
        total += number * _whole(people.cost_each)
    model.minimize(total)
    _solve(solver, model)
    design = {(channel, block): choice for (channel, block, choice), var in x.items() if solver.value(var)}
    return Chosen(design, solver.objective_value / SCALE, least / SCALE)


def team_of(design: Mapping[Place, str], is_team: Mapping[str, bool]) -> dict[str, tuple[str, ...]]:
    """Return the channels that the team serves in each block of a design."""
    blocks = dict.fromkeys(block for _, block in design)
    return {
        block: tuple(channel for (channel, other), choice in design.items() if other == block and is_team[choice])
        for block in blocks
    }


def _served_together(
    model: cp_model.CpModel,
    x: Mapping[Choice, cp_model.IntVar],
    choices: Mapping[Place, Sequence[str]],
    is_team: Mapping[str, bool],
    pairs: set[Together],
) -> dict[Together, cp_model.IntVar]:
    """Variables that say of each block and set of channels whether it is exactly these that the team serves there."""
    z: dict[Together, cp_model.IntVar] = {}
    for block, channels in sorted(pairs):
        z[block, channels] = model.new_bool_var("")
        as_wished = []
        for (channel, other), some in choices.items():
            if other == block:
                by_team = sum(x[channel, block, choice] for choice in some if is_team[choice])
                as_wished.append(by_team if channel in channels else 1 - by_team)
        model.add(sum(as_wished) >= len(as_wished)).only_enforce_if(z[block, channels])
        model.add(sum(as_wished) <= len(as_wished) - 1).only_enforce_if(~z[block, channels])
    return z


def _sum(
    effects: Effects, x: Mapping[Choice, cp_model.IntVar], z: Mapping[Together, cp_model.IntVar]
) -> cp_model.LinearExpr | int:
    of_choice = sum(_whole(value) * x[key] for key, value in effects.of_choice.items() if key in x)
    of_team = sum(_whole(value) * z[key] for key, value in effects.of_team.items())
    return _whole(effects.constant) + of_choice + of_team


def _most(effects: Effects) -> int:
    values = [effects.constant, *effects.of_choice.values(), *effects.of_team.values()]
    return sum(abs(_whole(value)) for value in values) + 1


def _whole(value: float) -> int:
    return round(value * SCALE)


def _solve(solver: cp_model.CpSolver, model: cp_model.CpModel) -> bool:
    """Solve and return whether anything was found; a search that ends without an answer is an error of ours."""
    status = solver.solve(model)
    if status == cp_model.UNKNOWN:
        raise RuntimeError("the search for a coverage design ended without an answer")
    return status in (cp_model.OPTIMAL, cp_model.FEASIBLE)

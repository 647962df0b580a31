"""From people needed by interval to the demand of a rota: types of shifts, and people on each by weekday."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from ortools.sat.python import cp_model

from sim.errors import InputError, Problem
from sim.rostering.cyclic_instance import DAY, DAYS_A_WEEK
from sim.rostering.presence import needed_on_shift
from sim.rostering.shift_types import ShiftType, shift_types
from sim.scenario.model import Scenario
from sim.scenario.shift_times import clock_minutes
from sim.staffing.requirement import Requirement
from sim.timing import MINUTE

TYPE_PRICE = 60
"""Minutes a week that a further type of shift must save: few types are easier to live with."""
WORK = 4.0
"""Most work for the choice, in the solver's count of operations."""


@dataclass(frozen=True)
class WeekDemand:
    """The week that a rota covers."""

    types: tuple[ShiftType, ...]
    people: tuple[tuple[int, ...], ...]
    """Needed on each type, by weekday from Monday."""
    needed: npt.NDArray[np.int64]
    """People to plan on shift by interval of the week, from Monday midnight."""
    uncovered: float
    """Hours a week that no type offered reaches, times the people needed in them."""


def week_demand(scenario: Scenario, requirement: Requirement, group: str) -> WeekDemand:
    """Return the types of shifts and the people on each that cover the week at least working time.

    The week is the one that needs most: of every interval of the week, the most people needed on shift in any week of
    the horizon. Types are those of `rota.shifts`, or at most `rota.shift_types_max` among those the rules allow.

    Raises
    ------
    InputError
        If nobody of the group is needed at any time.
    """
    needed = needed_in_a_week(scenario, requirement, group)
    if not needed.any():
        raise InputError(
            Problem("nobody of this group is needed, so there is no rota", field="rota.group", given=group)
        )
    given = scenario.rota.shifts
    if given:
        offered = tuple(ShiftType(clock_minutes(one.start), one.length // MINUTE) for one in given.values())
        most = len(offered)
    else:
        offered, most = shift_types(scenario), scenario.rota.shift_types_max
    interval = requirement.interval // MINUTE
    reach = [_reach(kind, interval, len(needed)) for kind in offered]
    reached = np.zeros(len(needed), dtype=bool)
    for of_type in reach:
        for places in of_type:
            reached[places] = True
    counts = _least_work(offered, reach, np.where(reached, needed, 0), most, keep_all=bool(given))
    used = [number for number, row in enumerate(counts) if any(row) or given]
    return WeekDemand(
        types=tuple(offered[number] for number in used),
        people=tuple(counts[number] for number in used),
        needed=needed,
        uncovered=float(needed[~reached].sum()) * interval / 60,
    )


def needed_in_a_week(scenario: Scenario, requirement: Requirement, group: str) -> npt.NDArray[np.int64]:
    """Return the most people needed on shift in any week of the horizon, by interval of the week from Monday on."""
    on_shift = needed_on_shift(scenario, requirement, group)
    interval = requirement.interval
    of_week = np.zeros(DAYS_A_WEEK * DAY * MINUTE // interval, dtype=np.int64)
    calendar = scenario.calendar
    for place, people in enumerate(on_shift):
        local = calendar.moment(place * interval).astimezone(calendar.zone)
        minute = (local.weekday() * 24 + local.hour) * 60 + local.minute
        slot = minute * MINUTE // interval
        of_week[slot] = max(of_week[slot], people)
    return of_week


def _reach(kind: ShiftType, interval: int, length: int) -> list[npt.NDArray[np.int64]]:
    """Intervals of the week that a type covers wholly, for each weekday it may start on."""
    places = []
    for day in range(DAYS_A_WEEK):
        start = day * DAY + kind.start
        first, last = -(-start // interval), (start + kind.length) // interval
        places.append(np.arange(first, last) % length)
    return places


def _least_work(
    offered: Sequence[ShiftType],
    reach: Sequence[Sequence[npt.NDArray[np.int64]]],
    needed: npt.NDArray[np.int64],
    most_types: int,
    keep_all: bool,
) -> list[tuple[int, ...]]:
    """Return people by type and weekday: every interval covered, least working time, few types."""
    model, most = cp_model.CpModel(), int(needed.max())
    counts = [[model.new_int_var(0, most, "count") for _ in range(DAYS_A_WEEK)] for _ in offered]
    cover: list[list[cp_model.IntVar]] = [[] for _ in needed]
    for row, of_type in zip(counts, reach, strict=True):
        for count, places in zip(row, of_type, strict=True):
            for place in places:
                cover[place].append(count)
    for people, covering in zip(needed, cover, strict=True):
        if people:
            model.add(sum(covering) >= int(people))
    used = [model.new_bool_var("used") for _ in offered]
    for row, is_used in zip(counts, used, strict=True):
        for count in row:
            model.add(count <= most * is_used)
    if not keep_all:
        model.add(sum(used) <= most_types)
    minutes = sum(kind.length * count for kind, row in zip(offered, counts, strict=True) for count in row)
    model.minimize(minutes + TYPE_PRICE * sum(used))
    solver = cp_model.CpSolver()
    parameters = solver.parameters
    parameters.num_workers, parameters.random_seed = 1, 1
    parameters.max_deterministic_time = WORK
    parameters.catch_sigint_signal = False
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        raise InputError(
            Problem(
                "so few types of shifts cannot cover all hours needed",
                field="rota.shift_types_max",
                given=str(most_types),
                accepted="more types, longer shifts, or shifts given by hand",
            )
        )
    return [tuple(solver.value(count) for count in row) for row in counts]

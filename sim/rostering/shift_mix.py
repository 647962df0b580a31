"""Which types of shifts, and how many of each on each day, cover the need at least cost: integer set covering.

People are not named here; their rest, hours and leave come with the dated roster. What the mix decides for the roster
is the handful of types it may use.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.rostering import terms
from sim.rostering.covering import Counts, Covering
from sim.rostering.engine import WORK_PER_SECOND, Effort, Watch
from sim.rostering.presence import needed_on_shift
from sim.rostering.shift_types import Shift, ShiftType, shift_types, shifts_of
from sim.scenario.model import Scenario
from sim.scenario.people import Person
from sim.staffing.requirement import Requirement
from sim.timing import MINUTE

TYPE_SAVES = 0.02
"""Another type of shift must save this share of the least working time, and at least one shift a week: few types are
easier to plan, to learn and to live with."""
MANY_TYPES = 14
"""Above this, types are dropped by how little they are used alone; below, by what dropping costs."""
MIX_SHARE = 0.05
"""Share of `rules.solve_seconds` spent on the mix."""


@dataclass(frozen=True)
class GroupMix:
    """The mix of one group."""

    group: str
    types: tuple[ShiftType, ...]
    counts: Counts
    """How many people work each shift; shifts nobody works are left out."""
    interval: int
    """Length of the intervals in `needed`, minutes."""
    needed: npt.NDArray[np.int64]
    """People to plan on shift by interval."""
    uncovered: npt.NDArray[np.int64]
    """People missing by interval because no shift the rules allow reaches there."""
    penalties: Mapping[str, float]
    """Cost per rule, in hours: `working_hours`, `premiums` (as hours), `types` (what the last type had to save)."""
    objective: float
    bound: float
    is_optimal: bool
    seconds: float


@dataclass(frozen=True)
class ShiftMix:
    """The mix of every group: a table for the planner and what the solver says of it."""

    groups: Mapping[str, GroupMix]

    @property
    def table(self) -> pd.DataFrame:
        """One row per group, day (date) and type (shift): how many people work it (count)."""
        rows = [
            (mix.group, shift.day, shift.type.name, count)
            for mix in self.groups.values()
            for shift, count in mix.counts.items()
        ]
        return pd.DataFrame(rows, columns=["group", "day", "shift", "count"]).sort_values(
            ["group", "day", "shift"], ignore_index=True
        )


def shift_mix(
    scenario: Scenario,
    requirement: Requirement,
    *,
    watch: Watch | None = None,
    seed: int | None = None,
) -> ShiftMix:
    """Return the mix of shifts for every group of the requirement.

    Raises
    ------
    InputError
        If the rules allow no shifts, or the requirement does not fit the horizon.
    """
    seed = scenario.seed if seed is None else seed
    effort = Effort(scenario.rules.solve_seconds * WORK_PER_SECOND * MIX_SHARE, seed, watch=watch)
    groups = [group for group in scenario.team.groups if len(requirement.agents(group))]
    return ShiftMix({group: mix_of_group(scenario, requirement, group, effort) for group in groups})


def mix_of_group(
    scenario: Scenario,
    requirement: Requirement,
    group: str,
    effort: Effort,
    needed: npt.NDArray[np.int64] | None = None,
) -> GroupMix:
    """Return the mix of one group; `needed` is people to plan on shift, None works them out of the requirement.

    First a few types are chosen on the week that needs most, where every try is a linear programme of milliseconds.
    Then the whole horizon is searched from there, all types allowed.
    """
    needed = needed_on_shift(scenario, requirement, group) if needed is None else needed
    interval = requirement.interval // MINUTE
    shifts = _not_too_long(scenario, group, shifts_of(scenario, shift_types(scenario), needed, interval))
    reached = np.zeros(len(needed), dtype=bool)
    for shift in shifts:
        reached[shift.intervals.start : shift.intervals.stop] = True
    uncovered = np.where(reached, 0, needed)
    problem = Covering(scenario, shifts, needed - uncovered, interval)
    least, _ = problem.cheapest({shift.type for shift in shifts})
    longest = max((shift.working for shift in shifts), default=0)
    price = max(longest * scenario.calendar.weeks, int(least * TYPE_SAVES))
    kept = _drop_types(problem, price)
    start = problem.cheapest(kept)[1]
    found = problem.search(price, start, f"{group}: shift mix", effort)
    working = sum(shift.working * count for shift, count in found.counts.items())
    types = tuple(sorted({shift.type for shift in found.counts}))
    return GroupMix(
        group=group,
        types=types,
        counts=found.counts,
        interval=interval,
        needed=needed,
        uncovered=uncovered,
        penalties={
            "working_hours": working / 60,
            "premiums": (found.objective - working - price * len(types)) / 60,
            "types": price * len(types) / 60,
        },
        objective=found.objective / 60,
        bound=max(found.bound, least + price * bool(types)) / 60,
        is_optimal=found.is_optimal,
        seconds=found.seconds,
    )


def _not_too_long(scenario: Scenario, group: str, shifts: tuple[Shift, ...]) -> tuple[Shift, ...]:
    """Return the shifts without those that are too long a night wherever somebody of the group sits."""
    most = scenario.rules.night_shift_hours_max
    if most is None:
        return shifts
    people = scenario.people_of(group) or (Person(name=group, group=group),)
    zones = {terms.person_zone(scenario, person) for person in people}
    return tuple(
        shift
        for shift in shifts
        if shift.working <= most * 60
        or not all(terms.is_night_shift(scenario, zone, shift.start, shift.end) for zone in zones)
    )


def _drop_types(problem: Covering, price: int) -> set[ShiftType]:
    """Return a good small set of types, found on the week that needs most.

    The least used type goes first, while there are many; then whichever of dropping a type or moving one to its
    neighbour's start lowers the cost, types included, until none does.
    """
    week = problem.busiest_week()
    weekly_price = price // max(1, problem.scenario.calendar.weeks)
    kept, every = {shift.type for shift in problem.shifts}, {shift.type for shift in problem.shifts}

    def cost(types: set[ShiftType]) -> int:
        return week.cheapest(types)[0] + weekly_price * len(types)

    while len(kept) > MANY_TYPES:
        used = dict.fromkeys(sorted(kept), 0)
        for shift, count in week.cheapest(kept)[1].items():
            used[shift.type] += count
        by_use = sorted(used, key=lambda kind: used[kind])
        dropped = next((kind for kind in by_use if problem.covers_all(kept - {kind})), None)
        if dropped is None:
            break
        kept = kept - {dropped}
    best = cost(kept)
    while True:
        moves = [kept - {kind} for kind in sorted(kept)]
        moves += [
            kept - {kind} | {other} for kind in sorted(kept) for other in _neighbours(kind, every) if other not in kept
        ]
        tried = [(cost(move), number) for number, move in enumerate(moves) if problem.covers_all(move)]
        if not tried or min(tried)[0] >= best:
            return kept
        best, number = min(tried)
        kept = moves[number]


def _neighbours(kind: ShiftType, every: set[ShiftType]) -> list[ShiftType]:
    """Types of the same length that start next before and next after, round the clock."""
    same = sorted(other for other in every if other.length == kind.length)
    place = same.index(kind)
    return [same[place - 1], same[(place + 1) % len(same)]]

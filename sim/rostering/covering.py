"""Set covering by shifts: what the mix of shifts is searched with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from ortools.sat.python import cp_model

from sim.rostering import terms
from sim.rostering.cover import stretches
from sim.rostering.engine import Effort, search
from sim.rostering.shift_types import Shift, ShiftType
from sim.scenario.model import Scenario

if TYPE_CHECKING:
    from scipy.sparse import csc_array

Counts = Mapping[Shift, int]


@dataclass(frozen=True)
class Found:
    """Counts of shifts, and what is proven of them; costs in minutes."""

    counts: Counts
    objective: float
    bound: float
    is_optimal: bool
    seconds: float


class Covering:
    """Set covering over some shifts: the rows are stretches of intervals, the columns shifts."""

    def __init__(
        self, scenario: Scenario, shifts: tuple[Shift, ...], needed: npt.NDArray[np.int64], interval: int
    ) -> None:
        self.scenario, self.shifts, self.needed, self.interval = scenario, shifts, needed, interval
        found = [(row.shifts, row.needs[-1][0]) for row in stretches(shifts, needed)]
        self.rows = [(columns, most) for columns, most in found if most > 0]
        """Numbers of the shifts that cover a stretch, and the most people it needs."""
        self.types = sorted({shift.type for shift in shifts})
        self.cost = [paid_minutes(scenario, shift) for shift in shifts]

    def busiest_week(self) -> Covering:
        """Return the part of the problem in the week that needs most, shifts that began the day before included."""
        weeks = [range(7 * week, 7 * week + 7) for week in range(self.scenario.calendar.weeks)]
        days = max(weeks, key=lambda week: int(self._needed_on(week).sum()))
        needed = self._needed_on(days)
        shifts = [
            shift
            for shift in self.shifts
            if days.start - 1 <= shift.day < days.stop and needed[shift.intervals.start : shift.intervals.stop].any()
        ]
        return Covering(self.scenario, tuple(shifts), needed, self.interval)

    def covers_all(self, types: set[ShiftType]) -> bool:
        """Return whether these types reach every interval in which somebody is needed."""
        return all(any(self.shifts[number].type in types for number in columns) for columns, _ in self.rows)

    def cheapest(self, types: set[ShiftType]) -> tuple[int, Counts]:
        """Return the least cost of covering with these types, and the counts, types themselves being free.

        Every shift covers one unbroken stretch of time, so the matrix is totally unimodular and the linear programme
        has whole corners (Nemhauser and Wolsey, Integer and Combinatorial Optimization, 1988, III.1.2).
        """
        from scipy.optimize import linprog

        columns = np.array([number for number, shift in enumerate(self.shifts) if shift.type in types], dtype=np.int64)
        if not self.rows:
            return 0, {}
        costs = np.array(self.cost)[columns]
        least = np.array([most for _, most in self.rows])
        matrix: Any = self._matrix[:, columns]  # linprog takes sparse matrices; its stubs do not say so
        answer = linprog(costs, A_ub=-matrix, b_ub=-least, method="highs-ds")
        if answer.x is None:
            raise RuntimeError(f"the linear programme of the shift mix failed: {answer.message}")
        counts = np.rint(answer.x).astype(int)
        if (matrix @ counts < least).any():
            raise RuntimeError("the linear programme of the shift mix has a corner that is not whole")
        return int(costs @ counts), {self.shifts[columns[i]]: int(counts[i]) for i in np.flatnonzero(counts)}

    def search(self, price: int, start: Counts, stage: str, effort: Effort) -> Found:
        """Return the counts of least cost where every type used costs `price`, starting from given counts."""
        model = cp_model.CpModel()
        used = {kind: model.new_bool_var(kind.name) for kind in self.types}
        started = {shift.type for shift in start}
        counts = []
        for shift in self.shifts:
            most = int(self.needed[shift.intervals.start : shift.intervals.stop].max())
            count = model.new_int_var(0, most, f"count of {shift.type.name} on day {shift.day}")
            model.add(count <= most * used[shift.type])
            model.add_hint(count, start.get(shift, 0))
            counts.append(count)
        for kind, is_used in used.items():
            model.add_hint(is_used, kind in started)
        for columns, most in self.rows:
            model.add(sum(counts[number] for number in columns) >= most)
        model.minimize(
            sum(cost * count for cost, count in zip(self.cost, counts, strict=True)) + price * sum(used.values())
        )
        outcome = search(model, stage, effort)
        if not outcome.is_found:
            spent = sum(paid_minutes(self.scenario, shift) * count for shift, count in start.items())
            return Found(start, spent + price * len(started), 0.0, False, outcome.seconds)
        values = [outcome.solver.value(count) for count in counts]
        found = {shift: value for shift, value in zip(self.shifts, values, strict=True) if value}
        return Found(found, outcome.objective, outcome.bound, outcome.is_optimal, outcome.seconds)

    @cached_property
    def _matrix(self) -> csc_array:
        from scipy.sparse import csc_array

        entries = [(row, number) for row, (columns, _) in enumerate(self.rows) for number in columns]
        places = np.array(entries, dtype=np.int64).reshape(-1, 2)
        return csc_array((np.ones(len(places)), places.T), shape=(len(self.rows), len(self.shifts)))

    def _needed_on(self, days: range) -> npt.NDArray[np.int64]:
        calendar = self.scenario.calendar
        first, last = (-(-terms.wall_minute(calendar, day, 0) // self.interval) for day in (days.start, days.stop))
        answer = np.zeros_like(self.needed)
        answer[first:last] = self.needed[first:last]
        return answer


def paid_minutes(scenario: Scenario, shift: Shift) -> int:
    """Return the working minutes of a shift, with the premiums for night, weekend and holiday as further minutes."""
    costs, calendar = scenario.costs, scenario.calendar
    extra = costs.night_premium * terms.night_minutes(scenario, calendar.zone, shift.start, shift.end)
    for day in shift.days:
        start, end = (terms.wall_minute(calendar, number, 0) for number in (day, day + 1))
        extra += (min(end, shift.end) - max(start, shift.start)) * sum(_day_premiums(scenario, day))
    return shift.working + round(extra)


def _day_premiums(scenario: Scenario, day: int) -> Iterator[float]:
    date = terms.date_of(scenario.calendar, day)
    if terms.is_weekend(scenario.calendar, date):
        yield scenario.costs.weekend_premium
    if date in scenario.calendar.holiday_dates:
        yield scenario.costs.holiday_premium

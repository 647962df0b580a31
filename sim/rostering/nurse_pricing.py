"""The cheapest roster of one person when every shift of every day has a price: exact, by dynamic programming.

A state is how the last run stands (working days in a row and the last kind of shift, or days off in a row), with what
has been used up: minutes, weekends, and shifts of a kind that is limited. Values of all states are kept in arrays, so
that a day costs a few operations on them. Of minutes only those are kept that runs allow by that day and from which
the least minutes can still be reached, which over half a year is one in five.
"""

from __future__ import annotations

from math import gcd, prod
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.rostering.nurse_instance import Nurse, NurseInstance

Floats = npt.NDArray[np.float64]
MOST_STATES = 150_000
"""Largest number of states of a day that is worth while."""


class Pricer:
    """One person, laid out for repeated pricing."""

    def __init__(self, instance: NurseInstance, nurse: Nurse, most_states: int = MOST_STATES) -> None:
        self.days, self.kinds, self.nurse = instance.days, instance.kinds, nurse
        unit = gcd(*instance.minutes.values()) or 1
        self.units = [instance.minutes[kind] // unit for kind in self.kinds]
        self.most = min(nurse.minutes_max // unit, max(self.units) * self.days)
        self.least = -(-nurse.minutes_min // unit)
        self.allowed = np.zeros((self.days, len(self.kinds)), dtype=bool)
        for day in range(self.days):
            for kind in instance.may_work(nurse, day):
                self.allowed[day, self.kinds.index(kind)] = True
        self.may_follow = [
            tuple(i for i, before in enumerate(self.kinds) if kind not in instance.not_after.get(before, ()))
            for kind in self.kinds
        ]
        self.weekends = min(nurse.weekends_max, len(instance.weekends))
        self.rest = max(1, nurse.rest_min)
        so_far, to_come = self._most_by(range(self.days)), self._most_by(range(self.days - 1, -1, -1))
        self.high = [min(self.most, most) for most in so_far]
        """Most units of time that can be used up by the end of each day."""
        self.low = [max(0, self.least - most) for most in [*to_come[-2::-1], 0]]
        """Fewest, so that the least minutes can still be reached."""
        self._count_kinds(most_states)
        self.saturdays = {weekend[0] for weekend in instance.weekends if weekend[0] % 7 == 5}
        self.wanted = np.zeros((self.days, len(self.kinds)))
        self.fixed = 0.0
        for (name, day, kind), weight in instance.wanted.items():
            if name == nurse.name:
                self.fixed += weight
                self.wanted[day, self.kinds.index(kind)] -= weight
        for (name, day, kind), weight in instance.unwanted.items():
            if name == nurse.name:
                self.wanted[day, self.kinds.index(kind)] += weight

    def _count_kinds(self, most_states: int) -> None:
        """Choose the kinds whose limit is kept exactly: the tightest, as long as states remain few enough."""
        nurse, runs = self.nurse, self.nurse.run_max * len(self.kinds) + self.rest
        width = sum(max(0, high - low + 1) for high, low in zip(self.high, self.low, strict=True)) / self.days
        self.counted: list[int] = []
        self.is_exact = True
        """Whether all limits are kept; otherwise a price is a bound, and a roster may break the limit of a kind."""
        counts: list[int] = []
        limits = [nurse.shifts_max.get(kind, self.days) for kind in self.kinds]
        for kind in sorted(range(len(self.kinds)), key=limits.__getitem__):
            can_bind = limits[kind] < min(self.days, self.most // max(1, self.units[kind]))
            if not can_bind or not self.allowed[:, kind].any():
                continue
            size = runs * width * (self.weekends + 1) * prod(count + 1 for count in (*counts, limits[kind]))
            if size > most_states:
                self.is_exact = False
                continue
            self.counted.append(kind)
            counts.append(limits[kind])
        self.counts = tuple(count + 1 for count in counts)
        self.states = int(runs * width * (self.weekends + 1) * prod(self.counts))
        """Mean number of states of a day."""

    def _most_by(self, days: range) -> list[int]:
        """Most units of time in the first of these days, the first two, and so on, as far as runs and rests allow."""
        units = [max((unit for unit, may in zip(self.units, self.allowed[day], strict=True) if may), default=None)
                 for day in days]  # fmt: skip
        off, work = [0.0] * self.rest, list[float]()  # by length: the last one of `off` stands for any longer
        answer = []
        for unit in units:
            rested, before = off[-1], work
            work = [] if unit is None else [rested + unit, *(most + unit for most in before[: self.nurse.run_max - 1])]
            off = (
                [max(before, default=-np.inf), *off[:-2], max(off[-2:])] if self.rest > 1 else [max([off[0], *before])]
            )
            answer.append(int(max([*work, *off])))
        return answer

    def _shape(self, day: int) -> tuple[int, ...]:
        """The sizes of what is counted at the end of a day: limited kinds, units of time, weekends."""
        return *self.counts, self.high[day] - self.low[day] + 1, self.weekends + 1

    def cheapest(self, prices: Floats) -> tuple[float, tuple[int, ...]]:
        """Return the least cost and its roster: the number of the kind per day, -1 for a day off.

        `prices` by day and kind are added to what requests cost; infinite cost where there is no roster.
        """
        if any(low > high for low, high in zip(self.low, self.high, strict=True)):
            return np.inf, ()
        cost = np.where(self.allowed, prices + self.wanted, np.inf)
        work, off = self._forward(cost)
        ends = np.concatenate([work[-1].reshape(-1, *self._shape(self.days - 1)), off[-1]])
        best = int(np.argmin(ends))
        value = float(ends.ravel()[best])
        if not np.isfinite(value):
            return np.inf, ()
        state, *place = (int(part) for part in np.unravel_index(best, ends.shape))
        return value + self.fixed, self._backward(state, tuple(place), work, off)

    def _forward(self, cost: Floats) -> tuple[list[Floats], list[Floats]]:
        """Least cost of every state at the end of every day: working by (length, kind), off by length."""
        longest, kinds = self.nurse.run_max, len(self.kinds)
        works: list[Floats] = []
        offs: list[Floats] = []
        for day in range(self.days):
            shape = self._shape(day)
            work, off = np.full((longest, kinds, *shape), np.inf), np.full((self.rest, *shape), np.inf)
            if day == 0:
                start = np.zeros((1,) * len(shape))
                self._move(start, off[0], None, day, False, 0.0)
                for kind in range(kinds):
                    self._move(start, work[0, kind], kind, day, False, cost[day, kind])
            else:
                before_work, before_off = works[-1], offs[-1]
                rested = before_off[self._rested(day)].min(axis=0)
                after: dict[tuple[int, ...], Floats] = {}  # kinds that may follow the same ones look back alike
                for kind in range(kinds):
                    if np.isfinite(cost[day, kind]):
                        self._move(rested, work[0, kind], kind, day, False, cost[day, kind])
                        if longest > 1 and (earlier := self.may_follow[kind]):
                            if earlier not in after:
                                after[earlier] = before_work[:-1, list(earlier)].min(axis=1)
                            self._move(after[earlier], work[1:, kind], kind, day, True, cost[day, kind])
                if lengths := self._worked(day):
                    self._move(before_work[lengths].min(axis=(0, 1)), off[0], None, day, False, 0.0)
                self._move(before_off[:-1], off[1:], None, day, False, 0.0)
                now = off[-1].copy()
                self._move(before_off[-1], off[-1], None, day, False, 0.0)
                np.minimum(off[-1], now, out=off[-1])
            works.append(work)
            offs.append(off)
        return works, offs

    def _rested(self, day: int) -> list[int]:
        """Lengths (less one) of days off after which work may begin: long enough, or begun with the horizon."""
        return sorted({self.rest - 1, *((day - 1,) if day <= self.rest else ())})

    def _worked(self, day: int) -> list[int]:
        """Lengths (less one) of a run after which a day off may come."""
        longest = self.nurse.run_max
        least = max(1, self.nurse.run_min)
        return sorted({*range(least - 1, longest), *((day - 1,) if day <= longest else ())})

    def _used(self, kind: int | None, day: int, worked_before: bool) -> tuple[int, ...]:
        """How far a shift, or a day off (None), moves the place of a state: kinds, units of time, weekends."""
        is_new = kind is not None and (day in self.saturdays or (day - 1 in self.saturdays and not worked_before))
        units = (0 if kind is None else self.units[kind]) + (self.low[day - 1] if day else 0) - self.low[day]
        return *(int(kind == one) for one in self.counted), units, int(is_new)

    def _move(
        self, source: Floats, target: Floats, kind: int | None, day: int, worked_before: bool, cost: float
    ) -> None:
        """Write the values of a shift, or a day off, after `source` into `target`, moved by what it uses up."""
        used = self._used(kind, day, worked_before)
        into: list[Any] = [...]
        out: list[Any] = [...]
        for amount, of_source, of_target in zip(
            used, source.shape[-len(used) :], target.shape[-len(used) :], strict=True
        ):
            first = max(0, -amount)
            size = min(of_source - first, of_target - (first + amount))
            if size <= 0:
                return
            out.append(slice(first, first + size))
            into.append(slice(first + amount, first + amount + size))
        target[tuple(into)] = source[tuple(out)] + cost

    def _backward(self, state: int, place: tuple[int, ...], work: list[Floats], off: list[Floats]) -> tuple[int, ...]:
        """The roster that leads to a state of the last day."""
        kinds, longest = len(self.kinds), self.nurse.run_max
        roster = [-1] * self.days
        length, kind = divmod(state, kinds) if state < longest * kinds else (state - longest * kinds, -1)
        for day in range(self.days - 1, -1, -1):
            roster[day] = kind
            if day == 0:
                break
            used = self._used(kind if kind >= 0 else None, day, kind >= 0 and length > 0)
            place = tuple(at - amount for at, amount in zip(place, used, strict=True))
            if kind < 0:
                if length == 0:
                    options = [
                        (work[day - 1][run, one][place], run, one) for run in self._worked(day) for one in range(kinds)
                    ]
                    if self.rest == 1:
                        options.append((off[day - 1][0][place], 0, -1))
                elif length == self.rest - 1:
                    options = [(off[day - 1][run][place], run, -1) for run in (length - 1, length)]
                else:
                    options = [(off[day - 1][length - 1][place], length - 1, -1)]
            else:
                if length == 0:
                    options = [(off[day - 1][run][place], run, -1) for run in self._rested(day)]
                else:
                    options = [
                        (work[day - 1][length - 1, one][place], length - 1, one) for one in self.may_follow[kind]
                    ]
            _, length, kind = min(options)
        return tuple(roster)

"""The cheapest rosters of people when every shift of every day has a price: exact, by dynamic programming.

A state is how the last run stands (working days in a row and the last kind of shift, or days off in a row), with what
has been used up: shifts of kinds that are counted, minutes, weekends. Values of all states are kept in arrays, the last
axis of which are the people: those with runs alike are priced together, so that a day costs a few operations for all.
Of minutes only those are kept that runs allow by that day and from which the least minutes can still be reached, which
over half a year is one in five.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import gcd
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.rostering.nurse_instance import Nurse, NurseInstance

Floats = npt.NDArray[np.float64]
Column = tuple[int, ...]
"""The number of the kind of shift per day, -1 for a day off."""


class Pricer:
    """People with runs alike, laid out for repeated pricing."""

    def __init__(self, instance: NurseInstance, nurses: Sequence[Nurse], counted: Mapping[int, int]) -> None:
        """`counted` gives the kinds (numbers) whose shifts are counted, with the most that everybody here may have."""
        self.days, self.kinds, self.nurses = instance.days, instance.kinds, tuple(nurses)
        self.run_max, self.run_min = nurses[0].run_max, max(1, nurses[0].run_min)
        self.rest = max(1, nurses[0].rest_min)
        self.counted, self.limits = tuple(counted), tuple(most + 1 for most in counted.values())
        unit = gcd(*instance.minutes.values()) or 1
        self.units = [instance.minutes[kind] // unit for kind in self.kinds]
        self.allowed = np.zeros((self.days, len(self.kinds), len(nurses)), dtype=bool)
        for place, nurse in enumerate(nurses):
            for day in range(self.days):
                for kind in instance.may_work(nurse, day):
                    self.allowed[day, self.kinds.index(kind), place] = True
        self.least = np.array([-(-nurse.minutes_min // unit) for nurse in nurses])
        self.most = np.array([nurse.minutes_max // unit for nurse in nurses])
        self.weekends_max = np.array([nurse.weekends_max for nurse in nurses])
        most_weekends = int(self.weekends_max.max())
        self.saturdays = {weekend[0] for weekend in instance.weekends if weekend[0] % 7 == 5}
        begun = [sum(saturday <= day for saturday in self.saturdays) for day in range(self.days)]
        self.weekends = [min(most_weekends, number) + 1 for number in begun]
        self._reach()
        self.after = _minima(
            [
                tuple(i for i, before in enumerate(self.kinds) if kind not in instance.not_after.get(before, ()))
                for kind in self.kinds
            ]
        )
        self.may_follow = [tuple(sorted(kinds)) for kinds in self.after.of_kind]

    @property
    def states(self) -> float:
        """Mean number of states of a person and day."""
        runs = self.run_max * len(self.kinds) + self.rest
        return runs * float(np.mean([np.prod(self._shape(day)) for day in range(self.days)]))

    def cheapest(self, cost: Floats, who: Sequence[int]) -> list[tuple[float, Column]]:
        """Return the least cost and its roster for some of the people, by their places here.

        `cost` is what a shift costs by day, kind and person, in the order of `who`; infinite cost and an empty roster
        where there is none.
        """
        cost = np.where(self.allowed[:, :, who], cost, np.inf)
        work, off = self._forward(cost)
        ends = np.concatenate([work[-1].reshape(-1, *work[-1].shape[2:]), off[-1]])
        units = np.arange(ends.shape[-3])[:, None] + self.low[-1]
        may_end = (self.least[who] <= units) & (units <= self.most[who])
        weekends = np.arange(ends.shape[-2])[:, None] <= self.weekends_max[who]
        ends = np.where(may_end[:, None] & weekends[None], ends, np.inf)
        places = ends.reshape(-1, len(who)).argmin(axis=0)
        answer: list[tuple[float, Column]] = []
        for person, place in enumerate(places):
            state, *at = (int(part) for part in np.unravel_index(place, ends.shape[:-1]))
            value = float(ends[(state, *at, person)])
            is_found = np.isfinite(value)
            answer.append((value, self._backward(state, (*at, person), work, off)) if is_found else (np.inf, ()))
        return answer

    def _reach(self) -> None:
        """Find the units of time that somebody may have used up by the end of each day."""
        high, low = np.zeros(self.days, dtype=int), np.full(self.days, 10**9)
        for person in range(len(self.nurses)):
            so_far = self._most_by(range(self.days), person)
            to_come = [*self._most_by(range(self.days - 1, -1, -1), person)[-2::-1], 0]
            high = np.maximum(high, np.minimum(so_far, self.most[person]))
            low = np.minimum(low, np.maximum(0, self.least[person] - np.array(to_come)))
        self.low = low.tolist()
        self.high = np.maximum(high, low).tolist()

    def _most_by(self, days: range, person: int) -> list[int]:
        """Most units of time in the first of these days, the first two, and so on, as far as runs and rests allow."""
        off, work = [0.0] * self.rest, list[float]()  # by length: the last one of `off` stands for any longer
        answer = []
        for day in days:
            unit = max((unit for unit, may in zip(self.units, self.allowed[day, :, person], strict=True) if may),
                       default=None)  # fmt: skip
            rested, before = off[-1], work
            work = [] if unit is None else [rested + unit, *(most + unit for most in before[: self.run_max - 1])]
            off = [max(before, default=-np.inf), *off[:-2], max(off[-2:])] if self.rest > 1 else [max([*off, *before])]
            answer.append(int(max([*work, *off])))
        return answer

    def _shape(self, day: int) -> tuple[int, ...]:
        """The sizes of what is used up by the end of a day: counted kinds, units of time, weekends."""
        return *self.limits, self.high[day] - self.low[day] + 1, self.weekends[day]

    def _forward(self, cost: Floats) -> tuple[list[Floats], list[Floats]]:
        """Least cost of every state at the end of every day: working by (length, kind), off by length."""
        longest, kinds, people = self.run_max, len(self.kinds), cost.shape[2]
        works: list[Floats] = []
        offs: list[Floats] = []
        for day in range(self.days):
            shape = (*self._shape(day), people)
            work, off = np.full((longest, kinds, *shape), np.inf), np.full((self.rest, *shape), np.inf)
            if day == 0:
                start = np.zeros((*(1 for _ in shape[:-1]), people))
                self._move(start, off[0], None, day, False)
                for kind in range(kinds):
                    self._move(start, work[0, kind], kind, day, False, cost[day, kind])
            else:
                before_work, before_off = works[-1], offs[-1]
                rested = before_off[self._rested(day)].min(axis=0)
                least = self.after.of(before_work[:-1]) if longest > 1 else {}
                for kind in range(kinds):
                    if np.isfinite(cost[day, kind]).any():
                        self._move(rested, work[0, kind], kind, day, False, cost[day, kind])
                        if longest > 1 and (earlier := self.after.of_kind[kind]):
                            self._move(least[earlier], work[1:, kind], kind, day, True, cost[day, kind])
                if lengths := self._worked(day):
                    self._move(before_work[lengths].min(axis=(0, 1)), off[0], None, day, False)
                rested_on = before_off.copy()
                if self.rest > 1:
                    rested_on[-2] = np.minimum(before_off[-2], before_off[-1])
                    self._move(rested_on[:-1], off[1:], None, day, False)
                else:
                    now = off[0].copy()
                    self._move(rested_on[0], off[0], None, day, False)
                    np.minimum(off[0], now, out=off[0])
            works.append(work)
            offs.append(off)
        return works, offs

    def _rested(self, day: int) -> list[int]:
        """Lengths (less one) of days off after which work may begin: long enough, or begun with the horizon."""
        return sorted({self.rest - 1, *((day - 1,) if day <= self.rest else ())})

    def _worked(self, day: int) -> list[int]:
        """Lengths (less one) of a run after which a day off may come."""
        return sorted({*range(self.run_min - 1, self.run_max), *((day - 1,) if day <= self.run_max else ())})

    def _used(self, kind: int | None, day: int, worked_before: bool) -> tuple[int, ...]:
        """How far a shift, or a day off (None), moves the place of a state: kinds, units of time, weekends."""
        is_new = kind is not None and (day in self.saturdays or (day - 1 in self.saturdays and not worked_before))
        units = (0 if kind is None else self.units[kind]) + (self.low[day - 1] if day else 0) - self.low[day]
        return *(int(kind == one) for one in self.counted), units, int(is_new)

    def _move(
        self,
        source: Floats,
        target: Floats,
        kind: int | None,
        day: int,
        worked_before: bool,
        cost: Floats | None = None,
    ) -> None:
        """Write the values of a shift, or a day off, after `source` into `target`, moved by what it uses up."""
        used = self._used(kind, day, worked_before)
        into: list[Any] = [...]
        out: list[Any] = [...]
        sizes = zip(used, source.shape[-len(used) - 1 : -1], target.shape[-len(used) - 1 : -1], strict=True)
        for amount, of_source, of_target in sizes:
            first = max(0, -amount)
            size = min(of_source - first, of_target - (first + amount))
            if size <= 0:
                return
            out.append(slice(first, first + size))
            into.append(slice(first + amount, first + amount + size))
        everybody = slice(None)
        into.append(everybody)
        out.append(everybody)
        if cost is None:
            target[tuple(into)] = source[tuple(out)]
        else:
            np.add(source[tuple(out)], cost, out=target[tuple(into)])

    def _backward(self, state: int, place: tuple[int, ...], work: list[Floats], off: list[Floats]) -> Column:
        """The roster of a person that leads to a state of the last day; the person is the last number of `place`."""
        kinds, longest, person = len(self.kinds), self.run_max, place[-1]
        roster = [-1] * self.days
        length, kind = divmod(state, kinds) if state < longest * kinds else (state - longest * kinds, -1)
        for day in range(self.days - 1, -1, -1):
            roster[day] = kind
            if day == 0:
                break
            used = self._used(kind if kind >= 0 else None, day, kind >= 0 and length > 0)
            place = (*(at - amount for at, amount in zip(place, used, strict=False)), person)
            before_work, before_off = work[day - 1], off[day - 1]
            if any(at < 0 or at >= size for at, size in zip(place, before_off.shape[1:], strict=True)):
                raise RuntimeError("a roster leads back to no state")
            if kind < 0:
                if length == 0:
                    lengths = self._worked(day)
                    options = [(before_work[run, one][place], run, one) for run in lengths for one in range(kinds)]
                    if self.rest == 1:
                        options.append((before_off[0][place], 0, -1))
                elif length == self.rest - 1:
                    options = [(before_off[run][place], run, -1) for run in (length - 1, length)]
                else:
                    options = [(before_off[length - 1][place], length - 1, -1)]
            elif length == 0:
                options = [(before_off[run][place], run, -1) for run in self._rested(day)]
            else:
                options = [(before_work[length - 1, one][place], length - 1, one) for one in self.may_follow[kind]]
            _, length, kind = min(options)
        return tuple(roster)


class _minima:
    """Minima over sets of kinds, each made of those already found: sets of kinds that may come before mostly nest."""

    def __init__(self, sets: Sequence[tuple[int, ...]]) -> None:
        self.of_kind = [frozenset(one) for one in sets]
        self.steps: list[tuple[frozenset[int], frozenset[int], list[int]]] = []
        known: list[frozenset[int]] = []
        for wanted in sorted({one for one in self.of_kind if one}, key=lambda one: (len(one), sorted(one))):
            base = max((one for one in known if one <= wanted), key=len, default=frozenset[int]())
            self.steps.append((wanted, base, sorted(wanted - base)))
            known.append(wanted)

    def of(self, values: Floats) -> dict[frozenset[int], Floats]:
        """Return the minimum over the second axis of `values` for each set."""
        found: dict[frozenset[int], Floats] = {}
        for wanted, base, more in self.steps:
            least = found[base] if base else values[:, more[0]]
            for kind in more if base else more[1:]:
                least = np.minimum(least, values[:, kind])
            found[wanted] = least
        return found

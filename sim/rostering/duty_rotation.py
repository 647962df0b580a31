"""A rotation of duties as the public on-call benchmark states it: one person a day, the weekend counting as one day.

The problem (J. Fischer; MiniZinc Challenge 2013 and 2018): days run Monday, Tuesday, Wednesday, Thursday, and Friday to
Sunday taken together. Solved in `sim.rostering.duty_solve`, checked and costed without a solver in
`sim.rostering.duty_check`; the dated on-call rotas of a scenario are in `sim.rostering.on_call_instance`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

DAYS_A_WEEK = 5
"""Monday to Thursday, and the weekend as one."""


@dataclass(frozen=True)
class DutyRotation:
    """An instance; people and days are numbered from 0, where the files number them from 1."""

    name: str
    work_load: tuple[int, ...]
    """Share of full duty each person takes, in %."""
    days: int
    unavailable: tuple[frozenset[int], ...]
    """Days on which each person cannot have the duty; days past the horizon are left out."""
    fixed: tuple[frozenset[int], ...]
    """Days on which each person has the duty whatever the rules say."""
    weekend_offset: int
    """Number of the first weekend; every fifth day after it is one."""
    adjacent_weight: int
    """Cost of two adjacent days of one person."""
    wednesday_weight: int
    """Cost of a weekend whose holder also has the Wednesday, two days before."""

    @property
    def people(self) -> range:
        """Numbers of the people."""
        return range(len(self.work_load))

    @cached_property
    def weekends(self) -> tuple[int, ...]:
        """Days that are a weekend."""
        return tuple(range(self.weekend_offset, self.days, DAYS_A_WEEK))

    @cached_property
    def weekdays(self) -> tuple[int, ...]:
        """All other days."""
        taken = set(self.weekends)
        return tuple(day for day in range(self.days) if day not in taken)

    @cached_property
    def fixed_days(self) -> frozenset[int]:
        """Days that are fixed for somebody."""
        return frozenset().union(*self.fixed)

    @cached_property
    def apart(self) -> tuple[tuple[int, int], ...]:
        """Pairs of days that one person may not both have: a weekend and its neighbours, and the next weekend.

        Nothing is asked of days that are fixed. A weekend is judged with both its neighbours, as the benchmark does: it
        is let off only where all of them are fixed.
        """
        pairs = []
        for day in self.weekends:
            beside = [other for other in (day - 1, day + 1) if 0 <= other < self.days]
            if not {day, *beside} <= self.fixed_days:
                pairs += [(min(day, other), max(day, other)) for other in beside]
        for day in self.weekends[:-1]:
            if not {day, day + DAYS_A_WEEK} <= self.fixed_days:
                pairs.append((day, day + DAYS_A_WEEK))
        return tuple(pairs)

    @cached_property
    def triples(self) -> tuple[int, ...]:
        """First days of all three days running that are not all fixed: nobody has all three."""
        return tuple(day for day in range(self.days - 2) if not {day, day + 1, day + 2} <= self.fixed_days)

    @property
    def adjacent(self) -> range:
        """First days of the adjacent pairs that cost: all but the last pair, as in the benchmark."""
        return range(max(0, self.days - 2))

    @property
    def wednesdays(self) -> tuple[tuple[int, int], ...]:
        """Pairs of a Wednesday and the weekend two days after it."""
        return tuple((day - 2, day) for day in self.weekends if day >= 2)

    def may(self, person: int, day: int) -> bool:
        """Return whether a person can have a day, by availability and fixed days alone."""
        if day in self.fixed_days:
            return day in self.fixed[person]
        return day not in self.unavailable[person]


@dataclass(frozen=True)
class DutyPlan:
    """Who has which day, and what is known of it."""

    holders: tuple[int, ...] | None
    """The person of every day; None where there is no plan."""
    status: str
    """optimal, feasible, infeasible (proven), or unknown (no plan found in the time)."""
    costs: dict[str, int]
    """What each wish costs."""
    bound: float
    """Nothing costs less."""
    seconds: float
    """Time taken, building the model included."""
    reasons: tuple[str, ...] = ()
    """Why there is no plan, in words."""

    @property
    def cost(self) -> int | None:
        """Cost of the plan; None without one."""
        return sum(self.costs.values()) if self.holders is not None else None

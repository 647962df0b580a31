"""The problem of a cyclic rota: n people go through a table of n weeks, each a week behind the one before.

After Sunday of a row comes Monday of the next row, after the last row the first. Everybody works every row once in n
weeks, so nights, weekends and unpopular shifts are shared evenly by construction.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sim.errors import InputError, Problem

OFF = -1
"""The entry of a day off; shifts are numbered from 0."""
DAYS_A_WEEK = 7
DAY = 24 * 60
"""Minutes."""
UNLIMITED = 10_000
"""A most that limits nothing."""


@dataclass(frozen=True)
class RotaShift:
    """A shift of the rota; times in minutes."""

    name: str
    start: int
    """After midnight."""
    length: int
    """From its start to its end, unpaid breaks included."""
    run_min: int = 1
    """Fewest days in a row on this shift, once started."""
    run_max: int | None = None
    """Most days in a row on this shift; None leaves it to the work block."""
    is_night: bool = False
    working: int | None = None
    """Minutes that count as hours worked; None means all of them."""

    @property
    def is_overnight(self) -> bool:
        """Whether it ends on the day after its start, so that a day off after it has work in it."""
        return self.start + self.length > DAY

    @property
    def minutes(self) -> int:
        """Minutes that count as hours worked."""
        return self.length if self.working is None else self.working


@dataclass(frozen=True)
class RotaRules:
    """What every person's way through the table keeps."""

    days_off_min: int
    """Fewest days off in a row."""
    days_off_max: int
    """Most days off in a row."""
    work_min: int
    """Fewest working days in a row, whatever the shifts."""
    work_max: int
    """Most working days in a row."""
    forbidden: frozenset[tuple[int, ...]] = frozenset()
    """Sequences of two or three days that never occur, in numbers of shifts and OFF; each stands for itself alone."""
    nights_max: int | None = None
    """Most nights in a row, whatever the night shift."""
    off_after_nights: int = 0
    """Fewest days off once a block of nights has ended in days off."""
    minutes_a_week_max: int | None = None
    """Most minutes worked in one row of the table."""
    minutes_min: int = 0
    """Fewest minutes worked in the whole table."""
    minutes_max: int | None = None
    """Most minutes worked in the whole table."""
    weekend: tuple[int, ...] = (5, 6)
    """Days of the weekend, 0 is Monday; neighbours within one row. A weekend is off if no shift touches it: one that
    begins on the evening before and ends in the morning does."""
    weekends_off_min: int = 0
    """Fewest rows with the whole weekend off."""
    weekends_worked_max: int | None = None
    """Most weekends in a row that are not wholly off."""
    short_change: int = 16 * 60
    """A rest shorter than this many minutes between two shifts in a row is a short change. After eight hours it is the
    rest of somebody who starts earlier than the day before."""


@dataclass(frozen=True)
class RotaInstance:
    """Demand, shifts and rules of one rota."""

    people: int
    """People, which are the weeks of the table."""
    shifts: tuple[RotaShift, ...]
    demand: tuple[tuple[int, ...], ...]
    """People needed, by shift, then weekday from Monday."""
    rules: RotaRules
    surplus_max: int = 0
    """How many people more than needed a shift may have; 0 asks for exactly the demand."""
    may_be_short: bool = False
    """Whether fewer people than needed are allowed, at a price above all else."""
    wishes: tuple[tuple[tuple[str, int], ...], ...] = field(default=())
    """What to prefer among the rotas that keep every rule: stages in order of priority, each of names and weights
    (see `sim.rostering.cyclic_wishes`)."""

    def __post_init__(self) -> None:
        problems = list(_problems(self))
        if problems:
            raise InputError(problems)

    def label(self, entry: int) -> str:
        """Return the name of an entry of the table, ``-`` for a day off."""
        return "-" if entry == OFF else self.shifts[entry].name


def rest_between(first: RotaShift, second: RotaShift, days_off: int = 0) -> int:
    """Return the minutes from the end of one shift to the start of the next, with so many days off between them.

    >>> night, morning = RotaShift("N", 22 * 60, 480), RotaShift("D", 6 * 60, 480)
    >>> rest_between(night, morning), rest_between(night, morning, days_off=1) / 60
    (0, 24.0)
    """
    return second.start + (1 + days_off) * DAY - first.start - first.length


def rest_rules(
    shifts: tuple[RotaShift, ...], daily_rest: int = 0, weekly_rest: int = 0, is_forward: bool = False
) -> frozenset[tuple[int, ...]]:
    """Return the sequences that a least rest forbids, in minutes.

    `daily_rest` is due between two shifts in a row, `weekly_rest` round every block of days off. `is_forward` also
    forbids going to a shift that starts earlier on the clock than the one of the day before.
    """
    numbers = range(len(shifts))
    pairs = {
        (first, second)
        for first in numbers
        for second in numbers
        if rest_between(shifts[first], shifts[second]) < daily_rest
        or (is_forward and shifts[second].start < shifts[first].start)
    }
    triples = {
        (first, OFF, second)
        for first in numbers
        for second in numbers
        if rest_between(shifts[first], shifts[second], days_off=1) < weekly_rest
    }
    return frozenset(pairs | triples)


def _problems(instance: RotaInstance) -> list[Problem]:
    rules, shifts = instance.rules, instance.shifts
    problems = []

    def wrong(text: str, field: str, given: object, accepted: str) -> None:
        problems.append(Problem(text, field=field, given=str(given), accepted=accepted))

    if instance.people < 1:
        wrong("a rota needs people", "people", instance.people, "1 or more")
    if not shifts:
        wrong("a rota needs shifts", "shifts", "none", "1 or more")
    if len(instance.demand) != len(shifts) or any(len(row) != DAYS_A_WEEK for row in instance.demand):
        wrong("the demand does not fit the shifts", "demand", len(instance.demand), "7 numbers for every shift")
    if any(number < 0 for row in instance.demand for number in row):
        wrong("nobody can be needed less than not at all", "demand", instance.demand, "0 or more")
    for name, least, most, floor in (
        ("days off in a row", rules.days_off_min, rules.days_off_max, 1),
        ("working days in a row", rules.work_min, rules.work_max, 1),
        *(
            (
                f"days in a row on {s.name}",
                s.run_min,
                max(rules.work_max, s.run_min) if s.run_max is None else s.run_max,
                1,
            )
            for s in shifts
        ),
    ):
        if least < floor or most < least:
            wrong(f"{name}: no length is left", name, f"{least} to {most}", "1 or more, the least not above the most")
    if any(len(row) not in (2, 3) for row in rules.forbidden):
        wrong("a forbidden sequence has two or three days", "forbidden", set(rules.forbidden), "two or three entries")
    if any(not OFF <= entry < len(shifts) for row in rules.forbidden for entry in row):
        wrong("a forbidden sequence names a shift that is not there", "forbidden", set(rules.forbidden), "known shifts")
    weekend = rules.weekend
    if not weekend or sorted(weekend) != list(range(min(weekend), max(weekend) + 1)) or max(weekend) > 6:
        wrong("the days of the weekend are neighbours within a row", "weekend", weekend, "such as 5, 6")
    return problems

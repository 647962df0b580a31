"""Known shift patterns as data: what each crew does day by day, and where that is written down."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from sim.rostering.cyclic_instance import DAYS_A_WEEK, RotaShift

LONG_DAY = RotaShift("D", 7 * 60, 12 * 60)
LONG_NIGHT = RotaShift("N", 19 * 60, 12 * 60, is_night=True)
MORNING = RotaShift("M", 6 * 60, 8 * 60)
AFTERNOON = RotaShift("A", 14 * 60, 8 * 60)
NIGHT = RotaShift("N", 22 * 60, 8 * 60, is_night=True)
NINE_HOURS = RotaShift("L", 8 * 60, 9 * 60)
EIGHT_HOURS = RotaShift("S", 8 * 60, 8 * 60)


@dataclass(frozen=True)
class Crew:
    """People who work alike."""

    days: str
    """A letter per day of the cycle, `-` for a day off; letters are the names of the shifts."""
    ahead: int = 0
    """How many days ahead of the first day of the cycle the crew is on the first day of the first week."""


@dataclass(frozen=True)
class Pattern:
    """A shift pattern that companies use."""

    key: str
    title: str
    shifts: tuple[RotaShift, ...]
    crews: tuple[Crew, ...]
    source: str
    note: str
    """What it is known for."""

    def entry(self, crew: Crew, day: int) -> RotaShift | None:
        """Return what a crew works on a day, numbered from the first day of a week."""
        letter = crew.days[(day + crew.ahead) % len(crew.days)]
        return next((shift for shift in self.shifts if shift.name == letter), None)

    def rows(self, crew: Crew, weekend: Sequence[int] = (5, 6)) -> tuple[tuple[RotaShift | None, ...], ...]:
        """Return the weeks of a crew from Monday to Sunday, until they repeat.

        Weeks of the cycle begin on the day after the weekend: on Monday, or on Sunday where the weekend is Friday and
        Saturday.
        """
        weeks = math.lcm(len(crew.days), DAYS_A_WEEK) // DAYS_A_WEEK
        first = (max(weekend) + 1) % DAYS_A_WEEK
        return tuple(
            tuple(self.entry(crew, DAYS_A_WEEK * week + day - first) for day in range(DAYS_A_WEEK))
            for week in range(weeks)
        )


def _in_turn(days: str, *ahead: int) -> tuple[Crew, ...]:
    return tuple(Crew(days, steps) for steps in ahead)


_TWO_TWO_THREE = "xx--xxx--xx---"
_VENDOR = "bmscentral.com (Snap Schedule), library of shift patterns"
_TUCKER = "Tucker, Smith, Macdonald and Folkard, Occupational and Environmental Medicine 57 (2000) 678-684, table 1"

PATTERNS: dict[str, Pattern] = {
    pattern.key: pattern
    for pattern in (
        Pattern(
            "4_on_4_off",
            "4 on, 4 off",
            (LONG_DAY, LONG_NIGHT),
            _in_turn("DDDD----NNNN----", 0, 4, 8, 12),
            "common in the United Kingdom; Wikipedia, 'Shift plan'",
            "four days, four off, four nights, four off; the days off move through the week",
        ),
        Pattern(
            "panama_2_2_3",
            "Panama 2-2-3",
            (LONG_DAY, LONG_NIGHT),
            _in_turn(2 * _TWO_TWO_THREE.replace("x", "D") + 2 * _TWO_TWO_THREE.replace("x", "N"), 0, 7, 28, 35),
            f"{_VENDOR}, 'Panama Plan' (C4TR12-2)",
            "every other weekend off; four weeks of days, then four weeks of nights",
        ),
        Pattern(
            "dupont",
            "DuPont",
            (LONG_DAY, LONG_NIGHT),
            _in_turn("NNNN---DDD-NNN---DDDD-------", 0, 7, 14, 21),
            f"{_VENDOR}, 'DuPont Schedule' (C4TR12-3)",
            "seven days off in every four weeks, and one week of 72 hours",
        ),
        Pattern(
            "pitman",
            "Pitman",
            (LONG_DAY, LONG_NIGHT),
            tuple(Crew(_TWO_TWO_THREE.replace("x", letter), steps) for letter in "DN" for steps in (0, 7)),
            "mytommy.com, 'DuPont vs Pitman' (2026): fixed crews, 14 days",
            "the days of 2-2-3 with crews that always work days or always nights",
        ),
        Pattern(
            "continental",
            "Continental",
            (MORNING, AFTERNOON, NIGHT),
            _in_turn("MMAANNN--MMAAANN--MMMAANN---", 0, 7, 14, 21),
            f"{_TUCKER}: 8 h, 2-2-3, continuous",
            "two or three mornings, afternoons and nights in a row, seven days on",
        ),
        Pattern(
            "5_4_9",
            "5-4/9",
            (NINE_HOURS, EIGHT_HOURS),
            _in_turn("LLLLS--LLLL---", 0, 7),
            "US Office of Personnel Management, Handbook on Alternative Work Schedules: 5-4/9 plan",
            "80 hours in nine days of two weeks; no nights, no weekends",
        ),
        Pattern(
            "three_shift_week_rotation",
            "Three shifts, week by week",
            (MORNING, AFTERNOON, NIGHT),
            _in_turn("MMMMM--AAAAA--NNNNN--", 0, 7, 14),
            f"{_TUCKER}: 8 h, discontinuous",
            "a week of mornings, a week of afternoons, a week of nights; nobody at the weekend",
        ),
    )
}
"""By key, in the order in which they are shown."""

"""The cyclic rota of a team: who works which row of a table of weeks, everybody all rows in turn."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from sim.scenario.base import Part
from sim.scenario.duration import Duration
from sim.scenario.shift_times import ShiftLength, clock_minutes
from sim.timing import HOUR, MINUTE

PatternName = Literal[
    "4_on_4_off", "panama_2_2_3", "dupont", "pitman", "continental", "5_4_9", "three_shift_week_rotation"
]
Wish = Literal["weekends_worked", "separate_rests", "single_days_off", "short_changes", "surplus"]

ALL_PATTERNS: tuple[PatternName, ...] = (
    "4_on_4_off",
    "panama_2_2_3",
    "dupont",
    "pitman",
    "continental",
    "5_4_9",
    "three_shift_week_rotation",
)


def _clock(text: str) -> str:
    clock_minutes(text)
    return text


class RotaShiftType(Part):
    """A shift of the rota."""

    start: Annotated[str, AfterValidator(_clock)]
    """Clock time, such as '06:00'."""
    length: ShiftLength = 8 * HOUR
    """From start to end, breaks included."""
    in_row_min: int = Field(default=1, ge=1, le=14)
    """Fewest days in a row on this shift, once started."""
    in_row_max: int | None = Field(default=None, ge=1, le=14)
    """Most days in a row on this shift; None leaves it to `work_max`."""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.in_row_max is not None and self.in_row_max < self.in_row_min:
            raise ValueError("in_row_max: less than in_row_min; accepted: in_row_min or more")
        return self


class Rota(Part):
    """A cyclic rota, which `allhours rota` makes from the requirement and shows beside the known patterns.

    The rests, days and nights in a row, weekly hours and weekends off of `rules` hold in it too.
    """

    group: str | None = None
    """Whose rota; None means the first group."""
    people: int | None = Field(default=None, ge=1, le=500)
    """People on the rota, which are the weeks of its table; None finds the fewest that keep every rule and cover the
    demand. Those who stand in for leave come on top."""
    shifts: dict[str, RotaShiftType] = {}
    """Shifts by name; none lets the plan choose them among `rules.shift_starts` and `rules.shift_lengths`."""
    shift_types_max: int = Field(default=4, ge=1, le=6)
    """Most types of shifts, where the plan chooses them."""
    in_row_min: int = Field(default=1, ge=1, le=7)
    """Fewest days in a row on a shift that the plan chooses."""
    work_min: int = Field(default=2, ge=1, le=7)
    """Fewest working days in a row; the most are `rules.days_in_row_max`."""
    days_off_min: int = Field(default=1, ge=1, le=7)
    """Fewest days off in a row."""
    days_off_max: int = Field(default=5, ge=1, le=14)
    """Most days off in a row."""
    off_after_nights: int = Field(default=2, ge=0, le=7)
    """Fewest days off after a block of work that ends in nights."""
    forward: bool = True
    """Whether people never go from one shift to an earlier one the day after."""
    forbidden: tuple[str, ...] = ()
    """Further sequences of two or three days that never occur, of names of shifts and `-` for a day off, such as
    `N - N`."""
    surplus_max: int = Field(default=2, ge=0, le=20)
    """How many people more than needed a shift may have."""
    short_change: Duration = 14 * HOUR
    """A rest shorter than this between two shifts in a row is a short change."""
    wishes: tuple[dict[Wish, Annotated[int, Field(ge=1, le=1000)]], ...] = (
        {"weekends_worked": 1},
        {"single_days_off": 2, "separate_rests": 1, "short_changes": 1, "surplus": 1},
    )
    """What to have little of, with weights: stages in order of priority, each kept by those after it. weekends_worked:
    weekends not wholly off. separate_rests: blocks of days off, so that each is long. single_days_off. short_changes.
    surplus: people more than needed."""
    patterns: tuple[PatternName, ...] = ALL_PATTERNS
    """Known patterns to show beside the rota."""

    @model_validator(mode="after")
    def _sensible(self) -> Self:
        if self.days_off_max < max(self.days_off_min, self.off_after_nights):
            raise ValueError("days_off_max: less than days_off_min or off_after_nights; accepted: as many or more")
        if self.short_change % MINUTE:
            raise ValueError("short_change: accepted are whole minutes")
        if self.forbidden and not self.shifts:
            raise ValueError("forbidden: sequences name shifts, and none are given; accepted: with 'shifts'")
        for name in self.shifts:
            if not name.strip() or name == "-" or len(name.split()) != 1:
                raise ValueError(f"shifts: '{name}' is no name of a shift; accepted: a word other than '-'")
        for text in self.forbidden:
            words = text.split()
            unknown = [word for word in words if word != "-" and word not in self.shifts]
            if len(words) not in (2, 3) or unknown:
                raise ValueError(
                    f"forbidden: '{text}' is no sequence; accepted: two or three of {', '.join(self.shifts)} and '-'"
                )
        return self

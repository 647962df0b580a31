"""When shifts may start and how long they may be, as people write it: clock times, spacings, lengths in whole minutes.

Rosters are made, checked and simulated in whole minutes; anything finer would be rounded without a word.
"""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, PlainSerializer, WithJsonSchema

from sim.scenario.duration import Duration, duration_text, parse_duration
from sim.timing import DAY, MINUTE

CLOSEST_STARTS = 15 * MINUTE
"""Smallest spacing of possible starts: closer ones make rosters slow to find and no better."""

_CLOCK = re.compile(r"^\d{1,2}:\d{2}$")
_CLOCK_TIMES = "clock times from 00:00 to 23:59, such as ['06:00', '14:30'], or a spacing such as '1 h'"
_SPACING = "whole minutes from 15 min to 24 h, or a list of clock times"


def clock_minutes(text: str) -> int:
    """Return the minutes after midnight of a clock time.

    Raises
    ------
    ValueError
        If it is no time of the day.

    Examples
    --------
    >>> clock_minutes("06:30")
    390
    """
    hour, _, minute = text.partition(":")
    if not _CLOCK.match(text) or int(hour) > 23 or int(minute) > 59:
        raise ValueError(f"'{text}' is not a time of the day; accepted: {_CLOCK_TIMES}")
    return int(hour) * 60 + int(minute)


def parse_starts(given: Any) -> tuple[str, ...] | int:
    """Return the clock times at which shifts may start, or the microseconds from one possible start to the next.

    Raises
    ------
    ValueError
        If there is no start, one is no time of the day, or the spacing is not in whole minutes, too small or too large.
    """
    if isinstance(given, list | tuple):
        if not given:
            raise ValueError(f"there are no shifts without a start; accepted: {_CLOCK_TIMES}")
        for text in given:
            if not isinstance(text, str):
                raise ValueError(f"'{text}' is not a time of the day; accepted: {_CLOCK_TIMES}")
            clock_minutes(text)
        return tuple(given)
    if isinstance(given, str) and _CLOCK.match(given):
        raise ValueError(f"one clock time is a list too: ['{given}']; accepted: {_CLOCK_TIMES}")
    spacing = parse_duration(given)
    if spacing % MINUTE or not CLOSEST_STARTS <= spacing <= DAY:
        raise ValueError(f"this is not a spacing of starts; accepted: {_SPACING}")
    return spacing


def _whole_minutes(length: int) -> int:
    if length % MINUTE or length <= 0:
        raise ValueError("this is not a length in whole minutes; accepted: 1 min or more, such as '30 min'")
    return length


def _shift_length(length: int) -> int:
    if length % MINUTE or not 0 < length <= DAY:
        raise ValueError("a shift cannot have this length; accepted: whole minutes, up to 24 h")
    return length


def _starts_text(starts: tuple[str, ...] | int) -> tuple[str, ...] | str:
    return duration_text(starts) if isinstance(starts, int) else starts


WholeMinutes = Annotated[Duration, AfterValidator(_whole_minutes)]
ShiftLength = Annotated[Duration, AfterValidator(_shift_length)]
ShiftStarts = Annotated[
    tuple[str, ...] | int,
    BeforeValidator(parse_starts),
    PlainSerializer(_starts_text, return_type=tuple[str, ...] | str),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "array", "items": {"type": "string"}, "minItems": 1},
                {"type": "string", "pattern": r"^(\s*\d+(\.\d+)?\s*[A-Za-z]+\s*)+$", "examples": ["1 h", "30 min"]},
            ]
        }
    ),
]
"""Clock times, or microseconds between possible starts."""

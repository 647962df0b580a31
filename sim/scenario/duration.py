"""Durations as people write them: ``20 s``, ``4 h``, ``1.5 min``, ``2 weeks``, ``1 h 30 min``.

A number without a unit is refused, because 20 could be seconds or minutes and nobody would notice.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

from sim.timing import DAY, HOUR, MINUTE, SECOND, WEEK

UNITS = {
    "ms": SECOND // 1000,
    **dict.fromkeys(("s", "sec", "second", "seconds"), SECOND),
    **dict.fromkeys(("min", "minute", "minutes"), MINUTE),
    **dict.fromkeys(("h", "hour", "hours"), HOUR),
    **dict.fromkeys(("d", "day", "days"), DAY),
    **dict.fromkeys(("w", "week", "weeks"), WEEK),
}
ACCEPTED = "a number and a unit, such as '20 s', '1.5 min', '4 h', '2 d', '1 week'"

_PART = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([A-Za-z]+)\s*")


def parse_duration(text: Any) -> int:
    """Return the microseconds of a duration written with its unit.

    Integers pass through only when they come from an already validated model, written as ``"<n> us"`` nowhere
    else; a bare number from a file is refused.

    Raises
    ------
    ValueError
        If the text has no unit, an unknown unit, is negative or is not a duration at all.

    Examples
    --------
    >>> parse_duration("1 h 30 min") // 1_000_000
    5400
    """
    if isinstance(text, bool) or not isinstance(text, str):
        if isinstance(text, int | float) and not isinstance(text, bool):
            raise ValueError(f"a duration needs its unit; accepted: {ACCEPTED}")
        raise ValueError(f"this is not a duration; accepted: {ACCEPTED}")
    position, total = 0, Fraction(0)
    while position < len(text):
        part = _PART.match(text, position)
        if part is None:
            raise ValueError(f"this is not a duration; accepted: {ACCEPTED}")
        unit = part[2] if part[2] in UNITS else part[2].lower()
        if unit not in UNITS:
            raise ValueError(f"unknown unit '{part[2]}'; accepted: {ACCEPTED}")
        total += Fraction(part[1]) * UNITS[unit]
        position = part.end()
    if position == 0:
        raise ValueError(f"this is not a duration; accepted: {ACCEPTED}")
    return round(total)


def duration_text(duration: int) -> str:
    """Return a duration in the words of a scenario file, exact to the microsecond.

    >>> duration_text(5_400_000_000), duration_text(20_000_000), duration_text(0)
    ('1.5 h', '20 s', '0 s')
    """
    for unit, size in (("w", WEEK), ("d", DAY), ("h", HOUR), ("min", MINUTE)):
        quarters, rest = divmod(4 * duration, size)
        if quarters >= 4 and not rest:
            return f"{_without_zeros(quarters // 4, f'{quarters % 4 * 25:02d}')} {unit}"
    return f"{_without_zeros(duration // SECOND, f'{duration % SECOND:06d}')} s"


def _without_zeros(whole: int, decimals: str) -> str:
    return f"{whole}.{decimals}".rstrip("0").rstrip(".")


Duration = Annotated[
    int,
    BeforeValidator(parse_duration),
    PlainSerializer(duration_text, return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^(\s*\d+(\.\d+)?\s*[A-Za-z]+\s*)+$", "examples": ["20 s", "4 h"]}),
]
"""Integer microseconds inside, text with a unit outside."""

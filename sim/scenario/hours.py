"""Opening hours as people write them: ``always``, ``never``, or clock ranges by day of the week.

Keys are days (`mon`), spans of days (`sun-thu`), `weekdays`, `weekend`, `every day` and `holidays`; the more special
key wins: a day named alone over a span, a span over `weekdays` or `weekend`, those over `every day`. A day not named is
closed. Values are ``07:00-24:00``, several ranges with commas, ``closed`` or ``all day``.
"""

from __future__ import annotations

import itertools
import re
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

from sim.errors import suggestion
from sim.scenario.base import Part

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SPELLINGS = {
    spelling: day
    for day, more in zip(
        DAYS, (("monday",), ("tues", "tuesday"), ("weds", "wednesday"), ("thur", "thurs", "thursday"),
               ("friday",), ("saturday",), ("sunday",)), strict=True
    )
    for spelling in (day, *more)
}  # fmt: skip
_DAY_GROUPS = ("weekdays", "weekend", "every day", "holidays")
_RANGE = re.compile(r"^\s*(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})\s*$")
_HOW = "'always', 'never', or days with ranges such as {'mon-fri': '09:00-18:00', 'sat': '10:00-14:00'}"

Ranges = tuple[tuple[int, int], ...]


class Hours(Part):
    """Opening hours of a week: for every weekday the open ranges in minutes since local midnight."""

    text: str | dict[str, str]
    """As written in the file."""
    by_day: dict[str, Ranges]
    """Ranges of minutes by key: a weekday (`mon`), `weekdays`, `weekend`, `every day`, `holidays`."""

    @property
    def is_always(self) -> bool:
        """Whether it is open at every hour of the week."""
        return self.text == "always"

    def ranges(self, weekday: int, is_weekend: bool, is_holiday: bool) -> Ranges:
        """Return the open ranges (minutes since midnight) of a day; `weekday` 0 is Monday."""
        keys = [DAYS[weekday], "weekend" if is_weekend else "weekdays", "every day"]
        if is_holiday:
            keys.insert(0, "holidays")
        for key in keys:
            if key in self.by_day:
                return self.by_day[key]
        return ()


def _minutes(text: str) -> Ranges:
    text = text.strip().lower()
    if text in ("closed", "never"):
        return ()
    if text in ("all day", "always"):
        return ((0, 1440),)
    ranges = []
    for part in text.split(","):
        match = _RANGE.match(part)
        if match is None:
            raise ValueError(
                f"'{part.strip()}' is not a range of clock times; accepted: '07:00-24:00', 'all day', 'closed'"
            )
        start, end = int(match[1]) * 60 + int(match[2]), int(match[3]) * 60 + int(match[4])
        if int(match[2]) > 59 or int(match[4]) > 59 or end > 1440:
            raise ValueError(f"'{part.strip()}' is not a range of clock times between 00:00 and 24:00")
        if end <= start:
            raise ValueError(f"'{part.strip()}' ends before it starts; write a night as '00:00-06:00, 22:00-24:00'")
        ranges.append((start, end))
    ranges.sort()
    for (_, before), (after, _) in itertools.pairwise(ranges):
        if after < before:
            raise ValueError(f"the ranges of '{text}' overlap")
    return tuple(ranges)


def span_of_days(text: str) -> list[str]:
    """Return the weekdays of ``mon`` or ``sun-thu`` (which runs over the end of the week).

    >>> span_of_days("fri-mon")
    ['fri', 'sat', 'sun', 'mon']
    """
    parts = [part.strip().lower() for part in text.split("-")]
    unknown = [part for part in parts if part not in _SPELLINGS]
    if len(parts) > 2 or unknown:
        near = suggestion((unknown or parts)[0], [*_SPELLINGS, *_DAY_GROUPS])
        raise ValueError(
            f"'{text}' is not a day{near}; accepted: {', '.join(DAYS)}, a span such as 'mon-fri', "
            f"{', '.join(_DAY_GROUPS)}"
        )
    first, last = (DAYS.index(_SPELLINGS[part]) for part in (parts[0], parts[-1]))
    return [DAYS[(first + step) % 7] for step in range((last - first) % 7 + 1)]


def parse_hours(given: Any) -> Hours:
    """Return the opening hours of their text.

    Raises
    ------
    ValueError
        If a key is no day or a value no range of clock times.
    """
    if isinstance(given, Hours):
        return given
    if given == "always":
        return Hours(text="always", by_day={"every day": ((0, 1440),)})
    if given == "never":
        return Hours(text="never", by_day={})
    if isinstance(given, str):
        return Hours(text=given, by_day={"every day": _minutes(given)})
    if not isinstance(given, dict):
        raise ValueError(f"these are not hours; accepted: {_HOW}")
    by_day: dict[str, Ranges] = {}
    single: dict[str, Ranges] = {}
    for key, value in given.items():
        if not isinstance(key, str) or not isinstance(value, str):
            raise ValueError(f"'{key}: {value}' are not hours; accepted: {_HOW}")
        ranges = _minutes(value)
        name = key.strip().lower()
        if name in _DAY_GROUPS:
            by_day[name] = ranges
            continue
        days = span_of_days(name)
        for day in days:
            (single if len(days) == 1 else by_day)[day] = ranges
    return Hours(text=dict(given), by_day=by_day | single)


HoursText = Annotated[
    Hours,
    BeforeValidator(parse_hours),
    PlainSerializer(lambda hours: hours.text, return_type=str | dict[str, str]),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "object", "additionalProperties": {"type": "string"}}]}),
]
"""Hours in a scenario file."""

ALWAYS = parse_hours("always")

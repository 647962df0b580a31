"""How to read somebody's log: a small YAML file that names its columns, formats and codes, and the rows to drop.

The mapping is the only thing to write for a new log; `sim.demand.load_mapping` reads the file, `sim.demand.history`
the log. An example stands in ``docs/calibration.md``.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self
from zoneinfo import available_timezones

from pydantic import BeforeValidator, Field, model_validator

from sim.errors import suggestion
from sim.scenario.base import NotNegative, Part, Positive
from sim.scenario.channels import CHANNELS

Outcome = Literal["served", "abandoned", "left_menu", "self_served", "turned_away"]
OUTCOMES: dict[str, str] = {
    "served": "answered by a person",
    "abandoned": "asked for a person and left before the answer",
    "left_menu": "left the menu before asking for a person; whether it had helped is not known",
    "self_served": "answered by self-service",
    "turned_away": "asked for a person while closed or full",
}
OFFERED = ("served", "abandoned", "turned_away")
"""Outcomes of contacts that asked for a person; only these are demand for agents."""


def _words(given: Any) -> Any:
    """YAML reads a bare 0 or 1 as a number; codes are compared as text, as they stand in the log."""
    if isinstance(given, list):
        return tuple(str(item) for item in given)
    return (str(given),) if isinstance(given, str | int | float) else given


def _text_keys(given: Any) -> Any:
    return {str(key): str(value) for key, value in given.items()} if isinstance(given, dict) else given


def _zone(given: Any) -> Any:
    if not isinstance(given, str) or given not in available_timezones():
        near = suggestion(str(given), available_timezones())
        raise ValueError(f"unknown time zone{near}; accepted: a name of the tz database such as 'Europe/London'")
    return given


Words = Annotated[tuple[str, ...], BeforeValidator(_words)]
Codes = Annotated[dict[str, str], BeforeValidator(_text_keys)]


class Coded(Part):
    """A field of the history: a column whose codes are translated, or one value for all rows."""

    column: str | None = None
    """Column of the log."""
    value: str | None = None
    """The one value, where the log has no such column."""
    codes: Codes | None = None
    """What each code means; a code not listed is an error. Without it codes are kept as they are."""
    absent: Words = ()
    """How the log writes that the value is not known."""

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        if (self.column is None) == (self.value is None):
            raise ValueError("either 'column' or 'value' is needed, not both")
        return self


class Outcomes(Part):
    """How a contact ended."""

    column: str
    codes: Annotated[dict[str, Outcome], BeforeValidator(_text_keys)]
    without_queue: dict[Outcome, Outcome] = Field(default_factory=dict)
    """What an outcome means for a row that has no queue time, such as `abandoned: left_menu`."""


class DateColumn(Part):
    """The date the clock times of a row belong to."""

    column: str
    format: str = "%Y-%m-%d"


class Times(Part):
    """Columns of the time stamps, in the order in which they happen."""

    arrived: str
    left_menu: str | None = None
    queued: str | None = None
    left_queue: str | None = None
    answered: str | None = None
    ended: str | None = None


class Seconds(Part):
    """Columns of durations that the log states itself; otherwise they follow from the time stamps."""

    menu: str | None = None
    waited: str | None = None
    handled: str | None = None


class Drop(Part):
    """Rows to leave out, and why; they are counted under the reason."""

    column: str
    equals: Words
    because: str = Field(min_length=1)


class HistoryMapping(Part):
    """How to read one log."""

    source: str = ""
    """Where the log comes from; repeated in everything derived from it."""
    separator: str = ","
    compression: Literal["infer", "gzip", "bz2", "zip", "xz", "none"] = "infer"
    encoding: str = "utf-8-sig"
    time_zone: Annotated[str, BeforeValidator(_zone)]
    """Time zone of the stamps; results are in UTC."""
    date: DateColumn | None = None
    """Given where the stamps are clock times without a date. A stamp far before the arrival is on the next day."""
    time_format: str | None = None
    """strptime format of the stamps; without it ISO 8601, or h:mm[:ss] where `date` is given. With `%z` the stamps
    carry their own offset."""
    absent_time: Words = ("",)
    """How the log writes that something did not happen, such as 0:00:00."""
    times: Times
    seconds: Seconds = Seconds()
    longest_hours: Positive = 12.0
    """A contact takes no longer; a longer one has its times going backwards."""
    tolerance_seconds: NotNegative = 2.0
    """Clocks of different machines may differ by this much before a row is reported."""
    contact: Words = ()
    """Columns that together identify a contact; without them the line number does."""
    channel: Coded
    topic: Coded = Coded(value="all")
    segment: Coded = Coded(value="all")
    agent: Coded | None = None
    customer: Coded | None = None
    outcome: Outcomes | None = None
    """Without it, an answered contact was served and any other abandoned."""
    drop: tuple[Drop, ...] = ()

    @model_validator(mode="after")
    def _known_channels(self) -> Self:
        named = [self.channel.value] if self.channel.value else list((self.channel.codes or {}).values())
        for name in named:
            if name not in CHANNELS:
                raise ValueError(
                    f"channel: unknown channel '{name}'{suggestion(name, CHANNELS)}; accepted: {', '.join(CHANNELS)}"
                )
        return self

    def columns(self) -> dict[str, str]:
        """Return every column of the log that the mapping needs, by the key of the mapping that names it."""
        found = {f"times.{name}": column for name, column in self.times if column}
        found |= {f"seconds.{name}": column for name, column in self.seconds if column}
        found |= {f"contact.{index}": column for index, column in enumerate(self.contact)}
        found |= {f"drop.{index}.column": rule.column for index, rule in enumerate(self.drop)}
        for name in ("date", "channel", "topic", "segment", "agent", "customer", "outcome"):
            part = getattr(self, name)
            if part is not None and part.column is not None:
                found[f"{name}.column"] = part.column
        return found

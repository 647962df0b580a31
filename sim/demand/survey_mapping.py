"""How to read the answers of a survey joined to contacts: a small YAML file that names the columns of each driver.

An example stands in docs/experience.md; `sim.demand.survey_answers` reads the file, `sim.demand.survey_fit` fits it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from sim.demand.load_mapping import read_mapping
from sim.demand.mapping import Coded, Words
from sim.errors import suggestion
from sim.scenario.base import Part
from sim.scenario.channels import CHANNELS
from sim.scenario.experience import ExpectedWait

Driver = Literal[
    "unsolved", "not_answered", "waiting", "broken_promise", "acknowledged", "earlier_contacts", "transfers",
    "repeating", "inconsistent", "personalised", "refused", "granted", "forced", "failed_self_service", "automation",
    "accuracy", "professionalism",
]  # fmt: skip
MINUTES = {"seconds": 1 / 60, "minutes": 1.0, "hours": 60.0}


class DriverColumn(Part):
    """The column of a driver: words that mean yes and no, or a number."""

    column: str
    yes: Words = ()
    """Words that mean that it happened; without them the column holds a number."""
    no: Words = ()
    """Words that mean that it did not."""
    less: float = 0.0
    """Taken off a number: 1 where the first attempt is counted as 1."""
    unit: Literal["seconds", "minutes", "hours"] | None = None
    """Of `waiting`: the number is a wait, counted in doublings beyond the expected one."""

    @model_validator(mode="after")
    def _words_or_number(self) -> Self:
        if bool(self.yes) != bool(self.no):
            raise ValueError("'yes' and 'no' are given together; accepted: both, or neither for a number")
        if self.yes and (self.unit is not None or self.less):
            raise ValueError("'unit' and 'less' are of numbers; accepted: without 'yes' and 'no'")
        if both := set(self.yes) & set(self.no):
            raise ValueError(f"'{min(both)}' means both yes and no")
        return self


class SurveyMapping(Part):
    """How to read one file of answers."""

    source: str = ""
    """Where the answers come from; repeated in everything derived from them."""
    separator: str = ","
    compression: Literal["infer", "gzip", "bz2", "zip", "xz", "none"] = "infer"
    encoding: str = "utf-8-sig"
    grade: str
    """Column of the grade, a whole number from 1 to 10; rows without one are left out."""
    channel: Coded
    drivers: dict[Driver, DriverColumn] = Field(min_length=1)
    expected_wait: ExpectedWait = ExpectedWait()
    """How long customers expect to wait, as in the scenario."""

    @model_validator(mode="after")
    def _sensible(self) -> Self:
        for name, about in self.drivers.items():
            if (about.unit is not None) != (name == "waiting"):
                raise ValueError(
                    f"drivers.{name}: 'unit' is of 'waiting', which needs one; accepted: {', '.join(MINUTES)}"
                )
        named = [self.channel.value] if self.channel.value else list((self.channel.codes or {}).values())
        for word in named:
            if word not in CHANNELS:
                near = suggestion(word, CHANNELS)
                raise ValueError(f"channel: unknown channel '{word}'{near}; accepted: {', '.join(CHANNELS)}")
        return self

    def columns(self) -> dict[str, str]:
        """Return every column that the mapping needs, by the key that names it."""
        found = {"grade": self.grade}
        if self.channel.column is not None:
            found["channel.column"] = self.channel.column
        return found | {f"drivers.{name}.column": about.column for name, about in self.drivers.items()}


def load_survey_mapping(path: str | Path) -> SurveyMapping:
    """Return the mapping of a YAML file.

    Raises
    ------
    InputError
        With every problem of the file.
    """
    return read_mapping(path, SurveyMapping, {"drivers": DriverColumn, "expected_wait": ExpectedWait})

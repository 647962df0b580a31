"""The rows of a roster as typed records: what is read of a roster without a solver."""

from __future__ import annotations

import re
from typing import NamedTuple

import pandas as pd

from sim.centre.roster import ASSIGNMENT_COLUMNS, Roster
from sim.scenario.model import Scenario

Row = tuple[str, str, str, str, pd.Timestamp, pd.Timestamp]


class Assignment(NamedTuple):
    """A row of a roster, with its types."""

    person: str
    group: str
    kind: str
    shift: str
    start: pd.Timestamp
    end: pd.Timestamp


def assignments_of(roster: Roster, kind: str | None = None) -> list[Assignment]:
    """Return the rows of a roster in their order, those of one kind or all."""
    table = roster.assignments if kind is None else roster.of_kind(kind)
    return [Assignment(*row) for row in table[list(ASSIGNMENT_COLUMNS)].itertuples(index=False, name=None)]


def is_member(scenario: Scenario, person: str, group: str) -> bool:
    """Return whether a group has a person of this name: named in the scenario, or numbered (`care 3`)."""
    if group not in scenario.team.groups:
        return False
    named = any(known.name == person and known.group == group for known in scenario.team.people)
    return named or re.fullmatch(rf"{re.escape(group)} [1-9]\d*", person) is not None

"""What a repair of a roster does to its turns on call: those of the ill are taken over, or told where nobody may."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from sim.centre.roster import Roster
from sim.rostering import terms
from sim.rostering.assignments import Assignment, Row, assignments_of
from sim.rostering.engine import Stop, Watch
from sim.rostering.on_call_repair import repair_turns
from sim.rostering.repair_team import Absence
from sim.scenario.model import Scenario


@dataclass(frozen=True)
class CallsAfter:
    """The turns on call of a repaired roster."""

    rows: Sequence[Row]
    notes: tuple[str, ...] = ()
    changes: pd.DataFrame | None = None
    """Turns that change hands (see `RepairedTurns.changes`); None where none does."""


def calls_after(
    scenario: Scenario,
    before: Roster,
    after: Roster,
    ill: Sequence[Absence],
    *,
    today: dt.date | None = None,
    seed: int | None = None,
    progress: Watch | None = None,
    stop: Stop | None = None,
) -> CallsAfter:
    """Return the turns of a roster once the ill are away; `after` is the repaired roster without turns.

    Without `on_call` in the scenario nothing says who may take over: turns of the ill are taken out, and told.
    """
    rows = list(assignments_of(before, "on_call"))
    holders = {row.person for row in rows}
    away = [one for one in ill if one.person in holders]
    hit = [row for row in rows if any(_meets(scenario, row, one) for one in away)]
    if not hit:
        return CallsAfter(rows)
    if scenario.on_call is None:
        notes = [
            f"{row.person} is on call from {row.start.tz_convert(scenario.calendar.zone):%a %Y-%m-%d %H:%M}: "
            "somebody else must take that turn."
            for row in hit
        ]
        return CallsAfter([row for row in rows if row not in hit], tuple(notes))
    table = pd.concat([after.assignments, before.of_kind("on_call")], ignore_index=True)
    whole = replace(after, assignments=table)
    repaired = repair_turns(scenario, whole, away, today=today, seed=seed, progress=progress, stop=stop)
    found = assignments_of(Roster(repaired.plan.assignments))
    return CallsAfter(found, repaired.words, repaired.changes)


def _meets(scenario: Scenario, row: Assignment, one: Absence) -> bool:
    span = [terms.minute_of(scenario.calendar, moment) for moment in (row.start, row.end)]
    dates = {terms.date_of(scenario.calendar, day) for day in terms.days_touched(scenario.calendar, *span)}
    return row.person == one.person and any(one.first <= date <= one.last for date in dates)

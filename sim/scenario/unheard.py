"""What a scenario says of people that changes nothing: dates outside the horizon, names of nobody in the ledger.

Lists of leave, of requests and of days away are kept for a year, and ledgers for ever, so that these are no mistakes,
but worth a sentence. Turns that are fixed outside the horizon, and past shifts inside it, can only be mistakes: they
are refused when the scenario is read.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sim.errors import suggestion
from sim.scenario.model import Scenario
from sim.wording import counted

NAMES_TOLD = 6
"""Most names in one sentence."""


def unheard(scenario: Scenario) -> tuple[str, ...]:
    """Return a sentence for each kind of thing that is said and changes nothing."""
    return (*_outside(scenario), *_unknown_in_ledger(scenario))


def _outside(scenario: Scenario) -> Iterator[str]:
    people = scenario.team.people
    leave = [(one.name, away.first, away.last) for one in people for away in one.leave]
    asked = [
        (one.name, request.first, request.last or request.first)
        for one in people
        for request in one.requests
        if request.first is not None
    ]
    rota = scenario.on_call.rota if scenario.on_call is not None else None
    away_from_calls = [(one.person, one.first, one.last) for one in rota.unavailable] if rota is not None else []
    employed = [
        (one.name, one.joins or dt.date.min, one.leaves or dt.date.max) for one in people if one.joins or one.leaves
    ]
    yield from _told(scenario, "stretch of leave", "stretches of leave", leave)
    yield from _told(scenario, "request", "requests", asked)
    yield from _told(scenario, "stretch without turns on call", "stretches without turns on call", away_from_calls)
    yield from _told(scenario, "time with the team", "times with the team", employed)


def _told(scenario: Scenario, one: str, many: str, spans: list[tuple[str, dt.date, dt.date]]) -> Iterator[str]:
    first = scenario.calendar.start
    last = first + dt.timedelta(weeks=scenario.calendar.weeks, days=-1)
    out = [span for span in spans if span[1] > last or span[2] < first]
    if out:
        names = list(dict.fromkeys(name for name, _, _ in out))
        told = ", ".join(names[:NAMES_TOLD]) + (f" and {len(names) - NAMES_TOLD} more" * (len(names) > NAMES_TOLD))
        verb = "changes" if len(out) == 1 else "change"
        date = min((start if start > last else end) for _, start, end in out)
        yield (
            f"{counted(len(out), one, many)} outside the horizon ({first} to {last}) {verb} nothing: of {told}; "
            f"the first {'begins' if date > last else 'ends'} on {date}."
        )


def _unknown_in_ledger(scenario: Scenario) -> Iterator[str]:
    ledger = scenario.rules.ledger
    known = [person.name for person in scenario.team.people]
    unknown = []
    for name in dict.fromkeys(entry.person for entry in ledger.entries) if ledger is not None else ():
        group, _, number = name.rpartition(" ")
        if name not in known and not (group in scenario.team.groups and number.isdecimal()):
            unknown.append(f"{name}{suggestion(name, known)}")
    if unknown:
        told = ", ".join(unknown[:NAMES_TOLD]) + (
            f" and {len(unknown) - NAMES_TOLD} more" * (len(unknown) > NAMES_TOLD)
        )
        yield f"In the ledger, but not in the team, so that their entries count for nobody: {told}."

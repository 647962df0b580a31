"""The independent check of a roster: every rule and cost again, in plain Python, from its rows alone.

It shares with the solver only the meaning of words (`sim.rostering.terms`, `sim.rostering.presence`), each of which has
its own tests. Imported and hand-edited rosters go through the same check.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from sim.centre.roster import KINDS, Roster
from sim.errors import suggestion
from sim.rostering.assignments import assignments_of, is_member
from sim.rostering.check_people import PERSON_RULES
from sim.rostering.check_shifts import SHIFT_RULES
from sim.rostering.on_call import broken_turns
from sim.rostering.penalties import missing_cover, penalties_of
from sim.rostering.terms import day_of, is_newcomer
from sim.rostering.timesheets import Timesheet, Violation, is_night, moment_text, timesheets
from sim.scenario.model import Scenario
from sim.staffing.requirement import Requirement
from sim.wording import people


def check_roster(
    scenario: Scenario,
    roster: Roster,
    requirement: Requirement | None = None,
    *,
    sizes: Mapping[str, int] | None = None,
) -> list[Violation]:
    """Return everything in which a roster breaks a rule or says something untrue of itself; nothing for a good roster.

    With a requirement, its list of gaps and (where it states any) its penalties are recomputed as well. `sizes` is the
    number of people by group, for rosters of fewer or more people than the scenario names; people without any row count
    in the penalties.
    """
    found = list(_rows(scenario, roster))
    if found:
        return found  # nothing else can be judged of rows that make no sense
    sheets = timesheets(scenario, roster, sizes or {})
    for sheet in sheets:
        for rule in (*PERSON_RULES, *SHIFT_RULES):
            found += rule(scenario, sheet)
    found += _nobody(scenario, roster, sizes or {})
    found += _newcomers_at_night(scenario, sheets)
    found += [
        Violation("on_call", broken.person, broken.sentence) for broken in broken_turns(scenario, roster, sizes or {})
    ]
    if requirement is not None:
        found += _gaps(scenario, roster, requirement)
        found += _penalties(scenario, roster, requirement, sheets)
    return found


AWAY = ("break", "meeting")
"""Kinds inside a shift: a shift that begins within the horizon may have them after its end."""


def _rows(scenario: Scenario, roster: Roster) -> Iterator[Violation]:
    calendar = scenario.calendar
    for row in assignments_of(roster):
        if row.kind not in KINDS:
            yield Violation("kinds", row.person, f"{row.person}: '{row.kind}' is no kind of assignment")
        elif not row.start < row.end:
            yield Violation("order", row.person, f"{row.person}: the {row.kind} at {row.start} ends before it starts")
        elif not is_member(scenario, row.person, row.group):
            named = (
                [person.name for person in scenario.people_of(row.group)] if row.group in scenario.team.groups else []
            )
            near = suggestion(row.person, named)
            text = f"{row.person} (from {row.start}) is nobody in the group '{row.group}'{near}"
            yield Violation("people", row.person, text)
        elif row.kind not in AWAY and not calendar.start_utc <= row.start < calendar.end_utc:
            yield Violation(
                "horizon", row.person, f"{row.person}: the {row.kind} at {row.start} is outside the horizon"
            )


def _nobody(scenario: Scenario, roster: Roster, sizes: Mapping[str, int]) -> Iterator[Violation]:
    """Whoever has a number instead of a name is one of as many people as there are.

    Where neither the scenario nor `sizes` says how many that is, a number is believed up to twice the people of the
    group in the roster: some may have been taken out of it by hand.
    """
    rows = assignments_of(roster)
    for group, about in scenario.team.groups.items():
        given = sorted({row.person for row in rows if row.group == group})
        size = sizes.get(group, about.size)
        known = {person.name for person in scenario.people_of(group, 2 * len(given) if size is None else size)}
        known |= {person.name for person in scenario.people_of(group)}
        for name in given:
            if name not in known:
                others = [other for other in given if other in known]
                near = suggestion(name, others)
                text = f"{name} is nobody in the group '{group}', which has {people(size or len(others))}{near}"
                yield Violation("people", name, text)


def _newcomers_at_night(scenario: Scenario, sheets: list[Timesheet]) -> Iterator[Violation]:
    """No newcomer works a night without an experienced colleague of the group on shift throughout."""
    calendar = scenario.calendar
    for sheet in sheets if scenario.rules.newcomer_for else ():
        for shift in sheet.shifts:
            if not is_newcomer(scenario, sheet.person, day_of(calendar, shift.start)):
                continue
            if not is_night(scenario, sheet, shift):
                continue
            beside = sorted(
                (other.start, other.end)
                for colleague in sheets
                if colleague.person.group == sheet.person.group
                for other in colleague.shifts
                if not is_newcomer(scenario, colleague.person, day_of(calendar, other.start))
            )
            accompanied_until = shift.start
            for start, end in beside:
                if start <= accompanied_until < end:
                    accompanied_until = end
            if accompanied_until < shift.end:
                name, when = sheet.person.name, moment_text(scenario, shift.start)
                text = f"{name}, new to the team, works the night at {when} without an experienced colleague"
                yield Violation("newcomers_at_night", name, text)


def _gaps(scenario: Scenario, roster: Roster, requirement: Requirement) -> Iterator[Violation]:
    gaps = roster.gaps
    stated: dict[tuple[str, pd.Timestamp], int] = {
        (group, start): int(missing)
        for group, start, missing in zip(gaps["skill"], gaps["interval_start"], gaps["missing"], strict=True)
    }
    real = missing_cover(scenario, roster, requirement)
    for group, start in sorted(stated.keys() | real.keys()):
        told, true = stated.get((group, start), 0), real.get((group, start), 0)
        if told != true:
            local = start.tz_convert(scenario.calendar.time_zone)
            text = f"{group}, {local:%Y-%m-%d %H:%M}: {people(true)} missing, the roster says {told}"
            yield Violation("gaps", "", text)


def _penalties(
    scenario: Scenario, roster: Roster, requirement: Requirement, sheets: list[Timesheet]
) -> Iterator[Violation]:
    if not roster.penalties:
        return
    real = penalties_of(scenario, roster, requirement, sheets)
    for rule in sorted(roster.penalties.keys() | real.keys()):
        told, true = roster.penalties.get(rule, 0.0), real.get(rule, 0.0)
        if abs(told - true) > 0.01 + 1e-3 * abs(true):
            yield Violation("penalties", "", f"{rule} costs {true:g}, the roster says {told:g}")
    if roster.objective is not None and abs(roster.objective - sum(real.values())) > 0.1 + 1e-3 * sum(real.values()):
        yield Violation("penalties", "", f"all rules cost {sum(real.values()):g}, the roster says {roster.objective:g}")

"""Why a roster has holes: the smallest set of rules in conflict, in words, and the least mends, each solved again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from sim.centre.roster import Roster
from sim.rostering import terms
from sim.rostering.conflict import Conflict, is_impossible, smallest_conflict
from sim.rostering.engine import WORK_PER_SECOND, Effort
from sim.rostering.leave import people_with_leave
from sim.rostering.mends import Mend, left_open, looser, more_people
from sim.rostering.presence import needed_on_shift
from sim.rostering.reasons import Reason, question_of, question_of_duty, reasons_of
from sim.rostering.shift_mix import mix_of_group
from sim.rostering.shift_types import shifts_of, with_agreed_shifts
from sim.rostering.timesheets import date_text
from sim.rostering.wishes import duties_of
from sim.scenario.model import Scenario
from sim.staffing.requirement import Requirement
from sim.timing import MINUTE
from sim.wording import people as _people

WIDER = (0, 1, 3, 6, 13)
"""Days to either side of the first hole that are looked at, one after the other, until they hold a conflict."""


@dataclass(frozen=True)
class Explanation:
    """Why a roster has holes, and what would mend it."""

    conflicts: tuple[Conflict, ...]
    mends: tuple[Mend, ...]
    notes: tuple[str, ...]
    """What could not be told."""

    @property
    def conflict_table(self) -> pd.DataFrame:
        """One row per conflict and reason: wanted, rule, person, reason, is_smallest."""
        rows = [
            (conflict.wanted, reason.key, reason.person, reason.sentence, conflict.is_smallest)
            for conflict in self.conflicts
            for reason in conflict.reasons
        ]
        return pd.DataFrame(rows, columns=["wanted", "rule", "person", "reason", "is_smallest"])

    @property
    def mend_table(self) -> pd.DataFrame:
        """One row per mend: mend, missing_hours and broken_words with it."""
        return pd.DataFrame([vars(mend) for mend in self.mends], columns=["sentence", "missing_hours", "broken_words"])

    @property
    def lines(self) -> list[str]:
        """In words."""
        lines = [conflict.sentence for conflict in self.conflicts]
        if self.mends:
            lines.append("It would be mended by:")
            lines += [f"{'or ' if place else ''}{mend.sentence}" for place, mend in enumerate(self.mends)]
        return [*lines, *self.notes]


def explain_roster(
    scenario: Scenario,
    requirement: Requirement,
    roster: Roster,
    *,
    seed: int | None = None,
    progress: Callable[[str, float], None] = lambda stage, done: None,
) -> Explanation:
    """Return why a roster leaves cover open or an agreement broken, and what would mend it.

    For the first hole of each group, days to either side are added until what is needed there cannot be covered; of all
    rules and of all that is said of people, a smallest set that forbids it is told. The same for each agreement not
    kept. Every mend is verified by solving again: with it no hole is left (or, where hours are left open, no other).
    """
    seed = scenario.seed if seed is None else seed
    conflicts: list[Conflict] = []
    mends: list[Mend] = []
    notes: list[str] = []
    for group in scenario.team.groups:
        size = _size(scenario, roster, group)
        found = list(_conflicts(scenario, requirement, roster, group, size, notes))
        has_gaps = bool((roster.gaps["skill"] == group).any())
        if not found and not has_gaps:
            continue
        conflicts += found
        ways = [partial(more_people, scenario, requirement, group, size, seed)] if has_gaps else []
        ways.append(partial(left_open, scenario, requirement, group, roster))
        told: dict[tuple[str, str], Reason] = {
            (reason.key, reason.person): reason for conflict in found for reason in conflict.reasons
        }
        for reason in told.values():
            ways.append(partial(looser, scenario, requirement, group, size, reason, seed))
        for place, way in enumerate(ways):
            progress(f"mending {group}", place / len(ways))
            mend = way()
            if mend is not None:
                mends.append(mend)
    progress("explained", 1.0)
    return Explanation(tuple(conflicts), tuple(mends), tuple(dict.fromkeys(notes)))


def _conflicts(
    scenario: Scenario, requirement: Requirement, roster: Roster, group: str, size: int, notes: list[str]
) -> Iterator[Conflict]:
    """What cannot be had in a group: cover around its first hole, and every agreement not kept."""
    interval = requirement.interval // MINUTE
    needed = needed_on_shift(scenario, requirement, group)
    mix = mix_of_group(scenario, requirement, group, Effort(scenario.rules.solve_seconds * WORK_PER_SECOND * 0.05, 1))
    shifts = shifts_of(scenario, mix.types, needed, interval)
    shifts = with_agreed_shifts(scenario, group, shifts, len(needed), interval)
    people = people_with_leave(scenario, group, size)
    for person in people:
        for duty in duties_of(scenario, person):
            if duty.text in set(roster.broken_words.loc[roster.broken_words["person"] == person.name, "asked"]):
                question, others = question_of_duty(scenario, group, person, shifts, needed, interval, duty)
                if is_impossible(question, ()):
                    notes.append(f"{person.name}: {duty.text} cannot be kept, because nobody is needed then.")
                    continue
                yield smallest_conflict(question, [*others, *reasons_of(question)], f"{person.name}: {duty.text}")
    if mix.uncovered.any():
        first = date_text(scenario, terms.day_of(scenario.calendar, int(np.flatnonzero(mix.uncovered)[0]) * interval))
        notes.append(f"No shift that the rules allow reaches all that {group} needs on {first}.")
    gaps = roster.gaps[roster.gaps["skill"] == group]
    if gaps.empty:
        return
    hole = terms.day_of(scenario.calendar, terms.minute_of(scenario.calendar, gaps["interval_start"].min()))
    last = scenario.calendar.weeks * 7
    for wider in (*WIDER, last):
        days = range(max(0, hole - wider), min(last, hole + wider + 1))
        question = question_of(scenario, group, people, shifts, needed, interval, days)
        reasons = reasons_of(question)
        if is_impossible(question, reasons):
            when = f"{date_text(scenario, days.start)} to {date_text(scenario, days.stop - 1)}"
            yield smallest_conflict(
                question, reasons, f"All that {group} needs from {when}, with {_people(len(people))},"
            )
            return
    notes.append(f"Nothing proves that {group} cannot be covered by {len(people)} people: the search found no roster.")


def _size(scenario: Scenario, roster: Roster, group: str) -> int:
    own = roster.assignments
    return max(int(own.loc[own["group"] == group, "person"].nunique()), len(scenario.people_of(group)))

"""From a rota to a dated roster: who starts in which row, leave with people who stand in, breaks, and the gaps left."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.centre.roster import Roster, roster_of
from sim.rostering.assignments import Row
from sim.rostering.breaks import place_breaks
from sim.rostering.check import check_roster
from sim.rostering.check_people import PERSON_RULES, breaks
from sim.rostering.check_runs import fewest_days_in_row, fewest_nights_in_row, weekends_whole
from sim.rostering.check_shifts import SHIFT_RULES
from sim.rostering.cyclic_instance import RotaShift
from sim.rostering.leave import leave_days, people_with_leave
from sim.rostering.past import Past
from sim.rostering.presence import needed_on_shift, needed_on_the_job
from sim.rostering.rows import leave_rows
from sim.rostering.shift_types import Shift, ShiftType
from sim.rostering.terms import days_touched, moment_of, person_zone, wall_minute, working_minutes
from sim.rostering.timesheets import Span, Timesheet, Violation
from sim.scenario.model import Scenario
from sim.scenario.people import Person
from sim.staffing.requirement import Requirement
from sim.timing import MINUTE

Way = Sequence[RotaShift | None]
"""What a person works on every day, from the day before the horizon on; None is a day off."""
_LATER = (breaks, fewest_days_in_row, fewest_nights_in_row, weekends_whole)
STAND_IN_RULES = tuple(rule for rule in PERSON_RULES if rule not in _LATER)
"""Rules for taking one shift more: breaks are placed afterwards, and a block of shifts begins with one."""
NOT_OF_ROTAS = {"contract_hours", *(rule.__name__ for rule in SHIFT_RULES)}


@dataclass(frozen=True)
class DatedRota:
    """The roster of a rota over the horizon."""

    roster: Roster
    stand_ins: int
    """People who stand in for those on leave; they are not on the rota."""
    left_open: int
    """Shifts of people on leave that nobody could take."""
    broken: tuple[Violation, ...]
    """Rules of the scenario that the dated roster breaks, except the contract over the horizon, which a rota keeps on
    average over its cycle, and what shifts there are, which is the rota's own."""


def dated_rota(scenario: Scenario, group: str, ways: Sequence[Way], requirement: Requirement) -> DatedRota:
    """Return the roster of people who go these ways, with the fewest people to stand in for leave that suffice.

    Everybody takes the group's share of leave in turn (see `sim.rostering.leave`). A shift of somebody on leave goes
    to the person standing in who has worked least and may take it by every rule of the scenario.
    """
    begun = time.perf_counter()
    best = None
    for stand_ins in range(_stand_ins_by_hours(scenario, group, len(ways)), len(ways) + 2):
        plan = _filled(scenario, group, ways, stand_ins)
        if best is None or len(plan.open) < len(best.open):
            best = plan
        elif len(plan.open) == len(best.open):
            break  # one more changed nothing: the rules leave these open
        if not plan.open:
            break
    assert best is not None
    roster = _roster(scenario, group, best, requirement, begun)
    sizes = {group: len(best.people)}
    broken = tuple(one for one in check_roster(scenario, roster, sizes=sizes) if one.rule not in NOT_OF_ROTAS)
    return DatedRota(roster, len(best.people) - len(ways), len(best.open), broken)


def ways_of_table(
    scenario: Scenario, rows: Sequence[Sequence[RotaShift | None]], starts: Sequence[int] | None = None
) -> list[Way]:
    """Return the way of everybody through a table of weeks: person 1 starts in row 1, person 2 in row 2, and so on.

    The first row counts from the Monday of the week in which the horizon begins. `starts` gives other rows to start
    in, from 0, one per person.
    """
    calendar = scenario.calendar
    monday = calendar.start.weekday()
    ways: list[Way] = []
    for first in range(len(rows)) if starts is None else starts:
        places = [monday + day for day in range(-1, calendar.weeks * 7)]
        ways.append([rows[(first + place // 7) % len(rows)][place % 7] for place in places])
    return ways


@dataclass
class _Plan:
    people: tuple[Person, ...]
    works: list[tuple[int, Shift]]
    open: list[Shift]


def _filled(scenario: Scenario, group: str, ways: Sequence[Way], stand_ins: int) -> _Plan:
    people = people_with_leave(scenario, group, len(ways) + stand_ins)
    away = [leave_days(scenario, person) for person in people]
    works: list[tuple[int, Shift]] = []
    holes: list[Shift] = []
    for number, way in enumerate(ways):
        for shift in _shifts(scenario, way):
            if away[number].isdisjoint(shift.days):
                works.append((number, shift))
            else:
                holes.append(shift)
    spans: dict[int, list[Span]] = {number: [] for number in range(len(ways), len(people))}
    left = []
    for hole in sorted(holes, key=lambda shift: (shift.start, shift.end)):
        by_hours = sorted(spans, key=lambda number: (sum(span.end - span.start for span in spans[number]), number))
        span = Span(hole.start, hole.end)
        taker = next((n for n in by_hours if _may_take(scenario, people[n], away[n], [*spans[n], span])), None)
        if taker is None:
            left.append(hole)
        else:
            spans[taker].append(span)
            works.append((taker, hole))
    return _Plan(people, works, left)


def _may_take(scenario: Scenario, person: Person, away: set[int], spans: list[Span]) -> bool:
    """Return whether these shifts together keep every rule of the scenario on one person."""
    sheet = Timesheet(
        person=person,
        zone=person_zone(scenario, person),
        shifts=tuple(sorted(spans)),
        past=Past(),
        inside=(),
        leave=frozenset(away),
        broken_words=frozenset(),
    )
    return not any(next(iter(rule(scenario, sheet)), None) for rule in STAND_IN_RULES)


def _stand_ins_by_hours(scenario: Scenario, group: str, people: int) -> int:
    """Return the fewest people whose own time at work makes up for everybody's leave."""
    share = scenario.team.groups[group].shrinkage.leave
    return int(people * share / (1 - share) + 0.5) if share < 1 else people


def _shifts(scenario: Scenario, way: Way) -> Iterator[Shift]:
    """Yield the shifts of a way; of the night before the horizon only what lies within it, as in dated rosters.

    Somebody who works on the first day too does not get that part: it would be a second shift of the day.
    """
    calendar = scenario.calendar
    for day, entry in enumerate(way, -1):
        if entry is None or (day < 0 and way[1] is not None):
            continue
        start, end = (wall_minute(calendar, day, clock) for clock in (entry.start, entry.start + entry.length))
        start = max(start, 0)
        working = working_minutes(scenario.rules, end - start) if end > start else 0
        if working > 0:
            kind = ShiftType(entry.start, entry.length)
            yield Shift(kind, max(day, 0), start, end, working, days_touched(calendar, start, end), range(0))


def _roster(scenario: Scenario, group: str, plan: _Plan, requirement: Requirement, begun: float) -> Roster:
    interval = requirement.interval // MINUTE
    on_job, on_shift = (needed(scenario, requirement, group) for needed in (needed_on_the_job, needed_on_shift))
    rows: list[Row] = []

    def add(worker: int, kind: str, shift: str, start: int, end: int) -> None:
        begin, stop = (pd.Timestamp(moment_of(scenario.calendar, minute)) for minute in (start, end))
        rows.append((plan.people[worker].name, group, kind, shift, begin, stop))

    for worker, shift in plan.works:
        add(worker, "shift", shift.type.name, shift.start, shift.end)
    for away in place_breaks(scenario, group, plan.works, on_job, interval):
        inside = next(s for n, s in plan.works if n == away.worker and s.start <= away.start < s.end)
        add(away.worker, away.kind, inside.type.name, away.start, away.end)
    for person in plan.people:
        rows += leave_rows(scenario.calendar, person)
    gaps = _gaps(scenario, group, plan.works, on_shift, interval)
    return roster_of(
        rows, status="partial" if len(gaps) else "feasible", gaps=gaps, seconds=time.perf_counter() - begun
    )


def _gaps(
    scenario: Scenario, group: str, works: list[tuple[int, Shift]], needed: npt.NDArray[np.int64], interval: int
) -> pd.DataFrame:
    present = np.zeros(len(needed), dtype=np.int64)
    for _, shift in works:
        present[-(-shift.start // interval) : shift.end // interval] += 1
    missing = np.maximum(0, needed - present)
    places = np.flatnonzero(missing)
    starts = [moment_of(scenario.calendar, int(place) * interval) for place in places]
    return pd.DataFrame(
        {
            "interval_start": pd.to_datetime(pd.Series(starts, dtype=object), utc=True).astype("datetime64[us, UTC]"),
            "skill": pd.Series([group] * len(places), dtype=str),
            "missing": missing[places],
        }
    )

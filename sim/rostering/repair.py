"""Repairing a roster: somebody falls ill, a swap is asked; as little as possible changes, and each change is told.

First comes what is agreed (the swap), then cover no worse than the roster had before, then as few changes as possible,
then who is asked at short notice, then hours and fairness. Days before the repair, and days far from what happened,
stay as they are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.centre.roster import Roster, roster_of
from sim.errors import InputError, Problem
from sim.rostering import terms
from sim.rostering.assignments import Row, assignments_of
from sim.rostering.check import check_roster
from sim.rostering.check_shifts import DELIBERATE
from sim.rostering.engine import WORK_PER_SECOND, Effort, Outcome, Stop, Watch, search
from sim.rostering.hard_rules import HARD_RULES
from sim.rostering.instance import Instance, build_instance
from sim.rostering.neighbourhoods import present_of
from sim.rostering.part import NOBODY_WORKS, Plan, Points, plan_of
from sim.rostering.past import runs_on
from sim.rostering.presence import needed_on_shift, needed_on_the_job
from sim.rostering.repair_calls import calls_after
from sim.rostering.repair_team import Absence, Swap, outside_horizon, team_of
from sim.rostering.rows import broken_word_rows, gap_rows, rows_of
from sim.rostering.shift_types import shifts_of_roster
from sim.rostering.short_notice import SOON, short_notice_points
from sim.rostering.skills import MISSING_SKILL_HOUR, missing_skills
from sim.rostering.soft_rules import EMPTY_HOUR, MISSING_HOUR
from sim.rostering.soft_wishes import POINTS
from sim.rostering.stages import Costs
from sim.rostering.timesheets import Violation
from sim.rostering.variables import Variables
from sim.scenario.model import Scenario
from sim.staffing.requirement import Requirement
from sim.timing import MINUTE

REACH = 10
"""Days to either side of what happened that may change."""


@dataclass(frozen=True)
class Repair:
    """A repaired roster and what it takes."""

    roster: Roster
    changes: pd.DataFrame
    """One row per person and day that changes: person, date, before, after (a shift, `leave` or `off`)."""
    violations: tuple[Violation, ...]
    """Rules that the repaired roster breaks: none, unless they were broken before on days that may not change."""
    notes: tuple[str, ...]
    """What happens to the turns on call of the ill."""
    team: Scenario
    """Everybody by name, the ill away and the swaps agreed: what the repaired roster is checked and explained by."""
    turns: pd.DataFrame | None = None
    """Turns on call that change hands (see `RepairedTurns.changes`); None where none does."""


def repair_roster(
    scenario: Scenario,
    roster: Roster,
    requirement: Requirement,
    *,
    ill: Sequence[Absence] = (),
    swaps: Sequence[Swap] = (),
    today: dt.date | None = None,
    seed: int | None = None,
    progress: Watch | None = None,
    stop_gap: float = 0.0,
    stop: Stop | None = None,
) -> Repair:
    """Return a roster in which the ill are away and the swaps made, with as few other changes as possible.

    `today` is the first day that may change; None: the first day of what happened. A day off that becomes a shift, a
    shift that becomes another or a day off is one change; within a week of `today` it counts twice.
    Whoever took over least at short notice so far (`rules.ledger`) is asked first.
    `progress` is told of each better roster; a stage ends within `stop_gap` of its bound; when `stop` is asked, the
    best so far is taken. Turns on call of the ill are taken over with as few changes as possible (`on_call_repair`).

    Raises
    ------
    InputError
        If a person is not in the roster, a date not in the horizon, or there is no shift to swap.
    """
    team, days = team_of(scenario, roster, ill, swaps)
    if today is not None and (today - scenario.calendar.start).days >= scenario.calendar.weeks * 7:
        raise InputError(outside_horizon(scenario, today, "today"))
    first = (today - scenario.calendar.start).days if today is not None else min(days, default=0)
    may_change = range(max(0, first), min(scenario.calendar.weeks * 7, max(days, default=0) + REACH + 1))
    if any(broken.rule not in DELIBERATE for broken in check_roster(scenario, roster)):
        may_change = range(may_change.start, scenario.calendar.weeks * 7)
    seed = scenario.seed if seed is None else seed
    effort = Effort(scenario.rules.solve_seconds * WORK_PER_SECOND, seed, stop_gap, progress, stop)
    rows: list[Row] = []
    gaps, broken = [], []
    for group in scenario.team.groups:
        if group not in set(roster.assignments["group"]) and not len(requirement.agents(group)):
            continue
        instance, before = _instance(scenario, team, requirement, group, roster)
        plan = _repaired(instance, before, may_change, effort)
        rows += _rows(instance, plan, needed_on_the_job(team, requirement, group), roster)
        gaps.append(gap_rows(instance, plan))
        broken.append(broken_word_rows(instance, plan))
    no_gap, no_word = Roster(pd.DataFrame()).gaps, Roster(pd.DataFrame()).broken_words
    calls = calls_after(scenario, roster, roster_of(rows), ill, today=today, seed=seed, progress=progress, stop=stop)
    found = roster_of(
        [*rows, *calls.rows],
        status="feasible",
        gaps=pd.concat(gaps, ignore_index=True) if gaps else no_gap,
        broken_words=pd.concat(broken, ignore_index=True) if broken else no_word,
    )
    if len(found.gaps) or len(found.broken_words):
        found = replace(found, status="partial")
    changes, violations = changes_between(scenario, roster, found), tuple(check_roster(team, found))
    return Repair(found, changes, violations, calls.notes, team, calls.changes)


def changes_between(scenario: Scenario, before: Roster, after: Roster) -> pd.DataFrame:
    """Return what differs between two rosters: person, date, before, after; shifts by their names, or off or leave."""
    days = [_by_day(scenario, roster) for roster in (before, after)]
    rows = [
        (person, date, days[0].get((person, date), "off"), days[1].get((person, date), "off"))
        for person, date in sorted(days[0].keys() | days[1].keys(), key=lambda key: (key[1], key[0]))
    ]
    table = pd.DataFrame(rows, columns=["person", "date", "before", "after"])
    return table[table["before"] != table["after"]].reset_index(drop=True)


def _by_day(scenario: Scenario, roster: Roster) -> dict[tuple[str, dt.date], str]:
    days: dict[tuple[str, dt.date], str] = {}
    zone = scenario.calendar.zone
    for row in assignments_of(roster):
        start, end = row.start.tz_convert(zone), row.end.tz_convert(zone)
        if row.kind == "shift":
            days[row.person, start.date()] = f"{start:%H:%M}-{end:%H:%M}"
        elif row.kind == "leave":
            for day in pd.date_range(start.date(), (end - pd.Timedelta(1, "us")).date()):
                days.setdefault((row.person, day.date()), "leave")
    return days


def _instance(
    scenario: Scenario, team: Scenario, requirement: Requirement, group: str, roster: Roster
) -> tuple[Instance, Plan]:
    """The problem of a group with the shifts the roster has, and the roster as a plan."""
    interval = requirement.interval // MINUTE
    needed = needed_on_shift(team, requirement, group)
    own: list[tuple[str, tuple[int, int]]] = []
    for row in assignments_of(roster, "shift"):
        start, end = (terms.minute_of(scenario.calendar, moment) for moment in (row.start, row.end))
        if row.group == group and start >= 0 and not runs_on(scenario, row.person, start, end):
            own.append((row.person, (start, end)))
    shifts = shifts_of_roster(team, group, [span for _, span in own], needed, interval)
    instance = build_instance(team, group, team.people_of(group), shifts, needed, interval)
    worker_of = {worker.person.name: number for number, worker in enumerate(instance.workers)}
    number_of = {(shift.start, shift.end): number for number, shift in enumerate(shifts)}
    return instance, Plan(frozenset((worker_of[person], number_of[span]) for person, span in own))


def _repaired(instance: Instance, before: Plan, may_change: range, effort: Effort) -> Plan:
    """The plan with the fewest changes whose cover is no worse than that of the plan before."""
    v = Variables(instance)
    for rule in HARD_RULES:
        rule(v)
    costs = Costs(v)
    for worker in range(len(instance.workers)):
        for shift, x in v.shifts(worker).items():
            was = int((worker, shift) in before.works)
            v.model.add_hint(x, was)
            if instance.shifts[shift].day not in may_change:
                v.model.add(x == was)
    missing_before = _cover_points(instance, before)
    stages: list[tuple[str, Points, float]] = [
        ("cover", costs.of_stage("cover"), missing_before),
        ("skills", costs.of_stage("skills"), _skill_points(instance, before)),
        ("changes", _changes(v, before, may_change.start), 0.0),
        ("short notice", _taken_over(v, before, may_change.start), 0.0),
        ("hours and fairness", costs.of_stage("hours") + costs.of_stage("fairness"), 0.0),
    ]
    if instance.duties:
        stages.insert(0, ("agreed", costs.of_stage("agreed"), 0.0))
    plan = NOBODY_WORKS
    if not instance.scenario.rules.skills_present:
        stages = [stage for stage in stages if stage[0] != "skills"]
    for stage, cost, enough in stages:
        if effort.is_stopped and plan is not NOBODY_WORKS:
            break
        v.model.minimize(cost)
        outcome = search(v.model, stage, effort.share(1 / len(stages)))
        if not outcome.is_found:
            if stage == stages[0][0]:
                raise InputError(_stuck(outcome))
            break
        plan = plan_of(v, outcome.solver, outcome.is_optimal)
        v.model.add(cost <= round(max(outcome.objective, enough)))
        v.model.clear_hints()  # type: ignore[no-untyped-call]
        for number, value in enumerate(plan.hints):
            v.model.add_hint(v.model.get_int_var_from_proto_index(number), value)
    return plan


def _changes(v: Variables, before: Plan, today: int) -> Points:
    """Person-days that change; those soon count twice."""
    changed: list[Points] = []
    shifts = v.instance.shifts
    had = {(worker, shifts[shift].day): shift for worker, shift in before.works}
    for worker in range(len(v.instance.workers)):
        for shift, x in v.shifts(worker).items():
            day = shifts[shift].day
            weight = 2 if day < today + SOON else 1
            if had.get((worker, day)) == shift:
                changed.append(weight * (1 - x))
            elif (worker, day) not in had or had[worker, day] not in v.shifts(worker):
                changed.append(weight * x)
    return sum(changed)


def _taken_over(v: Variables, before: Plan, today: int) -> Points:
    """Shifts that people get soon and did not have: whoever took over least so far is asked first."""
    shifts, taken = v.instance.shifts, dict[str, list[Points]]()
    for worker, about in enumerate(v.instance.workers):
        taken[about.person.name] = [
            x
            for shift, x in v.shifts(worker).items()
            if today <= shifts[shift].day < today + SOON and (worker, shift) not in before.works
        ]
    return short_notice_points(v.model, v.instance.scenario, taken)


def _cover_points(instance: Instance, plan: Plan) -> float:
    """What a plan costs by the rule of cover, in points."""
    short = np.maximum(0, instance.needed - present_of(instance, plan))
    empty = (instance.needed > 0) & (short == instance.needed)
    hour = POINTS * instance.interval // 60
    return float(hour * (MISSING_HOUR * int(short.sum()) + EMPTY_HOUR * int(empty.sum())))


def _skill_points(instance: Instance, plan: Plan) -> float:
    """What a plan costs by the rule of skills present, in points."""
    return float(MISSING_SKILL_HOUR * POINTS * instance.interval // 60 * int(missing_skills(instance, plan).sum()))


def _stuck(outcome: Outcome) -> Problem:
    if outcome.is_impossible:
        accepted = "a roster whose fixed days keep every rule: allhours roster check tells which do not"
        return Problem("the days that may not change break a rule by themselves", accepted=accepted)
    return Problem("no repaired roster was found in time", field="rules.solve_seconds", accepted="more seconds")


def _rows(instance: Instance, plan: Plan, needed: npt.NDArray[np.int64], roster: Roster) -> list[Row]:
    """The rows of the plan; shifts that stay keep the breaks and meetings they had."""
    rows = rows_of(instance, plan, needed)
    had = {(row.person, row.start, row.end) for row in assignments_of(roster, "shift")}
    kept = [(row[0], row[4], row[5]) for row in rows if row[2] == "shift" and (row[0], row[4], row[5]) in had]

    def stays(person: str, start: pd.Timestamp, end: pd.Timestamp) -> bool:
        return any(person == who and since <= start and end <= until for who, since, until in kept)

    fresh = [row for row in rows if row[2] not in ("break", "meeting") or not stays(row[0], row[4], row[5])]
    old = [row for row in assignments_of(roster) if row.kind in ("break", "meeting") and row.group == instance.group]
    return fresh + [row for row in old if stays(row.person, row.start, row.end)]

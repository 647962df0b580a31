"""What a finished roster costs by each soft rule, recomputed from its rows in plain Python."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.centre.roster import Roster
from sim.rostering import terms
from sim.rostering.assignments import assignments_of
from sim.rostering.ledger import carried
from sim.rostering.on_call_turns import local_spans
from sim.rostering.past import minutes_in_week, runs_on
from sim.rostering.presence import needed_on_shift
from sim.rostering.timesheets import Timesheet, is_night, weekends_worked, working_minutes
from sim.rostering.wishes import Asked, duties_of, grants, requests_of
from sim.scenario.ledger import Item
from sim.scenario.model import Scenario
from sim.scenario.skills import has_skill
from sim.staffing.requirement import Requirement
from sim.timing import MINUTE


def missing_cover(scenario: Scenario, roster: Roster, requirement: Requirement) -> dict[tuple[str, pd.Timestamp], int]:
    """Return the people missing on shift by group and start of interval (UTC), intervals in order left out."""
    missing = {}
    for group in scenario.team.groups:
        short = needed_on_shift(scenario, requirement, group) - _present(scenario, roster, requirement, group)
        for place in np.flatnonzero(short > 0):
            start = scenario.calendar.moment(int(place) * requirement.interval)
            missing[group, pd.Timestamp(start)] = int(short[place])
    return missing


def penalties_of(
    scenario: Scenario, roster: Roster, requirement: Requirement, sheets: Sequence[Timesheet]
) -> dict[str, float]:
    """Return what a roster costs by rule, all groups of the requirement together.

    Weights as in `sim.rostering.soft_rules`, written out again: 10 an hour and person missing, 30 more where nobody is
    there; 3 an hour below contract; 1 an hour and spare person, 1 more above twice the need, 2 more where nobody is
    needed; fairness by the weights of the scenario.
    """
    costs: dict[str, float] = {}
    for group in scenario.team.groups:
        needed = needed_on_shift(scenario, requirement, group)
        if not needed.any():
            continue
        own = [sheet for sheet in sheets if sheet.person.group == group]
        present = _present(scenario, roster, requirement, group)
        hours = requirement.interval / MINUTE / 60
        for rule, cost in (
            *_cover(needed, present, hours),
            *_skills(scenario, requirement, group, needed, own),
            *_hours(scenario, own),
            *_fairness(scenario, requirement, own),
            *_wishes(scenario, own),
        ):
            costs[rule] = costs.get(rule, 0.0) + cost
    return costs


def _present(scenario: Scenario, roster: Roster, requirement: Requirement, group: str) -> npt.NDArray[np.int64]:
    """People on shift through the whole of every interval."""
    present = np.zeros(-(-scenario.calendar.horizon // requirement.interval), dtype=np.int64)
    for row in assignments_of(roster, "shift"):
        if row.group != group:
            continue
        start, end = (scenario.calendar.microseconds(moment) for moment in (row.start, row.end))
        if runs_on(scenario, row.person, start // MINUTE, end // MINUTE):
            continue  # what is needed is less by these
        present[max(0, -(-start // requirement.interval)) : max(0, end // requirement.interval)] += 1
    return present


def _cover(needed: npt.NDArray[np.int64], present: npt.NDArray[np.int64], hours: float) -> Iterator[tuple[str, float]]:
    short, spare = np.maximum(0, needed - present), np.maximum(0, present - needed)
    empty = (needed > 0) & (present == 0)
    yield "cover", hours * float(10 * short.sum() + 30 * empty.sum())
    crowd = np.where(needed > 0, np.maximum(0, present - 2 * needed), 0)
    idle = np.where(needed == 0, present, 0)
    yield "spare_cover", hours * float(spare.sum() + crowd.sum() + 2 * idle.sum())


def _skills(
    scenario: Scenario, requirement: Requirement, group: str, needed: npt.NDArray[np.int64], sheets: Sequence[Timesheet]
) -> Iterator[tuple[str, float]]:
    """10 an hour and person with a skill missing, where anybody is needed."""
    interval, missing = requirement.interval // MINUTE, 0
    for wanted in (one for one in scenario.rules.skills_present if one.group == group):
        able = [sheet for sheet in sheets if has_skill(scenario, sheet.person, wanted.skill)]
        for since, until in local_spans(scenario, wanted.hours):
            for place in range(-(-since // interval), until // interval):
                start, end = place * interval, (place + 1) * interval
                there = sum(shift.start <= start and end <= shift.end for sheet in able for shift in sheet.shifts)
                missing += max(0, wanted.people - there) if needed[place] > 0 else 0
    yield "skills_present", 10.0 * missing * interval / 60


def _hours(scenario: Scenario, sheets: Sequence[Timesheet]) -> Iterator[tuple[str, float]]:
    below = sum(max(0, -_balance(scenario, sheet)) for sheet in sheets)
    yield "hours_below_contract", 3 * below / 60
    after, over = scenario.rules.overtime_week_after, 0.0
    for sheet in sheets if after is not None else ():
        for week in terms.calendar_weeks(scenario.calendar):
            before = minutes_in_week(scenario, sheet.past) if week.start == 0 else 0
            now = working_minutes(scenario, sheet, week)
            over += max(0, now - max(0, int((after or 0) * 60) - before))
    yield "overtime", 2 * over / 60


def _fairness(scenario: Scenario, requirement: Requirement, sheets: Sequence[Timesheet]) -> Iterator[tuple[str, float]]:
    weights = scenario.rules.fairness
    beyond = 0
    for zone in {sheet.zone.key for sheet in sheets}:
        there = [sheet for sheet in sheets if sheet.zone.key == zone and sheet.person.nights]
        nights = [sum(is_night(scenario, sheet, shift) for shift in sheet.shifts) for sheet in there]
        beyond += _beyond_fair_share(scenario, there, nights, "nights")
    yield "fair_nights", weights.nights * beyond
    there = [sheet for sheet in sheets if terms.may_work_weekends(scenario, sheet.person)]
    weekends = [sum(weekends_worked(scenario, sheet)) for sheet in there]
    yield "fair_weekends", weights.weekends * _beyond_fair_share(scenario, there, weekends, "weekends")
    there = [sheet for sheet in sheets if sheet.person.holidays]
    dates = scenario.calendar.holiday_dates
    holidays = [
        sum(terms.date_of(scenario.calendar, day) in dates for day in _days(scenario, sheet)) for sheet in there
    ]
    yield "fair_holidays", weights.holidays * _beyond_fair_share(scenario, there, holidays, "holidays")
    unpopular = [
        sum(terms.is_unpopular_shift(scenario, sheet.zone, shift.start, shift.end) for shift in sheet.shifts)
        for sheet in sheets
    ]
    yield "fair_unpopular", weights.unpopular * _beyond_fair_share(scenario, sheets, unpopular, "unpopular")
    balances = [_balance(scenario, sheet) for sheet in sheets]
    apart = max(balances) - min(balances) - terms.longest_working_minutes(scenario.rules) if len(balances) > 1 else 0
    yield "fair_hours", weights.hours * max(0, apart) / 60


def _wishes(scenario: Scenario, sheets: Sequence[Timesheet]) -> Iterator[tuple[str, float]]:
    broken, denied, further = 0, 0.0, 0
    for sheet in sheets:
        broken += sum(not _is_kept(scenario, sheet, duty) for duty in sheet.asked(duties_of(scenario, sheet.person)))
        asked = sheet.asked(requests_of(scenario, sheet.person))
        denied += sum(request.weight for request in asked if not _is_kept(scenario, sheet, request))
        starts: dict[int, set[str]] = {}
        for shift in sheet.shifts:
            local = terms.moment_of(scenario.calendar, shift.start).astimezone(scenario.calendar.zone)
            week = terms.week_of(scenario.calendar, terms.day_of(scenario.calendar, shift.start))
            starts.setdefault(week, set()).add(f"{local:%H:%M}")
        further += sum(len(times) - 1 for times in starts.values())
    yield "agreed_days", 100.0 * broken
    yield "requests", denied
    yield "same_start_in_a_week", scenario.rules.fairness.same_start * further


def _is_kept(scenario: Scenario, sheet: Timesheet, asked: Asked) -> bool:
    return asked.is_kept(
        any(
            terms.day_of(scenario.calendar, shift.start) == asked.day
            and grants(scenario, sheet.zone, asked.shift, shift.start, shift.end)
            for shift in sheet.shifts
        )
    )


def _days(scenario: Scenario, sheet: Timesheet) -> set[int]:
    """Days of the horizon on which a person starts a shift."""
    return {terms.day_of(scenario.calendar, shift.start) for shift in sheet.shifts}


def _balance(scenario: Scenario, sheet: Timesheet) -> int:
    """Minutes above (or, negative, below) the contract, leave counted; leave beyond the contract is not a debt."""
    leave = terms.leave_minutes(scenario, sheet.person, set(sheet.leave))
    return working_minutes(scenario, sheet) + leave - terms.contract_minutes(scenario, sheet.person)


def _beyond_fair_share(scenario: Scenario, sheets: Sequence[Timesheet], counts: Sequence[int], item: Item) -> int:
    weights = []
    for sheet in sheets:
        there = set(terms.employed_days(scenario, sheet.person)) - sheet.leave
        weights.append(terms.contract_minutes_a_week(scenario, sheet.person) * len(there))
    if not sum(weights):
        return 0
    debts = carried(scenario, [sheet.person.name for sheet in sheets], item)
    beyond = 0
    for sheet, weight, count in zip(sheets, weights, counts, strict=True):
        apart = sum(weights) * count - weight * sum(counts) + round(sum(weights) * debts[sheet.person.name])
        beyond += max(0, -((sum(weights) - 1 - abs(apart)) // sum(weights)))  # whole ones beyond the share, rounded up
    return beyond

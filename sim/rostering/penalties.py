"""What a finished roster costs by each soft rule, recomputed from its rows in plain Python."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.centre.roster import Roster
from sim.rostering import terms
from sim.rostering.assignments import assignments_of
from sim.rostering.check_people import Timesheet, is_night, weekends_worked, working_minutes
from sim.rostering.presence import needed_on_shift
from sim.scenario.model import Scenario
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
            *_hours(scenario, own),
            *_fairness(scenario, requirement, own),
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
        present[max(0, -(-start // requirement.interval)) : max(0, end // requirement.interval)] += 1
    return present


def _cover(needed: npt.NDArray[np.int64], present: npt.NDArray[np.int64], hours: float) -> Iterator[tuple[str, float]]:
    short, spare = np.maximum(0, needed - present), np.maximum(0, present - needed)
    empty = (needed > 0) & (present == 0)
    yield "cover", hours * float(10 * short.sum() + 30 * empty.sum())
    crowd = np.where(needed > 0, np.maximum(0, present - 2 * needed), 0)
    idle = np.where(needed == 0, present, 0)
    yield "spare_cover", hours * float(spare.sum() + crowd.sum() + 2 * idle.sum())


def _hours(scenario: Scenario, sheets: Sequence[Timesheet]) -> Iterator[tuple[str, float]]:
    below = sum(max(0, -_balance(scenario, sheet)) for sheet in sheets)
    yield "hours_below_contract", 3 * below / 60


def _fairness(scenario: Scenario, requirement: Requirement, sheets: Sequence[Timesheet]) -> Iterator[tuple[str, float]]:
    weights = scenario.rules.fairness
    beyond = 0
    for zone in {sheet.zone.key for sheet in sheets}:
        there = [sheet for sheet in sheets if sheet.zone.key == zone and sheet.person.nights]
        nights = [sum(is_night(scenario, sheet, shift) for shift in sheet.shifts) for sheet in there]
        beyond += _beyond_fair_share(scenario, there, nights)
    yield "fair_nights", weights.nights * beyond
    there = [sheet for sheet in sheets if terms.may_work_weekends(scenario, sheet.person)]
    weekends = [sum(weekends_worked(scenario, sheet)) for sheet in there]
    yield "fair_weekends", weights.weekends * _beyond_fair_share(scenario, there, weekends)
    balances = [_balance(scenario, sheet) for sheet in sheets]
    apart = max(balances) - min(balances) - terms.longest_working_minutes(scenario.rules) if len(balances) > 1 else 0
    yield "fair_hours", weights.hours * max(0, apart) / 60


def _balance(scenario: Scenario, sheet: Timesheet) -> int:
    """Minutes above (or, negative, below) the contract, leave counted; leave beyond the contract is not a debt."""
    leave = terms.leave_minutes(scenario, sheet.person, set(sheet.leave))
    return working_minutes(scenario, sheet) + leave - terms.contract_minutes(scenario, sheet.person)


def _beyond_fair_share(scenario: Scenario, sheets: Sequence[Timesheet], counts: Sequence[int]) -> int:
    days = scenario.calendar.weeks * 7
    weights = [terms.contract_minutes_a_week(scenario, sheet.person) * (days - len(sheet.leave)) for sheet in sheets]
    if not sum(weights):
        return 0
    beyond = 0
    for weight, count in zip(weights, counts, strict=True):
        share, rest = divmod(weight * sum(counts), sum(weights))
        beyond += max(0, count - share - (rest > 0), share - count)
    return beyond

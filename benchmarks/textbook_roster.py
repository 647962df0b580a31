"""The dated roster as a textbook writes it for CP-SAT: one Boolean per person, day and shift.

Rules are written as they are said: pair by pair, window by window, interval by interval. People, shifts, rules and
costs are the same as ours. It is not meant to be clever but to be the ratio to beat; our checker judges the roster that
it finds.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from ortools.sat.python import cp_model

from sim.centre.roster import Roster, roster_of
from sim.rostering import terms
from sim.rostering.instance import Instance
from sim.rostering.part import Plan
from sim.rostering.presence import needed_on_the_job
from sim.rostering.rows import gap_rows, rows_of
from sim.staffing.requirement import Requirement

UNIT = 1000
"""Points of a penalty of 1."""


@dataclass(frozen=True)
class Textbook:
    """What the plain model came to."""

    roster: Roster | None
    first: float | None
    """Seconds to the first roster, model building included."""
    bound: float
    seconds: float


def solve_textbook(instance: Instance, requirement: Requirement, most_seconds: float) -> Textbook:
    """Return what CP-SAT, with its own settings, makes of the plain model in so many seconds, building it included."""
    begun = time.perf_counter()
    model = cp_model.CpModel()
    x = [{shift: model.new_bool_var("") for shift in about.shifts} for about in instance.workers]
    for worker in range(len(instance.workers)):
        _rules(model, instance, worker, x[worker])
    model.minimize(_cover(model, instance, x) + _hours(model, instance, x) + _fairness(model, instance, x))
    told = _First(begun)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 8
    solver.parameters.max_time_in_seconds = max(1.0, most_seconds - (time.perf_counter() - begun))
    end = threading.Timer(solver.parameters.max_time_in_seconds + 2, solver.stop_search)  # presolve may overrun
    end.start()
    status = solver.solve(model, told)
    end.cancel()
    seconds = time.perf_counter() - begun
    bound = solver.best_objective_bound / UNIT
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Textbook(None, None, bound, seconds)
    works = {(worker, shift) for worker, own in enumerate(x) for shift, var in own.items() if solver.value(var)}
    plan = Plan(frozenset(works))
    job = needed_on_the_job(instance.scenario, requirement, instance.group)
    roster = roster_of(rows_of(instance, plan, job), status="feasible", gaps=gap_rows(instance, plan))
    return Textbook(roster, told.seconds, bound, seconds)


class _First(cp_model.CpSolverSolutionCallback):
    def __init__(self, begun: float) -> None:
        super().__init__()
        self.begun, self.seconds = begun, None

    def on_solution_callback(self) -> None:
        if self.seconds is None:
            self.seconds = time.perf_counter() - self.begun


def _rules(model, instance: Instance, worker: int, x: dict) -> None:
    """Law and contract of one person."""
    rules, about, shifts = instance.scenario.rules, instance.workers[worker], instance.shifts
    days, night_of = range(instance.days), about.night_of
    starts = {day: sum(x[shift] for shift in instance.by_day[day] if shift in x) for day in days}
    for day in days:
        model.add(starts[day] <= 1)
    own = sorted(x)
    rest_days = [model.new_bool_var("") for _ in days]
    rest, after_nights, weekly = (
        -(-length // 60_000_000) for length in (rules.daily_rest, rules.rest_after_nights, rules.weekly_rest)
    )
    for a in own:
        for b in own:
            gap = shifts[b].start - shifts[a].end
            if shifts[a].day >= shifts[b].day or gap >= max(rest, after_nights, weekly):
                continue
            next_night = a in night_of and night_of.get(b) == night_of[a] + 1
            if gap < rest or (a in night_of and not next_night and gap < after_nights):
                model.add(x[a] + x[b] <= 1)
            elif gap < weekly:
                for day in range(shifts[a].day + 1, shifts[b].day):
                    model.add(x[a] + x[b] + rest_days[day] <= 2)
    for day in days:
        model.add(starts[day] + rest_days[day] <= 1)
    for first in range(instance.days - 6):
        model.add(sum(rest_days[first : first + 7]) >= 1)
    for first in range(instance.days - rules.days_in_row_max):
        model.add(sum(starts[day] for day in range(first, first + rules.days_in_row_max + 1)) <= rules.days_in_row_max)
    for first in range(-1, instance.days - rules.nights_in_row_max):
        window = range(first, first + rules.nights_in_row_max + 1)
        model.add(sum(x[shift] for shift, night in night_of.items() if night in window) <= rules.nights_in_row_max)
    for week in terms.calendar_weeks(instance.scenario.calendar):
        minutes = sum(x[shift] * shifts[shift].working for shift in own if shifts[shift].day in week)
        model.add(minutes <= int(terms.weekly_hours_max(instance.scenario, about.person) * 60))
    model.add(sum(x[shift] * shifts[shift].working for shift in own) <= max(0, about.most - about.leave_minutes))


def _cover(model, instance: Instance, x: list[dict]):
    """Missing and spare people, interval by interval."""
    there: list[list] = [[] for _ in instance.needed]
    for own in x:
        for shift, var in own.items():
            for place in instance.shifts[shift].intervals:
                there[place].append(var)
    cost, hour, everybody = 0, UNIT * instance.interval // 60, len(x)
    for needed, present in zip(instance.needed.tolist(), there, strict=True):
        if not needed:
            cost += 3 * hour * sum(present)
            continue
        short, spare, crowd = (model.new_int_var(0, max(needed, everybody), "") for _ in range(3))
        empty = model.new_bool_var("")
        model.add(sum(present) + short - spare == needed)
        model.add(sum(present) + empty >= 1)
        model.add(crowd >= sum(present) - 2 * needed)
        cost += hour * (10 * short + 30 * empty + spare + crowd)
    return cost


def _hours(model, instance: Instance, x: list[dict]):
    """Hours of contract not used, and balances further apart than a shift."""
    scenario, cost, balances = instance.scenario, 0, []
    for own, about in zip(x, instance.workers, strict=True):
        worked = sum(var * instance.shifts[shift].working for shift, var in own.items())
        owed = max(0, about.contract - about.leave_minutes)
        below = model.new_int_var(0, owed, "")
        model.add(below >= owed - worked)
        cost += 3 * UNIT // 60 * below
        balances.append(worked + about.leave_minutes - about.contract)
    low, high = (model.new_int_var(-100_000, 100_000, "") for _ in range(2))
    for balance in balances:
        model.add(low <= balance)
        model.add(high >= balance)
    apart = model.new_int_var(0, 200_000, "")
    model.add(apart >= high - low - terms.longest_working_minutes(scenario.rules))
    return cost + round(scenario.rules.fairness.hours * UNIT / 60) * apart


def _fairness(model, instance: Instance, x: list[dict]):
    """Nights and weekends beyond the fair share, weekends off, and requests not granted."""
    fairness, cost, weekends = instance.scenario.rules.fairness, 0, []
    for own in x:
        worked = [model.new_bool_var("") for _ in instance.weekends]
        for shift, var in own.items():
            for some, weekend in zip(worked, instance.weekends, strict=True):
                if set(weekend) & set(instance.shifts[shift].days):
                    model.add(var <= some)
        for first in range(max(1, len(worked) - 3)):
            window = worked[first : first + 4]
            model.add(sum(window) <= len(window) - instance.scenario.rules.weekends_off_min * len(window) // 4)
        weekends.append(sum(worked))
    nights = [
        sum(own[shift] for shift in about.night_of if shift in own)
        for own, about in zip(x, instance.workers, strict=True)
    ]
    weights = [about.weight for about in instance.workers]
    for counts, price in ((nights, fairness.nights), (weekends, fairness.weekends)):
        total = sum(counts)
        for count, weight in zip(counts, weights, strict=True):
            beyond = model.new_int_var(0, instance.days, "")
            model.add(sum(weights) * beyond >= sum(weights) * count - weight * total - sum(weights) + 1)
            model.add(sum(weights) * beyond >= weight * total - sum(weights) * count - sum(weights) + 1)
            cost += round(price * UNIT) * beyond
    for ask in instance.requests:
        such = sum(x[ask.worker][shift] for shift in ask.shifts if shift in x[ask.worker])
        cost += round(ask.asked.weight * UNIT) * (1 - such if ask.asked.wish == "for" else such)
    return cost

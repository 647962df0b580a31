"""What a roster should keep, in strict order of priority: what is agreed, cover, then hours, then fairness and wishes.

Every rule returns what it costs as an integer number of points; `POINTS` points are a penalty of 1. The checker
(`sim.rostering.penalties`) computes the same costs from the finished roster.
"""

from __future__ import annotations

from collections.abc import Callable
from math import ceil

from ortools.sat.python import cp_model

from sim.rostering import terms
from sim.rostering.ledger import carried
from sim.rostering.past import minutes_in_week
from sim.rostering.skills import skills_present
from sim.rostering.soft_wishes import POINTS as POINTS
from sim.rostering.soft_wishes import agreed_days, requests, same_start_in_a_week
from sim.rostering.variables import Totals, Variables
from sim.scenario.ledger import Item

MISSING_HOUR = 10
"""Penalty of an hour for which one person is missing."""
EMPTY_HOUR = 30
"""Added for an hour in which somebody is needed and nobody is there."""
HOUR_BELOW_CONTRACT = 3
"""Penalty of an hour of contract not used. Above the price of using it, even doubled cover, unless nobody is needed."""
SPARE_HOUR = 1
"""Penalty of an hour of one person more than needed."""
CROWDED_HOUR = 1
"""Added for each person above twice the need."""
IDLE_HOUR = 2
"""Added for each person where nobody is needed."""
OVERTIME_HOUR = 2
"""Penalty of an hour of overtime: below that of an hour of contract not used."""

Points = cp_model.LinearExpr | int


def cover(v: Totals) -> Points:
    """People are missing as little as possible, above all to the last one."""
    points: list[Points] = []
    for number, stretch in enumerate(v.instance.stretches):
        for people, intervals in stretch.needs:
            if people:
                points.append(_hours(v, MISSING_HOUR) * intervals * v.short[number, people])
        staffed = sum(intervals for people, intervals in stretch.needs if people)
        if staffed:
            points.append(_hours(v, EMPTY_HOUR) * staffed * v.short[number, 1])
    return sum(points)


def hours_below_contract(v: Totals) -> Points:
    """People get the hours of their contract; leave counts as hours."""
    points: list[Points] = []
    for worker, about in enumerate(v.instance.workers):
        owed = max(0, about.contract - about.leave_minutes)
        below = v.model.new_int_var(0, owed, f"{about.person.name}, minutes below contract")
        v.model.add(below >= owed - v.worked(worker))
        points.append(HOUR_BELOW_CONTRACT * POINTS // 60 * below)
    return sum(points)


def spare_cover(v: Totals) -> Points:
    """Nobody is there without need; where people have hours to spare, they are spread."""
    points: list[Points] = []
    for number, stretch in enumerate(v.instance.stretches):
        present = sum(v.count[shift] for shift in stretch.shifts)
        for people, intervals in stretch.needs:
            if not people:
                points.append(_hours(v, SPARE_HOUR + IDLE_HOUR) * intervals * present)
                continue
            # Spare people are those present, less those needed, plus those missing.
            points.append(_hours(v, SPARE_HOUR) * intervals * (present - people + v.short[number, people]))
            if len(v.instance.workers) > 2 * people:
                crowd = v.model.new_int_var(0, len(v.instance.workers), "above twice the need")
                v.model.add(crowd >= present - 2 * people)
                points.append(_hours(v, CROWDED_HOUR) * intervals * crowd)
    return sum(points)


def overtime(v: Variables) -> Points:
    """Working time in a calendar week stays within the hours above which it is overtime."""
    scenario = v.instance.scenario
    after = scenario.rules.overtime_week_after
    if after is None:
        return 0
    points: list[Points] = []
    for worker, about in enumerate(v.instance.workers):
        for week in terms.calendar_weeks(scenario.calendar):
            before = minutes_in_week(scenario, about.past) if week.start == 0 else 0
            worked = [
                (x, v.instance.shifts[shift].working)
                for shift, x in v.shifts(worker).items()
                if v.instance.shifts[shift].day in week
            ]
            over = v.model.new_int_var(0, sum(minutes for _, minutes in worked), f"{about.person.name}, overtime")
            v.model.add(over >= sum(x * minutes for x, minutes in worked) - max(0, int(after * 60) - before))
            points.append(OVERTIME_HOUR * POINTS // 60 * over)
    return sum(points)


def fair_nights(v: Variables) -> Points:
    """Nights are shared among the people of a time zone by contract and days present, to the whole night."""
    weight = round(v.instance.scenario.rules.fairness.nights * POINTS)
    by_zone: dict[str, dict[int, Points]] = {}
    for worker, about in enumerate(v.instance.workers):
        if about.person.nights:
            nights = sum(x for night in v.nights(worker).values() for x in night)
            by_zone.setdefault(about.zone.key, {})[worker] = nights
    return sum(weight * _beyond_fair_share(v, counts, v.instance.days, "nights") for counts in by_zone.values())


def fair_weekends(v: Variables) -> Points:
    """Weekends worked are shared by contract and days present, to the whole weekend."""
    weight = round(v.instance.scenario.rules.fairness.weekends * POINTS)
    counts: dict[int, Points] = {
        worker: sum(v.on_weekend[worker])
        for worker, about in enumerate(v.instance.workers)
        if terms.may_work_weekends(v.instance.scenario, about.person)
    }
    return weight * _beyond_fair_share(v, counts, len(v.instance.weekends), "weekends")


def fair_holidays(v: Variables) -> Points:
    """Public holidays worked, by the start of the shift, are shared by contract and days present, to the whole one."""
    scenario = v.instance.scenario
    weight = round(scenario.rules.fairness.holidays * POINTS)
    holidays = [
        day
        for day in range(v.instance.days)
        if terms.date_of(scenario.calendar, day) in scenario.calendar.holiday_dates and v.instance.by_day[day]
    ]
    if not holidays or not weight:
        return 0
    counts: dict[int, Points] = {
        worker: sum(v.on_day(worker, day) for day in holidays)
        for worker, about in enumerate(v.instance.workers)
        if about.person.holidays
    }
    return weight * _beyond_fair_share(v, counts, len(holidays), "holidays")


def fair_unpopular(v: Variables) -> Points:
    """Shifts with three hours or more of `rules.unpopular` in them are shared likewise, to the whole shift."""
    scenario = v.instance.scenario
    weight = round(scenario.rules.fairness.unpopular * POINTS)
    if not any(scenario.rules.unpopular.by_day.values()) or not weight:
        return 0
    of_zone: dict[str, set[int]] = {}
    counts: dict[int, Points] = {}
    for worker, about in enumerate(v.instance.workers):
        if about.zone.key not in of_zone:
            of_zone[about.zone.key] = {
                number
                for number, shift in enumerate(v.instance.shifts)
                if terms.is_unpopular_shift(scenario, about.zone, shift.start, shift.end)
            }
        counts[worker] = sum(x for shift, x in v.shifts(worker).items() if shift in of_zone[about.zone.key])
    return weight * _beyond_fair_share(v, counts, v.instance.days, "unpopular")


def fair_hours(v: Variables) -> Points:
    """Nobody is further from their contract than others by more than one shift."""
    weight = round(v.instance.scenario.rules.fairness.hours * POINTS / 60)
    if len(v.instance.workers) < 2:
        return 0
    bound = max(max(about.contract, about.most) for about in v.instance.workers)
    low, high = (v.model.new_int_var(-bound, bound, f"{end} balance of hours") for end in ("lowest", "highest"))
    for worker, about in enumerate(v.instance.workers):
        balance = v.worked(worker) + about.leave_minutes - about.contract
        v.model.add(low <= balance)
        v.model.add(high >= balance)
    apart = v.model.new_int_var(0, 2 * bound, "balances apart by more than a shift")
    v.model.add(apart >= high - low - terms.longest_working_minutes(v.instance.scenario.rules))
    return weight * apart


Rule = Callable[[Variables], Points]
STAGES: tuple[tuple[str, tuple[Rule, ...]], ...] = (
    ("agreed", (agreed_days,)),
    ("cover", (cover,)),
    ("skills", (skills_present,)),
    ("hours", (hours_below_contract, spare_cover, overtime)),
    (
        "fairness",
        (fair_nights, fair_weekends, fair_hours, fair_holidays, fair_unpopular, requests, same_start_in_a_week),
    ),
)
SOFT_RULES = tuple(rule for _, rules in STAGES for rule in rules)


def _hours(v: Totals, penalty: int) -> int:
    """Points of a penalty per hour for one interval."""
    return penalty * POINTS * v.instance.interval // 60


def _beyond_fair_share(v: Variables, counts: dict[int, Points], most: int, item: Item) -> Points:
    """How many more than the fair share rounded up, or fewer than the fair share rounded down, over all people.

    The fair share of a person is the total x weight / sum of weights. What they carry from earlier periods, by the
    ledger, counts as done. Rounding costs nothing, so a roster that is as even as whole nights allow costs 0, which
    also lets the solver prove it.
    """
    workers = v.instance.workers
    weights = sum(workers[worker].weight for worker in counts)
    if weights == 0:
        return 0
    debts = carried(v.instance.scenario, [workers[worker].person.name for worker in counts], item)
    total = sum(counts.values())
    beyond: list[Points] = []
    for worker, count in counts.items():
        name = workers[worker].person.name
        off = v.model.new_int_var(0, most + ceil(abs(debts[name])), f"{name}, beyond the fair share")
        apart = weights * count - workers[worker].weight * total + round(weights * debts[name])
        v.model.add(weights * off >= apart - weights + 1)
        v.model.add(weights * off >= -apart - weights + 1)
        beyond.append(off)
    return sum(beyond)

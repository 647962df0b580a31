"""The rota of a scenario: its rules and shifts as an instance, and the fewest people for whom there is a rota."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from sim.errors import InputError, Problem
from sim.rostering.cyclic_demand import WeekDemand
from sim.rostering.cyclic_instance import OFF, RotaInstance, RotaRules, RotaShift, rest_between, rest_rules
from sim.rostering.cyclic_rota import Rota
from sim.rostering.cyclic_solve import solve_rota
from sim.rostering.engine import PATIENCE, WORK_PER_SECOND, Watch
from sim.rostering.shift_types import ShiftType
from sim.rostering.terms import is_night_shift, wall_minute, working_minutes
from sim.scenario.hours import DAYS
from sim.scenario.model import Scenario
from sim.timing import MINUTE

MORE_PEOPLE = 12
"""How many more people than the hours alone ask for are tried."""


class NoRota(InputError):
    """There is no rota, for any number of people tried; `cyclic_scenario_reasons` says why not."""

    def __init__(self, demand: WeekDemand, tried: tuple[int, ...], given: str) -> None:
        self.demand, self.tried = demand, tried
        accepted = (
            "shorter blocks (in_row_min, work_min), longer days off (days_off_max), a larger surplus_max, "
            "forward: false, or fewer rests and weekends off in 'rules'"
        )
        wrong = "there is no rota that keeps these rules"
        super().__init__(Problem(wrong, field="rota, rules", given=given, accepted=accepted))


def rota_shifts(scenario: Scenario, types: tuple[ShiftType, ...]) -> tuple[RotaShift, ...]:
    """Return the shifts of the rota, with their names: those of the scenario, else the hour at which they start."""
    given, rota, rules = scenario.rota.shifts, scenario.rota, scenario.rules
    if given:
        names, lengths = list(given), [(one.in_row_min, one.in_row_max) for one in given.values()]
    else:
        names, lengths = _names(types), [(rota.in_row_min, None)] * len(types)
    nights = [is_night(scenario, kind) for kind in types]
    return tuple(
        RotaShift(
            name=name,
            start=kind.start,
            length=kind.length,
            run_min=max(least, rules.nights_in_row_min) if night else least,
            run_max=most,
            is_night=night,
            working=working_minutes(rules, kind.length),
        )
        for name, kind, night, (least, most) in zip(names, types, nights, lengths, strict=True)
    )


def is_night(scenario: Scenario, kind: ShiftType) -> bool:
    """Return whether a type of shift is a night shift, on the first Wednesday of the horizon."""
    calendar = scenario.calendar
    wednesday = (2 - calendar.start.weekday()) % 7
    start, end = (wall_minute(calendar, wednesday, clock) for clock in (kind.start, kind.start + kind.length))
    return is_night_shift(scenario, calendar.zone, start, end)


def rota_rules(scenario: Scenario, shifts: tuple[RotaShift, ...], people: int) -> RotaRules:
    """Return the rules of the scenario and of its rota, for so many people.

    The contract binds the table as a whole: everybody works all of its rows. Weekends off of every four in a row become
    at most so many worked in a row that any four hold them, and the same share of the table.
    """
    rules, rota = scenario.rules, scenario.rota
    group = scenario.team.groups[rota_group(scenario)]
    weekend = tuple(sorted(DAYS.index(day) for day in scenario.calendar.weekend))
    free = min(4, rules.weekends_off_min)
    forbidden = rest_rules(shifts, rules.daily_rest // MINUTE, rules.weekly_rest // MINUTE, rota.forward)
    forbidden |= rests_after_nights(shifts, rules.rest_after_nights // MINUTE)
    forbidden |= {forbidden_sequence(shifts, text) for text in rota.forbidden}
    return RotaRules(
        days_off_min=max(rota.days_off_min, rules.days_off_in_row_min),
        days_off_max=rota.days_off_max,
        work_min=min(max(rota.work_min, rules.days_in_row_min), rules.days_in_row_max),
        work_max=rules.days_in_row_max,
        forbidden=forbidden,
        nights_max=rules.nights_in_row_max,
        off_after_nights=rota.off_after_nights,
        minutes_a_week_max=int(rules.weekly_hours_max * 60),
        minutes_max=int(group.contract_hours * 60 * people * (1 + rules.hours_tolerance)),
        weekend=weekend,
        short_change=rota.short_change // MINUTE,
        **weekend_rules(free, people),  # type: ignore[arg-type]
    )


def weekend_rules(free: int, people: int) -> dict[str, int | None]:
    """Return what so many weekends free of every four in a row mean for a table of so many weeks.

    >>> weekend_rules(1, 9)
    {'weekends_off_min': 3, 'weekends_worked_max': 3}
    """
    return {
        "weekends_off_min": -(-people * free // 4),
        "weekends_worked_max": {0: None, 1: 3, 2: 1, 3: 1, 4: 0}[free],
    }


def forbidden_sequence(shifts: tuple[RotaShift, ...], text: str) -> tuple[int, ...]:
    """Return a forbidden sequence such as ``N - N`` as numbers of shifts and OFF."""
    names = [shift.name for shift in shifts]
    return tuple(OFF if word == "-" else names.index(word) for word in text.split())


def rota_group(scenario: Scenario) -> str:
    """Return the group whose rota it is."""
    return scenario.rota.group or next(iter(scenario.team.groups))


def instance_of(scenario: Scenario, demand: WeekDemand, people: int) -> RotaInstance:
    """Return the instance of a scenario for so many people; with people given by hand the demand may be missed."""
    shifts = rota_shifts(scenario, demand.types)
    return RotaInstance(
        people=people,
        shifts=shifts,
        demand=demand.people,
        rules=rota_rules(scenario, shifts, people),
        surplus_max=scenario.rota.surplus_max,
        may_be_short=scenario.rota.people is not None,
        wishes=tuple(tuple((str(name), weight) for name, weight in stage.items()) for stage in scenario.rota.wishes),
    )


def find_rota(
    scenario: Scenario, demand: WeekDemand, *, watch: Watch | None = None, stop_gap: float = 0.0
) -> tuple[Rota, tuple[int, ...]]:
    """Return the best rota of the fewest people for whom there is one, and the numbers proven to be too few.

    With `rota.people` the number is given, and what it cannot cover is left open. A stage of wishes ends within
    `stop_gap` of its bound.

    The effort for each number of people is `rules.solve_seconds`, counted in the solver's operations, so that the same
    scenario gives the same rota on a slower machine, later.

    Raises
    ------
    NoRota
        If there is no rota for any number of people that is tried.
    KeyboardInterrupt
        If Ctrl-C comes before there is a rota. After that it ends the search, and the best rota so far is returned.
    """
    given = scenario.rota.people
    solve = partial(
        solve_rota,
        work=scenario.rules.solve_seconds * WORK_PER_SECOND,
        seconds=5.0 + scenario.rules.solve_seconds * PATIENCE,
        seed=scenario.seed,
        stop_gap=stop_gap,
    )
    if given is not None:
        rota = solve(instance_of(scenario, demand, given), watch=watch)
        if rota.table is None and rota.is_interrupted:
            raise KeyboardInterrupt
        if rota.table is None:
            raise NoRota(demand, (given,), f"{given} people: {rota.status}")
        return rota, ()
    least = fewest_by_hours(scenario, demand)
    too_few: list[int] = []
    for people in range(least, least + MORE_PEOPLE + 1):
        instance = instance_of(scenario, demand, people)
        any_rota = solve(replace(instance, wishes=()))
        if any_rota.table is not None:
            return solve(instance, watch=watch, start=any_rota.table), tuple(too_few)
        if any_rota.is_interrupted:
            raise KeyboardInterrupt  # more people were no answer to it
        if any_rota.status == "infeasible":
            too_few.append(people)
    tried = range(least, least + MORE_PEOPLE + 1)
    raise NoRota(demand, tuple(tried), f"{least} to {tried[-1]} people tried")


def fewest_by_hours(scenario: Scenario, demand: WeekDemand) -> int:
    """Return how many people the hours of the demand, and its busiest day, ask for at least."""
    shifts = rota_shifts(scenario, demand.types)
    minutes = sum(shift.minutes * sum(row) for shift, row in zip(shifts, demand.people, strict=True))
    contract = scenario.team.groups[rota_group(scenario)].contract_hours * 60 * (1 + scenario.rules.hours_tolerance)
    busiest = max(sum(row[day] for row in demand.people) for day in range(7))
    return max(1, busiest, -int(-minutes // contract))


def rests_after_nights(shifts: tuple[RotaShift, ...], least: int) -> set[tuple[int, ...]]:
    """Return the sequences that give less than the rest due after the last of a block of nights."""
    nights = [number for number, shift in enumerate(shifts) if shift.is_night]
    return {
        (night, *between, other)
        for night in nights
        for other, shift in enumerate(shifts)
        for between in ((), (OFF,))
        if (between or not shift.is_night) and rest_between(shifts[night], shift, len(between)) < least
    }


def _names(types: tuple[ShiftType, ...]) -> list[str]:
    """Return the hours of start and end, such as ``06-14``, with minutes where a shift does not start or end on one."""
    if all(kind.start % 60 == 0 and kind.length % 60 == 0 for kind in types):
        return [f"{kind.start // 60:02d}-{(kind.start + kind.length) // 60 % 24:02d}" for kind in types]
    return [kind.name for kind in types]

"""What can stand in the way of a roster: each rule for all, and what is said of each person, as reasons in words.

A reason can be put into a model or left out; which of them cannot hold together is found by leaving out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from sim.rostering import terms
from sim.rostering.hard_rules import HARD_RULES, one_shift_a_day
from sim.rostering.instance import Instance, Worker, build_instance
from sim.rostering.leave import is_leave_by_share, leave_days
from sim.rostering.shift_types import Shift
from sim.rostering.variables import Variables
from sim.rostering.wishes import Asked, duties_of, grants
from sim.scenario.duration import duration_text
from sim.scenario.hours import DAYS
from sim.scenario.model import Scenario
from sim.scenario.people import Person

BARE = {
    "leave": (), "days_off": (), "days_on": (), "nights": True, "weekends": True, "holidays": True,
    "requests": (), "joins": None, "leaves": None,
}  # fmt: skip
"""A person without any limits of their own."""


@dataclass(frozen=True)
class Reason:
    """One reason: a sentence, and what it adds to a model."""

    key: str
    """Name of the rule, or of the key of a person."""
    person: str
    """Empty for a rule of all."""
    sentence: str
    add: Callable[[Variables], None]


@dataclass(frozen=True)
class Question:
    """Whether a team can do something: cover all of some days, or keep one thing agreed with a person."""

    scenario: Scenario
    people: tuple[Person, ...]
    """As they are."""
    instance: Instance
    """The same people without limits of their own."""
    demands: tuple[tuple[tuple[int, ...], int], ...]
    """Shifts, and how many people they must hold together."""
    wanted: Reason | None = None
    """What is agreed with the one person there is."""

    def model(self, reasons: Sequence[Reason]) -> Variables:
        """Return the model of the question with these reasons alone."""
        v = Variables(self.instance)
        one_shift_a_day(v)
        for reason in reasons:
            reason.add(v)
        for shifts, people in self.demands:
            v.model.add(sum(v.count[shift] for shift in shifts) >= people)
        if self.wanted is not None:
            self.wanted.add(v)
        return v


def question_of(
    scenario: Scenario,
    group: str,
    people: Sequence[Person],
    shifts: tuple[Shift, ...],
    needed: npt.NDArray[np.int64],
    interval: int,
    days: range,
) -> Question:
    """Return the question whether people can cover all that is needed on some days and can be covered at all."""
    bare = [person.model_copy(update=BARE) for person in people]
    reach = _reach(scenario)
    near = tuple(shift for shift in shifts if days.start - 1 - reach <= shift.day < days.stop + reach)
    instance = build_instance(scenario, group, bare, near, needed, interval)
    covering: dict[int, list[int]] = {}
    for number, shift in enumerate(near):
        for place in shift.intervals:
            covering.setdefault(place, []).append(number)
    demands: dict[tuple[int, ...], int] = {}
    for place, numbers in covering.items():
        if needed[place] and terms.day_of(scenario.calendar, place * interval) in days:
            demands[tuple(numbers)] = max(demands.get(tuple(numbers), 0), int(needed[place]))
    return Question(scenario, tuple(people), instance, tuple(demands.items()))


def question_of_duty(
    scenario: Scenario,
    group: str,
    person: Person,
    shifts: tuple[Shift, ...],
    needed: npt.NDArray[np.int64],
    interval: int,
    duty: Asked,
) -> tuple[Question, list[Reason]]:
    """Return the question whether one person can keep an agreement, and the person's other agreements as reasons."""
    instance = build_instance(scenario, group, [person.model_copy(update=BARE)], shifts, needed, interval)
    wanted = _of_duty(instance, duty)
    others = [_of_duty(instance, other) for other in duties_of(scenario, person) if other != duty]
    return Question(scenario, (person,), instance, (), wanted), others


def _of_duty(instance: Instance, duty: Asked) -> Reason:
    """An agreement as a reason; one that no shift can keep forbids everything."""
    scenario, [about] = instance.scenario, instance.workers
    numbers = [
        number
        for number in instance.by_day[duty.day]
        if grants(scenario, about.zone, duty.shift, instance.shifts[number].start, instance.shifts[number].end)
    ]

    def add(v: Variables) -> None:
        works = v.works(0, numbers)
        if duty.wish == "for":
            v.model.add_bool_or(works)
        for x in works if duty.wish == "against" else ():
            v.model.add(x == 0)

    return Reason("agreed", duty.person, f"agreed with {duty.person}: {duty.text}", add)


def reasons_of(question: Question) -> list[Reason]:
    """Return all reasons there may be: first what is said of each person, then the rules for all."""
    reasons = [
        reason
        for worker, (person, about) in enumerate(zip(question.people, question.instance.workers, strict=True))
        for reason in _of_person(question.scenario, question.instance, worker, person, about)
    ]
    for rule in HARD_RULES:
        if rule is not one_shift_a_day and _says_something(question.scenario, rule.__name__):
            sentence = _sentence(question.scenario, rule.__name__) or (rule.__doc__ or "").split("\n")[0]
            reasons.append(Reason(rule.__name__, "", sentence, _with_own_hours(question, rule)))
    return reasons


def _with_own_hours(question: Question, rule: Callable[[Variables], None]) -> Callable[[Variables], None]:
    """The rule, with the leave that counts towards hours and the day of joining that makes a newcomer."""
    people, scenario, bare = question.people, question.scenario, question.instance
    real = [
        build_instance(scenario, bare.group, [person], (), bare.needed, bare.interval).workers[0] for person in people
    ]

    def add(v: Variables) -> None:
        before = v.instance
        workers = tuple(_with_hours(about, own) for about, own in zip(before.workers, real, strict=True))
        v.instance = replace(before, workers=workers)
        rule(v)
        v.instance = before

    return add


def _with_hours(about: Worker, own: Worker) -> Worker:
    person = about.person.model_copy(update={"joins": own.person.joins})
    return replace(
        about, person=person, leave_minutes=own.leave_minutes, contract=own.contract, most=own.most, past=own.past
    )


def _of_person(scenario: Scenario, instance: Instance, worker: int, person: Person, about: Worker) -> list[Reason]:
    """What is said of one person, as far as it keeps them from a shift of the question."""
    calendar = scenario.calendar
    dates = {day: terms.date_of(calendar, day) for day in range(-1, instance.days + 2)}
    away = leave_days(scenario, person)
    on_leave = ", ".join(
        f"{leave.first:%a %Y-%m-%d}" + (f" to {leave.last:%a %Y-%m-%d}" if leave.last != leave.first else "")
        for leave in person.leave
    )
    if is_leave_by_share(scenario, person.name):
        on_leave += f", in turn by the share of leave of {person.group}, none being given"
    closed: list[tuple[str, str, Callable[[int], bool]]] = [
        ("leave", f"{person.name} is on leave ({on_leave})", lambda day: day in away),
        ("days_off", f"{person.name} never works on {', '.join(person.days_off)}",
         lambda day: DAYS[dates[day].weekday()] in person.days_off),
        ("weekends", f"{person.name} works no weekends",
         lambda day: not person.weekends and terms.is_weekend(calendar, dates[day])),
        ("holidays", f"{person.name} works on no public holidays",
         lambda day: not person.holidays and dates[day] in calendar.holiday_dates),
        ("joins", f"{person.name} is with the team {_employed(person)}",
         lambda day: not terms.is_there(person, dates[day])),
    ]  # fmt: skip
    reasons = []
    for key, sentence, is_closed in closed:
        numbers = [number for number in about.shifts if any(is_closed(day) for day in instance.shifts[number].days)]
        if numbers:
            reasons.append(Reason(key, person.name, sentence, _refuse(worker, numbers)))
    if not person.nights and about.night_of:
        sentence = f"{person.name} works no nights"
        reasons.append(Reason("nights", person.name, sentence, _refuse(worker, list(about.night_of))))
    return reasons


def _refuse(worker: int, shifts: list[int]) -> Callable[[Variables], None]:
    def add(v: Variables) -> None:
        for shift in shifts:
            v.model.add(v.shifts(worker)[shift] == 0)

    return add


def _employed(person: Person) -> str:
    since = f"from {person.joins} on" if person.joins is not None else ""
    until = f"until {person.leaves}" if person.leaves is not None else ""
    return " ".join(part for part in (since, until) if part)


def _reach(scenario: Scenario) -> int:
    """How far outside the days asked for work may help: to fill up runs that must have a least length."""
    rules = scenario.rules
    least = max(rules.days_in_row_min, rules.nights_in_row_min)
    return least - 1 + (len(scenario.calendar.weekend) if rules.weekends_whole else 0)


def _says_something(scenario: Scenario, rule: str) -> bool:
    """Whether a rule limits anything with the values of a scenario."""
    rules = scenario.rules
    idle = {
        "weekly_rest": not rules.weekly_rest,
        "daily_rest": not rules.daily_rest,
        "rest_after_nights": not rules.rest_after_nights,
        "weekends_off": not rules.weekends_off_min,
        "weekends_whole": not rules.weekends_whole,
        "fewest_days_in_row": rules.days_in_row_min == 1,
        "fewest_days_off_in_row": rules.days_off_in_row_min == 1,
        "fewest_nights_in_row": rules.nights_in_row_min == 1,
        "night_shift_hours": rules.night_shift_hours_max is None,
        "night_weeks": rules.night_weeks_max is None,
        "newcomers_at_night": not rules.newcomer_for,
    }
    return not idle.get(rule, False)


def _sentence(scenario: Scenario, rule: str) -> str | None:
    """The rule with its value."""
    rules = scenario.rules
    return {
        "daily_rest": f"at least {duration_text(rules.daily_rest)} of rest between two shifts",
        "rest_after_nights": f"at least {duration_text(rules.rest_after_nights)} of rest after a run of nights",
        "weekly_rest": f"a rest of {duration_text(rules.weekly_rest)} in any seven days",
        "weekly_hours": f"at most {rules.weekly_hours_max:g} working hours in a calendar week",
        "contract_hours": f"hours with leave at most {rules.hours_tolerance:.0%} above the contract",
        "days_in_row": f"at most {rules.days_in_row_max} working days in a row",
        "nights_in_row": f"at most {rules.nights_in_row_max} nights in a row",
        "weekends_off": f"{rules.weekends_off_min} of any four weekends free",
        "fewest_days_in_row": f"at least {rules.days_in_row_min} working days in a row",
        "fewest_days_off_in_row": f"at least {rules.days_off_in_row_min} days off in a row",
        "fewest_nights_in_row": f"at least {rules.nights_in_row_min} nights in a row",
        "weekends_whole": "weekends worked on all of their days or on none",
        "night_shift_hours": f"nights of at most {rules.night_shift_hours_max or 0:g} working hours",
        "night_weeks": f"nights in at most {rules.night_weeks_max} of three calendar weeks in a row",
        "newcomers_at_night": "no newcomer at night without an experienced colleague",
    }.get(rule)

"""Who of the named people cannot follow a cyclic rota, in words: everybody goes through the same table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from sim.rostering import terms
from sim.rostering.cyclic_instance import OFF
from sim.rostering.cyclic_rota import Rota
from sim.rostering.timesheets import Violation
from sim.scenario.hours import DAYS
from sim.scenario.model import Scenario
from sim.scenario.people import Person
from sim.wording import counted

OWN_TERMS = {
    "days_off": ("shift on a day always off", "shifts on days always off"),
    "nights": ("night, though no nights are worked", "nights, though no nights are worked"),
    "weekends": ("weekend shift, though no weekends are worked", "weekend shifts, though no weekends are worked"),
    "holidays": (
        "shift on a public holiday, though none is worked",
        "shifts on public holidays, though none is worked",
    ),
    "employed": ("shift while not with the team", "shifts while not with the team"),
    "agreed_days": ("agreement not kept", "agreements not kept"),
    "weekly_hours": ("week above the most hours", "weeks above the most hours"),
}
"""Rules of the checker that speak of a person's own terms: one, and many."""


def who_cannot_follow(scenario: Scenario, group: str, rota: Rota, broken: Sequence[Violation]) -> Iterator[str]:
    """Yield a sentence for each named person of a group whose own terms the rota breaks within the horizon.

    Told are the shifts that break them, hours a week against a contract of their own, and which weeks of the table keep
    days off, nights and weekends: who works only these needs another place than the rota.
    """
    hours = sum(rota.hours()) / len(rota.rows)
    for person in scenario.people_of(group):
        if person not in scenario.team.people:
            continue
        counts = Counter(one.rule for one in broken if one.person == person.name and one.rule in OWN_TERMS)
        wrong = [counted(number, *OWN_TERMS[rule]) for rule, number in counts.items()]
        contract = terms.contract_minutes_a_week(scenario, person) / 60
        own = person.contract_hours is not None or person.contract_hours_total is not None
        if own and abs(hours - contract) > scenario.rules.hours_tolerance * contract:
            wrong.append(f"{hours:.1f} h a week for a contract of {contract:g} h")
        if wrong:
            yield f"{person.name} cannot follow the rota: {'; '.join(wrong)}.{_weeks(scenario, person, rota)}"


def weeks_that_suit(scenario: Scenario, person: Person, rota: Rota) -> list[int]:
    """Return the weeks of the table, from 1, whose shifts keep a person's days off, nights and weekends.

    A night into a day off breaks it; the last night of the week before counts for that week.
    """
    closed = {DAYS.index(day) for day in person.days_off}
    closed |= set() if person.weekends else {DAYS.index(day) for day in scenario.calendar.weekend}
    found = []
    for number, row in enumerate(rota.rows, start=1):
        is_fine = True
        for day, entry in enumerate(row):
            if entry == OFF:
                continue
            shift = rota.instance.shifts[entry]
            days = {day, (day + 1) % 7} if shift.is_overnight else {day}
            is_fine &= days.isdisjoint(closed) and (person.nights or not shift.is_night)
        if is_fine:
            found.append(number)
    return found


def _weeks(scenario: Scenario, person: Person, rota: Rota) -> str:
    if person.nights and person.weekends and not person.days_off:
        return ""
    weeks, all_weeks = weeks_that_suit(scenario, person, rota), len(rota.rows)
    if not weeks:
        return f" None of the {all_weeks} weeks of the table keeps days off, nights and weekends."
    which = ", ".join(map(str, weeks))
    keep = "keeps" if len(weeks) == 1 else "keep"
    return f" Of the {all_weeks} weeks of the table {len(weeks)} {keep} days off, nights and weekends: {which}."

"""Days of leave earned on call, and the hole they leave in the roster."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from sim.centre.roster import IN_LIEU, Roster
from sim.rostering.engine import Stop, Watch
from sim.rostering.leave import leave_days, people_with_leave
from sim.rostering.on_call_solve import OnCallPlan, solve_on_call
from sim.rostering.solve import solve_roster
from sim.rostering.terms import employed_days
from sim.scenario.hours import DAYS
from sim.scenario.model import Scenario
from sim.scenario.on_call_rota import FixedTurn
from sim.scenario.people import Leave
from sim.staffing.requirement import Requirement


def roster_with_days_in_lieu(
    scenario: Scenario,
    requirement: Requirement,
    *,
    sizes: Mapping[str, int] | None = None,
    progress: Watch | None = None,
    stop_gap: float = 0.0,
    stop: Stop | None = None,
) -> Roster:
    """Return the roster of a requirement in which people take the days of leave they earn on call.

    Where none are earned this is `solve_roster`. Otherwise the turns of a first roster are kept, the days earned become
    leave, and the roster is solved again for the same people, so that the hole is seen: in gaps, or in more work for
    others. People who are in no roster (another department) take theirs where nobody here sees it. The other arguments
    are those of `solve_roster`.
    """
    roster = solve_roster(scenario, requirement, sizes=sizes, progress=progress, stop_gap=stop_gap, stop=stop)
    if scenario.on_call is None or not scenario.on_call.compensatory_days_per_week:
        return roster
    people = roster.assignments.drop_duplicates(["person", "group"])["group"].value_counts()
    found = dict(sizes or {}) | {str(group): int(count) for group, count in people.items()}
    found = {group: count for group, count in found.items() if group in set(requirement.table["skill"])}
    plan = solve_on_call(scenario, roster, sizes=found)
    days = days_in_lieu(scenario, plan)
    if not any(days.values()):
        return roster
    taking = with_days_in_lieu(scenario, plan, days, found)
    again = solve_roster(taking, requirement, sizes=found, progress=progress, stop_gap=stop_gap, stop=stop)
    return replace(again, assignments=_named(scenario, again.assignments, days), seconds=roster.seconds + again.seconds)


def days_in_lieu(scenario: Scenario, plan: OnCallPlan) -> dict[str, tuple[dt.date, ...]]:
    """Return the days on which each person takes the leave earned: the first working days after each turn.

    Days add up from turn to turn, and whole ones are taken: with half a day a week, one after every second turn. None
    is taken on a weekend, a public holiday, a day off by contract, a day of leave, or a day with another turn, nor
    beyond the horizon.
    """
    assert scenario.on_call is not None
    calendar, instance = scenario.calendar, plan.instance
    taken: dict[str, list[dt.date]] = {member.person.name: [] for member in instance.members}
    for place, member in enumerate(instance.members):
        person, earned = member.person, 0.0
        own = [duty for duty, who in zip(instance.duties, plan.holders, strict=True) if who == place]
        busy = set().union(*(duty.touched for duty in own)) | leave_days(scenario, person)
        there = employed_days(scenario, person)
        for duty in own:
            earned += len(duty.days) / 7 * scenario.on_call.compensatory_days_per_week
            day = duty.days.stop
            while earned >= 1 - 1e-9 and day < calendar.weeks * 7:
                date = calendar.start + dt.timedelta(days=day)
                weekday = DAYS[date.weekday()]
                is_free = weekday in calendar.weekend or weekday in person.days_off or date in calendar.holiday_dates
                if day in there and day not in busy and not is_free:
                    taken[person.name].append(date)
                    busy.add(day)
                    earned -= 1
                day += 1
    return {name: tuple(dates) for name, dates in taken.items()}


def with_days_in_lieu(
    scenario: Scenario, plan: OnCallPlan, days: Mapping[str, tuple[dt.date, ...]], sizes: Mapping[str, int]
) -> Scenario:
    """Return a scenario in which everybody of the groups is named with all leave, and the turns are fixed."""
    assert scenario.on_call is not None
    people = [person for person in scenario.team.people if person.group not in sizes]
    for group, size in sizes.items():
        for person in people_with_leave(scenario, group, size):
            more = tuple(Leave(first=date, last=date) for date in days.get(person.name, ()))
            people.append(person.model_copy(update={"leave": (*person.leave, *more)}))
    fixed = tuple(
        FixedTurn(
            person=plan.instance.members[who].person.name,
            date=scenario.calendar.start + dt.timedelta(days=duty.days.start),
            seat="secondary" if duty.seat == "secondary" else "primary",
        )
        for duty, who in zip(plan.instance.duties, plan.holders, strict=True)
        if who is not None
    )
    rota = scenario.on_call.rota.model_copy(update={"fixed": fixed})
    return scenario.model_copy(
        update={
            "team": scenario.team.model_copy(update={"people": tuple(people)}),
            "on_call": scenario.on_call.model_copy(update={"rota": rota}),
        }
    )


def _named(scenario: Scenario, table: pd.DataFrame, days: Mapping[str, tuple[dt.date, ...]]) -> pd.DataFrame:
    """The rows with leave in lieu named so, which tells it from leave that comes out of the yearly allowance."""
    starts = table["start"].dt.tz_convert(scenario.calendar.time_zone).dt.date
    is_one = [
        kind == "leave" and start in days.get(person, ()) and end - begin <= pd.Timedelta(hours=25)
        for person, kind, start, begin, end in zip(
            table["person"], table["kind"], starts, table["start"], table["end"], strict=True
        )
    ]
    return table.assign(shift=table["shift"].mask(pd.Series(is_one, index=table.index), IN_LIEU))

"""The weekly review of templates as planned time of one person: who leaves the customers for it, and when."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from sim.centre.log import STATES
from sim.centre.shift import Pause, Shift
from sim.scenario.hours import DAYS
from sim.scenario.model import Scenario


def review_times(scenario: Scenario) -> list[int]:
    """Return when the review begins in every week of the horizon, microseconds since its start."""
    ladder, calendar = scenario.ladder, scenario.calendar
    if ladder is None or ladder.review is None:
        return []
    clock = dt.time.fromisoformat(ladder.review.at)
    first = calendar.start + dt.timedelta(days=(DAYS.index(ladder.review.day) - calendar.start.weekday()) % 7)
    days = [first + dt.timedelta(weeks=week) for week in range(calendar.weeks)]
    return [calendar.microseconds(dt.datetime.combine(day, clock, tzinfo=calendar.zone)) for day in days]


def with_reviews(scenario: Scenario, shifts: list[Shift]) -> list[Shift]:
    """Return the shifts with the weekly review in that of the first person of its group who is on shift then.

    A week in which nobody of the group is on shift at that time has no review.
    """
    if scenario.ladder is None or scenario.ladder.review is None:
        return shifts
    review = scenario.ladder.review
    group = list(scenario.team.groups).index(review.group)
    result = list(shifts)
    for start in review_times(scenario):
        there = [
            (shift.agent.number, place)
            for place, shift in enumerate(result)
            if shift.agent.group == group
            and shift.by == "team"
            and not shift.absent
            and shift.start <= start < shift.end
        ]
        if there:
            place = min(there)[1]
            pause = Pause(
                start, min(start + review.at_most, result[place].end), STATES.index("meeting"), is_review=True
            )
            result[place] = replace(
                result[place],
                pauses=_with(result[place].pauses, pause),
                planned_pauses=_with(result[place].planned_pauses, pause),
            )
    return result


def _with(pauses: tuple[Pause, ...], pause: Pause) -> tuple[Pause, ...]:
    return tuple(sorted([*pauses, pause], key=lambda one: (one.start, one.end)))

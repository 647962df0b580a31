"""What people make of their shifts: days ill, late and early times, readiness to stay on; drawn before the run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from sim.centre.log import STATES
from sim.centre.shift import Pause, Shift
from sim.demand.draw import absence_draws
from sim.demand.habits import MOST_PAUSES, adherence_draws, days_ill, deviation, other_duty, stays_on
from sim.scenario.model import Scenario
from sim.scenario.people import Group
from sim.scenario.working import Adherence
from sim.timing import DAY


def with_habits(
    scenario: Scenario, group: Group, replication: int, shifts: Sequence[Shift], starts: Sequence[tuple[int, int]]
) -> list[Shift]:
    """Return the shifts of one person with what the person makes of them; `starts` are their uncut spans."""
    if not shifts:
        return []
    person = shifts[0].agent.name
    ill = days_ill(scenario, replication, person, group.shrinkage)
    draws = adherence_draws(scenario, replication, person) if group.adherence is not None else None
    uniforms = absence_draws(scenario, replication, person)
    rules = group.overtime
    willing = np.zeros(len(ill), dtype=bool)
    if rules is not None and rules.voluntary is not None:
        willing = stays_on(scenario, replication, person, rules.voluntary.share)
    held = other_duty(scenario, replication, person, group.second_duty) if group.second_duty is not None else []
    answer, before = [], 0
    for shift, (start, _) in zip(shifts, starts, strict=True):
        day = int(np.clip(local_day(scenario, start) + 1, 0, len(ill) - 1))
        about = replace(
            shift,
            absent=bool(ill[day]),
            illness=float(uniforms[day]),
            has_habits=True,
            overtime=rules,
            stays_on=bool(willing[day]),
            week=max(0, day - 1) // 7,
        )
        if group.adherence is not None and draws is not None:
            about = _with_deviations(about, group.adherence, draws[day], before)
        if held:
            about = replace(about, pauses=_with_stretches(about, held))
        answer.append(about)
        before = shift.end
    return answer


def _with_deviations(shift: Shift, adherence: Adherence, draws: npt.NDArray[np.float64], not_before: int) -> Shift:
    """A shift at the times at which it is meant to be worked, not before the one before has ended."""
    begins = shift.start + deviation(adherence.shift_start, draws[0])
    pauses = []
    for number, pause in enumerate(shift.pauses):
        place = 1 + 2 * min(number, MOST_PAUSES - 1)
        start = pause.start + deviation(adherence.break_start, draws[place])
        start = min(max(shift.start, start), shift.end)
        length = max(0, pause.end - pause.start + deviation(adherence.break_end, draws[place + 1]))
        pauses.append(Pause(start, start + length, pause.state))
    pauses.sort(key=lambda pause: (pause.start, pause.end))
    return replace(shift, begins=min(max(begins, not_before), shift.end), pauses=tuple(pauses))


def _with_stretches(shift: Shift, held: Sequence[tuple[int, int]]) -> tuple[Pause, ...]:
    """The pauses of a shift and the stretches of another duty within it, in the order of their starts."""
    state = STATES.index("other_duty")
    inside = [
        Pause(max(start, shift.start), min(end, shift.end), state)
        for start, end in held
        if start < shift.end and end > shift.start
    ]
    return tuple(sorted([*shift.pauses, *inside], key=lambda pause: (pause.start, pause.end)))


def local_day(scenario: Scenario, start: int) -> int:
    """Return the local days between the first day of the horizon and the day on which a shift starts."""
    calendar = scenario.calendar
    date = calendar.moment(start).astimezone(calendar.zone).date()
    return min((date - calendar.start) // dt.timedelta(days=1), calendar.horizon // DAY)

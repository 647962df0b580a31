"""Engagement of a group: moved at the end of every week by load, overtime, nights and fairness; it moves the work."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.centre.actors import ABSENT, Agent
from sim.centre.events import WEEK_ENDS, At, Clock, Process
from sim.centre.log import AT_WORK
from sim.centre.record import AVAILABLE, STATE_FIELDS, Recorder
from sim.centre.shift import Shift
from sim.scenario.engagement import Engagement
from sim.scenario.model import Scenario
from sim.timing import HOUR

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class EngagementWeek:
    """A week of a group: the level during it, and what moves the next."""

    group: str
    week: int
    level: float
    occupancy: float
    """Work over work and waiting for it; 0 where nobody was there."""
    overtime_hours: float
    """Per person of the group in the roster."""
    night_share: float
    """Planned time in the night over planned time."""
    unfairness: float
    """How unevenly nights and weekends were shared so far: 0 evenly, near 1 where one person has them all."""


class Mood:
    """The level of a group now, and what follows from it for its members."""

    __slots__ = ("about", "absence", "handling", "level", "resolution")

    def __init__(self, about: Engagement) -> None:
        self.about = about
        self.stand_at(about.start)

    def stand_at(self, level: float) -> None:
        """Set the level, between 0 and 1."""
        self.level = min(1.0, max(0.0, level))
        lost = self.about.start - self.level
        self.handling = round(1000 * (1.0 + self.about.handling * lost))
        """Thousandths of handling time."""
        self.resolution = 1.0 - self.about.resolution * lost
        self.absence = 1.0 + self.about.absence * lost
        """Factor on the share of absence."""

    def move(self, week: EngagementWeek) -> None:
        """Move the level by what a week brought."""
        about = self.about
        change = about.recovers * (about.start - self.level)
        change -= about.load * max(0.0, week.occupancy - about.occupancy_from)
        change -= about.overtime * week.overtime_hours
        change -= about.nights * week.night_share
        change -= about.unfairness * week.unfairness
        self.stand_at(self.level + change)


def moods_of(scenario: Scenario, recorder: Recorder, shifts: Sequence[Shift]) -> Moods | None:
    """Return the engagement of the groups that have one, known to their members; None without any."""
    moods = {
        number: Mood(group.engagement)
        for number, group in enumerate(scenario.team.groups.values())
        if group.engagement is not None and any(shift.has_habits for shift in shifts)
    }
    for shift in shifts:
        if shift.by == "team" and shift.agent.pace is not None:
            shift.agent.pace.mood = moods.get(shift.agent.group)
    return Moods(scenario, recorder, shifts, moods) if moods else None


class Moods:
    """The engagement of all groups that have one, and its weeks."""

    def __init__(self, scenario: Scenario, recorder: Recorder, shifts: Sequence[Shift], moods: dict[int, Mood]) -> None:
        self.scenario, self.recorder, self.moods = scenario, recorder, moods
        self.shifts = [shift for shift in shifts if shift.by == "team"]
        self.weeks: list[EngagementWeek] = []
        night = scenario.calendar.is_open(scenario.rules.night)
        self.night = _time_so_far(scenario, night)
        self.unloved = _time_so_far(scenario, night | _weekend(scenario))
        self._read, self._since = 0, 0

    def run(self, env: Clock) -> Process:
        """Move the levels at the end of every local week but the last."""
        calendar = self.scenario.calendar
        for week in range(1, calendar.weeks):
            midnight = dt.datetime.combine(calendar.start + dt.timedelta(weeks=week), dt.time(), tzinfo=calendar.zone)
            yield At(env, calendar.microseconds(midnight) - env.now, WEEK_ENDS | 1)
            for one in self.end_week(week, env.now):
                self.moods[list(self.scenario.team.groups).index(one.group)].move(one)

    def end_week(self, number: int, now: int) -> list[EngagementWeek]:
        """Return what the week that ends now brought to each group, and keep it for the log."""
        agents = {shift.agent.number: shift.agent for shift in self.shifts}
        stays = self._stays(list(agents.values()), now)
        names, found = list(self.scenario.team.groups), []
        for group, mood in self.moods.items():
            own = np.array([agents[n].group == group if n in agents else False for n in stays[:, 0]], dtype=bool)
            state, length = stays[own, 1], stays[own, 4] - np.maximum(stays[own, 3], self._since)
            work, free = int(length[np.isin(state, AT_WORK)].sum()), int(length[state == AVAILABLE].sum())
            people = {shift.agent.name for shift in self.shifts if shift.agent.group == group}
            late = int(length[stays[own, 5] == 1].sum())
            found.append(
                EngagementWeek(
                    names[group],
                    number,
                    mood.level,
                    work / (work + free) if work + free else 0.0,
                    late / HOUR / len(people) if people else 0.0,
                    self._night_share(group, number - 1),
                    self._unfairness(group, number - 1),
                )
            )
        self.weeks += found
        self._read, self._since = len(self.recorder.stays), now
        return found

    def _stays(self, agents: Sequence[Agent], now: int) -> Ints:
        """Rows of all stays since the week began, those that go on included."""
        width = len(STATE_FIELDS)
        closed = np.array(self.recorder.stays[self._read :], dtype=np.int64).reshape(-1, width)
        going_on = [
            (one.number, one.state, one.state_load, one.since, now, one.overtime)
            for one in agents
            if one.state != ABSENT and one.since < now
        ]
        return np.concatenate([closed, np.array(going_on, dtype=np.int64).reshape(-1, width)])

    def _night_share(self, group: int, week: int) -> float:
        own = [shift for shift in self.shifts if shift.agent.group == group and shift.week == week]
        planned = sum(shift.end - shift.start for shift in own)
        return sum(_within(self.night, shift) for shift in own) / planned if planned else 0.0

    def _unfairness(self, group: int, week: int) -> float:
        """Half the mean absolute difference from an even share, over the even share."""
        each: dict[str, int] = {}
        for shift in self.shifts:
            if shift.agent.group == group:
                time = _within(self.unloved, shift) if shift.week <= week else 0
                each[shift.agent.name] = each.get(shift.agent.name, 0) + time
        total = sum(each.values())
        return sum(abs(len(each) * time - total) for time in each.values()) / (2 * len(each) * total) if total else 0.0


Prefix = tuple[int, Ints]


def _weekend(scenario: Scenario) -> npt.NDArray[np.bool_]:
    calendar = scenario.calendar
    names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    is_weekend = np.array([name in calendar.weekend for name in names])
    return np.asarray(is_weekend[calendar.local_intervals.of_week * 7 // calendar.intervals_per_week])


def _time_so_far(scenario: Scenario, mask: npt.NDArray[np.bool_]) -> Prefix:
    """The time in the marked intervals up to the start of each."""
    interval = scenario.calendar.interval
    return interval, np.concatenate([[0], np.cumsum(mask.astype(np.int64)) * interval])


def _within(prefix: Prefix, shift: Shift) -> int:
    """Time of a shift in the marked intervals of the horizon, whole intervals by their start."""
    interval, so_far = prefix
    first, last = (min(-(-time // interval), len(so_far) - 1) for time in (shift.start, shift.end))
    return int(so_far[last] - so_far[first])

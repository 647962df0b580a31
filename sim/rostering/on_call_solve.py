"""The rotation on call: who has which turn, in strict priorities, checked before it is handed out."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from sim.centre.roster import ASSIGNMENT_COLUMNS, SECONDARY, Roster
from sim.rostering.assignments import Row
from sim.rostering.engine import WORK_PER_SECOND, Effort, Stop, Watch, search
from sim.rostering.on_call_check import check_turns, turn_costs
from sim.rostering.on_call_first import first_turns
from sim.rostering.on_call_instance import OnCallInstance, on_call_instance
from sim.rostering.on_call_rules import STAGES, one_seat_at_a_time
from sim.rostering.on_call_shares import POINTS
from sim.rostering.on_call_variables import OnCallVariables, Points
from sim.rostering.terms import moment_of
from sim.scenario.model import Scenario

SHARE = 0.1
"""Share of `rules.solve_seconds` for each of the five stages."""


@dataclass(frozen=True)
class OnCallPlan:
    """Who has which turn, and what is known of it."""

    instance: OnCallInstance
    holders: tuple[int | None, ...]
    """Member of every duty; None where it stays open."""
    status: str
    """optimal (every stage is proven best, given those before), feasible, or partial (some duty stays open)."""
    costs: dict[str, float]
    """What every rule costs, as penalties."""
    bound: float
    """Sum of the bounds of the stages."""
    seconds: float
    turns: pd.DataFrame = field(init=False)
    """One row per duty: turn, first_day, last_day (dates), site, seat, person and group (empty where open), hours,
    weekend and holidays it counts for, start and end (UTC)."""
    assignments: pd.DataFrame = field(init=False)
    """The same as rows of a roster: kind `on_call`, one per unbroken stretch; those of a second seat are
    named `secondary`."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "turns", turn_table(self.instance, self.holders))
        object.__setattr__(self, "assignments", duty_rows(self.instance, self.holders))

    @property
    def objective(self) -> float:
        """Sum of the costs."""
        return sum(self.costs.values())

    @property
    def open(self) -> pd.DataFrame:
        """The rows of `turns` that nobody has."""
        return self.turns[self.turns["person"] == ""]

    @property
    def words(self) -> tuple[str, ...]:
        """What could not be kept: open duties, and rules broken so that none stays open; with people and dates."""
        return tuple(violation.sentence for violation in check_turns(self.instance, self.holders))


def solve_on_call(
    scenario: Scenario,
    roster: Roster | None = None,
    *,
    sizes: Mapping[str, int] | None = None,
    progress: Watch | None = None,
    seed: int | None = None,
    stop_gap: float = 0.0,
    stop: Stop | None = None,
    without: frozenset[str] = frozenset(),
) -> OnCallPlan:
    """Return the rotation of a scenario with `on_call`, checked and costed again without the solver.

    `roster` tells who works when, so that turns avoid it; `sizes` is the number of people by group where the scenario
    does not say. A rotation always exists: what nobody can hold stays open and is named. A stage ends within `stop_gap`
    of its bound; when `stop` is asked, the best rotation so far is taken. `without` names rules turned off.

    Raises
    ------
    InputError
        If a fixed turn cannot be.
    """
    begun = time.perf_counter()
    instance = on_call_instance(scenario, roster, sizes)
    v = OnCallVariables(instance)
    one_seat_at_a_time(v)
    for number in instance.fixed:
        v.model.add(v.open[number] == 0)
    stages = [
        Stage(f"on call: {stage}", sum(rule(v) for rule in rules if rule.__name__ not in without))
        for stage, rules in STAGES
    ]
    share = scenario.rules.solve_seconds * WORK_PER_SECOND * SHARE
    effort = Effort(share, scenario.seed if seed is None else seed, stop_gap, progress, stop)
    holders, bound, is_optimal = won_by_stages(v, stages, first_turns(instance), effort)
    found = turn_costs(instance, holders)
    status = "partial" if None in holders else "optimal" if is_optimal else "feasible"
    return OnCallPlan(instance, holders, status, found, min(bound, sum(found.values())), time.perf_counter() - begun)


@dataclass(frozen=True)
class Stage:
    """What is made small, one stage after the other."""

    name: str
    cost: Points
    enough: float = 0.0
    """Later stages may raise the cost to this."""


def won_by_stages(
    v: OnCallVariables, stages: Sequence[Stage], start: Sequence[int | None], effort: Effort
) -> tuple[tuple[int | None, ...], float, bool]:
    """Return the holders that the stages come to, the sum of their bounds (penalties), and whether all is proven best.

    The search begins with `start`; what a stage wins is kept in the next.
    """
    holders: tuple[int | None, ...] = tuple(start)
    bound, is_optimal = 0.0, True
    for stage in stages:
        v.model.minimize(stage.cost)
        v.hint(holders)
        given = search(v.model, stage.name, effort, only_hint=True)
        best = given.objective if given.is_found else math.inf
        if best > max(0.5, stage.enough):
            if effort.is_stopped and given.is_found:
                is_optimal = False
            else:
                outcome = search(v.model, stage.name, effort)
                bound += max(0.0, outcome.bound) / POINTS
                is_optimal = is_optimal and outcome.is_optimal
                if outcome.is_found and outcome.objective < best:
                    holders, best = v.holders(outcome.solver), outcome.objective
        if not math.isinf(best):
            v.model.add(stage.cost <= round(max(best, stage.enough)))
    return holders, bound, is_optimal


def turn_table(instance: OnCallInstance, holders: Sequence[int | None]) -> pd.DataFrame:
    """Return the duties as a table, one row each; see `OnCallPlan.turns`."""
    calendar = instance.scenario.calendar
    rows = []
    for duty, holder in zip(instance.duties, holders, strict=True):
        person = None if holder is None else instance.members[holder].person
        rows.append(
            {
                "turn": duty.turn + 1,
                "first_day": calendar.start + pd.Timedelta(days=duty.days.start),
                "last_day": calendar.start + pd.Timedelta(days=duty.days.stop - 1),
                "site": duty.site,
                "seat": duty.seat,
                "person": "" if person is None else person.name,
                "group": "" if person is None else person.group,
                "hours": duty.minutes / 60,
                "weekends": int(duty.weekend is not None),
                "holidays": duty.holidays,
                "start": pd.Timestamp(moment_of(calendar, duty.spans[0][0])),
                "end": pd.Timestamp(moment_of(calendar, duty.spans[-1][1])),
            }
        )
    columns = ["turn", "first_day", "last_day", "site", "seat", "person", "group", "hours", "weekends", "holidays"]
    return pd.DataFrame(rows, columns=[*columns, "start", "end"])


def duty_rows(instance: OnCallInstance, holders: Sequence[int | None]) -> pd.DataFrame:
    """Return the duties that are held as rows of a roster, one per unbroken stretch."""
    calendar, rows = instance.scenario.calendar, list[Row]()
    for duty, holder in zip(instance.duties, holders, strict=True):
        if holder is not None:
            person, name = instance.members[holder].person, SECONDARY if duty.seat == "secondary" else ""
            for start, end in duty.spans:
                begin, stop = (pd.Timestamp(moment_of(calendar, minute)) for minute in (start, end))
                rows.append((person.name, person.group, "on_call", name, begin, stop))
    table = pd.DataFrame(rows, columns=list(ASSIGNMENT_COLUMNS))
    for column in ("start", "end"):
        table[column] = pd.to_datetime(table[column], utc=True).astype("datetime64[us, UTC]")
    return table

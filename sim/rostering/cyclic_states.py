"""Which day may follow which: the rules on sequences as states of a person, and the week as a graph of states.

A state holds just what the rules must know of the past. A person's way through the table is a walk over (weekday,
state) nodes that comes back to its start after n weeks; the number of nodes does not depend on the number of people.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from sim.rostering.cyclic_instance import DAYS_A_WEEK, OFF, UNLIMITED, RotaInstance

Node = tuple[int, int]
"""A weekday and the number of a state."""


class State(NamedTuple):
    """What the rules must know of a person at the end of a day; counts stop where more makes no difference."""

    today: int
    """Shift, or OFF."""
    before: int
    """The entry of the day before."""
    run: int
    """Days in a row with this entry."""
    work: int
    """Working days in a row, 0 on a day off."""
    nights: int
    """Nights in a row."""
    due: int
    """Further days off due after nights; on a working day 1 where the block of nights would bring them."""
    weekends: int
    """Weekends in a row not wholly off."""
    spilled: bool
    """On a day off: whether a shift ran into the first day of this block of days off."""
    minutes: int
    """Worked in this row of the table, where a rule limits that."""


class Arc(NamedTuple):
    """A step from the end of one day to the end of the next."""

    weekday: int
    """Of the day that is entered."""
    source: int
    """Number of the state on the day before."""
    target: int
    """Number of the state on the day entered."""
    entry: int
    """What the day entered holds: a shift, or OFF."""
    last: int
    """What the day before holds."""


@dataclass(frozen=True)
class WeekGraph:
    """All states that can recur, on each weekday, and the steps between them."""

    entries: tuple[dict[int, int], ...]
    """By weekday: what the day holds in each state."""
    arcs: tuple[Arc, ...]
    whole_weekends: frozenset[Node]
    """Nodes at the end of the weekend's last day that say it was wholly off."""
    first_days_off: frozenset[Node]
    """Nodes at the end of the first day of a block of days off; empty where no wish asks for them."""


@lru_cache(maxsize=4)
def week_graph(instance: RotaInstance) -> WeekGraph:
    """Return the graph of the week: states that can recur, merged where nothing tells them apart.

    It is kept for the searches of the same instance that follow each other.
    """
    steps = _reachable(instance)
    _prune(steps)
    tells_first = any(wish == "single_days_off" for stage in instance.wishes for wish, _ in stage)
    number = _merged(instance, steps, tells_first)
    arcs = {
        Arc((day + 1) % DAYS_A_WEEK, number[day, state], number[(day + 1) % DAYS_A_WEEK, after], entry, state.today)
        for (day, state), following in steps.items()
        for entry, after in following.items()
    }
    entries: list[dict[int, int]] = [{} for _ in range(DAYS_A_WEEK)]
    for (day, state), place in number.items():
        entries[day][place] = state.today
    last = max(instance.rules.weekend)
    free = {(last, number[node]) for node in steps if node[0] == last and _has_weekend_off(instance, node[1])}
    first = {(node[0], number[node]) for node in steps if tells_first and _is_first_day_off(node[1])}
    return WeekGraph(tuple(entries), tuple(sorted(arcs)), frozenset(free), frozenset(first))


def next_state(instance: RotaInstance, state: State, entry: int, weekday: int) -> State | None:
    """Return the state after a day that holds `entry`, or None where a rule forbids it."""
    rules = instance.rules
    is_same = entry == state.today
    if (state.today, entry) in rules.forbidden or (state.before, state.today, entry) in rules.forbidden:
        return None
    if not is_same and state.run < _least_run(instance, state.today):
        return None
    if entry == OFF:
        return _after_day_off(instance, state, weekday)
    if state.today == OFF and state.due > 0:
        return None
    shift = instance.shifts[entry]
    run = state.run + 1 if is_same else 1
    work = state.work + 1
    nights = state.nights + 1 if shift.is_night else 0
    minutes = (0 if weekday == 0 else state.minutes) + shift.minutes
    if run > (shift.run_max or rules.work_max) or work > rules.work_max:
        return None
    if rules.nights_max is not None and nights > rules.nights_max:
        return None
    if rules.minutes_a_week_max is None or _week_cannot_exceed(instance, rules.minutes_a_week_max):
        minutes = 0
    elif minutes > rules.minutes_a_week_max:
        return None
    weekends = state.weekends
    if rules.weekends_worked_max is not None and weekday == max(rules.weekend):
        weekends += 1
        if weekends > rules.weekends_worked_max:
            return None
    due = 1 if shift.is_night and rules.off_after_nights else 0
    run = _counted(run, shift.run_max or rules.work_max, shift.run_min)
    work = _counted(work, rules.work_max, rules.work_min)
    return State(entry, state.today, run, work, nights if rules.nights_max else 0, due, weekends, False, minutes)


def _after_day_off(instance: RotaInstance, state: State, weekday: int) -> State | None:
    rules = instance.rules
    is_first = state.today != OFF
    if is_first and state.work < rules.work_min:
        return None
    run = 1 if is_first else state.run + 1
    if run > rules.days_off_max:
        return None
    due = max(0, rules.off_after_nights - 1 if is_first and state.due else 0 if is_first else state.due - 1)
    spilled = instance.shifts[state.today].is_overnight if is_first else state.spilled
    minutes = 0 if weekday == 0 else state.minutes
    run = _counted(run, rules.days_off_max, max(rules.days_off_min, len(rules.weekend) + 1, 2))
    after = State(OFF, state.today, run, 0, 0, due, state.weekends, spilled, minutes)
    if rules.weekends_worked_max is not None and weekday == max(rules.weekend):
        worked = 0 if _has_weekend_off(instance, after) else state.weekends + 1
        if worked > rules.weekends_worked_max:
            return None
        after = after._replace(weekends=worked)
    return after


def _has_weekend_off(instance: RotaInstance, state: State) -> bool:
    """Return whether, at the end of a weekend's last day, nothing has touched the weekend."""
    whole = len(instance.rules.weekend)
    return state.today == OFF and (state.run > whole or (state.run == whole and not state.spilled))


def _week_cannot_exceed(instance: RotaInstance, most: int) -> bool:
    """Return whether no row can have more minutes, as a week without a day off is too long a block of work."""
    days = DAYS_A_WEEK if instance.rules.work_max >= DAYS_A_WEEK else DAYS_A_WEEK - 1
    return days * max(shift.minutes for shift in instance.shifts) <= most


def _counted(days: int, most: int, enough: int) -> int:
    """Return days in a row; where no most limits them, more than enough are as good as enough."""
    return days if most < UNLIMITED else min(days, enough)


def _least_run(instance: RotaInstance, entry: int) -> int:
    return instance.rules.days_off_min if entry == OFF else instance.shifts[entry].run_min


def _is_first_day_off(state: State) -> bool:
    return state.today == OFF and state.run == 1


Steps = dict[tuple[int, State], dict[int, State]]


def _reachable(instance: RotaInstance) -> Steps:
    """Return what can follow what, from the first day of any block on."""
    numbers = range(len(instance.shifts))
    entries = (OFF, *numbers)
    waiting = [(day, State(OFF, before, 1, 0, 0, 0, 0, False, 0)) for day in range(DAYS_A_WEEK) for before in numbers]
    steps: Steps = {}
    while waiting:
        day, state = waiting.pop()
        if (day, state) in steps:
            continue
        tomorrow = (day + 1) % DAYS_A_WEEK
        following = {}
        for entry in entries:
            after = next_state(instance, state, entry, tomorrow)
            if after is not None:
                following[entry] = after
                waiting.append((tomorrow, after))
        steps[day, state] = following
    return steps


def _prune(steps: Steps) -> None:
    """Take out states that cannot go on for ever or that nothing leads to: no closed walk holds them."""
    while True:
        dead = {node for node, following in steps.items() if not following}
        led_to = {
            ((day + 1) % DAYS_A_WEEK, after) for (day, _), following in steps.items() for after in following.values()
        }
        dead |= steps.keys() - led_to
        if not dead:
            return
        for node in dead:
            del steps[node]
        for (day, _), following in steps.items():
            for entry in [e for e, after in following.items() if ((day + 1) % DAYS_A_WEEK, after) in dead]:
                del following[entry]


def _merged(instance: RotaInstance, steps: Steps, tells_first: bool) -> dict[tuple[int, State], int]:
    """Return numbers of the states by node; states of a weekday with the same future have the same number.

    Partition refinement (Moore): nodes start apart by what their day holds, and are split while steps lead to
    different parts. Fewer states, and more ways in which walks can be joined.
    """
    last = max(instance.rules.weekend)

    def look(day: int, state: State) -> tuple[int, ...]:
        is_free = day == last and _has_weekend_off(instance, state)
        return day, state.today, is_free, tells_first and _is_first_day_off(state)

    part: dict[tuple[int, State], int] = {}
    looks: dict[object, int] = {}
    for node in sorted(steps):
        part[node] = looks.setdefault(look(*node), len(looks))
    while True:
        seen: dict[object, int] = {}
        finer = {
            node: seen.setdefault(
                (
                    part[node],
                    tuple((e, part[(node[0] + 1) % DAYS_A_WEEK, after]) for e, after in sorted(following.items())),
                ),
                len(seen),
            )
            for node, following in sorted(steps.items())
        }
        if len(seen) == len(set(part.values())):
            return finer
        part = finer

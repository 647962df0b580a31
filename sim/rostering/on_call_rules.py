"""The rules of a rotation on call, each a function with its sentence; what each costs is a whole number of points.

Hard: leave, days not available and fixed turns are kept by the variables themselves; `one_seat_at_a_time` is added. The
others are in strict order: first nobody is missing, then the rules between turns hold wherever they can, then it is
fair, with what people carry from earlier periods, then it is convenient. `sim.rostering.on_call_check` computes the
same costs from the finished turns.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from sim.rostering.on_call_instance import ON_CALL_ITEMS
from sim.rostering.on_call_shares import POINTS, Shares, shares_of
from sim.rostering.on_call_turns import Duty
from sim.rostering.on_call_variables import OnCallVariables, Points
from sim.scenario.model import Scenario
from sim.scenario.on_call_rota import Rota


def one_seat_at_a_time(v: OnCallVariables) -> None:
    """Nobody is on call twice in one turn, at two places or behind themselves."""
    for member in range(len(v.instance.members)):
        seats: dict[int, list[int]] = {}
        for number in v.duties(member):
            seats.setdefault(v.instance.duties[number].turn, []).append(number)
        for numbers in seats.values():
            v.model.add_at_most_one(v.duties(member)[number] for number in numbers)


def nobody_missing(v: OnCallVariables) -> Points:
    """No duty stays open: an hour without the first person costs 3, without the second 1."""
    return sum(open_points(duty) * is_open for duty, is_open in zip(v.instance.duties, v.open, strict=True))


def open_points(duty: Duty) -> int:
    """Return what a duty costs that nobody holds."""
    return (3 if duty.seat == "primary" else 1) * duty.minutes * POINTS // 60


def turns_apart(v: OnCallVariables) -> Points:
    """Between two turns of the same person lie others; one that comes too soon costs 1."""
    free, points = _rota(v).free_turns_between, list[Points]()
    for member, turns in enumerate(v.on_turn):
        for turn, first in turns.items():
            if member in v.instance.just_before and turn < free:
                points.append(POINTS * first)
            for other in range(turn + 1, turn + 1 + free):
                if other in turns:
                    both = v.model.new_bool_var("turns too close")
                    v.model.add(both >= first + turns[other] - 1)
                    points.append(POINTS * both)
    return sum(points)


def weekends_running(v: OnCallVariables) -> Points:
    """Nobody has more weekends running than allowed; every one above costs 1."""
    most, points = _rota(v).weekends_running_max, list[Points]()
    if apart_already(v.instance.scenario):
        return 0
    for weekends in v.on_weekend:
        for first in weekends:
            window = [weekends[number] for number in range(first, first + most + 1) if number in weekends]
            if len(window) > most:
                above = v.model.new_bool_var("a weekend too many")
                v.model.add(above >= sum(window) - most)
                points.append(POINTS * above)
    return sum(points)


def weekends_beside_leave(v: OnCallVariables) -> Points:
    """A weekend that touches leave is free; a duty on one costs 1."""
    points: list[Points] = []
    for index, member in enumerate(v.instance.members):
        for number, has in v.duties(index).items():
            if not member.beside_leave.isdisjoint(v.instance.duties[number].touched):
                points.append(POINTS * has)
    return sum(points)


def not_far_from_fair(v: OnCallVariables) -> Points:
    """Nobody is further from the fair share than one duty, with what they carry; each week or day further costs 1.

    Weeks, weekends and public holidays on call are each shared by days not on leave, at every site.
    """
    return sum(_weight(v) * shares.further for shares in _all_shares(v))


def shared_evenly(v: OnCallVariables) -> Points:
    """The distances of all people from their fair shares are small; each week, weekend or holiday costs 1."""
    return sum(_weight(v) * shares.apart for shares in _all_shares(v))


def not_while_at_work(v: OnCallVariables) -> Points:
    """Nobody is on call while on shift, where another is free; an hour costs 1."""
    points: list[Points] = []
    for index, member in enumerate(v.instance.members):
        for number, has in v.duties(index).items():
            if minutes := member.at_work(v.instance.duties[number]):
                points.append(minutes * POINTS // 60 * has)
    return sum(points)


def evenly_spaced(v: OnCallVariables) -> Points:
    """Turns of a person lie as far apart as the number of people allows; each turn too close costs 1."""
    points: list[Points] = []
    for turns in v.on_turn:
        for turn, first in turns.items():
            for other in range(turn + 1, turn + spacing(v)):
                if other in turns:
                    both = v.model.new_bool_var("closer than need be")
                    v.model.add(both >= first + turns[other] - 1)
                    points.append(POINTS * (turn + spacing(v) - other) * both)
    return sum(points)


def spacing(v: OnCallVariables) -> int:
    """Return the distance of turns, in turns, that everybody could keep."""
    return spacing_of(len(v.instance.members), sum(duty.turn == 0 for duty in v.instance.duties))


def spacing_of(members: int, seats: int) -> int:
    """Return the distance that so many people who share so many seats of a turn can keep, at most six turns."""
    return max(1, min(members // max(1, seats), 6))


def apart_already(scenario: Scenario) -> bool:
    """Return whether weeks that may not follow each other say all there is to say of weekends running."""
    assert scenario.on_call is not None
    rota = scenario.on_call.rota
    return rota.turns == "week" and rota.free_turns_between >= rota.weekends_running_max


Rule = Callable[[OnCallVariables], Points]
STAGES: tuple[tuple[str, tuple[Rule, ...]], ...] = (
    ("cover", (nobody_missing,)),
    ("rules", (turns_apart, weekends_running, weekends_beside_leave)),
    ("outliers", (not_far_from_fair,)),
    ("fairness", (shared_evenly,)),
    ("convenience", (not_while_at_work, evenly_spaced)),
)


def _weight(v: OnCallVariables) -> int:
    return math.ceil(v.instance.scenario.rules.fairness.on_call)  # a small weight is no rule turned off


def _all_shares(v: OnCallVariables) -> list[Shares]:
    """Every item of every site, both seats together, and the weeks of the first seat, which is called first."""
    sites = dict.fromkeys(duty.site for duty in v.instance.duties)
    shares = [shares_of(v, site, item) for site in sites for item in ON_CALL_ITEMS]
    if _rota(v).secondary:
        shares += [shares_of(v, site, "on_call_weeks", first_seats=True) for site in sites]
    return shares


def _rota(v: OnCallVariables) -> Rota:
    assert v.instance.scenario.on_call is not None
    return v.instance.scenario.on_call.rota

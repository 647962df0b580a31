"""What the rotation of on-call duty may not say: people, groups and days that are not there, turns fixed twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.errors import suggestion
from sim.scenario.shift_times import clock_minutes
from sim.timing import MINUTE

if TYPE_CHECKING:
    from sim.scenario.model import Scenario


def inconsistent_on_call(scenario: Scenario) -> Iterator[str]:
    """Yield what contradicts itself in `on_call.rota`, each as ``path: sentence``."""
    if scenario.on_call is None:
        return
    rota, calendar = scenario.on_call.rota, scenario.calendar
    step = calendar.interval // MINUTE
    if clock_minutes(rota.handover) % step:
        yield (
            f"on_call.rota.handover: {rota.handover} lies within an interval of planning; accepted: multiples of "
            f"{step} min, as in calendar.interval"
        )
    if rota.begins is not None and rota.turns != "week":
        yield "on_call.rota.begins: only a turn of a week begins on a day of one's own choosing; accepted: turns: week"
    yield from _unknown_people(scenario)
    places = [site.name for site in rota.sites]
    for number, site in enumerate(rota.sites):
        if site.group not in scenario.team.groups:
            yield (
                f"on_call.rota.sites.{number}.group: unknown group '{site.group}'"
                f"{suggestion(site.group, scenario.team.groups)}; accepted: {', '.join(scenario.team.groups)}"
            )
        if places.count(site.name) > 1:
            yield f"on_call.rota.sites.{number}.name: the name '{site.name}' stands {places.count(site.name)} times"
    if rota.sites and rota.pool != "group":
        yield "on_call.rota.pool: every site has its own people; accepted: group, where there are sites"
    last = calendar.start + dt.timedelta(days=7 * calendar.weeks - 1)
    for number, turn in enumerate(rota.fixed):
        path = f"on_call.rota.fixed.{number}"
        if not calendar.start <= turn.date <= last:
            yield f"{path}.date: {turn.date} is outside the horizon; accepted: {calendar.start} to {last}"
        if turn.seat == "secondary" and not rota.secondary:
            yield f"{path}.seat: nobody stands behind the first; accepted: primary, or secondary: true in the rota"


def _unknown_people(scenario: Scenario) -> Iterator[str]:
    """Names of nobody; people without a name of their own are numbered, such as `care 3`."""
    assert scenario.on_call is not None
    rota = scenario.on_call.rota
    named = (
        {f"on_call.rota.pool.{number}": name for number, name in enumerate(rota.pool)} if _is_list(rota.pool) else {}
    )
    named |= {f"on_call.rota.unavailable.{number}.person": away.person for number, away in enumerate(rota.unavailable)}
    named |= {f"on_call.rota.fixed.{number}.person": turn.person for number, turn in enumerate(rota.fixed)}
    named |= {f"on_call.rota.held_before.{number}": name for number, name in enumerate(rota.held_before)}
    known = [person.name for person in scenario.team.people]
    for path, name in named.items():
        group, _, number = name.rpartition(" ")
        if name not in known and not (group in scenario.team.groups and number.isdecimal()):
            yield (
                f"{path}: nobody has the name '{name}'{suggestion(name, known)}; accepted: {', '.join(known) or 'none'}"
                ", or a group and a number, such as 'care 2', for people without a name"
            )


def _is_list(pool: object) -> bool:
    return not isinstance(pool, str)

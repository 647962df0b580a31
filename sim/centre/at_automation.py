"""A contact that meets a bot or a template before anybody of flesh and blood."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

import simpy

from sim.centre.actors import Attempt
from sim.centre.events import ARRIVAL, At
from sim.centre.layout import NOBODY

if TYPE_CHECKING:
    from sim.centre.centre import ContactCentre


def meet_automation(
    centre: ContactCentre, attempt: Attempt, table: list[list[int]]
) -> Generator[simpy.Event, Any, bool | None]:
    """Try the automated answer of the hour, if any; return whether it solved the need, None where it passes on.

    `table` holds per topic and interval the number of the automation, or NOBODY.
    """
    env, draws, row, topic = centre.env, centre.draws, attempt.row, attempt.topic
    number = table[topic][env.now // centre.interval]
    if number == NOBODY or draws["accepts_automation"][row] >= centre.layout.accepts[number][attempt.segment]:
        return None
    automation = centre.automations[number]
    if automation.duration:
        yield At(env, automation.duration, ARRIVAL | row)
    if attempt.special:
        attempt.told = True
        return None
    draw = centre.work_draw if automation.takes == "easiest" else draws["contained"]
    if draw[row] >= centre.layout.containment(number, topic, attempt.number):
        attempt.told = True
        return None
    centre.recorder.by_automation(attempt, number)
    return bool(draws["false_close"][row] >= automation.false_close)

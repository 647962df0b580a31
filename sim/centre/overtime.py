"""The end of a shift: staying on while customers wait, and handing over what is at hand when it takes too long."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

import simpy

from sim.centre.events import SHIFT_END, At
from sim.centre.shift import Shift
from sim.scenario.distribution import NEVER

if TYPE_CHECKING:
    from sim.centre.centre import ContactCentre


def stay_on(centre: ContactCentre, shift: Shift) -> Generator[simpy.Event, Any, None]:
    """Let an agent serve on after the end of a shift as long as enough customers wait and the limits allow."""
    env, desks, agent = centre.env, centre.desks, shift.agent
    assert shift.overtime is not None
    voluntary, most = shift.overtime.voluntary, shift.end + allowance(centre, shift)
    if voluntary is None or not shift.stays_on:
        return
    queues = centre.router.groups[agent.desk].queues
    while env.now < most and sum(queue.length for queue in queues) >= voluntary.waiting_at_least:
        desks.go_on(agent)
        yield At(env, min(voluntary.stays, most - env.now), SHIFT_END | agent.number)


def finish_or_hand_over(centre: ContactCentre, shift: Shift) -> Generator[simpy.Event, Any, None]:
    """Finish the live contacts at hand; those not finished when the limits are reached go back to their queues."""
    env, desks, agent = centre.env, centre.desks, shift.agent
    assert shift.overtime is not None
    busy = desks.finish_up(agent)
    if busy is None:
        return
    after = shift.overtime.hand_over_after
    wants_to_leave = max(env.now, shift.end)
    latest = min(NEVER if after is None else wants_to_leave + after, shift.end + allowance(centre, shift))
    if latest < centre.horizon and not agent.comes_later:  # such people finish what they have begun

        def hand_over(_: simpy.Event) -> None:
            if agent.free is busy and agent.attempts:
                desks.hand_over(agent)

        At(env, max(0, latest - env.now), SHIFT_END | agent.number).callbacks.append(hand_over)
    yield busy
    agent.free = None


def allowance(centre: ContactCentre, shift: Shift) -> int:
    """Return the overtime that a person may work after a shift."""
    assert shift.overtime is not None
    after_one, in_week = shift.overtime.at_most, shift.overtime.at_most_per_week
    left = NEVER if in_week is None else max(0, in_week - centre.overtime_used.get((shift.agent, shift.week), 0))
    return left if after_one is None else min(after_one, left)


def note_overtime(centre: ContactCentre, shift: Shift) -> None:
    """Count the overtime of a shift that its agent leaves now towards the week's."""
    key = shift.agent, shift.week
    centre.overtime_used[key] = centre.overtime_used.get(key, 0) + max(0, centre.env.now - shift.end)

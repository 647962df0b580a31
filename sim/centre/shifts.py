"""An agent's shift, told in order: coming, serving, breaks, finishing, leaving; and a turn on call."""

from __future__ import annotations

from typing import TYPE_CHECKING

import simpy

from sim.centre.actors import ABSENT
from sim.centre.duty import come_to_work, go_home, stand_by, stand_down
from sim.centre.events import BREAK, SHIFT_END, SHIFT_START, At, Process
from sim.centre.overtime import finish_or_hand_over, note_overtime, stay_on
from sim.centre.shift import Shift

if TYPE_CHECKING:
    from sim.centre.centre import ContactCentre


def work_shift(centre: ContactCentre, shift: Shift) -> Process:
    """An agent comes, serves, goes on breaks, and leaves when the last live contact is finished."""
    env, router, desks, recorder = centre.env, centre.router, centre.desks, centre.recorder
    agent = shift.agent
    group = router.groups[agent.desk]
    yield At(env, shift.start if shift.begins is None else shift.begins, SHIFT_START | agent.number)
    if is_absent(centre, shift):
        recorder.missed(shift)
        return
    if agent.free is not None:
        yield agent.free  # still at work from the shift before
    due = env.now
    if agent.person is not None and not (yield from come_to_work(shift, env, router, desks, centre.duty)):
        recorder.missed(shift, lost_to_call_outs=shift.end - due)
        return
    if env.now >= shift.end:
        recorder.came(shift, env.now)
        recorder.left(shift, env.now)
        if agent.person is not None:
            go_home(agent, router, desks)
        return
    recorder.came(shift, env.now, lost_to_call_outs=env.now - due)
    if agent.pace is not None:
        agent.pace.come(agent, shift.days_in_team)
    group.present += 1
    agent.present, agent.overtime = True, False

    def shift_is_over(_: simpy.Event) -> None:
        desks.note(agent, agent.state, agent.state_load)
        agent.overtime = True

    end = At(env, shift.end - env.now, SHIFT_END | agent.number)
    end.callbacks.append(shift_is_over)
    desks.be_available(agent)
    for pause in shift.pauses:
        yield At(env, max(0, pause.start - env.now), BREAK | agent.number)
        if shift.overtime is not None:
            yield from finish_or_hand_over(centre, shift)
        elif (busy := desks.finish_up(agent)) is not None:
            yield busy
            agent.free = None
        if env.now >= shift.end:
            break
        desks.note(agent, pause.state, 0)
        length = min(pause.end - pause.start, shift.end - env.now)
        if pause.is_review and desks.templates is not None:
            length = desks.templates.ladder.session(length)
        yield At(env, length, BREAK | agent.number)
        if pause.is_review and desks.templates is not None:
            desks.templates.ladder.work(length)
        if env.now < shift.end:
            desks.be_available(agent)
    yield end  # goes on at once where it has happened already
    if shift.overtime is not None:
        yield from stay_on(centre, shift)
        yield from finish_or_hand_over(centre, shift)
        note_overtime(centre, shift)
    elif (busy := desks.finish_up(agent)) is not None:
        yield busy
        agent.free = None
    desks.note(agent, ABSENT, 0)
    agent.present = False
    group.present -= 1
    recorder.left(shift, env.now)
    if agent.person is not None:
        go_home(agent, router, desks)
    for on_call in router.idle_on_call():
        desks.serve_next(on_call)


def is_absent(centre: ContactCentre, shift: Shift) -> bool:
    """Return whether an agent does not come to a shift without notice, with the share of absence as it stands now."""
    mood = centre.moods.moods.get(shift.agent.group) if centre.moods is not None and shift.by == "team" else None
    if mood is None or mood.absence == 1.0:
        return shift.absent
    group = list(centre.scenario.team.groups.values())[shift.agent.group]
    return shift.illness < group.shrinkage.absence * mood.absence


def be_on_call(centre: ContactCentre, shift: Shift) -> Process:
    """Somebody is on call until the turn is over and what is at hand is finished; on a shift nobody is on call."""
    env, router, desks, recorder = centre.env, centre.router, centre.desks, centre.recorder
    agent = shift.agent
    yield At(env, shift.start, SHIFT_START | agent.number)
    if agent.free is not None:
        yield agent.free  # still out from the turn before
    recorder.came(shift, env.now)
    if env.now < shift.end:
        agent.present = True
        if agent.pace is not None:
            agent.pace.come(agent, shift.days_in_team)
        stand_by(agent, router, desks)
        yield At(env, shift.end - env.now, SHIFT_END | agent.number)
        stand_down(agent, router, desks)
        if (busy := desks.finish_up(agent)) is not None:
            yield busy
            agent.free = None
        desks.note(agent, ABSENT, 0)
        agent.present = False
    recorder.left(shift, env.now)

"""An agent's shift, told in order: coming, serving, breaks, finishing, leaving."""

from __future__ import annotations

import simpy

from sim.centre.actors import ABSENT
from sim.centre.desks import Desks
from sim.centre.events import BREAK, SHIFT_END, SHIFT_START, At, Clock, Process
from sim.centre.people import Shift
from sim.centre.record import Recorder
from sim.centre.router import Router


def work_shift(shift: Shift, env: Clock, router: Router, desks: Desks, recorder: Recorder) -> Process:
    """An agent comes, serves, goes on breaks, and leaves when the last live contact is finished."""
    agent = shift.agent
    group = router.groups[agent.group]
    yield At(env, shift.start, SHIFT_START | agent.number)
    if shift.absent:
        recorder.shift(shift, ABSENT)
        return
    if agent.free is not None:
        yield agent.free  # still at work from the shift before
    if env.now >= shift.end:
        recorder.shift(shift, env.now)
        return
    group.present += 1
    agent.present, agent.overtime = True, False

    def shift_is_over(_: simpy.Event) -> None:
        desks.note(agent, agent.state, agent.state_load)
        agent.overtime = not agent.on_call

    end = At(env, shift.end - env.now, SHIFT_END | agent.number)
    end.callbacks.append(shift_is_over)
    desks.be_available(agent)
    for pause in shift.pauses:
        yield At(env, max(0, pause.start - env.now), BREAK | agent.number)
        if (busy := desks.finish_up(agent)) is not None:
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
    if (busy := desks.finish_up(agent)) is not None:
        yield busy
        agent.free = None
    desks.note(agent, ABSENT, 0)
    agent.present = False
    group.present -= 1
    recorder.shift(shift, env.now)
    for on_call in router.idle_on_call():
        desks.serve_next(on_call)

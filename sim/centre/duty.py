"""Duty on call: call-outs with their response, and people who are one person at home and at work.

A call-out groups the contacts that come while somebody is up: the response is drawn once, for the contact that starts
it.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import numpy as np
import simpy

from sim.centre.actors import ABSENT, Agent, Attempt, CallOut
from sim.centre.columns import PlainColumns, plain
from sim.centre.desks import Desks
from sim.centre.events import SHIFT_START, At, Clock
from sim.centre.router import Router
from sim.centre.shift import Shift
from sim.demand.contacts import Contacts
from sim.scenario.model import Scenario


class Duty:
    """The rules of being on call, and the call-outs of a run."""

    def __init__(self, scenario: Scenario, contacts: Contacts) -> None:
        on_call = scenario.on_call
        self.call_outs: list[CallOut] = []
        self.recovery = on_call.recovery if on_call else "none"
        self.rest = (scenario.rules.daily_rest if on_call.rest is None else on_call.rest) if on_call else 0
        self.stays_up = on_call.stays_up if on_call else 0
        self.escalate_after = on_call.escalate_after if on_call else 0
        self.answers = on_call.answers if on_call else 1.0
        none = np.zeros(0, dtype=np.int64)
        self.response = plain(on_call.response.quantiles(contacts.draws["response"]) if on_call else none)
        self.draws = PlainColumns(contacts.draws)

    def rings_in_vain(self, agent: Agent, attempt: Attempt) -> bool:
        """Return whether somebody called first does not answer."""
        return self.answers < 1.0 and not agent.is_secondary and self.draws["answers_call"][attempt.row] >= self.answers

    def begin(self, agent: Agent, attempt: Attempt, now: int, escalated: bool) -> None:
        """Begin a call-out for a contact."""
        ready = now + self.response[attempt.row]
        agent.call_out = CallOut(agent, now, ready, ready + self.stays_up, escalated)
        self.call_outs.append(agent.call_out)


def come_to_work(
    shift: Shift, env: Clock, router: Router, desks: Desks, duty: Duty
) -> Generator[simpy.Event, Any, bool]:
    """Let somebody who is also on call come to a shift: back from a call-out and rested; return False if not at all."""
    person = shift.agent.person
    assert person is not None
    while True:
        for home in person.at_home:
            if (busy := desks.finish_up(home)) is not None:
                yield busy
                home.free = None
                desks.note(home, ABSENT, 0)
        rested = max((home.call_out.until + duty.rest for home in person.at_home if home.call_out), default=0)
        if duty.recovery == "none" or env.now >= rested:
            break
        for home in person.at_home:  # rests at home, and can be called out again
            if home.stands_by:
                desks.be_available(home)
        if duty.recovery == "missed" or rested >= shift.end:
            return False
        yield At(env, rested - env.now, SHIFT_START | shift.agent.number)
    person.on_shift += 1
    for home in person.at_home:
        stand_down(home, router, desks)
    return True


def go_home(agent: Agent, router: Router, desks: Desks) -> None:
    """Let somebody whose shift is over be on call again, where it is their turn."""
    if agent.person is not None:
        agent.person.on_shift -= 1
        for home in agent.person.at_home:
            stand_by(home, router, desks)


def stand_by(home: Agent, router: Router, desks: Desks) -> None:
    """Let somebody be called, unless it is not their turn or they are on shift."""
    assert home.person is not None
    if home.present and not home.stands_by and not home.person.on_shift:
        home.stands_by = True
        router.groups[home.group].present += 1
        desks.be_available(home)


def stand_down(home: Agent, router: Router, desks: Desks) -> None:
    """Call somebody no more; what is at hand is finished before."""
    if home.stands_by:
        home.stands_by = False
        router.groups[home.group].present -= 1
        desks.finish_up(home)

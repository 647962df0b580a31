"""The running centre: one generator per actor, told in order. Arrivals and a customer's journey; shifts stand beside.

The written specification of these rules is `docs/model.md`.
"""

from __future__ import annotations

import gc
from collections.abc import Generator
from typing import Any, cast

import numpy as np
import simpy

from sim.centre.actors import ABSENT, Agent, Attempt
from sim.centre.desks import Desks, plain
from sim.centre.events import ARRIVAL, END_OF_SERVICE, PATIENCE_ENDS, At, Clock
from sim.centre.layout import NOBODY, TEAM, Layout, queues_and_groups
from sim.centre.log import ABANDONED, AUTOMATED, BLOCKED, CLOSED, SELF_SERVED, SERVED, UNRESOLVED
from sim.centre.people import Shift
from sim.centre.record import Recorder
from sim.centre.router import Router
from sim.centre.shifts import work_shift
from sim.demand.contacts import Contacts
from sim.scenario.distribution import NEVER
from sim.scenario.model import Scenario

Process = Generator[simpy.Event, Any, None]
Ending = Generator[simpy.Event, Any, tuple[int, bool | None]]
"""A part of a journey; it returns the outcome, and whether the need was solved (None where nobody answered it)."""


class ContactCentre:
    """One run: a scenario, its customers and its agents, and the clock."""

    def __init__(self, scenario: Scenario, layout: Layout, contacts: Contacts, shifts: list[Shift]) -> None:
        self.env = Clock()
        self.scenario = scenario
        self.layout = layout
        self.contacts = contacts
        self.horizon = scenario.calendar.horizon
        self.interval = scenario.calendar.interval
        self.router = Router(*queues_and_groups(scenario, layout))
        self.recorder = Recorder(scenario, layout, contacts.replication)
        self.desks = Desks(self.env, self.router, self.recorder, scenario, layout, contacts)
        self.inside: dict[int, Attempt] = {}
        """Attempts in the system, by row."""
        self.agents = list(dict.fromkeys(shift.agent for shift in shifts))
        self.topics = list(scenario.topics.values())
        self.channels = [scenario.channels[name] for name in scenario.channel_names]
        self.credits = [segment.queue_credit for segment in scenario.demand.segments.values()] or [0]
        self.automations = list(scenario.automation.values())
        self.vendors = list(scenario.vendors.values())
        self.draws = {name: plain(column) for name, column in contacts.draws.items()}
        self.patience, self.work_draw, self.gap_draw = map(
            plain, (contacts.patience, contacts.work_draw, contacts.gap_draw)
        )
        draws = contacts.draws["response"]
        none = np.zeros(0, dtype=np.int64)
        self.vendor_response = [v.response.quantiles(draws) if v.response else none for v in self.vendors]
        self.on_call_response = scenario.on_call.response.quantiles(draws) if scenario.on_call else none
        for shift in shifts:
            self.env.process(work_shift(shift, self.env, self.router, self.desks, self.recorder))
        self.env.process(self.arrivals())

    def run(self) -> Recorder:
        """Return the record of the run up to the end of the horizon; what happens at that very instant is outside."""
        collects = gc.isenabled()
        gc.disable()  # there are no cycles worth looking for, and looking takes a tenth of the run
        try:
            self.env.run(until=self.horizon)
        finally:
            if collects:
                gc.enable()
        for attempt in self.inside.values():
            self.desks.account_for(attempt)
            self.recorder.contact(attempt, UNRESOLVED, ABSENT)
        for agent in self.agents:
            self.desks.note(agent, ABSENT, 0)
        return self.recorder

    def arrivals(self) -> Process:
        """Every need starts its journey when its first attempt arrives."""
        env, contacts = self.env, self.contacts
        for first in range(0, contacts.needs, 65_536):  # so that a million needs do not become a million objects
            block = slice(first, first + 65_536)
            columns = (contacts.arrives, contacts.channel, contacts.topic, contacts.segment, contacts.patience)
            for need, (arrives, *about) in enumerate(
                zip(*(column[block].tolist() for column in columns), strict=False), first
            ):
                yield At(env, arrives - env.now, ARRIVAL | need)
                env.process(self.journey(need, *about))

    def journey(self, need: int, first_channel: int, topic: int, segment: int, patience: int) -> Process:
        """A need from its first attempt to its last: self-service, then attempt after attempt."""
        contacts, draws, layout = self.contacts, self.draws, self.layout
        number, row, channel = 1, need, first_channel
        about = self.topics[topic]
        if layout.self_service[topic]:
            easiest = self.scenario.self_service.takes == "easiest"
            draw = self.work_draw[row] if easiest else draws["self_service"][row]
            if draw < layout.self_service[topic]:
                attempt = Attempt(need, number, row, channel, topic, segment, self.env.now, patience)
                self.recorder.contact(attempt, SELF_SERVED, self.env.now, solved=True)
                return
        while True:
            attempt = Attempt(need, number, row, channel, topic, segment, self.env.now, patience)
            self.inside[row] = attempt
            outcome, solved = yield from self.attempt(attempt)
            again: str | None = None
            gap = 0
            if number < contacts.attempts:
                if outcome in (ABANDONED, BLOCKED):
                    redial = self.channels[attempt.served_channel].redial
                    if redial.share and draws["redials"][row] < redial.share:
                        again, gap = "redial", redial.after
                        channel = attempt.served_channel
                        if redial.switch_to is not None and draws["switches"][row] < redial.switch:
                            channel = self.scenario.channel_names.index(redial.switch_to)
                elif solved is False and draws["recontacts"][row] < about.recontact.share:
                    again, gap = "recontact", about.recontact.after
                    channel = attempt.served_channel
            del self.inside[row]
            self.recorder.contact(attempt, outcome, self.env.now, solved, again)
            if again is None:
                return
            delay = round(self.gap_draw[row] * gap)
            if self.env.now + delay >= self.horizon:
                return
            number, row = number + 1, row + contacts.needs
            patience = self._patience(row, channel, first_channel)
            yield At(self.env, delay, ARRIVAL | row)

    def attempt(self, attempt: Attempt) -> Ending:
        """From the chosen channel to whoever answers: automation, vendor, team; or what a closed channel offers."""
        env, draws, row, topic = self.env, self.draws, attempt.row, attempt.topic
        tried = []
        while True:
            tried.append(attempt.served_channel)
            channel = self.layout.channels[attempt.served_channel]
            if channel.automation is not None:
                number = channel.automation[topic][env.now // self.interval]
                if number != NOBODY and draws["accepts_automation"][row] < self.automations[number].accept:
                    automation = self.automations[number]
                    if automation.duration:
                        yield At(env, automation.duration, ARRIVAL | row)
                    draw = self.work_draw if automation.takes == "easiest" else draws["contained"]
                    if draw[row] < self.layout.containment(number, topic, attempt.number):
                        self.recorder.by_automation(attempt, number)
                        return AUTOMATED, draws["false_close"][row] >= automation.false_close
            now = env.now // self.interval
            if channel.vendor is not None and (vendor := channel.vendor[topic][now]) != NOBODY:
                if self.vendors[vendor].seats is None:
                    return (yield from self.at_shared_vendor(attempt, vendor))
                return (yield from self.in_queue(attempt, vendor + 1))
            if channel.is_open[now] or (self.topics[topic].emergency and self._somebody_on_call(attempt)):
                return (yield from self.in_queue(attempt, TEAM))
            closed = self.channels[attempt.served_channel].closed
            if closed.policy == "give_up" or draws["accepts_closed"][row] >= closed.accept:
                return CLOSED, None
            if closed.policy == "wait":
                return (yield from self.in_queue(attempt, TEAM))
            if closed.policy == "call_back":
                attempt.called_back, attempt.patience = True, NEVER
                opening = channel.next_open[now]
                if opening == NOBODY:
                    yield env.event()  # it never opens again: the message waits until the end of the run
                yield At(env, opening + closed.after - env.now, ARRIVAL | row)
                return (yield from self.in_queue(attempt, TEAM))
            assert closed.to is not None
            other = self.scenario.channel_names.index(closed.to)
            if other in tried:
                return CLOSED, None  # it was closed there too
            attempt.served_channel = other
            attempt.patience = self._patience(row, other, int(self.contacts.channel[attempt.need]))

    def in_queue(self, attempt: Attempt, party: int) -> Ending:
        """Wait for an agent of a party, as long as patience lasts, and be served."""
        env, router = self.env, self.router
        attempt.queue = self.layout.queue_of[party][attempt.served_channel][attempt.topic]
        attempt.queued = env.now
        attempt.key = env.now - self.credits[attempt.segment]
        agent = router.offer(attempt)
        if agent is not None:
            self.desks.take(agent, attempt)
        else:
            capacity = self.channels[attempt.served_channel].queue_capacity
            if capacity is not None and router.waiting_like(attempt.queue) >= capacity:
                return BLOCKED, None
            router.wait(attempt)
            attempt.wake = env.event()
            if attempt.patience < self.horizon - env.now:
                At(env, attempt.patience, PATIENCE_ENDS | attempt.row, attempt).callbacks.append(self._hang_up)
            agent = yield attempt.wake
            if agent is None:
                return ABANDONED, None
        if attempt.done is not None:
            agent = yield attempt.done  # chats side by side are timed together, and deferred work may be put aside
        elif not agent.on_call:
            yield At(env, self.desks.duration(attempt, 1000), END_OF_SERVICE | attempt.row)
            attempt.handled = env.now - attempt.since
        if agent.on_call and not (yield from self.called_out(agent, attempt)):
            return ABANDONED, None
        self.recorder.by_agent(attempt, agent)
        self.desks.release(agent, attempt)
        topic = self.topics[attempt.topic]
        return SERVED, self.draws["solved"][attempt.row] < topic.resolution * agent.resolution

    def called_out(self, agent: Agent, attempt: Attempt) -> Generator[simpy.Event, Any, bool]:
        """Be served by a person on call, who starts after a while; return False where patience ends before."""
        env = self.env
        response = int(self.on_call_response[attempt.row])
        is_new = attempt.answered == ABSENT
        left = attempt.patience - (env.now - attempt.queued) if is_new else NEVER
        yield At(env, min(response, left), (PATIENCE_ENDS if left < response else ARRIVAL) | attempt.row)
        if left < response:
            self.desks.release(agent, attempt)
            return False
        self.desks.note(agent, self.recorder.channel_states[attempt.served_channel], 1)
        attempt.since = env.now
        if is_new:
            attempt.answered = env.now
        yield At(env, self.desks.duration(attempt, 1000), END_OF_SERVICE | attempt.row)
        attempt.handled += env.now - attempt.since
        return True

    def at_shared_vendor(self, attempt: Attempt, number: int) -> Ending:
        """Be answered by a vendor's shared pool after its own time to answer."""
        env, vendor = self.env, self.vendors[number]
        attempt.queued = env.now
        response = int(self.vendor_response[number][attempt.row])
        if attempt.patience < response:
            yield At(env, attempt.patience, PATIENCE_ENDS | attempt.row)
            return ABANDONED, None
        yield At(env, response, ARRIVAL | attempt.row)
        attempt.answered = env.now
        work, speed = self.desks.work_of(attempt), round(1000 * vendor.speed)
        yield At(env, -(-work * 1000 // speed), END_OF_SERVICE | attempt.row)
        attempt.handled = env.now - attempt.answered
        self.recorder.by_vendor(attempt, number)
        topic = self.topics[attempt.topic]
        return SERVED, self.draws["solved"][attempt.row] < topic.resolution * vendor.resolution

    def _hang_up(self, event: simpy.Event) -> None:
        attempt = cast(Attempt, event.value)
        if attempt.waiting and attempt.answered == ABSENT and attempt.wake is not None:
            self.router.withdraw(attempt)
            attempt.wake.succeed()
            self.desks.fill_room(attempt.queue)

    def _somebody_on_call(self, attempt: Attempt) -> bool:
        queue = self.router.queues[self.layout.queue_of[TEAM][attempt.served_channel][attempt.topic]]
        return any(group.last_resort and group.present for group in queue.groups)

    def _patience(self, row: int, channel: int, first_channel: int) -> int:
        """How long the customer waits on a channel, drawn in advance for the first one and looked up for another."""
        if channel == first_channel:
            return int(self.patience[row])
        return self.channels[channel].patience.quantile(float(self.contacts.patience_draw[row]))

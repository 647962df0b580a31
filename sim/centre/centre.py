"""The running centre: the clock, the queues, the desks and the customers, who arrive one after the other.

What a customer then lives through is told in `journey.py` and the files it calls, an agent's shift in `shifts.py`. The
written specification of these rules is `docs/model.md`.
"""

from __future__ import annotations

import gc
from functools import partial

import numpy as np

from sim.centre.actors import ABSENT, Agent, Attempt
from sim.centre.columns import PlainColumns, plain
from sim.centre.desks import Desks
from sim.centre.duty import Duty
from sim.centre.engagement import moods_of
from sim.centre.events import ARRIVAL, At, Clock, Process
from sim.centre.extra_work import adds_work, work_at_hand
from sim.centre.journey import journey
from sim.centre.later import pick_up_times
from sim.centre.layout import Layout
from sim.centre.log import UNRESOLVED
from sim.centre.on_call import note_response_wait
from sim.centre.outbound import OutboundWork
from sim.centre.overflow import come_back_at_close
from sim.centre.pairs import Pair
from sim.centre.queues import queues_and_groups
from sim.centre.record import Recorder
from sim.centre.router import Router
from sim.centre.service import hang_up
from sim.centre.shift import Shift
from sim.centre.shifts import be_on_call, work_shift
from sim.centre.silent import record_as_gone
from sim.centre.special import note_review
from sim.centre.survey import Surveys
from sim.centre.templates import Templates, weeks_of_ladder
from sim.centre.told import note_public
from sim.centre.transfers import note_transfer_wait
from sim.demand.contacts import Contacts
from sim.demand.draw import patience_of
from sim.scenario.model import Scenario


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
        self.duty = Duty(scenario, contacts)
        self.pick_up = pick_up_times(scenario, contacts)
        self.overtime_used: dict[tuple[Agent, int], int] = {}
        """Overtime of each agent so far, by week of the horizon, where it is limited."""
        self.inside: dict[int, Attempt] = {}
        """Attempts in the system, by row."""
        numbers = range(contacts.needs, contacts.needs + len(contacts.origin))
        further = list(zip(contacts.origin.tolist(), numbers, strict=True))
        self.duplicates = dict(further[: contacts.duplicates])
        """Number of the same question on another channel, by need."""
        self.follow_ups = dict(further[contacts.duplicates :])
        """Number of the question that may follow, by need."""
        self.reviews: dict[int, Attempt] = {}
        """Cases put to a manager, by row of the attempt."""
        self.agents = list(dict.fromkeys(shift.agent for shift in shifts))
        self.topics = list(scenario.topics.values())
        self.channels = [scenario.channels[name] for name in scenario.channel_names]
        self.segments = list(scenario.demand.segments.values())
        self.automations = list(scenario.automation.values())
        self.vendors = list(scenario.vendors.values())
        self.draws = PlainColumns(contacts.draws)
        self.patience, self.work_draw, self.gap_draw = map(
            plain, (contacts.patience, contacts.work_draw, contacts.gap_draw)
        )
        ladder, survey = scenario.ladder, scenario.survey
        self.templates = Templates(scenario, ladder, self.draws, self.work_draw) if ladder is not None else None
        self.surveys = Surveys(scenario, survey, self.draws["survey"]) if survey is not None else None
        if self.templates is not None:
            self.desks.templates = self.templates
            self.env.process(weeks_of_ladder(scenario, self.env, self.templates.ladder))
        none = np.zeros(0, dtype=np.int64)
        self.vendor_response = [
            v.response.quantiles(contacts.draws["response"]) if v.response else none for v in self.vendors
        ]
        self.hang_up = partial(hang_up, self)
        self.lines_held = [0] * len(self.channels)
        """Lines in use, by channel."""
        for number, vendor in enumerate(self.vendors):
            if vendor.at_close == "hand_back":
                self.env.process(come_back_at_close(self, number))
        self.outbound = OutboundWork(self) if scenario.outbound else None
        if adds_work(self):
            self.desks.work_at_hand = partial(work_at_hand, self)
        self.moods = moods_of(scenario, self.recorder, shifts)
        if self.moods is not None:
            self.env.process(self.moods.run(self.env))
        for shift in shifts:
            self.env.process((be_on_call if shift.by == "on_call" else work_shift)(self, shift))
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
            if attempt.gone is not None:
                record_as_gone(self, attempt)
                continue
            note_public(self, attempt, self.horizon)
            note_transfer_wait(self, attempt)
            note_response_wait(self, attempt)
            if (task := self.reviews.get(attempt.row)) is not None:
                self.desks.account_for(task)
                note_review(self, attempt, task)
            self.recorder.contact(attempt, UNRESOLVED, ABSENT)
        for agent in self.agents:
            self.desks.note(agent, ABSENT, 0)
        if self.templates is not None:
            self.templates.ladder.close(self.horizon)
            self.recorder.template_weeks = self.templates.ladder.weeks
        if self.outbound is not None:
            self.outbound.close()
            self.recorder.outbound = self.outbound.calls
        self.recorder.call_outs = self.duty.call_outs
        if self.moods is not None:
            self.moods.end_week(self.scenario.calendar.weeks, self.horizon)
            self.recorder.engagement_weeks = self.moods.weeks
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
                env.process(journey(self, need, *about))

    def further(self, need: int, pair: Pair | None = None) -> Process:
        """Return the journey of a need that has arisen from another one."""
        contacts = self.contacts
        channel, topic, segment = (int(of[need]) for of in (contacts.channel, contacts.topic, contacts.segment))
        return journey(self, need, channel, topic, segment, int(self.patience[contacts.row(need, 1)]), pair)

    def patience_on(self, channel: int, row: int, need: int) -> int:
        """Return how long a customer waits on a channel: drawn in advance for the first one, looked up for another."""
        contacts = self.contacts
        if channel == contacts.channel[need]:
            return int(self.patience[row])
        about = int(contacts.topic[need]), int(contacts.segment[need])
        return patience_of(self.scenario, channel, *about, float(contacts.patience_draw[row]))

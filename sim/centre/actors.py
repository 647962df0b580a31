"""Who takes part in a run: contacts on an attempt, and agents. Plain state; what happens to it is told elsewhere."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import simpy

if TYPE_CHECKING:
    from sim.centre.hand_back import Tried
    from sim.centre.pace import Pace
    from sim.centre.pairs import Pair
    from sim.scenario.contract import Price

ABSENT = -1
"""Inside the engine only: a time that has not come; the run log shows it as <NA>."""


@dataclass(frozen=True)
class Gone:
    """How an attempt ended whose customer left without a word."""

    ended: int
    follows: str | None


class Attempt:
    """One attempt of a need, from its arrival until it leaves the system."""

    __slots__ = (
        "agent",
        "answered",
        "arrived",
        "assisted",
        "begun",
        "by",
        "called_back",
        "channel",
        "done",
        "first_row",
        "gives_up",
        "gone",
        "handled",
        "handler",
        "interruptions",
        "key",
        "line",
        "merged",
        "need",
        "notes",
        "number",
        "pair",
        "passes_on",
        "patience",
        "queue",
        "queued",
        "remaining",
        "row",
        "segment",
        "served_channel",
        "shared_vendor",
        "since",
        "special",
        "task",
        "timer",
        "told",
        "topic",
        "tried",
        "waiting",
        "wake",
    )

    def __init__(
        self, need: int, number: int, row: int, channel: int, topic: int, segment: int, arrived: int, patience: int
    ) -> None:
        self.need = need
        self.number = number
        self.row = row
        self.first_row = need
        """Row of the need's first attempt."""
        self.channel = channel
        self.served_channel = channel
        self.topic = topic
        self.segment = segment
        self.arrived = arrived
        self.patience = patience
        self.told = False
        """Whether the customer has told the story before: to a person, or to a bot that passed the contact on."""
        self.queued = ABSENT
        self.answered = ABSENT
        self.pair: Pair | None = None
        """Its pair, where the customer asks the same on another channel too."""
        self.merged = False
        """Whether somebody has begun with the other of the pair, so that nobody need begin with this one."""
        self.passes_on = False
        """Whether who works on it can only find out that somebody else has to answer."""
        self.special = False
        """Whether it is a case for which the rules were not made."""
        self.task = ABSENT
        """Work on something that is no contact, such as a case put to a manager."""
        self.begun = False
        """Whether somebody has begun with it where it is now; after a transfer it is to be begun anew."""
        self.gives_up = ABSENT
        """When patience ends, counted in the queue where it is now."""
        self.called_back = False
        self.gone: Gone | None = None
        """What is known of a customer who has left without a word, until an agent finds out."""
        self.shared_vendor = ABSENT
        """Number of the vendor whose shared pool takes it while it waits for the team."""
        self.tried: Tried | None = None
        """What a vendor did with it, in vain, before it handed it back."""
        self.line = ABSENT
        """Channel of which it holds a line."""
        self.agent: Agent | None = None
        """Who works on it now, or did last."""
        self.waiting = False
        """Whether it stands in a queue."""
        self.queue = ABSENT
        """Number of the queue it belongs to."""
        self.key = 0
        """Its place in the queue: the time it began to wait, less its credit."""
        self.wake: simpy.Event | None = None
        """What the contact's process waits for in the queue; whoever frees an agent succeeds it."""
        self.done: simpy.Event | None = None
        """What it waits for while served, where the end may move; the timer planned last brings it about."""
        self.remaining = 0
        """Work still to do, at speed 1."""
        self.since = 0
        """Since when `remaining` stands so."""
        self.timer: simpy.Event | None = None
        """The end of its work as planned now."""
        self.handled = 0
        self.interruptions = 0
        self.assisted = False
        """Whether it is worked with the assist."""
        self.by = ABSENT
        """Who ends it: an index into the recorder's kinds of server."""
        self.handler = ABSENT
        """Its group, vendor or automation: an index into the recorder's handlers."""
        self.notes: dict[str, int] | None = None
        """What happened to it that happens to few: values of the log's columns in `NOTES`."""

    def note(self, column: str, value: int = 1) -> None:
        """Note what the log is to show in one of the columns `NOTES`."""
        if self.notes is None:
            self.notes = {}
        self.notes[column] = value


class Agent:
    """A person of the team, a person on call, or a seat of a vendor."""

    __slots__ = (
        "attempts",
        "call_out",
        "channel",
        "comes_later",
        "contract",
        "departing",
        "desk",
        "free",
        "group",
        "group_resolution",
        "hands_over",
        "is_secondary",
        "name",
        "number",
        "on_call",
        "overtime",
        "pace",
        "person",
        "pool",
        "present",
        "resolution",
        "since",
        "speed",
        "stands_by",
        "state",
        "state_load",
    )

    def __init__(
        self, number: int, name: str, group: int, speed: float, resolution: float, on_call: bool = False
    ) -> None:
        self.number = number
        self.name = name
        self.group = group
        self.desk = group
        """The router's group: that of the group, or of those in it with the same skills of their own."""
        self.speed = round(1000 * speed)
        """Thousandths of the topic's speed."""
        self.resolution = self.group_resolution = resolution
        """Factor on the topic's share solved."""
        self.contract: Price | None = None
        """What makes a vendor's agent solve more or less than others."""
        self.pace: Pace | None = None
        """What sets this person's work apart from the group's ordinary agent's."""
        self.on_call = on_call
        """Whether the agent is at home and called out."""
        self.comes_later = on_call
        """Whether the agent takes one contact at a time and begins with it some time after taking it."""
        self.is_secondary = False
        """Whether the agent is called where somebody else on call does not answer."""
        self.person: Person | None = None
        """Who it is, of people who are on call at times."""
        self.call_out: CallOut | None = None
        """The last call-out of an agent on call."""
        self.stands_by = False
        """Whether an agent on call can be called: it is their turn, and they are not on shift."""
        self.hands_over = False
        """Whether the agent may hand over live contacts at the end of a shift."""
        self.present = False
        """Whether the agent takes contacts."""
        self.departing = False
        """Whether the agent finishes what is at hand and takes nothing new."""
        self.free: simpy.Event | None = None
        """What the agent's shift waits for while work is finished before a break or going home."""
        self.attempts: list[Attempt] = []
        """Contacts at hand: one, or several chats."""
        self.channel = ABSENT
        """Channel of the contacts at hand."""
        self.pool: OrderedDict[Agent, None] | None = None
        """The router's list in which the agent stands."""
        self.state = ABSENT
        self.state_load = 0
        self.since = 0
        self.overtime = False


class Person:
    """Somebody who is on call at times: one person, however many agents stand for it."""

    __slots__ = ("at_home", "on_shift")

    def __init__(self) -> None:
        self.at_home: list[Agent] = []
        """The agents that stand for the person on call, as the one called first and as the secondary."""
        self.on_shift = 0
        """How many shifts the person is on now."""


class CallOut:
    """Somebody at home is called, comes, serves one contact or more, and goes to rest."""

    __slots__ = ("agent", "began", "called", "contacts", "escalated", "ready", "until")

    def __init__(self, agent: Agent, called: int, ready: int, until: int, escalated: bool) -> None:
        self.agent = agent
        self.called = called
        self.ready = ready
        """When the person can begin."""
        self.began = ABSENT
        """When work began."""
        self.until = until
        """Until when the person is up; moved on with every contact."""
        self.contacts = 0
        self.escalated = escalated
        """Whether somebody else was called before and did not answer."""

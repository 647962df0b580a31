"""Who serves whom: queues by priority, agents by skill. No clock, no randomness; the centre tells it what happened.

Rules, in full:

- A queue holds the contacts of one party (the team or a vendor), channel and skill. Contacts in it are ordered by key
  (time of entering less credits, or the time the reply falls due less credits), ties by contact number.
- A group may serve a queue on terms of its own (`Terms`): its priority among the queues of the group, the place of the
  group among those asked, how long a contact must have waited first, and how many further agents of the group must be
  idle. Terms are met or not at the moment; what follows speaks of queues and groups whose terms are met. A call for
  which agents have to stay idle keeps no chat waiting, a further chat needs no idle agent.
- A contact goes to an idle agent: among the groups that can serve it the first in their order (by default the one with
  the fewest queues: specialists), within it the agent idle longest. A chat may also go to an agent with room, the one
  with fewest chats at hand. A live contact may interrupt deferred work of no better priority, that begun last.
  Otherwise it waits.
- An agent who becomes free takes the contact of best priority; of equal priority a live one before deferred ones (it
  would interrupt them anyway), then that of smallest key, then number. Where the queues weigh waiting differently, time
  since the key times weight stands in place of the key, largest first. With chats at hand there is room only for chats,
  and only while no waiting call that this agent could serve comes before them in that order: so calls are not starved
  by an endless chain of chats. When such a call leaves its queue, the chats that waited behind it are let in.
- People on call take one contact at a time, and only while nobody else who could serve it is present.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from heapq import heappop, heappush

from sim.centre.actors import Agent, Attempt

Entry = tuple[int, int, Attempt]
"""A place in a queue: key, row and the contact; smallest first."""


@dataclass(frozen=True)
class Terms:
    """On what terms a group serves a queue."""

    priority: int | None = None
    """Among the queues of the group, 1 first; None is that of the queue."""
    order: int | None = None
    """Place among the groups asked; None comes after those with a place."""
    after: int = 0
    """Microseconds that a contact must have waited."""
    keep_free: int = 0
    """Further agents of the group that must be idle."""


ANY = Terms()


@dataclass(eq=False)
class Queue:
    """Contacts of one kind that wait for an agent."""

    number: int
    party: int
    channel: int
    live: bool
    concurrency: int
    priority: int
    weight: int = 1000
    """What waiting counts for beside queues of equal priority, in thousandths."""
    is_promise: bool = False
    """Whether these are calls promised to who would have waited: they hold no place and nobody is told of them."""
    groups: list[tuple[AgentGroup, Terms]] = field(default_factory=list)
    """Groups that can serve it, in the order in which they are asked."""
    delays: tuple[int, ...] = ()
    """After which waits further groups may take a contact, ascending."""
    heap: list[Entry] = field(default_factory=list)
    length: int = 0
    blocks: bool = False
    """Whether contacts in it can keep an agent from taking a further chat."""

    def head(self) -> Entry | None:
        """Return the entry served next; those who hung up or went elsewhere are dropped on the way."""
        heap, number = self.heap, self.number
        while heap:
            key, _, attempt = heap[0]
            if attempt.waiting and attempt.key == key and attempt.queue == number:
                return heap[0]
            heappop(heap)
        return None

    def entries(self) -> list[Entry]:
        """Return the entries of all who wait, in the order in which they are served."""
        return sorted({entry[1]: entry for entry in self.heap if self.holds(entry)}.values())

    def holds(self, entry: Entry) -> bool:
        """Return whether an entry still stands for a contact that waits here."""
        attempt = entry[2]
        return attempt.waiting and attempt.queue == self.number and attempt.key == entry[0]

    def first_for(self, terms: Terms, now: int) -> Entry | None:
        """Return the entry served next of those that have waited as long as the terms ask for."""
        head = self.head()
        if not terms.after or head is None or now - head[2].queued >= terms.after:
            return head
        return min((e for e in self.heap if self.holds(e) and now - e[2].queued >= terms.after), default=None)

    def is_covered(self) -> bool:
        """Return whether anybody but people on call is present to serve it."""
        return any(group.present and not group.last_resort for group, _ in self.groups)


@dataclass(eq=False)
class AgentGroup:
    """Agents with equal skills, in lists by what they could take on."""

    number: int
    queues: list[Queue]
    last_resort: bool = False
    """Whether they are people on call."""
    terms: Mapping[int, Terms] = field(default_factory=dict)
    """Terms on which it serves a queue, by its number; where none are given, any contact at once."""
    present: int = 0
    idle: OrderedDict[Agent, None] = field(default_factory=OrderedDict)
    """Agents with nothing at hand, idle longest first."""
    room: list[OrderedDict[Agent, None]] = field(default_factory=list)
    """Agents with 1, 2, … chats at hand and room for more."""
    deferred: OrderedDict[Agent, None] = field(default_factory=OrderedDict)
    """Agents working on what a live contact may interrupt, begun first first."""
    levels: list[list[tuple[Queue, Terms]]] = field(init=False)
    """Queues with the terms, in the order in which the group serves them."""
    weighs: bool = field(init=False)
    """Whether waiting counts differently in its queues."""

    def __post_init__(self) -> None:
        ranks = sorted({self.rank(queue) for queue in self.queues})
        self.levels = [[(q, self.terms_for(q)) for q in self.queues if self.rank(q) == rank] for rank in ranks]
        self.weighs = len({queue.weight for queue in self.queues}) > 1
        self.room = [OrderedDict() for _ in range(max((queue.concurrency for queue in self.queues), default=1) - 1)]

    def terms_for(self, queue: Queue) -> Terms:
        """Return the terms on which it serves a queue."""
        return self.terms.get(queue.number, ANY)

    def priority(self, queue: Queue) -> int:
        """Return the priority it gives a queue."""
        own = self.terms_for(queue).priority
        return queue.priority if own is None else own

    def rank(self, queue: Queue) -> tuple[int, bool]:
        """In what order it serves its queues, smallest first."""
        return self.priority(queue), not queue.live

    def place(self, queue: Queue, entry: Entry, now: int) -> tuple[int, int]:
        """Return what orders the first contacts of queues of equal rank, smallest first."""
        return ((entry[0] - now) * queue.weight if self.weighs else entry[0]), entry[1]

    def spares_one(self, terms: Terms, agent: Agent | None = None) -> bool:
        """Return whether enough agents stay idle if one takes a contact: any of those idle, or a certain agent."""
        return len(self.idle) - (agent is None or agent.pool is self.idle) >= terms.keep_free


class Router:
    """The state of queues and agents, and the decisions who serves whom."""

    def __init__(self, queues: list[Queue], groups: list[AgentGroup]) -> None:
        self.queues = queues
        self.groups = groups
        for queue in queues:
            able = [(group, group.terms_for(queue)) for group in groups if queue in group.queues]
            queue.groups = sorted(able, key=lambda one: (one[0].last_resort, *_place_of_group(*one)))
            queue.delays = tuple(sorted({terms.after for _, terms in able} - {0}))
            queue.blocks = queue.live and any(
                other.concurrency > 1 and other.channel != queue.channel for group, _ in able for other in group.queues
            )

    def offer(self, attempt: Attempt, now: int = 0) -> Agent | None:
        """Return the agent who takes a contact at once, or None where it has to wait (call `wait` then).

        The agent may have deferred work at hand, which is to be put aside first.
        """
        queue = self.queues[attempt.queue]
        groups = queue.groups
        if queue.delays:
            groups = [one for one in groups if now - attempt.queued >= one[1].after]
        for group, terms in groups:
            if not group.idle or (terms.keep_free and not group.spares_one(terms)):
                continue
            if not (group.last_resort and queue.is_covered()):
                return next(iter(group.idle))
        if queue.concurrency > 1:
            for group, _ in groups:
                for pool in group.room:
                    if pool and not self._another_is_first(group, attempt, now):
                        return next(iter(pool))
        if queue.live:
            for group, terms in groups:
                if group.deferred and len(group.idle) >= terms.keep_free:
                    for agent in reversed(group.deferred):
                        if group.priority(self.queues[agent.attempts[0].queue]) >= group.priority(queue):
                            return agent
        return None

    def wait(self, attempt: Attempt) -> None:
        """Put a contact into its queue, at the place its key gives it."""
        queue = self.queues[attempt.queue]
        attempt.waiting = True
        queue.length += 1
        heappush(queue.heap, (attempt.key, attempt.row, attempt))

    def withdraw(self, attempt: Attempt) -> None:
        """Take a contact out of its queue, whoever serves it or not."""
        attempt.waiting = False
        self.queues[attempt.queue].length -= 1

    def next_for(self, agent: Agent, now: int = 0) -> Attempt | None:
        """Return the contact an agent takes next, taken out of its queue; None where none suits."""
        if not agent.present or agent.departing:
            return None
        group = self.groups[agent.desk]
        at_hand = len(agent.attempts)
        for level in group.levels:
            best: tuple[tuple[int, int], Attempt] | None = None
            for queue, terms in level:
                if not queue.length or (group.last_resort and queue.is_covered()):
                    continue
                if at_hand and not queue.live:
                    continue
                reserved = terms.keep_free and queue.channel != agent.channel  # a further chat takes no idle agent
                if reserved and (at_hand or not group.spares_one(terms, agent)):
                    continue
                first = queue.first_for(terms, now) if terms.after else queue.head()
                if first is not None:
                    place = group.place(queue, first, now) if group.weighs else first[:2]
                    if best is None or place < best[0]:
                        best = place, first[2]
            if best is None:
                continue
            attempt = best[1]
            queue = self.queues[attempt.queue]
            if at_hand and (queue.channel != agent.channel or at_hand >= queue.concurrency):
                return None
            self.withdraw(attempt)
            return attempt
        return None

    def file(self, agent: Agent, queue: Queue | None) -> None:
        """Note what an agent could take on now; `queue` is that of the contacts at hand, None with none at hand."""
        self.leave_pool(agent)
        if not agent.present or agent.departing:
            return
        group = self.groups[agent.desk]
        if queue is None:
            agent.pool = group.idle
        elif not queue.live:
            agent.pool = group.deferred
        elif len(agent.attempts) < queue.concurrency:
            agent.pool = group.room[len(agent.attempts) - 1]
        if agent.pool is not None:
            agent.pool[agent] = None

    def waiting_like(self, number: int) -> int:
        """Return how many contacts wait for the party and on the channel of a queue, promised calls left out."""
        like = self.queues[number]
        alike = (q for q in self.queues if q.channel == like.channel and q.party == like.party)
        return sum(queue.length for queue in alike if not queue.is_promise)

    def idle_on_call(self) -> list[Agent]:
        """Return the people on call with nothing at hand."""
        return [agent for group in self.groups if group.last_resort for agent in group.idle]

    def idle_secondary(self, primary: Agent) -> Agent | None:
        """Return the secondary called where somebody on call does not answer, None where nobody is at hand."""
        group = self.groups[primary.group + 1]
        return next(iter(group.idle), None)

    def with_room(self, number: int) -> list[Agent]:
        """Return the agents with room for another chat who can serve a queue, in the order in which they are asked."""
        return [agent for group, _ in self.queues[number].groups for pool in group.room for agent in pool]

    @staticmethod
    def leave_pool(agent: Agent) -> None:
        """Note that an agent can take on nothing now."""
        if agent.pool is not None:
            del agent.pool[agent]
            agent.pool = None

    def _another_is_first(self, group: AgentGroup, attempt: Attempt, now: int) -> bool:
        """Whether a waiting live contact that a group could serve comes before a chat that has just come."""
        chats = self.queues[attempt.queue]
        priority, place = group.priority(chats), group.place(chats, (attempt.key, attempt.row, attempt), now)
        for queue in group.queues:
            if not queue.live or not queue.length or group.priority(queue) > priority:
                continue
            terms = group.terms_for(queue)
            if terms.keep_free and queue.channel != chats.channel:
                continue
            first = queue.first_for(terms, now)
            if first is not None and (group.priority(queue), group.place(queue, first, now)) < (priority, place):
                return True
        return False


def _place_of_group(group: AgentGroup, terms: Terms) -> tuple[bool, int, int, int]:
    """In what order the groups of a queue are asked."""
    return terms.order is None, terms.order or 0, len(group.queues), group.number

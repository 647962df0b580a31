"""Who serves whom: queues by priority, agents by skill. No clock, no randomness; the centre tells it what happened.

Rules, in full:

- A queue holds the contacts of one party (the team or a vendor), channel and skill. Contacts in it are ordered by key
  (time of entering less the segment's credit), ties by contact number.
- A contact goes to an idle agent: among the groups that can serve it the one with the fewest queues first
  (specialists), within it the agent idle longest. A chat may also go to an agent with room, the one with fewest chats
  at hand. A live contact may interrupt deferred work of no better priority, that begun last. Otherwise it waits.
- An agent who becomes free takes the contact of best priority; of equal priority a live one before deferred ones (it
  would interrupt them anyway), then that of smallest key, then number. With chats at hand
  there is room only for chats, and only while no waiting call that this agent could serve comes before them in that
  order: so calls are not starved by an endless chain of chats. When such a call leaves its queue, the chats that waited
  behind it are let in.
- People on call take one contact at a time.
- People on call are asked only while nobody else who could serve the contact is present.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from heapq import heappop, heappush

from sim.centre.actors import Agent, Attempt


@dataclass(eq=False)
class Queue:
    """Contacts of one kind that wait for an agent."""

    number: int
    party: int
    channel: int
    live: bool
    concurrency: int
    priority: int
    groups: list[AgentGroup] = field(default_factory=list)
    """Groups that can serve it, in the order in which they are asked."""
    heap: list[tuple[int, int, Attempt]] = field(default_factory=list)
    length: int = 0
    blocks: bool = False
    """Whether contacts in it can keep an agent from taking a further chat."""

    @property
    def rank(self) -> tuple[int, bool]:
        """In what order queues are served, smallest first."""
        return self.priority, not self.live

    def head(self) -> tuple[int, int, Attempt] | None:
        """Return the entry served next; those who hung up are dropped on the way."""
        heap = self.heap
        while heap and not heap[0][2].waiting:
            heappop(heap)
        return heap[0] if heap else None

    def is_covered(self) -> bool:
        """Return whether anybody but people on call is present to serve it."""
        return any(group.present and not group.last_resort for group in self.groups)


@dataclass(eq=False)
class AgentGroup:
    """Agents with equal skills, in lists by what they could take on."""

    number: int
    queues: list[Queue]
    last_resort: bool = False
    """Whether they are people on call."""
    present: int = 0
    idle: OrderedDict[Agent, None] = field(default_factory=OrderedDict)
    """Agents with nothing at hand, idle longest first."""
    room: list[OrderedDict[Agent, None]] = field(default_factory=list)
    """Agents with 1, 2, … chats at hand and room for more."""
    deferred: OrderedDict[Agent, None] = field(default_factory=OrderedDict)
    """Agents working on what a live contact may interrupt, begun first first."""
    levels: list[list[Queue]] = field(init=False)

    def __post_init__(self) -> None:
        ranks = sorted({queue.rank for queue in self.queues})
        self.levels = [[queue for queue in self.queues if queue.rank == rank] for rank in ranks]
        self.room = [OrderedDict() for _ in range(max((queue.concurrency for queue in self.queues), default=1) - 1)]


class Router:
    """The state of queues and agents, and the decisions who serves whom."""

    def __init__(self, queues: list[Queue], groups: list[AgentGroup]) -> None:
        self.queues = queues
        self.groups = groups
        for queue in queues:
            able = [group for group in groups if queue in group.queues]
            queue.groups = sorted(able, key=lambda group: (group.last_resort, len(group.queues), group.number))
            queue.blocks = queue.live and any(
                other.concurrency > 1 and other.channel != queue.channel for group in able for other in group.queues
            )

    def offer(self, attempt: Attempt) -> Agent | None:
        """Return the agent who takes a contact at once, or None where it has to wait (call `wait` then).

        The agent may have deferred work at hand, which is to be put aside first.
        """
        queue = self.queues[attempt.queue]
        groups = queue.groups
        for group in groups:
            if group.idle and not (group.last_resort and queue.is_covered()):
                return next(iter(group.idle))
        if queue.concurrency > 1:
            for group in groups:
                for pool in group.room:
                    if pool and not self._another_is_first(group, attempt):
                        return next(iter(pool))
        if queue.live:
            for group in groups:
                for agent in reversed(group.deferred):
                    if self.queues[agent.attempts[0].queue].priority >= queue.priority:
                        return agent
        return None

    def wait(self, attempt: Attempt) -> None:
        """Put a contact into its queue, at the place its key gives it."""
        queue = self.queues[attempt.queue]
        attempt.waiting = True
        queue.length += 1
        heappush(queue.heap, (attempt.key, attempt.row, attempt))

    def withdraw(self, attempt: Attempt) -> None:
        """Take a contact out of its queue that will not be served."""
        attempt.waiting = False
        self.queues[attempt.queue].length -= 1

    def next_for(self, agent: Agent) -> Attempt | None:
        """Return the contact an agent takes next, taken out of its queue; None where none suits."""
        if not agent.present or agent.departing:
            return None
        group = self.groups[agent.group]
        at_hand = len(agent.attempts)
        for level in group.levels:
            best: tuple[int, int, Attempt] | None = None
            for queue in level:
                if not queue.length or (group.last_resort and queue.is_covered()):
                    continue
                if at_hand and not queue.live:
                    continue
                head = queue.head()
                if head is not None and (best is None or head < best):
                    best = head
            if best is None:
                continue
            attempt = best[2]
            queue = self.queues[attempt.queue]
            if at_hand and (queue.channel != agent.channel or at_hand >= queue.concurrency):
                return None
            heappop(queue.heap)
            attempt.waiting = False
            queue.length -= 1
            return attempt
        return None

    def file(self, agent: Agent, queue: Queue | None) -> None:
        """Note what an agent could take on now; `queue` is that of the contacts at hand, None with none at hand."""
        self.leave_pool(agent)
        if not agent.present or agent.departing:
            return
        group = self.groups[agent.group]
        if queue is None:
            agent.pool = group.idle
        elif not queue.live:
            agent.pool = group.deferred
        elif len(agent.attempts) < queue.concurrency:
            agent.pool = group.room[len(agent.attempts) - 1]
        if agent.pool is not None:
            agent.pool[agent] = None

    def waiting_like(self, number: int) -> int:
        """Return how many contacts wait for the party and on the channel of a queue."""
        like = self.queues[number]
        return sum(q.length for q in self.queues if q.channel == like.channel and q.party == like.party)

    def idle_on_call(self) -> list[Agent]:
        """Return the people on call with nothing at hand."""
        return [agent for group in self.groups if group.last_resort for agent in group.idle]

    def with_room(self, number: int) -> list[Agent]:
        """Return the agents with room for another chat who can serve a queue, in the order in which they are asked."""
        return [agent for group in self.queues[number].groups for pool in group.room for agent in pool]

    @staticmethod
    def leave_pool(agent: Agent) -> None:
        """Note that an agent can take on nothing now."""
        if agent.pool is not None:
            del agent.pool[agent]
            agent.pool = None

    def _another_is_first(self, group: AgentGroup, attempt: Attempt) -> bool:
        """Whether a waiting live contact that a group could serve comes before a chat that has just come."""
        rank = (self.queues[attempt.queue].priority, attempt.key, attempt.row)
        for queue in group.queues:
            if queue.live and queue.length and queue.priority <= rank[0]:
                head = queue.head()
                if head is not None and (queue.priority, *head[:2]) < rank:
                    return True
        return False

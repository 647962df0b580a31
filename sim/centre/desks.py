"""What agents have at hand: taking a contact, putting it aside, working on several side by side, letting it go.

All arithmetic on work is integer arithmetic. Work is measured at speed 1; an agent with n contacts at hand does
``speed / slowdown(n)`` of it per microsecond for each of them, both in thousandths.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

import simpy

from sim.centre.actors import ABSENT, Agent, Attempt
from sim.centre.columns import PlainColumns, plain
from sim.centre.events import END_OF_SERVICE, FURTHER_GROUPS, At, Clock
from sim.centre.layout import Layout
from sim.centre.record import AVAILABLE, OTHER_DUTY, Recorder
from sim.centre.router import Router
from sim.demand.contacts import Contacts
from sim.scenario.model import Scenario

if TYPE_CHECKING:
    from sim.centre.templates import Templates


class Desks:
    """The work in progress of every agent, and its timing."""

    def __init__(
        self,
        env: Clock,
        router: Router,
        recorder: Recorder,
        scenario: Scenario,
        layout: Layout,
        contacts: Contacts,
    ) -> None:
        self.env = env
        self.router = router
        self.recorder = recorder
        self.scenario = scenario
        self.layout = layout
        self.first_channel, self.work = plain(contacts.channel), plain(contacts.work)
        self.work_draw = plain(contacts.work_draw)
        self.draws = PlainColumns(contacts.draws)
        self.rereading = scenario.serving.rereading
        self.states = recorder.channel_states
        self.last_wait: dict[tuple[int, int], int] = {}
        """How long the contact waited that was answered last, by party and channel, where that is announced."""
        self.templates: Templates | None = None
        """What agents may answer with; set by the centre where the scenario has a ladder."""
        self.work_at_hand: Callable[[Attempt, Agent], int] | None = None
        """Returns the work of a contact that is begun, where that is not just its handling time."""

    def take(self, agent: Agent, attempt: Attempt) -> None:
        """Let an agent begin with a contact; deferred work at hand is put aside first.

        Chats and deferred work are timed here, because their end may move; anything else is timed by the contact.
        """
        channel = self.layout.channels[attempt.served_channel]
        if agent.attempts and not self.layout.channels[agent.channel].live:
            self.put_aside(agent)
        if not attempt.begun or attempt.answered == ABSENT:
            attempt.begun = True
            work_at_hand = self.work_at_hand
            if attempt.gone is not None:
                attempt.remaining = channel.found_after
            elif work_at_hand is not None:
                attempt.remaining = work_at_hand(attempt, agent)
            else:
                attempt.remaining = self.work_for(agent, attempt)
        attempt.agent = agent
        agent.channel = attempt.served_channel
        if agent.comes_later:
            agent.attempts.append(attempt)
            self.router.leave_pool(agent)
            self.note(agent, ABSENT if agent.on_call else OTHER_DUTY, 0)
            return
        self.begin(attempt)
        if channel.live and channel.concurrency == 1 and not agent.hands_over and attempt.done is None:
            agent.attempts.append(attempt)
        else:
            self._account(agent)
            agent.attempts.append(attempt)
            self._plan(agent, attempt)
        self.router.file(agent, self.router.queues[attempt.queue])
        self.note(agent, self.states[agent.channel], len(agent.attempts))

    def begin(self, attempt: Attempt) -> None:
        """Let work on a contact begin, for the first time or again."""
        attempt.since = now = self.env.now
        if attempt.answered == ABSENT:
            attempt.answered, channel = now, attempt.served_channel
            if self.layout.channels[channel].tells_last_wait and attempt.gone is None and not attempt.called_back:
                self.last_wait[self.router.queues[attempt.queue].party, channel] = now - attempt.queued

    def release(self, agent: Agent, attempt: Attempt) -> None:
        """Let an agent go on after a contact has ended: with the chats left, with the next contact, or away."""
        shared = attempt.timer is not None or len(agent.attempts) > 1
        if shared:
            self._account(agent)
        agent.attempts.remove(attempt)
        attempt.timer = None
        if agent.attempts:
            self._plan(agent)
            self.note(agent, agent.state, len(agent.attempts))
            if not agent.departing:
                self.router.file(agent, self.router.queues[agent.attempts[0].queue])
                self.serve_next(agent)
        elif agent.departing:
            agent.channel = ABSENT
            if agent.free is not None:
                agent.free.succeed()
        else:
            self.be_available(agent)

    def be_available(self, agent: Agent) -> None:
        """Let an agent with nothing at hand take the next contact, or wait for one."""
        agent.departing = False
        agent.channel = ABSENT
        if not self.serve_next(agent):
            self.router.file(agent, None)
            self.note(agent, ABSENT if agent.on_call else AVAILABLE, 0)

    def serve_next(self, agent: Agent) -> bool:
        """Let an agent take waiting contacts as long as there is room; return whether one was taken."""
        taken = False
        while self._serve_one(agent):
            taken = True
            if agent.pool is None or not self.layout.channels[agent.channel].live:
                break
        return taken

    def fill_room(self, number: int) -> None:
        """Let chats in that waited behind a call of a queue: it is in nobody's way any more."""
        if self.router.queues[number].blocks:
            while any(self._serve_one(agent) for agent in self.router.with_room(number)):
                pass

    def _serve_one(self, agent: Agent) -> bool:
        attempt = self.router.next_for(agent, self.env.now)
        if attempt is None:
            return False
        self._take_from_queue(agent, attempt)
        return True

    def _take_from_queue(self, agent: Agent, attempt: Attempt) -> None:
        waits_for = attempt.wake if not attempt.begun else attempt.done if agent.comes_later else None
        self.take(agent, attempt)
        if waits_for is not None:
            waits_for.succeed(agent)
        self.fill_room(attempt.queue)

    def let_wait(self, attempt: Attempt) -> None:
        """Put a contact into its queue, and ask further groups when it has waited as long as they want it to."""
        self.router.wait(attempt)
        for delay in self.router.queues[attempt.queue].delays:
            left = attempt.queued + delay - self.env.now
            if left > 0:
                timer = At(self.env, left, FURTHER_GROUPS | attempt.row, attempt)
                timer.callbacks.append(self._ask_further)

    def offer_or_let_wait(self, attempt: Attempt) -> None:
        """Let a contact whose process waits already be taken from its new queue, at once or later."""
        agent = self.router.offer(attempt, self.env.now)
        if agent is not None:
            self._take_from_queue(agent, attempt)
        else:
            self.let_wait(attempt)

    def _ask_further(self, event: simpy.Event) -> None:
        """Offer a contact that still waits to the groups that may take it by now."""
        attempt = cast(Attempt, event.value)
        if attempt.waiting:
            agent = self.router.offer(attempt, self.env.now)
            if agent is not None:
                self.router.withdraw(attempt)
                self._take_from_queue(agent, attempt)

    def finish_up(self, agent: Agent) -> simpy.Event | None:
        """Let an agent take nothing new; return what to wait for until live contacts are finished, None if nothing."""
        agent.departing = True
        self.router.file(agent, None)
        if agent.attempts and not self.layout.channels[agent.channel].live and not agent.comes_later:
            self.put_aside(agent)
        if not agent.attempts:
            return None
        agent.free = agent.free or self.env.event()
        return agent.free

    def put_aside(self, agent: Agent) -> None:
        """Put the deferred contact at hand back into its queue, at its old place; whoever takes it next re-reads it."""
        attempt = agent.attempts[0]
        self._account(agent)
        agent.attempts.clear()
        agent.channel = ABSENT
        self.router.leave_pool(agent)  # the agent is about to take a live contact or to go, so is no candidate
        self._give_back(attempt)

    def hand_over(self, agent: Agent) -> None:
        """Give all live contacts at hand back, to be read again and finished by others; the agent goes."""
        self._account(agent)
        given_up = list(agent.attempts)
        agent.attempts.clear()
        agent.channel = ABSENT
        for attempt in given_up:
            self._give_back(attempt)
        if agent.free is not None:
            agent.free.succeed()

    def _give_back(self, attempt: Attempt) -> None:
        """Offer a contact that was begun to somebody else at once, or let it wait at its old place."""
        self._forget_timer(attempt)
        attempt.remaining += self.rereading
        attempt.interruptions += 1
        self.offer_or_let_wait(attempt)

    def go_on(self, agent: Agent) -> None:
        """Let an agent who was about to leave go on serving."""
        agent.departing = False
        if agent.attempts:
            self.router.file(agent, self.router.queues[agent.attempts[0].queue])
            self.serve_next(agent)
        else:
            self.be_available(agent)

    def note(self, agent: Agent, state: int, load: int) -> None:
        """Write the state an agent was in to the record and begin a new one."""
        now = self.env.now
        if agent.since < now and agent.state != ABSENT:
            self.recorder.state(agent, now)
        agent.state, agent.state_load, agent.since = state, load, now

    def account_for(self, attempt: Attempt) -> None:
        """Add the time worked so far to a contact that is unfinished at the end of the run."""
        agent = attempt.agent
        if agent is None:
            if attempt.answered != ABSENT and attempt.by == ABSENT and attempt.tried is None:
                attempt.handled = self.env.now - attempt.answered  # a shared pool works on it
        elif attempt in agent.attempts and agent.state not in (ABSENT, OTHER_DUTY):  # not one whose agent is on the way
            attempt.handled += self.env.now - attempt.since

    def work_of(self, attempt: Attempt) -> int:
        """Return the handling time of a contact at speed 1 on the channel where it is served."""
        work: int = self.work[attempt.row]
        if attempt.served_channel == self.first_channel[attempt.need]:
            return work
        name = self.scenario.channel_names[attempt.served_channel]
        handling = self.scenario.topics[self.scenario.topic_names[attempt.topic]].handling_on(name)
        return handling.quantile(self.work_draw[attempt.row]) if handling else work

    def work_for(self, agent: Agent, attempt: Attempt) -> int:
        """Return the work that a contact means for an agent who begins it, at the agent's speed."""
        work = self.work_of(attempt)
        if agent.pace is not None:
            share = agent.pace.assist_share
            attempt.assisted = share > 0.0 and self.draws["assisted"][attempt.row] < share
            work = agent.pace.work(work, attempt.topic, attempt.assisted)
        return work if self.templates is None else self.templates.shorten(attempt, work)

    def duration(self, attempt: Attempt, slowdown: int) -> int:
        """Return how long the remaining work takes its agent (microseconds, rounded up)."""
        assert attempt.agent is not None
        return -(-attempt.remaining * slowdown // attempt.agent.speed)

    def _slowdown(self, agent: Agent) -> int:
        return self.layout.channels[agent.attempts[0].served_channel].slowdown[len(agent.attempts) - 1]

    def _account(self, agent: Agent) -> None:
        """Take the work done since the last change off every contact at hand."""
        if not agent.attempts:
            return
        now, slowdown = self.env.now, self._slowdown(agent)
        for attempt in agent.attempts:
            elapsed = now - attempt.since
            attempt.remaining = max(0, attempt.remaining - elapsed * agent.speed // slowdown)
            attempt.handled += elapsed
            attempt.since = now

    def _plan(self, agent: Agent, new: Attempt | None = None) -> None:
        """Time the end of every contact at hand anew; where the pace has not changed, that of the new one only."""
        slowdown, flat = self._slowdown(agent), self.layout.channels[agent.attempts[0].served_channel].slowdown
        if flat[0] == flat[-1]:
            planned = [new] if new is not None else []
        else:
            planned = list(agent.attempts)
        for attempt in planned:
            self._forget_timer(attempt)
            timer = At(self.env, self.duration(attempt, slowdown), END_OF_SERVICE | attempt.row, agent)
            attempt.done = attempt.done or self.env.event()
            timer.callbacks = attempt.done.callbacks  # whoever waits for the contact to be done goes on with the timer
            attempt.timer = timer

    @staticmethod
    def _forget_timer(attempt: Attempt) -> None:
        if attempt.timer is not None:
            attempt.timer.callbacks = []
            attempt.timer = None

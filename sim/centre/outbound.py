"""Calls the team makes in idle time, and the contacts they prevent. Each call is a task in a queue after all others."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.centre.actors import ABSENT, Attempt
from sim.centre.events import ARRIVAL, FURTHER_GROUPS, At, Process
from sim.centre.layout import CALLS_BESIDE
from sim.centre.service import be_served
from sim.demand.streams import stream
from sim.scenario.distribution import NEVER
from sim.scenario.model import Scenario
from sim.scenario.outbound import Outbound
from sim.timing import WEEK

if TYPE_CHECKING:
    from sim.centre.centre import ContactCentre


FIRST_ROW = 1 << 39
"""Number of the first call of all lists among contacts, after whatever attempts there are."""


@dataclass
class Call:
    """One call of a list, as the log shows it; what has not come about is None."""

    list_number: int
    due: int
    agent: int | None = None
    began: int | None = None
    ended: int | None = None
    reached: bool | None = None


class OutboundWork:
    """The lists of calls of a run, and who has been reached of late."""

    def __init__(self, centre: ContactCentre) -> None:
        self.centre = centre
        self.lists = list(centre.scenario.outbound.values())
        self.calls: list[Call] = []
        self.reached: list[deque[int]] = [deque() for _ in self.lists]
        """By list: when customers were reached whose contacts may still be prevented."""
        self.at_hand: dict[int, tuple[Attempt, Call]] = {}
        """Calls that are due and not over, by row."""
        self.lowers = {
            number: [(list_number, share) for list_number, share in enumerate(shares) if share]
            for number, shares in enumerate(_shares_by_topic(centre.scenario, self.lists))
            if any(shares)
        }
        """By topic: the lists that prevent contacts about it, and the share."""
        row = FIRST_ROW
        for number, name in enumerate(centre.scenario.outbound):
            due = due_times(centre.scenario, self.lists[number])
            centre.env.process(self._fall_due(number, name, due, row))
            centre.env.process(self._keep_hours(number, row))
            row += max(1, len(due))

    def prevents(self, row: int, topic: int) -> bool:
        """Return whether a need does not come about because its customer was called before.

        Of c customers r were reached within the time the effect lasts; a share s of their contacts is prevented, so
        that a contact is prevented where its draw `prevented` is below the sum over the lists of s × min(1, r / c).
        """
        if topic not in self.lowers:
            return False
        now, chance = self.centre.env.now, 0.0
        for number, share in self.lowers[topic]:
            effect, reached = self.lists[number].effect, self.reached[number]
            assert effect is not None
            while reached and reached[0] <= now - effect.lasts:
                reached.popleft()
            chance += share * min(1.0, len(reached) / effect.customers)
        return bool(self.centre.draws["prevented"][row] < chance)

    def close(self) -> None:
        """Count the time spent so far on calls that are under way at the end of the run."""
        for task, call in self.at_hand.values():
            if task.answered != ABSENT and task.agent is not None:
                call.agent, call.began = task.agent.number, task.answered

    def _fall_due(self, number: int, name: str, due: list[int], first_row: int) -> Process:
        centre, about = self.centre, self.lists[number]
        draws = [
            stream(centre.scenario.seed, centre.contacts.replication, f"{what} of outbound {name}").random(len(due))
            for what in ("reached", "work")
        ]
        reached = (draws[0] < about.reached).tolist()
        work = about.handling.quantiles(draws[1]).tolist()
        for place, time in enumerate(due):
            row = first_row + place
            yield At(centre.env, time - centre.env.now, ARRIVAL | row)
            task = Attempt(place, 1, row, len(centre.channels) + CALLS_BESIDE, 0, 0, time, NEVER)
            task.task = work[place] if reached[place] else about.no_answer
            task.queue, task.queued, task.key = centre.layout.outbound_queues[number], time, time
            call = Call(number, time)
            self.calls.append(call)
            self.at_hand[row] = task, call
            centre.env.process(self._call(task, call, reached[place]))

    def _call(self, task: Attempt, call: Call, is_reached: bool) -> Process:
        """A call waits for somebody idle and is made."""
        agent = yield from be_served(self.centre, task)
        assert agent is not None  # it has no patience to lose
        call.agent, call.began, call.ended = agent.number, task.answered, self.centre.env.now
        call.reached = is_reached
        del self.at_hand[task.row]
        if is_reached and self.lists[call.list_number].effect is not None:
            self.reached[call.list_number].append(self.centre.env.now)
        self.centre.desks.release(agent, task)

    def _keep_hours(self, number: int, first_row: int) -> Process:
        """Nobody is called outside the hours of the list: what waits is taken out of the queue and put back later."""
        centre = self.centre
        is_open = centre.scenario.calendar.is_open(self.lists[number].hours)
        queue = centre.router.queues[centre.layout.outbound_queues[number]]
        held: list[Attempt] = []
        for change in (np.flatnonzero(is_open[1:] != is_open[:-1]) + 1).tolist():
            yield At(centre.env, change * centre.interval - centre.env.now, FURTHER_GROUPS | first_row)
            if is_open[change]:
                held, again = [], held
                for task in again:
                    centre.desks.offer_or_let_wait(task)
            else:
                held = [task for _, _, task in queue.entries()]
                for task in held:
                    centre.router.withdraw(task)


def due_times(scenario: Scenario, about: Outbound) -> list[int]:
    """Return when the calls of a list fall due: whole ones for each week of 168 hours, evenly over the open time.

    With n calls and T microseconds open in a week, call i (0, 1, …) is due when ⌊(2 i + 1) T / 2 n⌋ of it are over.
    """
    interval = scenario.calendar.interval
    is_open, each = scenario.calendar.is_open(about.hours), round(about.contacts_per_week)
    due: list[int] = []
    for first in range(0, len(is_open), WEEK // interval):
        places = np.flatnonzero(is_open[first : first + WEEK // interval]) + first
        whole = len(places) * interval
        if not whole:
            continue
        for number in range(each):
            index, rest = divmod((2 * number + 1) * whole // (2 * each), interval)
            due.append(int(places[index]) * interval + rest)
    return due


def _shares_by_topic(scenario: Scenario, lists: list[Outbound]) -> list[list[float]]:
    """By topic and list: the share of contacts that calls prevent."""
    return [
        [0.0 if about.effect is None else about.effect.topics.get(topic, 0.0) for about in lists]
        for topic in scenario.topic_names
    ]

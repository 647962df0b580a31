"""Erlang B, C and A: what a queue with Poisson arrivals and exponential services does in steady state.

Load, rates and durations may be in any one unit of time: with a rate per minute, durations are minutes. These formulas
know one kind of contact, constant rates and no day busier than another; the simulation knows better, and starts from
them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import optimize, special

from sim.staffing.virtual_wait import Waits, loss_shares, waits


@dataclass(frozen=True)
class SteadyState:
    """The measures of a queue in steady state; shares are of all who come unless said otherwise."""

    delayed: float
    """Share who find all agents busy and the queue not full: P(W > 0)."""
    service_level: float
    """Answered within the acceptable waiting time / offered."""
    service_level_answered: float
    """Answered within the acceptable waiting time / answered."""
    service_level_offered_less_short: float
    """(Answered within + abandoned within the acceptable waiting time) / offered."""
    speed_of_answer: float
    """Mean wait of those answered (ASA)."""
    mean_wait: float
    """Mean wait of all, those included who hang up or do not wait; infinite where the queue grows for ever."""
    abandonment: float
    """Share who hang up."""
    blocking: float
    """Share turned away because the queue is full."""
    queue: float
    """Mean number waiting."""
    occupancy: float
    """Share of the agents' time spent at work."""


def erlang_b(load: float, servers: int) -> float:
    """Return the share of contacts lost when none can wait: M/M/c/c, any distribution of service.

    `load` is in Erlangs. Source: Erlang, 1917.

    >>> erlang_b(1.0, 1), erlang_b(1.0, 2)
    (0.5, 0.2)
    """
    _check(load=load, servers=servers)
    return float(loss_shares(np.float64(load), np.int64(servers)))  # type: ignore[arg-type]  # one number is a column


def erlang_c(rate: float, service: float, agents: int, within: float) -> SteadyState:
    """Return the measures of M/M/n, where customers wait as long as it takes.

    Source: Erlang, 1917. With a load of n or more the queue has no steady state; then everybody waits for ever.

    Examples
    --------
    One agent, one call in two minutes of one minute each: P(W > 0) is the load, one half.

    >>> erlang_c(rate=0.5, service=1.0, agents=1, within=0.0).delayed
    0.5
    """
    return erlang_a(rate, service, agents, math.inf, within)


def erlang_a(rate: float, service: float, agents: int, patience: float, within: float) -> SteadyState:
    """Return the measures of M/M/n+M, where customers hang up after an exponential time of mean `patience`.

    Sources: Palm, 1957; Garnett, Mandelbaum and Reiman, Manufacturing & Service Operations Management 4, 2002,
    DOI 10.1287/msom.4.3.208.7753.

    Examples
    --------
    When patience is as long as service, everybody is served or leaves at the same rate: the number in the system is
    Poisson with mean rate × service, whatever the number of agents. One agent, load 1: all busy with 1 - exp(-1).

    >>> erlang_a(rate=1.0, service=1.0, agents=1, patience=1.0, within=0.0).delayed
    0.632
    """
    found = _waits(rate, service, agents, patience, within)
    delayed, inside, gone, gone_within, mean, asa = (float(column[0]) for column in vars(found).values())
    answered = 1.0 - gone
    return SteadyState(
        delayed=delayed,
        service_level=inside,
        service_level_answered=inside / answered,
        service_level_offered_less_short=inside + gone_within,
        speed_of_answer=asa,
        mean_wait=mean,
        abandonment=gone,
        blocking=0.0,
        queue=rate * mean if rate else 0.0,
        occupancy=min(1.0, rate * answered * service / agents),
    )


def erlang_c_limited(rate: float, service: float, agents: int, capacity: int, within: float) -> SteadyState:
    """Return the measures of M/M/n with room for `capacity` waiting customers; one more is turned away.

    π(n+j) = π(n) (a/n)^j for j up to the capacity, π(n) from Erlang B; who is j-th in the queue on arrival waits for
    j departures, an Erlang-distributed time. `speed_of_answer` and `mean_wait` are of those let in.

    >>> erlang_c_limited(rate=1.0, service=1.0, agents=1, capacity=0, within=0.0).blocking
    0.5
    """
    _check(rate=rate, service=service, agents=agents, capacity=capacity, within=within)
    load = rate * service
    ratio = (load / agents) ** np.arange(capacity + 1)
    loss = erlang_b(load, agents)
    full = loss / (1.0 + loss * float(ratio[1:].sum())) * ratio
    blocking = float(full[-1])
    waiting, place = full[:-1], np.arange(1, capacity + 1)
    let_in = 1.0 - blocking
    at_once = let_in - float(waiting.sum())
    inside = at_once + float(waiting @ special.gammainc(place, agents / service * within))
    wait = float(waiting @ place) * service / agents / let_in
    return SteadyState(
        delayed=float(waiting.sum()),
        service_level=inside,
        service_level_answered=inside / let_in,
        service_level_offered_less_short=inside,
        speed_of_answer=wait,
        mean_wait=wait,
        abandonment=0.0,
        blocking=blocking,
        queue=rate * let_in * wait,
        occupancy=load * let_in / agents,
    )


def wait_quantile(rate: float, service: float, agents: int, share: float, patience: float = math.inf) -> float:
    """Return the wait which a share of all customers does not exceed, waits ended by hanging up included.

    P(W ≤ t) = answered within t + hung up within t. Without impatience and with too few agents it is infinite.

    >>> wait_quantile(rate=0.5, service=1.0, agents=1, share=0.5)  # half do not wait
    0.0
    """

    def too_few(time: float) -> float:
        found = _waits(rate, service, agents, patience, time)
        return float(found.answered_within[0] + found.abandoned_within[0]) - share

    if too_few(0.0) >= -1e-12:
        return 0.0
    if math.isinf(patience) and rate * service >= agents:
        return math.inf
    high = service
    while too_few(high) < 0:
        high *= 2.0
    return float(optimize.brentq(too_few, 0.0, high, xtol=1e-12 * high, rtol=1e-12))


def _waits(rate: float, service: float, agents: int, patience: float, within: float) -> Waits:
    _check(rate=rate, service=service, agents=agents, patience=patience, within=within)
    return waits(
        np.array([rate], dtype=float),
        np.array([service], dtype=float),
        np.array([agents]),
        np.array([patience], dtype=float),
        np.array([within], dtype=float),
    )


def _check(**given: float) -> None:
    for name, value in given.items():
        least = 1 if name == "agents" else 0
        if not value >= least or (name in ("service", "patience") and value == 0):
            accepted = "at least 1" if least else "above 0" if name in ("service", "patience") else "0 or more"
            raise ValueError(f"{name} is {value}; accepted: {accepted}")

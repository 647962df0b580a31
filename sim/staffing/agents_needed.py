"""The least number of agents with which Erlang B, C or A keeps a promise: the inverse of `sim.staffing.erlang`."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Literal

from sim.staffing.erlang import erlang_a, erlang_b

Convention = Literal["offered", "answered", "offered_less_short"]
"""How the service level is counted; see `sim.scenario.channels.Target`."""


def required_servers_b(load: float, loss: float) -> int:
    """Return the least number of servers that lose at most a share `loss` (above 0) of contacts.

    >>> required_servers_b(10.0, 0.02)
    17
    """
    if not 0.0 < loss <= 1.0:
        raise ValueError(f"loss is {loss}; accepted: above 0, at most 1")
    return _least(lambda servers: erlang_b(load, servers) <= loss, 0)


def required_agents_c(rate: float, service: float, within: float, share: float) -> int:
    """Return the least number of agents with which a share of customers is answered in time, none hanging up.

    Raises
    ------
    ValueError
        If the share is not below 1, which no number of agents promises.

    Examples
    --------
    100 calls in half an hour of 3 minutes each, 80 % within 20 s: 13 agents reach .796, so it takes 14.

    >>> required_agents_c(rate=100 / 30, service=3.0, within=1 / 3, share=0.80)
    14
    """
    return required_agents_a(rate, service, math.inf, within, share)


def required_agents_a(
    rate: float,
    service: float,
    patience: float,
    within: float,
    share: float,
    *,
    convention: Convention = "offered",
    max_abandonment: float = 1.0,
) -> int:
    """Return the least number of agents that keeps the service level and the abandonment, by Erlang A.

    Nobody is needed where nobody comes.

    Raises
    ------
    ValueError
        If the share is not below 1 or no abandonment is allowed, which no number of agents promises.

    Examples
    --------
    >>> required_agents_a(rate=100 / 30, service=3.0, patience=5.0, within=1 / 3, share=0.80)
    13
    """
    if not 0.0 <= share < 1.0:
        raise ValueError(f"share is {share}; accepted: 0 or more and below 1")
    if not max_abandonment > 0.0:
        raise ValueError(f"max_abandonment is {max_abandonment}; accepted: above 0")

    def holds(agents: int) -> bool:
        found = erlang_a(rate, service, agents, patience, within)
        reached = {
            "offered": found.service_level,
            "answered": found.service_level_answered,
            "offered_less_short": found.service_level_offered_less_short,
        }[convention]
        return reached >= share and found.abandonment <= max_abandonment

    return _least(holds, 1) if rate > 0 else 0


def _least(holds: Callable[[int], bool], least: int) -> int:
    """The least whole number from `least` on for which something holds that goes on holding beyond it."""
    low, high = least, max(1, least)
    while not holds(high):
        low, high = high + 1, 2 * high
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return high

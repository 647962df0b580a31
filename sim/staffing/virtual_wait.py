"""The waiting time of a queue in steady state, from the density of the virtual wait: the base of Erlang C and Erlang A.

All functions work on columns of queues at once, because the search for a requirement asks for hundreds of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

DEPTH = 40.0
"""The density is integrated where it is above exp(-40) of its peak."""
PANELS = 12
"""Panels on either side of the acceptable waiting time, 12 points of Gauss and Legendre in each."""

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(12)


@dataclass(frozen=True)
class Waits:
    """What customers of M/M/n or M/M/n+M meet, one entry per queue; shares of all who come."""

    delayed: Floats
    """Share who find all agents busy."""
    answered_within: Floats
    """Share answered within the acceptable waiting time."""
    abandoned: Floats
    """Share who hang up."""
    abandoned_within: Floats
    """Share who hang up within the acceptable waiting time."""
    mean_wait: Floats
    """Mean wait of all, those included who hang up or do not wait."""
    mean_wait_answered: Floats
    """Mean wait of those answered."""


def loss_shares(load: Floats, servers: npt.NDArray[np.int64]) -> Floats:
    """Return the Erlang B loss share of every pair of load (Erlangs) and servers (0 or more).

    B(0) = 1 and B(n) = a B(n-1) / (n + a B(n-1)), which is stable for any number of servers: it only adds positive
    numbers. Source: Erlang, 1917; the recursion is standard.
    """
    share = np.ones(np.broadcast(load, servers).shape)
    answer = np.where(servers == 0, share, 0.0)
    for n in range(1, int(np.max(servers, initial=0)) + 1):
        share = load * share / (n + load * share)
        answer = np.where(servers == n, share, answer)
    return answer


def waits(rate: Floats, service: Floats, agents: npt.NDArray[np.int64], patience: Floats, within: Floats) -> Waits:
    """Return the waits of every queue; columns of one shape, times in one unit, `rate` per that unit.

    With n agents, services of mean s and patience of mean 1/θ, the wait V that a customer of endless patience would
    meet has density v(x) = P(V=0) λ B(n-1) exp(λ H(x) - n x / s), where H(x) = (1 - exp(-θx)) / θ, or H(x) = x without
    impatience. From it: answered within t = P(V=0) + ∫ exp(-θx) v(x) dx up to t; hung up = ∫ (1 - exp(-θx)) v(x) dx;
    mean wait of all = ∫ H(x) v(x) dx. Queues without impatience and with load n or more have no steady state:
    everybody waits for ever.

    Source: Baccelli and Hebuterne, 1981; Zeltyn and Mandelbaum, Queueing Systems 51, 2005,
    DOI 10.1007/s11134-005-3699-8.
    """
    capacity = agents / service
    leaving = np.where(np.isinf(patience), 0.0, 1.0 / patience)
    stable = (leaving > 0) | (rate < capacity)
    safe = np.where(stable, rate, 0.0)

    def exponent(x: Floats) -> Floats:
        return np.asarray(safe * _discounted(leaving, x) - capacity * x)

    with np.errstate(divide="ignore", invalid="ignore"):
        peak = np.where((leaving > 0) & (safe > capacity), np.log(safe / capacity) / leaving, 0.0)
        calm = np.where(capacity > safe, DEPTH / (capacity - safe), np.inf)
        thick = np.where(leaving > 0, (safe / leaving - exponent(peak) + DEPTH) / capacity, np.inf)
    top = exponent(peak)
    low = _crossing(exponent, top - DEPTH, np.zeros_like(peak), peak)
    high = _crossing(exponent, top - DEPTH, np.minimum(calm, thick), peak)
    x, width = _nodes(low, np.clip(within, low, high), high)
    early = np.arange(x.shape[1]) < x.shape[1] // 2
    patience_rate = leaving[:, None]
    seen = _discounted(patience_rate, x)
    mass = np.exp(safe[:, None] * seen - capacity[:, None] * x - top[:, None]) * width
    total = mass.sum(axis=1)
    with np.errstate(divide="ignore"):
        odds = np.log(safe * loss_shares(safe * service, agents - 1)) + top + np.log(total)
    delayed = 1.0 / (1.0 + np.exp(-np.clip(odds, -700.0, 700.0)))
    density = mass * (delayed / total)[:, None]
    gone = -np.expm1(-patience_rate * x)
    served = density * (1.0 - gone)
    abandoned = (density * gone).sum(axis=1)
    soon = (density * gone)[:, early].sum(axis=1) - density[:, ~early].sum(axis=1) * np.expm1(-leaving * within)
    borne = (served * x).sum(axis=1) / (1.0 - delayed + served.sum(axis=1))
    return Waits(
        delayed=np.where(stable, delayed, 1.0),
        answered_within=np.where(stable, 1.0 - delayed + served[:, early].sum(axis=1), 0.0),
        abandoned=np.where(stable, abandoned, 0.0),
        abandoned_within=np.where(stable, soon, 0.0),
        mean_wait=np.where(stable, (density * seen).sum(axis=1), np.inf),
        mean_wait_answered=np.where(stable, borne, np.inf),
    )


def _discounted(leaving: Floats, x: Floats) -> Floats:
    """H(x), the wait up to x that customers are there to see: x itself without impatience."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(leaving > 0, -np.expm1(-leaving * x) / leaving, x)


def _crossing(exponent: Callable[[Floats], Floats], level: Floats, outside: Floats, inside: Floats) -> Floats:
    """Return where the concave exponent crosses a level between a point below it and one above it.

    Where the outer point is above the level too (the density begins at its edge), it is the answer.
    """
    done = exponent(outside) >= level
    near, far = inside.copy(), outside.copy()
    for _ in range(60):
        half = 0.5 * (near + far)
        above = exponent(half) >= level
        near, far = np.where(above, half, near), np.where(above, far, half)
    return np.where(done, outside, far)


def _nodes(start: Floats, middle: Floats, end: Floats) -> tuple[Floats, Floats]:
    """Points and weights of Gauss and Legendre on panels: the first half up to the middle, the rest beyond."""
    steps = np.linspace(0.0, 1.0, PANELS + 1) ** 3  # finer where impatience bends the density, near its beginning
    before = start[:, None] + (middle - start)[:, None] * steps
    after = middle[:, None] + (end - middle)[:, None] * steps[1:]
    edges = np.concatenate([before, after], axis=1)
    half = 0.5 * np.diff(edges, axis=1)
    x = (edges[:, :-1] + half)[:, :, None] + half[:, :, None] * _NODES
    return x.reshape(len(start), -1), (half[:, :, None] * _WEIGHTS).reshape(len(start), -1)

"""Small Markov chains solved numerically, and customers of several kinds to hold against them."""

from zlib import crc32

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import spsolve

from sim.demand.contacts import DECISIONS, Contacts
from sim.scenario.distribution import NEVER
from sim.timing import MINUTE


def steady_state(start, moves):
    """Return the stationary probabilities of a chain by state; `moves(state)` yields (next state, rate)."""
    number, rows, columns, rates, rest = {start: 0}, [], [], [], [start]
    while rest:
        state = rest.pop()
        for after, rate in moves(state):
            if rate <= 0:
                continue
            if after not in number:
                number[after] = len(number)
                rest.append(after)
            rows += [number[after], number[state]]
            columns += [number[state]] * 2
            rates += [rate, -rate]
    size = len(number)
    balance = sparse.csr_matrix((rates, (rows, columns)), shape=(size, size)).tolil()
    balance[0, :] = 1.0
    right = np.zeros(size)
    right[0] = 1.0
    chances = spsolve(balance.tocsc(), right)
    assert chances.min() > -1e-9
    return {state: chances[place] for state, place in number.items()}


def mean_of(chances, value):
    """Return the mean of a function of the state."""
    return sum(chance * value(state) for state, chance in chances.items())


def mixture(scenario, seed, minutes, *kinds):
    """Return Poisson customers of several kinds, each a mapping: rate per minute, service and patience (mean minutes,
    exponential), channel, topic and segment (numbers)."""
    random = np.random.default_rng(seed)
    counts = [random.poisson(kind["rate"] * minutes) for kind in kinds]
    which = np.repeat(np.arange(len(kinds)), counts)
    arrives = (random.random(len(which)) * minutes * MINUTE).astype(np.int64)
    order = np.argsort(arrives, kind="stable")
    which, attempts = which[order], scenario.serving.attempts_max
    rows = len(which) * attempts

    def column(name, default=0):
        return np.array([kind.get(name, default) for kind in kinds])[which]

    patience = np.tile(column("patience", np.inf), attempts)
    waits = random.standard_exponential(rows)
    return Contacts(
        replication=0,
        needs=len(which),
        attempts=attempts,
        arrives=arrives[order],
        channel=column("channel").astype(np.int8),
        topic=column("topic").astype(np.int16),
        segment=column("segment").astype(np.int8),
        patience=np.where(np.isinf(patience), NEVER, np.rint(np.minimum(patience, 1e9) * waits * MINUTE)).astype(
            np.int64
        ),
        work=np.rint(random.standard_exponential(rows) * np.tile(column("service"), attempts) * MINUTE).astype(
            np.int64
        ),
        patience_draw=random.random(rows),
        work_draw=random.random(rows),
        gap_draw=random.standard_exponential(rows),
        draws={name: np.random.default_rng([seed, crc32(name.encode())]).random(rows) for name in DECISIONS},
    )

"""Lines, retrials, balking and promised calls against formulas and small Markov chains, inside 95 % intervals."""

import math

import pytest

from sim.centre.simulate import simulate
from tests.centre.building import around_the_clock, scenario_of
from tests.centre.chains import mean_of, mixture, steady_state
from tests.centre.queues import by_batch, waits, weeks_for
from tests.centre.test_routing_theory import mean_wait_of

TWO_MINUTES = {"question": {"handling": {"family": "exponential", "mean": "2 min"}}}


def simulated(seed, minutes, agents, rate, patience=math.inf, attempts=1, **phone):
    scenario = scenario_of(
        channels={"phone": phone}, topics=TWO_MINUTES, serving={"attempts_max": attempts}, **weeks_for(minutes + 600)
    )
    contacts = mixture(scenario, seed, minutes, {"rate": rate, "service": 2.0, "patience": patience})
    return simulate(scenario, contacts, around_the_clock(scenario, agents))


def share_of(log, minutes, what, table=None):
    table = waits(log) if table is None else table
    return by_batch(table, lambda part: what(part).mean(), minutes=minutes, batches=20, warm_up=300)


def test_lines_are_a_limited_queue():
    """M/M/c/K: p_n = p_0 a^n / (c! c^(n-c)) for n > c, blocked p_K. Gross et al., Queueing Theory, § 3.5."""
    minutes, agents, lines, rate = 40_000, 3, 6, 1.7
    load = rate * 2.0
    weights = [load**n / math.factorial(min(n, agents)) / agents ** max(0, n - agents) for n in range(lines + 1)]
    chances = [weight / sum(weights) for weight in weights]
    log = simulated(1, minutes, agents, rate, lines=lines)
    blocked = share_of(log, minutes, lambda table: table["outcome"] == "blocked")
    assert chances[-1] in blocked and blocked.half < 0.015
    queue = sum(max(0, n - agents) * chance for n, chance in enumerate(chances))
    answered = waits(log)
    answered = answered[answered["outcome"] == "served"]
    wait = by_batch(answered, lambda part: part["wait"].mean() / 60, minutes=minutes, batches=20, warm_up=300)
    assert queue / (rate * (1 - chances[-1])) in wait and wait.half < 0.05


def test_callers_who_try_until_they_get_through_are_a_retrial_queue():
    """M/M/2 without places, everybody turned away tries again after an exponential time: (busy, in orbit)."""
    minutes, agents, rate, again = 30_000, 2, 0.6, 4.0
    redial = {"share": 1.0, "after": f"{again:g} min"}
    log = simulated(2, minutes, agents, rate, attempts=60, queue_capacity=0, redial=redial)

    def moves(state):
        busy, orbit = state
        if busy < agents:
            yield (busy + 1, orbit), rate
            if orbit:
                yield (busy + 1, orbit - 1), orbit / again
        elif orbit < 80:
            yield (busy, orbit + 1), rate
        if busy:
            yield (busy - 1, orbit), busy / 2.0

    chances = steady_state((0, 0), moves)
    table = log.contacts
    first = table[table["attempt"] == 1].set_index("need")
    refused = share_of(log, minutes, lambda part: part["outcome"] == "blocked", table[table["attempt"] == 1])
    assert mean_of(chances, lambda state: state[0] == agents) in refused and refused.half < 0.03
    through = table[table["outcome"] == "served"].set_index("need")
    lasted = (through["answered"] - first["arrived"].reindex(through.index)).astype(float) / 60e6
    spent = first.assign(lasted=lasted).dropna(subset=["lasted"])
    orbit = by_batch(spent, lambda part: part["lasted"].mean(), minutes=minutes, batches=20, warm_up=300)
    assert mean_of(chances, lambda state: state[1]) / rate in orbit and orbit.half < 0.45
    assert (table["attempt"] < 60).all()


def test_who_leaves_on_hearing_the_wait_is_a_birth_and_death_chain():
    """Announced (queue + 1) × 2 min / 3; the share who leave grows by 0.25 a minute."""
    minutes, agents, rate = 40_000, 3, 2.0
    balk = [{"wait": "4 min", "share": 1.0}]
    log = simulated(12, minutes, agents, rate, announcement={"balk": balk})

    def leaving(queue):
        return min(1.0, 0.25 * (queue + 1) * 2.0 / agents)

    def moves(number):
        joins = 1.0 if number < agents else 1.0 - leaving(number - agents)
        yield number + 1, rate * joins
        if number:
            yield number - 1, min(number, agents) / 2.0

    chances = steady_state(0, moves)
    balked = share_of(log, minutes, lambda table: table["outcome"] == "balked")
    assert mean_of(chances, lambda n: leaving(n - agents) if n >= agents else 0.0) in balked and balked.half < 0.01
    told = log.contacts[log.contacts["announced"] > 0]
    assert set(told["announced"]) <= {40_000_000 * place for place in range(1, 7)}


def test_calls_promised_to_who_would_wait_are_a_small_markov_chain():
    """(busy, on the line, promised): who finds one waiting is offered a call back, made while another agent is idle."""
    minutes, agents, rate, accept, patience = 40_000, 3, 1.3, 0.6, 3.0
    offer = {"above": "1 min", "accept": accept, "priority": 2, "keep_free": 1}
    log = simulated(4, minutes, agents, rate, patience, announcement={"call_back": offer})

    def moves(state):
        busy, line, promised = state
        if busy < agents:
            yield (busy + 1, line, promised), rate
        else:
            taken = accept if line >= 1 else 0.0  # 40 s are announced to the first, 80 s to the second
            yield (busy, line, promised + 1), rate * taken
            yield (busy, line + 1, promised), rate * (1 - taken)
        if busy:
            if line:
                after = busy, line - 1, promised
            elif promised and busy - 1 < agents - 1:
                after = busy, line, promised - 1
            else:
                after = busy - 1, line, promised
            yield after, busy / 2.0
        if line:
            yield (busy, line - 1, promised), line / patience

    chances = steady_state((0, 0, 0), lambda state: (m for m in moves(state) if m[0][1] <= 20 and m[0][2] <= 60))
    taken = mean_of(chances, lambda state: accept * (state[0] == agents and state[1] >= 1))
    called = share_of(log, minutes, lambda table: table["called_back"])
    assert taken in called and called.half < 0.02
    lost = share_of(log, minutes, lambda table: table["outcome"] == "abandoned")
    assert mean_of(chances, lambda state: state[1] / patience) / rate in lost and lost.half < 0.01
    waited = mean_wait_of(log, True, minutes, column="called_back")
    assert mean_of(chances, lambda state: state[2]) / (rate * taken) in waited and waited.half < 0.2 * waited.mean


def test_a_single_line_without_a_queue_is_erlangs_loss_formula():
    log = simulated(5, 20_000, 1, 0.5, lines=1)
    blocked = share_of(log, 20_000, lambda table: table["outcome"] == "blocked")
    assert 0.5 in blocked and blocked.half == pytest.approx(0.0, abs=0.03)

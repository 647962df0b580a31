"""Erlang's formulas against published values (V1-V6d of the validation list), identities and brute force."""

import math
from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.staffing.erlang import erlang_a, erlang_b, erlang_c, erlang_c_limited, wait_quantile
from sim.staffing.virtual_wait import waits


def agrees(value, published):
    """Whether a value rounds to the published one, given as text so that its digits count."""
    digits = len(published.partition(".")[2])
    return abs(value - float(published)) <= 0.5000001 * 10**-digits


# Published values


def test_v1_erlang_c():
    found = erlang_c(rate=48, service=1, agents=50, within=1 / 3)
    assert agrees(found.mean_wait * 60, "20.83")
    assert agrees(found.delayed, ".6945")
    assert agrees(found.queue, "16.67")
    assert agrees(found.occupancy, ".96")
    assert agrees(wait_quantile(48, 1, 50, 0.9) * 60, "58.14")


def test_v1_erlang_a():
    found = erlang_a(rate=48, service=1, agents=50, patience=2, within=1 / 3)
    assert agrees(found.mean_wait * 60, "3.709")
    assert agrees(found.abandonment, ".03091")
    assert agrees(found.delayed, ".4678")
    assert agrees(found.queue, "2.968")
    assert agrees(found.occupancy, ".9303")


def test_v2_erlang_c():
    found = erlang_c(rate=100 / 30, service=3, agents=14, within=1 / 3)
    assert agrees(found.delayed, ".17413")
    assert agrees(found.service_level, ".88835")
    assert agrees(found.speed_of_answer * 60, "7.836")
    assert agrees(found.occupancy, ".7143")


@pytest.mark.parametrize(("agents", "published"), [(11, ".3896"), (12, ".6402"), (13, ".7956")])
def test_v2_erlang_c_with_fewer_agents(agents, published):
    assert agrees(erlang_c(100 / 30, 3, agents, 1 / 3).service_level, published)


def test_v2_erlang_a():
    found = erlang_a(rate=100 / 30, service=3, agents=14, patience=5, within=1 / 3)
    assert agrees(found.delayed, ".14526")
    assert agrees(found.abandonment, ".013984")
    assert agrees(found.mean_wait, ".069919")
    assert agrees(found.occupancy, ".704297")
    assert agrees(found.service_level, ".916792")


def test_v3_steady_state():
    found = erlang_c(rate=4.2, service=2, agents=12, within=1 / 3)
    assert agrees(found.service_level, ".89908")
    assert agrees(found.mean_wait, ".10216")
    assert agrees(found.occupancy, ".70")


def test_v3b_with_a_queue_of_five():
    """The published run starts from empty days, so the steady state lies near its figures, a little above the load."""
    found = erlang_c_limited(rate=4.2, service=2, agents=12, capacity=5, within=1 / 3)
    assert 18.045 <= found.blocking * 4.2 * 480 <= 19.265
    assert found.service_level_answered == pytest.approx(0.929, abs=0.003)
    assert found.speed_of_answer == pytest.approx(0.060, abs=0.002)
    assert found.occupancy == pytest.approx(0.689, abs=0.005)


def test_v6b():
    found = erlang_c(rate=12, service=4, agents=55, within=0.25)
    assert agrees(found.delayed, ".2387")
    assert agrees(found.speed_of_answer * 60, "8.18")
    assert agrees(found.service_level, ".8459")


def test_v6c():
    assert erlang_b(1, 1) == pytest.approx(0.5, abs=1e-15)
    assert erlang_b(1, 2) == pytest.approx(0.2, abs=1e-15)
    assert erlang_b(10, 17) <= 0.02 < erlang_b(10, 16)


def test_v6d():
    found = erlang_a(rate=100, service=1, agents=100, patience=1, within=0.1)
    assert agrees(found.abandonment, ".039861")
    assert agrees(found.delayed, ".5133")


# Independent ways to the same numbers


def birth_death(rate, service, agents, patience, states):
    """The stationary distribution of the number in the system, state by state in plain Python."""
    logs = [0.0]
    for k in range(1, states):
        leaving = min(k, agents) / service + max(0, k - agents) / patience
        logs.append(logs[-1] + math.log(rate / leaving))
    top = max(logs)
    weights = [math.exp(value - top) for value in logs]
    total = math.fsum(weights)
    return [weight / total for weight in weights]


@given(
    rate=st.floats(0.01, 30),
    service=st.floats(0.1, 5),
    agents=st.integers(1, 40),
    patience=st.floats(0.2, 50),
)
def test_erlang_a_agrees_with_the_birth_and_death_chain(rate, service, agents, patience):
    states = agents + 200 + int(3 * rate * patience + 20 * math.sqrt(rate * patience))
    chain = birth_death(rate, service, agents, patience, states)
    queue = math.fsum((k - agents) * p for k, p in enumerate(chain) if k > agents)
    found = erlang_a(rate, service, agents, patience, within=0.5)
    assert found.delayed == pytest.approx(math.fsum(chain[agents:]), abs=1e-9)
    assert found.queue == pytest.approx(queue, rel=1e-8, abs=1e-9)
    assert found.abandonment == pytest.approx(queue / patience / rate, rel=1e-8, abs=1e-9)


def test_waits_agree_with_a_plain_simulation():
    """M/M/3+M by customers in order of arrival: each takes the first free agent unless patience ends before."""
    rng = np.random.default_rng(11)
    customers, rate, service, patience, within = 200_000, 3.0, 1.0, 2.0, 0.2
    arrivals = np.cumsum(rng.exponential(1 / rate, customers))
    works, patiences = rng.exponential(service, customers), rng.exponential(patience, customers)
    free, waited, answered = [0.0, 0.0, 0.0], [], []
    for arrives, work, patient in zip(arrivals, works, patiences, strict=True):
        agent = min(range(3), key=free.__getitem__)
        wait = max(0.0, free[agent] - arrives)
        answered.append(wait <= patient)
        waited.append(min(wait, patient))
        if wait <= patient:
            free[agent] = arrives + wait + work
    waited, answered = np.array(waited), np.array(answered)
    found = erlang_a(rate, service, 3, patience, within)
    # 4 standard errors, with the waits' correlation allowed for by batches of 1,000 customers
    for seen, expected in [
        (answered & (waited <= within), found.service_level),
        (waited <= within, found.service_level_offered_less_short),
        (~answered, found.abandonment),
        (waited, found.mean_wait),
        (waited > wait_quantile(rate, service, 3, 0.9, patience), 0.1),
    ]:
        batches = np.asarray(seen, dtype=float).reshape(-1, 1000).mean(axis=1)
        assert abs(batches.mean() - expected) < 4 * batches.std(ddof=1) / math.sqrt(len(batches))
    asa = waited[answered].mean()
    assert asa == pytest.approx(found.speed_of_answer, rel=0.03)


@given(rate=st.floats(0.1, 9.5), agents=st.integers(10, 40), within=st.floats(0, 5))
def test_endless_patience_is_erlang_c(rate, agents, within):
    patient, endless = erlang_a(rate, 1, agents, 1e10, within), erlang_c(rate, 1, agents, within)
    assert patient.service_level == pytest.approx(endless.service_level, abs=1e-6)
    assert patient.mean_wait == pytest.approx(endless.mean_wait, rel=1e-5, abs=1e-9)
    delay = erlang_b(rate, agents) / (1 - rate / agents * (1 - erlang_b(rate, agents)))
    assert endless.delayed == pytest.approx(delay, rel=1e-9, abs=1e-12)
    assert endless.service_level == pytest.approx(1 - delay * math.exp(-(agents - rate) * within), abs=1e-9)


@given(rate=st.floats(0.1, 30), agents=st.integers(1, 20))
def test_no_room_to_wait_is_erlang_b_and_endless_room_erlang_c(rate, agents):
    assert erlang_c_limited(rate, 1, agents, 0, 0.1).blocking == pytest.approx(erlang_b(rate, agents), rel=1e-9)
    if rate < 0.9 * agents:
        limited, free = erlang_c_limited(rate, 1, agents, 400, 0.1), erlang_c(rate, 1, agents, 0.1)
        assert limited.service_level == pytest.approx(free.service_level, abs=1e-6)
        assert limited.mean_wait == pytest.approx(free.mean_wait, rel=1e-6, abs=1e-9)


def test_conventions_differ_by_those_who_hang_up():
    found = erlang_a(rate=10, service=1, agents=9, patience=1, within=0.05)
    assert found.service_level < found.service_level_answered
    assert found.service_level < found.service_level_offered_less_short
    assert found.service_level_answered == pytest.approx(found.service_level / (1 - found.abandonment))


# Extremes


def test_thousands_of_agents():
    """At load n the square-root law holds: P(W > 0) near 1/2 for patience as long as service."""
    found = erlang_a(rate=5000, service=1, agents=5000, patience=1, within=0.01)
    assert found.delayed == pytest.approx(0.5, abs=0.005)
    assert erlang_b(5000, 5000) == pytest.approx(math.sqrt(2 / (math.pi * 5000)), rel=0.02)
    overloaded = erlang_a(rate=8000, service=1, agents=4000, patience=1, within=0.01)
    assert overloaded.abandonment == pytest.approx(0.5, abs=1e-9)
    assert overloaded.service_level == pytest.approx(0, abs=1e-12)


def test_nobody_comes():
    found = erlang_c(rate=0, service=1, agents=1, within=0)
    assert (found.service_level, found.mean_wait, found.occupancy) == pytest.approx((1, 0, 0))
    assert erlang_b(0, 0) == 1 and erlang_b(0, 3) == 0


def test_more_work_than_agents_without_patience_waits_for_ever():
    found = erlang_c(rate=2, service=1, agents=2, within=10)
    assert (found.delayed, found.service_level, found.mean_wait, found.occupancy) == (1, 0, inf, 1)
    assert wait_quantile(2, 1, 2, 0.5) == inf


@pytest.mark.parametrize("wrong", [{"agents": 0}, {"rate": -1}, {"service": 0}, {"within": -1}, {"rate": math.nan}])
def test_impossible_queues_are_refused(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        erlang_c(**({"rate": 1, "service": 1, "agents": 2, "within": 0} | wrong))


def test_columns_of_queues_give_what_single_queues_give():
    rate, agents = np.array([1.0, 4.2, 20.0]), np.array([2, 12, 15])
    ones = np.ones(3)
    columns = waits(rate, 2 * ones, agents, 3 * ones, ones / 3)
    for k in range(3):
        single = erlang_a(rate[k], 2, int(agents[k]), 3, 1 / 3)
        assert columns.answered_within[k] == pytest.approx(single.service_level, abs=1e-12)
        assert columns.mean_wait[k] == pytest.approx(single.mean_wait, abs=1e-12)

"""The inverse of Erlang's formulas: what is returned does, and one less does not."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.staffing.agents_needed import required_agents_a, required_agents_c, required_servers_b
from sim.staffing.erlang import erlang_a, erlang_b


@given(rate=st.floats(0.01, 40), patience=st.floats(0.5, 20), share=st.floats(0.05, 0.98), within=st.floats(0, 2))
def test_returned_agents_do_and_one_less_does_not(rate, patience, share, within):
    agents = required_agents_a(rate, 1.0, patience, within, share)
    assert erlang_a(rate, 1.0, agents, patience, within).service_level >= share
    assert agents == 1 or erlang_a(rate, 1.0, agents - 1, patience, within).service_level < share


@given(load=st.floats(0.0, 200), loss=st.floats(1e-6, 1))
def test_servers_for_a_loss(load, loss):
    servers = required_servers_b(load, loss)
    assert erlang_b(load, servers) <= loss
    assert servers == 0 or erlang_b(load, servers - 1) > loss


def test_published_cases():
    assert required_servers_b(10, 0.02) == 17
    assert required_agents_c(100 / 30, 3, 1 / 3, 0.7956) == 14  # 13 agents reach .79557
    assert required_agents_c(100 / 30, 3, 1 / 3, 0.7955) == 13
    assert required_agents_c(12, 4, 0.25, 0.8458) == 55


def test_abandonment_can_bind():
    loose = required_agents_a(10, 1, 0.5, 1.0, 0.5)
    strict = required_agents_a(10, 1, 0.5, 1.0, 0.5, max_abandonment=0.02)
    assert strict > loose
    assert erlang_a(10, 1, strict, 0.5, 1.0).abandonment <= 0.02 < erlang_a(10, 1, strict - 1, 0.5, 1.0).abandonment


def test_conventions_ask_for_different_numbers():
    asked = {
        name: required_agents_a(30, 1, 0.3, 0.1, 0.9, convention=name)
        for name in ("offered", "answered", "offered_less_short")
    }
    assert asked["answered"] < asked["offered"]
    assert asked["offered_less_short"] < asked["offered"]


def test_nobody_for_nobody_and_no_impossible_promise():
    assert required_agents_c(0, 1, 0.3, 0.8) == 0
    with pytest.raises(ValueError, match="share"):
        required_agents_c(1, 1, 0.3, 1.0)
    with pytest.raises(ValueError, match="loss"):
        required_servers_b(1, 0.0)
    with pytest.raises(ValueError, match="max_abandonment"):
        required_agents_a(1, 1, math.inf, 0.3, 0.8, max_abandonment=0.0)

"""Calls made in idle time: by hand, in their direction, at extremes, and against a small Markov chain."""

import numpy as np
import pytest

from sim.centre.simulate import simulate
from sim.demand.draw import draw_contacts
from sim.finance.services import usage_lines
from sim.finance.usage import usage_of
from sim.measures.needs import first_response
from sim.measures.outbound import outbound_calls
from sim.measures.records import records_of
from sim.timing import WEEK
from tests.centre.building import (
    HOUR,
    MINUTE,
    Need,
    around_the_clock,
    contact_rows,
    four_channels,
    roster,
    run,
    scenario_of,
    state_rows,
)
from tests.centre.chains import mean_of, mixture, steady_state
from tests.centre.queues import Interval, by_batch, waits, weeks_for

FIVE = {"family": "constant", "mean": "5 min"}


def calling(build=scenario_of, *, over=None, **outbound):
    given = {"groups": ["care"], "contacts_per_week": 4, "handling": FIVE, "hours": {"mon": "00:00-01:00"}} | outbound
    return build(outbound={"care calls": given}, **(over or {}))


def calls(log, *columns):
    rows = log.outbound[list(columns)].astype(object)
    return [tuple(row) for row in rows.where(rows.notna(), None).to_numpy().tolist()]


def test_calls_fall_due_evenly_and_are_made_when_somebody_is_idle():
    """Four calls in an hour: due at 7:30, 22:30, 37:30 and 52:30 min."""
    half = MINUTE // 2
    log = run(calling(), [Need(20 * MINUTE, work=30 * MINUTE), Need(51 * MINUTE, work=6 * MINUTE)], 1)
    assert calls(log, "due", "began", "ended", "agent") == [
        (15 * half, 15 * half, 25 * half, "care 000"),
        (45 * half, 50 * MINUTE, 55 * MINUTE, "care 000"),
        (75 * half, None, None, None),  # at 61 min the hours are over
        (105 * half, None, None, None),
    ]
    assert contact_rows(log, "answered") == [20 * MINUTE, 55 * MINUTE]
    assert state_rows(log, "care 000")[1][0] == "outbound"
    table = outbound_calls(log, calling())
    assert table[["due", "made", "reached", "hours"]].to_numpy().tolist() == [[4, 2, 2, 10 / 60]]


def test_what_is_left_goes_on_when_the_hours_begin_again():
    about = calling(hours={"mon": "00:00-01:00", "tue": "00:00-00:30"}, contacts_per_week=3)
    log = run(about, [Need(0, work=2 * HOUR)], 1)  # due at 15 and 45 min of Monday and at 15 min of Tuesday
    tuesday = 24 * HOUR
    assert calls(log, "due", "began") == [
        (15 * MINUTE, tuesday),
        (45 * MINUTE, tuesday + 5 * MINUTE),
        (tuesday + 15 * MINUTE, tuesday + 15 * MINUTE),
    ]


def test_calls_need_as_many_idle_agents():
    log = run(calling(idle_agents=2, contacts_per_week=1), [Need(0, work=HOUR + 1)], 2)
    assert calls(log, "began") == [(None,)]
    log = run(calling(idle_agents=2, contacts_per_week=1), [Need(0, work=40 * MINUTE)], 2)
    assert calls(log, "began") == [(40 * MINUTE,)]  # the second agent has become idle


def test_customers_come_first_and_a_call_is_not_interrupted():
    about = calling(four_channels, contacts_per_week=1, handling={"family": "constant", "mean": "20 min"})
    log = run(about, [Need(0, channel="email", work=35 * MINUTE), Need(40 * MINUTE)], 1)
    assert calls(log, "began", "ended") == [(35 * MINUTE, 55 * MINUTE)]
    assert contact_rows(log, "answered") == [0, 55 * MINUTE]


def test_calls_that_nobody_answers_take_little_work_and_prevent_nothing():
    effect = {"topics": {"question": 1.0}, "lasts": "1 week", "customers": 1}
    log = run(calling(reached=0.0, no_answer="30 s", effect=effect), [Need(HOUR, draws={"prevented": 0.0})], 1)
    assert [(end - begun, reached) for begun, end, reached in calls(log, "began", "ended", "reached")] == [
        (MINUTE // 2, False)
    ] * 4
    assert contact_rows(log, "outcome") == ["served"]


def test_a_call_prevents_a_share_of_the_contacts_of_those_reached_for_a_time():
    """Of four customers one is reached at 35 min: half of a quarter of the contacts are prevented for two hours."""
    effect = {"topics": {"question": 0.5}, "lasts": "2 h", "customers": 4}
    about = calling(contacts_per_week=1, effect=effect)
    over = 35 * MINUTE
    times = [over - 1, over, over, over + 2 * HOUR - 1, over + 2 * HOUR]
    draws = [0.0, 0.1249, 0.125, 0.1249, 0.0]
    needs = [Need(at, work=1, draws={"prevented": draw}) for at, draw in zip(times, draws, strict=True)]
    log = run(about, needs, 2)
    assert contact_rows(log, "outcome") == ["served", "prevented", "served", "prevented", "served"]
    prevented = log.contacts[log.contacts["outcome"] == "prevented"]
    assert prevented["queued"].isna().all() and (prevented["ended"] == prevented["arrived"]).all()
    response = first_response(records_of(log, about))  # what was prevented never became a contact
    assert response[["needs", "responded"]].to_numpy().tolist() == [[3, 3]]


def test_a_price_is_paid_for_calls_made():
    about = calling(cost_per_call=0.5)
    log = run(about, [Need(20 * MINUTE, work=30 * MINUTE), Need(51 * MINUTE, work=6 * MINUTE)], 1)
    people = outbound_calls(log, about).assign(person="Ann", wage_per_hour=15.0, group="care")
    (line,) = [line for line in usage_lines(about, people, usage_of(log)) if line.name == "outbound calls"]
    assert (line.quantity, line.rate, line.item) == (2, 0.5, "care calls")
    assert usage_of(log).contacts == 2


def test_lists_of_nobody_change_nothing_and_more_calls_prevent_more():
    demand = {"contacts_per_week": {"phone": 1500}}
    plain = scenario_of(demand=demand)
    contacts = draw_contacts(plain, 0)
    effect = {"topics": {"question": 0.8}, "lasts": "3 d", "customers": 500}

    def told(many):
        about = calling(contacts_per_week=many, hours="always", effect=effect, over={"demand": demand})
        return simulate(about, contacts, around_the_clock(about, 3))

    before, nobody, some, many = simulate(plain, contacts, around_the_clock(plain, 3)), told(0), told(150), told(400)
    assert before.contacts.equals(nobody.contacts) and before.states.equals(nobody.states)
    prevented = [(log.contacts["outcome"] == "prevented").sum() for log in (nobody, some, many)]
    assert 0 == prevented[0] < prevented[1] < prevented[2]
    assert many.contacts["handled"].sum() < before.contacts["handled"].sum()
    assert len(many.outbound) == 400 and many.outbound["due"].max() < WEEK


def test_a_blend_of_inbound_and_outbound_is_a_small_markov_chain():
    """Calls never run out: an agent calls whenever two agents are idle. (inbound busy, outbound busy, waiting)."""
    minutes, agents, rate, service, outward, idle = 30_000, 4, 0.9, 2.0, 4.0, 2
    list_ = {"groups": ["care"], "contacts_per_week": 20_000, "idle_agents": idle}
    about = scenario_of(
        outbound={"endless": list_ | {"handling": {"family": "exponential", "mean": f"{outward:g} min"}}},
        serving={"attempts_max": 1},
        **weeks_for(minutes),
    )
    log = simulate(
        about, mixture(about, 8, minutes, {"rate": rate, "service": service}), around_the_clock(about, agents)
    )

    def settle(inbound, outbound, waiting):
        while waiting and inbound + outbound < agents:
            inbound, waiting = inbound + 1, waiting - 1
        while agents - inbound - outbound >= idle:
            outbound += 1
        return inbound, outbound, waiting

    def moves(state):
        inbound, outbound, waiting = state
        if waiting < 60:
            yield settle(inbound, outbound, waiting + 1), rate
        if inbound:
            yield settle(inbound - 1, outbound, waiting), inbound / service
        if outbound:
            yield settle(inbound, outbound - 1, waiting), outbound / outward

    chances = steady_state(settle(0, 0, 0), moves)
    wait = by_batch(waits(log), lambda part: part["wait"].mean() / 60, minutes=minutes, batches=20, warm_up=300)
    assert mean_of(chances, lambda state: state[2]) / rate in wait and wait.half < 0.2 * wait.mean
    done = log.outbound["ended"].dropna().to_numpy(dtype=float) / MINUTE
    edges = np.linspace(300, minutes, 21)
    made = Interval(np.histogram(done, edges)[0] / np.diff(edges))
    assert mean_of(chances, lambda state: state[1]) / outward in made and made.half < 0.02


def test_calls_of_somebody_on_a_break_wait():
    about = calling(contacts_per_week=1)
    people = [("Ann", "care", "shift", 0, 2 * HOUR), ("Ann", "care", "break", 25 * MINUTE, 50 * MINUTE)]
    log = simulate(about, draw_contacts(about, 0), roster(about, *people))
    assert calls(log, "began") == [(50 * MINUTE,)]


@pytest.mark.parametrize("field", ["groups", "effect"])
def test_calls_are_made_by_groups_and_about_topics_there_are(field):
    wrong = {"groups": ["nobody"], "effect": {"topics": {"nothing": 0.1}, "lasts": "1 d", "customers": 1}}[field]
    with pytest.raises(Exception, match=r"unknown (group|topic)"):
        calling(**{field: wrong})

"""Steady states of queueing theory and published numbers, each inside the simulated 95 % interval."""

import itertools

import numpy as np
import pytest

from sim.centre.simulate import simulate
from sim.staffing.erlang import erlang_c
from sim.timing import HOUR, MINUTE
from tests.centre.building import around_the_clock, four_channels, scenario_of
from tests.centre.queues import Interval, at_times, by_batch, customers, poisson_times, queue, waits, weeks_for


def mean_wait(table):
    return table["wait"].mean()


def delayed(table):
    return (table["wait"] > 0).mean()


def abandoned(table):
    return (table["outcome"] == "abandoned").mean()


def within(seconds):
    return lambda table: ((table["wait"] <= seconds) & table["answered_at_all"]).mean()


def measured(log, minutes, batches=20, warm_up=240):
    table = waits(log)
    return lambda measure: by_batch(table, measure, minutes=minutes, batches=batches, warm_up=warm_up)


def busy_share(log, minutes, batches=20, warm_up=240):
    """Occupancy at random moments of each batch."""
    work = log.states[log.states["state"] == "phone"]
    agents = log.states["agent"].nunique()
    random = np.random.default_rng(0)
    edges = np.linspace(warm_up, minutes, batches + 1) * MINUTE
    moments = [random.uniform(a, b, 500) for a, b in itertools.pairwise(edges)]
    return Interval([at_times(work["start"], work["end"], m).mean() / agents for m in moments])


@pytest.mark.slow
def test_v1_erlang_c():
    minutes = 8000
    log = queue(1, rate=48, agents=50, minutes=minutes, service=1.0)
    of = measured(log, minutes)
    assert 20.83 in of(mean_wait) and of(mean_wait).half < 8
    assert 0.6945 in of(delayed) and of(delayed).half < 0.05
    assert 58.14 in of(lambda table: table["wait"].quantile(0.9))
    assert 16.67 in of(lambda table: table["wait"].sum() / 60 / ((minutes - 240) / 20))  # mean queue
    assert 0.96 in busy_share(log, minutes)


def test_v1_erlang_a():
    minutes = 4000
    log = queue(2, rate=48, agents=50, minutes=minutes, service=1.0, patience=2.0)
    of = measured(log, minutes, warm_up=60)
    assert 3.709 in of(mean_wait) and of(mean_wait).half < 0.4
    assert 0.03091 in of(abandoned) and of(abandoned).half < 0.003
    assert 0.4678 in of(delayed)
    assert 2.968 in of(lambda table: table["wait"].sum() / 60 / ((minutes - 60) / 20))
    assert 0.9303 in busy_share(log, minutes, warm_up=60)


def test_v2_erlang_a():
    minutes = 24_000
    log = queue(3, rate=100 / 30, agents=14, minutes=minutes, service=3.0, patience=5.0)
    of = measured(log, minutes)
    assert 0.14526 in of(delayed)
    assert 0.013984 in of(abandoned)
    assert 0.069919 * 60 in of(mean_wait) and of(mean_wait).half < 0.5
    assert 0.916792 in of(within(20)) and of(within(20)).half < 0.01
    assert 0.704297 in busy_share(log, minutes)


@pytest.mark.slow
def test_v6b_erlang_c():
    minutes = 20_000
    log = queue(4, rate=12, agents=55, minutes=minutes, service=4.0)
    of = measured(log, minutes)
    assert 0.2387 in of(delayed)
    assert 8.18 in of(mean_wait) and of(mean_wait).half < 2.2
    assert 0.8459 in of(within(15))


@pytest.mark.slow
def test_v6d_erlang_a():
    minutes = 2600
    log = queue(5, rate=100, agents=100, minutes=minutes, service=1.0, patience=1.0)
    of = measured(log, minutes, warm_up=20)
    assert 0.039861 in of(abandoned) and of(abandoned).half < 0.004
    assert 0.5133 in of(delayed)


def days_from_empty(seed, days, **scenario):
    """Waits by day, and the busy share, of days of 8 h that start empty: 12 agents, 4.2 calls a minute of 2 min."""
    random = np.random.default_rng(seed)
    about = scenario_of(calendar={"weeks": -(-days // 7)}, serving={"attempts_max": 1}, **scenario)
    arrives = np.concatenate([day * 24 * HOUR + poisson_times(random, 4.2, 480) for day in range(days)])
    contacts = customers(about, arrives, random, work=lambda rows: random.exponential(2 * MINUTE, rows))
    log = simulate(about, contacts, around_the_clock(about, 12))
    table = waits(log)
    work = log.states[log.states["state"] == "phone"]
    day = work["start"] // (24 * HOUR)
    open_until = np.minimum(work["end"], day * 24 * HOUR + 8 * HOUR)
    busy = np.maximum(0, open_until - work["start"]).groupby(day).sum() / (12 * 8 * HOUR)
    return table.groupby(table["arrived"] // (24 * HOUR)), Interval(busy)


@pytest.mark.slow
def test_v3_days_from_empty():
    by_day, occupancy = days_from_empty(6, 150)
    level, wait = Interval(by_day.apply(within(20))), Interval(by_day.apply(mean_wait) / 60)
    assert level.overlaps(0.900, 0.904) and level.half < 0.008
    assert wait.overlaps(0.097, 0.102) and wait.half < 0.012
    assert occupancy.overlaps(0.694, 0.697) and occupancy.half < 0.004


@pytest.mark.slow
def test_v3b_a_queue_of_five():
    by_day, occupancy = days_from_empty(7, 150, channels={"phone": {"queue_capacity": 5}})
    blocked = Interval(by_day.apply(lambda table: (table["outcome"] == "blocked").sum()))
    level = Interval(by_day.apply(lambda table: within(20)(table[table["answered_at_all"]])))  # convention: answered
    wait = Interval(by_day.apply(lambda table: table.loc[table["answered_at_all"], "wait"].mean() / 60))
    assert blocked.overlaps(18.045, 19.265) and blocked.half < 2.5
    assert 0.929 in level or level.overlaps(0.928, 0.930)
    assert 0.060 in wait or wait.overlaps(0.0595, 0.0605)
    assert 0.689 in occupancy or occupancy.overlaps(0.6885, 0.6895)


def test_one_agent_exponential_work():
    minutes = 60_000
    log = queue(8, rate=0.8, agents=1, minutes=minutes, service=1.0)
    of = measured(log, minutes)
    assert 4.0 * 60 in of(mean_wait) and of(mean_wait).half < 40  # ρ / (μ - λ)
    assert 0.8 in of(delayed)
    assert 0.8 in busy_share(log, minutes)


def test_one_agent_lognormal_work_pollaczek_khinchine():
    minutes, cv, rate = 90_000, 1.2, 0.7
    variance = np.log1p(cv**2)

    def service(random, rows):
        return random.lognormal(-variance / 2, np.sqrt(variance), rows)

    log = queue(9, rate=rate, agents=1, minutes=minutes, service=service)
    wait = measured(log, minutes)(mean_wait)
    assert 60 * rate * (1 + cv**2) / (2 * (1 - rate)) in wait
    assert wait.half < 25


def as_times(log):
    return log.contacts[["arrived", "queued", "answered", "ended", "outcome", "handled"]]


def chat_and_phone(random, agents_of_chat, agents_of_phone, concurrency):
    """The same contacts, as chats and as calls."""
    scenario = four_channels(
        channels={"chat": {"concurrency": concurrency}}, serving={"attempts_max": 1}, **weeks_for(3000)
    )
    arrives = poisson_times(random, 3.0, 3000)
    state = random.bit_generator.state
    logs = []
    for channel, agents in ((1, agents_of_chat), (0, agents_of_phone)):
        random.bit_generator.state = state
        contacts = customers(
            scenario,
            arrives,
            random,
            work=lambda rows: random.exponential(3.5 * MINUTE, rows),
            patience=lambda rows: random.exponential(4 * MINUTE, rows),
            channel=channel,
        )
        logs.append(simulate(scenario, contacts, around_the_clock(scenario, agents)))
    return logs


def test_v12_chat_without_slowdown_is_so_many_times_the_agents():
    chat, phone = chat_and_phone(np.random.default_rng(10), 4, 12, 3)
    assert as_times(chat).equals(as_times(phone))
    assert (chat.contacts["outcome"] == "abandoned").mean() > 0.01


def test_v12_one_chat_at_a_time_is_a_call():
    chat, phone = chat_and_phone(np.random.default_rng(11), 12, 12, 1)
    assert as_times(chat).equals(as_times(phone))
    renamed = chat.states["state"].astype(str).replace("chat", "phone")
    columns = ["agent", "load", "start", "end"]
    assert renamed.equals(phone.states["state"].astype(str))
    assert chat.states[columns].equals(phone.states[columns])


def test_v12_steady_re_contacts_are_a_higher_rate():
    """A queue with feedback after an exponential time is a Jackson network: its margin is Erlang C with λ/(1 - p)."""
    minutes = 24_000
    log = queue(
        12,
        rate=2.0,
        agents=10,
        minutes=minutes,
        service=2.8,
        topics={"question": {"resolution": 0.5, "recontact": {"share": 0.6, "after": "2 h"}}},
        serving={"attempts_max": 20},
    )
    of = measured(log, minutes, warm_up=1000)
    theory = erlang_c(2.0 / 0.7, 2.8, 10, within=1.0)
    assert theory.delayed in of(delayed)
    assert theory.speed_of_answer * 60 in of(mean_wait) and of(mean_wait).half < 9
    assert 2.0 / 0.7 in of(lambda table: len(table) / ((minutes - 1000) / 20))


def shared_attention(seed, work, minutes, rate):
    """Chats with one agent who gives each of n an n-th of the attention."""
    random = np.random.default_rng(seed)
    slowdown = [float(n) for n in range(1, 11)]
    scenario = four_channels(
        channels={"chat": {"concurrency": 10, "slowdown": slowdown}}, serving={"attempts_max": 1}, **weeks_for(minutes)
    )
    contacts = customers(scenario, poisson_times(random, rate, minutes), random, work=work(random), channel=1)
    log = simulate(scenario, contacts, around_the_clock(scenario, 1))
    table = log.contacts[log.contacts["outcome"] == "served"]
    table = table.assign(spent=(table["ended"] - table["arrived"]).astype("int64") / MINUTE)
    return by_batch(table, lambda part: part["spent"].mean(), minutes=minutes, batches=20, warm_up=200)


def test_v12_shared_attention_is_processor_sharing():
    spent = shared_attention(13, lambda random: lambda rows: random.exponential(MINUTE, rows), 40_000, 0.6)
    assert 1 / (1 - 0.6) in spent and spent.half < 0.12


def test_v12_processor_sharing_does_not_depend_on_the_spread_of_work():
    """M/G/1 with equal sharing: mean time 1 / (μ - λ) whatever the distribution; first-come gives 3.3 min here."""
    variance = np.log1p(2.0**2)

    def work(random):
        return lambda rows: random.lognormal(np.log(MINUTE) - variance / 2, np.sqrt(variance), rows)

    spent = shared_attention(14, work, 60_000, 0.45)
    assert 1 / (1 - 0.45) in spent and spent.half < 0.16


def test_v19_littles_law():
    """Numbers in queue and system at random moments against rate times mean time, from one run of phones and chats."""
    minutes, rate = 6000, 4.0
    log = queue(16, rate=rate, agents=12, minutes=minutes, service=2.7, patience=3.0)
    table = waits(log)
    left = table["ended"].astype("int64")
    gone = table["answered"].fillna(table["ended"]).astype("int64")
    moments = np.random.default_rng(17).uniform(0, minutes * MINUTE, 40_000)
    parts = np.argsort(np.argsort(moments)) // 2000  # twenty spans of time
    number = {
        "queue": (at_times(table["queued"].astype("int64"), gone, moments), (gone - table["queued"].astype("int64"))),
        "system": (at_times(table["arrived"], left, moments), left - table["arrived"]),
    }
    for seen, time in number.values():
        interval = Interval([seen[parts == part].mean() for part in range(20)])
        assert time.sum() / (minutes * MINUTE) in interval
        assert interval.half < 0.15 * interval.mean

"""How many contacts a second the engine handles on one core, beside a plain textbook SimPy model of the same system.

Both run the small web shop at forty times its volume: phone, chat, e-mail and social with their arrivals over the week,
patience, handling times and redials. The engine does all that a run does (layout, run, log), with the contacts drawn
before. "All on" is the shop with every mechanism of the centre (`everything_on.yaml`). The textbook model has a
resource per channel, draws its random numbers as it goes and keeps waiting times only.
"""

from __future__ import annotations

import argparse
import gc
import hashlib
import math
import random
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import simpy

from sim.centre.log import RunLog
from sim.centre.roster import Roster, roster_of
from sim.centre.simulate import simulate
from sim.demand.draw import draw_contacts
from sim.demand.rates_of import expected_rates
from sim.scenario import Scenario, load_scenario
from sim.scenario.distribution import Distribution

SHOP = Path(__file__).parents[1] / "scenarios" / "small_shop" / "small_shop.yaml"
EVERYTHING = Path(__file__).parent / "everything_on.yaml"
TARGET, TARGET_OF_ALL = 40_000, 20_000
GROUPS = ("experts", "experts", "office", *["care"] * 7)
"""Groups of the agents with everything on: of every ten, two are experts and one has another duty first."""
PAUSE, PAUSE_AFTER = pd.Timedelta(minutes=30), pd.Timedelta(hours=3)
"""With everything on, a stay of twice `PAUSE_AFTER` or more has a break."""
OCCUPANCY = 0.8
CHATS_AT_ONCE = 1.5


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--volume", type=float, default=40.0, help="times the volume of the small shop")
    arguments.add_argument("--rounds", type=int, default=3, help="timed runs of each; the fastest counts")
    given = arguments.parse_args()
    scenario = scaled(load_scenario(SHOP), given.volume)
    contacts, roster = draw_contacts(scenario, 0), stacked(scenario)
    log, seconds = fastest(lambda: simulate(scenario, contacts, roster, with_absences=False), given.rounds)
    served = log.contacts["outcome"].value_counts(normalize=True)["served"]
    speed = report("engine", len(log.contacts), seconds)
    print(f"  {served:.0%} served, occupancy {occupancy(log):.0%}, log {digest(log)}")
    everything = scaled(load_scenario(EVERYTHING), given.volume)
    customers_of_all, staff = draw_contacts(everything, 0), everybody(everything)
    of_all, spent = fastest(lambda: simulate(everything, customers_of_all, staff), given.rounds)
    full = report("all on", len(of_all.contacts), spent)
    ends = of_all.contacts["outcome"].value_counts(normalize=True)
    print("  " + ", ".join(f"{name} {share:.1%}" for name, share in ends.items() if share > 0))
    print(f"  target {TARGET_OF_ALL:,} a second: {'met' if full >= TARGET_OF_ALL else 'MISSED'}")
    (handled, wait), plain = fastest(lambda: textbook(scenario, random.Random(scenario.seed)), given.rounds)
    plain_speed = report("textbook", handled, plain)
    print(f"  mean wait {wait:.0f} s; no opening hours, self-service, re-contacts, shifts or log of agents")
    print(f"ratio {speed / plain_speed:.2f}; target {TARGET:,} a second: {'met' if speed >= TARGET else 'MISSED'}")


def report(name: str, contacts: int, seconds: float) -> float:
    """Print how fast a model ran, and return its contacts per second."""
    print(f"{name:9} {contacts:>8,} contacts in {seconds:.2f} s: {contacts / seconds:,.0f} a second")
    return contacts / seconds


def scaled(scenario: Scenario, volume: float) -> Scenario:
    """Return the scenario with so many times its contacts."""
    return scenario.model_copy(update={"demand": scenario.demand.model_copy(update={"volume": volume})})


def fastest(run, rounds: int):
    """Return the result of a function and the processor seconds of its fastest run."""
    best, result = math.inf, None
    for _ in range(rounds):
        gc.collect()
        begun = time.process_time()
        result = run()
        best = min(best, time.process_time() - begun)
    return result, best


def load_by_interval(scenario: Scenario) -> np.ndarray:
    """Return the mean work that comes in each interval, per time: shape (intervals, channels)."""
    rates = expected_rates(scenario)
    means = np.array(
        [
            [scenario.topics[topic].handling_on(channel).overall_mean for topic in scenario.topic_names]
            for channel in scenario.channel_names
        ]
    )
    return (rates * means).sum(axis=2) / scenario.calendar.interval


def everybody(scenario: Scenario) -> Roster:
    """Return a roster of all groups, with breaks, and somebody on call at home."""
    rows = presence(scenario, GROUPS)
    breaks = [
        (who, group, "break", "", start + PAUSE_AFTER, start + PAUSE_AFTER + PAUSE)
        for who, group, _, _, start, end in rows
        if end - start >= 2 * PAUSE_AFTER
    ]
    zero = pd.Timestamp(scenario.calendar.start_utc)
    at_home = ("agent at home", "care", "on_call", "", zero, zero + pd.Timedelta(weeks=scenario.calendar.weeks))
    return roster_of([*rows, *breaks, at_home])


def stacked(scenario: Scenario) -> Roster:
    """Return a roster of one group in which as many agents are there as are needed for the load of the hour."""
    return roster_of(presence(scenario, ("care",)))


def presence(scenario: Scenario, groups: Sequence[str]) -> list[tuple]:
    """Return when agents are there, as rows of a roster: agent i whenever the load of the hour needs more than i."""
    load = load_by_interval(scenario)
    load[:, scenario.channel_names.index("chat")] /= CHATS_AT_ONCE
    needed = np.ceil(load.sum(axis=1) / OCCUPANCY).astype(int)
    zero, step = pd.Timestamp(scenario.calendar.start_utc), pd.Timedelta(microseconds=scenario.calendar.interval)
    rows = []
    for agent in range(needed.max()):
        there = np.concatenate([[False], needed > agent, [False]])
        edges = np.flatnonzero(there[1:] != there[:-1])
        for start, end in zip(edges[::2], edges[1::2], strict=True):
            group = groups[agent % len(groups)]
            rows.append((f"agent {agent:03d}", group, "shift", "", zero + start * step, zero + end * step))
    return rows


def occupancy(log: RunLog) -> float:
    """Return the share of agents' time in which they work on contacts."""
    spent = (log.states["end"] - log.states["start"]).groupby(log.states["state"], observed=False).sum()
    return 1.0 - spent["available"] / spent.sum()


def digest(log: RunLog) -> str:
    """Return a few digits that change with any value of the log."""
    found = hashlib.sha256()
    for table in (log.contacts, log.states, log.shifts):
        found.update(pd.util.hash_pandas_object(table.astype(str), index=False).to_numpy().tobytes())
    return found.hexdigest()[:12]


def textbook(scenario: Scenario, draw: random.Random) -> tuple[int, float]:
    """Return the contacts and their mean wait (s) of the model as a textbook writes it: a process per customer."""
    env = simpy.Environment()
    load = load_by_interval(scenario).mean(axis=0) / OCCUPANCY
    waits: list[float] = []
    for number, name in enumerate(scenario.channel_names):
        agents = simpy.Resource(env, capacity=math.ceil(load[number]))
        rates = expected_rates(scenario)[:, number]
        env.process(customers(env, scenario, name, rates, agents, draw, waits))
    env.run(until=scenario.calendar.horizon / 1e6)
    return len(waits), sum(waits) / len(waits)


def customers(env, scenario, name, rates, agents, draw, waits):
    """Let customers of a channel arrive, interval after interval."""
    topics = [scenario.topics[topic] for topic in scenario.topic_names]
    step = scenario.calendar.interval / 1e6
    for interval, by_topic in enumerate(rates.tolist()):
        rate, end = sum(by_topic), (interval + 1) * step
        while True:
            gap = draw.expovariate(rate / step)
            if env.now + gap >= end:
                yield env.timeout(end - env.now)
                break
            yield env.timeout(gap)
            topic = draw.choices(topics, by_topic)[0]
            env.process(customer(env, scenario.channels[name], topic.handling_on(name), agents, draw, waits))


def customer(env, channel, handling, agents, draw, waits):
    """Wait for an agent as long as patience lasts, be served, and perhaps try again."""
    while True:
        arrived = env.now
        with agents.request() as request:
            patience = math.inf if channel.patience.mean is None else drawn(channel.patience, draw)
            if patience < math.inf:
                yield request | env.timeout(patience)
            else:
                yield request
            waits.append(env.now - arrived)
            if request.triggered:
                yield env.timeout(drawn(handling, draw))
                return
        if draw.random() >= channel.redial.share:
            return
        yield env.timeout(draw.expovariate(1e6 / channel.redial.after))


def drawn(distribution: Distribution, draw: random.Random) -> float:
    """Return a duration in seconds."""
    mean = distribution.mean / 1e6
    if distribution.family == "exponential":
        return draw.expovariate(1 / mean)
    variance = math.log1p(distribution.cv**2)
    return draw.lognormvariate(math.log(mean) - variance / 2, math.sqrt(variance))


if __name__ == "__main__":
    main()

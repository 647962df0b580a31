"""Queueing models as scenarios and customers, and confidence intervals of what their logs show."""

import math

import numpy as np
from scipy import stats

from sim.centre.simulate import simulate
from sim.demand.contacts import DECISIONS, Contacts
from sim.scenario.distribution import NEVER
from sim.timing import MINUTE
from tests.centre.building import around_the_clock, scenario_of


def weeks_for(minutes):
    """Return a calendar long enough for so many minutes."""
    return {"calendar": {"weeks": math.ceil(minutes / (7 * 1440)) or 1}}


def customers(scenario, arrives, random, *, work, patience=None, channel=0):
    """Return needs that arrive at given times; `work` and `patience` turn a number of draws into durations."""
    needs, attempts = len(arrives), scenario.serving.attempts_max
    rows = needs * attempts
    return Contacts(
        replication=0,
        needs=needs,
        attempts=attempts,
        arrives=np.sort(np.asarray(arrives)).astype(np.int64),
        channel=np.full(needs, channel, dtype=np.int8),
        topic=np.zeros(needs, dtype=np.int16),
        segment=np.zeros(needs, dtype=np.int8),
        patience=np.full(rows, NEVER) if patience is None else np.rint(patience(rows)).astype(np.int64),
        work=np.rint(work(rows)).astype(np.int64),
        patience_draw=random.random(rows),
        work_draw=random.random(rows),
        gap_draw=random.standard_exponential(rows),
        draws={decision: random.random(rows) for decision in DECISIONS},
    )


def poisson_times(random, rate, minutes):
    """Return the times (microseconds) of a Poisson process with `rate` per minute."""
    return random.random(random.poisson(rate * minutes)) * minutes * MINUTE


def queue(seed, *, rate, agents, minutes, service, patience=None, **scenario):
    """Return the log of M/G/n or M/G/n+M; rate per minute, mean service and patience in minutes.

    `service` is a mean (exponential) or a function of a generator and a number of draws (minutes).
    """
    random = np.random.default_rng(seed)
    about = scenario_of(
        **weeks_for(minutes + 60), serving={"attempts_max": 1} | scenario.pop("serving", {}), **scenario
    )

    def work(rows):
        drawn = service(random, rows) if callable(service) else random.exponential(service, rows)
        return drawn * MINUTE

    contacts = customers(
        about,
        poisson_times(random, rate, minutes),
        random,
        work=work,
        patience=None if patience is None else lambda rows: random.exponential(patience * MINUTE, rows),
    )
    return simulate(about, contacts, around_the_clock(about, agents))


def waits(log):
    """Return the wait of every contact in seconds, until answered or hung up, with columns to judge it by."""
    table = log.contacts
    left = table["answered"].fillna(table["ended"]).astype("int64")
    return table.assign(wait=(left - table["queued"].astype("int64")) / 1e6, answered_at_all=table["answered"].notna())


class Interval:
    """A 95 % interval of a mean over batches or days."""

    def __init__(self, values):
        self.values = np.asarray(values, dtype=float)
        self.mean = self.values.mean()
        self.half = stats.t.ppf(0.975, len(self.values) - 1) * self.values.std(ddof=1) / math.sqrt(len(self.values))

    def __contains__(self, value):
        return abs(self.mean - value) <= self.half

    def overlaps(self, low, high):
        return self.mean - self.half <= high and self.mean + self.half >= low

    def __repr__(self):
        return f"{self.mean:.5g} ± {self.half:.2g}"


def by_batch(table, measure, *, minutes, batches, warm_up):
    """Return the interval of a measure of contacts, from batches of equal length after a warm-up (minutes)."""
    length = (minutes - warm_up) / batches
    batch = np.floor((table["arrived"] / MINUTE - warm_up) / length)
    return Interval([measure(part) for number, part in table.groupby(batch) if 0 <= number < batches])


def at_times(starts, ends, moments):
    """Return how many of the spans contain each moment."""
    starts, ends = np.sort(starts), np.sort(ends)
    return np.searchsorted(starts, moments, side="right") - np.searchsorted(ends, moments, side="right")

"""Drawing the customers of a replication: everything random before the run, vectorised."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.demand.contacts import Contacts, Draws
from sim.demand.further import Further, further_needs
from sim.demand.journeys import without_those_spared
from sim.demand.rates_of import as_if_all_asked, expected_rates, spared_share
from sim.demand.streams import stream
from sim.demand.thinning import thinned
from sim.errors import InputError, Problem
from sim.scenario.consistency import MOST_NEEDS
from sim.scenario.distribution import NEVER
from sim.scenario.model import Scenario


def draw_contacts(scenario: Scenario, replication: int) -> Contacts:
    """Return the customers of one replication.

    Arrivals are a Poisson process whose rate is piecewise constant over the intervals, multiplied for each local day by
    a gamma factor of mean 1 (`demand.busyness_cv`), so that counts are over-dispersed as real ones are.

    Raises
    ------
    InputError
        If the scenario expects more than 20 million needs.
    """
    demand = scenario.demand
    if demand.same_customers_up_to is not None:
        largest = demand.model_copy(update={"volume": demand.same_customers_up_to, "same_customers_up_to": None})
        of_all = draw_contacts(scenario.model_copy(update={"demand": largest}), replication)
        return thinned(of_all, demand.volume / demand.same_customers_up_to, scenario.seed)
    if (share := spared_share(scenario)) is not None:
        of_all = draw_contacts(as_if_all_asked(scenario), replication)
        return without_those_spared(of_all, share, scenario)
    rates = expected_rates(scenario)
    if rates.sum() > MOST_NEEDS:
        wrong = f"the scenario expects {rates.sum():.3g} contacts over its horizon; the rates seem to have no end"
        raise InputError(Problem(wrong, field="demand", accepted=f"at most {MOST_NEEDS:,} contacts"))
    seed = scenario.seed
    arrives, channel, topic = _arrivals(scenario, rates * _busyness(scenario, replication)[:, None, None], replication)
    needs, attempts = len(arrives), scenario.serving.attempts_max
    rows = needs * attempts
    segment = _segments(scenario, replication, channel)
    further = further_needs(scenario, replication, channel, topic)

    def uniforms(purpose: str) -> npt.NDArray[np.float64]:
        drawn = stream(seed, replication, purpose).random(rows)
        return drawn if further is None else np.concatenate([drawn, further.uniforms(seed, replication, purpose)])

    def of_rows(own: npt.NDArray[Any], others: npt.NDArray[Any] | None) -> npt.NDArray[Any]:
        tiled = np.tile(own, attempts)
        return tiled if others is None else np.concatenate([tiled, np.tile(others, attempts)])

    patience_draw, work_draw = uniforms("patience"), uniforms("work")
    work = np.zeros(len(work_draw), dtype=np.int64)
    of_channel = of_rows(channel, None if further is None else further.channel)
    of_topic = of_rows(topic, None if further is None else further.topic)
    of_segment = of_rows(segment, None if further is None else segment[further.root])
    patience = _patience(scenario, patience_draw, of_channel, of_topic, of_segment)
    for number, name in enumerate(scenario.channel_names):
        on_it = np.flatnonzero(of_channel == number)
        for topic_number, topic_name in enumerate(scenario.topic_names):
            handling = scenario.topics[topic_name].handling_on(name)
            about_it = on_it[of_topic[on_it] == topic_number]
            if handling is not None and len(about_it):
                work[about_it] = handling.quantiles(work_draw[about_it])
    contacts = Contacts(
        replication=replication,
        needs=needs,
        attempts=attempts,
        arrives=arrives,
        channel=channel,
        topic=topic,
        segment=segment,
        patience=patience,
        work=work,
        patience_draw=patience_draw,
        work_draw=work_draw,
        gap_draw=stream(seed, replication, "gap").standard_exponential(rows),
        draws=Draws(seed, replication, rows, further),
    )
    return contacts if further is None else _with_further(contacts, further, seed)


def _with_further(contacts: Contacts, further: Further, seed: int) -> Contacts:
    """Add the needs that may arise from others."""
    replication = contacts.replication
    return replace(
        contacts,
        channel=np.concatenate([contacts.channel, further.channel]),
        topic=np.concatenate([contacts.topic, further.topic]),
        segment=np.concatenate([contacts.segment, contacts.segment[further.root]]),
        gap_draw=np.concatenate([contacts.gap_draw, -np.log1p(-further.uniforms(seed, replication, "gap"))]),
        origin=further.origin,
        duplicates=further.duplicates,
        arising_draw=further.draw,
        delay_draw=-np.log1p(-further.delay_draw),
    )


def patience_of(scenario: Scenario, channel: int, topic: int, segment: int, draw: float) -> int:
    """Return how long a customer waits on a channel (microseconds), as the column `patience` would have it."""
    about = scenario.patience_of(scenario.channel_names[channel], scenario.segment_names[segment])
    return _hurried(about.quantile(draw), scenario.topics[scenario.topic_names[topic]].patience_factor)


def _hurried(patience: int, factor: float) -> int:
    """Patience times the topic's factor; whoever never hangs up still never does."""
    return patience if factor == 1.0 or patience >= NEVER else min(NEVER, round(patience * factor))


def _patience(
    scenario: Scenario,
    draws: npt.NDArray[np.float64],
    channel: npt.NDArray[np.int8],
    topic: npt.NDArray[np.int16],
    segment: npt.NDArray[np.int8],
) -> npt.NDArray[np.int64]:
    """How long the customer of every row waits: by channel and segment, times the topic's factor."""
    patience = np.empty(len(draws), dtype=np.int64)
    for number, name in enumerate(scenario.channel_names):
        on_it = np.flatnonzero(channel == number)
        patience[on_it] = scenario.channels[name].patience.quantiles(draws[on_it])
        for other, kind in enumerate(scenario.segment_names):
            own = scenario.patience_of(name, kind)
            if own is not scenario.channels[name].patience:
                theirs = on_it[segment[on_it] == other]
                patience[theirs] = own.quantiles(draws[theirs])
    for number, about in enumerate(scenario.topics.values()):
        if about.patience_factor != 1.0:
            concerned = np.flatnonzero((topic == number) & (patience < NEVER))
            patience[concerned] = np.minimum(NEVER, np.rint(patience[concerned] * about.patience_factor))
    return patience


def absence_draws(scenario: Scenario, replication: int, person: str) -> npt.NDArray[np.float64]:
    """Return one uniform per local day for a person: below the share of absence, a shift that starts then is missed.

    The same person is ill on the same days under every roster and alternative. The first value belongs to the day
    before the horizon, for shifts that run into it.
    """
    days = scenario.calendar.weeks * 7 + 2
    return stream(scenario.seed, replication, f"absence of {person}").random(days)


def _busyness(scenario: Scenario, replication: int) -> npt.NDArray[np.float64]:
    """The busyness factor of every interval, equal within a local day."""
    day = scenario.calendar.local_intervals.day
    cv = scenario.demand.busyness_cv
    days = int(day.max()) + 1
    if cv == 0.0:
        return np.ones(len(day))
    factors = stream(scenario.seed, replication, "busyness").gamma(1.0 / cv**2, cv**2, size=days)
    return np.asarray(factors[day])


def _arrivals(
    scenario: Scenario, rates: npt.NDArray[np.float64], replication: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int8], npt.NDArray[np.int16]]:
    """Arrival time, channel and topic of every need, sorted by time (ties by channel and topic)."""
    counts = stream(scenario.seed, replication, "counts").poisson(rates)
    cells = np.repeat(np.arange(counts.size), counts.ravel())
    interval, channel, topic = np.unravel_index(cells, counts.shape)
    step = scenario.calendar.interval
    instants = stream(scenario.seed, replication, "instants").integers(0, step, size=len(cells))
    arrives = interval.astype(np.int64) * step + instants
    order = np.lexsort((topic, channel, arrives))
    order = order[arrives[order] < scenario.calendar.horizon]
    return arrives[order], channel[order].astype(np.int8), topic[order].astype(np.int16)


def _segments(scenario: Scenario, replication: int, channel: npt.NDArray[np.int8]) -> npt.NDArray[np.int8]:
    """The segment of every need, by the channel it is asked on where segments prefer some."""
    segments = scenario.demand.segments.values()
    shares = [segment.share for segment in segments]
    if len(shares) < 2:
        return np.zeros(len(channel), dtype=np.int8)
    uniforms = stream(scenario.seed, replication, "segment").random(len(channel))
    found = np.searchsorted(np.cumsum(shares)[:-1], uniforms, side="right").astype(np.int8)
    if any(segment.preference for segment in segments):
        for number, name in enumerate(scenario.channel_names):
            weights = np.array(scenario.demand.segment_weights(name))
            on_it = np.flatnonzero(channel == number)
            if len(on_it):
                borders = np.cumsum(weights / weights.sum())[:-1]
                found[on_it] = np.searchsorted(borders, uniforms[on_it], side="right").astype(np.int8)
    return found

"""The mean number of contacts a scenario expects in every interval of its horizon."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from sim.demand.journeys import caused_by, spared
from sim.scenario.demanding import Rate, Shape
from sim.scenario.hours import DAYS
from sim.scenario.model import Scenario
from sim.timing import MINUTE

SLOT_MINUTES = 15
SLOTS_PER_WEEK = 7 * 24 * 60 // SLOT_MINUTES


def expected_rates(scenario: Scenario) -> npt.NDArray[np.float64]:
    """Return the mean needs per interval of the horizon, channel and topic: shape (intervals, channels, topics).

    The volume and holiday factors are applied, busyness has mean 1, and self-service and automation have not acted yet.
    """
    calendar = scenario.calendar
    weekly = rates_of_week(scenario, redesigned=False)
    local = calendar.local_intervals
    rates: npt.NDArray[np.float64] = weekly[local.of_week] * scenario.demand.volume
    if (share := spared_share(scenario)) is not None:
        rates *= 1.0 - share
    if scenario.demand.holiday_factor != 1.0:
        holidays = [(day - calendar.start) // dt.timedelta(days=1) for day in calendar.holiday_dates]
        rates[np.isin(local.day, holidays)] *= scenario.demand.holiday_factor
    return rates


def spared_share(scenario: Scenario) -> npt.NDArray[np.float64] | None:
    """Return the share of the contacts of each interval, channel and topic that redesigns spare; None without any."""
    if all(journey.redesign is None for journey in scenario.causes.values()):
        return None
    before = as_if_all_asked(scenario).journeys
    whole = rates_of_week(as_if_all_asked(scenario))
    parts = {
        name: _per_interval(scenario, caused_by(scenario, journey, journey.asking, _spread(scenario)))
        for name, journey in before.items()
    }
    return spared(scenario, whole, parts)


def as_if_all_asked(scenario: Scenario) -> Scenario:
    """Return the scenario without any redesign, and with help offered to every visitor."""
    before = {name: journey.model_copy(update={"redesign": None}) for name, journey in scenario.causes.items()}
    return scenario.model_copy(update={"journeys": before, "offered_help": {}})


def rates_of_week(scenario: Scenario, *, redesigned: bool = True) -> npt.NDArray[np.float64]:
    """Return the mean needs per interval of an ordinary week: shape (intervals of week, channels, topics).

    Journeys count as after their redesign, if `redesigned`, else as before it.
    """
    slots = np.zeros((SLOTS_PER_WEEK, len(scenario.channel_names), len(scenario.topic_names)))
    demand = scenario.demand
    for number, channel in enumerate(scenario.channel_names):
        contacts = demand.contacts_per_week.get(channel, 0.0)
        weights = demand.topic_weights(channel)
        total = sum(weights.values())
        if contacts > 0 and total > 0:
            of_slot = contacts * _slot_shares(demand.shape_on(channel))
            for topic, weight in weights.items():
                slots[:, number, scenario.topic_names.index(topic)] += of_slot * weight / total
    if demand.profile and not isinstance(demand.profile, str):
        _add_profile(slots, demand.profile, scenario)
    for journey in scenario.causes.values():
        is_clearer = redesigned and journey.redesign is not None
        share = journey.redesign.contact_share if is_clearer and journey.redesign else journey.asking
        slots += caused_by(scenario, journey, share, _spread(scenario))
    return _per_interval(scenario, slots)


def _per_interval(scenario: Scenario, slots: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    per_interval = scenario.calendar.interval // (SLOT_MINUTES * MINUTE)
    summed: npt.NDArray[np.float64] = slots.reshape(-1, per_interval, *slots.shape[1:]).sum(axis=1)
    return summed


def _spread(scenario: Scenario) -> Callable[[str], npt.NDArray[np.float64]]:
    """How the contacts of a channel spread over the quarters of an hour of a week."""
    return lambda channel: _slot_shares(scenario.demand.shape_on(channel))  # type: ignore[arg-type]  # names of channels


def _slot_shares(shape: Shape) -> npt.NDArray[np.float64]:
    """The share of a week's contacts in each quarter of an hour."""
    by_hour = np.outer(np.array(shape.weekdays), np.array(shape.hours)).ravel()
    shares: npt.NDArray[np.float64] = np.repeat(by_hour / by_hour.sum(), 60 // SLOT_MINUTES) / (60 // SLOT_MINUTES)
    return shares


def _add_profile(slots: npt.NDArray[np.float64], profile: tuple[Rate, ...], scenario: Scenario) -> None:
    """Spread each row of a profile evenly over the quarters of an hour it covers."""
    minutes = [int(rate.start[:2]) * 60 + int(rate.start[3:]) for rate in profile]
    covered = math.gcd(60, *minutes) // SLOT_MINUTES or 1
    for rate, minute in zip(profile, minutes, strict=True):
        first = (DAYS.index(rate.weekday) * 1440 + minute) // SLOT_MINUTES
        channel, topic = scenario.channel_names.index(rate.channel), scenario.topic_names.index(rate.topic)
        slots[first : first + covered, channel, topic] += rate.contacts / covered

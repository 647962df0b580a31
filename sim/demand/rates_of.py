"""The mean number of contacts a scenario expects in every interval of its horizon."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
import numpy.typing as npt

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
    weekly = rates_of_week(scenario)
    local = calendar.local_intervals
    rates: npt.NDArray[np.float64] = weekly[local.of_week] * scenario.demand.volume
    if scenario.demand.holiday_factor != 1.0:
        holidays = [(day - calendar.start) // dt.timedelta(days=1) for day in calendar.holiday_dates]
        rates[np.isin(local.day, holidays)] *= scenario.demand.holiday_factor
    return rates


def rates_of_week(scenario: Scenario) -> npt.NDArray[np.float64]:
    """Return the mean needs per interval of an ordinary week: shape (intervals of week, channels, topics)."""
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
    per_interval = scenario.calendar.interval // (SLOT_MINUTES * MINUTE)
    summed: npt.NDArray[np.float64] = slots.reshape(-1, per_interval, *slots.shape[1:]).sum(axis=1)
    return summed


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

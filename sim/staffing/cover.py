"""When vendors take contacts, and when somebody of the team has to be there."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.scenario.channels import LIVE
from sim.scenario.model import Scenario
from sim.scenario.people import Group, Vendor

Bools = npt.NDArray[np.bool_]


def is_open(scenario: Scenario, channel: str) -> Bools:
    """Return for every interval of the horizon whether a channel is offered and open."""
    about = scenario.channels[channel]  # type: ignore[index]  # a channel's name
    return scenario.calendar.is_open(about.hours) & about.offered


def vendor_takes(scenario: Scenario, vendor: Vendor, channel: str, topic: str) -> Bools:
    """Return for every interval of the horizon whether a vendor's hours and terms take a channel and topic."""
    if channel not in vendor.channels or (vendor.topics is not None and topic not in vendor.topics):
        return np.zeros(scenario.calendar.intervals, dtype=bool)
    return scenario.calendar.is_open(*vendor.hours_on(channel))


def taken_by_vendors(scenario: Scenario, channel: str, topic: str) -> Bools:
    """Return for every interval of the horizon whether any vendor takes the contacts of a channel and topic."""
    taken = np.zeros(scenario.calendar.intervals, dtype=bool)
    for vendor in scenario.vendors.values():
        taken |= vendor_takes(scenario, vendor, channel, topic)
    return taken


def left_to_on_call(scenario: Scenario, channel: str, topic: str) -> Bools:
    """Return for every interval whether people on call get the contacts: emergencies while the channel is closed."""
    if scenario.on_call is None or not scenario.topics[topic].emergency:
        return np.zeros(scenario.calendar.intervals, dtype=bool)
    return scenario.calendar.is_open(scenario.on_call.hours) & ~is_open(scenario, channel)


def open_in_house(scenario: Scenario, channel: str) -> Bools:
    """Return for every interval of the horizon whether a channel is open and vendors leave some topic of it."""
    taken = np.ones(scenario.calendar.intervals, dtype=bool)
    for topic in scenario.topic_names:
        taken &= taken_by_vendors(scenario, channel, topic)
    return is_open(scenario, channel) & ~taken


def must_be_present(scenario: Scenario, group: Group) -> Bools:
    """Return for every interval of the horizon whether the group's minimum has to be there.

    That is while one of its live channels is open and no vendor takes all of that channel's topics, and in the hours
    of `present`.
    """
    needed = scenario.calendar.is_open(group.present)
    for channel in group.channels:
        if channel in LIVE:
            needed |= open_in_house(scenario, channel)
    return needed

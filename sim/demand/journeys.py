"""Contacts that journeys cause, and how a redesign thins them: the same customers, some of whom need not ask."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from sim.demand.contacts import Contacts
from sim.demand.streams import stream
from sim.demand.thinning import only
from sim.scenario.journeys import Journey
from sim.scenario.model import Scenario
from sim.timing import WEEK

Floats = npt.NDArray[np.float64]


def caused_by(scenario: Scenario, journey: Journey, share: float, spread: Callable[[str], Floats]) -> Floats:
    """Return the contacts that a journey causes in an ordinary week: shape (parts of the week, channels, topics).

    They are journeys × share who ask × weights of channel and topic; `spread` gives the shares of the parts of the week
    among a channel's contacts.
    """
    given = journey.channels or scenario.demand.contacts_per_week
    by_channel = {str(channel): weight for channel, weight in given.items()}
    if not sum(by_channel.values()):
        by_channel = dict.fromkeys(scenario.channel_names, 1.0)
    topics = np.array([journey.topics.get(topic, 0.0) for topic in scenario.topic_names]) / sum(journey.topics.values())
    parts = [
        np.outer(spread(channel), journey.journeys_per_week * share * topics)
        * (by_channel.get(channel, 0.0) / sum(by_channel.values()))
        for channel in scenario.channel_names
    ]
    return np.stack(parts, axis=1)


def spared(scenario: Scenario, whole: Floats, of_journeys: dict[str, Floats]) -> Floats:
    """Return the share of the contacts of each interval of the horizon, channel and topic that redesigns spare.

    It is the sum over the journeys of ``their contacts × (1 - share after / share before) / all contacts``, from the
    week on in which each redesign is there. `whole` and `of_journeys` are contacts by interval of the week, before any
    redesign.
    """
    of_week, interval = scenario.calendar.local_intervals.of_week, scenario.calendar.interval
    share = np.zeros((len(of_week), *whole.shape[1:]))
    start = np.arange(len(of_week)) * interval
    for name, contacts in of_journeys.items():
        journey = scenario.causes[name]
        if journey.redesign is not None and journey.asking > 0:
            saves = 1.0 - journey.redesign.contact_share / journey.asking
            part = np.divide(contacts, whole, out=np.zeros_like(whole), where=whole > 0) * saves
            share += part[of_week] * (start >= journey.redesign.build_weeks * WEEK)[:, None, None]
    return share


def without_those_spared(contacts: Contacts, share: Floats, scenario: Scenario) -> Contacts:
    """Return the contacts without those that a redesign spares, decided by one draw of each need.

    Who stays is the same customer with the same draws; a stronger redesign spares the same contacts and more.
    """
    draw = stream(scenario.seed, contacts.replication, "spared by a redesign").random(contacts.needs)
    interval, own = contacts.arrives // scenario.calendar.interval, slice(0, contacts.needs)
    return only(contacts, draw >= share[interval, contacts.channel[own], contacts.topic[own]])

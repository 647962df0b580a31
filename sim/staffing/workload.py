"""How much work reaches the team, when.

The expected needs after self-service, automation, vendors and closed hours, with the repeats they cause. This is a
mean without chance: it gives the first guess of a requirement, the load that Erlang's formulas ask for, and the factor
by which repeats raise the load. What really happens is for the simulation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.demand.rates_of import expected_rates
from sim.scenario.model import Scenario
from sim.staffing.fates import fates_of, mean_hours
from sim.staffing.streams import able_groups

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Workload:
    """Expected contacts and hours of work for the team: shape (intervals of the horizon, channels, topics)."""

    contacts: Floats
    """Contacts that reach the team's queues."""
    hours: Floats
    """Their handling time at speed 1, one at a time."""
    needs: Floats
    """Needs before self-service, of the channel first chosen."""

    @property
    def load_factor(self) -> float:
        """Contacts that reach the team per need: above 1 where repeats outweigh what others answer."""
        total = float(self.needs.sum())
        return float(self.contacts.sum()) / total if total else float("nan")


def workload_of(scenario: Scenario, abandonment: Mapping[str, float] | None = None) -> Workload:
    """Return the expected work of the team.

    Interval by interval, needs arrive, self-service answers some, automation some more; a vendor, the team, people on
    call or the policy of the closed channel takes the rest. Those not solved come back as the topic says, those who
    hang up (`abandonment`, share by channel; None takes each channel's largest allowed, or 0) as the channel says,
    after exponential times: the steady factor is 1 / (1 - p), with p the share that comes back. Where the easiest
    contacts are answered before, the rest take longer than the average, so that deflecting a fifth of the contacts does
    not save a fifth of the work.
    """
    needs = expected_rates(scenario)
    lost = np.array([_allowed(scenario, name, abandonment) for name in scenario.channel_names])
    self_served = np.array([scenario.self_service.topics.get(topic, 0.0) for topic in scenario.topic_names])
    self_served *= scenario.tries_self_service
    easiest = scenario.self_service.takes == "easiest"
    first = fates_of(scenario, self_served if easiest else np.zeros_like(self_served))
    again = first if not (easiest and self_served.any()) else fates_of(scenario, np.zeros_like(self_served))
    contacts, hours = np.zeros_like(needs), np.zeros_like(needs)
    work = np.array(
        [[mean_hours(topic.handling_on(name)) for topic in scenario.topics.values()] for name in scenario.channel_names]
    )
    calls = np.zeros((len(needs) + 1, *needs.shape[1:]))
    repeats = _Repeats(scenario, lost)
    every = np.arange(len(scenario.channel_names))
    for now, new in enumerate(needs * (1.0 - self_served)):
        unsolved = np.zeros_like(new)
        for fates, arriving in ((first, new), (again, repeats.release())):
            contacts[now] += np.einsum("ct,cdt->dt", arriving, fates.team[now])
            hours[now] += np.einsum("ct,cdt->dt", arriving, fates.team_hours[now])
            unsolved += np.einsum("ct,cdt->dt", arriving, fates.unsolved_elsewhere[now])
            calls[fates.due[now], every] += arriving * fates.promised[now]
        contacts[now] += calls[now]
        hours[now] += calls[now] * work
        repeats.add(contacts[now], unsolved)
    return Workload(contacts, hours, needs)


def workload_table(scenario: Scenario) -> pd.DataFrame:
    """Return the workload as a tidy table without empty rows.

    Columns interval_start (UTC), channel, topic, skill (the group asked first), contacts, work_hours (at speed 1).
    """
    load = workload_of(scenario)
    interval, channel, topic = np.nonzero(load.contacts > 0)
    start = pd.Timestamp(scenario.calendar.start_utc).as_unit("us")
    groups = list(scenario.team.groups)
    names = [
        [next(iter(able_groups(scenario, one, each)), None) for each in scenario.topic_names]
        for one in scenario.channel_names
    ]
    return pd.DataFrame(
        {
            "interval_start": start + pd.to_timedelta(interval * scenario.calendar.interval, unit="us"),
            "channel": np.array(scenario.channel_names, dtype=object)[channel],
            "topic": np.array(scenario.topic_names, dtype=object)[topic],
            "skill": [
                None if (able := names[one][each]) is None else groups[able]
                for one, each in zip(channel, topic, strict=True)
            ],
            "contacts": load.contacts[interval, channel, topic],
            "work_hours": load.hours[interval, channel, topic],
        }
    )


def _allowed(scenario: Scenario, channel: str, abandonment: Mapping[str, float] | None) -> float:
    if abandonment is not None:
        return abandonment.get(channel, 0.0)
    target = scenario.channels[channel].target  # type: ignore[index]  # a name of a channel
    return 0.0 if target is None or target.max_abandonment is None else target.max_abandonment


class _Repeats:
    """Customers who will come again, by channel and topic, waiting for exponential times."""

    def __init__(self, scenario: Scenario, lost: Floats) -> None:
        channels = [scenario.channels[name] for name in scenario.channel_names]
        topics = list(scenario.topics.values())
        step = scenario.calendar.interval
        shape = (len(channels), len(topics))
        self._lost = lost[:, None]
        self._unsolved = np.array([(1.0 - topic.resolution) * topic.recontact.share for topic in topics])
        self._share = np.array([topic.recontact.share for topic in topics])
        self._redial = np.array([channel.redial.share for channel in channels])[:, None]
        self._back_leaving = _leaving([topic.recontact.after for topic in topics], step)
        self._redial_leaving = _leaving([channel.redial.after for channel in channels], step)[:, None]
        self._switch = np.eye(len(channels))
        for number, channel in enumerate(channels):
            if channel.redial.switch_to is not None:
                self._switch[number, number] -= channel.redial.switch
                self._switch[number, scenario.channel_names.index(channel.redial.switch_to)] += channel.redial.switch
        self._back, self._dialling = np.zeros(shape), np.zeros(shape)

    def release(self) -> Floats:
        """Return who comes again in the next interval."""
        back, dialling = self._back * self._back_leaving, self._dialling * self._redial_leaving
        self._back, self._dialling = self._back - back, self._dialling - dialling
        return np.asarray(back + self._switch.T @ dialling)

    def add(self, to_team: Floats, unsolved_elsewhere: Floats) -> None:
        """Take in who was not served, or not solved, in an interval."""
        self._back += to_team * (1.0 - self._lost) * self._unsolved + unsolved_elsewhere * self._share
        self._dialling += to_team * self._lost * self._redial


def _leaving(means: list[int], step: int) -> Floats:
    """The share of those waiting an exponential time who come within one interval."""
    return np.array([1.0 if mean == 0 else -np.expm1(-step / mean) for mean in means])

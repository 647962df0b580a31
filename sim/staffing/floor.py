"""The floor of a small team: what one seat around the clock takes, and how busy a few agents can be at a target.

Two facts rule small teams, whatever the volume: a seat that is always filled needs four to five people, and a few
agents who are to answer quickly must be idle most of the time.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from scipy import optimize

from sim.demand.rates_of import rates_of_week
from sim.scenario.channels import LIVE
from sim.scenario.duration import duration_text
from sim.scenario.model import Scenario
from sim.scenario.people import Group
from sim.staffing.cover import must_be_present
from sim.staffing.erlang import erlang_a
from sim.timing import MINUTE

WEEK_HOURS = 168.0


def people_for_hours(hours: float, hours_per_person: float) -> float:
    """Return the people it takes to fill so many hours, when one person gives `hours_per_person` in the same time.

    One seat around the clock is 168 hours a week, or 8,760 a year.

    >>> people_for_hours(168, 40), people_for_hours(8_760, 1_850)
    (4.2, 4.735)
    """
    if not hours >= 0.0 or not hours_per_person > 0.0:
        raise ValueError(f"hours {hours} and hours per person {hours_per_person}; accepted: 0 or more, and above 0")
    return hours / hours_per_person


def net_hours_per_week(group: Group) -> float:
    """Return the hours a week one person of a group serves customers.

    Contract hours × (1 - leave) × (1 - absence) × (1 - other): leave comes off the contract, sickness off the shifts
    that are left, meetings and training off the shifts that are worked. Unpaid breaks cost no contract hours.
    """
    shrinkage = group.shrinkage
    present = (1.0 - shrinkage.leave) * (1.0 - shrinkage.absence)
    return group.contract_hours * present * (1.0 - shrinkage.other)


def reachable_occupancy(agents: int, service: float, share: float, within: float, patience: float = math.inf) -> float:
    """Return the highest occupancy at which so many agents still answer a share of customers in time.

    The largest load for which Erlang C (or A, with patience) keeps the target, times the share served, over the
    agents. Durations in one unit.

    Examples
    --------
    Four agents with calls of six minutes and 80 % in 20 s can carry 2.18 Erlangs:

    >>> reachable_occupancy(4, service=360.0, share=0.80, within=20.0)
    0.545
    """
    if not 0.0 < share < 1.0:
        raise ValueError(f"share is {share}; accepted: above 0 and below 1")

    def spare(rate: float) -> float:
        return erlang_a(rate, service, agents, patience, within).service_level - share

    high = agents / service
    while spare(high) > 0:  # with patience, a load above the agents may still do
        high *= 2.0
    rate = optimize.brentq(spare, 0.0, high, xtol=1e-12 * high, rtol=1e-12)
    return erlang_a(float(rate), service, agents, patience, within).occupancy


def floor_table(scenario: Scenario) -> pd.DataFrame:
    """Return what presence alone takes of every group, whatever the volume.

    Columns: skill (the group), minimum (people present), open_hours_per_week (hours for which they must be), hours
    (person-hours a week), people_bare (by contract hours), people (with leave, absence and meetings).
    """
    rows = []
    for name, group in scenario.team.groups.items():
        open_hours = WEEK_HOURS * float(must_be_present(scenario, group).mean())
        hours = open_hours * group.minimum
        rows.append(
            {
                "skill": name,
                "minimum": group.minimum,
                "open_hours_per_week": open_hours,
                "hours": hours,
                "people_bare": people_for_hours(hours, group.contract_hours),
                "people": people_for_hours(hours, net_hours_per_week(group)),
            }
        )
    return pd.DataFrame(rows)


def floor_sentences(scenario: Scenario) -> tuple[str, ...]:
    """Return the floor of every group in plain sentences: what presence takes, and how busy it can be."""
    sentences = []
    for row in floor_table(scenario).itertuples():
        group = scenario.team.groups[str(row.skill)]
        if row.hours:
            sentences.append(
                f"{row.skill}: {_seats(group.minimum)} filled for {row.open_hours_per_week:.0f} hours a week takes "
                f"{row.people_bare:.1f} people by contract hours alone and {row.people:.1f} with leave, absence and "
                f"meetings, whatever the volume."
            )
            sentences.extend(_occupancy_sentences(scenario, str(row.skill), group))
    return tuple(sentences)


def _occupancy_sentences(scenario: Scenario, name: str, group: Group) -> list[str]:
    """How busy one, two and four agents can be at the target of each live channel handled one at a time."""
    sentences = []
    rates = rates_of_week(scenario).sum(axis=0)
    for channel in (channel for channel in group.channels if channel in LIVE):
        about = scenario.channels[channel]
        target, mix = about.target, rates[scenario.channel_names.index(channel)]
        if target is None or not 0.0 < target.share < 1.0 or about.concurrency > 1 or not mix.sum():
            continue
        handling = [topic.handling_on(channel) for topic in scenario.topics.values()]
        means = np.array([0.0 if each is None else each.overall_mean for each in handling])
        service = float(means @ mix / mix.sum()) / group.speed
        if not service:
            continue
        shares = [
            reachable_occupancy(n, service, target.share, target.within, about.patience.overall_mean) for n in (1, 2, 4)
        ]
        sentences.append(
            f"{name}: at {target.share:.0%} within {duration_text(target.within)} on {channel} and "
            f"{service / MINUTE:.1f} minutes of handling, one agent alone can be busy {shares[0]:.0%} of the time, two "
            f"{shares[1]:.0%}, four {shares[2]:.0%}; the rest is waiting for the next contact, or work that can wait."
        )
    return sentences


def _seats(minimum: int) -> str:
    return "one seat" if minimum == 1 else f"{minimum} seats"

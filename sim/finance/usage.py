"""What one simulated run used that is paid for by use: overtime, call-outs, vendors, automation; and what it lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from sim.centre.log import RunLog
from sim.finance.customers import customers_lost
from sim.finance.earning import buyers_asked, calls_answered
from sim.finance.vendor_work import Work, by_rate, given_back, share_in_time, work_of
from sim.scenario.model import Scenario
from sim.timing import HOUR, MINUTE

GIVEN_UP = ("abandoned", "blocked", "balked", "closed")
"""Outcomes after which, if no further attempt follows, a need is given up unsolved."""


@dataclass(frozen=True)
class VendorUsage(Work):
    """What a vendor did."""

    by_rate: Mapping[str, Work] = field(default_factory=dict)
    """At each of its `rates`, by their number from 1."""
    rest: Work | None = None
    """What is at none of them; None means all."""
    adds: float = 0.0
    """Share of its charge added for its service, below 0 taken off."""


@dataclass(frozen=True)
class TemplateUsage:
    """How far a template came."""

    automated_share: float = 0.0
    """Share of the weeks in which it answered by itself."""
    built: bool = False
    """Whether it was automated at any time."""


@dataclass(frozen=True)
class Usage:
    """Quantities of one run, over its whole horizon: all that the costs need of its log, and small."""

    replication: int
    horizon: int
    """Length of the run in microseconds."""
    overtime: Mapping[tuple[str, str], float]
    """Hours of the team after the end of shifts, by (group, person)."""
    call_outs: int
    """Times somebody on call was called out."""
    vendors: Mapping[str, VendorUsage]
    contained: Mapping[str, int]
    """Contacts that ended with each automation, solved or not: containment is not resolution."""
    self_served: int
    """Needs answered by self-service."""
    lost: int
    """Needs given up unsolved: abandoned, blocked, balked or closed, and no further attempt follows. So are those
    refused in a special case for good; who asked twice and was helped once has lost nothing."""
    contacts: int
    """Attempts of all needs, those answered by self-service or prevented left out: they never became contacts."""
    served: int
    """Contacts served by the team, people on call or vendors."""
    solved: int
    """Needs solved, by whomever, self-service and automation included."""
    assisted: Mapping[str, int] = field(default_factory=dict)
    """Contacts begun with the assist, by group."""
    engagement: Mapping[str, float] = field(default_factory=dict)
    """Mean level over the weeks, by group with an engagement."""
    on_call_contacts: int = 0
    """Contacts served by people on call."""
    granted: Mapping[str, int] = field(default_factory=dict)
    """Special cases granted, by topic."""
    through_menu: Mapping[str, int] = field(default_factory=dict)
    """Contacts (attempts) that went through a menu, by channel."""
    outbound: Mapping[str, int] = field(default_factory=dict)
    """Outbound calls made, by list."""
    templates: Mapping[str, TemplateUsage] = field(default_factory=dict)
    """Templates of the ladder, by name."""
    minutes_on: Mapping[tuple[str, str], float] = field(default_factory=dict)
    """Minutes of handling by who handled (group, vendor, automation) and channel."""
    handled_on: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """Contacts by who handled them and channel; needs answered by self-service under `self-service`."""
    contacts_on: Mapping[str, int] = field(default_factory=dict)
    """Attempts by channel, counted as `contacts`."""
    served_on: Mapping[str, int] = field(default_factory=dict)
    """Contacts served, by channel."""
    solved_on: Mapping[str, int] = field(default_factory=dict)
    """Needs solved, by the channel on which they were first solved."""
    asked_to_buy: Mapping[str, float] = field(default_factory=dict)
    """Solved contacts after which customers may buy, weighted, by topic: see `earning.buyers_asked`."""
    calls_answered: Mapping[str, int] = field(default_factory=dict)
    """Outbound calls answered, by list."""
    customers_lost: float = 0.0
    """Customers lost in an average month, beyond those who leave anyway."""


def usage_of(log: RunLog, scenario: Scenario | None = None) -> Usage:
    """Return the quantities of a run that are paid by use.

    Without the scenario, all work of a vendor counts at its `rate`, no bonus or penalty is found, and customers lost
    are not known.
    """
    contacts = log.contacts
    # isin answers False where a value is absent
    served = contacts["outcome"].isin(["served"])
    automated = contacts["outcome"].isin(["automated"])
    self_served = contacts["outcome"].isin(["self_served"])
    solved = contacts["solved"].isin([True])
    by_vendor = contacts["by"].isin(["vendor"])
    refused = contacts["granted"].isin([False])
    given_up = (contacts["outcome"].isin(GIVEN_UP) | refused) & contacts["follows"].isin(["none"])
    need = contacts["duplicate_of"].fillna(contacts["need"])  # whoever asks twice has one need
    given_up &= ~need.isin(need[solved])
    of_vendors = pd.concat([contacts[by_vendor], given_back(contacts)])
    vendors = {
        str(name): _of_vendor(scenario, str(name), rows) for name, rows in of_vendors.groupby("handler", observed=True)
    }
    states = log.states
    late = states[states["overtime"].isin([True]) & states["by"].isin(["team"])]
    hours = (late["end"] - late["start"]).groupby([late["group"], late["agent"]], observed=True).sum() / HOUR
    return Usage(
        replication=log.replication,
        horizon=log.horizon,
        overtime={(str(pair[0]), str(pair[1])): float(time) for pair, time in zip(hours.index, hours, strict=True)},
        call_outs=len(log.call_outs),
        engagement=_mean_levels(log.engagement),
        on_call_contacts=int((served & contacts["by"].isin(["on_call"])).sum()),
        vendors=vendors,
        contained=_counts(contacts.loc[automated, "handler"]),
        self_served=int(self_served.sum()),
        lost=int(need[given_up].nunique()),
        customers_lost=0.0 if scenario is None else customers_lost(log, scenario),
        contacts=int((~self_served & ~contacts["outcome"].isin(["prevented"])).sum()),
        served=int(served.sum()),
        solved=int(need[solved].nunique()),
        granted=_counts(contacts.loc[contacts["granted"].isin([True]), "topic"]),
        through_menu=_counts(contacts.loc[contacts["through_menu"], "served_channel"]),
        templates=_of_templates(log.templates),
        **_on_channels(contacts),
        asked_to_buy={} if scenario is None else buyers_asked(log, scenario),
        calls_answered=calls_answered(log),
        outbound=_counts(log.outbound.loc[log.outbound["ended"].notna(), "list"]) if len(log.outbound) else {},
        assisted=_counts(contacts.loc[contacts["assisted"] & contacts["answered"].notna(), "handler"]),
    )


def _mean_levels(weeks: pd.DataFrame) -> dict[str, float]:
    if weeks.empty:
        return {}
    return {str(group): float(level) for group, level in weeks.groupby("group")["level"].mean().items()}


def _counts(names: pd.Series) -> dict[str, int]:
    return {str(name): int(count) for name, count in names.value_counts().items()}


def _of_templates(weeks: pd.DataFrame) -> dict[str, TemplateUsage]:
    if weeks.empty:
        return {}
    is_automated = (weeks["stage"] == "automated").groupby(weeks["template"], sort=False)
    found = zip(is_automated.mean().items(), is_automated.any(), strict=True)
    return {str(name): TemplateUsage(float(share), bool(built)) for (name, share), built in found}


def _on_channels(contacts: pd.DataFrame) -> dict[str, Mapping[Any, Any]]:
    """The fields of a usage that tell channels apart; the channel is the one served, else the one chosen."""
    outcome = contacts["outcome"].astype(str)
    channel = contacts["served_channel"].astype(object).where(contacts["served_channel"].notna(), contacts["channel"])
    handler = contacts["handler"].astype(object).where(outcome != "self_served", "self-service")
    in_vain = given_back(contacts)
    counted = ~outcome.isin(["self_served", "prevented"])
    solved = contacts["solved"].isin([True])
    need = contacts["duplicate_of"].fillna(contacts["need"])
    first = ~need[solved].duplicated()
    whose = pd.concat([handler, in_vain["handler"].astype(object)])
    where = pd.concat([channel, in_vain["served_channel"].astype(object)])
    time = pd.concat([contacts["handled"] - contacts["handled_by_vendor"], in_vain["handled"]])
    work = time.groupby([whose.to_numpy(dtype=object), where.to_numpy(dtype=object)])
    minutes, number = (work.sum() / MINUTE), work.size()
    pairs = [(str(pair[0]), str(pair[1])) for pair in number.index]
    return {
        "minutes_on": {pair: float(time) for pair, time in zip(pairs, minutes, strict=True) if time > 0},
        "handled_on": {pair: int(count) for pair, count in zip(pairs, number, strict=True)},
        "contacts_on": _counts(channel[counted]),
        "served_on": _counts(channel[outcome == "served"]),
        "solved_on": _counts(channel[solved][first]),
    }


def _of_vendor(scenario: Scenario | None, name: str, rows: pd.DataFrame) -> VendorUsage:
    whole = vars(work_of(rows))
    if scenario is None:
        return VendorUsage(**whole)
    price = scenario.vendors[name].price
    *at_rates, rest = by_rate(scenario, name, rows)
    adds = price.adds(share_in_time(scenario, rows)) if price.service else 0.0
    return VendorUsage(
        **whole,
        by_rate={str(number): work for number, work in enumerate(at_rates, start=1)},
        rest=rest if at_rates else None,
        adds=adds,
    )

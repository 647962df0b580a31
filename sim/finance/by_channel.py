"""What a contact and a resolution cost on each channel: every amount goes to channels once, by who worked on what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from sim.centre.log import RunLog
from sim.centre.roster import Roster
from sim.finance.monthly import RUNNING, monthly_costs, usages_of
from sim.finance.months import DAYS_PER_MONTH
from sim.finance.usage import Usage
from sim.scenario.model import Scenario


def cost_by_channel(scenario: Scenario, roster: Roster, logs: Sequence[RunLog | Usage]) -> pd.DataFrame:
    """Return running cost, contacts, served contacts and resolutions by channel in an average month.

    Columns scenario, channel, cost, revenue, contacts, served, resolutions, cost_per_contact, cost_per_served_contact,
    cost_per_resolution (NaN where there are none), currency. Costs of the channels add up to the running cost of
    `monthly_costs`, contacts to those of `cost_per`; the channel is the one on which a contact was worked.

    Shared costs are allocated by time: an amount for a group, vendor, template or automation goes to the channels in
    proportion to its minutes of handling on them, or to its contacts where they took no time; so idle time is borne in
    proportion to work. An amount for one channel (a menu) goes to it. What is for nobody in particular (the platform)
    goes to the channels in proportion to their contacts, as does what an item costs that handled nothing.

    Raises
    ------
    InputError, ValueError
        As `monthly_costs`.
    """
    table = monthly_costs(scenario, roster, logs)
    usages = list(usages_of(scenario, logs).values())
    channels = list(scenario.channel_names)
    scale = DAYS_PER_MONTH / (7 * scenario.calendar.weeks) / len(usages)
    result = pd.DataFrame({"scenario": scenario.name, "channel": channels, "cost": 0.0, "revenue": 0.0})
    counts = {
        "contacts": [use.contacts_on for use in usages],
        "served": [use.served_on for use in usages],
        "resolutions": [use.solved_on for use in usages],
    }
    for column, numbers in counts.items():
        result[column] = [scale * sum(one.get(name, 0) for one in numbers) for name in channels]
    everybody = _shares(dict(zip(channels, result["contacts"], strict=True)), channels)
    for item, amounts in table.groupby("item", sort=False):
        shares = _shares_of(str(item), usages, channels) or everybody
        running = float(amounts.loc[amounts["category"].isin(RUNNING), "amount"].sum())
        earned = float(amounts.loc[amounts["category"] == "revenue", "amount"].sum())
        result["cost"] += [running * share for share in shares]
        result["revenue"] += [earned * share for share in shares]
    for column, number in (("contact", "contacts"), ("served_contact", "served"), ("resolution", "resolutions")):
        result[f"cost_per_{column}"] = result["cost"] / result[number].where(result[number] > 0)
    return result.assign(currency=scenario.costs.currency)


def _shares_of(item: str, usages: Sequence[Usage], channels: Sequence[str]) -> list[float] | None:
    """The channels' shares of what an item worked on; None where it worked on nothing, or is nobody."""
    if item in channels:
        return [float(name == item) for name in channels]
    for work in ("minutes_on", "handled_on"):
        found: dict[str, float] = {}
        for use in usages:
            for (handler, channel), amount in getattr(use, work).items():
                if handler == item:
                    found[channel] = found.get(channel, 0.0) + amount
        if sum(found.values()) > 0:
            return _shares(found, channels)
    return None


def _shares(found: Mapping[str, float], channels: Sequence[str]) -> list[float]:
    whole = sum(found.values())
    return [found.get(name, 0.0) / whole if whole else 1.0 / len(channels) for name in channels]

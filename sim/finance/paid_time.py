"""Where the paid hours of the team go: shrinkage made explicit, as a memo beside the lines of labour."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import Any

import pandas as pd

from sim.centre.roster import Roster
from sim.finance.labour import hour_of
from sim.finance.line import product
from sim.finance.months import DAYS_PER_MONTH
from sim.finance.paid_hours import paid_breaks, paid_hours
from sim.scenario.model import Scenario

PARTS = ("customers", "paid breaks", "meetings and coaching", "absence", "leave", "not rostered")
"""customers: on shift for them, busy or waiting."""


def paid_time(scenario: Scenario, roster: Roster) -> pd.DataFrame:
    """Return where the paid hours of each group go in an average month, one row per group and part.

    Columns scenario, group, part (`PARTS`), hours, share (of the group's paid hours), amount (at wage × loading),
    currency. A memo: these amounts are those of the lines rostered hours, leave and contract hours not rostered, and
    add up to them; they are in no sum besides. Absence is `shrinkage.absence` of the rostered hours; meetings and
    coaching are `shrinkage.other` of the hours of those who are there, as expected values: what a run draws varies
    about them. Leave is what stands in the roster; what does not is in the hours not rostered.

    Raises
    ------
    InputError
        As `paid_hours`.
    """
    people = paid_hours(scenario, roster)
    people = people.assign(breaks=people["person"].map(paid_breaks(scenario, roster)).fillna(0.0))
    scale = DAYS_PER_MONTH / (7 * scenario.calendar.weeks)
    rows: list[tuple[object, ...]] = []
    for group, members in people.groupby("group", sort=False):
        hours = dict.fromkeys(PARTS, 0.0)
        amounts = dict.fromkeys(PARTS, 0.0)
        for person in members.to_dict("records"):
            rate = product(hour_of(scenario, str(group), person["wage_per_hour"]))
            for part, time in _parts(scenario, str(group), person):
                hours[part] += time * scale
                amounts[part] += time * scale * rate
        whole = sum(hours.values())
        rows += [(group, part, hours[part], hours[part] / whole if whole else 0.0, amounts[part]) for part in PARTS]
    table = pd.DataFrame(rows, columns=["group", "part", "hours", "share", "amount"])
    table.insert(0, "scenario", scenario.name)
    return table.assign(currency=scenario.costs.currency)


def _parts(scenario: Scenario, group: str, person: dict[Hashable, Any]) -> Iterator[tuple[str, float]]:
    shrinkage = scenario.team.groups[group].shrinkage
    there = person["rostered"] * (1.0 - shrinkage.absence)
    meetings = there * shrinkage.other
    breaks = min(person["breaks"] * (1.0 - shrinkage.absence), there - meetings)
    yield "absence", person["rostered"] - there
    yield "meetings and coaching", meetings
    yield "paid breaks", breaks
    yield "customers", there - meetings - breaks
    yield "leave", person["leave"]
    yield "not rostered", person["not_rostered"]

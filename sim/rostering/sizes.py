"""How many people a requirement takes at least, by hours alone."""

from __future__ import annotations

import pandas as pd

from sim.rostering.presence import people_on_shift
from sim.rostering.terms import working_minutes
from sim.scenario.people import Group
from sim.scenario.planning import Rules
from sim.scenario.presence import presence_share
from sim.staffing.requirement import Requirement
from sim.timing import HOUR, MINUTE, WEEK


def people_needed_bound(requirement: Requirement, group: str, about: Group, rules: Rules) -> int:
    """Return the fewest people, on the group's contract and leave, whose hours can hold its requirement.

    people >= working hours needed / (contract x (1 + tolerance - leave)) over the weeks of the requirement, and
    people >= the most needed at once. Working hours needed are the hours to be on shift, to the nearest person, less
    unpaid breaks; leave counts as hours. One seat round the clock without breaks, leave or tolerance on 40 h contracts
    takes 168 / 40 = 4.2, so 5 people. Rest, nights and weekends may take more.
    """
    table = requirement.table[requirement.table["skill"] == group]
    if table.empty:
        return 0
    on_shift = people_on_shift(table["agents"].to_numpy(), presence_share(about, rules))
    lengths = [length // MINUTE for length in rules.shift_lengths]
    paid = min(working_minutes(rules, length) / length for length in lengths)
    hours = float(on_shift.sum()) * requirement.interval / 3_600_000_000 * paid
    starts = table["interval_start"]
    span = (starts.max() - starts.min()) // pd.Timedelta(microseconds=1) + requirement.interval
    weeks = max(1, -((HOUR - span) // WEEK))  # an hour more when the clock goes back is no further week
    own = about.contract_hours * weeks * (1 + rules.hours_tolerance - about.shrinkage.leave)
    return max(int(on_shift.max()), -int(-(hours / own - 1e-9) // 1))

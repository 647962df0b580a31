"""What the team costs: hours of the roster and of the contracts, premiums, turnover, on-call duty."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import pandas as pd

from sim.finance.line import Line
from sim.scenario.model import Scenario


def labour_lines(scenario: Scenario, people: pd.DataFrame, days_taken: int = 0) -> Iterator[Line]:
    """Yield the lines of labour that the roster alone decides; `people` is the table of `paid_hours`.

    The rate of an hour is wage × loading, one line for each group and wage. A premium is paid on top, a share of wage ×
    loading per hour, and premiums add up: an hour at night on a holiday earns both. Where
    `rules.overtime_week_after` is set, rostered hours above it earn the overtime premium too. Leavers in a month are
    people × attrition_per_year / 12, each replaced at the hiring cost and with the paid hours of training. Pay for
    on-call weeks is taken as the scenario states it, one person a week for every seat and site, without loading. The
    days of leave it earns cost a day's contract hours of the group at wage × loading; `days_taken` of them stand in the
    roster as leave, which its contracts pay already.
    """
    costs = scenario.costs
    for (group, wage), rows in people.groupby(["group", "wage_per_hour"], sort=False):
        item, rate = str(group), loaded_wage(scenario, cast(float, wage))
        hours = rows[["rostered", "leave", "not_rostered", "night", "weekend", "holiday", "overtime"]].sum()
        yield Line("rostered hours", "labour", item, hours["rostered"], "hours", rate, "horizon")
        yield Line("leave", "labour", item, hours["leave"], "hours", rate, "horizon")
        yield Line("contract hours not rostered", "labour", item, hours["not_rostered"], "hours", rate, "horizon")
        yield Line("night premium", "labour", item, hours["night"], "hours", rate * costs.night_premium, "horizon")
        yield Line(
            "weekend premium", "labour", item, hours["weekend"], "hours", rate * costs.weekend_premium, "horizon"
        )
        yield Line(
            "holiday premium", "labour", item, hours["holiday"], "hours", rate * costs.holiday_premium, "holiday"
        )
        if scenario.rules.overtime_week_after is not None:
            price = rate * costs.overtime_premium
            yield Line("rostered overtime premium", "labour", item, hours["overtime"], "hours", price, "horizon")
        hires = len(rows) * costs.attrition_per_year / 12
        yield Line("hiring", "labour", item, hires, "hires", costs.hiring_cost, "month")
        yield Line("training of new people", "labour", item, hires * costs.training_hours, "hours", rate, "month")
    if scenario.on_call is not None:
        weeks, item = float(scenario.calendar.weeks * scenario.on_call.rota.seats), scenario.on_call.group
        yield Line("on-call weeks", "labour", item, weeks, "weeks", scenario.on_call.pay_per_week, "horizon")
        days = max(0.0, weeks * scenario.on_call.compensatory_days_per_week - days_taken)
        yield Line("compensatory days", "labour", item, days, "days", day_of_contract(scenario, item), "horizon")


def day_of_contract(scenario: Scenario, group: str) -> float:
    """What a working day of a member of a group costs: a week's contract over its working days, at the group's wage."""
    about, weekend = scenario.team.groups[group], set(scenario.calendar.weekend)
    return about.contract_hours / (7 - len(weekend) or 7) * loaded_wage(scenario, about.wage_per_hour)


def loaded_wage(scenario: Scenario, wage_per_hour: float) -> float:
    """Return the full cost of an hour: gross wage × loading (taxes, benefits)."""
    return wage_per_hour * scenario.costs.loading

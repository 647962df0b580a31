"""What the team costs: hours of the roster and of the contracts, premiums, turnover, on-call duty."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import pandas as pd

from sim.finance.line import MONTHS_OF_A_YEAR, Factor, Line, given, product
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
    for (group, wage), rows in people.groupby(["group", "wage_per_hour"], sort=False):
        item, hour = str(group), hour_of(scenario, str(group), cast(float, wage))
        hours = rows[["rostered", "leave", "not_rostered", "night", "weekend", "holiday", "overtime"]].sum()
        yield Line("rostered hours", "labour", item, hours["rostered"], "hours", hour, "horizon")
        yield Line("leave", "labour", item, hours["leave"], "hours", hour, "horizon")
        yield Line("contract hours not rostered", "labour", item, hours["not_rostered"], "hours", hour, "horizon")
        night, weekend, holiday, overtime = (
            (*hour, given(scenario, "costs", f"{what}_premium")) for what in ("night", "weekend", "holiday", "overtime")
        )
        yield Line("night premium", "labour", item, hours["night"], "hours", night, "horizon")
        yield Line("weekend premium", "labour", item, hours["weekend"], "hours", weekend, "horizon")
        yield Line("holiday premium", "labour", item, hours["holiday"], "hours", holiday, "holiday")
        if scenario.rules.overtime_week_after is not None:
            yield Line("rostered overtime premium", "labour", item, hours["overtime"], "hours", overtime, "horizon")
        yield from turnover(scenario, item, float(len(rows)), hour)
    if scenario.on_call is not None:
        weeks, item = float(scenario.calendar.weeks * scenario.on_call.rota.seats), scenario.on_call.group
        pay = (given(scenario, "on_call", "pay_per_week"),)
        yield Line("on-call weeks", "labour", item, weeks, "weeks", pay, "horizon")
        days = max(0.0, weeks * scenario.on_call.compensatory_days_per_week - days_taken)
        yield Line("compensatory days", "labour", item, days, "days", day_of(scenario, item), "horizon")


def turnover(scenario: Scenario, group: str, people: float, hour: tuple[Factor, ...]) -> Iterator[Line]:
    """Yield what it costs in a month to replace those of so many people who leave: hiring and training."""
    leavers = (given(scenario, "costs", "attrition_per_year"), MONTHS_OF_A_YEAR)
    cost = (given(scenario, "costs", "hiring_cost"),)
    yield Line("hiring", "labour", group, people, "hires", cost, "month", share=leavers)
    trained = (*leavers, given(scenario, "costs", "training_hours"))
    yield Line("training of new people", "labour", group, people, "hours", hour, "month", share=trained)


def hour_of(scenario: Scenario, group: str, wage_per_hour: float) -> tuple[Factor, ...]:
    """Return what the full cost of an hour is made of: gross wage × loading (taxes, benefits).

    The wage is named after the group, or after the people of the group who have this one of their own.
    """
    about = scenario.team.groups.get(group)
    if about is not None and about.wage_per_hour == wage_per_hour:
        wage = given(scenario, "team", "groups", group, "wage_per_hour")
    else:
        members = [one for one in scenario.team.people if one.group == group and one.wage_per_hour == wage_per_hour]
        names = ", ".join(one.name for one in members)
        wage = Factor(f"team.people.{names}.wage_per_hour" if names else f"mean wage of {group}", wage_per_hour)
    return wage, given(scenario, "costs", "loading")


def day_of(scenario: Scenario, group: str) -> tuple[Factor, ...]:
    """Return what a working day of a member of a group is made of: a week's contract over its working days, × hour."""
    weekend = set(scenario.calendar.weekend)
    working_days = Factor("working days of a week", float(7 - len(weekend) or 7), "divided by", is_constant=True)
    contract = given(scenario, "team", "groups", group, "contract_hours")
    return contract, working_days, *hour_of(scenario, group, scenario.team.groups[group].wage_per_hour)


def day_of_contract(scenario: Scenario, group: str) -> float:
    """What a working day of a member of a group costs: a week's contract over its working days, at the group's wage."""
    return product(day_of(scenario, group))

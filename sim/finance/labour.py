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
        yield from _led(scenario, item, float(len(rows)))
    if scenario.on_call is not None:
        weeks, item = float(scenario.calendar.weeks * scenario.on_call.rota.seats), scenario.on_call.group
        pay = (given(scenario, "on_call", "pay_per_week"),)
        yield Line("on-call weeks", "labour", item, weeks, "weeks", pay, "horizon")
        days = max(0.0, weeks * scenario.on_call.compensatory_days_per_week - days_taken)
        yield Line("compensatory days", "labour", item, days, "days", day_of(scenario, item), "horizon")


def turnover(scenario: Scenario, group: str, people: float, hour: tuple[Factor, ...]) -> Iterator[Line]:
    """Yield what it costs in a month to replace those of so many people who leave: hiring, training and ramp.

    The ramp is the hours that newcomers fall short of others, which others work at the same price: weeks of the ramp ×
    the group's contract hours × (1 - mean speed) for each of them.
    """
    leavers = (given(scenario, "costs", "attrition_per_year"), MONTHS_OF_A_YEAR)
    cost = (given(scenario, "costs", "hiring_cost"),)
    yield Line("hiring", "labour", group, people, "hires", cost, "month", share=leavers)
    trained = (*leavers, given(scenario, "costs", "training_hours"))
    yield Line("training of new people", "labour", group, people, "hours", hour, "month", share=trained)
    if scenario.costs.ramp is not None and group in scenario.team.groups:
        weeks, contract = given(scenario, "costs", "ramp", "weeks"), ("team", "groups", group, "contract_hours")
        short = given(scenario, "costs", "ramp", "mean_speed", form="times one minus")
        missing = (*leavers, weeks, given(scenario, *contract), short)
        yield Line("ramp of new people", "labour", group, people, "hours", hour, "month", share=missing)


def _led(scenario: Scenario, group: str, people: float) -> Iterator[Line]:
    """Yield what it costs to lead so many people: a leader's hours for each span of them, and the leader's seat."""
    if scenario.costs.leaders is None:
        return
    path, weeks = ("costs", "leaders"), float(scenario.calendar.weeks)
    span = given(scenario, *path, "people_per_leader", form="divided by")
    hour = (given(scenario, *path, "wage_per_hour"), given(scenario, "costs", "loading"))
    led = (span, given(scenario, *path, "contract_hours"))
    yield Line("team leaders", "labour", group, people * weeks, "hours", hour, "horizon", share=led)
    seat = (given(scenario, "costs", "technology_per_seat_month"),)
    yield Line("seats of team leaders", "technology", group, people, "people", seat, "month", share=(span,))


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

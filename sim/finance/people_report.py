"""What each person works and is paid by the roster: the report that goes with it to the people and to payroll."""

from __future__ import annotations

import pandas as pd

from sim.centre.roster import Roster
from sim.finance.paid_hours import paid_hours
from sim.rostering import terms
from sim.rostering.timesheets import is_night, timesheets, weekends_worked
from sim.rostering.wish_report import wish_report
from sim.scenario.model import Scenario


def people_report(scenario: Scenario, roster: Roster) -> pd.DataFrame:
    """Return hours, load and gross pay of each person over the horizon, one row per person paid.

    Hours are those of `paid_hours`: contract, rostered, leave, balance (rostered + leave - contract), overtime. Load:
    shifts, nights, weekends (any part worked), public_holidays (shifts that start on one), requests and
    requests_granted (days). Pay is gross, without `costs.loading`: base_pay = (rostered + leave + contract hours not
    rostered) x wage, and the premiums for night, weekend, holiday and overtime hours; pay is their sum.
    """
    hours = paid_hours(scenario, roster)
    wage, costs, calendar = hours["wage_per_hour"], scenario.costs, scenario.calendar
    days = [terms.date_of(calendar, day) for day in range(calendar.weeks * 7)]
    holidays = [date for date in days if date in calendar.holiday_dates]
    table = pd.DataFrame(
        {
            "person": hours["person"],
            "group": hours["group"],
            "contract_hours": hours["contract"],
            "rostered_hours": hours["rostered"],
            "leave_hours": hours["leave"],
            "balance_hours": hours["rostered"] + hours["leave"] - hours["contract"],
            "overtime_hours": hours["overtime"],
        }
    )
    sheets = {sheet.person.name: sheet for sheet in timesheets(scenario, roster, {})}
    own = [sheets[name] for name in hours["person"]]
    table["shifts"] = [len(sheet.shifts) for sheet in own]
    table["nights"] = [sum(is_night(scenario, sheet, shift) for shift in sheet.shifts) for sheet in own]
    table["weekends"] = [sum(weekends_worked(scenario, sheet)) for sheet in own]
    starts = [[terms.date_of(calendar, terms.day_of(calendar, shift.start)) for shift in sheet.shifts] for sheet in own]
    table["public_holidays"] = [sum(date in holidays for date in dates) for dates in starts]
    wishes = wish_report(scenario, roster)
    granted = wishes[wishes["is_granted"]].groupby("person").size()
    table["requests"] = table["person"].map(wishes.groupby("person").size()).fillna(0).astype(int)
    table["requests_granted"] = table["person"].map(granted).fillna(0).astype(int)
    table["base_pay"] = (hours["rostered"] + hours["leave"] + hours["not_rostered"]) * wage
    table["night_pay"] = hours["night"] * wage * costs.night_premium
    table["weekend_pay"] = hours["weekend"] * wage * costs.weekend_premium
    table["holiday_pay"] = hours["holiday"] * len(holidays) * wage * costs.holiday_premium
    table["overtime_pay"] = hours["overtime"] * wage * costs.overtime_premium
    table["pay"] = table[["base_pay", "night_pay", "weekend_pay", "holiday_pay", "overtime_pay"]].sum(axis=1)
    return table

"""What each person is paid for being on call, and the days of leave it earns."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from sim.centre.log import RunLog
from sim.finance.labour import day_of_contract
from sim.scenario.model import Scenario


def on_call_pay(scenario: Scenario, turns: pd.DataFrame, members: pd.DataFrame, logs: Sequence[RunLog]) -> pd.DataFrame:
    """Return the pay report of a rotation over the horizon, one row for everybody in it, in the scenario's currency.

    Columns person, group, turns, weeks (days / 7, both seats), weekends, holidays, call_outs and contacts (mean over
    the runs), pay_for_weeks, pay_for_call_outs, pay_for_contacts, pay (their sum), leave_days (earned), leave_cost (a
    day's contract hours at wage × loading for each, not in `pay`).

    ``pay = weeks × pay_per_week + call_outs × pay_per_call_out + contacts × pay_per_contact``
    """
    assert scenario.on_call is not None
    terms, runs = scenario.on_call, max(1, len(logs))
    held = turns[turns["person"] != ""]
    days = (pd.to_datetime(held["last_day"]) - pd.to_datetime(held["first_day"])).dt.days + 1
    people = members.drop_duplicates("person")[["person", "group"]].reset_index(drop=True)
    of_person = held.assign(weeks=days / 7).groupby("person")
    sums = of_person[["weeks", "weekends", "holidays"]].sum().assign(turns=of_person.size())
    calls = pd.concat([log.call_outs for log in logs]) if logs else pd.DataFrame({"agent": [], "contacts": []})
    of_agent = calls.assign(agent=calls["agent"].astype(str)).groupby("agent")
    table = people.join(sums, on="person")
    table["call_outs"] = table["person"].map(of_agent.size() / runs)
    table["contacts"] = table["person"].map(of_agent["contacts"].sum() / runs)
    numbers = ["turns", "weeks", "weekends", "holidays", "call_outs", "contacts"]
    table[numbers] = table[numbers].astype(float).fillna(0.0)
    table["pay_for_weeks"] = table["weeks"] * terms.pay_per_week
    table["pay_for_call_outs"] = table["call_outs"] * terms.pay_per_call_out
    table["pay_for_contacts"] = table["contacts"] * terms.pay_per_contact
    table["pay"] = table[["pay_for_weeks", "pay_for_call_outs", "pay_for_contacts"]].sum(axis=1)
    table["leave_days"] = table["weeks"] * terms.compensatory_days_per_week
    table["leave_cost"] = table["leave_days"] * table["group"].map(
        {group: day_of_contract(scenario, group) for group in scenario.team.groups}
    )
    counts = ["turns", "weekends", "holidays"]
    table[counts] = table[counts].astype("int64")
    columns = ["person", "group", "turns", "weeks", "weekends", "holidays", "call_outs", "contacts", "pay_for_weeks"]
    return table[[*columns, "pay_for_call_outs", "pay_for_contacts", "pay", "leave_days", "leave_cost"]]

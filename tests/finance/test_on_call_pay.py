"""The pay report of a rotation, by hand: three turns of two people, two runs."""

import pandas as pd
import pytest

from sim.centre.log import RunLog
from sim.finance.on_call_pay import on_call_pay
from tests.rostering.calls import calls


def run(replication, *called):
    """A run in which people are called out: (person, contacts served)."""
    table = pd.DataFrame(called, columns=["agent", "contacts"])
    nothing = pd.DataFrame()
    return RunLog(nothing, nothing, nothing, 1, replication, call_outs=table)


def test_pay_and_days_of_leave():
    scenario = calls("Ada", "Ben", weeks=3)
    on_call = scenario.on_call.model_copy(update={"pay_per_contact": 3.0, "compensatory_days_per_week": 0.5})
    scenario = scenario.model_copy(update={"on_call": on_call})
    days = [("2026-01-05", "2026-01-11"), ("2026-01-12", "2026-01-14"), ("2026-01-15", "2026-01-21")]
    turns = pd.DataFrame(days, columns=["first_day", "last_day"]).assign(
        person=["Ada", "Ada", ""], seat="primary", weekends=[1, 0, 1], holidays=[0, 1, 0]
    )
    members = pd.DataFrame({"person": ["Ada", "Ben"], "group": "care", "site": ""})
    report = on_call_pay(scenario, turns, members, [run(0, ("Ada", 1), ("Ada", 4)), run(1, ("Ada", 2))])
    ada, ben = report.to_dict("records")
    # Two turns of seven and three days; three call-outs and seven contacts in two runs.
    assert ada["weeks"] == pytest.approx(10 / 7)
    assert (ada["turns"], ada["weekends"], ada["holidays"]) == (2, 1, 1)
    assert (ada["call_outs"], ada["contacts"]) == (1.5, 3.5)
    assert ada["pay_for_weeks"] == pytest.approx(10 / 7 * 100)
    assert (ada["pay_for_call_outs"], ada["pay_for_contacts"]) == (1.5 * 20, 3.5 * 3)
    assert ada["pay"] == pytest.approx(10 / 7 * 100 + 30 + 10.5)
    assert ada["leave_days"] == pytest.approx(5 / 7)
    assert ada["leave_cost"] == pytest.approx(5 / 7 * 60 / 5 * 20 * 1.45)  # a fifth of 60 h at 20 with the loading
    assert (ben["turns"], ben["pay"], ben["leave_days"]) == (0, 0, 0)


def test_nobody_called_and_nothing_simulated():
    scenario = calls("Ada", weeks=1)
    turns = pd.DataFrame(
        {"first_day": ["2026-01-05"], "last_day": ["2026-01-11"], "person": ["Ada"], "seat": ["primary"]}
    ).assign(weekends=1, holidays=0)
    members = pd.DataFrame({"person": ["Ada"], "group": ["care"], "site": [""]})
    for logs in ([], [run(0)]):
        assert on_call_pay(scenario, turns, members, logs)["pay"].tolist() == [100]

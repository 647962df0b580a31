"""Calls per turn and the rules of load, on call-outs written by hand: three turns of a week, two runs."""

import pandas as pd
import pytest

from sim.centre.log import RunLog
from sim.measures.duty_load import calls_by_turn, incidents_per_half_day, load_rules
from sim.timing import HOUR
from tests.rostering.calls import calls

DAY = 24 * HOUR


def log(replication, *called):
    """A run with call-outs: (person, microseconds)."""
    table = pd.DataFrame(
        {
            "agent": [person for person, _ in called],
            "group": "care",
            "called": pd.array([time for _, time in called], dtype="Int64"),
            "contacts": 1,
        }
    )
    nothing = pd.DataFrame()
    return RunLog(nothing, nothing, nothing, 21 * DAY, replication, call_outs=table)


def turns(*people):
    starts = pd.date_range("2026-01-05", periods=len(people), freq="7D", tz="UTC")
    return pd.DataFrame(
        {
            "person": people,
            "seat": "primary",
            "first_day": [start.date() for start in starts],
            "last_day": [(start + pd.Timedelta(days=6)).date() for start in starts],
            "hours": 168.0,
            "start": starts,
            "end": starts + pd.Timedelta(days=7),
        }
    )


SCENARIO = calls("Ada", "Ben", weeks=3)
RUNS = [
    log(0, ("Ada", 0), ("Ada", HOUR), ("Ada", 2 * HOUR), ("Ben", 8 * DAY)),
    log(1, ("Ada", DAY), ("Ben", 7 * DAY - 1), ("Ada", 15 * DAY), ("Ada", 20 * DAY)),
]


def test_calls_belong_to_the_turn_of_whoever_is_called():
    table = calls_by_turn(SCENARIO, turns("Ada", "Ben", "Ada"), RUNS)
    assert table["call_outs"].tolist() == [2, 0.5, 1]  # 3 and 1; 1 and 0, as the call at 7 d - 1 is before Ben's turn
    assert table["low"].tolist() == [0, 0, 0]  # no fewer than none, whatever Student says
    assert table.loc[0, "high"] == pytest.approx(2 + 12.706, abs=0.001)


def test_a_turn_that_nobody_has_gets_no_calls():
    table = calls_by_turn(SCENARIO, turns("", "Ben", "Ada"), RUNS)
    assert table["call_outs"].tolist() == [0, 0.5, 1]
    assert calls_by_turn(SCENARIO, turns("Ada", "Ben", "Ada"), [log(0), log(1)])["call_outs"].tolist() == [0, 0, 0]


def test_incidents_per_half_day():
    """Eight call-outs in two runs of 42 half-days; the first half-day of the first run has three of them."""
    rate, crowded = incidents_per_half_day(SCENARIO, turns("Ada", "Ben", "Ada"), RUNS)
    assert rate == pytest.approx(8 / (2 * 42))
    assert crowded == pytest.approx(1 / (2 * 42))


def test_rules_of_load_both_ways():
    members = pd.DataFrame({"person": ["Ada", "Ben"], "group": "care", "site": ""})
    rules = load_rules(SCENARIO, turns("Ada", "Ben", "Ada"), members, RUNS, True).set_index("rule")
    assert rules["met"].tolist() == [False, True, False, False]
    assert rules["value"].tolist() == pytest.approx([2 / 3, 8 / 84, 1 / 84, 2])
    assert rules["who"].iloc[0] == "Ada"
    many = pd.DataFrame({"person": [f"care {n}" for n in range(8)], "group": "care", "site": ""})
    quiet = load_rules(SCENARIO, turns("care 0", "care 1", "care 2").head(0), many, [log(0)], True)
    assert quiet["met"].tolist() == [True, True, True, True]
    by_day = load_rules(SCENARIO, turns("Ada", "Ben", "Ada"), members, RUNS, False)
    assert pd.isna(by_day["met"].iloc[3])  # the rule speaks of duty round the clock
    unseen = load_rules(SCENARIO, turns("Ada", "Ben", "Ada"), members, [], True)
    assert unseen["met"].isna().tolist() == [False, True, True, False]  # without runs, nothing is known of call-outs
    sites = pd.DataFrame({"person": [f"care {n}" for n in range(12)], "group": "care", "site": ["a"] * 6 + ["b"] * 6})
    assert load_rules(SCENARIO, turns("Ada"), sites, RUNS, True)["limit"].iloc[3] == 6

"""Turns on call: a week each, shared by count, nobody twice running, nobody on leave."""

import datetime as dt
from itertools import pairwise

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.rostering.check import check_roster
from sim.rostering.on_call import on_call_turns
from sim.rostering.solve import solve_roster
from tests.rostering.desk import requirement_of, roster, rows, scenario_with

NIGHTS = {
    "hours": "00:00-06:00, 22:00-24:00",
    "group": "care",
    "response": {"family": "constant", "mean": "20 min"},
    "pay_per_week": 100,
}
NAMES = ("Ada", "Ben", "Cai", "Dee", "Eva")


def holders(turns, weeks, start="2026-01-05"):
    """Who holds the phone in each week; a night that crosses into the next week belongs to the week of its evening."""
    week = (turns["start"] - pd.Timestamp(start, tz="UTC")) // pd.Timedelta(weeks=1)
    names = [sorted(set(turns["person"][week == number])) for number in range(weeks)]
    assert all(len(name) == 1 for name in names), names
    return [name for [name] in names]


@settings(max_examples=20)
@given(st.integers(2, 5), st.integers(1, 12))
def test_turns_are_shared_and_nobody_has_two_weeks_running(people, weeks):
    scenario = scenario_with(*NAMES[:people], calendar__weeks=weeks, on_call=NIGHTS, topics__question__emergency=True)
    turns = on_call_turns(scenario)
    order = holders(turns, weeks)
    counts = [order.count(name) for name in NAMES[:people]]
    assert max(counts) - min(counts) <= 1
    assert all(before != after for before, after in pairwise(order))
    hours = ((turns["end"] - turns["start"]) / pd.Timedelta(hours=1)).sum()
    assert hours == 8 * 7 * weeks


def test_nobody_is_on_call_in_a_week_of_leave():
    start = dt.date(2026, 1, 5)
    leave = [{"first": str(start + dt.timedelta(days=9)), "last": str(start + dt.timedelta(days=9))}]  # in week 2
    scenario = scenario_with(
        {"name": "Ada", "leave": leave}, "Ben", calendar__weeks=2, on_call=NIGHTS, topics__question__emergency=True
    )
    assert holders(on_call_turns(scenario), 2) == ["Ada", "Ben"]
    away = scenario_with(
        {"name": "Ada", "leave": leave}, calendar__weeks=2, on_call=NIGHTS, topics__question__emergency=True
    )
    turns = on_call_turns(away)
    assert holders(turns[turns["start"] < pd.Timestamp("2026-01-12", tz="UTC")], 1) == ["Ada"]
    assert turns["start"].max() < pd.Timestamp("2026-01-12", tz="UTC")  # nobody is left for the second week


def test_who_works_those_nights_is_not_on_call_where_another_is_free():
    scenario = scenario_with("Ada", "Ben", on_call=NIGHTS, topics__question__emergency=True)
    for worker, other in (("Ada", "Ben"), ("Ben", "Ada")):
        given_roster = roster(rows(worker, "Tue 22:00-06:00"))
        assert holders(on_call_turns(scenario, given_roster), 1) == [other]


def test_no_turns_without_people_on_call():
    assert on_call_turns(scenario_with("Ada")).empty


def test_a_solved_roster_holds_its_turns():
    scenario = scenario_with(*NAMES[:3], calendar__weeks=2, on_call=NIGHTS, topics__question__emergency=True)
    requirement = requirement_of(scenario, lambda time: int(6 <= time.hour < 14))
    solved = solve_roster(scenario, requirement, sizes={"care": 3})
    turns = solved.of_kind("on_call")
    assert holders(turns, 2)[0] != holders(turns, 2)[1]
    assert check_roster(scenario, solved, requirement, sizes={"care": 3}) == []

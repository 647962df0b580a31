"""Where more people are required: by hand, on runs with known lateness."""

import numpy as np
import pandas as pd
import pytest

from sim.experiments.raising import _in_house, _where_to_help, _worst, raise_requirement
from sim.measures.example import phone_calls
from sim.scenario import load_scenario
from sim.staffing.requirement import Requirement


@pytest.fixture
def shop(request):
    return load_scenario(request.config.rootpath / "scenarios/small_shop/small_shop.yaml")


def requirement_of(scenario, agents):
    calendar = scenario.calendar
    starts = pd.Timestamp(calendar.start_utc) + pd.to_timedelta(calendar.interval_starts, unit="us")
    group = next(iter(scenario.team.groups))
    table = pd.DataFrame(
        {"interval_start": starts, "skill": group, "agents": agents, "erlang": 1, "service_level": 1.0}
    )
    return Requirement(table, calendar.interval)


def test_the_worst_intervals_come_first_and_no_more_than_needed():
    late = np.array([1.0, 0.0, 10.0, 5.0])
    people = np.full(4, 5.0)  # one more beside five rescues half
    assert _worst(late, people, 5.0).tolist() == [False, False, True, False]
    assert _worst(late, people, 5.1).tolist() == [False, False, True, True]
    assert _worst(late, people, 100.0).tolist() == [True, False, True, True]
    assert not _worst(late, people, 0.0).any()
    beside = np.array([1.0, 1.0, 20.0, 1.0])  # one more helps little where many are: 10 / 5 < 5 / 1.2
    assert _worst(late, beside, 4.0).tolist() == [False, False, False, True]


def test_a_call_is_helped_where_it_arrives_a_mail_while_its_time_lasts(shop):
    week = shop.calendar.intervals_per_week
    present, allowed = np.zeros(week, dtype=bool), np.ones(week, dtype=bool)
    present[10] = True
    late = np.zeros(week)
    late[8] = 3.0  # 04:00 on Monday; e-mail has 4 h, to interval 16
    assert np.flatnonzero(_where_to_help(late, present, allowed, shop, "phone")).tolist() == [8]
    assert np.flatnonzero(_where_to_help(late, present, allowed, shop, "email")).tolist() == [10]
    present[10] = False  # nobody in reach: at the last moment that still helps
    assert np.flatnonzero(_where_to_help(late, present, allowed, shop, "email")).tolist() == [16]


def test_a_channel_that_a_vendor_takes_is_nothing_the_team_is_asked_for(shop, request):
    folder = request.config.rootpath / "scenarios/small_shop/alternatives"
    outsourced = load_scenario(folder / "3_phones_outsourced.yaml")
    assert _in_house(shop, "phone").any()
    assert not _in_house(outsourced, "phone").any()
    assert _in_house(outsourced, "chat").any()


def test_one_late_call_raises_its_interval_in_every_week_and_nothing_else():
    calls = phone_calls([(0, 5, 65), (10, 60, 90)])  # 5 s and 50 s of waiting, at the start of the horizon
    scenario = calls.scenario
    before = requirement_of(scenario, 1)
    raised = raise_requirement(scenario, before, [calls], ["phone"])
    more = raised.table["agents"] - before.table["agents"]
    of_week = scenario.calendar.local_intervals.of_week
    assert set(of_week[more.to_numpy() > 0]) == {of_week[0]}
    assert more.max() == 1
    assert before.table["agents"].eq(1).all()  # the argument is as it was


def test_no_late_call_raises_nothing():
    calls = phone_calls([(0, 5, 65)])
    before = requirement_of(calls.scenario, 1)
    after = raise_requirement(calls.scenario, before, [calls], ["phone"])
    assert after.table["agents"].equals(before.table["agents"])

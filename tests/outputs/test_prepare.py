"""The numbers behind the pictures, by hand and by conservation."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from sim.centre.roster import roster_of
from sim.outputs.grid import load_of_people, roster_grid
from sim.outputs.prepare import cost_per_month, costs_of_months, costs_of_plans, cover, cover_of_week, means, of_week
from sim.staffing.requirement import Requirement
from sim.timing import MINUTE


def utc(text: str) -> pd.Timestamp:
    return pd.Timestamp(text, tz="UTC")


def required(times: list[str], agents: list[int]) -> Requirement:
    table = pd.DataFrame({"interval_start": [utc(time) for time in times], "skill": "care", "agents": agents})
    return Requirement(table.assign(erlang=agents, service_level=0.8), 30 * MINUTE)


def test_cover_counts_people_on_shift_less_those_on_break():
    # Ada 08:00-09:15 with a break 08:30-08:45, Ben 08:30-09:30.
    rows = [
        ("Ada", "care", "shift", "a", utc("2026-03-16 08:00"), utc("2026-03-16 09:15")),
        ("Ada", "care", "break", "a", utc("2026-03-16 08:30"), utc("2026-03-16 08:45")),
        ("Ben", "care", "shift", "b", utc("2026-03-16 08:30"), utc("2026-03-16 09:30")),
        ("Eve", "other", "shift", "c", utc("2026-03-16 08:00"), utc("2026-03-16 10:00")),
    ]
    times = ["2026-03-16 08:00", "2026-03-16 08:30", "2026-03-16 09:00", "2026-03-16 09:30"]
    table = cover(required(times, [1, 2, 2, 1]), roster_of(rows))
    assert table["rostered"].tolist() == [1.0, 1.5, 1.5, 0.0]
    assert table["missing"].tolist() == [0.0, 0.5, 0.5, 1.0]


def test_cover_keeps_the_hours_of_the_roster(plan):
    table = cover(plan.requirement, plan.roster)
    inside = plan.roster.assignments.assign(
        start=lambda rows: rows["start"].clip(upper=plan.scenario.calendar.end_utc),
        end=lambda rows: rows["end"].clip(upper=plan.scenario.calendar.end_utc),
    )
    hours = (inside["end"] - inside["start"]).dt.total_seconds() / 3600
    present = hours[inside["kind"] == "shift"].sum() - hours[inside["kind"] == "break"].sum()
    assert table["rostered"].sum() * plan.requirement.interval / (60 * MINUTE) == pytest.approx(present, abs=1e-3)


def test_the_week_shown_is_the_one_with_most_missing_and_its_days_are_local(scenario, plan):
    table = cover(plan.requirement, plan.roster)
    local = table["interval_start"].dt.tz_convert(scenario.calendar.zone)
    week = (local.dt.date - scenario.calendar.start).map(lambda gap: gap.days // 7)
    by_week = table["missing"].groupby(week).sum()
    shown = cover_of_week(table, "care", scenario.calendar)
    assert shown["missing"].sum() == by_week.max()
    assert shown["weekday"].tolist() == sorted(shown["weekday"])
    assert (shown["top"] >= shown["required"]).all()


def test_the_week_the_clock_goes_forward_is_an_hour_short(scenario):
    times = pd.date_range("2026-03-16", "2026-04-12 22:30", freq="30min", tz="UTC").astype(str).tolist()
    agents = [3 if time.startswith("2026-03-27") else 1 for time in times]  # the week of the change is the tightest
    shown = cover_of_week(cover(required(times, agents), roster_of([])), "care", scenario.calendar)
    assert shown["until"].iloc[-1] == 167.0
    assert (shown["weekday"] == 6).sum() == 46


def test_a_week_has_every_interval_even_without_contacts(scenario):
    table = pd.DataFrame({"interval_of_week": [0, 3], "channel": "phone", "offered": [2.0, 1.0]})
    week = of_week(table, "phone", scenario.calendar)
    assert len(week) == 336
    assert week["hour"].iloc[3] == 1.5
    assert week["offered"].iloc[[0, 3]].tolist() == [2.0, 1.0]
    assert week["offered"].isna().sum() == 334


def test_means_have_the_students_interval():
    # 1, 2, 3: mean 2, s = 1, t(2) = 4.3027 at 95 %, half width 4.3027 / sqrt(3) = 2.4841.
    summary = pd.DataFrame(
        {"scenario": "s", "replication": [0, 1, 2], "channel": "phone", "asa_seconds": [1.0, 2.0, 3.0]}
    )
    (line,) = means(summary, 0.95).to_dict("records")
    assert (line["mean"], line["low"], line["high"]) == pytest.approx((2.0, 2.0 - 2.4841, 2.0 + 2.4841), abs=1e-4)


def test_a_measure_nobody_has_stays_without_a_mean():
    summary = pd.DataFrame({"scenario": "s", "replication": [0, 1], "channel": "email", "occupancy": [np.nan, np.nan]})
    assert means(summary, 0.95)[["mean", "low", "high"]].isna().all(axis=None)


def test_costs_of_a_month_leave_out_what_is_paid_once_and_what_is_lost(plan, comparison):
    # 720 h x 21.025 + 180 h x 2.1025 + 6 x 90 + 150 = 16,206.45 in each of two months.
    assert cost_per_month(plan) == pytest.approx(16206.45)
    months = costs_of_months(plan)
    assert months["total"].tolist() == pytest.approx([16206.45] * 4)
    assert (months["bottom"] + months["amount"]).groupby(months["bar"]).max().tolist() == pytest.approx([16206.45] * 2)
    plans = costs_of_plans(comparison.plans).groupby("bar", sort=False)["amount"].sum()
    assert plans.to_dict() == pytest.approx(
        {"In-house": 16206.45, "לילות אצל ספק": 16206.45 * 0.8, "Ночи у бота <b>": 16206.45 * 0.6}
    )


def test_the_grid_of_a_small_roster(scenario):
    name = "נועה לוי"
    rows = [  # London: UTC until 29 March, then an hour ahead
        (name, "care", "shift", "n", utc("2026-03-28 22:00"), utc("2026-03-29 05:00")),
        (name, "care", "shift", "e", utc("2026-03-30 07:00"), utc("2026-03-30 11:30")),
        (name, "care", "shift", "l", utc("2026-03-30 15:00"), utc("2026-03-30 23:00")),
        (name, "care", "leave", "", utc("2026-03-30 23:00"), utc("2026-04-01 23:00")),
    ]
    grid = roster_grid(scenario, roster_of(rows))
    assert grid[["date", "code", "band", "hours"]].to_numpy().tolist() == [
        [dt.date(2026, 3, 28), "22-06", "night", 7.0],
        [dt.date(2026, 3, 30), "08-12:30+16-24", "early", 12.5],
        [dt.date(2026, 3, 31), "L", "leave", 0.0],
        [dt.date(2026, 4, 1), "L", "leave", 0.0],
    ]
    (load,) = load_of_people(grid, scenario.calendar).to_dict("records")
    assert load == {
        "person": name, "group": "care", "shifts": 2, "nights": 1, "weekend_days": 1, "leave_days": 2, "hours": 19.5
    }  # fmt: skip


def test_a_night_is_a_night_where_the_person_sits(scenario):
    team = scenario.team.model_copy(
        update={"groups": {"care": scenario.team.groups["care"].model_copy(update={"time_zone": "Asia/Manila"})}}
    )
    away = scenario.model_copy(update={"team": team})
    night_in_london = [("Ada", "care", "shift", "n", utc("2026-03-17 00:00"), utc("2026-03-17 08:00"))]
    assert roster_grid(scenario, roster_of(night_in_london))["band"].tolist() == ["night"]
    assert roster_grid(away, roster_of(night_in_london))["band"].tolist() == ["early"]

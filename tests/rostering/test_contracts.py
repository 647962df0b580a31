"""Contracts of single people: hours by week and period, days on, joining and leaving, public holidays, overtime."""

import pandas as pd
import pytest

from sim.errors import InputError
from sim.finance.paid_hours import paid_hours
from sim.rostering.solve import solve_roster
from sim.rostering.terms import contract_minutes
from tests.rostering.desk import broken, requirement_of, roster, rows, scenario_with
from tests.rostering.test_runs_and_nights import SHIFT, gap

WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri")
MORNINGS = [f"{day} 06:00-14:00" for day in WEEK]
HOLIDAY = {"calendar__holidays": {"dates": ["2026-01-07"]}}


def test_most_hours_a_week_of_a_person():
    about = {"name": "Ada", "weekly_hours_max": 24}
    assert broken(scenario_with(about), roster(rows("Ada", *MORNINGS[:3]))) == set()
    assert broken(scenario_with(about), roster(rows("Ada", *MORNINGS[:4]))) == {"weekly_hours"}
    assert gap(scenario_with(about), *MORNINGS[:3]) == 0
    assert gap(scenario_with(about), *MORNINGS[:4]) == SHIFT


def test_hours_over_the_period_instead_of_the_week():
    about = {"name": "Ada", "contract_hours_total": 40}
    settings = {"calendar__weeks": 2, "rules__hours_tolerance": 0.0}
    scenario = scenario_with(about, **settings)
    assert contract_minutes(scenario, scenario.team.people[0]) == 40 * 60
    assert gap(scenario, *MORNINGS) == 0  # all in one week
    assert gap(scenario, *MORNINGS, "Mon2 06:00-14:00") == SHIFT
    assert broken(scenario, roster(rows("Ada", *MORNINGS, "Mon2 06:00-14:00"))) == {"contract_hours"}


def test_whoever_joins_or_leaves_works_only_in_between_and_owes_only_that():
    about = {"name": "Ada", "joins": "2026-01-06", "leaves": "2026-01-08", "contract_hours": 56}
    scenario = scenario_with(about, rules__hours_tolerance=0.0)
    assert contract_minutes(scenario, scenario.team.people[0]) == 24 * 60  # three days of seven
    inside, outside = MORNINGS[1:4], [MORNINGS[0], "Thu 22:00-06:00"]
    assert broken(scenario, roster(rows("Ada", *inside))) == set()
    for shift in outside:
        assert broken(scenario, roster(rows("Ada", shift))) == {"employed"}
    assert gap(scenario, *inside) == 0
    assert gap(scenario, outside[0], MORNINGS[1]) == SHIFT
    assert gap(scenario_with("Ada"), outside[0], MORNINGS[1]) == 0


def test_public_holidays_off():
    off = scenario_with({"name": "Ada", "holidays": False}, **HOLIDAY)
    for shift in ("Wed 06:00-14:00", "Tue 22:00-06:00"):
        assert broken(off, roster(rows("Ada", shift))) == {"holidays"}
        assert broken(scenario_with("Ada", **HOLIDAY), roster(rows("Ada", shift))) == set()
    assert gap(off, *MORNINGS) == SHIFT
    assert gap(scenario_with("Ada", **HOLIDAY), *MORNINGS) == 0


def test_public_holidays_are_shared_out():
    dates = ["2026-01-05", "2026-01-07", "2026-01-09", "2026-01-12", "2026-01-14", "2026-01-16"]
    scenario = scenario_with("Ada", "Ben", calendar__holidays={"dates": dates}, calendar__weeks=2,
                             team__groups__care__contract_hours=28)  # fmt: skip
    requirement = requirement_of(scenario, lambda time: int(6 <= time.hour < 14))
    found = solve_roster(scenario, requirement, sizes={"care": 2})
    on_holidays = found.of_kind("shift").assign(date=lambda table: table["start"].dt.strftime("%Y-%m-%d"))
    assert on_holidays[on_holidays["date"].isin(dates)].groupby("person").size().to_dict() == {"Ada": 3, "Ben": 3}
    assert found.penalties["fair_holidays"] == 0
    apart = [rows("Ada", "Mon 06:00-14:00", "Wed 06:00-14:00", "Fri 06:00-14:00", "Mon2 06:00-14:00")]
    uneven = roster(*apart, penalties={"fair_holidays": 12.0}, objective=12.0)
    says = {violation for violation in broken(scenario, uneven, requirement=requirement)}
    assert "penalties" in says  # four and none: two more and two fewer than two, at 3 each


def test_days_always_worked_come_before_cover():
    about = {"name": "Ada", "days_on": ["mon", "wed"], "contract_hours": 16}
    scenario = scenario_with(about, "Ben", rules__hours_tolerance=0.0, **HOLIDAY)
    requirement = requirement_of(scenario, lambda time: int(6 <= time.hour < 14))
    found = solve_roster(scenario, requirement, sizes={"care": 2})
    own = found.of_kind("shift").query("person == 'Ada'")["start"].dt.day_name().tolist()
    assert own == ["Monday", "Wednesday"]
    assert broken(scenario, roster(rows("Ada", "Mon 06:00-14:00"))) == {"agreed_days"}
    assert broken(scenario, roster(rows("Ada", "Mon 06:00-14:00", "Wed 06:00-14:00"))) == set()
    with pytest.raises(InputError, match="cannot be both worked and off"):
        scenario_with({"name": "Ada", "days_on": ["mon"], "days_off": ["mon"]})


def test_leave_and_public_holidays_off_excuse_from_days_always_worked():
    about = {"name": "Ada", "days_on": ["mon", "wed"], "holidays": False}
    leave = {"leave": [{"first": "2026-01-05", "last": "2026-01-05"}]}
    assert broken(scenario_with(about | leave, **HOLIDAY), roster(rows("Ada", "Tue 06:00-14:00"))) == set()
    assert broken(scenario_with(about, **HOLIDAY), roster(rows("Ada", "Tue 06:00-14:00"))) == {"agreed_days"}


def test_what_is_agreed_and_cannot_be_kept_is_told():
    morning = {"wish": "for", "shift": "06:00-14:00", "first": "2026-01-06", "fixed": True}
    night = {"wish": "for", "shift": "night", "first": "2026-01-05", "fixed": True}
    about = {"name": "Ada", "requests": [morning, night]}
    needed = ["Mon 22:00-06:00", "Tue 06:00-14:00"]
    for rest, lost in (("11 h", 1), ("0 h", 0)):
        scenario = scenario_with(about, rules__daily_rest=rest)
        wanted = [(row[4], row[5]) for row in rows("somebody", *needed)]
        requirement = requirement_of(scenario, lambda time: sum(start <= time < end for start, end in wanted))  # noqa: B023
        found = solve_roster(scenario, requirement, sizes={"care": 1})
        assert len(found.broken_words) == lost
        assert (found.status == "partial") == bool(lost)
        assert found.penalties["agreed_days"] == 100 * lost


def test_overtime_is_avoided_and_paid():
    scenario = scenario_with("Ada", "Ben", rules__overtime_week_after=40, team__groups__care__contract_hours=24)
    week = [*MORNINGS, "Sat 06:00-14:00"]
    wanted = [(row[4], row[5]) for row in rows("somebody", *week)]
    requirement = requirement_of(scenario, lambda time: sum(start <= time < end for start, end in wanted))
    assert solve_roster(scenario, requirement, sizes={"care": 2}).penalties["overtime"] == 0
    alone = solve_roster(scenario, requirement, sizes={"care": 1})
    assert alone.penalties["overtime"] == 2 * 8  # eight of 48 hours, at 2 an hour
    hours = paid_hours(scenario, alone).set_index("person")
    assert hours.loc["Ada", "overtime"] == 8


def test_leave_before_joining_is_no_leave():
    """Leave that is spread over the horizon may fall on days before somebody joins: they count nothing."""
    about = {"name": "Ada", "joins": "2026-01-12", "contract_hours": 40}
    leave = {"leave": [{"first": "2026-01-07", "last": "2026-01-13"}]}
    scenario = scenario_with(about | leave, calendar__weeks=2, rules__hours_tolerance=0.0)
    found = solve_roster(scenario, requirement_of(scenario, lambda time: int(6 <= time.hour < 14)), sizes={"care": 1})
    shown = found.of_kind("leave")[["start", "end"]].to_numpy().tolist()
    assert [[f"{time:%d}" for time in map(pd.Timestamp, times)] for times in shown] == [["12", "14"]]
    assert len(found.of_kind("shift")) == 3  # 40 h less two days of leave at eight

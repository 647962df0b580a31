"""The last period's shifts: every rule holds over the border, and what the past alone breaks is nobody's fault now."""

import pandas as pd
import pytest

from sim.errors import InputError
from sim.finance.paid_hours import paid_hours
from sim.rostering.solve import solve_roster
from sim.rostering.table import write_roster
from sim.scenario import load_scenario
from tests.rostering.desk import MONDAY, broken, requirement_of, roster, rows, scenario_with
from tests.rostering.test_runs_and_nights import SHIFT, gap

LAST_MONDAY = "2025-12-29"


def history(person, *texts, monday=LAST_MONDAY):
    """Shifts of the week before the horizon."""
    return [
        {"person": row[0], "group": row[1], "start": row[4].isoformat(), "end": row[5].isoformat()}
        for row in rows(person, *texts, monday=monday)
    ]


EARLY = [f"{day} 06:00-14:00" for day in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")]

OVER_THE_BORDER = [
    # rule, settings, before the horizon, kept after it, not kept after it
    ("daily_rest", {"rules__daily_rest": "11 h"}, ["Sun 14:00-22:00"], ["Mon 14:00-22:00"], ["Mon 06:00-14:00"]),
    ("rest_after_nights", {"rules__rest_after_nights": "48 h"}, ["Sat 22:00-06:00"], ["Tue 06:00-14:00"],
     ["Mon 22:00-06:00"]),
    ("days_in_row", {"rules__days_in_row_max": 3}, EARLY[5:], ["Mon 06:00-14:00", "Wed 06:00-14:00"], EARLY[:2]),
    ("nights_in_row", {"rules__nights_in_row_max": 2}, ["Sat 22:00-06:00", "Sun 22:00-06:00"], ["Tue 22:00-06:00"],
     ["Mon 22:00-06:00"]),
    ("weekly_rest", {"rules__weekly_rest": "35 h"}, EARLY[1:], ["Tue 06:00-14:00"], ["Mon 06:00-14:00"]),
    ("fewest_days_off_in_row", {"rules__days_off_in_row_min": 2}, ["Sun 06:00-14:00"],
     ["Mon 06:00-14:00", "Thu 06:00-14:00"], ["Tue 06:00-14:00"]),
    ("weekends_off", {"rules__weekends_off_min": 2}, ["Sat 06:00-14:00"], ["Mon 06:00-14:00"], ["Sat 06:00-14:00"]),
    ("night_weeks", {"rules__night_weeks_max": 1}, ["Sat 22:00-06:00"], ["Tue 06:00-14:00"], ["Tue 22:00-06:00"]),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "settings", "before", "kept", "not_kept"), OVER_THE_BORDER)
def test_rules_hold_over_the_border(rule, settings, before, kept, not_kept):
    scenario = scenario_with("Ada", team__history=history("Ada", *before), **settings)
    first_period_unknown = scenario_with("Ada", **settings)
    assert broken(scenario, roster(rows("Ada", *kept))) == set()
    assert rule in broken(scenario, roster(rows("Ada", *not_kept)))
    assert broken(first_period_unknown, roster(rows("Ada", *not_kept))) == set()
    assert gap(scenario, *kept) == 0
    assert gap(scenario, *not_kept) == SHIFT
    assert gap(first_period_unknown, *not_kept) == 0


def test_the_calendar_week_in_which_the_horizon_begins():
    settings = {"calendar__start": "2026-01-07", "rules__weekly_hours_max": 40}  # a Wednesday
    past = history("Ada", "Mon 06:00-14:00", "Tue 06:00-14:00", monday=MONDAY)
    scenario = scenario_with("Ada", team__history=past, **settings)
    assert broken(scenario, roster(rows("Ada", *EARLY[2:5]))) == set()
    assert broken(scenario, roster(rows("Ada", *EARLY[2:6]))) == {"weekly_hours"}
    assert broken(scenario_with("Ada", **settings), roster(rows("Ada", *EARLY[2:6]))) == set()
    assert gap(scenario, *EARLY[2:5]) == 0
    assert gap(scenario, *EARLY[2:6]) == SHIFT


def test_what_the_past_alone_breaks_is_not_held_against_anybody():
    past = history("Ada", "Sat 06:00-14:00", "Sat 14:00-22:00", "Sun 00:00-08:00", *EARLY[:5])
    settings = {"rules__daily_rest": "11 h", "rules__days_in_row_max": 3, "rules__weekly_rest": "35 h",
                "rules__weekly_hours_max": 40, "rules__weekends_off_min": 4}  # fmt: skip
    scenario = scenario_with("Ada", team__history=past, **settings)
    assert broken(scenario, roster()) == set()
    assert solve_roster(scenario, requirement_of(scenario, 1), sizes={"care": 1}).status == "partial"


def test_a_shift_that_runs_on_is_there_and_was_paid_before():
    past = history("Ada", "Sun 22:00-06:00")
    scenario = scenario_with("Ada", "Ben", "Cai", team__history=past, rules__daily_rest="11 h")
    requirement = requirement_of(scenario, lambda time: int(time.day == 5 and time.hour < 22))
    found = solve_roster(scenario, requirement, sizes={"care": 3})
    assert found.gaps.empty
    shifts = found.of_kind("shift")
    assert shifts.iloc[0][["person", "shift"]].tolist() == ["Ada", "22:00-06:00"]
    assert shifts.iloc[0]["start"] == pd.Timestamp(MONDAY, tz="UTC")
    assert shifts.iloc[0]["end"] == pd.Timestamp(f"{MONDAY} 06:00", tz="UTC")
    hours = paid_hours(scenario, found).set_index("person")["rostered"]
    assert hours.sum() == 16  # two shifts from 06:00; Ada's night belongs to the last period


def test_nobody_is_there_from_the_last_period_where_it_says_so():
    past = history("Ada", "Fri 06:00-14:00")
    scenario = scenario_with("Ada", team__history=past)
    requirement = requirement_of(scenario, lambda time: int(time.day == 5 and time.hour < 6))
    assert solve_roster(scenario, requirement, sizes={"care": 1}).gaps["missing"].sum() == 12
    unknown = scenario_with("Ada")
    assert solve_roster(unknown, requirement, sizes={"care": 1}).gaps.empty  # somebody stands in from midnight


def test_the_last_roster_is_read_from_its_file(tmp_path):
    before = scenario_with("Ada", calendar__start=LAST_MONDAY)
    write_roster(roster(rows("Ada", "Sun 14:00-22:00", monday=LAST_MONDAY)), tmp_path / "last.csv", before)
    text = """
name: desk
calendar: {start: 2026-01-05, weeks: 1}
channels: {phone: {}}
topics: {question: {handling: {family: constant, mean: 5 min}}}
demand: {contacts_per_week: {phone: 100}, topics: {question: 1}}
team:
  groups: {care: {channels: [phone], wage_per_hour: 20}}
  people: [{name: Ada, group: care}]
  history: last.csv
"""
    (tmp_path / "desk.yaml").write_text(text)
    scenario = load_scenario(tmp_path / "desk.yaml")
    assert [(shift.person, f"{shift.end:%a %H:%M}") for shift in scenario.team.history] == [("Ada", "Sun 22:00")]
    assert "daily_rest" in broken(scenario, roster(rows("Ada", "Mon 06:00-14:00")))
    (tmp_path / "last.csv").write_text("person,group,kind,start,end\nAda,care,shift,2026-01-04 14:00,never\n")
    with pytest.raises(InputError) as caught:
        load_scenario(tmp_path / "desk.yaml")
    assert [(problem.line, problem.field) for problem in caught.value.problems] == [(2, "start"), (2, "end")]


def test_a_past_that_lies_ahead_is_refused():
    with pytest.raises(InputError, match="1 shift begins inside the horizon"):
        scenario_with("Ada", team__history=history("Ada", "Mon 06:00-14:00", monday=MONDAY))

"""All rules at once on instances drawn at random, follow the sun, and the known failures of other libraries."""

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from sim.errors import InputError
from sim.rostering.check import check_roster
from sim.rostering.solve import solve_roster
from tests.rostering.desk import LAWFUL, broken, requirement_of, roster, rows, scenario_with
from tests.rostering.test_history import history
from tests.rostering.test_runs_and_nights import SHIFT, gap

SHIFTS = ("06:00-14:00", "14:00-22:00", "22:00-06:00")
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@st.composite
def requests(draw):
    about = {
        "wish": draw(st.sampled_from(["for", "against"])),
        "shift": draw(st.sampled_from(["any", "early", "late", "day", "night", "14:00-22:00", "07:30-15:30"])),
        "weight": draw(st.integers(1, 5)),
        "fixed": draw(st.booleans()),
    }
    if draw(st.booleans()):
        return about | {"first": f"2026-01-{draw(st.integers(5, 18)):02d}"}
    return about | {"days": [draw(st.sampled_from(["mon", "thu", "sat"]))]}


@st.composite
def desks(draw):
    """Two weeks with up to four people, the rules of this year's papers drawn at random, and perhaps a week before."""
    people, past = [], []
    for number in range(draw(st.integers(1, 4))):
        about = {"name": f"P{number}", "contract_hours": draw(st.sampled_from([16, 30, 40])),
                 "holidays": draw(st.booleans()), "requests": draw(st.lists(requests(), max_size=2))}  # fmt: skip
        if draw(st.booleans()):
            about["joins"] = f"2026-01-{draw(st.integers(1, 12)):02d}"
        if draw(st.booleans()):
            about["leaves"] = f"2026-01-{draw(st.integers(12, 25)):02d}"
        if draw(st.booleans()):
            about["days_on"] = [draw(st.sampled_from(["tue", "sun"]))]
        people.append(about)
        worked = draw(st.lists(st.sampled_from(range(7)), unique=True, max_size=5))
        hours = draw(st.sampled_from(SHIFTS))
        past += history(about["name"], *(f"{DAYS[day]} {hours}" for day in sorted(worked)))
    scenario = scenario_with(
        *people,
        seed=draw(st.integers(0, 99)),
        team__history=past if draw(st.booleans()) else [],
        team__groups__care__shrinkage__leave=draw(st.sampled_from([0, 0.3])),
        calendar__weeks=2,
        calendar__holidays={"dates": ["2026-01-06", "2026-01-15"]},
        rules__solve_seconds=0.5,
        rules__daily_rest=draw(st.sampled_from(["0 h", "11 h"])),
        rules__weekly_rest=draw(st.sampled_from(["0 h", "35 h"])),
        rules__weekly_hours_max=draw(st.sampled_from([24, 48])),
        rules__rest_after_nights=draw(st.sampled_from(["0 h", "48 h"])),
        rules__days_in_row_max=draw(st.integers(3, 7)),
        rules__nights_in_row_max=draw(st.integers(2, 4)),
        rules__weekends_off_min=draw(st.integers(0, 2)),
        rules__days_in_row_min=draw(st.integers(1, 2)),
        rules__nights_in_row_min=draw(st.integers(1, 2)),
        rules__days_off_in_row_min=draw(st.integers(1, 2)),
        rules__weekends_whole=draw(st.booleans()),
        rules__night_weeks_max=draw(st.sampled_from([None, 1, 2])),
        rules__newcomer_for=draw(st.sampled_from(["0 h", "10 d"])),
        rules__overtime_week_after=draw(st.sampled_from([None, 20])),
        rules__fairness={"same_start": draw(st.sampled_from([0, 1]))},
    )
    needs = draw(st.lists(st.integers(0, 2), min_size=42, max_size=42))
    first = pd.Timestamp("2026-01-05", tz="UTC")
    return scenario, requirement_of(scenario, lambda time: needs[(time - first).days * 3 + time.hour // 8])


@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@given(desks())
def test_every_roster_keeps_every_rule_and_says_the_truth_of_itself(desk):
    scenario, requirement = desk
    sizes = {"care": len(scenario.team.people)}
    try:
        found = solve_roster(scenario, requirement, sizes=sizes)
    except InputError as error:
        assert "can never work" in str(error)
        reject()
    assert check_roster(scenario, found, requirement, sizes=sizes) == []
    if requirement.table["agents"].any():
        assert found.objective == pytest.approx(sum(found.penalties.values()))
        assert found.penalties["agreed_days"] == 100 * len(found.broken_words)
    assert (found.status == "partial") == bool(len(found.gaps) + len(found.broken_words))


def test_the_sun_never_sets_and_nobody_works_a_night():
    cities = {"Noa": "Asia/Jerusalem", "Ana": "America/Los_Angeles", "Jin": "Asia/Tokyo"}
    people = [
        {"name": f"{name} {number}", "time_zone": zone, "nights": False}
        for name, zone in cities.items()
        for number in (1, 2)
    ]
    settings_of_all = LAWFUL | {"rules__weekends_off_min": 0, "rules__shift_starts": "1 h"}
    scenario = scenario_with(*people, calendar__weeks=2, **settings_of_all)
    found = solve_roster(scenario, requirement_of(scenario, 1), sizes={"care": 6})
    assert found.gaps.empty
    for person, start in found.of_kind("shift")[["person", "start"]].itertuples(index=False):
        local = start.tz_convert(cities[person.split()[0]])
        assert 3 <= local.hour <= 18, (person, local)  # less than three of eight hours lie between 00:00 and 05:00
    here = scenario_with(*(about | {"time_zone": "UTC"} for about in people), calendar__weeks=2, **settings_of_all)
    assert not solve_roster(here, requirement_of(here, 1), sizes={"care": 6}).gaps.empty


@pytest.mark.parametrize(("start", "hours"), [("2026-03-30", 10), ("2026-10-26", 12)])
def test_rest_over_the_border_is_real_time_when_the_clock_changes(start, hours):
    """From Saturday 20:00 to Sunday 07:00 are eleven hours on the clock, and ten or twelve in truth."""
    london = {"calendar__start": start, "calendar__time_zone": "Europe/London", "rules__daily_rest": "11 h"}
    sunday = pd.Timestamp(start) - pd.Timedelta(days=1)
    evening = pd.Timestamp(f"{sunday - pd.Timedelta(days=1):%Y-%m-%d} 12:00", tz="Europe/London")
    past = [{"person": "Ada", "group": "care", "start": evening.isoformat(),
             "end": (evening + pd.Timedelta(hours=8)).isoformat()}]  # fmt: skip
    scenario = scenario_with("Ada", **london | {"calendar__start": f"{sunday:%Y-%m-%d}", "team__history": past})
    morning = pd.Timestamp(f"{sunday:%Y-%m-%d} 07:00", tz="Europe/London").tz_convert("UTC")
    given = roster([("Ada", "care", "shift", "", morning, morning + pd.Timedelta(hours=8))])
    assert broken(scenario, given) == ({"daily_rest"} if hours < 11 else set())


def test_a_forbidden_sequence_is_pairwise():
    scenario = scenario_with("Ada", rules__daily_rest="11 h")
    nights = [f"{day} 22:00-06:00" for day in DAYS]
    assert gap(scenario, *nights[:3], "Fri 06:00-14:00", "Sat 14:00-22:00") == 0
    assert gap(scenario, "Mon 22:00-06:00", "Tue 06:00-14:00", "Wed 06:00-14:00") == SHIFT


def test_a_limit_on_rest_is_no_limit_on_work():
    scenario = scenario_with("Ada", "Ben", "Cai", calendar__weeks=4, **LAWFUL | {"rules__weekly_hours_max": 168})
    found = solve_roster(scenario, requirement_of(scenario, 1), sizes={"care": 3})
    assert found.of_kind("shift").groupby("person").size().max() <= 21  # 168 h of contract and tolerance, not 28 days


def test_a_person_of_two_groups_would_count_once():
    groups = {
        name: {"channels": ["phone"], "wage_per_hour": 20, "contract_hours": 56, "skills": "all",
               "shrinkage": {"absence": 0, "leave": 0, "other": 0}}
        for name in ("one", "two")
    }  # fmt: skip
    scenario = scenario_with(team={"groups": groups}, rules__solve_seconds=2)
    parts = [requirement_of(scenario, lambda time, most=most: most * (6 <= time.hour < 14 and time.day == 5), group)
             for group, most in (("one", 5), ("two", 3))]  # fmt: skip
    both = type(parts[0])(pd.concat([part.table for part in parts], ignore_index=True), parts[0].interval)
    found = solve_roster(scenario, both)
    assert found.gaps.empty
    assert len(found.people) == 8  # not five who can do both
    assert rows("x", "Mon 06:00-14:00")[0][4] == found.of_kind("shift")["start"].min()

"""The mix of shifts covers what is needed, at a cost that is known for cases worked out by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.rostering.shift_mix import shift_mix
from sim.rostering.shift_types import ShiftType, shift_types, shifts_of
from tests.rostering.desk import AUTUMN, SPRING, requirement_of, scenario_with


def present_of(scenario, mix):
    """People there in every half hour, counted from the shifts of the mix."""
    present = np.zeros(scenario.calendar.intervals, dtype=int)
    for shift, count in mix.groups["care"].counts.items():
        present[-(-shift.start // 30) : shift.end // 30] += count
    return present


@settings(max_examples=6)
@given(st.lists(st.integers(0, 3), min_size=24, max_size=24), st.sampled_from([["8 h"], ["4 h", "8 h"]]))
def test_the_mix_covers_every_interval(by_hour, lengths):
    scenario = scenario_with(rules__shift_lengths=lengths, rules__shift_starts="2 h", rules__solve_seconds=0.5)
    requirement = requirement_of(scenario, lambda time: by_hour[time.hour])
    mix = shift_mix(scenario, requirement)
    group, needed = mix.groups["care"], requirement.table["agents"].to_numpy()
    assert not group.uncovered.any()
    assert (present_of(scenario, mix) >= needed).all()
    assert group.penalties["working_hours"] >= needed.sum() / 2 - 1e-9  # every needed hour is somebody's
    assert group.objective == pytest.approx(sum(group.penalties.values()))
    assert group.bound <= group.objective + 1e-6


def test_office_hours_by_hand():
    scenario = scenario_with(rules__shift_starts="1 h")
    mix = shift_mix(scenario, requirement_of(scenario, lambda time: int(8 <= time.hour < 16)))
    assert mix.table.to_dict("list") == {
        "group": ["care"] * 7, "day": list(range(7)), "shift": ["08:00-16:00"] * 7, "count": [1] * 7
    }  # fmt: skip
    group = mix.groups["care"]
    assert group.is_optimal
    assert group.penalties == pytest.approx({"working_hours": 56, "premiums": 0, "types": 8})


def test_a_second_type_that_saves_enough_is_used():
    """Two people from 8 to 12, one from then to 16: 16 h a day with one type of 8 h, 12 h with one of 4 h as well."""
    scenario = scenario_with(rules__shift_starts="4 h", rules__shift_lengths=["4 h", "8 h"])
    needed = requirement_of(scenario, lambda time: 2 if 8 <= time.hour < 12 else int(12 <= time.hour < 16))
    group = shift_mix(scenario, needed).groups["care"]
    assert group.penalties["working_hours"] == 7 * 12
    assert len(group.types) == 2
    assert group.objective == pytest.approx(7 * 12 + 2 * 8)


def test_a_second_type_that_saves_too_little_is_not():
    """On Monday alone, 4 h less for another type do not reach the 8 h a week that a type must save."""
    scenario = scenario_with(rules__shift_starts="4 h", rules__shift_lengths=["4 h", "8 h"])
    needed = requirement_of(
        scenario, lambda time: (2 if 8 <= time.hour < 12 else int(12 <= time.hour < 16)) * (time.day_of_week == 0)
    )
    group = shift_mix(scenario, needed).groups["care"]
    # 08-12 twice and 12-16 once would be 12 h and two types; 08-16 twice is 16 h and one
    assert group.penalties == pytest.approx({"working_hours": 16, "premiums": 0, "types": 8})


def test_nights_cross_midnight():
    """The night before the first day is worked from midnight on; the last runs on after the last day."""
    scenario = scenario_with(rules__shift_starts=["22:00"], costs__night_premium=0.10)
    mix = shift_mix(scenario, requirement_of(scenario, lambda time: int(time.hour < 6 or time.hour >= 22)))
    assert list(mix.table["day"]) == [0, 0, 1, 2, 3, 4, 5, 6]
    assert set(mix.table["shift"]) == {"22:00-06:00"}
    group = mix.groups["care"]
    assert group.penalties["working_hours"] == 6 + 7 * 8
    assert group.penalties["premiums"] == pytest.approx(8 * 5 * 0.10)  # eight nights of five hours
    assert (present_of(scenario, mix) <= 1).all()


def test_what_no_shift_reaches_is_told():
    scenario = scenario_with(rules__shift_starts=["08:00"])
    requirement = requirement_of(scenario, lambda time: int(8 <= time.hour < 17))
    mix = shift_mix(scenario, requirement)
    assert np.flatnonzero(mix.groups["care"].uncovered).tolist() == [
        48 * day + half for day in range(7) for half in (32, 33)
    ]
    assert (present_of(scenario, mix) + mix.groups["care"].uncovered == requirement.table["agents"].to_numpy()).all()


@pytest.mark.parametrize(("monday", "hours"), [(SPRING, 7), (AUTUMN, 9)])
def test_a_shift_over_a_clock_change_lasts_as_long_as_it_does(monday, hours):
    scenario = scenario_with(calendar__start=monday, calendar__time_zone="Europe/London")
    needed = np.ones(scenario.calendar.intervals, dtype=np.int64)
    nights = [one for one in shifts_of(scenario, (ShiftType(22 * 60, 480),), needed, 30) if one.day == 5]
    assert [(night.end - night.start, night.working) for night in nights] == [(60 * hours, 60 * hours)]


def test_types_of_shifts():
    scenario = scenario_with(rules__shift_starts=["22:00", "06:30"], rules__shift_lengths=["12 h", "8 h"])
    names = [kind.name for kind in shift_types(scenario)]
    assert names == ["06:30-14:30", "06:30-18:30", "22:00-06:00", "22:00-10:00"]
    assert len(shift_types(scenario_with(rules__shift_starts="30 min"))) == 48

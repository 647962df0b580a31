"""Presets: what each sets is what its source says, the file overrides it, and rosters keep it."""

import pytest

from sim.rostering.solve import solve_roster
from sim.scenario.planning import Rules
from sim.scenario.presets import PRESETS
from sim.timing import HOUR
from tests.rostering.desk import broken, requirement_of, roster, rows, scenario_with

MINIMAL = {"shift_lengths": ["8 h"], "shift_starts": ["06:00", "14:00", "22:00"], "breaks": [], "solve_seconds": 2}


def test_no_preset_changes_nothing():
    assert Rules() == Rules(preset="custom")


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_sets_keys_that_exist_and_the_file_overrides_them(name):
    rules = Rules.model_validate({"preset": name})
    for key, value in PRESETS[name].items():
        assert getattr(rules, key) == value
    over = Rules.model_validate({"preset": name, "daily_rest": "9 h", "days_in_row_max": 5})
    assert (over.daily_rest, over.days_in_row_max) == (9 * HOUR, 5)


CASES = [
    ("eu", ["Mon 14:00-22:00", "Tue 09:00-17:00"], ["Mon 14:00-22:00", "Tue 08:59-16:59"], "daily_rest"),
    ("uk_nights", ["Mon 22:00-06:00", "Thu 06:00-14:00"], ["Mon 22:00-06:00", "Thu 05:59-13:59"], "rest_after_nights"),
    ("israel", ["Mon 22:00-05:00"], ["Mon 22:00-05:01"], "night_shift_hours"),
    ("israel", ["Mon 16:01-23:59"], ["Mon 16:01-00:02"], "night_shift_hours"),  # two hours of the night make one
    ("israel", ["Mon 14:00-22:00", "Tue 06:00-13:00"], ["Mon 14:00-22:00", "Tue 05:59-13:00"], "daily_rest"),
    ("usa", [f"{day} 06:00-14:00" for day in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")], None, ""),
]


@pytest.mark.parametrize(("preset", "kept", "not_kept", "rule"), CASES)
def test_what_a_preset_allows_and_forbids(preset, kept, not_kept, rule):
    scenario = scenario_with("Ada", rules=MINIMAL | {"preset": preset, "hours_tolerance": 1.0})
    assert broken(scenario, roster(rows("Ada", *kept))) == set()
    if not_kept is not None:
        assert rule in broken(scenario, roster(rows("Ada", *not_kept)))


@pytest.mark.parametrize("preset", PRESETS)
def test_a_seat_round_the_clock_under_every_preset(preset):
    lengths = {"shift_lengths": ["8 h", "7 h"], "shift_starts": "1 h"}
    scenario = scenario_with(rules=MINIMAL | lengths | {"preset": preset}, calendar__weeks=2,
                             team__groups__care__contract_hours=40)  # fmt: skip
    found = solve_roster(scenario, requirement_of(scenario, 1), sizes={"care": 8})
    assert found.gaps.empty
    if preset == "israel":
        shifts = found.of_kind("shift")
        nights = shifts[shifts["start"].dt.hour.isin([22, 23, 0, 1, 2, 3])]
        assert ((nights["end"] - nights["start"]).dt.total_seconds() <= 7 * 3600).all()

"""The checker on shifts that the rules do not offer, and on people who are not there; both ways."""

import pytest

from sim.rostering.check import check_roster
from tests.rostering.desk import AUTUMN, SPRING, roster, rows, scenario_with

TWO = {"rules__shift_lengths": ["8 h", "6 h"], "rules__shift_starts": ["06:00", "14:00", "22:00"]}


def told(scenario, *given, **more):
    return [str(one) for one in check_roster(scenario, roster(*given), **more)]


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        ("06:00-14:00", []),
        ("22:00-04:00", []),
        ("06:00-13:00", ["Ada, Tue 2026-01-06 06:00-13:00 is 7 h; shifts here last 8 h or 6 h"]),
        ("07:00-15:00", ["Ada, Tue 2026-01-06 07:00-15:00: shifts here start at 06:00 or 14:00 or 22:00"]),
        (
            "00:07-23:59",
            [
                "Ada, Tue 2026-01-06 00:07-23:59 is 23 h 52 min; shifts here last 8 h or 6 h",
                "Ada, Tue 2026-01-06 00:07-23:59: shifts here start at 06:00 or 14:00 or 22:00",
            ],
        ),
    ],
)
def test_lengths_and_starts_are_those_of_the_rules(hours, words):
    assert told(scenario_with("Ada", **TWO), rows("Ada", f"Tue {hours}")) == words


def test_starts_lie_on_the_spacing():
    scenario = scenario_with("Ada", rules__shift_starts="30 min")
    assert told(scenario, rows("Ada", "Tue 06:30-14:30")) == []
    [one] = told(scenario, rows("Ada", "Tue 06:45-14:45"))
    assert one.endswith("shifts here start every 30 min from midnight")


@pytest.mark.parametrize(("monday", "real"), [(SPRING, "7 h"), (AUTUMN, "9 h")])
def test_over_a_clock_change_the_clock_counts(monday, real):
    scenario = scenario_with("Ada", calendar__start=monday, calendar__time_zone="Europe/London")
    assert told(scenario, rows("Ada", "Sat 22:00-06:00", monday=monday, zone="Europe/London")) == []
    [one] = told(scenario, rows("Ada", "Sat 22:00-05:00", monday=monday, zone="Europe/London"))
    assert f"is {int(real[0]) - 1} h; shifts here last 8 h" in one


def test_what_is_left_of_the_night_before_is_no_deviation():
    assert told(scenario_with("Ada", **TWO), rows("Ada", "Mon 00:00-06:00")) == []  # of 22:00-06:00 on Sunday
    assert len(told(scenario_with("Ada", **TWO), rows("Ada", "Mon 00:00-05:00"))) == 2
    known = [{"person": "Ada", "group": "care", "start": "2026-01-01T06:00+00:00", "end": "2026-01-01T14:00+00:00"}]
    assert len(told(scenario_with("Ada", team__history=known, **TWO), rows("Ada", "Mon 00:00-06:00"))) == 1  # 6 h are


def test_hours_agreed_with_a_person_and_shifts_of_the_rota_are_theirs():
    agreed = {"wish": "for", "shift": "09:00-16:00", "first": "2026-01-06", "last": "2026-01-06", "fixed": True}
    scenario = scenario_with({"name": "Ada", "requests": [agreed]}, "Ben")
    assert told(scenario, rows("Ada", "Tue 09:00-16:00")) == []
    assert len([text for text in told(scenario, rows("Ben", "Tue 09:00-16:00")) if text.startswith("Ben, ")]) == 2
    of_rota = scenario_with("Ada", rota__shifts={"L": {"start": "07:00", "length": "12 h"}})
    assert told(of_rota, rows("Ada", "Tue 07:00-19:00")) == []


def test_a_deviation_hides_nothing_else():
    scenario = scenario_with("Ada", rules__daily_rest="11 h")
    found = check_roster(scenario, roster(rows("Ada", "Mon 14:00-21:00", "Tue 06:00-14:00")))
    assert [one.rule for one in found] == ["daily_rest", "shift_lengths"]


@pytest.mark.parametrize(("size", "person", "accepted"), [
    (5, "care 5", True), (5, "care 6", False), (5, "care 77", False), (None, "care 5", True), (None, "care 77", False),
])  # fmt: skip
def test_numbers_of_people_end_where_the_group_does(size, person, accepted):
    scenario = scenario_with(team__groups__care__size=size)
    given = [rows(f"care {number}", "Mon 06:00-14:00") for number in range(1, 5)]
    found = told(scenario, *given, rows(person, "Tue 06:00-14:00"))
    assert (found == []) is accepted
    if not accepted:
        assert found[0].startswith(f"{person} is nobody in the group 'care', which has {size or 4} people")
        assert "did you mean 'care" in found[0]
    assert told(scenario, *given, rows(person, "Tue 06:00-14:00"), sizes={"care": 77}) == []


def test_a_misspelt_name_is_told_with_the_nearest():
    [one] = told(scenario_with("Amelia", "Ben"), rows("Amelai", "Mon 06:00-14:00"))
    assert one.endswith("is nobody in the group 'care' (did you mean 'Amelia'?)")

"""The independent checker by the clock: nights on which it changes, and people in another time zone."""

import pytest

from tests.rostering.desk import AUTUMN, SPRING, broken, roster, rows, scenario_with


@pytest.mark.parametrize(
    ("monday", "kept", "not_kept"),
    [
        (SPRING, "Sun 10:00-14:00", "Sun 09:59-14:00"),  # from 22:00 the wall shows 12 h, of which 11 were real
        (AUTUMN, "Sun 08:00-12:00", "Sun 07:59-12:00"),  # from 22:00 the wall shows 10 h, of which 11 were real
    ],
)
def test_rest_is_counted_in_real_hours_when_the_clock_changes(monday, kept, not_kept):
    there = {"monday": monday, "zone": "Europe/London"}
    scenario = scenario_with(
        "Ada", rules__daily_rest="11 h", calendar__start=monday, calendar__time_zone="Europe/London"
    )
    for later, expected in ((kept, set()), (not_kept, {"daily_rest"})):
        assert broken(scenario, roster(rows("Ada", "Sat 14:00-22:00", later, **there))) == expected


@pytest.mark.parametrize(("monday", "hours"), [(SPRING, 7), ("2026-06-01", 8), (AUTUMN, 9)])
def test_a_night_counts_the_hours_it_really_lasts(monday, hours):
    there = {"monday": monday, "zone": "Europe/London"}
    days = rows("Ada", *(f"{day} 06:00-14:00" for day in ("Tue", "Wed", "Thu", "Fri")), "Sat 22:00-06:00", **there)
    for most, expected in ((32 + hours, set()), (31.99 + hours, {"weekly_hours"})):
        scenario = scenario_with(
            "Ada", rules__weekly_hours_max=most, calendar__start=monday, calendar__time_zone="Europe/London"
        )
        assert broken(scenario, roster(days)) == expected


def test_night_is_night_where_the_person_sits():
    scenario = scenario_with(
        {"name": "Mei", "nights": False, "time_zone": "Asia/Tokyo"}, {"name": "Ada", "nights": False}
    )
    night_in_europe, night_in_japan = "Mon 22:00-06:00", "Mon 14:00-22:00"  # in Tokyo 07:00-15:00 and 23:00-07:00
    assert broken(scenario, roster(rows("Mei", night_in_europe), rows("Ada", night_in_japan))) == set()
    assert broken(scenario, roster(rows("Mei", night_in_japan))) == {"nights"}
    assert broken(scenario, roster(rows("Ada", night_in_europe))) == {"nights"}

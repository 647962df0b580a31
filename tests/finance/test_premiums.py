"""Premiums by hand: nights and weekends by the clock of the person, nights on which it changes, public holidays."""

import pandas as pd
import pytest

from sim.finance.monthly import monthly_costs
from sim.finance.paid_hours import paid_hours
from tests.finance.case import ADA, QUIET, WEEK, amount, hours_of, roster, rows_of, scenario_with


@pytest.mark.parametrize(
    ("evening", "length", "night"),
    [
        ("2026-03-28", 7, 4),  # the clock goes from 01:00 to 02:00
        ("2026-10-24", 9, 6),  # the hour from 01:00 to 02:00 comes twice
        ("2026-06-13", 8, 5),
    ],
)
def test_a_night_is_as_long_as_the_clock_makes_it(evening, length, night):
    scenario = scenario_with(calendar={"start": evening, "weeks": 1, "time_zone": "Europe/London"})
    morning = (pd.Timestamp(evening) + pd.Timedelta(days=1)).date()
    plan = roster(rows_of("Ben", f"shift {evening} 22:00 / {morning} 06:00", zone="Europe/London"))
    ben = hours_of(scenario, plan, "Ben")
    assert (ben["rostered"], ben["night"]) == (length, night)
    assert ben["weekend"] == length  # Saturday evening to Sunday morning


def test_premiums_follow_the_clock_of_the_person():
    """05:00-13:00 in London is midnight to 08:00 in New York, and Friday 22:00 there is Saturday here."""
    people = [{"name": "Ben", "group": "care", "time_zone": "America/New_York"}, {"name": "Ada", "group": "care"}]
    scenario = scenario_with(team__people=people)
    day, late = "shift 2026-01-06 05:00 / 2026-01-06 13:00", "shift 2026-01-10 03:00 / 2026-01-10 04:00"
    table = paid_hours(scenario, roster(rows_of("Ben", day, late), rows_of("Ada", day, late))).set_index("person")
    assert table.loc["Ben", ["night", "weekend"]].tolist() == [5, 0]
    assert table.loc["Ada", ["night", "weekend"]].tolist() == [1, 1]
    of_group = scenario_with(team__groups__care__time_zone="America/New_York", team__people=[])
    assert hours_of(of_group, roster(rows_of("Eve", day)), "Eve")["night"] == 5


def test_the_weekend_is_the_calendars():
    friday = roster(rows_of("Ben", "shift 2026-01-09 09:00 / 2026-01-09 13:00"))
    assert hours_of(scenario_with(), friday, "Ben")["weekend"] == 0
    assert hours_of(scenario_with(calendar__weekend=["fri", "sat"]), friday, "Ben")["weekend"] == 4


def test_holidays_of_the_year_are_paid_at_the_hours_of_an_average_day_where_the_horizon_has_none():
    scenario = scenario_with(calendar__holidays={"dates": ["2026-05-01", "2026-12-25", "2027-01-01"]})
    table = monthly_costs(scenario, WEEK, [QUIET])
    # two of the three lie in the twelve months from January 2026; Ada works 11.5 hours in seven days
    assert amount(table, "holiday premium", rate=ADA) == pytest.approx(11.5 / 7 * 2 / 12 * ADA)


def test_hours_of_a_holiday_are_the_mean_over_the_holidays_of_the_horizon():
    scenario = scenario_with(calendar__holidays={"dates": ["2026-01-05", "2026-01-07", "2026-01-08"]})
    assert hours_of(scenario, WEEK, "Ada")["holiday"] == pytest.approx((7.5 + 4 + 0) / 3)

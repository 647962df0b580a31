"""Labour besides wages by hand: premiums by law, leaders, newcomers who are slower; and where paid hours go."""

import pytest

from sim.finance.monthly import monthly_costs
from sim.finance.paid_time import paid_time
from tests.finance.case import ADA, AVERAGE, BEN, DATA, QUIET, WEEK, scenario_with


def test_ada_and_ben_are_led_for_a_fifth_of_a_leaders_week():
    """Two of ten people: 2 / 10 of 38 hours a week at 35 × 1.5, one half of it for each; and 0.2 seats."""
    leaders = {"people_per_leader": 10, "wage_per_hour": 35, "contract_hours": 38}
    table = monthly_costs(scenario_with(costs__leaders=leaders, costs__technology_per_seat_month=50.0), WEEK, [QUIET])
    led = table[table["line"] == "team leaders"]
    assert led["amount"].sum() == pytest.approx(0.2 * 38 * 35 * 1.5 * AVERAGE)
    assert table.loc[table["line"] == "seats of team leaders", "amount"].sum() == pytest.approx(10)


def test_newcomers_fall_short_of_the_hours_that_others_work():
    """60 % leave in a year: 0.05 a month of each. 26 weeks of 40 hours at 3/4 of the speed miss 260 hours: 13."""
    ramp = {"weeks": 26, "mean_speed": 0.75}
    table = monthly_costs(scenario_with(costs__ramp=ramp, costs__attrition_per_year=0.6), WEEK, [QUIET])
    lines = table[table["line"] == "ramp of new people"]
    assert lines["quantity"].tolist() == pytest.approx([13, 13])
    assert lines["amount"].sum() == pytest.approx(13 * (ADA + BEN))


def test_premiums_follow_the_law_unless_the_file_says_otherwise():
    bare = {key: value for key, value in DATA["costs"].items() if not key.endswith("_premium")}
    israel = scenario_with(costs=bare | {"preset": "israel", "night_premium": 0.3}).costs
    assert (israel.night_premium, israel.weekend_premium, israel.overtime_premium) == (0.3, 0.5, 0.25)
    usa = scenario_with(costs=bare | {"preset": "usa"}).costs
    assert (usa.night_premium, usa.holiday_premium, usa.overtime_premium) == (0.0, 0.0, 0.5)
    plain = scenario_with(costs=bare).costs
    assert (plain.night_premium, plain.holiday_premium) == (0.1, 0.5)


def test_paid_time_adds_up_to_what_is_paid_for_it():
    """Ada is rostered 11.5 h, two paid breaks of a quarter of an hour among them; Ben 7.5 h, and has a day of leave."""
    group = DATA["team"]["groups"]["care"] | {"shrinkage": {"absence": 0.1, "leave": 0.1, "other": 0.2}}
    scenario = scenario_with(team__groups={"care": group})
    memo = paid_time(scenario, WEEK).set_index("part")
    hours = memo["hours"] / AVERAGE
    assert hours["absence"] == pytest.approx(0.1 * 19)
    assert hours["meetings and coaching"] == pytest.approx(0.2 * 0.9 * 19)
    assert hours["paid breaks"] == pytest.approx(0.9 * 0.5)
    assert hours["customers"] == pytest.approx(0.8 * 0.9 * 19 - 0.45)
    assert (hours["leave"], hours["not rostered"]) == pytest.approx((8, 60 - 19 - 8))
    assert memo["share"].sum() == pytest.approx(1)
    paid = monthly_costs(scenario, WEEK, [QUIET])
    named = ("rostered hours", "leave", "contract hours not rostered")
    assert memo["amount"].sum() == pytest.approx(paid.loc[paid["line"].isin(named), "amount"].sum())

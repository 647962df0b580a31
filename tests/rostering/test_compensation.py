"""Days of leave earned on call: when they are taken, and the hole they leave in the roster."""

import datetime as dt

import pytest

from sim.centre.roster import IN_LIEU
from sim.finance.labour import labour_lines
from sim.finance.paid_hours import paid_hours
from sim.rostering.check import check_roster
from sim.rostering.compensation import days_in_lieu, roster_with_days_in_lieu
from sim.rostering.on_call_solve import solve_on_call
from sim.rostering.solve import solve_roster
from tests.rostering.calls import away, calls
from tests.rostering.desk import requirement_of

NIGHTS = {"every day": "00:00-06:00, 22:00-24:00"}


def earning(*people, per_week=1.0, weeks=4, **more):
    scenario = calls(*people, weeks=weeks, hours=NIGHTS, **more)
    on_call = scenario.on_call.model_copy(update={"compensatory_days_per_week": per_week})
    return scenario.model_copy(update={"on_call": on_call})


def taken(scenario):
    return days_in_lieu(scenario, solve_on_call(scenario))


def fixed(*people):
    start = dt.date(2026, 1, 5)
    return {
        "fixed": [{"person": who, "date": str(start + dt.timedelta(weeks=week))} for week, who in enumerate(people)]
    }


def test_days_are_taken_on_the_first_working_days_after_the_turn():
    rota = fixed("Ada", "Ben", "Ada", "Ben")
    assert taken(earning("Ada", "Ben", rota=rota, per_week=2)) == {
        "Ada": (dt.date(2026, 1, 12), dt.date(2026, 1, 13), dt.date(2026, 1, 26), dt.date(2026, 1, 27)),
        "Ben": (dt.date(2026, 1, 19), dt.date(2026, 1, 20)),  # the last turn ends with the horizon
    }


def test_half_days_add_up_and_leave_weekends_and_holidays_do_not_count():
    team = (away("Ada", "2026-01-26", "2026-01-26"), "Ben")
    scenario = earning(*team, rota=fixed("Ada", "Ben", "Ada", "Ben"), per_week=0.5)
    assert taken(scenario) == {"Ada": (dt.date(2026, 1, 27),), "Ben": ()}
    scenario = earning(*team, rota=fixed("Ada", "Ben", "Ada", "Ben"), calendar__holidays={"dates": ["2026-01-12"]})
    assert taken(scenario)["Ada"] == (dt.date(2026, 1, 13), dt.date(2026, 1, 27))


def test_the_hole_is_seen_in_the_roster_and_paid_once():
    """Two people, one of them needed each weekday, all day: whoever takes a day off leaves it to the other."""
    scenario = earning(
        "Ada",
        "Ben",
        weeks=2,
        rota=fixed("Ada", "Ben"),
        team__groups__care__contract_hours=40,
        rules__hours_tolerance=0.0,
    )
    requirement = requirement_of(scenario, lambda time: 2 * int(6 <= time.hour < 14 and time.day_of_week < 5))
    without = solve_roster(scenario, requirement, sizes={"care": 2})
    roster = roster_with_days_in_lieu(scenario, requirement, sizes={"care": 2})
    assert check_roster(scenario, roster, requirement, sizes={"care": 2}) == []
    lieu = roster.assignments[roster.assignments["shift"] == IN_LIEU]
    assert lieu["person"].tolist() == ["Ada"]
    assert lieu["start"].iloc[0].date() == dt.date(2026, 1, 12)
    assert without.gaps.empty
    assert roster.gaps["missing"].sum() == 16  # eight hours of one person, in half hours
    assert set(roster.gaps["interval_start"].dt.date) == {dt.date(2026, 1, 12)}


def test_nothing_changes_where_no_days_are_earned():
    scenario = earning("Ada", "Ben", weeks=1, per_week=0)
    requirement = requirement_of(scenario, lambda time: int(6 <= time.hour < 14))
    one, other = (solve(scenario, requirement, sizes={"care": 2}) for solve in (solve_roster, roster_with_days_in_lieu))
    assert one.assignments.equals(other.assignments)


@pytest.mark.parametrize("per_week", [0.5, 1.0])
def test_days_in_the_roster_are_not_charged_again(per_week):
    scenario = earning("Ada", "Ben", per_week=per_week)
    requirement = requirement_of(scenario, lambda time: int(6 <= time.hour < 14))
    roster = roster_with_days_in_lieu(scenario, requirement, sizes={"care": 2})
    in_roster = int((roster.assignments["shift"] == IN_LIEU).sum())
    lines = {line.name: line for line in labour_lines(scenario, paid_hours(scenario, roster), in_roster)}
    assert in_roster >= 1
    assert lines["compensatory days"].quantity == 4 * per_week - in_roster

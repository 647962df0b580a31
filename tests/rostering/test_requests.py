"""What people ask for: which shifts grant it, what it costs, and that weights decide between people."""

import pandas as pd
import pytest

from sim.errors import InputError
from sim.rostering.check import check_roster
from sim.rostering.solve import solve_roster
from sim.rostering.wishes import requests_of
from tests.rostering.desk import requirement_of, roster, rows, scenario_with

MORNINGS = {"rules__shift_starts": ["06:00"], "team__groups__care__contract_hours": 28}


def morning(time: pd.Timestamp) -> int:
    return int(6 <= time.hour < 14)


def worked(found, person):
    return set(found.of_kind("shift").query(f"person == '{person}'")["start"].dt.strftime("%a"))


def test_requests_are_granted_where_cover_does_not_suffer():
    ada = {"name": "Ada", "requests": [{"first": "2026-01-06", "last": "2026-01-07"}, {"wish": "for", "days": ["fri"]}]}
    ben = {"name": "Ben", "requests": [{"wish": "against", "days": ["mon"]}]}
    scenario = scenario_with(ada, ben, **MORNINGS)
    found = solve_roster(scenario, requirement_of(scenario, morning), sizes={"care": 2})
    assert found.penalties["requests"] == 0
    assert worked(found, "Ada") >= {"Mon", "Fri"}
    assert worked(found, "Ada").isdisjoint({"Tue", "Wed"})
    alone = scenario_with(ada, **MORNINGS | {"team__groups__care__contract_hours": 56})
    assert solve_roster(alone, requirement_of(alone, morning), sizes={"care": 1}).penalties["requests"] == 2


@pytest.mark.parametrize(("ada", "ben", "off"), [(2, 1, "Ada"), (1, 2, "Ben")])
def test_the_weightier_request_wins(ada, ben, off):
    people = [{"name": name, "requests": [{"days": ["wed"], "weight": weight}]} for name, weight in
              (("Ada", ada), ("Ben", ben))]  # fmt: skip
    scenario = scenario_with(*people, **MORNINGS)
    found = solve_roster(scenario, requirement_of(scenario, morning), sizes={"care": 2})
    assert "Wed" not in worked(found, off)
    assert found.penalties["requests"] == 1


KINDS = [
    ("any", {"06:00-14:00", "10:30-18:30", "14:00-22:00", "22:00-06:00"}),
    ("early", {"06:00-14:00", "10:30-18:30"}),
    ("late", {"14:00-22:00"}),
    ("day", {"06:00-14:00", "10:30-18:30", "14:00-22:00"}),
    ("night", {"22:00-06:00"}),
    ("14:00-22:00", {"14:00-22:00"}),
]


@pytest.mark.parametrize(("shift", "granted"), KINDS)
def test_which_shifts_a_request_names(shift, granted):
    for wish, weight in (("for", 3), ("against", 5)):
        request = {"wish": wish, "shift": shift, "first": "2026-01-06", "weight": weight}
        scenario = scenario_with({"name": "Ada", "requests": [request]})
        requirement = requirement_of(scenario, 0)
        for hours in ("06:00-14:00", "10:30-18:30", "14:00-22:00", "22:00-06:00"):
            kept = (hours in granted) == (wish == "for")
            idle = requirement_of(scenario, lambda time: int(time.day == 8 and time.hour == 6))
            cost = 0 if kept else weight
            given = roster(rows("Ada", f"Tue {hours}"), penalties={"requests": float(cost)})
            told = [str(v) for v in check_roster(scenario, given, idle) if str(v).startswith("requests")]
            assert told == []
            wrong = roster(rows("Ada", f"Tue {hours}"), penalties={"requests": cost + 1.0})
            told = [str(v) for v in check_roster(scenario, wrong, idle) if str(v).startswith("requests")]
            assert told == [f"requests costs {cost:g}, the roster says {cost + 1:g}"]
        assert requirement.table["agents"].sum() == 0


def test_days_of_leave_and_before_joining_ask_nothing():
    about = {"name": "Ada", "joins": "2026-01-07", "leave": [{"first": "2026-01-08", "last": "2026-01-08"}],
             "requests": [{"wish": "for"}]}  # fmt: skip
    scenario = scenario_with(about)
    assert [asked.day for asked in requests_of(scenario, scenario.team.people[0])] == [2, 4, 5, 6]


def test_shifts_of_a_week_start_alike_where_it_costs_nothing_else():
    settings = {"team__groups__care__contract_hours": 40, "rules__hours_tolerance": 0.0, "rules__daily_rest": "11 h"}
    scenario = scenario_with("Ada", "Ben", rules__fairness={"same_start": 1.0}, **settings)
    both = requirement_of(scenario, lambda time: int(time.day_of_week < 5 and 6 <= time.hour < 22))
    found = solve_roster(scenario, both, sizes={"care": 2})
    assert found.penalties["same_start_in_a_week"] == 0
    assert found.of_kind("shift").groupby("person")["shift"].nunique().tolist() == [1, 1]
    uneven = roster(rows("Ada", "Mon 06:00-14:00", "Wed 14:00-22:00", "Thu 22:00-06:00"),
                    penalties={"same_start_in_a_week": 1.0})  # fmt: skip
    told = [str(v) for v in check_roster(scenario, uneven, both) if str(v).startswith("same_start")]
    assert told == ["same_start_in_a_week costs 2, the roster says 1"]


@pytest.mark.parametrize(
    ("request_", "wrong"),
    [
        ({"shift": "evening"}, "this is no shift"),
        ({"last": "2026-01-06"}, "needs a first one"),
        ({"first": "2026-01-06", "last": "2026-01-05"}, "lies before the first"),
        ({"weight": 0}, "greater than 0"),
        ({"wish": "maybe"}, "not accepted"),
    ],
)
def test_requests_that_make_no_sense(request_, wrong):
    with pytest.raises(InputError, match=wrong):
        scenario_with({"name": "Ada", "requests": [request_]})

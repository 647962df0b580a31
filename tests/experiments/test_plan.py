"""The closed loop from end to end, on a centre small enough to plan in seconds."""

import pytest

from sim.experiments.plan import plan
from sim.scenario import validate_scenario

DESK = {
    "name": "One desk",
    "seed": 3,
    "calendar": {"start": "2026-01-05", "weeks": 1, "interval": "1 h"},
    "channels": {
        "phone": {
            "hours": {"weekdays": "09:00-17:00"},
            "target": {"share": 0.8, "within": "20 s"},
            "patience": {"family": "exponential", "mean": "5 min"},
        }
    },
    "topics": {"question": {"handling": {"family": "exponential", "mean": "5 min"}}},
    "demand": {
        "contacts_per_week": {"phone": 60},
        "topics": {"question": 1},
        "shape": {"weekdays": [1, 1, 1, 1, 1, 0, 0], "hours": [0] * 9 + [1] * 8 + [0] * 7},
    },
    "team": {
        "groups": {
            "desk": {
                "channels": ["phone"],
                "wage_per_hour": 20,
                "shrinkage": {"absence": 0, "leave": 0, "other": 0},
            }
        }
    },
    "rules": {"shift_lengths": ["8 h"], "breaks": [], "solve_seconds": 2},
    "study": {"replications": 2},
}


@pytest.fixture(scope="module")
def found():
    return plan(validate_scenario(DESK))


def test_a_promise_that_can_be_kept_is_kept_by_people_on_a_roster(found):
    assert found.met
    assert found.sizes["desk"] >= 1
    assert "1 person holds every promise" in found.verdict
    assert len(found.roster.gaps) == 0
    assert found.costs["amount"].sum() > 0


def test_the_same_scenario_gives_the_same_plan_on_any_number_of_processes(found):
    again = plan(validate_scenario(DESK), jobs=2)
    assert again.summary.equals(found.summary)
    assert again.roster.assignments.equals(found.roster.assignments)


def test_people_who_are_too_few_leave_a_promise_open_and_the_verdict_says_so():
    few = {**DESK, "demand": {**DESK["demand"], "contacts_per_week": {"phone": 1500}}}
    few["team"] = {"groups": {"desk": {**DESK["team"]["groups"]["desk"], "size": 1}}}
    result = plan(validate_scenario(few))
    assert not result.met
    assert "1 person costs" in result.verdict and "does not hold every promise" in result.verdict
    assert result.sizes["desk"] == 1

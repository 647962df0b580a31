"""A roster in a second: shifts of the mix given to whoever is first free."""

from collections import Counter

import pandas as pd
import pytest

from sim.rostering.check import check_roster
from sim.rostering.sketch import sketch_roster
from sim.staffing.requirement import Requirement
from sim.timing import MINUTE
from tests.centre.building import scenario_of

HALF_HOUR = 30 * MINUTE


def office(agents, hours=(8, 16), days=range(5), **over):
    """A scenario, and the requirement of so many people in some hours of some days of its week."""
    group = {"minimum": 0, "shrinkage": {"absence": 0, "leave": 0, "other": 0}, "contract_hours": 40}
    scenario = scenario_of(
        team={"groups": {"care": group | over.pop("group", {})}, "people": over.pop("people", [])},
        rules={"breaks": [], "shift_starts": ["08:00"], "hours_tolerance": 0} | over,
    )
    starts = pd.date_range(scenario.calendar.start_utc, periods=336, freq="30min", tz="UTC").as_unit("us")
    asked = [agents if start.hour in range(*hours) and start.weekday() in days else 0 for start in starts]
    table = pd.DataFrame({"interval_start": starts, "skill": "care", "agents": asked})
    return scenario, Requirement(table, HALF_HOUR)


def worked(roster):
    return Counter(roster.of_kind("shift")["person"])


def test_two_people_work_a_week_of_two():
    scenario, requirement = office(2)
    roster = sketch_roster(scenario, requirement)
    assert worked(roster) == {"care 1": 5, "care 2": 5}
    assert roster.gaps.empty
    assert check_roster(scenario, roster, requirement) == []


@pytest.mark.parametrize(
    ("over", "people"),
    [
        ({"group": {"contract_hours": 16}}, 3),  # 5 shifts, two each
        ({"weekly_hours_max": 8}, 5),
        ({"days_in_row_max": 3}, 2),
        ({"days": range(7)}, 2),
    ],
)
def test_rules_take_more_people(over, people):
    roster = sketch_roster(*office(1, **over))
    assert len(worked(roster)) == people
    assert roster.gaps.empty


def test_named_people_keep_their_days_off_and_a_given_size_leaves_gaps():
    person = {"name": "Amelia", "group": "care", "days_off": ["mon"]}
    roster = sketch_roster(*office(1, people=[person], group={"size": 1}))
    assert worked(roster) == {"Amelia": 4}
    assert roster.gaps["missing"].sum() == 16  # Monday's half hours
    free = sketch_roster(*office(1, people=[person]))
    assert worked(free) == {"Amelia": 3, "care 2": 2}  # in turns from Monday on


def test_nobody_is_needed():
    scenario, requirement = office(0)
    assert sketch_roster(scenario, requirement).assignments.empty

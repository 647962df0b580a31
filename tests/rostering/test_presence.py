"""From people on the job to people on shift, to people in the team; and breaks that do not empty the desk."""

import numpy as np
import pandas as pd
import pytest

from sim.rostering.breaks import place_breaks
from sim.rostering.presence import needed_on_shift, people_on_shift
from sim.rostering.shift_types import ShiftType, shifts_of
from sim.rostering.sizes import people_needed_bound
from sim.scenario.presence import presence_share
from sim.staffing.requirement import Requirement
from tests.rostering.desk import requirement_of, scenario_with

HALF_HOUR_BREAK = [{"length": "30 min", "shift_at_least": "6 h"}]


def about(**changes):
    scenario = scenario_with(**changes)
    return scenario, scenario.team.groups["care"]


def test_the_share_of_a_shift_by_hand():
    shrinkage = {"absence": 0.05, "leave": 0.5, "other": 0.04}  # leave is not part of a shift
    scenario, care = about(team__groups__care__shrinkage=shrinkage, rules__breaks=HALF_HOUR_BREAK)
    assert presence_share(care, scenario.rules) == pytest.approx(0.95 * 0.96 * 450 / 480)
    # shifts of 4 h have no break: 30 min in 4 + 8 hours
    scenario, care = about(rules__breaks=HALF_HOUR_BREAK, rules__shift_lengths=["4 h", "8 h"])
    assert presence_share(care, scenario.rules) == pytest.approx(690 / 720)


def test_people_on_shift_are_to_the_nearest_but_never_fewer():
    assert people_on_shift(np.array([0, 1, 2, 3, 10]), 0.80).tolist() == [0, 1, 3, 4, 13]  # 1.25, 2.5, 3.75, 12.5
    assert people_on_shift(np.array([0, 1, 7]), 1.0).tolist() == [0, 1, 7]


def test_intervals_left_out_need_nobody_and_parts_of_people_are_people():
    scenario, _ = about()
    starts = pd.to_datetime(["2026-01-05 10:00", "2026-01-06 10:30"], utc=True)
    table = pd.DataFrame({"interval_start": starts, "skill": "care", "agents": [2, 1.2]})
    needed = needed_on_shift(scenario, Requirement(table, scenario.calendar.interval), "care")
    assert len(needed) == 336
    assert {place: needed[place] for place in np.flatnonzero(needed)} == {20: 2, 48 + 21: 2}


@pytest.mark.parametrize(
    ("leave", "tolerance", "people"),
    [(0.0, 0.0, 5), (0.0, 0.05, 4), (0.09, 0.0, 5), (0.2, 0.0, 6)],  # 168 / 40, / 42, / 36.4, / 32
)
def test_people_for_one_seat_by_hours_alone(leave, tolerance, people):
    scenario, care = about(
        team__groups__care__contract_hours=40,
        team__groups__care__shrinkage={"absence": 0, "leave": leave, "other": 0},
        rules__hours_tolerance=tolerance,
    )
    assert people_needed_bound(requirement_of(scenario, 1), "care", care, scenario.rules) == people
    assert people_needed_bound(requirement_of(scenario, 0), "care", care, scenario.rules) == 0


def test_most_needed_at_once():
    scenario, care = about()
    noon = requirement_of(scenario, lambda time: 9 if time.day == 5 and time.hour == 12 else 0)
    assert people_needed_bound(noon, "care", care, scenario.rules) == 9


def test_breaks_of_two_people_do_not_leave_the_desk_empty():
    scenario, _ = about(rules__breaks=HALF_HOUR_BREAK)
    needed = np.ones(336, dtype=np.int64)
    early = [shift for shift in shifts_of(scenario, (ShiftType(360, 480),), needed, 30) if shift.day == 0]
    away = place_breaks(scenario, "care", [(0, early[0]), (1, early[0])], needed, 30)
    assert [(one.kind, one.end - one.start) for one in away] == [("break", 30)] * 2
    first, second = sorted(away, key=lambda one: one.start)
    assert first.end <= second.start
    assert first.start >= 360 + 120  # in the middle half of the shift
    assert second.end <= 360 + 360


def test_meetings_add_up_to_their_share_and_wait_for_quiet():
    scenario, _ = about(
        rules__breaks=HALF_HOUR_BREAK, team__groups__care__shrinkage={"absence": 0, "leave": 0, "other": 0.05}
    )
    busy = np.zeros(336, dtype=np.int64)
    for day in range(5):
        busy[48 * day + 12 : 48 * day + 20] = 1  # needed from 06:00 to 10:00, not from then to 14:00
    week = [shift for shift in shifts_of(scenario, (ShiftType(360, 480),), busy, 30) if shift.day < 5]
    away = place_breaks(scenario, "care", [(0, shift) for shift in week], busy, 30)
    meetings = [one for one in away if one.kind == "meeting"]
    due = 0.05 * 5 * 480
    assert due - 15 < sum(one.end - one.start for one in meetings) <= due
    assert all(one.start % 1440 >= 600 for one in meetings)
    breaks = [one for one in away if one.kind == "break"]
    assert len(breaks) == 5
    assert all(one.start % 1440 >= 600 for one in breaks)

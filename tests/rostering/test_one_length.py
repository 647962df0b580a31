"""Where several lengths of shift are offered, one alone covers what all of them have to."""

import numpy as np
import pandas as pd

from sim.rostering.engine import WORK_PER_SECOND, Effort
from sim.rostering.find_size import start_with
from sim.rostering.shift_mix import mix_of_group
from sim.rostering.shift_types import shifts_of
from sim.rostering.solve import _fewer_with_one_length, solve_roster
from sim.staffing.requirement import Requirement
from sim.timing import MINUTE
from tests.centre.building import scenario_of


def test_people_needed_do_not_follow_the_length_that_is_tried_alone():
    group = {"minimum": 0, "contract_hours": 40, "shrinkage": {"absence": 0, "leave": 0, "other": 0}}
    rules = {
        "shift_lengths": ["8 h", "4 h"],
        "breaks": [{"length": "90 min", "shift_at_least": "8 h"}],  # of 8 h alone the share at work is another one
        "shift_starts": ["08:00", "12:00"],
        "solve_seconds": 2,
    }
    scenario = scenario_of(team={"groups": {"care": group}}, rules=rules)
    starts = pd.date_range(scenario.calendar.start_utc, periods=336, freq="30min", tz="UTC").as_unit("us")
    agents = [7 if 8 <= start.hour < 16 and start.weekday() < 5 else 0 for start in starts]
    requirement = Requirement(pd.DataFrame({"interval_start": starts, "skill": "care", "agents": agents}), 30 * MINUTE)
    effort = Effort(2 * WORK_PER_SECOND, 1)
    mix = mix_of_group(scenario, requirement, "care", effort)
    shifts = shifts_of(scenario, mix.types, mix.needed, mix.interval)
    many = start_with(scenario, "care", 16, shifts, mix, effort)
    fewer = _fewer_with_one_length(scenario, requirement, mix, many, effort)
    assert len(fewer.v.instance.workers) < 16
    assert np.array_equal(fewer.v.instance.needed, mix.needed)
    assert solve_roster(scenario, requirement).gaps.empty  # and its checker agrees

"""Seats stacked on each other fill the counts they come from, exactly."""

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.staffing.stacked import roster_from_counts
from tests.staffing.centre import centre

TWO_GROUPS = centre(team={"groups": {name: {"channels": ["phone"], "wage_per_hour": 10} for name in ("care", "night")}})
STARTS = pd.Timestamp(TWO_GROUPS.calendar.start_utc) + pd.to_timedelta(TWO_GROUPS.calendar.interval_starts, unit="us")


@settings(max_examples=20)
@given(st.lists(st.integers(0, 4), min_size=336, max_size=336), st.lists(st.integers(0, 2), min_size=336, max_size=336))
def test_presence_is_the_count_in_every_interval(care, night):
    table = pd.concat(
        [
            pd.DataFrame({"interval_start": STARTS, "skill": name, "agents": agents})
            for name, agents in (("care", care), ("night", night))
        ]
    )
    roster = roster_from_counts(TWO_GROUPS, table)
    for name, agents in (("care", care), ("night", night)):
        own = roster.assignments[roster.assignments["group"] == name]
        present = np.zeros(336, dtype=int)
        for row in own.itertuples():
            present += np.asarray((row.start <= STARTS) & (row.end > STARTS))
        assert present.tolist() == agents
    spans = roster.assignments.sort_values(["person", "start"])
    same = spans["person"].eq(spans["person"].shift())
    assert (spans["start"] > spans["end"].shift())[same].all()  # a seat's presences do not touch


def test_nobody_makes_an_empty_roster():
    table = pd.DataFrame({"interval_start": STARTS, "skill": "care", "agents": 0})
    assert roster_from_counts(TWO_GROUPS, table).assignments.empty


def test_somebody_is_on_call_where_the_scenario_says_so():
    scenario = centre(on_call={"hours": "20:00-24:00", "group": "care", "response": {"mean": "10 min"}})
    own = roster_from_counts(
        scenario, pd.DataFrame({"interval_start": STARTS, "skill": "care", "agents": 0})
    ).assignments
    assert own["kind"].unique().tolist() == ["on_call"]
    assert ((own["end"] - own["start"]) == pd.Timedelta(hours=4)).all() and len(own) == 7

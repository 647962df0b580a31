"""The way of contacts in the report: grids from tables by hand."""

import dataclasses

import pandas as pd

from sim.experiments.further import further_tables
from sim.outputs import journeys
from sim.timing import WEEK
from tests.centre.building import HOUR, MINUTE, Need, run, scenario_of


def shown(plan, scenario, logs):
    return dataclasses.replace(plan, scenario=scenario, further=further_tables(scenario, logs))


def texts(grid):
    return [[cell.text for cell in row] for row in grid.rows]


def test_waiting_and_what_happens(plan):
    """A wait of an hour for the opening in both runs, one of half an hour for somebody busy in the first."""
    scenario = scenario_of(channels={"phone": {"acknowledgement": {"promise": "4 h"}, "hours": "01:00-24:00",
                                               "closed": {"policy": "wait"}}})  # fmt: skip
    people = [("Ann", "care", "shift", HOUR, 2 * HOUR)]
    busy = run(scenario, [Need(0, work=30 * MINUTE), Need(HOUR)], people)
    quiet = dataclasses.replace(run(scenario, [Need(0, work=30 * MINUTE)], people), replication=1)
    result = shown(plan, scenario, [busy, quiet])
    assert scenario.calendar.horizon == WEEK and scenario.calendar.warm_up == 0
    assert texts(journeys.waiting(result))[0][:4] == ["Phone", "1", "0", "0.25"]
    assert texts(journeys.happened(result)) == [
        ["Acknowledged automatically", "1"],
        ["Promised an answer by a time", "1"],
        ["of these kept", "1"],
    ]


def test_a_plan_without_the_tables_shows_nothing(plan):
    empty = dataclasses.replace(plan, further={})
    assert journeys.waiting(empty).rows == journeys.happened(empty).rows == ()
    nothing = dataclasses.replace(plan, further={"waiting": pd.DataFrame(), "on_the_way": pd.DataFrame()})
    assert journeys.waiting(nothing).rows == journeys.happened(nothing).rows == ()

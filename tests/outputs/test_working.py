"""How people work in the report: grids from runs predicted by hand; what is switched off has no table."""

import dataclasses

import pytest

from sim.experiments.further import further_tables, tables_of_people
from sim.outputs import journeys, working
from sim.outputs.report import plan_report
from tests.centre import test_learning as learners
from tests.centre import test_on_call as duty
from tests.centre.building import HOUR, MINUTE, Need, run, scenario_of
from tests.centre.test_engagement import team as with_engagement
from tests.centre.test_keeping_time import LATE, keeping
from tests.centre.test_outbound import calling
from tests.centre.test_shifts_by_hand import shift
from tests.centre.test_special_by_hand import CASE, MEG, special
from tests.centre.test_tools import with_group
from tests.centre.test_transfers_by_hand import ANN, TOM, bug, two_skills

DAY = 24 * HOUR


def shown(plan, scenario, *logs):
    return dataclasses.replace(
        plan, scenario=scenario, further=further_tables(scenario, logs), summary=plan.summary[:1]
    )


def texts(grid):
    return [[cell.text for cell in row] for row in grid.rows]


def test_what_is_off_has_no_table(plan):
    scenario = scenario_of()
    assert tables_of_people(scenario, [run(scenario, [Need(0)], 1)]) == {}
    for grid in (working.on_call, working.adherence, working.handling, working.learning, working.outbound):
        assert grid(plan).rows == ()


def test_being_on_call_and_keeping_to_time(plan):
    """A call-out at 01:00 that lasts fifteen minutes; somebody who comes ten minutes late to a shift of one hour."""
    scenario = duty.centre()
    log = duty.run(scenario, [duty.fire(HOUR)], duty.HOME)
    assert texts(working.on_call(shown(plan, scenario, log))) == [["Ann", "168", "1", "1", "0", "1", "10", "0.25", "0"]]
    late = keeping(shift_start=LATE)
    result = shown(plan, late, run(late, [Need(HOUR)], [shift("Ann", HOUR, 2 * HOUR)]))
    assert texts(working.adherence(result)) == [["Ann", "care", "1", "83.3 %", "0", "0", "0"]]
    assert "on_call" not in result.further


def test_handling_learning_and_engagement(plan):
    assisted = with_group(assist={})
    result = shown(plan, assisted, run(assisted, [Need(0, work=60 * MINUTE)] * 2, 2))
    assert texts(working.handling(result)) == [["care", "question", "2", "2", "0.30", "1", "0.40", "0.30"]]
    joins = learners.team("2026-01-05")
    needs = [Need(day * DAY + 9 * HOUR, work=10 * MINUTE) for day in (0, 7)]
    result = shown(plan, joins, run(joins, needs, learners.mornings(range(21))))
    assert texts(working.learning(result)) == [["Ann", "20 min", "15 min"]]
    moved = with_engagement(load=1.0)
    people = [shift("Ann", day * DAY + 9 * HOUR, day * DAY + 10 * HOUR) for day in (0, 7)]
    result = shown(plan, moved, run(moved, [Need(9 * HOUR, work=HOUR)], people))
    first, second = texts(working.engagement(result))
    assert first[:4] == ["care", "1", number_of(moved), "100.0 %"] and float(second[2]) < float(first[2])


def number_of(scenario):
    return f"{scenario.team.groups['care'].engagement.start:.2f}"


def test_outbound_calls_and_the_report(plan):
    """Due at 7.5, 22.5, 37.5 and 52.5 minutes; made at 7.5, 50, 55 and 60, five minutes each."""
    result = shown(plan, calling(), run(calling(), [Need(20 * MINUTE, work=30 * MINUTE)], 1))
    assert texts(working.outbound(result)) == [["care calls", "4", "4", "4", "0.33", "0.22", "0"]]
    page = plan_report(dataclasses.replace(plan, further={"outbound": result.further["outbound"]}), {})
    assert "How people work" in page and "Calls the team makes" in page
    assert "How people work" not in plan_report(plan, {})


@pytest.mark.parametrize("replications", [1, 2])
def test_waits_after_transfers_and_for_managers_are_means(plan, replications):
    scenario = two_skills()
    needs = [bug(), Need(0, topic="bug", draws={"misrouted": 0.9})]
    log = run(scenario, needs, [ANN, TOM])
    logs = [dataclasses.replace(log, replication=number) for number in range(replications)]
    rows = {row[0]: row[1] for row in texts(journeys.happened(shown(plan, scenario, *logs)))}
    assert (rows["Came to the wrong people"], rows["Passed on"], rows["Wait after that, minutes, mean"]) == (
        "1", "1", "4",
    )  # fmt: skip
    assert "Wait for a manager, minutes, mean" not in rows
    scenario = special("approval", granted=0.5)()
    log = run(scenario, [Need(0, draws=CASE), Need(0, draws=CASE | {"granted": 0.5})], [ANN, MEG])
    rows = {row[0]: row[1] for row in texts(journeys.happened(shown(plan, scenario, log)))}
    assert rows["Wait for a manager, minutes, mean"] == "54" and rows["of these refused"] == "1"

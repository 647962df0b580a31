"""What the search is made of: bounds that hold, parts that leave the rest alone, progress that is told as it is."""

import random

import pytest

from sim.rostering.cover import stretches
from sim.rostering.engine import Effort
from sim.rostering.find_size import start_with
from sim.rostering.improve import improve
from sim.rostering.neighbourhoods import around_a_gap, exchange, present_of
from sim.rostering.part import NOBODY_WORKS, Part, settle, solve_part
from sim.rostering.relaxed import cover_bound, hours_bound
from sim.rostering.shift_mix import mix_of_group
from sim.rostering.shift_types import shifts_of
from sim.rostering.soft_rules import POINTS
from sim.rostering.solve import solve_roster
from tests.rostering.desk import LAWFUL, requirement_of, scenario_with

THIRDS = {"rules__shift_starts": ["00:00", "08:00", "16:00"]}


def start_of(scenario, requirement, size):
    effort = Effort(1.0, seed=3)
    mix = mix_of_group(scenario, requirement, "care", effort)
    shifts = shifts_of(scenario, mix.types, mix.needed, mix.interval)
    return start_with(scenario, "care", size, shifts, mix, effort)


def people_by_shift(plan):
    shifts = [shift for _, shift in plan.works]
    return {shift: shifts.count(shift) for shift in shifts}


def test_the_bound_on_cover_by_hand():
    # One seat round the clock for a week, four people of 40 hours: 168 - 4 x 40 = 8 hours are missing, and nobody is
    # there in them, which costs 10 + 30 an hour.
    scenario = scenario_with(**THIRDS, team__groups__care__contract_hours=40, rules__hours_tolerance=0.0)
    instance = start_of(scenario, requirement_of(scenario, 1), 4).v.instance
    assert cover_bound(instance) == 8 * 40 * POINTS
    instance = start_of(scenario, requirement_of(scenario, 1), 5).v.instance
    assert cover_bound(instance) == 0
    # Five hold 200 hours: 32 below contract at 3, or worked as spare hours at 1.
    assert hours_bound(instance, 0) == 32 * POINTS


def test_no_roster_is_below_its_bounds():
    scenario = scenario_with(calendar__weeks=2, rules__solve_seconds=1, **THIRDS, **LAWFUL)
    requirement = requirement_of(scenario, lambda time: 2 if 8 <= time.hour < 16 else 1)
    for size in (4, 6, 8):
        instance = start_of(scenario, requirement, size).v.instance
        roster = solve_roster(scenario, requirement, sizes={"care": size})
        missing = round(roster.penalties["cover"] * POINTS)
        hours = (roster.penalties["hours_below_contract"] + roster.penalties["spare_cover"]) * POINTS
        assert cover_bound(instance) <= missing
        assert hours_bound(instance, missing) <= hours + 0.5


def test_a_part_changes_and_the_rest_stays():
    scenario = scenario_with(**THIRDS, **LAWFUL)
    start = start_of(scenario, requirement_of(scenario, 1), 6)
    v = start.v
    v.model.minimize(start.costs.of_stage("fairness"))
    plan, _ = settle(v, start.plan, [])
    chance = random.Random(1)
    for _ in range(3):
        part = exchange(v, plan, 3, chance)
        workers = {worker for worker, _ in part.free}
        assert len(workers) == 3
        found = solve_part(v, plan, part, 0.2, 1)
        assert found is not None
        assert found.objective <= plan.objective
        assert people_by_shift(found) == people_by_shift(plan)
        assert {cell for cell in found.works if cell[0] not in workers} == {
            cell for cell in plan.works if cell[0] not in workers
        }
        plan = found
    # The model is as free as before.
    everything = frozenset((worker, shift) for worker in range(6) for shift in v.shifts(worker))
    v.model.minimize(sum(v.count))
    found = solve_part(v, plan, Part(everything), 1.0, 1)
    assert found is not None
    assert found.works == frozenset()


def test_gaps_are_where_the_search_looks():
    scenario = scenario_with(**THIRDS)
    needed = requirement_of(scenario, lambda time: int(time.day_of_week == 3 and time.hour < 8))
    start = start_of(scenario, needed, 3)
    assert present_of(start.v.instance, NOBODY_WORKS).sum() == 0
    part = around_a_gap(start.v, NOBODY_WORKS, 0, random.Random(1))
    days = {start.v.instance.shifts[shift].day for _, shift in part.free}
    assert days == {3}  # the only day with shifts at all, and all three people may work it
    assert {worker for worker, _ in part.free} == {0, 1, 2}


def test_improving_from_nothing_finds_full_cover_and_proves_it():
    scenario = scenario_with(**THIRDS, **LAWFUL)
    start = start_of(scenario, requirement_of(scenario, 1), 6)
    v = start.v
    v.model.minimize(start.costs.of_stage("cover"))
    empty, _ = settle(v, NOBODY_WORKS, [])
    assert empty.objective == 168 * 40 * POINTS
    told = []
    plan, left = improve(v, empty, "cover", Effort(5.0, seed=1, watch=told.append), 0.5, 0.0)
    assert plan.objective == 0
    assert left > 0
    assert [step.best for step in told] == sorted((step.best for step in told), reverse=True)
    assert told[-1].best == 0


def test_progress_is_told_stage_by_stage():
    scenario = scenario_with(calendar__weeks=2, rules__solve_seconds=2, **THIRDS, **LAWFUL)
    requirement = requirement_of(scenario, lambda time: 2 if 8 <= time.hour < 16 else 1)
    told = []
    roster = solve_roster(scenario, requirement, sizes={"care": 8}, progress=told.append)
    stages = [step.stage.removeprefix("care: ") for step in told]
    order = ["shift mix", "cover", "hours", "fairness"]
    assert set(stages) <= set(order)
    assert stages == sorted(stages, key=order.index)
    for step in told:
        assert step.seconds >= 0
    if "fairness" in stages:
        fair = sum(cost for rule, cost in roster.penalties.items() if rule.startswith("fair"))
        assert told[-1].best == pytest.approx(fair)


def test_a_search_content_with_less_stops_within_its_share():
    scenario = scenario_with(calendar__weeks=2, rules__solve_seconds=2, **THIRDS, **LAWFUL)
    requirement = requirement_of(scenario, lambda time: 2 if 8 <= time.hour < 16 else 1)
    told = {}
    for gap in (0.0, 1.0):
        told[gap] = []
        roster = solve_roster(scenario, requirement, sizes={"care": 8}, progress=told[gap].append, stop_gap=gap)
        assert roster.penalties["cover"] == 0
    hours = [[step for step in told[gap] if step.stage.endswith("hours")] for gap in (0.0, 1.0)]
    assert len(hours[1]) <= len(hours[0])


def test_stretches_keep_every_need_of_intervals_covered_alike():
    scenario = scenario_with(**THIRDS)
    requirement = requirement_of(scenario, lambda time: 1 + (time.hour >= 12))
    start = start_of(scenario, requirement, 2)
    instance = start.v.instance
    found = stretches(instance.shifts, instance.needed)
    assert sum(times for stretch in found for _, times in stretch.needs) == len(instance.needed)
    assert sum(people * times for stretch in found for people, times in stretch.needs) == instance.needed.sum()
    middle = [stretch for stretch in found if len(stretch.needs) == 2]  # 08:00-16:00 needs one, then two
    assert [stretch.needs for stretch in middle] == [((1, 8), (2, 8))] * 7

"""The solver of cyclic rotas against brute force, the checker, known statuses, and itself."""

import csv
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.rostering.cyclic_check import check_rota, wish_counts
from sim.rostering.cyclic_file import read_rota_file
from sim.rostering.cyclic_instance import OFF, RotaInstance, RotaRules, RotaShift
from sim.rostering.cyclic_solve import solve_rota
from tests.rostering.rotas import SHIFTS, all_tables, instance, rows_of, with_rules

FIVE_DAYS = tuple(replace(shift, run_min=5) for shift in SHIFTS)
QUICK = ["Example1", "Example2", "Example6", "Example15", "Example100", "Example175", "Example450", "Example500"]


@st.composite
def instances(draw):
    """Random instances of the benchmark's family, and beyond: wishes, weekends, hours, nights."""
    people = draw(st.integers(1, 12))
    count = draw(st.integers(1, 3))
    shifts = []
    for shift in SHIFTS[:count]:
        least = draw(st.integers(1, 2))
        shifts.append(replace(shift, run_min=least, run_max=draw(st.none() | st.integers(least, 7))))
    off, work = ((draw(st.integers(1, 2)), draw(st.integers(most, 7))) for most in (2, 4))
    rules = RotaRules(
        *off,
        *work,
        forbidden=frozenset(draw(st.sets(st.sampled_from(list(_sequences(count))), max_size=4))),
        nights_max=draw(st.none() | st.integers(1, 4)),
        off_after_nights=draw(st.integers(0, 2)),
        minutes_a_week_max=draw(st.none() | st.integers(3, 6).map(lambda days: days * 480)),
        weekends_off_min=draw(st.integers(0, people // 3)),
        weekends_worked_max=draw(st.none() | st.integers(1, 3)),
    )
    most = max(1, people // (count + 1))
    week = st.lists(st.integers(0, most), min_size=7, max_size=7).map(tuple)
    flat = st.integers(0, most).map(lambda number: (number,) * 7)
    demand = tuple(draw(week | flat) for _ in range(count))
    wishes = (("weekends_worked", 1),), (("single_days_off", 2), ("separate_rests", 1)), (("short_changes", 1),)
    return RotaInstance(
        people,
        tuple(shifts),
        demand,
        rules,
        surplus_max=draw(st.integers(0, 2)),
        may_be_short=draw(st.integers(0, 3)) > 0,
        wishes=draw(st.sampled_from([(), wishes[:1], wishes])),
    )


def _sequences(count):
    entries = (OFF, *range(count))
    return [row for length in (2, 3) for row in product(entries, repeat=length) if row[0] != OFF and row[-1] != OFF]


FOUND = []


@settings(max_examples=40, derandomize=True)
@given(instances())
def test_every_rota_found_passes_the_checker(random):
    rota = solve_rota(random, seconds=600, work=20)
    assert rota.status in ("optimal", "feasible", "infeasible"), "twelve people are settled with little work"
    if rota.table is not None:
        FOUND.append(rota.status)
        assert check_rota(random, rota.table) == []
        assert dict(rota.counts) == wish_counts(random, rota.table)


def test_some_random_instances_had_a_rota():
    """The test above would also pass if nothing were ever found."""
    if FOUND == []:
        test_every_rota_found_passes_the_checker()
    assert len(FOUND) >= 10


def test_feasibility_and_the_best_count_as_by_trying_all_tables():
    """One person and two shifts have 2,187 tables; every rule set below is decided by looking at all of them."""
    shifts = tuple(replace(shift, run_min=2) for shift in (SHIFTS[0], SHIFTS[2]))
    statuses = set()
    for work_max, off_max, weekends, demand_days in product((3, 5), (1, 3), (0, 1), ((2, 3), (4, 0), (3, 2))):
        rules = RotaRules(1, off_max, 1, work_max, frozenset({(1, 0)}), weekends_off_min=weekends)
        days = [(0,) * demand_days[0] + (1,) * demand_days[1] + (OFF,) * (7 - sum(demand_days))]
        demand = tuple(tuple(int(day == shift) for day in days[0]) for shift in range(2))
        wanted = RotaInstance(1, shifts, demand, rules, surplus_max=1, wishes=((("surplus", 1),),))
        good = [table for table in all_tables(wanted) if check_rota(wanted, table) == []]
        rota = solve_rota(wanted)
        statuses.add(rota.status)
        assert (rota.status == "optimal") == bool(good)
        if good:
            assert rota.counts["surplus"] == min(wish_counts(wanted, table)["surplus"] for table in good)
    assert statuses == {"optimal", "infeasible"}


def test_two_people_and_one_shift_by_trying_all_tables():
    """All 16,384 tables of two weeks: the fewest weekends worked, then the fewest blocks of days off."""
    shift = (RotaShift("D", 8 * 60, 480),)
    wishes = (("weekends_worked", 1),), (("separate_rests", 1),)
    found = 0
    for demand in ((1, 1, 1, 1, 1, 1, 1), (2, 1, 1, 2, 1, 1, 0), (1, 1, 2, 1, 1, 1, 1)):
        wanted = RotaInstance(2, shift, (demand,), RotaRules(1, 4, 2, 5), wishes=wishes)
        good = [wish_counts(wanted, table) for table in all_tables(wanted) if check_rota(wanted, table) == []]
        rota = solve_rota(wanted)
        assert (rota.status == "optimal") == bool(good)
        if not good:
            continue
        found += 1
        best = min((counts["weekends_worked"], counts["separate_rests"]) for counts in good)
        assert (rota.counts["weekends_worked"], rota.counts["separate_rests"]) == best
        assert [(stage.cost, stage.bound) for stage in rota.stages] == [(best[0], best[0]), (best[1], best[1])]
    assert found


def test_fewer_people_than_needed_leave_the_least_missing():
    wanted = RotaInstance(2, SHIFTS[:1], ((2,) * 7,), RotaRules(2, 3, 2, 5), may_be_short=True)
    rota = solve_rota(wanted)
    assert rota.status == "optimal"
    assert rota.counts["shortage"] == 4, "two people work five days of seven each"


def test_the_same_seed_gives_the_same_rota():
    wishes = (("weekends_worked", 1), ("single_days_off", 1)), (("short_changes", 1),)
    demand = ((3, 3, 3, 3, 3, 2, 2), (2, 2, 2, 2, 2, 2, 2), (1, 1, 1, 1, 1, 1, 1))
    wanted = RotaInstance(9, SHIFTS, demand, RotaRules(2, 4, 3, 6, frozenset({(2, 0), (2, 1)})), wishes=wishes)
    first, second = solve_rota(wanted, seed=3), solve_rota(wanted, seed=3)
    assert first.table == second.table is not None
    assert first.is_repeatable


def test_time_that_is_up_says_unknown_and_not_infeasible():
    wanted = instance(["DDDDD--", "AAAAA--", "NNNNN--"], with_rules(work_max=5))
    assert solve_rota(wanted, seconds=1e-9).status == "unknown"


def test_the_table_of_three_shifts_in_three_weeks():
    """A week of each shift, five days on and two off, is the only way to cover five days with three people."""
    rota = solve_rota(instance(["DDDDD--", "AAAAA--", "NNNNN--"], with_rules(work_min=5, work_max=5), FIVE_DAYS))
    assert set(rota.rows) == set(rows_of(["DDDDD--", "AAAAA--", "NNNNN--"]))


@pytest.mark.data
@pytest.mark.parametrize("name", QUICK)
def test_the_status_known_of_benchmark_instances(shared_data, name):
    folder = shared_data / "rotating_workforce"
    with (folder / "known_status.csv").open() as file:
        known = {row["instance"]: row["status"] for row in csv.DictReader(file)}
    wanted = read_rota_file(folder / f"{name}.txt")
    rota = solve_rota(wanted)
    assert ("infeasible" if rota.table is None else "feasible") == known[name]
    assert rota.status in ("optimal", "infeasible")
    if rota.table is not None:
        assert check_rota(wanted, rota.table) == []

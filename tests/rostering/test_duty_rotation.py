"""Rotations of duties: each rule both ways, the optimum against all plans there are, the published best costs."""

import signal
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.rostering.duty_check import check_duties, duty_costs
from sim.rostering.duty_file import read_duty_rotation
from sim.rostering.duty_rotation import DutyRotation
from sim.rostering.duty_solve import solve_duties
from sim.rostering.formats import solve_file


def rotation(people, days, unavailable=None, fixed=None, offset=2, loads=None, adjacent=1, wednesday=1):
    """People and days are numbered from 0; `unavailable` and `fixed` are days by person."""
    unavailable, fixed = unavailable or {}, fixed or {}
    return DutyRotation(
        name="test",
        work_load=tuple(loads or [100] * people),
        days=days,
        unavailable=tuple(frozenset(unavailable.get(person, ())) for person in range(people)),
        fixed=tuple(frozenset(fixed.get(person, ())) for person in range(people)),
        weekend_offset=offset,
        adjacent_weight=adjacent,
        wednesday_weight=wednesday,
    )


@pytest.mark.parametrize(
    ("holders", "words"),
    [
        ([0, 1, 2, 0, 1, 2, 0, 1], []),
        ([0, 0, 2, 0, 1, 2, 0, 1], []),  # two days running may be; they cost
        ([0, 1, 1, 0, 1, 2, 0, 2], ["day 3: person 2 has this weekend and day 2 beside it"]),
        ([0, 1, 2, 2, 1, 2, 0, 1], ["day 3: person 3 has this weekend and day 4 beside it"]),
        ([0, 1, 2, 0, 1, 2, 0, 2], ["day 3: person 3 has this weekend and the next"]),
        ([0, 1, 2, 0, 0, 0, 1, 0], ["days 4 to 6: person 1 has three days running"]),
    ],
)
def test_each_rule_both_ways(holders, words):
    assert check_duties(rotation(3, 8), holders) == words


def test_fixed_days_excuse_what_the_rules_forbid():
    holders = [0, 1, 1, 0, 1, 2, 0, 1]
    for fixed, excused in (({1: [1, 2]}, False), ({1: [1, 2], 0: [3]}, True)):
        broken = check_duties(rotation(3, 8, fixed=fixed), holders)
        assert (broken == ["day 3: person 2 has this weekend and the next"]) == excused
        assert solve_duties(rotation(3, 8, fixed=fixed)).status == ("optimal" if excused else "infeasible")


def test_unavailable_and_fixed_days_are_kept():
    free = rotation(3, 8)
    holders = [0, 1, 2, 0, 1, 2, 0, 1]
    assert check_duties(replace(free, unavailable=(frozenset({3}), frozenset(), frozenset())), holders)
    assert check_duties(replace(free, fixed=(frozenset({1}), frozenset(), frozenset())), holders)
    assert check_duties(free, holders[:-1]) == ["7 days have a holder, of 8"]
    assert check_duties(free, [*holders[:-1], 3]) == ["day 8: there is no person 4"]


def test_the_cost_of_a_plan_by_hand():
    """Weekends are days 3 and 8: person 1 has four weekdays, 2 one, 3 one; the weekends are 2's and 3's.

    Adjacent: days 1-2 (1) and 4-5 (1); days 7-8 are the last pair and free. Wednesday and weekend: day 6 and 8 (3).
    Weekdays: |4 - 1| with loads 100 and 50: max(|100*1 - 50*4|, |100*1 - 100*4|, |50*1 - 100*1|) = 300, so 3.
    Weekends 0, 1, 1: max(|100*1 - 50*0|, 100, |50*1 - 100*1|) = 100, so 1.
    """
    plan = rotation(3, 8, loads=[100, 50, 100], adjacent=5, wednesday=7)
    assert duty_costs(plan, [0, 0, 1, 0, 0, 2, 1, 2]) == {
        "adjacent_days": 10,
        "wednesday_and_weekend": 7,
        "weekday_imbalance": 3,
        "weekend_imbalance": 1,
    }


SMALL = st.builds(
    rotation,
    st.just(3),
    st.integers(1, 8),
    st.dictionaries(st.integers(0, 2), st.sets(st.integers(0, 7), max_size=3), max_size=3),
    st.dictionaries(st.integers(0, 2), st.sets(st.integers(0, 7), max_size=2), max_size=2),
    st.integers(0, 4),
    st.lists(st.sampled_from([10, 50, 100]), min_size=3, max_size=3),
    st.integers(0, 3),
    st.integers(0, 3),
)


@settings(max_examples=60)
@given(SMALL)
def test_the_solver_finds_what_looking_at_all_plans_finds(small):
    inside = range(small.days)
    small = replace(
        small,
        unavailable=tuple(days & set(inside) for days in small.unavailable),
        fixed=tuple(days & set(inside) for days in small.fixed),
    )
    kept = [holders for holders in product(range(3), repeat=small.days) if not check_duties(small, holders)]
    plan = solve_duties(small, seconds=10)
    if not kept:
        assert plan.status == "infeasible"
        assert plan.reasons or all(small.may(0, day) for day in inside)
        return
    best = min(sum(duty_costs(small, holders).values()) for holders in kept)
    assert (plan.status, plan.cost, plan.bound) == ("optimal", best, best)
    assert check_duties(small, plan.holders) == []


def test_an_impossible_rotation_names_the_rules_in_conflict():
    alone = {1: range(2, 8), 2: range(2, 8)}
    plan = solve_duties(rotation(3, 8, unavailable=alone))
    assert plan.status == "infeasible"
    assert plan.holders is None
    assert len(plan.reasons) == 1  # one rule is enough: person 1 is alone from day 3 on
    assert "person 1 may not have" in plan.reasons[0]


def test_contradictions_of_the_input_are_told():
    wrong = rotation(2, 3, unavailable={0: [0, 1], 1: [1]}, fixed={0: [0, 2], 1: [2]})
    assert solve_duties(wrong).reasons == (
        "day 1 is fixed for person 1, who is not available",
        "day 2: nobody is available",
        "day 3 is fixed for persons 1 and 2; one of them can have it",
    )


def test_the_same_seed_gives_the_same_plan():
    plans = [solve_duties(rotation(5, 60), seed=4).holders for _ in range(2)]
    assert plans[0] == plans[1]


@pytest.mark.data
@pytest.mark.parametrize(("name", "best"), [("10s-100d-C", 47), ("4s-100d", 2), ("4s-23d", 2), ("10s-150d", 5)])
def test_the_best_known_costs_are_found_and_proven(shared_data, name, best):
    found = read_duty_rotation(shared_data / "oncall_rotation" / f"{name}.dzn")
    plan = solve_duties(found)
    assert (plan.status, plan.cost, plan.bound) == ("optimal", best, best)


def test_roster_solve_tells_a_rotation_from_other_files(tmp_path):
    file = tmp_path / "rota.dzn"
    text = (
        "% four people\nnum_days = 10; num_staff = 4; work_load = [100, 100, 100, 100];\n"
        "unavailable = [{}, {}, {}, {}]; fixed = [{}, {}, {1}, {}]; weekend_offset = 2;"
    )
    file.write_text(text, encoding="utf-8")
    solved = solve_file(file, 10, 1)
    assert (solved.status, solved.facts["format"], solved.facts["holders"][0]) == ("optimal", "on-call rotation", 3)
    assert solved.facts["cost"] == solved.facts["bound"] == sum(solved.facts["costs"].values())
    lines = solved.files["rota.csv"].splitlines()
    assert (lines[:2], len(lines)) == (["day,weekend,person", "1,no,3"], 11)
    file.write_text(text.replace("{}, {}, {}, {}", "{2}, {2}, {2}, {2}"), encoding="utf-8")
    none = solve_file(file, 10, 1)
    assert (none.status, none.is_found) == ("infeasible", False)
    assert none.lines[1:] == ("day 2: nobody is available",)


def test_ctrl_c_hands_back_the_best_plan_so_far():
    wanted, told = rotation(12, 150, offset=4), []

    def interrupt(news):
        told.append(news.best)
        if len(told) == 1:
            signal.raise_signal(signal.SIGINT)

    plan = solve_duties(wanted, seconds=60, progress=interrupt)
    assert plan.status in ("feasible", "optimal")
    assert plan.holders is not None
    assert check_duties(wanted, plan.holders) == []
    with pytest.raises(KeyboardInterrupt):  # and a Ctrl-C after the search is one as elsewhere
        signal.raise_signal(signal.SIGINT)

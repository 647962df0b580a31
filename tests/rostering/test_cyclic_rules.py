"""Each rule of cyclic rotas both ways: a table that just keeps it and one that just does not, in checker and solver.

The demand of each instance is what the table covers. The solver must find a rota where the table keeps the rule; where
all tables of that demand break it, it must prove that there is none.
"""

import pytest

from sim.rostering.cyclic_instance import OFF, RotaInstance, RotaShift, rest_between, rest_rules
from sim.rostering.cyclic_solve import solve_rota
from tests.rostering.rotas import DAY, LATE, LOOSE, NIGHT, SHIFTS, broken, instance, rows_of, with_rules

BOTH_WAYS = [
    ("lengths", {"work_max": 5}, ["DDDDD--"], ["DDDDDD-"]),
    ("lengths", {"work_min": 5}, ["DDDDD--"], ["DDDD---"]),
    ("lengths", {"days_off_max": 2}, ["DDDDD--"], ["DDDD---"]),
    ("lengths", {"days_off_min": 2}, ["DDDDD--"], ["DDDDDD-"]),
    ("sequences", {"forbidden": frozenset({(NIGHT, DAY)})}, ["DDDNN--"], ["NNDDD--"]),
    ("sequences", {"forbidden": frozenset({(NIGHT, OFF, DAY)})}, ["DDDNN--"], ["DDDDNN-"]),
    ("nights", {"nights_max": 2}, ["DDDNN--"], ["DDNNN--"]),
    ("after_nights", {"off_after_nights": 3}, ["DDNN---"], ["DDDNN--"]),
    ("hours", {"minutes_a_week_max": 40 * 60}, ["DDDDD--"], ["DDDDDD-"]),
    ("hours", {"minutes_min": 40 * 60}, ["DDDDD--"], ["DDDD---"]),
    ("hours", {"minutes_max": 32 * 60}, ["DDDD---"], ["DDDDD--"]),
    ("weekends", {"weekends_off_min": 1}, ["DDDDD--"], ["-DDDDD-"]),
    ("weekends", {"weekends_worked_max": 1}, ["DDD----", "---DDDD"], ["DDD----", "---DDDD", "---DDDD"]),
]


@pytest.mark.parametrize(("rule", "setting", "good", "bad"), BOTH_WAYS, ids=lambda value: str(value)[:24])
def test_each_rule_allows_and_forbids(rule, setting, good, bad):
    rules = with_rules(**setting)
    assert broken(good, rules) == set()
    assert broken(bad, rules) == {rule}
    assert broken(bad) == set(), "the table breaks no other rule"
    assert solve_rota(instance(good, rules)).status == "optimal"


@pytest.mark.parametrize(("rule", "setting", "good", "bad"), BOTH_WAYS[:-1], ids=lambda value: str(value)[:24])
def test_the_solver_proves_that_a_rule_leaves_nothing(rule, setting, good, bad):
    """With one person the demand leaves one table."""
    rota = solve_rota(instance(bad, with_rules(**setting)))
    assert (rota.status, rota.table) == ("infeasible", None)


def test_a_night_into_saturday_is_no_weekend_off():
    rules = with_rules(weekends_off_min=1)
    assert broken(["-DDDD--"], rules) == set()
    assert broken(["DDD-N--"], rules) == {"weekends"}
    assert solve_rota(instance(["DDD-N--"], rules)).status == "infeasible"
    early = (SHIFTS[DAY], SHIFTS[LATE], RotaShift("N", 16 * 60, 480))
    assert broken(["DDD-N--"], rules, shifts=early) == set(), "it ends at midnight"
    assert solve_rota(instance(["DDD-N--"], rules, shifts=early)).status == "optimal"


def test_the_solver_spaces_weekends():
    """Two of three weekends worked, in a row whatever the order of the rows."""
    table = ["DDD----", "---DDDD", "---DDDD"]
    assert solve_rota(instance(table, with_rules(weekends_worked_max=1))).status == "infeasible"
    assert solve_rota(instance(table, with_rules(weekends_worked_max=2))).status == "optimal"


def test_block_lengths_of_a_shift():
    shifts = (SHIFTS[DAY], SHIFTS[LATE], RotaShift("N", 22 * 60, 480, run_min=2, run_max=3, is_night=True))
    assert broken(["DDDNN--"], shifts=shifts) == set()
    assert broken(["DDDDN--"], shifts=shifts) == {"lengths"}
    assert broken(["DNNNN--"], shifts=shifts) == {"lengths"}
    assert solve_rota(instance(["DDDDN--"], shifts=shifts)).status == "infeasible"
    assert solve_rota(instance(["DNNNN--"], shifts=shifts)).status == "infeasible"


def test_demand_is_exact_unless_more_or_less_is_allowed():
    wanted = instance(["DDDDD--"])
    assert {v.rule for v in _check(wanted, ["DDDD---"])} == {"demand"}
    assert {v.rule for v in _check(wanted, ["DDDDDD-"])} == {"demand"}
    short = instance(["DDDDD--"], may_be_short=True)
    more = instance(["DDDDD--"], surplus_max=1)
    assert _check(short, ["DDDD---"]) == []
    assert _check(more, ["DDDDDD-"]) == []


def test_a_forbidden_sequence_is_pairwise():
    """Forbidding night to morning forbids neither night to late nor late to night."""
    rules = with_rules(forbidden=frozenset({(NIGHT, DAY)}))
    assert broken(["NNAAD--"], rules) == set()
    assert solve_rota(instance(["NNAAD--"], rules)).status == "optimal"


def test_a_bound_on_days_off_is_no_bound_on_work():
    """With at most two days off in a row and nothing said of work, three people need not each work all days."""
    rules = with_rules(days_off_max=2)
    rota = solve_rota(instance(["DDD--DD", "AAA--AA", "NNN--NN"], rules))
    assert rota.status == "optimal"
    assert sum(entry == OFF for row in rota.rows for entry in row) == 6


def test_runs_go_over_the_end_of_the_week_and_of_the_table():
    """Sunday of the last row and Monday of the first are neighbours."""
    assert broken(["DDD--DD", "--DDDDD"], with_rules(work_max=7)) == {"lengths"}
    assert broken(["DD--DDD", "--DDDDD"], with_rules(work_max=7)) == set()


def test_nobody_goes_round_a_table_of_their_own():
    """Each of two weeks closes on itself, so two rotas of one would keep every rule; one rota of two cannot."""
    rules = with_rules(forbidden=frozenset({(DAY, OFF, OFF), (DAY, OFF, NIGHT), (DAY, NIGHT)}))
    lonely = instance(["DDDDDD-", "NNNNN--"], rules)
    assert solve_rota(instance(["DDDDDD-"], rules)).status == "optimal"
    assert solve_rota(instance(["NNNNN--"], rules)).status == "optimal"
    assert solve_rota(lonely).status == "infeasible"


def test_rest_becomes_forbidden_sequences():
    early, late = SHIFTS[:2]
    assert rest_between(late, early) == 8 * 60
    assert rest_rules(SHIFTS, daily_rest=11 * 60) == {(LATE, DAY), (NIGHT, DAY), (NIGHT, LATE)}
    assert rest_rules(SHIFTS, weekly_rest=35 * 60) == {(LATE, OFF, DAY), (NIGHT, OFF, DAY), (NIGHT, OFF, LATE)}
    assert rest_rules(SHIFTS, is_forward=True) == {(LATE, DAY), (NIGHT, DAY), (NIGHT, LATE)}


def test_what_makes_no_sense_is_refused():
    with pytest.raises(ValueError, match="7 numbers for every shift"):
        RotaInstance(1, SHIFTS, ((1, 1),), LOOSE)
    with pytest.raises(ValueError, match="no length is left"):
        RotaInstance(1, SHIFTS, ((0,) * 7,) * 3, with_rules(work_min=5, work_max=4))
    assert {v.rule for v in _check(instance(["DDDDD--"]), ["DDDDD--", "DDDDD--"])} == {"shape"}


def _check(wanted, table):
    from sim.rostering.cyclic_check import check_rota

    return check_rota(wanted, rows_of(table))

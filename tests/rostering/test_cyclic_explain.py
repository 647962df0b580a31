"""Why a rota cannot be: by hand, against every table there is, on the benchmark, and in a scenario's words."""

from dataclasses import replace
from itertools import product

import pytest

from sim.rostering.cyclic_check import check_rota
from sim.rostering.cyclic_demand import week_demand
from sim.rostering.cyclic_explain import explain_rota
from sim.rostering.cyclic_file import read_rota_file
from sim.rostering.cyclic_instance import RotaInstance
from sim.rostering.cyclic_reasons import reasons_of, with_rules, without_rules
from sim.rostering.cyclic_scenario import NoRota, find_rota
from sim.rostering.cyclic_scenario_reasons import explain_for, nearest_to_a_rota
from tests.rostering.desk import requirement_of, scenario_with
from tests.rostering.rotas import SHIFTS, all_tables
from tests.rostering.rotas import with_rules as rules_with

DAY = SHIFTS[:1]
EVERY_DAY = ((1,) * 7,)


def sentences(explained):
    return [reason.sentence for reason in explained.reasons], [mend.sentence for mend in explained.mends]


def test_one_person_cannot_work_every_day():
    alone = RotaInstance(1, DAY, EVERY_DAY, rules_with(work_max=6))
    reasons, mends = sentences(explain_rota(alone))
    assert reasons == ["at most 6 working days in a row"]
    assert mends[0] == "1 person more"
    assert mends[-1].startswith("1 shift a week (")
    assert (
        explain_rota(alone).lines[0].startswith("All that is needed in a week, with 1 person, cannot be had together")
    )


def test_a_day_that_needs_more_than_there_are_is_named():
    full = RotaInstance(2, DAY, ((3, 2, 2, 2, 2, 0, 0),), rules_with())
    explained = explain_rota(full)
    assert explained.notes == ("On Mon 3 shifts are to be worked, and there are 2 people.",)
    assert sentences(explained) == ([], ["1 person more", "1 shift a week (Mon D) left open"])


def test_more_days_off_than_days_at_work_cannot_lie_apart():
    """Three people share seven shifts a week: 14 days off among 7 at work, so some follow each other."""
    many = RotaInstance(3, DAY, EVERY_DAY, rules_with(days_off_max=1, work_min=2))
    explained = explain_rota(many)
    assert sentences(explained)[0] == ["at most 1 day off in a row"]
    assert explained.is_smallest


def _no_table(instance):
    return all(check_rota(instance, table) for table in all_tables(instance))


@pytest.mark.parametrize(
    "rules", [{"days_off_max": most, "work_min": least, "work_max": 4} for most, least in product((1, 3), (2, 3))]
)
def test_every_reason_is_needed_and_every_mend_is_true(rules):
    """Three people, one shift: 2,187 tables, all looked at."""
    instance = RotaInstance(3, DAY, EVERY_DAY, rules_with(**rules))
    explained = explain_rota(instance)
    if not explained.reasons:
        assert not _no_table(instance), "nothing to explain: there is a rota"
        return
    bare = without_rules(instance)
    assert _no_table(with_rules(bare, explained.reasons)), "together they forbid it"
    for reason in explained.reasons:
        others = [one for one in explained.reasons if one != reason]
        assert not _no_table(with_rules(bare, others)), f"without '{reason.sentence}' they do not"
    assert explained.mends
    for mend in explained.mends:
        assert check_rota(mend.rota.instance, mend.rota.rows) == []
        assert mend.rota.instance != instance


def test_rules_put_on_again_are_the_rules_as_they_were():
    instance = RotaInstance(
        4, SHIFTS, ((1,) * 7,) * 3, replace(rules_with(nights_max=3, minutes_max=9000), forbidden=frozenset({(2, 0)}))
    )
    whole = RotaInstance(
        4, tuple(replace(one, run_min=2, run_max=4) for one in SHIFTS), instance.demand, instance.rules
    )
    assert with_rules(without_rules(whole), reasons_of(whole)) == whole


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "reason", "mend"),
    [
        ("Example100", "at least 4 working days in a row", "up to 3 days off in a row instead of 2"),
        ("Example500", "at most 2 days off in a row", "up to 3 days off in a row instead of 2"),
        ("Example575", "at least 2 days off in a row", "1 person more"),
        ("Example400", "at most 4 days in a row on A", "as few as 2 days in a row on A instead of 3 and as few as 2"),
    ],
)
def test_benchmark_files_without_a_rota_say_why(shared_data, name, reason, mend):
    explained = explain_rota(read_rota_file(shared_data / "rotating_workforce" / f"{name}.txt"))
    reasons, mends = sentences(explained)
    assert reason in reasons
    assert any(one.startswith(mend) for one in mends)
    assert explained.is_smallest
    for one in explained.mends:
        assert check_rota(one.rota.instance, one.rota.rows) == []


def office(time):
    return 2 if time.day_of_week < 5 and 6 <= time.hour < 22 else 0


def test_a_scenario_without_a_rota_is_explained_in_its_own_words():
    """Nobody is needed at weekends, so nobody can work six days in a row."""
    scenario = scenario_with(rota__work_min=6, rota__surplus_max=0, rota__shift_types_max=2)
    demand = week_demand(scenario, requirement_of(scenario, office), "care")
    with pytest.raises(NoRota) as none:
        find_rota(scenario, demand)
    people = nearest_to_a_rota(scenario, demand, none.value.tried[:3])
    explained = explain_for(scenario, demand, people)
    reasons, mends = sentences(explained)
    assert reasons == ["at least 6 working days in a row"]
    assert [row for row in explained.conflict_table["rule"]] == ["rota.work_min"]
    assert any(one.startswith("as few as 5 working days in a row instead of 6") for one in mends)


def test_what_may_follow_what_is_told_by_the_rule_it_comes_from():
    """Shifts of eight hours on two days in a row leave 16 h between them: with 17 h nobody works two days running."""
    scenario = scenario_with(rules__daily_rest="17 h", rota__surplus_max=0)
    demand = week_demand(scenario, requirement_of(scenario, 1), "care")
    explained = explain_for(scenario, demand, 4)
    assert {reason.key for reason in explained.reasons} == {"rules.daily_rest", "rota.off_after_nights"}
    assert "16 h of rest between two shifts instead of 17 h" in sentences(explained)[1]

"""Explanations worked out by hand: what cannot hold together, and mends that really mend, solved again here."""

import pandas as pd
import pytest

from sim.rostering.conflict import is_impossible, smallest_conflict
from sim.rostering.explain import explain_roster
from sim.rostering.reasons import question_of, reasons_of
from sim.rostering.shift_types import ShiftType, shifts_of
from sim.rostering.solve import solve_roster
from tests.rostering.desk import LAWFUL, requirement_of, rows, scenario_with


def needing(scenario, *shifts):
    wanted = [(row[4], row[5]) for row in rows("somebody", *shifts)]
    return requirement_of(scenario, lambda time: sum(start <= time < end for start, end in wanted))


def explained(scenario, requirement, size):
    roster = solve_roster(scenario, requirement, sizes={"care": size})
    assert roster.status == "partial"
    return roster, explain_roster(scenario, requirement, roster)


def reasons(conflict):
    return {(reason.key, reason.person) for reason in conflict.reasons}


AWAY = {"name": "Ada", "leave": [{"first": "2026-01-06", "last": "2026-01-07"}]}
BY_DAY = {"name": "Ben", "nights": False}


def test_a_night_that_nobody_may_work():
    scenario = scenario_with(AWAY, BY_DAY)
    requirement = needing(scenario, "Tue 22:00-06:00", "Fri 06:00-14:00")
    roster, found = explained(scenario, requirement, 2)
    [conflict] = found.conflicts
    assert reasons(conflict) == {("leave", "Ada"), ("nights", "Ben")}
    assert conflict.is_smallest
    assert "Ada is on leave (Tue 2026-01-06 to Wed 2026-01-07)" in conflict.sentence
    assert "Tue 2026-01-06" in conflict.sentence
    mends = [mend.sentence for mend in found.mends]
    assert mends[:2] == ["1 person more in care", "8 h of cover left open on Tue 2026-01-06, Wed 2026-01-07"]
    assert set(mends[2:]) == {
        "not 'Ada is on leave (Tue 2026-01-06 to Wed 2026-01-07)'", "not 'Ben works no nights'"
    }  # fmt: skip
    assert solve_roster(scenario, requirement, sizes={"care": 3}).gaps.empty
    assert roster.gaps["missing"].sum() / 2 == 8


def test_a_rest_that_must_give_way_and_for_whom():
    scenario = scenario_with("Ada", rules__daily_rest="11 h")
    requirement = needing(scenario, "Mon 14:00-22:00", "Tue 06:00-14:00")
    _, found = explained(scenario, requirement, 1)
    [conflict] = found.conflicts
    assert reasons(conflict) == {("daily_rest", "")}
    assert conflict.reasons[0].sentence == "at least 11 h of rest between two shifts"
    assert "8 h rest between shifts instead of 11 h for Ada" in [mend.sentence for mend in found.mends]
    shorter = scenario_with("Ada", rules__daily_rest="8 h")
    assert solve_roster(shorter, requirement, sizes={"care": 1}).gaps.empty
    longer = scenario_with("Ada", rules__daily_rest="9 h")
    assert not solve_roster(longer, requirement, sizes={"care": 1}).gaps.empty  # so 8 h is the least


def test_an_agreement_that_cannot_be_kept():
    late = {"wish": "for", "shift": "14:00-22:00", "first": "2026-01-05", "fixed": True}
    early = {"wish": "for", "shift": "06:00-14:00", "first": "2026-01-06", "fixed": True}
    scenario = scenario_with({"name": "Ada", "requests": [late, early]}, rules__daily_rest="11 h")
    requirement = needing(scenario, "Mon 14:00-22:00", "Tue 06:00-14:00")
    _, found = explained(scenario, requirement, 1)
    agreed = [conflict for conflict in found.conflicts if conflict.wanted.startswith("Ada")]
    [conflict] = agreed
    assert reasons(conflict) == {("agreed", "Ada"), ("daily_rest", "")}
    assert "8 h rest between shifts instead of 11 h for Ada" in [mend.sentence for mend in found.mends]


def test_too_few_people_for_a_seat_round_the_clock():
    scenario = scenario_with(**LAWFUL)
    requirement = requirement_of(scenario, 1)
    roster, found = explained(scenario, requirement, 3)
    [conflict] = found.conflicts
    assert "with 3 people, cannot be had whatever the rules" in conflict.sentence  # four shifts touch Monday
    [more] = [mend for mend in found.mends if "more in care" in mend.sentence]
    extra = int(more.sentence.split()[0])
    assert solve_roster(scenario, requirement, sizes={"care": 3 + extra}).gaps.empty
    assert not solve_roster(scenario, requirement, sizes={"care": 2 + extra}).gaps.empty
    [left] = [mend for mend in found.mends if "left open" in mend.sentence]
    assert left.missing_hours == roster.gaps["missing"].sum() / 2


def test_leaving_out_any_reason_of_a_smallest_conflict_lets_it_be():
    scenario = scenario_with(AWAY, BY_DAY, "Cai", **LAWFUL)
    requirement = requirement_of(scenario, 1)
    types = tuple(ShiftType(hour * 60, 480) for hour in (6, 14, 22))
    needed = requirement.table["agents"].to_numpy()
    shifts = shifts_of(scenario, types, needed, 30)
    question = question_of(scenario, "care", scenario.people_of("care"), shifts, needed, 30, range(7))
    every = reasons_of(question)
    assert is_impossible(question, every)
    conflict = smallest_conflict(question, every, "a week")
    assert conflict.is_smallest
    assert is_impossible(question, conflict.reasons)
    for left_out in conflict.reasons:
        assert is_impossible(question, [one for one in conflict.reasons if one is not left_out]) is False


def test_where_nobody_is_needed_nothing_can_be_kept():
    wish = {"wish": "for", "first": "2026-01-08", "fixed": True}
    scenario = scenario_with({"name": "Ada", "requests": [wish]})
    requirement = needing(scenario, "Mon 06:00-14:00")
    _, found = explained(scenario, requirement, 1)
    assert found.conflicts == ()
    assert found.notes == ("Ada: a shift on Thu 2026-01-08 cannot be kept, because nobody is needed then.",)


@pytest.mark.parametrize("size", [1, 2])
def test_nothing_is_explained_where_nothing_is_wrong(size):
    scenario = scenario_with("Ada", "Ben")
    requirement = needing(scenario, "Mon 06:00-14:00")
    found = explain_roster(scenario, requirement, solve_roster(scenario, requirement, sizes={"care": size}))
    assert (found.conflicts, found.mends, found.notes) == ((), (), ())
    assert isinstance(found.lines, list)
    assert pd.DataFrame(found.lines).empty


def test_leave_by_the_share_of_the_group_is_not_told_as_given():
    """Nobody gave Ada leave: she has it in turn, on a Monday and Tuesday, and is needed then."""
    scenario = scenario_with("Ada", team__groups__care__shrinkage__leave=0.4)
    requirement = needing(scenario, "Mon 06:00-14:00")
    _, found = explained(scenario, requirement, 1)
    [conflict] = found.conflicts
    assert reasons(conflict) == {("leave", "Ada")}
    assert "in turn by the share of leave of care, none being given" in conflict.sentence
    assert any("not 'Ada is on leave" in mend.sentence for mend in found.mends)

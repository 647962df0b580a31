"""Illness on call, by hand: who steps in, how little changes, what is told; and changes at short notice shared out."""

import datetime as dt

import pytest

from sim.errors import InputError
from sim.rostering.engine import Stop
from sim.rostering.on_call_check import check_turns
from sim.rostering.on_call_repair import repair_turns
from sim.rostering.on_call_solve import solve_on_call
from sim.rostering.repair import repair_roster
from sim.rostering.repair_team import Absence
from sim.scenario.ledger import Ledger, LedgerEntry
from tests.rostering.calls import NAMES, away, calls
from tests.rostering.desk import requirement_of, roster, rows, scenario_with

FIRST, SECOND, THIRD, FOURTH = (dt.date(2026, 1, 5) + dt.timedelta(weeks=week) for week in range(4))
DAY = dt.timedelta(days=1)


def fixed(*people, **more):
    """One week each, in this order."""
    turns = [
        {"person": who, "date": str(date)} for who, date in zip(people, (FIRST, SECOND, THIRD, FOURTH), strict=True)
    ]
    return {"fixed": turns, **more}


def changed(repaired):
    return [(f"{row.first_day}", row.before, row.after) for row in repaired.changes.itertuples()]


def team(*people, ledger=None, **more):
    scenario = calls(*people, rota=fixed("Ada", "Ben", "Cai", "Dee"), **more)
    if ledger is None:
        return scenario
    rules = scenario.rules.model_copy(update={"ledger": ledger})
    return scenario.model_copy(update={"rules": rules})


def whole_rotation(scenario):
    """The rotation as the published roster has it, no longer fixed."""
    plan = solve_on_call(scenario)
    on_call = scenario.on_call
    free = on_call.model_copy(update={"rota": on_call.rota.model_copy(update={"fixed": ()})})
    return scenario.model_copy(update={"on_call": free}), roster_of_turns(plan)


def roster_of_turns(plan):
    return roster([tuple(row) for row in plan.assignments.itertuples(index=False)])


def test_one_turn_changes_hands_and_no_other():
    """Ada is ill in the first week. Ben would have two in a row; Eva has had none."""
    scenario, published = whole_rotation(team("Ada", "Ben", "Cai", "Dee", "Eva"))
    repaired = repair_turns(scenario, published, [Absence("Ada", FIRST, FIRST + 6 * DAY)])
    assert changed(repaired) == [("2026-01-05", "Ada", "Eva")], "who has had nothing"
    assert repaired.words == (
        "Eva takes 2026-01-05 to 2026-01-11 instead of Ada, at short notice.",
        "1 duty changes hands.",
    )
    assert repaired.fixed == ("- {person: Eva, date: 2026-01-05}",)
    assert not [one for one in check_turns(repaired.plan.instance, repaired.plan.holders) if one.is_hard]


def test_a_turn_that_has_begun_is_handed_on_at_midnight():
    scenario, published = whole_rotation(team("Ada", "Ben", "Cai", "Dee", "Eva"))
    thursday = FIRST + 3 * DAY
    repaired = repair_turns(scenario, published, [Absence("Ada", thursday, thursday)])
    assert changed(repaired) == [("2026-01-08", "Ada", "Eva")]
    calls_of = repaired.plan.assignments.sort_values("start")
    assert calls_of["person"].tolist() == ["Ada", "Eva", "Ben", "Cai", "Dee"]
    assert calls_of["end"].iloc[0] == calls_of["start"].iloc[1] == dt.datetime(2026, 1, 8, tzinfo=dt.UTC)
    assert repaired.fixed == (), "a part of a turn cannot be written there"


def test_the_past_stays_and_where_nobody_can_the_reason_of_each_is_told():
    scenario, published = whole_rotation(team("Ada", "Ben", "Cai", away("Dee", "2026-01-19", "2026-01-25")))
    ill = [Absence("Cai", THIRD, THIRD + 6 * DAY), Absence("Ada", THIRD, THIRD + 6 * DAY)]
    ill.append(Absence("Ben", THIRD + DAY, THIRD + DAY))
    repaired = repair_turns(scenario, published, ill, today=SECOND)
    assert changed(repaired) == [("2026-01-19", "Cai", "")]
    assert repaired.words[0] == (
        "Nobody can have 2026-01-19 to 2026-01-25: Ada is not available on 2026-01-19; "
        "Ben is not available on 2026-01-20; Cai is not available on 2026-01-19; Dee is on leave on 2026-01-19."
    )
    assert repaired.plan.status == "partial"


def test_turns_fixed_for_others_stay_theirs():
    scenario = team("Ada", "Ben", "Cai", "Dee")
    repaired = repair_turns(scenario, None, [Absence("Ada", FIRST, FIRST)])
    assert [before for _, before, _ in changed(repaired)] == ["Ada"]
    assert repaired.plan.turns["person"].tolist()[1:] == ["Ben", "Cai", "Dee"]


def _changes(person, number):
    about = {"person": person, "group": "care", "entry": "adjustment", "first": FIRST, "last": FIRST}
    return LedgerEntry(done={"short_notice": float(number)}, **about)


@pytest.mark.parametrize(("counts", "weight", "asked"), [((1, 0), 1, "Fay"), ((0, 1), 1, "Eva"), ((2, 1), 1, "Fay")])
def test_whoever_has_fewest_changes_at_short_notice_is_asked_first(counts, weight, asked):
    """Eva and Fay are alike but for what they took over; all others have a turn next to Ada's, or one of their own."""
    ledger = Ledger(file="fair.csv", entries=(_changes("Eva", counts[0]), _changes("Fay", counts[1])))
    scenario, published = whole_rotation(team("Ada", "Ben", "Cai", "Dee", "Eva", "Fay", ledger=ledger))
    repaired = repair_turns(scenario, published, [Absence("Ada", FIRST, FIRST + 6 * DAY)])
    assert changed(repaired) == [("2026-01-05", "Ada", asked)]


def test_who_is_not_in_the_rotation_and_days_outside_are_told():
    scenario = team("Ada", "Ben", "Cai", "Dee")
    with pytest.raises(InputError, match="did you mean 'Ada'"):
        repair_turns(scenario, None, [Absence("Adda", FIRST, FIRST)])
    with pytest.raises(InputError, match="outside the horizon"):
        repair_turns(scenario, None, [Absence("Ada", FIRST, FIRST + 60 * DAY)])


@pytest.mark.parametrize(("counts", "asked"), [((1, 0), "Cai"), ((0, 1), "Ben")])
def test_shifts_too_go_to_whoever_took_over_least(counts, asked):
    ledger = Ledger(file="fair.csv", entries=(_changes("Ben", counts[0]), _changes("Cai", counts[1])))
    scenario = scenario_with("Ada", "Ben", "Cai")
    scenario = scenario.model_copy(update={"rules": scenario.rules.model_copy(update={"ledger": ledger})})
    requirement = requirement_of(scenario, lambda time: int(6 <= time.hour < 14 and time.day_of_week == 0))
    before = roster(rows("Ada", "Mon 06:00-14:00"))
    repair = repair_roster(scenario, before, requirement, ill=[Absence("Ada", FIRST, FIRST)])
    assert [row.person for row in repair.changes.itertuples() if row.after == "06:00-14:00"] == [asked]


def test_a_repaired_roster_has_the_turns_of_the_ill_taken_over():
    scenario, published = whole_rotation(team("Ada", "Ben", "Cai", "Dee", "Eva"))
    requirement = requirement_of(scenario, 0)
    repair = repair_roster(scenario, published, requirement, ill=[Absence("Ada", FIRST, FIRST + 6 * DAY)])
    assert repair.roster.of_kind("on_call")["person"].tolist().count("Eva") == 1
    assert any("Eva takes 2026-01-05 to 2026-01-11 instead of Ada" in note for note in repair.notes)
    assert repair.turns["after"].tolist() == ["Eva"]


def test_somebody_who_asks_for_the_best_so_far_gets_a_whole_rotation():
    stop = Stop()
    stop.ask()
    plan = solve_on_call(calls(*NAMES[:5], weeks=4, rota={"turns": "day"}), stop=stop)
    assert plan.open.empty
    assert plan.status == "feasible", "nothing is proven"
    assert not [one for one in check_turns(plan.instance, plan.holders) if one.is_hard]


def test_near_enough_is_not_called_proven():
    scenario = calls(*NAMES, weeks=4, rota={"turns": "day"})
    near = solve_on_call(scenario, stop_gap=1.0)
    assert near.objective > near.bound + 0.5
    assert near.status == "feasible"

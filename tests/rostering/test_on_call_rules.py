"""Each rule of the rotation on call, both ways, and against the independent check."""

import datetime as dt
from itertools import pairwise

import pytest

from sim.errors import InputError
from sim.rostering.on_call_check import check_turns, turn_costs
from sim.rostering.on_call_instance import on_call_instance
from sim.rostering.on_call_solve import solve_on_call
from tests.rostering.calls import NAMES, away, calls
from tests.rostering.desk import roster, rows


def people(plan, seat="primary"):
    return plan.turns.loc[plan.turns["seat"] == seat, "person"].tolist()


def broken(scenario, *names, seats=1):
    """The rules that named holders break, in order of the turns; None leaves a duty open."""
    instance = on_call_instance(scenario)
    place = {member.person.name: number for number, member in enumerate(instance.members)}
    holders = [None if name is None else place[name] for name in names]
    return [violation.rule for violation in check_turns(instance, holders)]


def test_nobody_is_on_call_while_on_leave_or_not_available():
    rota = {"unavailable": [{"person": "Ben", "first": "2026-01-14", "last": "2026-01-14"}]}
    scenario = calls(away("Ada", "2026-01-08", "2026-01-08"), "Ben", weeks=2, rota=rota)
    plan = solve_on_call(scenario)
    assert (people(plan), plan.status) == (["Ben", "Ada"], "optimal")
    assert broken(scenario, "Ada", "Ben") == ["leave", "unavailable"]
    assert broken(scenario, "Ben", "Ada") == []


def test_a_turn_that_nobody_can_have_stays_open_and_is_named():
    scenario = calls(away("Ada", "2026-01-08", "2026-01-08"), weeks=2)
    plan = solve_on_call(scenario)
    assert (people(plan), plan.status) == (["", "Ada"], "partial")
    assert plan.words == ("2026-01-05 to 2026-01-11: nobody is on call",)
    assert len(plan.open) == 1


def test_turns_lie_apart_where_that_leaves_nobody_missing():
    for free, names in ((1, ["Ada", "Ben"]), (2, ["Ada", "Ben", "Cai"])):
        plan = solve_on_call(calls(*names, weeks=6, rota={"free_turns_between": free}))
        turns = people(plan)
        assert all(len(set(turns[at : at + free + 1])) == free + 1 for at in range(6 - free))
        assert plan.words == ()
    scenario = calls("Ada", "Ben", weeks=3)
    assert broken(scenario, "Ada", "Ada", "Ben") == ["turns_apart"]
    alone = solve_on_call(calls("Ada", weeks=2))
    assert people(alone) == ["Ada", "Ada"]
    assert alone.words == ("2026-01-12 to 2026-01-18: Ada is on call again with no turn between, 1 asked",)


def test_who_had_the_turn_before_does_not_begin():
    plan = solve_on_call(calls("Ada", "Ben", weeks=2, rota={"held_before": ["Ada"]}))
    assert people(plan) == ["Ben", "Ada"]
    assert broken(calls("Ada", "Ben", weeks=2, rota={"held_before": ["Ada"]}), "Ada", "Ben") == ["turns_apart"]


def test_no_two_weekends_running():
    rota = {"turns": ["mon-thu", "fri-sun"], "free_turns_between": 0}
    scenario = calls("Ada", "Ben", weeks=2, rota=rota)
    assert broken(scenario, "Ben", "Ada", "Ben", "Ada") == ["weekends_running"]
    assert broken(scenario, "Ben", "Ada", "Ada", "Ben") == []
    weekends = people(solve_on_call(calls("Ada", "Ben", weeks=4, rota=rota)))[1::2]
    assert all(first != second for first, second in pairwise(weekends))
    twice = rota | {"weekends_running_max": 2}
    assert broken(calls("Ada", "Ben", weeks=2, rota=twice), "Ben", "Ada", "Ben", "Ada") == []


def test_a_weekend_beside_leave_is_free():
    rota = {"turns": ["mon-thu", "fri-sun"], "free_turns_between": 0}
    holiday = away("Ada", "2026-01-12", "2026-01-15")  # Monday to Thursday after the first weekend
    scenario = calls(holiday, "Ben", weeks=2, rota=rota, rules__fairness={"on_call": 0})
    plan = solve_on_call(scenario)
    assert people(plan)[1:3] == ["Ben", "Ben"]
    assert broken(scenario, "Ben", "Ada", "Ben", "Ben") == ["weekends_beside_leave"]


def test_two_seats_are_two_people():
    scenario = calls("Ada", "Ben", "Cai", "Dee", weeks=4, rota={"secondary": True})
    plan = solve_on_call(scenario)
    assert all(first != second for first, second in zip(people(plan), people(plan, "secondary"), strict=True))
    assert sorted([*people(plan), *people(plan, "secondary")]) == sorted(NAMES[:4] * 2)
    assert set(plan.assignments["shift"]) == {"", "secondary"}
    assert "two_seats" in broken(scenario, "Ada", "Ada", "Ben", "Cai", "Dee", "Ada", "Ben", "Cai")
    alone = solve_on_call(calls("Ada", weeks=1, rota={"secondary": True}))
    assert (people(alone), people(alone, "secondary")) == (["Ada"], [""])  # the first seat is worth more


def test_a_fixed_turn_is_kept_whatever_it_costs():
    rota = {"fixed": [{"person": "Ada", "date": "2026-01-07"}, {"person": "Ada", "date": "2026-01-12"}]}
    scenario = calls("Ada", "Ben", "Cai", weeks=3, rota=rota)
    plan = solve_on_call(scenario)
    assert people(plan)[:2] == ["Ada", "Ada"]
    assert plan.words == ("2026-01-12 to 2026-01-18: Ada is on call again with no turn between, 1 asked",)
    assert broken(scenario, "Ada", "Ben", "Cai") == ["fixed"]


@pytest.mark.parametrize(
    ("fixed", "words"),
    [
        ([{"person": "Ben", "date": "2026-01-05"}], "Ben is on leave or not available in the turn of 2026-01-05"),
        ([{"person": "Dee", "date": "2026-01-05"}], "Dee is not in the rotation"),
        (
            [{"person": "Ada", "date": "2026-01-05"}, {"person": "Cai", "date": "2026-01-06"}],
            "the turn of 2026-01-06 is fixed for Ada already",
        ),
        (
            [{"person": "Ada", "date": "2026-01-05"}, {"person": "Ada", "date": "2026-01-05", "seat": "secondary"}],
            "Ada has another seat of the turn of 2026-01-05 already",
        ),
    ],
)
def test_a_fixed_turn_that_cannot_be_is_told(fixed, words):
    rota = {"pool": ["Ada", "Ben", "Cai"], "fixed": fixed, "secondary": True}
    scenario = calls("Ada", away("Ben", "2026-01-05", "2026-01-05"), "Cai", "Dee", rota=rota)
    with pytest.raises(InputError, match=words):
        solve_on_call(scenario)


def test_everybody_or_only_those_named_take_turns():
    sales = {"channels": ["phone"], "wage_per_hour": 20, "size": 1, "shrinkage": {"leave": 0}}
    everybody = calls("Ada", weeks=2, rota={"pool": "everybody"}, team__groups__sales=sales)
    assert set(people(solve_on_call(everybody))) == {"Ada", "sales 1"}
    assert set(solve_on_call(everybody).assignments["group"]) == {"care", "sales"}
    named = calls(*NAMES[:4], rota={"pool": ["Ben", "Dee"]})
    assert set(people(solve_on_call(named))) == {"Ben", "Dee"}


def test_each_place_has_its_own_people():
    sydney = {"channels": ["phone"], "wage_per_hour": 20, "size": 2, "shrinkage": {"leave": 0}}
    sites = [
        {"name": "London", "group": "care", "hours": "08:00-20:00", "time_zone": "Europe/London"},
        {"name": "Sydney", "group": "south", "hours": "always", "time_zone": "Australia/Sydney"},
    ]
    scenario = calls("Ada", "Ben", weeks=2, rota={"sites": sites}, team__groups__south=sydney)
    turns = solve_on_call(scenario).turns
    assert set(turns.loc[turns["site"] == "London", "person"]) == {"Ada", "Ben"}
    assert set(turns.loc[turns["site"] == "Sydney", "person"]) == {"south 1", "south 2"}


def test_turns_avoid_shifts():
    nights = {"every day": "00:00-06:00, 22:00-24:00"}
    for worker, other in (("Ada", "Ben"), ("Ben", "Ada")):
        given = roster(rows(worker, "Tue 22:00-06:00"))
        scenario = calls("Ada", "Ben", weeks=1, hours=nights)
        plan = solve_on_call(scenario, given)
        assert people(plan) == [other]
        instance = on_call_instance(scenario, given)
        costs = [turn_costs(instance, [who])["not_while_at_work"] for who in (0, 1)]
        assert costs == ([8, 0] if worker == "Ada" else [0, 8])


def test_weekends_and_holidays_are_shared_as_well_as_weeks():
    dates = ["2026-01-05", "2026-01-12", "2026-01-19", "2026-01-26"]
    scenario = calls("Ada", "Ben", rota={"turns": "day"}, calendar__holidays={"dates": dates})
    table = solve_on_call(scenario).turns.groupby("person")[["weekends", "holidays"]].sum()
    assert table["holidays"].tolist() == [2, 2]
    assert table["weekends"].tolist() == [4, 4]


def test_leave_lowers_the_fair_share():
    """Ada is away for two of four weeks: of 28 days a third is hers, as weights 14 and 28 say."""
    scenario = calls(away("Ada", "2026-01-19", "2026-02-01"), "Ben", rota={"turns": "day", "free_turns_between": 0})
    turns = solve_on_call(scenario).turns
    assert (turns["person"] == "Ada").sum() in (9, 10)
    last = turns.loc[turns["person"] == "Ada", "last_day"].max()
    assert last < dt.date(2026, 1, 19)


def test_a_small_weight_of_fairness_shares_as_evenly_as_a_large_one():
    """Fairness is a stage of its own; only a weight of 0 turns it off."""
    small, large, off = (
        solve_on_call(calls("Ada", "Ben", "Cai", rota={"free_turns_between": 0}, rules__fairness={"on_call": weight}))
        for weight in (0.4, 3.0, 0.0)
    )
    assert small.costs["shared_evenly"] == pytest.approx(large.costs["shared_evenly"] / 3)
    assert small.costs["shared_evenly"] > 0 == off.costs["shared_evenly"]

"""The ledger: counts by hand, periods after each other, joiners, and that memory makes it fairer."""

import datetime as dt
from dataclasses import replace

import pandas as pd

from sim.centre.roster import Roster
from sim.rostering.check import check_roster
from sim.rostering.ledger import carried
from sim.rostering.ledger_update import ledger_after, with_change_at_short_notice, with_changed_shifts
from sim.rostering.on_call_solve import solve_on_call
from sim.rostering.solve import solve_roster
from sim.scenario.ledger import Ledger, LedgerEntry
from tests.rostering.calls import NAMES, away, calls
from tests.rostering.desk import requirement_of, roster, rows, scenario_with

FIRST, LAST = dt.date(2025, 12, 8), dt.date(2026, 1, 4)


def entry(person, done, share, entry="period", first=FIRST, last=LAST):
    return LedgerEntry(person=person, group="care", entry=entry, first=first, last=last, done=done, share=share)


def with_ledger(scenario, *entries):
    ledger = Ledger(file="ledger.csv", entries=entries)
    return scenario.model_copy(update={"rules": scenario.rules.model_copy(update={"ledger": ledger})})


def on_call_roster(plan):
    return Roster(plan.assignments)


def period(ledger, person):
    """What a person did and what the share was in the periods of a ledger."""
    [one] = [one for one in ledger.entries if one.person == person and one.entry == "period"]
    return one.done, one.share


def test_every_count_by_hand():
    """Ada works two nights, one of them into Saturday, and a Friday evening; Ben one day, which is a public holiday."""
    scenario = scenario_with(
        "Ada",
        "Ben",
        calendar__holidays={"dates": ["2026-01-06"]},
        rules__unpopular={"fri": "18:00-24:00"},
        rules__shift_starts=["06:00", "14:00", "22:00"],
    )
    given = roster(rows("Ada", "Mon 22:00-06:00", "Fri 22:00-06:00", "Thu 14:00-22:00"), rows("Ben", "Tue 06:00-14:00"))
    done, share = period(ledger_after(scenario, given), "Ada")
    assert done == {"nights": 2, "weekends": 1}
    assert share == {"nights": 1, "weekends": 0.5, "holidays": 0.5}
    assert period(ledger_after(scenario, given), "Ben") == ({"holidays": 1}, share)
    evening = roster(rows("Ada", "Fri 14:00-22:00"))
    assert period(ledger_after(scenario, evening), "Ada")[0] == {"unpopular": 1}  # four of its hours


def test_on_call_weeks_are_counted_from_the_rows():
    scenario = calls("Ada", "Ben", weeks=3, rota={"fixed": [{"person": "Ada", "date": "2026-01-05"}]})
    after = ledger_after(scenario, on_call_roster(solve_on_call(scenario)))
    assert period(after, "Ada") == (
        {"on_call_weeks": 2, "on_call_weekends": 2},
        {"on_call_weeks": 1.5, "on_call_weekends": 1.5},
    )


def test_the_secondary_of_a_turn_counts_as_the_primary_does():
    """Ada is called first in one week and stands behind in another; two seats of three weeks are shared by four."""
    held = [("Ada", "Ben"), ("Cai", "Dee"), ("Ben", "Ada")]
    fixed = [
        {"person": person, "date": str(dt.date(2026, 1, 5) + dt.timedelta(weeks=week)), "seat": seat}
        for week, pair in enumerate(held)
        for person, seat in zip(pair, ("primary", "secondary"), strict=True)
    ]
    scenario = calls("Ada", "Ben", "Cai", "Dee", weeks=3, rota={"secondary": True, "fixed": fixed})
    after = ledger_after(scenario, on_call_roster(solve_on_call(scenario)))
    weeks = [period(after, person)[0]["on_call_weeks"] for person in ("Ada", "Ben", "Cai", "Dee")]
    assert weeks == [2, 2, 1, 1]
    assert period(after, "Ada")[1] == {"on_call_weeks": 1.5, "on_call_weekends": 1.5}


def test_leave_lowers_the_share():
    scenario = calls(away("Ada", "2026-01-05", "2026-01-18"), "Ben", weeks=4)
    after = ledger_after(scenario, on_call_roster(solve_on_call(scenario)))
    assert period(after, "Ada")[1]["on_call_weeks"] == round(4 * 14 / 42, 4)


def test_what_is_carried():
    scenario = with_ledger(
        scenario_with("Ada", "Ben", "Cai"),
        entry("Ada", {"nights": 9}, {"nights": 6}),
        entry("Ben", {"nights": 4}, {"nights": 5}),
        entry("Zoe", {"nights": 99}, {}),  # gone
        entry("Ben", {"nights": 50}, {}, first=dt.date(2026, 1, 5), last=dt.date(2026, 1, 11)),  # this period's
    )
    assert carried(scenario, ["Ada", "Ben", "Cai"], "nights") == {"Ada": 2, "Ben": -2, "Cai": 0}
    assert carried(scenario, ["Ada", "Ben"], "weekends") == {"Ada": 0, "Ben": 0}
    assert carried(scenario_with("Ada"), ["Ada"], "nights") == {"Ada": 0}


def test_a_joiner_starts_at_the_average_and_stays_there():
    known = (entry("Ada", {"nights": 9}, {"nights": 6}), entry("Ben", {"nights": 4}, {"nights": 5}))
    scenario = with_ledger(scenario_with("Ada", "Ben", "Cai"), *known)
    after = ledger_after(scenario, roster(rows("Cai", "Mon 22:00-06:00")))
    [opening] = [one for one in after.entries if one.entry == "opening"]
    assert (opening.person, opening.done, opening.share) == ("Cai", {"nights": 6.5}, {"nights": 5.5})
    later = scenario_with("Ada", "Ben", "Cai", calendar__start="2026-01-12")
    debts = carried(with_ledger(later, *after.entries), ["Ada", "Ben", "Cai"], "nights")
    # Cai was at the mean of 1 and worked the one night of which a third was the share of each.
    assert {name: round(debt, 3) for name, debt in debts.items()} == {"Ada": 1.667, "Ben": -2.333, "Cai": 0.667}


def test_planning_a_period_again_replaces_it_and_keeps_what_was_added_by_hand():
    known = entry("Ada", {"nights": 2}, {"nights": 1})
    scenario = with_ledger(scenario_with("Ada", "Ben"), known)
    once = ledger_after(scenario, roster(rows("Ada", "Mon 22:00-06:00")))
    changed = with_change_at_short_notice(once, "Ben", "care", dt.date(2026, 1, 7))
    again = ledger_after(with_ledger(scenario, *changed.entries), roster(rows("Ben", "Mon 22:00-06:00")))
    assert period(again, "Ben")[0] == {"nights": 1}
    assert [one.entry for one in again.entries] == ["period", "adjustment", "period", "opening", "period"]
    next_week = with_ledger(scenario_with("Ada", "Ben", calendar__start="2026-01-12"), *again.entries)
    assert carried(next_week, ["Ada", "Ben"], "short_notice") == {"Ada": -0.5, "Ben": 0.5}


def _after_two_periods(people, weeks, with_memory, seed):
    """How far people are from their fair shares of on-call weeks after two periods, the second with leave."""
    ledger, totals = Ledger(file="ledger.csv"), dict.fromkeys(people, 0.0)
    for start in ("2026-01-05", str(dt.date(2026, 1, 5) + dt.timedelta(weeks=weeks))):
        scenario = calls(*people, weeks=weeks, calendar__start=start)
        scenario = with_ledger(scenario, *(ledger.entries if with_memory else ()))
        plan = solve_on_call(scenario, seed=seed)
        ledger = ledger_after(scenario, on_call_roster(plan))
        for name in plan.turns["person"]:  # counted from the turns, not from the ledger
            totals[name] += 1.0
    fair = sum(totals.values()) / len(people)
    return sum(abs(total - fair) for total in totals.values())


def test_two_periods_are_fairer_with_memory_than_without():
    pairs = [
        (_after_two_periods(NAMES[:people], weeks, True, seed), _after_two_periods(NAMES[:people], weeks, False, seed))
        for people, weeks in ((3, 4), (5, 4), (3, 5), (4, 6))
        for seed in (1, 2)
    ]
    assert all(memory <= none for memory, none in pairs)
    assert sum(memory for memory, _ in pairs) < sum(none for _, none in pairs)
    assert all(memory < people for (memory, _), people in zip(pairs, (3, 3, 5, 5, 3, 3, 4, 4), strict=True))


def test_the_dated_roster_gives_nights_to_whoever_owes_them():
    """Three people, one seat round the clock: a week has seven nights, whoever did two too many before has 0 or 1."""
    scenario = scenario_with("Ada", "Ben", "Cai", team__groups__care__contract_hours=56)
    debts = [("Ada", 5), ("Ben", 2), ("Cai", 2)]
    nights = {}
    for name, known in {
        "without": [],
        "with": [entry(who, {"nights": done}, {"nights": 3}) for who, done in debts],
    }.items():
        given = with_ledger(scenario, *known)
        requirement = requirement_of(given, 1)
        solved = solve_roster(given, requirement, sizes={"care": 3})
        assert check_roster(given, solved, requirement, sizes={"care": 3}) == []  # penalties recomputed with the ledger
        if known:
            assert check_roster(scenario, solved, requirement, sizes={"care": 3})  # and not the same without it
        shifts = solved.of_kind("shift")
        nights[name] = shifts[shifts["start"].dt.hour == 22]["person"].value_counts().to_dict()
    assert sorted(nights["without"].values()) == [2, 2, 3]
    assert nights["with"].get("Ada", 0) <= 1
    assert sorted(count for who, count in nights["with"].items() if who != "Ada") in ([3, 3], [3, 4])


def test_unpopular_shifts_are_shared_like_nights():
    scenario = scenario_with(
        "Ada", "Ben", calendar__weeks=2, rules__unpopular={"every day": "14:00-22:00"}, rules__fairness={"unpopular": 3}
    )
    requirement = requirement_of(scenario, lambda time: int(6 <= time.hour < 22))
    solved = solve_roster(scenario, requirement, sizes={"care": 2})
    shifts = solved.of_kind("shift")
    late = shifts[shifts["start"].dt.hour == 14]["person"].value_counts()
    assert late.tolist() == [7, 7]
    assert solved.penalties["fair_unpopular"] == 0
    for_one = replace(solved, assignments=shifts[shifts["start"].dt.hour == 14].assign(person="Ada"))
    assert any("fair_unpopular costs 42," in str(one) for one in check_roster(scenario, for_one, requirement))


def test_shifts_got_at_short_notice_are_counted():
    changes = pd.DataFrame(
        [
            ("Ada", dt.date(2026, 1, 6), "06:00-14:00", "leave"),  # falls ill
            ("Ben", dt.date(2026, 1, 6), "off", "06:00-14:00"),  # steps in
            ("Ben", dt.date(2026, 1, 12), "14:00-22:00", "06:00-14:00"),
            ("Ben", dt.date(2026, 1, 13), "off", "06:00-14:00"),  # a week ahead: time enough
            ("Cai", dt.date(2026, 1, 7), "06:00-14:00", "off"),
        ],
        columns=["person", "date", "before", "after"],
    )
    given = roster(*(rows(who, "Mon 06:00-14:00") for who in ("Ada", "Ben", "Cai")))
    for today, dates in ((None, [6, 12]), (dt.date(2026, 1, 7), [12, 13])):
        ledger = with_changed_shifts(Ledger(file="ledger.csv"), given, changes, today)
        assert [(one.person, one.first.day, one.done) for one in ledger.entries] == [
            ("Ben", day, {"short_notice": 1}) for day in dates
        ]

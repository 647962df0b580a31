"""The independent checker on rosters made by hand: each rule on one that just keeps it and one that just does not."""

import pandas as pd
import pytest

from sim.rostering.check import check_roster
from tests.rostering.desk import LAWFUL, broken, requirement_of, roster, rows, scenario_with

EVERY_DAY = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

RULES = [
    ("one_shift_a_day", {}, ["Mon 06:00-10:00", "Tue 06:00-10:00"], ["Mon 06:00-10:00", "Mon 18:00-22:00"]),
    (
        "daily_rest",
        {"rules__daily_rest": "11 h"},
        ["Mon 09:00-17:00", "Tue 04:00-12:00"],
        ["Mon 09:00-17:00", "Tue 03:59-12:00"],  # 10 h 59
    ),
    (
        "weekly_rest",
        {"rules__weekly_rest": "35 h", "calendar__weeks": 2},
        [f"{day} 11:00-19:00" for day in EVERY_DAY[:6]] + ["Mon2 06:00-14:00"],
        [f"{day} 11:00-19:00" for day in EVERY_DAY[:5]] + ["Sat 11:00-19:01", "Mon2 06:00-14:00"],  # 34 h 59
    ),
    (
        "weekly_hours",
        {"rules__weekly_hours_max": 48},
        [f"{day} 06:00-14:00" for day in EVERY_DAY[:6]],
        [f"{day} 06:00-14:00" for day in EVERY_DAY[:5]] + ["Sat 06:00-14:01"],
    ),
    (
        "contract_hours",
        {"rules__hours_tolerance": 0.05, "team__groups__care__contract_hours": 40},  # 42 h
        [f"{day} 06:00-14:00" for day in EVERY_DAY[:5]] + ["Sat 06:00-08:00"],
        [f"{day} 06:00-14:00" for day in EVERY_DAY[:5]] + ["Sat 06:00-08:01"],
    ),
    (
        "days_in_row",
        {"rules__days_in_row_max": 4, "calendar__weeks": 2},
        [f"{day} 06:00-10:00" for day in ("Fri", "Sat", "Sun", "Mon2", "Wed2")],
        [f"{day} 06:00-10:00" for day in ("Fri", "Sat", "Sun", "Mon2", "Tue2")],
    ),
    (
        "nights_in_row",
        {"rules__nights_in_row_max": 3},
        ["Mon 22:00-06:00", "Tue 22:00-06:00", "Wed 22:00-06:00", "Fri 22:00-06:00"],
        ["Mon 22:00-06:00", "Tue 22:00-06:00", "Wed 22:00-06:00", "Thu 22:00-06:00"],
    ),
    (
        "nights_in_row",  # a shift from midnight belongs to the evening before
        {"rules__nights_in_row_max": 3},
        ["Mon 22:00-06:00", "Wed 00:00-08:00", "Thu 00:00-08:00"],
        ["Mon 22:00-06:00", "Wed 00:00-08:00", "Thu 00:00-08:00", "Fri 00:00-08:00"],
    ),
    (
        "rest_after_nights",
        {"rules__rest_after_nights": "24 h"},
        ["Mon 22:00-06:00", "Tue 22:00-06:00", "Thu 06:00-14:00"],  # 16 h between the nights of a run are enough
        ["Mon 22:00-06:00", "Tue 22:00-06:00", "Thu 05:59-14:00"],
    ),
    (
        "weekends_off",
        {"rules__weekends_off_min": 1, "calendar__weeks": 4},
        ["Sat 06:00-14:00", "Sun2 06:00-14:00", "Fri3 22:00-06:00", "Fri4 16:00-00:00"],
        ["Sat 06:00-14:00", "Sun2 06:00-14:00", "Fri3 22:00-06:00", "Fri4 16:00-00:01"],  # a minute of Saturday
    ),
    (
        "weekends_off",  # of two weekends, half of two in four
        {"rules__weekends_off_min": 2, "calendar__weeks": 2},
        ["Sat 06:00-14:00", "Sun 06:00-14:00"],
        ["Sat 06:00-14:00", "Sun2 06:00-14:00"],
    ),
]


@pytest.mark.parametrize(("rule", "settings", "kept", "not_kept"), RULES)
def test_each_rule_allows_and_forbids(rule, settings, kept, not_kept):
    scenario = scenario_with("Ada", **settings)
    assert broken(scenario, roster(rows("Ada", *kept))) == set()
    assert broken(scenario, roster(rows("Ada", *not_kept))) == {rule}
    without_it = scenario_with("Ada", calendar__weeks=4)  # nothing else than the rule forbade it
    assert broken(without_it, roster(rows("Ada", *not_kept))) == {rule} & {"one_shift_a_day"}


LIMITS = [
    ("leave", {"leave": [{"first": "2026-01-06", "last": "2026-01-07"}]}, ["Mon 16:00-00:00", "Thu 00:00-08:00"],
     ["Mon 22:00-06:00"]),
    ("leave", {"leave": [{"first": "2026-01-06", "last": "2026-01-07"}]}, ["Thu 00:00-08:00"], ["Wed 16:00-00:00"]),
    ("days_off", {"days_off": ["tue"]}, ["Mon 16:00-00:00", "Wed 06:00-14:00"], ["Mon 22:00-06:00"]),
    ("nights", {"nights": False}, ["Mon 21:00-02:59"], ["Mon 21:00-03:00"]),  # from three hours of 00:00-05:00
    ("weekends", {"weekends": False}, ["Fri 16:00-00:00"], ["Fri 22:00-06:00"]),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "about", "kept", "not_kept"), LIMITS)
def test_what_a_person_does_not_work(rule, about, kept, not_kept):
    scenario = scenario_with({"name": "Ada"} | about, "Ben")
    assert broken(scenario, roster(rows("Ada", *kept), rows("Ben", *not_kept))) == set()
    assert broken(scenario, roster(rows("Ada", *not_kept))) == {rule}


def test_the_weekend_is_the_calendars():
    scenario = scenario_with({"name": "Noa", "weekends": False}, calendar__weekend=["fri", "sat"])
    assert broken(scenario, roster(rows("Noa", "Sun 06:00-14:00"))) == set()
    assert broken(scenario, roster(rows("Noa", "Fri 06:00-14:00"))) == {"weekends"}


def test_leave_counts_as_hours_on_working_days_only():
    settings = {"rules__hours_tolerance": 0.05, "team__groups__care__contract_hours": 40}
    monday = scenario_with({"name": "Ada", "leave": [{"first": "2026-01-05", "last": "2026-01-05"}]}, **settings)
    four = rows("Ada", *(f"{day} 06:00-14:00" for day in EVERY_DAY[1:5]))
    assert broken(monday, roster(four, rows("Ada", "Sat 06:00-08:00"))) == set()  # 8 + 32 + 2
    assert broken(monday, roster(four, rows("Ada", "Sat 06:00-08:01"))) == {"contract_hours"}
    sunday = scenario_with({"name": "Ada", "leave": [{"first": "2026-01-11", "last": "2026-01-11"}]}, **settings)
    five = rows("Ada", *(f"{day} 06:00-14:00" for day in EVERY_DAY[:5]))
    assert broken(sunday, roster(five, rows("Ada", "Sat 06:00-08:00"))) == set()


def test_a_leave_in_the_roster_is_kept_like_one_in_the_scenario():
    away = rows("Ada", "Tue 00:00-00:00", kind="leave")
    scenario = scenario_with("Ada")
    assert broken(scenario, roster(away, rows("Ada", "Wed 06:00-14:00"))) == set()
    assert broken(scenario, roster(away, rows("Ada", "Tue 06:00-14:00"))) == {"leave"}


def test_unpaid_breaks_are_no_working_time():
    settings = {"rules__weekly_hours_max": 40}
    days = [f"{day} 06:00-14:30" for day in EVERY_DAY[:5]]
    rests = rows("Ada", *(f"{day} 10:00-10:30" for day in EVERY_DAY[:5]), kind="break")
    for paid, expected in ((False, set()), (True, {"weekly_hours"})):
        rest = {"length": "30 min", "shift_at_least": "6 h", "paid": paid}
        scenario = scenario_with("Ada", rules__breaks=[rest], **settings)
        assert broken(scenario, roster(rows("Ada", *days), rests)) == expected


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ([("break", "Mon 10:00-10:30")], set()),
        ([("break", "Mon 10:00-10:30"), ("meeting", "Mon 10:30-11:00")], set()),
        ([], {"breaks"}),
        ([("break", "Mon 10:00-10:29")], {"breaks"}),
        ([("break", "Mon 10:00-10:30"), ("break", "Mon 11:00-11:30")], {"breaks"}),
        ([("break", "Mon 13:45-14:15")], {"breaks"}),  # half outside the shift
        ([("break", "Mon 10:00-10:30"), ("meeting", "Mon 10:29-11:00")], {"breaks"}),
        ([("break", "Mon 10:00-10:30"), ("meeting", "Tue 10:00-11:00")], {"breaks"}),
    ],
)
def test_breaks_and_meetings_lie_inside_the_shift(inside, expected):
    scenario = scenario_with("Ada", "Ben", rules__breaks=[{"length": "30 min", "shift_at_least": "6 h"}])
    parts = [rows("Ada", text, kind=kind) for kind, text in inside]
    short = rows("Ben", "Mon 06:00-11:59")  # too short for a break
    assert broken(scenario, roster(rows("Ada", "Mon 06:00-14:00"), short, *parts)) == expected


def test_forbidding_night_to_morning_forbids_nothing_else_after_a_night():
    scenario = scenario_with("Ada", rules__daily_rest="11 h")
    night = "Mon 22:00-06:00"
    assert broken(scenario, roster(rows("Ada", night, "Tue 06:00-14:00"))) == {"daily_rest"}
    for later in ("Tue 17:00-23:00", "Tue 22:00-06:00", "Wed 06:00-14:00", "Wed 14:00-22:00", "Thu 06:00-14:00"):
        assert broken(scenario, roster(rows("Ada", night, later))) == set(), later


def test_three_people_do_not_each_work_28_of_28_days():
    scenario = scenario_with("Ada", "Ben", "Cai", calendar__weeks=4, **LAWFUL)
    always = [f"{day}{week} {{}}" for week in (1, 2, 3, 4) for day in EVERY_DAY]
    people = {"Ada": "06:00-14:00", "Ben": "14:00-22:00", "Cai": "22:00-06:00"}
    given = roster(*(rows(name, *(day.format(hours) for day in always)) for name, hours in people.items()))
    found = {(violation.person, violation.rule) for violation in check_roster(scenario, given)}
    for name in people:
        for rule in ("weekly_rest", "weekly_hours", "contract_hours", "days_in_row", "weekends_off"):
            assert (name, rule) in found
    assert ("Cai", "nights_in_row") in found


@pytest.mark.parametrize("text", [case[3] for case in RULES])
def test_sentences_name_the_person_and_the_date(text):
    scenario = scenario_with("Ада", calendar__weeks=4, **LAWFUL)
    found = check_roster(scenario, roster(rows("Ада", *text)))
    for violation in found:
        assert violation.person == "Ада"
        assert "Ада" in str(violation)
        assert "2026-0" in str(violation) or violation.rule == "contract_hours"  # that is of the whole horizon


def test_the_sentence_says_how_long_the_rest_was():
    scenario = scenario_with("Ada", rules__daily_rest="11 h")
    [found] = check_roster(scenario, roster(rows("Ada", "Mon 14:00-22:00", "Tue 06:00-14:00")))
    assert str(found) == "Ada rests 8 h after Mon 2026-01-05 22:00, at least 11 h are due"


def test_rows_that_make_no_sense():
    scenario = scenario_with("Ada")
    assert broken(scenario, roster(rows("Ada", "Mon 06:00-14:00", kind="holiday"))) == {"kinds"}
    ((person, group, kind, shift, start, end),) = rows("Ada", "Mon 06:00-14:00")
    assert broken(scenario, roster([(person, group, kind, shift, end, start)])) == {"order"}
    assert broken(scenario, roster([(person, group, kind, shift, start, start)])) == {"order"}


def test_people_and_groups_that_are_not_in_the_team():
    scenario = scenario_with("Ada")
    assert broken(scenario, roster(rows("Ada", "Mon 06:00-14:00"), rows("care 2", "Mon 06:00-14:00"))) == set()
    for person, group in (("Zed", "care"), ("Ada", "billing"), ("billing 1", "billing"), ("care 0", "care")):
        given = roster(rows(person, "Mon 06:00-14:00", group=group))
        assert broken(scenario, given) == {"people"}, (person, group)


def test_work_outside_the_horizon_cannot_be_judged():
    scenario = scenario_with("Ada")
    assert broken(scenario, roster(rows("Ada", "Sun 22:00-06:00"))) == set()  # its start is inside
    assert broken(scenario, roster(rows("Ada", "Mon2 00:00-08:00"))) == {"horizon"}
    assert broken(scenario, roster(rows("Ada", "Sun 16:00-00:00", monday="2025-12-29"))) == {"horizon"}


def test_breaks_after_the_horizon_belong_to_a_shift_that_began_within():
    scenario = scenario_with("Ada", rules__breaks=[{"length": "30 min", "shift_at_least": "6 h"}])
    rest = rows("Ada", "Mon2 02:00-02:30", kind="break")
    assert broken(scenario, roster(rows("Ada", "Sun 22:00-06:00"), rest)) == set()
    assert "breaks" in broken(scenario, roster(rows("Ada", "Sun 16:00-21:00"), rest))


def test_gaps_are_told_as_they_are():
    scenario = scenario_with("Ada")
    requirement = requirement_of(scenario, lambda time: int(time.day == 5 and 6 <= time.hour < 15))
    given = roster(rows("Ada", "Mon 06:00-14:00"))
    missing = pd.DataFrame(
        {
            "interval_start": pd.to_datetime(["2026-01-05 14:00", "2026-01-05 14:30"], utc=True),
            "skill": ["care", "care"],
            "missing": [1, 1],
        }
    )
    silent = check_roster(scenario, given, requirement)
    assert [str(one) for one in silent] == [
        "care, 2026-01-05 14:00: 1 person missing, the roster says 0",
        "care, 2026-01-05 14:30: 1 person missing, the roster says 0",
    ]
    honest = roster(rows("Ada", "Mon 06:00-14:00"), gaps=missing)
    assert check_roster(scenario, honest, requirement) == []
    gloomy = roster(rows("Ada", "Mon 06:00-15:00"), gaps=missing)
    assert broken(scenario, gloomy, requirement=requirement) == {"gaps"}


def test_penalties_worked_out_by_hand():
    scenario = scenario_with("Ada", "Ben", team__groups__care__contract_hours=8, rules__shift_lengths=["8 h", "4 h"])
    requirement = requirement_of(scenario, lambda time: int(time.day == 5 and 6 <= time.hour < 15))
    shifts = rows("Ada", "Mon 06:00-14:00"), rows("Ben", "Tue 06:00-10:00")
    missing = pd.DataFrame(
        {
            "interval_start": pd.to_datetime(["2026-01-05 14:00", "2026-01-05 14:30"], utc=True),
            "skill": "care",
            "missing": 1,
        }
    )
    penalties = {
        "cover": 40.0,  # an hour with one person missing, nobody there: 10 + 30
        "hours_below_contract": 12.0,  # Ben has 4 h of 8
        "spare_cover": 12.0,  # Ben is there for 4 h in which nobody is needed: 1 + 2 an hour
        "fair_nights": 0.0,
        "fair_weekends": 0.0,
        "fair_hours": 0.0,
    }
    told = roster(*shifts, gaps=missing, penalties=penalties, objective=64.0)
    assert check_roster(scenario, told, requirement) == []
    for rule in penalties:
        false = roster(*shifts, gaps=missing, penalties=penalties | {rule: penalties[rule] + 1}, objective=64.0)
        assert broken(scenario, false, requirement=requirement) == {"penalties"}
    false = roster(*shifts, gaps=missing, penalties=penalties, objective=63.0)
    assert broken(scenario, false, requirement=requirement) == {"penalties"}


def test_on_call_is_one_person_at_a_time_who_is_not_away():
    on_call = {
        "hours": "00:00-06:00, 22:00-24:00",
        "group": "care",
        "response": {"family": "constant", "mean": "20 min"},
    }
    ada = {"name": "Ada", "leave": [{"first": "2026-01-07", "last": "2026-01-07"}]}
    scenario = scenario_with(ada, "Ben", on_call=on_call, topics__question__emergency=True)
    kept = rows("Ada", "Mon 22:00-00:00", kind="on_call") + rows("Ben", "Tue 22:00-06:00", kind="on_call")
    assert broken(scenario, roster(kept)) == set()
    assert broken(scenario, roster(kept, rows("Ada", "Tue 22:00-23:00", kind="on_call"))) == {"on_call"}
    assert broken(scenario, roster(rows("Ada", "Tue 22:00-06:00", kind="on_call"))) == {"on_call"}  # into the leave

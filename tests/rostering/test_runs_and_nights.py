"""Runs, whole weekends and nights: each rule on a roster that just keeps it and one that does not, and in the solver.

Gaps are worked out by hand: a shift that nobody may work is missing for sixteen half hours.
"""

import pytest

from sim.rostering.solve import solve_roster
from tests.rostering.desk import broken, requirement_of, roster, rows, scenario_with

SHIFT = 16
NEW = {"name": "Ada", "joins": "2026-01-05"}


def gap(scenario, *shifts, size=1):
    """Half hours missing where one person is needed in each of these shifts, and nobody else."""
    wanted = [(row[4], row[5]) for row in rows("somebody", *shifts)]
    requirement = requirement_of(scenario, lambda time: sum(start <= time < end for start, end in wanted))
    return int(solve_roster(scenario, requirement, sizes={"care": size}).gaps["missing"].sum())


DAYS = [
    # rule, key, kept with the value, and not with the value
    ("fewest_days_in_row", "rules__days_in_row_min", 2, ["Tue", "Wed", "Fri", "Sat"], ["Tue", "Thu", "Fri"]),
    ("fewest_days_off_in_row", "rules__days_off_in_row_min", 2, ["Mon", "Thu", "Fri"], ["Mon", "Wed", "Thu"]),
    ("weekends_whole", "rules__weekends_whole", True, ["Mon", "Sat", "Sun"], ["Mon", "Sun"]),
    ("days_off", None, None, ["Mon"], ["Mon", "Tue"]),
]


@pytest.mark.parametrize(("rule", "key", "value", "kept", "not_kept"), DAYS[:3])
def test_days(rule, key, value, kept, not_kept):
    loose, tight = scenario_with("Ada"), scenario_with("Ada", **{key: value})
    worked, refused = ([f"{day} 06:00-14:00" for day in days] for days in (kept, not_kept))
    assert broken(tight, roster(rows("Ada", *worked))) == set()
    assert broken(tight, roster(rows("Ada", *refused))) == {rule}
    assert broken(loose, roster(rows("Ada", *refused))) == set()
    assert gap(tight, *worked) == 0
    assert gap(tight, *refused) >= SHIFT
    assert gap(loose, *refused) == 0


NIGHTS = [
    ("fewest_nights_in_row", {"rules__nights_in_row_min": 2}, ["Mon 22:00-06:00", "Tue 22:00-06:00"],
     ["Mon 22:00-06:00", "Thu 06:00-14:00"]),
    ("night_shift_hours", {"rules__night_shift_hours_max": 7.5}, ["Mon 06:00-14:00"], ["Mon 22:00-06:00"]),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "settings", "kept", "not_kept"), NIGHTS)
def test_nights(rule, settings, kept, not_kept):
    loose, tight = scenario_with("Ada"), scenario_with("Ada", **settings)
    assert broken(tight, roster(rows("Ada", *kept))) == set()
    assert broken(tight, roster(rows("Ada", *not_kept))) == {rule}
    assert gap(tight, *kept) == 0
    assert gap(tight, *not_kept) == SHIFT
    assert gap(loose, *not_kept) == 0


def test_a_run_that_the_end_of_the_horizon_cuts_is_let_be():
    scenario = scenario_with("Ada", rules__days_in_row_min=3, rules__nights_in_row_min=2)
    assert broken(scenario, roster(rows("Ada", "Sat 06:00-14:00", "Sun 22:00-06:00"))) == set()
    assert broken(scenario, roster(rows("Ada", "Fri 06:00-14:00", "Sat 06:00-14:00"))) == {"fewest_days_in_row"}


def test_nights_in_one_calendar_week_of_three():
    three_weeks = {"calendar__weeks": 3}
    once = ["Mon 22:00-06:00", "Wed 22:00-06:00", "Mon2 06:00-14:00"]
    twice = ["Mon 22:00-06:00", "Wed3 22:00-06:00"]
    tight = scenario_with("Ada", rules__night_weeks_max=1, **three_weeks)
    assert broken(tight, roster(rows("Ada", *once))) == set()
    assert broken(tight, roster(rows("Ada", *twice))) == {"night_weeks"}
    assert gap(tight, *once) == 0
    assert gap(tight, *twice) == SHIFT
    assert gap(scenario_with("Ada", **three_weeks), *twice) == 0
    four = scenario_with("Ada", rules__night_weeks_max=1, calendar__weeks=4)
    assert gap(four, "Mon 22:00-06:00", "Wed4 22:00-06:00") == 0  # not among three in a row


def test_no_newcomer_is_alone_at_night():
    new = scenario_with(NEW, "Ben", rules__newcomer_for="3 d")
    alone = rows("Ada", "Mon 22:00-06:00")
    assert broken(new, roster(alone)) == {"newcomers_at_night"}
    assert broken(new, roster(alone, rows("Ben", "Mon 22:00-06:00"))) == set()
    assert broken(new, roster(alone, rows("Ben", "Mon 22:00-05:00"))) == {"newcomers_at_night"}
    assert broken(new, roster(rows("Ada", "Mon 06:00-14:00", "Thu 22:00-06:00"))) == set()  # the fourth day
    assert gap(new, "Mon 22:00-06:00", "Mon 22:00-06:00", size=2) == 0  # both together
    busy = scenario_with(NEW, {"name": "Ben", "nights": False}, rules__newcomer_for="3 d")
    assert gap(busy, "Mon 22:00-06:00", "Tue 06:00-14:00", size=2) == SHIFT
    assert gap(busy, "Thu 22:00-06:00", "Tue 06:00-14:00", size=2) == 0
    loose = scenario_with(NEW, {"name": "Ben", "nights": False})
    assert gap(loose, "Mon 22:00-06:00", "Tue 06:00-14:00", size=2) == 0


def test_two_newcomers_do_not_accompany_each_other():
    both = scenario_with(NEW, NEW | {"name": "Ben"}, rules__newcomer_for="1 week")
    together = roster(rows("Ada", "Mon 22:00-06:00"), rows("Ben", "Mon 22:00-06:00"))
    assert broken(both, together) == {"newcomers_at_night"}
    assert gap(both, "Mon 22:00-06:00", "Mon 22:00-06:00", size=2) == 2 * SHIFT

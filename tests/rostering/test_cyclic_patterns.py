"""The library of patterns: the properties each is known for, counted by hand or as published."""

import pytest

from sim.rostering.cyclic_facts import facts_of_pattern, facts_of_rows
from sim.rostering.cyclic_patterns import LONG_DAY, LONG_NIGHT, PATTERNS
from sim.scenario.rota import ALL_PATTERNS

KNOWN = {  # hours a week, share of weekends off, most days on, most days off, most nights, least rest
    "4_on_4_off": (42, 5 / 16, 4, 4, 4, 12),
    "panama_2_2_3": (42, 1 / 2, 3, 3, 3, 12),
    "dupont": (42, 1 / 2, 4, 7, 4, 12),
    "pitman": (42, 1 / 2, 3, 3, 3, 12),
    "continental": (42, 1 / 4, 7, 3, 3, 16),
    "5_4_9": (40, 1, 5, 3, 0, 15),
    "three_shift_week_rotation": (40, 2 / 3, 5, 2, 5, 16),
}


def test_the_scenario_offers_the_patterns_of_the_library():
    assert tuple(PATTERNS) == ALL_PATTERNS


@pytest.mark.parametrize("key", PATTERNS)
def test_published_properties(key):
    """A weekend counts as off where no shift touches it: a night from Friday to Saturday does."""
    facts = facts_of_pattern(PATTERNS[key])
    assert (
        facts.hours_a_week,
        facts.weekends_off,
        facts.days_in_row_most,
        facts.days_off_in_row_most,
        facts.nights_in_row_most,
        facts.rest_least,
    ) == pytest.approx(KNOWN[key])


def test_dupont_has_a_week_of_72_hours_and_a_week_off():
    hours = sorted(sum(shift.length for shift in row if shift) / 60 for row in _rows("dupont"))
    assert hours == [0, 48, 48, 72]


@pytest.mark.parametrize("key", ["4_on_4_off", "panama_2_2_3", "dupont", "pitman", "continental"])
def test_one_crew_is_on_each_shift_at_any_time(key):
    pattern = PATTERNS[key]
    for day in range(7 * 16):
        on_shift = [pattern.entry(crew, day) for crew in pattern.crews]
        assert sorted(shift.name for shift in on_shift if shift) == sorted(shift.name for shift in pattern.shifts)


@pytest.mark.parametrize("key", ["5_4_9", "three_shift_week_rotation"])
def test_patterns_of_the_working_week_leave_the_weekend_empty(key):
    pattern = PATTERNS[key]
    for day in range(7 * 6):
        on_shift = [pattern.entry(crew, day) for crew in pattern.crews]
        if day % 7 >= 5:
            assert not any(on_shift)
        else:
            assert any(on_shift)


def test_panama_weekends_off_are_long_and_alternate():
    """Friday to Sunday off every second week, as the pattern is sold."""
    free = [row[4] is None and row[5] is None and row[6] is None for row in _rows("panama_2_2_3")]
    assert free == [False, True] * 4


def test_facts_of_a_table_by_hand():
    """Two weeks: four days with two nights after them, then a day off and a long night."""
    rows = [
        [LONG_DAY, LONG_DAY, None, None, LONG_NIGHT, LONG_NIGHT, None],
        [None, None, LONG_NIGHT, None, None, None, None],
    ]
    facts = facts_of_rows(rows)
    assert facts.hours_a_week == 30
    assert facts.hours_in_a_week_most == 48
    assert facts.weekends_off == 1 / 2
    assert facts.nights_in_row_most == 2
    assert facts.days_off_in_row_most == 4
    assert facts.rest_least == 12


def _rows(key):
    pattern = PATTERNS[key]
    return pattern.rows(pattern.crews[0])


def test_weeks_of_a_pattern_begin_after_the_weekend():
    """Where Friday and Saturday are the weekend, a week of five days is worked from Sunday to Thursday."""
    pattern = PATTERNS["three_shift_week_rotation"]
    rows = pattern.rows(pattern.crews[0], weekend=(4, 5))
    letters = ["".join(shift.name if shift else "-" for shift in row) for row in rows]
    assert letters == ["NNNN--M", "MMMM--A", "AAAA--N"]
    assert facts_of_pattern(pattern, (4, 5)).weekends_off == facts_of_pattern(pattern).weekends_off

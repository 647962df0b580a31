"""Hours of the week on a calendar with its weekend, holidays and clock changes."""

import datetime as dt

import numpy as np
import pytest

from sim.scenario.calendar import Calendar
from sim.scenario.hours import parse_hours
from sim.timing import DAY, HOUR, MINUTE


def calendar(**about):
    return Calendar.model_validate({"start": "2026-01-05", "weeks": 1} | about)


def open_hours(about, hours):
    """Local hours (day of the horizon, hour) that are open, with intervals of 1 h."""
    of = calendar(interval="1 h", **about)
    local = of.local_intervals
    found = of.is_open(parse_hours(hours))
    return {(int(d), int(m) // 60) for d, m in zip(local.day[found], local.minute[found], strict=True)}


def test_always_and_never():
    of = calendar()
    assert of.is_open(parse_hours("always")).all() and not of.is_open(parse_hours("never")).any()
    assert len(of.is_open(parse_hours("always"))) == 336


def test_ranges_of_a_day():
    assert open_hours({}, {"mon": "08:00-10:00, 22:00-24:00"}) == {(0, 8), (0, 9), (0, 22), (0, 23)}
    assert open_hours({}, "07:00-08:00") == {(day, 7) for day in range(7)}
    assert open_hours({}, {"every day": "closed", "sun": "all day"}) == {(6, hour) for hour in range(24)}


def test_the_more_special_key_wins():
    hours = {"every day": "01:00-02:00", "weekdays": "02:00-03:00", "mon-tue": "03:00-04:00", "tue": "04:00-05:00"}
    assert open_hours({}, hours) == {(0, 3), (1, 4), (2, 2), (3, 2), (4, 2), (5, 1), (6, 1)}


def test_a_weekend_of_ones_own():
    hours = {"weekend": "10:00-11:00"}
    assert open_hours({"weekend": ["fri", "sat"]}, hours) == {(4, 10), (5, 10)}


def test_spans_over_the_end_of_the_week():
    assert open_hours({}, {"sat-mon": "05:00-06:00"}) == {(0, 5), (5, 5), (6, 5)}


def test_holidays_have_hours_of_their_own_or_those_of_their_day():
    christmas = {"start": "2026-12-21", "holidays": {"country": "GB", "subdivision": "ENG"}}
    assert (4, 9) not in open_hours(christmas, {"every day": "09:00-10:00", "holidays": "closed"})
    assert (4, 9) in open_hours(christmas, {"every day": "09:00-10:00"})
    own = {"holidays": {"dates": ["2026-01-07"]}}
    assert open_hours(own, {"holidays": "09:00-10:00"}) == {(2, 9)}


@pytest.mark.parametrize(("start", "hours", "night"), [("2026-03-23", 167, 4), ("2026-10-19", 169, 6)])
def test_clock_changes(start, hours, night):
    """The Sunday on which the clock changes has 23 or 25 hours; the night from 00:00 to 05:00 is as long as it is."""
    of = calendar(start=start, time_zone="Europe/London")
    assert of.horizon == hours * HOUR and of.intervals == 2 * hours
    assert of.is_open(parse_hours({"sun": "00:00-05:00"})).sum() == 2 * night
    assert of.end_utc - of.start_utc == dt.timedelta(hours=hours)
    assert (np.bincount(of.local_intervals.day)[:6] == 48).all()


def test_moments_and_microseconds():
    of = calendar(time_zone="Asia/Jerusalem")
    assert of.start_utc == dt.datetime(2026, 1, 4, 22, tzinfo=dt.UTC)
    for microseconds in (0, 1, DAY + 5 * MINUTE, of.horizon - 1):
        assert of.microseconds(of.moment(microseconds)) == microseconds
    assert of.microseconds(dt.datetime(2026, 1, 5, 9, tzinfo=of.zone)) == 9 * HOUR


def test_an_interval_length_for_every_purpose():
    assert [calendar(interval=length).intervals for length in ("15 min", "30 min", "1 h")] == [672, 336, 168]
    assert calendar().intervals_per_week == 336


def test_a_clock_change_of_half_an_hour():
    """Lord Howe Island moves by half an hour, which intervals of an hour do not divide."""
    of = calendar(start="2026-04-05", weeks=1, time_zone="Australia/Lord_Howe", interval="1 h")
    assert of.horizon == 168 * HOUR + 30 * MINUTE and of.intervals == 169
    assert len(of.is_open(parse_hours("always"))) == 169

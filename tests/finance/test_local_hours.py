"""Time at night, at the weekend and on dates, against a count minute by minute with the standard library's clock."""

import datetime as dt
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sim.finance.local_hours import in_hours, local_clock, on_dates, on_weekend, time_within
from sim.scenario.calendar import Calendar
from sim.scenario.hours import DAYS, parse_hours
from sim.timing import DAY, HOUR, MINUTE, SECOND

ZONES = ["UTC", "Europe/London", "America/New_York", "Asia/Jerusalem", "Asia/Kolkata", "Australia/Lord_Howe"]
NIGHT = {"every day": "00:00-05:30, 23:15-24:00", "weekend": "00:00-07:00", "wed": "closed", "holidays": "all day"}


def calendar_of(start, zone, **more):
    return Calendar(start=start, weeks=2, time_zone=zone, **more)


@settings(max_examples=40)
@example("2026-03-27", "Asia/Jerusalem", "Asia/Jerusalem", 3 * 1440, 30 * 60)  # into the holiday of 31 March
@given(
    st.sampled_from(["2026-03-20", "2026-03-27", "2026-10-20", "2026-10-30"]),  # the clock changes near them
    st.sampled_from(ZONES),
    st.sampled_from(ZONES),
    st.integers(-24 * 60, 14 * 24 * 60),
    st.integers(0, 30 * 60),
)
def test_against_a_count_minute_by_minute(start, zone, own_zone, begin, length):
    calendar = calendar_of(start, zone, weekend=["fri", "sat"], holidays={"dates": ["2026-03-31", "2026-10-26"]})
    hours, local = parse_hours(NIGHT), ZoneInfo(own_zone)
    clock = local_clock(calendar, own_zone)
    night, weekend, holiday = 0, 0, 0
    for minute in range(begin, begin + length):
        moment = (calendar.start_utc + dt.timedelta(minutes=minute)).astimezone(local)
        is_weekend, is_holiday = moment.weekday() in (4, 5), moment.date() in calendar.holidays.dates
        ranges = hours.ranges(moment.weekday(), is_weekend, is_holiday)
        of_day = moment.hour * 60 + moment.minute
        night += any(first <= of_day < last for first, last in ranges)
        weekend += is_weekend
        holiday += is_holiday
    stretch = np.array([begin * MINUTE]), np.array([(begin + length) * MINUTE])
    assert time_within(in_hours(clock, hours), *stretch)[0] == night * MINUTE
    assert time_within(on_weekend(clock), *stretch)[0] == weekend * MINUTE
    assert time_within(on_dates(clock, calendar.holidays.dates), *stretch)[0] == holiday * MINUTE


def test_stretches_need_not_start_on_a_minute():
    clock = local_clock(calendar_of("2026-01-05", "UTC"), "UTC")
    night = in_hours(clock, parse_hours("00:00-05:00"))
    start, end = np.array([5 * HOUR - 90 * SECOND]), np.array([24 * HOUR + 1])
    assert time_within(night, start, end)[0] == 90 * SECOND + 1


def test_the_margin_is_covered_and_no_more():
    clock = local_clock(calendar_of("2026-01-05", "UTC"), "UTC")
    always = in_hours(clock, parse_hours("always"))
    starts, ends = np.array([-7 * DAY, -9 * DAY, 20 * DAY]), np.array([0, 0, 30 * DAY])
    assert list(time_within(always, starts, ends)) == [7 * DAY, 7 * DAY, DAY]


@pytest.mark.parametrize("weekday", range(7))
def test_weekdays_are_named_right(weekday):
    calendar = calendar_of("2026-01-05", "UTC", weekend=[DAYS[weekday]])  # 5 January 2026 is a Monday
    stretch = np.array([weekday * DAY]), np.array([(weekday + 1) * DAY])
    mask = on_weekend(local_clock(calendar, "UTC"))
    assert time_within(mask, *stretch)[0] == DAY
    assert time_within(mask, np.array([0]), np.array([7 * DAY]))[0] == DAY

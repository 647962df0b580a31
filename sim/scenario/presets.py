"""Rule presets: what laws and good practice say of rosters, each value with its source; a scenario may override any.

They are a start, not legal advice: collective agreements, opt-outs and averages over months are not in them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from sim.scenario.hours import parse_hours
from sim.timing import HOUR

Preset = Literal["custom", "eu", "uk_nights", "israel", "usa"]

PRESETS: Mapping[Preset, Mapping[str, Any]] = {
    "custom": {},
    # Directive 2003/88/EC: article 2 (night, night worker), 3 (daily rest), 5 (24 h and the daily 11 h), 6 (48 h, as an
    # average; here in every week), 8 (8 h of night work in 24, as an average; here in every night shift).
    "eu": {
        "daily_rest": 11 * HOUR,
        "weekly_rest": 35 * HOUR,
        "weekly_hours_max": 48.0,
        "days_in_row_max": 6,
        "night_shift_at_least": 3 * HOUR,
        "night_shift_hours_max": 8.0,
    },
    # The directive as above, and HSE, Managing shift work, HSG256 (2006) with its good practice guidelines for shift
    # design: nights at most 8 h and 2 to 3 in a row, two nights of full sleep after them, 5 to 7 days in a row, regular
    # free weekends.
    "uk_nights": {
        "daily_rest": 11 * HOUR,
        "weekly_rest": 35 * HOUR,
        "weekly_hours_max": 48.0,
        "days_in_row_max": 6,
        "nights_in_row_max": 3,
        "rest_after_nights": 48 * HOUR,
        "night_shift_at_least": 3 * HOUR,
        "night_shift_hours_max": 8.0,
        "weekends_off_min": 1,
    },
    # Hours of Work and Rest Law, 5711-1951: section 1 (night work: two hours or more from 22:00 to 06:00), 2 (7 h of
    # night work), 7 (36 h of weekly rest), 21 (8 h between working days), 22 (night weeks at most one in three);
    # extension order of 2018 (a week of 42 h), general permit for overtime (16 h a week), section 16 (overtime).
    "israel": {
        "daily_rest": 8 * HOUR,
        "weekly_rest": 36 * HOUR,
        "weekly_hours_max": 58.0,
        "days_in_row_max": 6,
        "night": parse_hours({"every day": "00:00-06:00, 22:00-24:00"}),
        "night_shift_at_least": 2 * HOUR,
        "night_shift_hours_max": 7.0,
        "night_weeks_max": 1,
        "overtime_week_after": 42.0,
    },
    # Fair Labor Standards Act, 29 USC 207: overtime above 40 h in a workweek; no limits on hours, rest or days.
    "usa": {
        "daily_rest": 0,
        "weekly_rest": 0,
        "weekly_hours_max": 168.0,
        "days_in_row_max": 14,
        "nights_in_row_max": 14,
        "rest_after_nights": 0,
        "weekends_off_min": 0,
        "overtime_week_after": 40.0,
    },
}

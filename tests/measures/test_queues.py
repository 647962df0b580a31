"""The queue over time against counting instant by instant, Little's law, and the backlog."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.measures.queues import backlog, littles_law, queue_length
from sim.measures.records import records_of
from tests.measures.brute import log_of, random_log, row, scenario

PLAIN = scenario()


@settings(max_examples=15)
@given(st.integers(0, 10**6))
def test_little_holds_to_rounding_whatever_happens(seed):
    for row_ in littles_law(records_of(random_log(seed), PLAIN)).itertuples():
        wait = 0.0 if np.isnan(row_.mean_wait_hours) else row_.mean_wait_hours
        assert row_.mean_queue == pytest.approx(row_.arrivals_per_hour * wait, rel=1e-9, abs=1e-12)


@settings(max_examples=10)
@given(st.integers(0, 10**6))
def test_queue_length_is_the_waiting_time_within_each_interval(seed):
    records = records_of(random_log(seed, needs=80), PLAIN, warm_up=10**10 * 3)
    attempts, step = records.attempts, PLAIN.calendar.interval
    table = queue_length(records)
    for code, channel in enumerate(PLAIN.channel_names):
        starts = np.arange(-(-records.start // step) * step, records.end, step)
        expected = []
        for start in starts:
            end = min(start + step, records.end)
            spent = np.clip(np.minimum(attempts.leaves_queue, end) - np.maximum(attempts.queued, start), 0, None)
            expected.append(np.nansum(spent[attempts.channel == code]) / (end - start))
        assert table[table["channel"] == channel]["queue"].to_numpy() == pytest.approx(np.array(expected))


@settings(max_examples=10)
@given(st.integers(0, 10**6))
def test_backlog_is_who_waits_at_the_start_of_each_interval(seed):
    records = records_of(random_log(seed, needs=80), PLAIN)
    attempts = records.attempts
    table = backlog(records)
    assert set(table["channel"]) == {"email", "social"}
    for row_ in table.iloc[::7].itertuples():
        moment = PLAIN.calendar.microseconds(row_.interval_start.to_pydatetime())
        queued = (attempts.channel == PLAIN.channel_names.index(row_.channel)) & ~np.isnan(attempts.queued)
        until = np.where(attempts.leaves_queue >= attempts.horizon, np.inf, attempts.leaves_queue)
        waits = queued & (attempts.arrived <= moment) & (until > moment)
        assert row_.waiting == waits.sum()
        oldest = (moment - attempts.arrived[waits].min()) / 3.6e9 if waits.any() else np.nan
        assert row_.oldest_hours == pytest.approx(oldest, nan_ok=True)


def test_backlog_of_work_never_done_grows_older_by_half_an_hour_each_time():
    table = backlog(records_of(log_of([row(0, 1, "email", 900, None, None, "unresolved")]), PLAIN))
    ages = table[table["channel"] == "email"]["oldest_hours"]
    assert ages.iloc[1:4].tolist() == [0.25, 0.75, 1.25]
    assert ages.iloc[-1] == 7 * 24 - 0.5 - 0.25


def test_who_waited_before_the_window_is_in_the_queue():
    log = log_of([row(0, 1, "phone", 0, 5400, 6000, "served")])
    records = records_of(log, PLAIN, warm_up=3600 * 1_000_000)
    assert queue_length(records)["queue"].iloc[0] == 1
    law = littles_law(records).iloc[0]
    assert law["mean_queue"] > 0
    assert law["arrivals_per_hour"] == 0

"""The steps of a back-test one by one: pauses between calls, patience beyond a wait, hours in session."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.centre.roster import roster_of
from sim.experiments.replay import _beyond
from sim.experiments.seen_team import (
    _not_ready,
    hours_in_session,
    hours_ready,
)
from sim.scenario.distribution import Distribution
from sim.timing import HOUR, MINUTE, SECOND


def test_a_pause_by_hand():
    """Services end at 100 and the next begins at 400; somebody waited 150-180 and 300-320, and 1 s from 390."""
    begin, end = np.array([150, 300, 390]) * SECOND, np.array([180, 320, 391]) * SECOND
    first, last = np.array([100]) * SECOND, np.array([400]) * SECOND
    for unready, until in (("until_last_wait", 320), ("whole_pause", 400)):
        found = _not_ready(first, last, begin, end, SECOND, unready)
        assert [(int(a), int(b)) for a, b in zip(*found, strict=True)] == [(100 * SECOND, until * SECOND)]
    nobody = np.empty(0, dtype=np.int64)
    assert len(_not_ready(first, last, nobody, nobody, SECOND, "whole_pause")[0]) == 0
    after = _not_ready(first, last, np.array([400 * SECOND]), np.array([500 * SECOND]), SECOND, "whole_pause")
    assert len(after[0]) == 0  # began to wait as the next service began


@settings(max_examples=40)
@given(
    waits=st.lists(st.tuples(st.integers(0, 600), st.integers(2, 90)), max_size=12),
    pause=st.tuples(st.integers(0, 600), st.integers(1, 120)),
    notice=st.integers(0, 3),
)
def test_a_pause_by_brute_force(waits, pause, notice):
    """Second by second: the last stretch of waiting whose part in the pause is longer than the notice."""
    first, last = pause[0], pause[0] + pause[1]
    seconds = np.zeros(1500, dtype=bool)
    for start, length in waits:
        seconds[start : start + length] = True
    edges = np.flatnonzero(np.diff(np.concatenate([[False], seconds, [False]]).astype(int)))
    begin, end = edges[::2], edges[1::2]
    inside = [(max(a, first), min(b, last)) for a, b in zip(begin, end, strict=True)]
    inside = [b for a, b in inside if b - a > notice]
    found = _not_ready(np.array([first]), np.array([last]), begin, end, notice, "until_last_wait")
    assert found[1].tolist() == inside[-1:]


@given(st.floats(0.0, 900.0), st.floats(0.01, 0.99))
def test_patience_beyond_the_wait_of_an_exponential_has_no_memory(waited, u):
    patience = Distribution(family="exponential", mean="300 s")
    seen = np.array([round(waited * SECOND)])
    drawn = _beyond(patience, seen, np.array([u]))
    fresh = patience.quantiles(np.array([u]))
    assert drawn[0] - seen[0] == pytest.approx(fresh[0], abs=5)  # microseconds


def test_hours_are_hours():
    moments = pd.to_datetime(["2026-01-05 08:00", "2026-01-05 09:30", "2026-01-05 08:30", "2026-01-05 08:45"], utc=True)
    rows = [("a", "g", "shift", "", moments[0], moments[1]), ("a", "g", "break", "", moments[2], moments[3])]
    assert hours_in_session(roster_of(rows)) == 1.5
    assert hours_ready(roster_of(rows)) == pytest.approx((90 * MINUTE - 15 * MINUTE) / HOUR)

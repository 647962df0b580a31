"""Agents' time by hand, and cut into intervals without a microsecond lost."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.measures.agents import agent_time, work_by_channel
from sim.measures.grouping import in_intervals
from sim.measures.records import records_of
from tests.measures.brute import log_of, scenario

PLAIN = scenario()
DAY = log_of(
    [],
    stays=[
        ("Ada", "phone", 8, 10, False),
        ("Ada", "available", 10, 12, False),
        ("Ada", "break", 12, 12.5, False),
        ("Ada", "email", 12.5, 15, False),
        ("Ada", "meeting", 15, 16, False),
        ("Ada", "phone", 16, 16.25, True),
        ("Bo", "available", 8.25, 9, False),
    ],
    shifts=[("Ada", 8, 16, False), ("Bo", 8.25, 9, False), ("Cy", 8, 16, True)],
)


def test_a_day_by_hand():
    found = agent_time(records_of(DAY, PLAIN)).iloc[0]
    assert found["work_hours"] == 2 + 2.5 + 0.25
    assert found["available_hours"] == 2 + 0.75
    assert found["pause_hours"] == 1.5
    assert found["overtime_hours"] == 0.25
    assert found["paid_hours"] == 8 + 0.75 + 8 - 0.5 + 0.25
    assert found["occupancy"] == 4.75 / 7.5
    assert found["utilisation"] == 4.75 / 16.5


def test_paid_breaks_are_paid():
    paid = scenario(rules={"breaks": [{"length": "30 min", "paid": True}]})
    assert agent_time(records_of(DAY, paid))["paid_hours"].tolist() == [17]


def test_by_agent_and_interval():
    table = agent_time(records_of(DAY, PLAIN), ["agent", "interval_start"])
    bo = table[table["agent"] == "Bo"]
    assert bo["available_hours"].tolist() == [0.25, 0.5]
    assert [str(moment) for moment in bo["interval_start"]] == [
        "2026-01-05 07:00:00+00:00",
        "2026-01-05 07:30:00+00:00",
    ]
    assert table[table["agent"] == "Cy"]["work_hours"].sum() == 0
    assert table["paid_hours"].sum() == pytest.approx(16.5)


def test_by_hour_of_day_is_local():
    """The run starts at midnight in Berlin, so its ninth hour is 08:00 there."""
    table = agent_time(records_of(DAY, PLAIN), ["hour_of_day"]).set_index("hour_of_day")
    assert table.at[8, "work_hours"] == 1
    assert table.at[8, "occupancy"] == 1 / 1.75


def test_channels_add_up_to_the_occupancy():
    records = records_of(DAY, PLAIN)
    channels = work_by_channel(records)
    assert channels["work_hours"].tolist() == [2.25, 2.5, 0]
    assert channels["occupancy"].sum() == pytest.approx(agent_time(records)["occupancy"].iloc[0])


def test_other_parties_are_counted_apart():
    assert agent_time(records_of(DAY, PLAIN), party="vendor")["work_hours"].tolist() == [0]
    assert math.isnan(agent_time(records_of(DAY, PLAIN), party="vendor")["occupancy"].iloc[0])
    assert agent_time(records_of(DAY, PLAIN), ["by"])["by"].tolist() == ["team"]


def test_time_outside_the_window_is_cut_off():
    found = agent_time(records_of(DAY, PLAIN, warm_up=9 * 3_600_000_000)).iloc[0]
    assert found["work_hours"] == 1 + 2.5 + 0.25
    assert found["paid_hours"] == 7 + 7 - 0.5 + 0.25


@given(st.lists(st.tuples(st.integers(0, 10**11), st.integers(1, 10**11)), max_size=12))
def test_cutting_into_intervals_loses_nothing(spans):
    stays = [("Ada", "phone", start / 3.6e9, (start + length) / 3.6e9, False) for start, length in spans]
    records = records_of(log_of([], stays), PLAIN)
    pieces = in_intervals(records, records.stays)
    step = PLAIN.calendar.interval
    assert (pieces.end - pieces.start).sum() == (records.stays.end - records.stays.start).sum()
    assert (pieces.start // step == (pieces.end - 1) // step).all()
    assert (pieces.start < pieces.end).all()

"""Service, waits, outcomes and needs: by hand, and on random logs against plain loops."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import InputError
from sim.measures.needs import first_contact_resolution, first_response, repeats, resolution_time, solved_in_time
from sim.measures.outcomes import abandonment, answered_elsewhere, blocking, outcomes
from sim.measures.promises import promises_kept
from sim.measures.records import records_of
from sim.measures.service import service_level
from sim.measures.waiting import delayed_share, speed_of_answer, wait_percentiles
from sim.timing import SECOND, WEEK
from tests.measures.brute import log_of, plain_rows, random_log, row, scenario

PLAIN = scenario()
TARGET = {"phone": 20.0, "email": 4 * 3600.0}


@pytest.fixture(scope="module")
def morning():
    """Seven phone contacts and two e-mails, every kind of ending, each figure below checked on paper."""
    return records_of(
        log_of(
            [
                row(0, 1, "phone", 0, 10, 70, "served"),  # waits 10 s: in time
                row(1, 1, "phone", 0, 20, 80, "served", solved=False, follows="recontact"),  # 20 s: just in time
                row(1, 2, "phone", 200, 225, 300, "served"),  # 25 s: late
                row(2, 1, "phone", 10, None, 15, "abandoned", follows="redial"),  # gone after 5 s
                row(2, 2, "phone", 75, 75, 90, "served"),  # at once
                row(3, 1, "phone", 20, None, 80, "abandoned"),  # gone after 60 s
                row(4, 1, "phone", 30, None, 30, "blocked"),
                row(5, 1, "phone", 40, None, 40, "closed", queued=None),
                row(6, 1, "phone", 50, None, 55, "automated", queued=None),
                row(7, 1, "phone", 60, None, 60, "self_served", queued=None),
                row(8, 1, "email", 0, 3600, 3900, "served", by="vendor"),
                row(9, 1, "email", 0, 18000, 18060, "served"),  # five hours: late
            ]
        ),
        PLAIN,
    )


@pytest.mark.parametrize(
    ("convention", "counted", "in_time"),
    [("offered", 7, 3), ("answered", 4, 3), ("offered_less_short", 7, 4)],
)
def test_three_conventions(morning, convention, counted, in_time):
    phone = service_level(morning, ["channel"], convention=convention).set_index("channel").loc["phone"]
    assert (phone["counted"], phone["in_time"]) == (counted, in_time)
    assert phone["service_level"] == in_time / counted


def test_each_channel_has_its_own_promise(morning):
    table = service_level(morning, ["channel"]).set_index("channel")
    assert table.loc["email", ["counted", "in_time"]].tolist() == [2, 1]
    assert "social" not in table.index
    assert service_level(morning)["service_level"].tolist() == [4 / 9]


def test_one_time_for_all_can_be_given(morning):
    assert service_level(morning, within=10_000_000)["in_time"].tolist() == [2]


def test_waits(morning):
    phone = speed_of_answer(morning, ["channel"]).set_index("channel").loc["phone"]
    assert phone["asa_seconds"] == pytest.approx((10 + 20 + 25 + 0) / 4)
    assert phone["mean_wait_seconds"] == pytest.approx((10 + 20 + 25 + 5 + 0 + 60) / 6)
    assert delayed_share(morning, ["channel"]).set_index("channel").at["phone", "delayed_share"] == 5 / 6
    phone = wait_percentiles(morning, ["channel"]).set_index("channel").loc["phone"]
    assert phone["wait_p50_seconds"] == 15
    assert phone["wait_p80_seconds"] == pytest.approx(22)


def test_endings_add_up(morning):
    phone = outcomes(morning, ["channel"]).set_index("channel").loc["phone"]
    assert phone["attempts"] == 10
    assert phone[["served", "abandoned", "blocked", "closed", "automated", "self_served", "unresolved"]].tolist() == [
        4, 2, 1, 1, 1, 1, 0,
    ]  # fmt: skip
    assert phone["offered"] == 7
    assert abandonment(morning, ["channel"])["abandonment"].tolist() == [2 / 7, 0]
    assert blocking(morning)["blocked_share"].tolist() == [1 / 9]
    shares = answered_elsewhere(morning).iloc[0]
    assert (shares["ended"], shares["vendor_share"], shares["automation_share"]) == (7, 1 / 7, 1 / 7)


def test_needs(morning):
    """Handled: needs 0, 1, 2, 6, 8, 9, of which 1 and 2 take two attempts; 3, 4 never answered; 7 no contact."""
    found = first_contact_resolution(morning).iloc[0]
    assert (found["handled"], found["solved_at_first"]) == (6, 4)
    response = first_response(morning, ["channel"], [50]).set_index("channel").loc["phone"]
    assert (response["needs"], response["responded"]) == (7, 4)
    assert response["first_response_mean_minutes"] == pytest.approx((10 + 20 + 65 + 5) / 4 / 60)
    assert response["first_response_p50_minutes"] == pytest.approx(15 / 60)
    resolved = resolution_time(morning, ["channel"], [50]).set_index("channel").loc["phone"]
    assert resolved["resolved"] == 4
    assert resolved["resolution_mean_minutes"] == pytest.approx((70 + 300 + 80 + 5) / 4 / 60)


def test_repeats(morning):
    found = repeats(morning).iloc[0]
    assert (found["answered"], found["recontacted"]) == (7, 1)
    assert (found["abandoned_or_blocked"], found["redialled"]) == (3, 1)
    assert found["redial_share"] == 1 / 3


def test_whoever_still_waits_at_the_end_is_late_or_not_counted():
    horizon = 100_000
    records = records_of(
        log_of(
            [
                row(0, 1, "phone", horizon - 100, None, None, "unresolved"),  # waits 100 s so far: late
                row(1, 1, "phone", horizon - 5, None, None, "unresolved"),  # 5 s so far: nobody knows
                row(2, 1, "phone", horizon - 40, horizon - 39, None, "unresolved"),  # in service: in time
                row(3, 1, "phone", horizon - 5, horizon - 4, horizon - 2, "served"),  # its 20 s end after the run
            ],
            horizon=horizon * 1_000_000,
        ),
        PLAIN,
    )
    assert service_level(records)[["counted", "in_time"]].to_numpy().tolist() == [[2, 1]]
    assert speed_of_answer(records)["waited"].tolist() == [2]
    assert outcomes(records)[["offered", "unresolved"]].to_numpy().tolist() == [[4, 3]]


def test_a_diverted_contact_counts_where_it_ended_up():
    records = records_of(log_of([row(0, 1, "phone", 0, 600, 700, "served", served_channel="email")]), PLAIN)
    assert service_level(records, ["channel"])[["channel", "in_time"]].to_numpy().tolist() == [["email", 1]]
    assert outcomes(records, ["chosen_channel"])["chosen_channel"].tolist() == ["phone"]


def test_a_promised_call_is_late_from_when_it_falls_due():
    due = row(0, 1, "phone", 0, 7210, 7300, "served", queued=7200, called_back=True)
    assert records_of(log_of([due]), PLAIN).waits.tolist() == [10]


def test_warm_up_and_cool_down_leave_out_arrivals_and_needs_outside():
    log = log_of(
        [
            row(0, 1, "phone", 100, 100, 200, "served", solved=False, follows="recontact"),
            row(0, 2, "phone", 5000, 5100, 5200, "served"),
            row(1, 1, "phone", 5000, 5000, 5100, "served"),
            row(2, 1, "phone", 9000, 9000, 9100, "served"),
        ],
        horizon=10_000 * 1_000_000,
    )
    records = records_of(log, PLAIN, warm_up=1000 * 1_000_000, cool_down=2000 * 1_000_000)
    assert outcomes(records)["attempts"].tolist() == [2]
    assert first_response(records)["needs"].tolist() == [1]
    with pytest.raises(ValueError, match="nothing is left"):
        records_of(log, PLAIN, warm_up=9000 * 1_000_000, cool_down=2000 * 1_000_000)


def test_an_empty_log_gives_nothing_and_no_warning():
    records = records_of(log_of([]), PLAIN)
    assert outcomes(records)["attempts"].tolist() == [0]
    assert outcomes(records, ["channel", "day"]).empty
    assert math.isnan(service_level(records)["service_level"].iloc[0])
    assert math.isnan(first_contact_resolution(records)["first_contact_resolution"].iloc[0])
    assert math.isnan(first_response(records)["first_response_p90_minutes"].iloc[0])


@pytest.mark.parametrize("measure", [service_level, speed_of_answer, outcomes, abandonment, first_response, repeats])
def test_an_unknown_key_is_refused(measure):
    with pytest.raises(ValueError, match=r"cannot count by 'chanel'; accepted: .*channel"):
        measure(records_of(log_of([]), PLAIN), ["chanel"])


def test_time_keys_are_local_but_interval_start():
    """Monday 5 January 2026, 00:00 in Berlin is Sunday 23:00 UTC; 25 h later it is Tuesday 01:00 there."""
    records = records_of(log_of([row(0, 1, "phone", 25 * 3600 + 1900, None, 25 * 3600 + 1901, "abandoned")]), PLAIN)
    table = outcomes(records, ["interval_start", "interval_of_week", "hour_of_day", "weekday", "day", "week"])
    found = table.iloc[0]
    assert found["interval_start"] == pd.Timestamp("2026-01-06 00:30", tz="UTC")
    assert (found["interval_of_week"], found["hour_of_day"], found["weekday"], found["week"]) == (51, 1, 1, 1)
    assert found["day"] == pd.Timestamp("2026-01-06")


# Random logs against plain loops


@settings(max_examples=25)
@given(st.integers(0, 10**6))
def test_random_logs_against_plain_loops(seed):
    log = random_log(seed, needs=60)
    records = records_of(log, PLAIN)
    rows = list(plain_rows(log))
    end = log.horizon / 1e6
    counted, in_time, waits = {}, {}, {}
    for each in rows:
        channel = each["served_channel"]
        reaches = each["outcome"] in ("served", "abandoned", "blocked", "unresolved") and each["queued"] is not None
        if not reaches:
            continue
        left = each["answered"] if each["answered"] is not None else each["ended"]
        wait = (end if left is None else left) - each["arrived"]
        if each["answered"] is not None:
            waits.setdefault(channel, []).append(wait)
        if channel not in TARGET or each["arrived"] + TARGET[channel] > end:
            continue
        counted[channel] = counted.get(channel, 0) + 1
        in_time[channel] = in_time.get(channel, 0) + (each["answered"] is not None and wait <= TARGET[channel])
    levels = service_level(records, ["channel"]).set_index("channel")
    assert levels["counted"].to_dict() == counted
    assert levels["in_time"].to_dict() == in_time
    asa = speed_of_answer(records, ["channel"]).set_index("channel")["asa_seconds"].dropna().to_dict()
    assert asa == pytest.approx({channel: sum(each) / len(each) for channel, each in waits.items()})
    percentiles = wait_percentiles(records, ["channel"], [10, 50, 95]).set_index("channel")
    for channel, each in waits.items():
        expected = np.percentile(each, [10, 50, 95])
        assert percentiles.loc[channel].iloc[-3:].to_numpy(dtype=float) == pytest.approx(expected)

    needs = {}
    for each in rows:
        needs.setdefault(each["need"], []).append(each)
    handled = [own for own in needs.values() if any(each["outcome"] in ("served", "automated") for each in own)]
    at_first = [own for own in handled if len(own) == 1 and own[0]["solved"] is True]
    found = first_contact_resolution(records).iloc[0]
    assert (found["handled"], found["solved_at_first"]) == (len(handled), len(at_first))
    contacts = [own for own in needs.values() if own[0]["outcome"] != "self_served"]
    times = [
        min(each["ended"] for each in own if each["solved"] is True and each["outcome"] != "self_served")
        - own[0]["arrived"]
        for own in contacts
        if any(each["solved"] is True and each["outcome"] != "self_served" for each in own)
    ]
    found = resolution_time(records, (), [90]).iloc[0]
    assert (found["needs"], found["resolved"]) == (len(contacts), len(times))
    assert found["resolution_p90_minutes"] == pytest.approx(
        np.percentile(times, 90) / 60 if times else math.nan, nan_ok=True
    )


@given(st.integers(0, 10**6), st.sampled_from(["channel", "topic", "day", "hour_of_day", "week", "interval_start"]))
@settings(max_examples=25)
def test_parts_add_up_to_the_whole(seed, key):
    records = records_of(random_log(seed, needs=40), PLAIN)
    for measure in (outcomes, service_level, repeats):
        parts, whole = measure(records, [key]), measure(records)
        counts = [name for name in whole if whole[name].dtype == np.int64 and name != "replication"]
        assert parts[counts].sum().to_dict() == whole[counts].iloc[0].to_dict()
    table = outcomes(records)
    assert table["attempts"].iloc[0] == table.loc[0, "self_served":"unresolved"].sum()


def test_promises_to_solve_by_hand():
    """Within 10 min: one solved at the second try after 9 min, one after 11, one never, one too near the end to say."""
    target = {"share": 0.8, "within": "20 s", "solved_share": 0.9, "solved_within": "10 min"}
    case = scenario(channels={"phone": {"target": target}, "email": {}, "social": {}})
    end = WEEK / SECOND
    rows = [
        row(0, 1, "phone", 0, 5, 60, "served", solved=False, follows="recontact"),
        row(0, 2, "phone", 400, 410, 540, "served"),
        row(1, 1, "phone", 0, 5, 660, "served"),
        row(2, 1, "phone", 0, None, 30, "abandoned"),
        row(3, 1, "phone", end - 300, end - 290, end - 200, "served"),
        row(4, 1, "email", 0, 5, 60, "served"),
    ]
    records = records_of(log_of(rows), case, warm_up=0)
    found = solved_in_time(records, ["channel"]).set_index("channel")
    assert found.loc["phone", ["due", "solved_in_time"]].tolist() == [3, 1]
    assert found.loc["email", "due"] == 0
    table = promises_kept(records).set_index("promise")
    assert table.loc["solved in time", "kept_share"] == pytest.approx(1 / 3)
    assert table.loc["answered in time", ["due", "kept"]].tolist() == [5, 4]
    with pytest.raises(InputError, match="needs both"):
        scenario(channels={"phone": {"target": target | {"solved_share": None}}, "email": {}, "social": {}})

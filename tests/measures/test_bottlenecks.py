"""Waiting by cause: by hand for each cause, and on random centres against the waits one by one."""

import numpy as np
import pytest
from hypothesis import given, settings

from sim.centre.simulate import simulate
from sim.measures.bottlenecks import CAUSES, waiting_by_cause
from sim.measures.records import records_of
from tests.centre.building import HOUR, MINUTE, Need, contact_rows, four_channels, run, scenario_of
from tests.centre.random_centres import centres
from tests.centre.test_special_by_hand import CASE, MEG, special
from tests.centre.test_transfers_by_hand import ANN, TOM, bug, two_skills
from tests.centre.test_vendors_and_on_call import HOME, fire, on_call

OFFICE = {"every day": "08:00-20:00"}


def hours(log, scenario):
    """Hours by cause."""
    table = waiting_by_cause(records_of(log, scenario, warm_up=0))
    return {cause: round(total, 9) for cause, total in table.groupby("cause")["waiting_hours"].sum().items()}


def test_nobody_there_and_all_busy():
    """Ann comes at 01:00 and takes one after the other; her break does not serve the second."""
    scenario = scenario_of()
    people = [("Ann", "care", "shift", HOUR, 4 * HOUR), ("Ann", "care", "break", 2 * HOUR, 2 * HOUR + 30 * MINUTE)]
    needs = [Need(0, work=30 * MINUTE), Need(30 * MINUTE, work=MINUTE), Need(2 * HOUR + 6 * MINUTE)]
    assert hours(run(scenario, needs, people), scenario) == {"no_skill": 1 + 0.5 + 0.4, "all_busy": 0.5}


def test_closed_while_nobody_is_there():
    scenario = scenario_of(channels={"phone": {"hours": OFFICE, "closed": {"policy": "wait"}}})
    people = [("Ann", "care", "shift", 7 * HOUR, 10 * HOUR)]
    needs = [Need(6 * HOUR, work=30 * MINUTE), Need(6 * HOUR + 30 * MINUTE), Need(11 * HOUR, patience=15 * MINUTE)]
    found = hours(run(scenario, needs, people), scenario)
    assert found == {"closed": 1 + 0.5, "all_busy": 0.5, "no_skill": 0.25}


def test_a_promised_call_that_is_due_and_one_that_never_is():
    closed = {"policy": "call_back", "after": "30 min"}
    scenario = scenario_of(channels={"phone": {"hours": {"mon": "08:00-20:00"}, "closed": closed}})
    log = run(scenario, [Need(6 * HOUR), Need(7 * 24 * HOUR - HOUR)], 1)
    assert hours(log, scenario) == {"closed": 2.5 + 1}


def test_after_a_transfer_and_for_a_manager():
    scenario = two_skills()
    log = run(scenario, [bug(), Need(0, topic="bug", work=31 * MINUTE, draws={"misrouted": 0.9})], [ANN, TOM])
    assert hours(log, scenario) == {"transfer": 0.5}
    scenario = special("approval")()
    assert hours(run(scenario, [Need(0, draws=CASE)], [ANN, MEG]), scenario) == {"approval": round(55 / 60, 9)}


def test_at_a_vendor():
    price = {"scheme": "per_contact", "rate": 1}
    scenario = scenario_of(vendors={"out": {"channels": ["phone"], "seats": 1, "price": price}})
    needs = [Need(0, work=HOUR), Need(0, work=HOUR), Need(0, patience=30 * MINUTE)]
    assert hours(run(scenario, needs, 0), scenario) == {"vendor": 1.5}


def test_a_wait_shared_by_team_and_vendor_is_split_where_it_changes_hands():
    price = {"scheme": "per_contact", "rate": 1}
    out = {"channels": ["phone"], "seats": 1, "price": price, "overflow": {"after": "6 min"}}
    needs = [Need(0, work=HOUR), Need(0, work=HOUR), Need(0, patience=30 * MINUTE)]
    scenario = scenario_of(vendors={"out": out})
    # The second goes to the vendor's idle seat after 6 minutes; the third as well, and hangs up there after 30.
    assert hours(run(scenario, needs, 1), scenario) == {"all_busy": 0.2, "vendor": 0.4}
    night = {"channels": ["phone"], "seats": 1, "price": price, "hours": "00:00-01:00", "at_close": "hand_back"}
    scenario = scenario_of(vendors={"out": night})
    needs = [Need(30 * MINUTE, work=HOUR), Need(54 * MINUTE)]
    people = [("Ann", "care", "shift", HOUR + 12 * MINUTE, 4 * HOUR)]
    # The second waits 6 minutes for the vendor, then 12 for Ann to come.
    assert hours(run(scenario, needs, people), scenario) == {"vendor": 0.1, "no_skill": 0.2}


def test_while_somebody_on_call_is_on_the_way():
    """Ann, at home, begins ten minutes after 01:00; the second waits until she is done; the third hangs up after 6."""
    scenario = on_call()
    needs = [fire(HOUR), fire(HOUR + 3 * MINUTE), fire(3 * HOUR - MINUTE, patience=6 * MINUTE)]
    log = run(scenario, needs, [HOME])
    assert contact_rows(log, "called_out") == [HOUR, HOUR + 15 * MINUTE, 3 * HOUR - MINUTE]
    assert hours(log, scenario) == {"on_call": round(16 / 60, 9), "closed": 0.2}
    table = waiting_by_cause(records_of(log, scenario, warm_up=0))
    minute = table["interval_start"].dt.hour * 60 + table["interval_start"].dt.minute
    assert (minute[table["cause"] == "on_call"].tolist()) == [60, 150, 180]
    assert (table.loc[table["cause"] == "on_call", "waiting_hours"] * 60).round(6).tolist() == [10, 1, 5]


def test_by_interval_and_channel():
    scenario = four_channels()
    people = [("Ann", "care", "shift", HOUR, 2 * HOUR)]
    log = run(scenario, [Need(10 * MINUTE, channel="email"), Need(20 * MINUTE)], people)
    table = waiting_by_cause(records_of(log, scenario, warm_up=0))
    minute = table["interval_start"].dt.hour * 60 + table["interval_start"].dt.minute
    waited = (table["waiting_hours"] * 60).round(6)
    assert list(zip(minute, table["channel"], table["cause"], waited, strict=True)) == [
        (0, "phone", "no_skill", 10),
        (0, "email", "no_skill", 20),
        (30, "phone", "no_skill", 30),
        (30, "email", "no_skill", 30),
        (60, "email", "all_busy", 5),
    ]


@settings(max_examples=15)
@given(centres(with_journeys=True))
def test_no_waiting_is_lost_or_counted_twice(centre):
    log = simulate(centre.scenario, centre.contacts, centre.people)
    table = waiting_by_cause(records_of(log, centre.scenario, warm_up=0))
    assert set(table["cause"]) <= set(CAUSES) and (table["waiting_hours"] > 0).all()
    rows = log.contacts
    until = rows["answered"].fillna(rows["ended"]).fillna(log.horizon)
    total = (until - rows["queued"]).dropna().sum() + rows["transfer_wait"].sum() + rows["approval_wait"].sum()
    promised = rows["called_back"] & (rows["queued"].notna() | (rows["outcome"] == "unresolved"))
    total += (rows["queued"].fillna(log.horizon) - rows["arrived"])[promised].sum()
    assert table["waiting_hours"].sum() == pytest.approx(float(total) / 3.6e9, rel=1e-12, abs=1e-9)
    assert np.isfinite(table["waiting_hours"]).all()

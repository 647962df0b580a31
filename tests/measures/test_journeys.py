"""Counts of what happens on the way, from runs of a few contacts."""

import math

from sim.measures.journeys import on_the_way
from sim.measures.records import records_of
from tests.centre.building import HOUR, MINUTE, Need, four_channels, run, scenario_of
from tests.centre.test_pairs_by_hand import SHARED, copy, late
from tests.centre.test_pairs_by_hand import tell as pairs
from tests.centre.test_special_by_hand import CASE, MEG, special
from tests.centre.test_transfers_by_hand import ANN, TOM, bug, two_skills


def counted(log, scenario, *columns):
    row = on_the_way(records_of(log, scenario, warm_up=0)).iloc[0]
    return tuple(float(row[column]) for column in columns)


def test_promises_kept_broken_and_not_yet_due():
    closed = {"policy": "call_back", "window": "10 min"}
    scenario = scenario_of(channels={"phone": {"hours": "08:00-20:00", "closed": closed}})
    needs = [Need(0, work=11 * MINUTE), Need(1), Need(7 * 24 * HOUR - HOUR)]
    assert counted(run(scenario, needs, 1), scenario, "promised", "kept", "kept_share") == (2, 1, 0.5)


def test_complaints_until_they_are_answered():
    scenario = four_channels(channels={"social": {"public_after": "30 min"}})
    needs = [Need(0, channel="social"), Need(0, channel="social", patience=40 * MINUTE)]
    log = run(scenario, needs, [("Ann", "care", "shift", HOUR, 2 * HOUR)])
    assert counted(log, scenario, "complaints", "complaint_minutes") == (2, (30 + 10) / 2)


def test_transfers_and_cases():
    scenario = two_skills()
    log = run(scenario, [bug(), Need(0, topic="bug", draws={"misrouted": 0.9})], [ANN, TOM])
    assert counted(log, scenario, "misrouted", "transfers", "transfer_minutes") == (1, 1, 4)
    assert counted(log, scenario, "repeated_hours") == (2 / 60,)
    scenario = special("approval", granted=0.5)()
    log = run(scenario, [Need(0, draws=CASE), Need(0, draws=CASE | {"granted": 0.5})], [ANN, MEG])
    assert counted(log, scenario, "special", "granted", "refused", "approval_minutes") == (2, 1, 1, (55 + 53) / 2)


def test_pairs():
    needs = [Need(0, twice=copy(0.5, draws={"consistent": draw})) for draw in (0.69, 0.7)]
    columns = ("duplicates", "merged", "answered_twice", "inconsistent")
    scenario = four_channels()
    assert counted(pairs(*needs, people=late(HOUR)), scenario, *columns) == (2, 0, 2, 1)
    assert counted(pairs(*needs, people=late(HOUR), **SHARED), scenario, *columns) == (2, 2, 0, 0)


def test_nothing_happens():
    scenario = scenario_of()
    (share,) = counted(run(scenario, [Need(0)], 1), scenario, "kept_share")
    assert math.isnan(share)

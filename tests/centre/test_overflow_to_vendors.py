"""Contacts that go to a vendor because the team is busy, and that come back when its hours end: by hand."""

import pytest

from sim.centre.simulate import simulate
from sim.demand.draw import draw_contacts
from sim.measures.journeys import on_the_way
from sim.measures.records import records_of
from tests.centre.building import HOUR, MINUTE, Need, around_the_clock, contact_rows, four_channels, run

PRICE = {"scheme": "per_contact", "rate": 1}
SEATS = {"channels": ["phone"], "seats": 1, "price": PRICE}
POOL = {"channels": ["phone"], "response": {"family": "constant", "mean": "1 min"}, "price": PRICE}


def outside(vendor, **over):
    return four_channels(vendors={"out": vendor}, **over)


def test_the_vendor_takes_who_would_join_a_long_queue():
    scenario = outside(SEATS | {"overflow": {"waiting": 1}})
    log = run(scenario, [Need(0), Need(1), Need(2), Need(3), Need(6 * MINUTE)], 1)
    assert contact_rows(log, "handler", "answered", "overflowed") == [
        ("care", 0, None),
        ("care", 5 * MINUTE, None),
        ("out", 2, 2),
        ("out", 5 * MINUTE + 2, 3),  # waits in line at the vendor
        ("care", 10 * MINUTE, None),
    ]


def test_with_none_waiting_the_vendor_takes_whoever_meets_a_busy_team():
    log = run(outside(SEATS | {"overflow": {"waiting": 0}}), [Need(0), Need(1), Need(6 * MINUTE)], 1)
    assert contact_rows(log, "handler") == ["care", "out", "care"]


@pytest.mark.parametrize("vendor", [SEATS, POOL])
def test_the_vendor_takes_who_has_waited_long(vendor):
    """At two minutes the contact goes to the vendor; its shared pool answers another minute later."""
    scenario = outside(vendor | {"overflow": {"after": "2 min"}})
    log = run(scenario, [Need(0), Need(1), Need(MINUTE, patience=2 * MINUTE - 1)], 1)
    later = 0 if "seats" in vendor else MINUTE
    assert contact_rows(log, "outcome", "by", "answered", "overflowed", "queued") == [
        ("served", "team", 0, None, 0),
        ("served", "vendor", 2 * MINUTE + 1 + later, 2 * MINUTE + 1, 1),
        ("abandoned", None, None, None, MINUTE),
    ]


def test_patience_goes_on_at_the_vendor():
    needs = [Need(0), Need(1, patience=2 * MINUTE + 30 * 1_000_000), Need(2, patience=3 * MINUTE)]
    log = run(outside(POOL | {"overflow": {"after": "2 min"}}), needs, 1)
    assert contact_rows(log, "outcome", "ended", "answered")[1:] == [
        ("abandoned", 2 * MINUTE + 30 * 1_000_000 + 1, None),
        ("served", 8 * MINUTE + 2, 3 * MINUTE + 2),
    ]


def test_a_vendor_takes_over_within_its_hours_and_topics_only():
    vendor = SEATS | {"overflow": {"after": "2 min"}, "hours": "00:30-01:00"}
    needs = [Need(0, work=3 * HOUR), Need(1), Need(29 * MINUTE)]
    log = run(outside(vendor), needs, 1)
    assert contact_rows(log, "handler", "answered") == [
        ("care", 0),
        ("care", 3 * HOUR),  # had waited two minutes before the vendor opened
        ("out", 31 * MINUTE),
    ]
    topics = {"bug": {"handling": {"family": "exponential", "mean": "6 min"}}}
    log = run(outside(SEATS | {"overflow": {"waiting": 0}, "topics": ["bug"]}, topics=topics), [Need(0), Need(1)], 1)
    assert contact_rows(log, "handler") == ["care", "care"]


def test_a_closed_team_leaves_everything_to_the_vendor():
    scenario = outside(SEATS | {"overflow": {"waiting": 5}}, channels={"phone": {"hours": "08:00-20:00"}})
    log = run(scenario, [Need(0), Need(8 * HOUR)], 1)
    assert contact_rows(log, "handler", "overflowed") == [("out", None), ("care", None)]


def test_what_waits_when_the_vendor_closes_comes_back():
    night = SEATS | {"hours": "00:00-01:00", "at_close": "hand_back"}
    needs = [
        Need(50 * MINUTE, work=20 * MINUTE),
        Need(51 * MINUTE),
        Need(52 * MINUTE, patience=9 * MINUTE),
        Need(53 * MINUTE),
    ]
    team = [("Ann", "care", "shift", 0, 8 * HOUR)]
    log = run(outside(night), needs, team)
    assert contact_rows(log, "outcome", "handler", "answered", "handed_back") == [
        ("served", "out", 50 * MINUTE, None),
        ("served", "care", HOUR, HOUR),
        ("abandoned", None, None, HOUR),  # patience has gone on since it queued
        ("served", "care", HOUR + 5 * MINUTE, HOUR),
    ]
    stays = run(outside(night | {"at_close": "stay"}), needs[:2], team)
    assert contact_rows(stays, "outcome", "answered", "handed_back")[1] == ("served", 24 * HOUR, None)


def test_deferred_work_comes_back_unfinished():
    night = {"channels": ["email"], "seats": 1, "hours": "00:00-01:00", "at_close": "hand_back", "price": PRICE}
    scenario = four_channels(vendors={"out": night}, serving={"rereading": "1 min"})
    log = run(scenario, [Need(58 * MINUTE, channel="email")], [("Ann", "care", "shift", 2 * HOUR, 8 * HOUR)])
    assert contact_rows(log, "outcome", "handler", "ended", "interruptions", "handed_back", "handled") == [
        ("served", "care", 2 * HOUR + 4 * MINUTE, 1, HOUR, 6 * MINUTE)
    ]


def test_a_vendors_seats_have_priorities_of_their_own():
    vendor = {"channels": ["phone", "chat"], "seats": 1, "price": PRICE, "priorities": {"chat": 1, "phone": 2}}
    needs = [Need(0), Need(1), Need(2, channel="chat")]
    assert contact_rows(run(outside(vendor), needs, 0), "answered") == [0, 10 * MINUTE, 5 * MINUTE]
    vendor["priorities"] = {}
    assert contact_rows(run(outside(vendor), needs, 0), "answered") == [0, 5 * MINUTE, 10 * MINUTE]


def test_the_sooner_contacts_overflow_the_less_they_wait_and_the_more_the_vendor_gets():
    def found(overflow):
        scenario = outside(
            SEATS | {"seats": 2, "overflow": overflow},
            demand={"contacts_per_week": {"phone": 3000, "chat": 0, "email": 0, "social": 0}},
            channels={"phone": {"patience": {"family": "exponential", "mean": "5 min"}}},
        )
        table = simulate(scenario, draw_contacts(scenario, 0), around_the_clock(scenario, 2)).contacts
        return int((table["by"] == "vendor").sum()), float((table["outcome"] == "abandoned").mean())

    late, soon, at_once = (found(o) for o in ({"after": "3 min"}, {"after": "30 s"}, {"waiting": 0}))
    assert late[0] < soon[0] < at_once[0] and late[1] > soon[1] > at_once[1]


def test_an_overflow_that_never_comes_about_changes_nothing():
    demand = {"contacts_per_week": dict.fromkeys(["phone", "chat", "email", "social"], 700)}
    plain = four_channels(demand=demand)
    never = outside(SEATS | {"overflow": {"waiting": 10_000, "after": "1 week"}}, demand=demand)
    contacts = draw_contacts(plain, 0)
    logs = [simulate(one, contacts, around_the_clock(one, 3)) for one in (plain, never)]
    columns = ["outcome", "queued", "answered", "ended", "agent", "handled"]
    assert contact_rows(logs[0], *columns) == contact_rows(logs[1], *columns)


def test_what_happened_on_the_way_is_counted():
    night = SEATS | {"hours": "00:00-01:00", "at_close": "hand_back"}
    needs = [Need(50 * MINUTE, work=20 * MINUTE), Need(51 * MINUTE)]
    scenario = outside(night)
    log = run(scenario, needs, [("Ann", "care", "shift", 0, 8 * HOUR)])
    table = on_the_way(records_of(log, scenario, warm_up=0))
    assert table[["attempts", "handed_back", "overflowed", "told_the_wait"]].to_numpy().tolist() == [[2, 1, 0, 0]]


@pytest.mark.parametrize(("helpers", "handler"), [(1, "helper"), (0, "out")])
@pytest.mark.parametrize("vendor", [SEATS, POOL])
def test_after_the_same_wait_the_team_comes_before_the_vendor(vendor, helpers, handler):
    """Both may have the second call after two minutes: ranked by what they are, not by which timer was set first."""
    group = {"channels": ["phone"], "wage_per_hour": 15, "shrinkage": {"absence": 0}}
    helper = group | {"routes": [{"channels": ["phone"], "after": "2 min"}]}
    scenario = outside(vendor | {"overflow": {"after": "2 min"}}, team={"groups": {"helper": helper}})
    end = scenario.calendar.horizon
    people = [("Ann", "care", "shift", 0, end), ("Bob", "helper", "shift", 0, end)][: 1 + helpers]
    log = run(scenario, [Need(0), Need(MINUTE)], people)
    assert contact_rows(log, "handler") == ["care", handler]
    assert contact_rows(log, "overflowed")[1] == (None if helpers else 3 * MINUTE)

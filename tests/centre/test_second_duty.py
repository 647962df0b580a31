"""Support as a second duty: later beginnings and stretches of other work; by hand, paired, at the extremes."""

import numpy as np
import pandas as pd
import pytest

from sim.centre.simulate import simulate
from sim.demand.draw import draw_contacts
from sim.demand.habits import other_duty
from sim.finance.paid_hours import paid_hours
from sim.scenario.presence import presence_share
from tests.centre.building import (
    HOUR,
    MINUTE,
    Need,
    around_the_clock,
    contact_rows,
    four_channels,
    merged,
    run,
    scenario_of,
    state_rows,
)
from tests.centre.test_shifts_by_hand import left, shift
from tests.finance.case import WEEK as ROSTER
from tests.finance.case import scenario_with

SLOW = {"pick_up": {"family": "constant", "mean": "4 min"}}


def second(base=scenario_of, **about):
    return base(team={"groups": {"care": {"second_duty": about}}})


def test_a_contact_is_picked_up_later_and_patience_goes_on():
    needs = [Need(0, patience=4 * MINUTE), Need(HOUR, patience=4 * MINUTE - 1), Need(2 * HOUR), Need(2 * HOUR + 1)]
    log = run(second(**SLOW), needs, 1)
    assert contact_rows(log, "outcome", "answered", "ended", "handled") == [
        ("served", 4 * MINUTE, 9 * MINUTE, 5 * MINUTE),
        ("abandoned", None, HOUR + 4 * MINUTE - 1, 0),
        ("served", 2 * HOUR + 4 * MINUTE, 2 * HOUR + 9 * MINUTE, 5 * MINUTE),
        ("served", 2 * HOUR + 13 * MINUTE, 2 * HOUR + 18 * MINUTE, 5 * MINUTE),  # for each contact anew
    ]
    assert state_rows(log, "care 000")[:3] == [
        ("other_duty", 0, 0, 4 * MINUTE, False),
        ("phone", 1, 4 * MINUTE, 9 * MINUTE, False),
        ("available", 0, 9 * MINUTE, HOUR, False),
    ]


def test_one_contact_at_a_time_and_each_is_finished():
    needs = [Need(0, channel="email"), Need(1, channel="chat"), Need(2, channel="chat"), Need(3)]
    log = run(second(four_channels, **SLOW), needs, [shift("Ann", 0, 30 * MINUTE), shift("Bea", HOUR, 2 * HOUR)])
    assert contact_rows(log, "answered", "interruptions", "agent") == [
        (4 * MINUTE, 0, "Ann"),
        (22 * MINUTE, 0, "Ann"),
        (31 * MINUTE, 0, "Ann"),
        (13 * MINUTE, 0, "Ann"),
    ]
    assert left(log)[0] == 36 * MINUTE  # what she has been given she does


def test_an_email_put_aside_is_picked_up_by_somebody_with_another_duty():
    base = {"team": {"groups": {"care": {}, "office": {"channels": ["email"], "wage_per_hour": 15}}}}
    scenario = four_channels(**merged(base, {"team": {"groups": {"office": {"second_duty": SLOW}}}}))
    people = [shift("Ann", 0, HOUR), ("Otto", "office", "shift", 2 * MINUTE, HOUR)]
    log = run(scenario, [Need(0, channel="email"), Need(3 * MINUTE)], people)
    assert contact_rows(log, "ended", "handled", "interruptions", "agent") == [
        (10 * MINUTE, 6 * MINUTE, 1, "Otto"),  # 3 minutes done; 4 to come, 2 left and 1 to read again
        (8 * MINUTE, 5 * MINUTE, 0, "Ann"),
    ]


def test_the_end_of_the_run_before_it_is_picked_up():
    scenario = second(**SLOW)
    end = scenario.calendar.horizon
    log = run(scenario, [Need(end - MINUTE)], 1)
    assert contact_rows(log, "outcome", "answered", "handled") == [("unresolved", None, 0)]


def test_stretches_of_the_other_duty():
    scenario = second(occupied=0.7, stretch="30 min")
    about = scenario.team.groups["care"].second_duty
    held = other_duty(scenario, 0, "Ann", about)
    log = run(scenario, [], [shift("Ann", 0, 10 * HOUR)])
    planned = [(a, min(b, 10 * HOUR)) for a, b in held if a < 10 * HOUR]
    assert [row[2:4] for row in state_rows(log, "Ann") if row[0] == "other_duty"] == planned
    everybody = [other_duty(scenario, 0, f"P{number}", about) for number in range(300)]
    horizon = scenario.calendar.horizon
    shares = [sum(min(b, horizon) - a for a, b in one) / horizon for one in everybody]
    assert np.mean(shares) == pytest.approx(0.7, abs=4 * np.std(shares) / 300**0.5)
    lengths = np.array([b - a for one in everybody for a, b in one[1:]]) / MINUTE
    assert lengths.mean() == pytest.approx(30, abs=4 * 30 / len(lengths) ** 0.5)
    held_at_first = np.mean([bool(one) and one[0][0] == 0 for one in everybody])
    assert abs(held_at_first - 0.7) < 4 * (0.7 * 0.3 / 300) ** 0.5


def test_a_stretch_waits_for_the_contact_at_hand_and_nothing_is_taken_in_it():
    scenario = second(occupied=0.5, stretch="1 h")
    start, end = next(one for one in other_duty(scenario, 0, "Ann", scenario.team.groups["care"].second_duty) if one[0])
    log = run(scenario, [Need(start - MINUTE), Need(start + 1)], [shift("Ann", 0, end + 3 * HOUR)])
    assert contact_rows(log, "answered") == [start - MINUTE, end + 4 * MINUTE]  # it keeps its length


def busy(**about):
    scenario = four_channels(
        demand={"contacts_per_week": {"phone": 900, "chat": 200, "email": 300, "social": 60}},
        channels={"phone": {"patience": {"family": "exponential", "mean": "5 min"}}},
        team={"groups": {"care": {"second_duty": about} if about else {}}},
    )
    return simulate(scenario, draw_contacts(scenario, 0), around_the_clock(scenario, 4))


def test_the_more_other_work_the_more_customers_are_lost():
    logs = [busy(occupied=share) for share in (0.0, 0.3, 0.6)]
    lost = [(log.contacts["outcome"] == "abandoned").sum() for log in logs]
    assert lost[0] < lost[1] < lost[2]
    slow = [busy(pick_up={"family": "exponential", "mean": f"{minutes} min"}) for minutes in (1, 4)]
    waits = [(log.contacts["answered"] - log.contacts["queued"]).astype("float64").mean() for log in slow]
    assert waits[0] < waits[1]


def test_without_other_work_nothing_changes():
    plain, off = busy(), busy(occupied=0.0, stretch="9 h")
    for table in ("contacts", "states", "shifts"):
        pd.testing.assert_frame_equal(getattr(off, table), getattr(plain, table))


def test_what_support_pays_and_how_many_it_takes():
    def hours(**about):
        group = {"channels": ["phone", "email"], "wage_per_hour": 20, "second_duty": about}
        return paid_hours(scenario_with(team__groups={"care": group}), ROSTER).set_index("person")

    table = hours(occupied=0.75)
    assert table.loc["Ada", ["rostered", "not_rostered"]].tolist() == [11.5 / 4, 0.0]
    assert hours(occupied=0.75, charged=1.0).loc["Ada", "rostered"] == 11.5
    scenario = second(occupied=0.75)
    plain = presence_share(scenario_of().team.groups["care"], scenario.rules)
    assert presence_share(scenario.team.groups["care"], scenario.rules) == pytest.approx(plain / 4)


def test_who_is_handed_a_chat_finds_out_that_the_customer_has_gone_after_picking_it_up():
    everything = ["phone", "chat", "email", "social"]
    others = {"channels": everything, "wage_per_hour": 15, "shrinkage": {"absence": 0}, "second_duty": SLOW}
    scenario = four_channels(
        channels={"chat": {"concurrency": 1, "silent": {"share": 1, "found_after": "10 min"}}},
        serving={"rereading": "1 min"},
        team={
            "groups": {
                "care": {"channels": ["chat"], "overtime": {"hand_over_after": "2 min"}},
                "others": others,
            }
        },
    )
    gone = Need(0, channel="chat", patience=MINUTE, draws={"leaves_silently": 0.0})
    bea = ("Bea", "others", "shift", 11 * MINUTE, HOUR)
    log = run(scenario, [gone], [("Ann", "care", "shift", 5 * MINUTE, 10 * MINUTE), bea])
    # Ann works on it from 5 to 12 min; Bea picks it up 4 min later and does the 3 that are left, and 1 of reading.
    assert contact_rows(log, "outcome", "ended", "handled", "interruptions", "agent") == [
        ("abandoned", MINUTE, 11 * MINUTE, 1, "Bea")
    ]
    assert state_rows(log, "Bea")[1:3] == [
        ("other_duty", 0, 12 * MINUTE, 16 * MINUTE, False),
        ("chat", 1, 16 * MINUTE, 20 * MINUTE, False),
    ]


def test_the_wait_of_whom_they_answered_last_is_announced_too():
    told = {"announcement": {"rule": "last", "balk": [{"wait": "10 min", "share": 1.0}]}}
    scenario = scenario_of(channels={"phone": told}, team={"groups": {"care": {"second_duty": SLOW}}})
    # The first begins after 4 min and is there till 9: the second hears 4 min, of which two fifths leave at once.
    log = run(scenario, [Need(0), Need(5 * MINUTE, draws={"balks": 0.39}), Need(6 * MINUTE, draws={"balks": 0.41})], 1)
    assert contact_rows(log, "outcome", "announced") == [("served", 0), ("balked", 4 * MINUTE), ("served", 4 * MINUTE)]


def test_a_silent_customer_to_whom_somebody_is_on_the_way_has_been_told_so_and_closes_the_window():
    chat = {"silent": {"share": 1, "found_after": "10 min"}}
    scenario = four_channels(channels={"chat": chat}, team={"groups": {"care": {"second_duty": SLOW}}})
    gone = Need(0, channel="chat", patience=3 * MINUTE, draws={"leaves_silently": 0.0})
    log = run(scenario, [gone], 1)
    assert contact_rows(log, "outcome", "ended", "silent", "handled") == [("abandoned", 3 * MINUTE, False, 0)]
    assert [row[0] for row in state_rows(log, "care 000")] == ["other_duty", "available"]

"""Duty on call: call-outs that group contacts, who is called, rest afterwards; by hand, paired, at the extremes."""

import itertools

import pandas as pd
import pytest

from sim.centre.roster import SECONDARY, roster_of
from sim.centre.simulate import simulate
from sim.demand.draw import draw_contacts
from sim.measures.on_call import call_out_load
from tests.centre.building import HOUR, MINUTE, contact_rows, contacts_of, four_channels, merged, state_rows
from tests.centre.test_vendors_and_on_call import fire

DAY = 24 * HOUR
OFFICE = {"every day": "08:00-20:00"}


def centre(**on_call):
    """A centre open 08:00-20:00 whose emergencies are answered by somebody on call, ten minutes after the call."""
    ten = {"hours": "always", "group": "care", "response": {"family": "constant", "mean": "10 min"}}
    return four_channels(
        channels={"phone": {"hours": OFFICE}, "chat": {"hours": OFFICE}},
        topics={"fire": {"emergency": True, "handling": {"mean": "5 min"}}},
        demand={"topics": {"fire": 1}},
        on_call=merged(ten, on_call),
    )


def run(scenario, needs, *rows):
    """Return the log of needs under rows (person, kind, start, end) or (person, kind, start, end, name)."""
    zero = pd.Timestamp(scenario.calendar.start_utc)
    made = []
    for person, kind, start, end, *name in rows:
        times = [zero + pd.Timedelta(microseconds=time) for time in (start, end)]
        made.append((person, "care", kind, *(name or [""]), *times))
    return simulate(scenario, contacts_of(scenario, *needs), roster_of(made))


HOME = ("Ann", "on_call", 0, 7 * DAY)
SECOND = ("Bob", "on_call", 0, 7 * DAY, SECONDARY)


def calls(log, *columns):
    table = log.call_outs[list(columns)].astype(object)
    return [tuple(row) for row in table.where(table.notna(), None).to_numpy().tolist()]


def test_a_call_out_groups_what_comes_while_the_person_is_up():
    needs = [fire(HOUR), fire(HOUR + 12 * MINUTE), fire(HOUR + 20 * MINUTE), fire(HOUR + 21 * MINUTE)]
    log = run(centre(), needs, HOME)
    assert contact_rows(log, "answered") == [
        HOUR + 10 * MINUTE,
        HOUR + 15 * MINUTE,
        HOUR + 20 * MINUTE,  # comes in the very microsecond in which she is done: the same call-out
        HOUR + 25 * MINUTE,
    ]
    assert calls(log, "called", "began", "ended", "contacts") == [(HOUR, HOUR + 10 * MINUTE, HOUR + 30 * MINUTE, 4)]
    later = run(centre(), [fire(HOUR), fire(HOUR + 15 * MINUTE + 1)], HOME)
    assert contact_rows(later, "answered")[1] == HOUR + 25 * MINUTE + 1
    assert len(later.call_outs) == 2


def test_somebody_who_stays_up_begins_at_once():
    needs = [fire(HOUR), fire(HOUR + 45 * MINUTE), fire(HOUR + 81 * MINUTE)]
    log = run(centre(stays_up="30 min"), needs, HOME)
    assert contact_rows(log, "answered") == [HOUR + 10 * MINUTE, HOUR + 45 * MINUTE, HOUR + 91 * MINUTE]
    assert calls(log, "called", "ended", "contacts") == [
        (HOUR, HOUR + 80 * MINUTE, 2),
        (HOUR + 81 * MINUTE, HOUR + 126 * MINUTE, 1),
    ]


def test_a_call_out_for_nothing():
    log = run(centre(stays_up="5 min"), [fire(HOUR, patience=MINUTE), fire(HOUR + 12 * MINUTE)], HOME)
    assert contact_rows(log, "outcome", "answered") == [("abandoned", None), ("served", HOUR + 12 * MINUTE)]
    nothing = run(centre(), [fire(HOUR, patience=MINUTE)], HOME)
    assert calls(nothing, "called", "began", "ended", "contacts") == [(HOUR, None, HOUR + 10 * MINUTE, 0)]


def test_the_secondary_is_called_where_the_primary_does_not_answer():
    deaf = {"answers_call": 0.9}
    scenario = centre(answers=0.9, escalate_after="7 min")
    log = run(scenario, [fire(HOUR, draws=deaf)], HOME, SECOND)
    assert contact_rows(log, "answered", "agent", "by") == [(HOUR + 17 * MINUTE, "Bob", "on_call")]
    assert calls(log, "agent", "called", "escalated") == [("Bob", HOUR + 7 * MINUTE, True)]
    alone = run(scenario, [fire(HOUR, draws=deaf)], HOME)  # called again, and answers then
    assert contact_rows(alone, "answered", "agent") == [(HOUR + 17 * MINUTE, "Ann")]
    hears = run(scenario, [fire(HOUR, draws={"answers_call": 0.89})], HOME, SECOND)
    assert contact_rows(hears, "answered", "agent") == [(HOUR + 10 * MINUTE, "Ann")]
    gone = run(scenario, [fire(HOUR, draws=deaf, patience=7 * MINUTE - 1)], HOME, SECOND)
    assert contact_rows(gone, "outcome") == ["abandoned"] and gone.call_outs.empty


def test_the_secondary_is_called_where_the_primary_is_out():
    log = run(centre(), [fire(HOUR), fire(HOUR + 1), fire(HOUR + 2)], HOME, SECOND)
    assert contact_rows(log, "answered", "agent") == [
        (HOUR + 10 * MINUTE, "Ann"),
        (HOUR + 10 * MINUTE + 1, "Bob"),
        (HOUR + 15 * MINUTE, "Ann"),
    ]
    assert set(log.shifts["by"]) == {"on_call"} and len(log.call_outs) == 2


MORNING = ("Ann", "shift", 8 * HOUR, 16 * HOUR)


def shift(log):
    table = log.shifts[log.shifts["by"] == "team"][["came", "left", "lost_to_call_outs"]].astype(object)
    return [tuple(row) for row in table.where(table.notna(), None).to_numpy().tolist()]


@pytest.mark.parametrize(
    ("recovery", "expected"),
    [
        ({}, (8 * HOUR, 16 * HOUR, 0)),
        ({"recovery": "start_later"}, (13 * HOUR + 15 * MINUTE, 16 * HOUR, 5 * HOUR + 15 * MINUTE)),  # 11 h after 02:15
        ({"recovery": "start_later", "rest": "6 h"}, (8 * HOUR + 15 * MINUTE, 16 * HOUR, 15 * MINUTE)),
        ({"recovery": "start_later", "rest": "5 h"}, (8 * HOUR, 16 * HOUR, 0)),
        ({"recovery": "start_later", "rest": "14 h"}, (None, None, 8 * HOUR)),  # rested when the shift is over
        ({"recovery": "missed", "rest": "6 h"}, (None, None, 8 * HOUR)),
        ({"recovery": "missed", "rest": "5 h"}, (8 * HOUR, 16 * HOUR, 0)),
    ],
)
def test_the_rest_after_a_call_out(recovery, expected):
    scenario = centre(**recovery)
    log = run(scenario, [fire(2 * HOUR)], HOME, MORNING)
    assert shift(log) == [expected]
    load = call_out_load(log, scenario).iloc[0]
    assert load[["call_outs", "at_night", "contacts"]].tolist() == [1, 1, 1]
    assert load["response_minutes"] == 10 and load["up_hours"] == 0.25
    assert load["lost_shift_hours"] == expected[2] / HOUR


def test_a_further_call_out_during_the_rest_moves_it_on():
    log = run(centre(recovery="start_later", rest="6 h"), [fire(3 * HOUR), fire(8 * HOUR + 30 * MINUTE)], HOME, MORNING)
    assert shift(log) == [(14 * HOUR + 45 * MINUTE, 16 * HOUR, 6 * HOUR + 45 * MINUTE)]


def test_nobody_is_at_work_and_called_out_at_the_same_time():
    needs = [fire(8 * HOUR - 5 * MINUTE, work=30 * MINUTE), fire(8 * HOUR, channel="chat"), fire(20 * HOUR)]
    log = run(centre(), needs, HOME, MORNING)
    assert shift(log)[0][0] == 8 * HOUR + 35 * MINUTE  # back from the call-out
    assert contact_rows(log, "answered", "by") == [
        (8 * HOUR + 5 * MINUTE, "on_call"),
        (8 * HOUR + 35 * MINUTE, "team"),
        (20 * HOUR + 10 * MINUTE, "on_call"),
    ]
    spans = sorted(row[2:4] for row in state_rows(log, "Ann"))
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(spans))


def test_a_turn_that_begins_during_a_shift_waits_for_its_end():
    turn = ("Ann", "on_call", 10 * HOUR, DAY)
    log = run(centre(), [fire(11 * HOUR), fire(17 * HOUR)], turn, MORNING)
    assert contact_rows(log, "answered", "by") == [(11 * HOUR, "team"), (17 * HOUR + 10 * MINUTE, "on_call")]
    over = ("Ann", "on_call", 10 * HOUR, 12 * HOUR)
    assert contact_rows(run(centre(), [fire(21 * HOUR)], over, MORNING), "outcome") == ["closed"]


def test_a_turn_that_ends_while_its_holder_is_out():
    turn = ("Ann", "on_call", 0, HOUR + 12 * MINUTE)
    log = run(centre(), [fire(HOUR), fire(HOUR + 11 * MINUTE), fire(HOUR + 13 * MINUTE)], turn)
    assert contact_rows(log, "outcome", "answered") == [
        ("served", HOUR + 10 * MINUTE),  # finished
        ("unresolved", None),  # nobody is there for it any more
        ("closed", None),
    ]


def nights(scenario, *, second=False):
    """The log of a week of emergencies with Ann at home, who works in the mornings."""
    zero = pd.Timestamp(scenario.calendar.start_utc)
    rows = [("Ann", "on_call", "", 0, 7 * DAY)]
    rows += [("Ann", "shift", "", day * DAY + 8 * HOUR, day * DAY + 16 * HOUR) for day in range(7)]
    rows += [("Bob", "on_call", SECONDARY, 0, 7 * DAY)] * second
    made = [
        (person, "care", kind, name, zero + pd.Timedelta(microseconds=start), zero + pd.Timedelta(microseconds=end))
        for person, kind, name, start, end in rows
    ]
    return simulate(scenario, draw_contacts(scenario, 0), roster_of(made))


def emergencies(**on_call):
    return merged_with_fires(centre(**on_call))


def merged_with_fires(scenario):
    demand = scenario.demand.model_copy(update={"contacts_per_week": {"phone": 60.0}, "topics": {"fire": 1.0}})
    return scenario.model_copy(update={"demand": demand})


def test_directions_on_the_same_emergencies():
    plain = nights(emergencies())
    awake = nights(emergencies(stays_up="3 h"))
    assert len(awake.call_outs) < len(plain.call_outs)
    assert awake.call_outs["contacts"].sum() == plain.call_outs["contacts"].sum() > 20
    lost = [
        nights(emergencies(recovery="start_later", rest=f"{rest} h")).shifts["lost_to_call_outs"].sum()
        for rest in (1, 4, 8, 11)
    ]
    assert lost[0] < lost[1] < lost[2] < lost[3]

    def waits(log):
        return (log.contacts["answered"] - log.contacts["queued"]).astype("float64").mean()

    deaf = nights(emergencies(answers=0.2, escalate_after="20 min"))
    assert waits(deaf) > waits(plain)
    assert waits(nights(emergencies(answers=0.2, escalate_after="20 min"), second=True)) < waits(deaf)


def test_switched_off_it_leaves_the_same_log():
    plain = nights(emergencies())
    for off in (
        {"answers": 1.0, "escalate_after": "9 h"},
        {"recovery": "start_later", "rest": "0 s"},
        {"recovery": "none", "rest": "20 h"},
    ):
        log = nights(emergencies(**off))
        for table in ("contacts", "states", "shifts", "call_outs"):
            pd.testing.assert_frame_equal(getattr(log, table), getattr(plain, table))

"""The models between two simulations: the load that explains what was seen, and e-mail done in idle time."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.staffing.deferred import DeferredModel, spread_work
from sim.staffing.erlang import erlang_a, erlang_c
from sim.staffing.fates import fates_of
from sim.staffing.first_guess import expected_evidence
from sim.staffing.live import fitted_factor, load_of, model_of
from sim.staffing.streams import able_groups, slots_of, streams_of
from sim.staffing.workload import workload_of
from tests.staffing.centre import centre


def parts(scenario):
    streams, slots = streams_of(scenario), slots_of(scenario)
    work = workload_of(scenario)
    return streams, slots, work, load_of(scenario, streams, slots, work)


# Streams and slots


def test_contacts_served_by_the_same_people_are_one_stream():
    groups = {
        "all": {"channels": ["phone"], "wage_per_hour": 10},
        "bills": {"channels": ["phone"], "skills": ["bill"], "wage_per_hour": 10},
    }
    topics = {name: {"handling": {"mean": "3 min"}, "skill": skill} for name, skill in
              (("a", "bill"), ("b", "repair"), ("c", "bill"))}  # fmt: skip
    demand = {"contacts_per_week": {"phone": 100}, "topics": {"a": 1, "b": 1, "c": 1}}
    scenario = centre(team={"groups": groups}, topics=topics, demand=demand)
    assert able_groups(scenario, "phone", "a") == (1, 0)  # the specialist is asked first
    assert [(stream.groups, stream.topics) for stream in streams_of(scenario)] == [((1, 0), (0, 2)), ((0,), (1,))]


def test_slots_repeat_by_week_and_set_holidays_apart():
    calendar = {"start": "2026-01-05", "weeks": 3, "holidays": {"dates": ["2026-01-14"]}}
    slots = slots_of(centre(calendar=calendar))
    assert slots.number == 336 + 48
    assert sorted(set(slots.occurs.tolist())) == [1, 2, 3]
    assert slots.occurs.sum() == 3 * 336
    wednesdays = slots.of_interval.reshape(21, 48)[[2, 9, 16]]
    assert (wednesdays[0] == wednesdays[2]).all() and not (wednesdays[0] == wednesdays[1]).any()


def test_nobody_is_required_while_closed_or_at_a_vendor():
    channels = {"phone": {"hours": "08:00-20:00", "target": {"share": 0.8, "within": "20 s"}}}
    vendor = {"channels": ["phone"], "hours": "16:00-24:00", "seats": 3, "price": {"scheme": "per_hour", "rate": 9}}
    slots = slots_of(centre(channels=channels, vendors={"evening": vendor}))
    assert slots.may_work[0].reshape(7, 48).sum(axis=1).tolist() == [16] * 7
    assert (slots.minimum[0] == slots.may_work[0]).all()


# Live


def test_a_factor_of_one_is_erlang():
    scenario = centre(channels={"phone": {"target": {"share": 0.8, "within": "20 s"}, "patience": {"mean": "5 min"}}})
    streams, slots, _, load = parts(scenario)
    model = model_of(0, streams[0], load, slots, np.ones(slots.number))
    for people in (1, 2, 4):
        column = model.column(np.full(slots.number, people))[0]
        found = erlang_a(20, 1 / 20, people, 1 / 12, 20 / 3600)
        assert model.in_time[0, column] == pytest.approx(found.service_level, abs=1e-9)
        assert model.abandoned[0, column] == pytest.approx(found.abandonment, abs=1e-9)
    assert (np.diff(model.in_time, axis=1) >= -1e-12).all()


def test_chats_side_by_side_are_places_of_one_person():
    channels = {"chat": {"target": {"share": 0.8, "within": "20 s"}, "concurrency": 3}}
    scenario = centre(
        channels=channels,
        demand={"contacts_per_week": {"chat": 3360}, "topics": {"any": 1}},
        team={"groups": {"care": {"channels": ["chat"], "wage_per_hour": 10}}},
    )
    streams, slots, _, load = parts(scenario)
    model = model_of(0, streams[0], load, slots, np.ones(slots.number))
    people = np.full(slots.number, 2)
    assert model.in_time[0, model.column(people)[0]] == pytest.approx(
        erlang_c(20, 1 / 20, 6, 20 / 3600).service_level, abs=1e-9
    )


def test_the_factor_found_gives_what_was_seen():
    """Seen: what Erlang says of a load a quarter higher than expected. The factor is then 1.25."""
    scenario = centre()
    streams, slots, work, load = parts(scenario)
    people = np.full(slots.number, 3)
    share = erlang_c(25, 1 / 20, 3, 20 / 3600).service_level
    plain = expected_evidence(scenario, streams, work)
    seen = replace(plain, counted=plain.arrived_contacts * 50, in_time=plain.arrived_contacts * 50 * share)
    factor = fitted_factor(0, streams[0], load, slots, people, [seen])
    assert factor == pytest.approx(np.full(slots.number, 1.25), rel=1e-2)


def test_few_contacts_are_believed_less_than_many():
    """One bad block of the week: seen with many contacts its factor rises, seen with few it stays with the others."""
    scenario = centre()
    streams, slots, work, load = parts(scenario)
    people = np.full(slots.number, 3)
    good = erlang_c(20, 1 / 20, 3, 20 / 3600).service_level
    plain = expected_evidence(scenario, streams, work)
    share = np.full(plain.arrived_contacts.shape, good)
    share[0, :4] = 0.5
    found = []
    for weight in (0.2, 100.0):
        counted = plain.arrived_contacts * weight
        seen = replace(plain, counted=counted, in_time=counted * share)
        found.append(fitted_factor(0, streams[0], load, slots, people, [seen])[0])
    assert 1.0 < found[0] < found[1]
    assert found[1] > 1.3


# Deferred


def one_queue(within="4 h", **changes):
    return centre(
        channels={"email": {"target": {"share": 0.9, "within": within}}},
        demand={"contacts_per_week": {"email": 3360}, "topics": {"any": 1}},
        team={"groups": {"care": {"channels": ["email"], "wage_per_hour": 10}}},
        **changes,
    )


def model_with(hours, taken, within="4 h"):
    """One e-mail stream, one run, contacts of half an hour each."""
    scenario = one_queue(within)
    hours = np.asarray(hours, dtype=float)[None, None, :]
    return DeferredModel(
        streams=streams_of(scenario),
        numbers=(0,),
        hours=hours,
        contacts=2 * hours,
        taken=np.asarray(taken, dtype=float)[None, None, :],
        weekday=np.zeros(hours.shape[2], dtype=np.int64),
        interval=scenario.calendar.interval,
    )


def test_email_waits_for_idle_time():
    """Two contacts (an hour of work) at 00:00; live work takes everything until 01:00; promised is one hour.

    The first contact is begun at 01:00, on average three quarters of an hour after arriving: in time. The second at
    01:30, late. With one person more both are begun at once.
    """
    model = model_with([1.0, 0, 0, 0, 0, 0], [0.5, 0.5, 0, 0, 0, 0], within="1 h")
    alone = model.outlook(np.ones((1, 6), dtype=int))
    assert alone.share["email"] == pytest.approx(0.25)  # by the middle of 01:00-01:30 a quarter of the work is done
    assert model.outlook(np.full((1, 6), 2)).share["email"] == pytest.approx(1.0)


@settings(max_examples=40)
@given(
    st.lists(st.integers(0, 20).map(lambda tenths: tenths / 10), min_size=8, max_size=30),
    st.floats(0, 0.5),
    st.integers(0, 3),
)
def test_more_people_are_never_later(hours, taken, people):
    model = model_with(hours, [taken] * len(hours))
    counts = np.full((1, len(hours)), people)
    fewer, more = model.outlook(counts), model.outlook(counts + 1)
    assert more.share["email"] >= fewer.share["email"] - 1e-12
    assert (more.late <= fewer.late + 1e-9).all()
    assert (fewer.late >= -1e-12).all()


def test_what_nobody_does_is_late_and_what_is_due_after_the_end_is_not_counted():
    model = model_with([0.5] * 12, [0.0] * 12, within="2 h")
    nobody = model.outlook(np.zeros((1, 12), dtype=int))
    assert nobody.share["email"] == 0
    assert nobody.late.sum() == 8  # contacts of the last two hours fall due after the end


def test_better_priority_is_served_first():
    scenario = centre(
        channels={
            "email": {"target": {"share": 0.9, "within": "30 min"}, "priority": 3},
            "social": {"target": {"share": 0.9, "within": "30 min"}, "priority": 2},
        },
        demand={"contacts_per_week": {"email": 10, "social": 10}, "topics": {"any": 1}},
        team={"groups": {"care": {"channels": ["email", "social"], "wage_per_hour": 10}}},
    )
    streams = streams_of(scenario)
    social_first = tuple(sorted(streams, key=lambda stream: stream.about.priority))
    hours = np.full((2, 1, 8), 0.5)
    model = DeferredModel(social_first, (1, 0), hours, hours, np.zeros((1, 1, 8)), np.zeros(8, dtype=int),
                          scenario.calendar.interval)  # fmt: skip
    found = model.outlook(np.ones((1, 8), dtype=int))
    assert found.share["social"] > 0.9
    assert found.share["email"] < 0.1


def test_even_pace_does_all_the_work_where_people_may_be():
    scenario = one_queue(calendar={"start": "2026-01-05", "weeks": 1})
    slots = slots_of(scenario)
    work = np.zeros(336)
    work[::48] = 6.0  # six hours of work at midnight of every day
    model = model_with(work, np.zeros(336))
    even = spread_work(model, slots)
    assert even.sum() * 0.5 == pytest.approx(42)
    assert even[0, :5].tolist() == pytest.approx([3.0, 3.0, 3.0, 3.0, 0.0])  # over half of the four hours
    closed = replace(slots, may_work=slots.may_work & (slots.of_week % 48 >= 16))
    assert spread_work(model, closed)[0, 16] == pytest.approx(12.0)  # or in the first interval in which somebody may


def test_what_a_vendor_hands_back_is_work_of_the_team():
    """Of 20 % unsolved half come back: a tenth of the vendor's contacts, each with its whole handling time."""
    price = {"scheme": "per_hour", "rate": 9}
    vendor = {"channels": ["phone"], "hours": "16:00-24:00", "seats": 3, "hand_back_unsolved": 0.5, "price": price}
    topics = {"any": {"resolution": 0.8, "handling": {"family": "constant", "mean": "6 min"}}}
    scenario = centre(topics=topics, vendors={"evening": vendor})
    found = fates_of(scenario, np.zeros(len(scenario.topics)))
    is_evening = scenario.calendar.is_open(scenario.vendors["evening"].hours)
    assert found.team[is_evening].sum(axis=(1, 2, 3)) == pytest.approx(0.1)
    assert found.team_hours[is_evening].sum(axis=(1, 2, 3)) == pytest.approx(0.01)
    assert found.unsolved_elsewhere[is_evening].sum(axis=(1, 2, 3)) == pytest.approx(0.1)
    assert found.team[~is_evening].sum(axis=(1, 2, 3)) == pytest.approx(1.0)

"""Channels taken away, self-service that fails, promises, public posts: the times of each predicted."""

import pytest

from sim.demand.draw import draw_contacts
from sim.scenario.distribution import NEVER
from tests.centre.building import HOUR, MINUTE, Need, contact_rows, four_channels, run, scenario_of

OFFICE = {"every day": "08:00-20:00"}
OPEN = 8 * HOUR
DAY = 24 * HOUR
TWO = {"premium": {"share": 0.5}, "usual": {"share": 0.5}}


def without_chat(**instead):
    return four_channels(channels={"chat": {"offered": False, "instead": instead}})


def test_who_cannot_have_the_channel_goes_to_another_or_gives_up():
    scenario = without_chat(phone=0.5, email=0.3)
    needs = [Need(at, channel="chat", patience=1, draws={"forced": at / 10}) for at in (0, 4, 5, 7, 8)]
    log = run(scenario, [*needs, Need(9)], 9)
    assert contact_rows(log, "channel", "served_channel", "outcome", "forced") == [
        ("chat", "phone", "served", True),
        ("chat", "phone", "served", True),
        ("chat", "email", "served", True),
        ("chat", "email", "served", True),
        ("chat", "chat", "closed", True),
        ("phone", "phone", "served", False),
    ]


def test_patience_of_the_forced_is_that_of_the_other_channel():
    patience = {"family": "constant", "mean": "2 min"}
    scenario = four_channels(
        channels={"chat": {"offered": False, "instead": {"phone": 1}}, "phone": {"patience": patience}}
    )
    log = run(scenario, [Need(0, channel="chat", patience=1)], [])
    assert contact_rows(log, "outcome", "ended") == [("abandoned", 2 * MINUTE)]


def test_a_closed_channel_that_diverts_to_one_not_offered():
    channels = {
        "phone": {"hours": OFFICE, "closed": {"policy": "divert", "to": "chat"}},
        "chat": {"offered": False, "instead": {"email": 0.5, "phone": 0.5}},
    }
    needs = [
        Need(0, draws={"forced": 0.1}),
        Need(1, draws={"forced": 0.9}),
        Need(2, channel="chat", draws={"forced": 0.9}),
    ]
    log = run(four_channels(channels=channels), needs, 5)
    assert contact_rows(log, "channel", "served_channel", "outcome") == [
        ("phone", "email", "served"),
        ("phone", "chat", "closed"),  # it was on the phone before
        ("chat", "phone", "closed"),  # the phone is closed and would send it back
    ]


CARE = {"topics": {"question": 0.5}, "tries": 0.8, "failed_delay": "10 min", "failed_patience": 0.5}


def test_who_fails_in_self_service_comes_later_and_less_patient():
    scenario = scenario_of(self_service=CARE)
    draws = [(0.79, 0.49), (0.79, 0.5), (0.8, 0.49)]
    needs = [
        Need(at, patience=8 * MINUTE, draws={"tries_self_service": tries, "self_service": finds})
        for at, (tries, finds) in enumerate(draws)
    ]
    log = run(scenario, needs, [])
    late = 10 * MINUTE + 1
    assert contact_rows(log, "outcome", "arrived", "ended", "self_service_failed") == [
        ("self_served", 0, 0, False),
        ("abandoned", late, late + 4 * MINUTE, True),
        ("abandoned", 2, 2 + 8 * MINUTE, False),
    ]


def test_failing_changes_the_first_attempt_only_and_not_endless_patience():
    scenario = scenario_of(self_service=CARE, channels={"phone": {"redial": {"share": 0.5, "after": "1 min"}}})
    tried = {"tries_self_service": 0.0, "redials": 0.0}
    needs = [
        Need(0, patience=8 * MINUTE, draws=tried, later=[{"draws": {"redials": 0.9}}]),
        Need(0, patience=NEVER, draws=tried),
    ]
    log = run(scenario, needs, [])
    again = (10 + 4 + 1) * MINUTE
    assert contact_rows(log, "attempt", "arrived", "ended", "self_service_failed") == [
        (1, 10 * MINUTE, 14 * MINUTE, True),
        (2, again, again + 8 * MINUTE, False),
        (1, 10 * MINUTE, None, True),
    ]


def test_who_is_still_searching_when_the_run_ends_is_unresolved():
    log = run(scenario_of(self_service=CARE), [Need(7 * DAY - MINUTE, draws={"tries_self_service": 0.0})], 1)
    assert contact_rows(log, "outcome", "queued", "ended") == [("unresolved", None, None)]


def test_without_a_share_of_those_who_try_nobody_is_said_to_have_failed():
    log = run(scenario_of(self_service={"topics": {"question": 0.5}}), [Need(0)], 1)
    assert contact_rows(log, "outcome", "arrived", "self_service_failed") == [("served", 0, False)]


def test_segments_try_self_service_and_take_automation_each_in_their_way():
    scenario = four_channels(
        demand={"segments": TWO},
        self_service={"topics": {"question": 0.5}, "tries": 0.9, "tries_by_segment": {"usual": 0.1}},
        automation={
            "bot": {"channels": ["chat"], "topics": {"question": 1}, "accept": 0.9, "accept_by_segment": {"usual": 0.1}}
        },
    )
    draws = {"tries_self_service": 0.5, "accepts_automation": 0.5}
    found = draws | {"self_service": 0.0}
    needs = [Need(0, channel="chat", segment=segment, draws=one) for one in (draws, found) for segment in (0, 1)]
    log = run(scenario, needs, 5)
    assert contact_rows(log, "outcome", "segment") == [
        ("automated", "premium"),
        ("served", "usual"),
        ("self_served", "premium"),
        ("served", "usual"),
    ]


def test_automation_of_the_easiest_after_self_service_that_not_all_try():
    """Half of those who try (0.8) lose draws below 0.5; 0.6 of the rest weigh 0.1 below 0.5 and 0.5 above."""
    care = {"topics": {"question": 0.5}, "tries": 0.8, "takes": "easiest"}
    automation = {"bot": {"channels": ["chat"], "topics": {"question": 0.5}, "takes": "easiest"}}
    scenario = four_channels(self_service=care, automation=automation)
    border = 0.5 + 0.5 * 0.6 - 0.1
    needs = [Need(0, channel="chat", work_draw=border + step) for step in (-1e-9, 1e-9)]
    assert contact_rows(run(scenario, needs, 5), "outcome") == ["automated", "served"]


def test_a_promised_call_and_whether_it_was_kept():
    closed = {"policy": "call_back", "after": "30 min", "window": "10 min"}
    scenario = scenario_of(channels={"phone": {"hours": OFFICE, "closed": closed}})
    due = OPEN + 30 * MINUTE
    log = run(scenario, [Need(0, work=11 * MINUTE), Need(1), Need(due + HOUR)], 1)
    assert contact_rows(log, "promised", "queued", "answered") == [
        (due + 10 * MINUTE, due, due),
        (due + 10 * MINUTE, due, due + 11 * MINUTE),  # a minute late
        (None, due + HOUR, due + HOUR),
    ]


def test_an_acknowledgement_moves_patience_where_nobody_answers_at_once():
    channels = {
        "phone": {"hours": OFFICE, "closed": {"policy": "wait"}, "acknowledgement": {"patience": 2}},
        "email": {
            "hours": OFFICE,
            "closed": {"policy": "wait"},
            "acknowledgement": {"promise": "4 h", "patience": 0.5},
        },
        "social": {"hours": OFFICE, "closed": {"policy": "wait"}, "acknowledgement": {"only_when_closed": True}},
    }
    needs = [
        Need(start, channel=channel, patience=HOUR)
        for start in (0, 9 * HOUR)
        for channel in ("phone", "email", "social")
    ]
    log = run(four_channels(channels=channels), needs, [])
    assert contact_rows(log, "channel", "acknowledged", "promised", "ended") == [
        ("phone", 0, None, 2 * HOUR),
        ("email", 0, 4 * HOUR, HOUR // 2),
        ("social", 0, None, HOUR),
        ("phone", None, None, 10 * HOUR),
        ("email", 9 * HOUR, 13 * HOUR, 9 * HOUR + HOUR // 2),
        ("social", None, None, 10 * HOUR),
    ]


def test_a_post_unanswered_for_a_time_is_a_visible_complaint():
    scenario = four_channels(channels={"social": {"public_after": "30 min"}})
    needs = [
        Need(0, channel="social", patience=patience, work=MINUTE) for patience in (NEVER, 30 * MINUTE, 31 * MINUTE)
    ]
    log = run(scenario, [*needs, Need(HOUR, channel="social", work=31 * MINUTE), Need(HOUR, channel="social")],
              [("Ann", "care", "shift", HOUR, 2 * HOUR)])  # fmt: skip
    assert contact_rows(log, "outcome", "answered", "public_from") == [
        ("served", HOUR, 30 * MINUTE),
        ("abandoned", None, None),
        ("abandoned", None, 30 * MINUTE),
        ("served", HOUR + MINUTE, None),
        ("served", HOUR + 32 * MINUTE, HOUR + 30 * MINUTE),
    ]


def test_a_post_after_hanging_up_is_a_complaint_from_the_first_moment():
    redial = {"share": 0.5, "after": "10 min", "switch": 0.5, "switch_to": "social"}
    scenario = four_channels(channels={"phone": {"redial": redial}, "social": {"public_after": "1 h"}})
    needs = [
        Need(0, patience=MINUTE, draws={"redials": 0.0, "switches": switches}, later=[{"patience": 0, "draws": {}}])
        for switches in (0.4, 0.6)
    ]
    log = run(scenario, needs, [])
    assert contact_rows(log, "channel", "arrived", "public_from") == [
        ("phone", 0, None),
        ("social", 11 * MINUTE, 11 * MINUTE),
        ("phone", 0, None),
        ("phone", 11 * MINUTE, None),
    ]


def test_segments_stand_on_a_channel_in_proportion_to_share_and_preference():
    prefer = {
        "students": {"share": 0.4, "preference": {"chat": 3}},
        "parents": {"share": 0.6, "preference": {"chat": 0.5}},
    }
    scenario = four_channels(demand={"segments": prefer, "contacts_per_week": {"chat": 9000, "phone": 9000}})
    without = {name: {"share": about["share"]} for name, about in prefer.items()}
    contacts = draw_contacts(scenario, 0)
    plain = draw_contacts(
        four_channels(demand={"segments": without, "contacts_per_week": {"chat": 9000, "phone": 9000}}), 0
    )
    chat, phone = (contacts.channel == scenario.channel_names.index(name) for name in ("chat", "phone"))
    assert (contacts.segment[chat] == 0).mean() == pytest.approx(0.4 * 3 / (0.4 * 3 + 0.6 * 0.5), abs=0.015)
    assert (contacts.segment[phone] == plain.segment[phone]).all() and (contacts.arrives == plain.arrives).all()


def test_segments_that_leave_a_channel_to_nobody_are_refused():
    nobody = {"a": {"share": 0.5, "preference": {"phone": 0}}, "b": {"share": 0.5, "preference": {"phone": 0}}}
    with pytest.raises(Exception, match="no segment uses the channel 'phone'"):
        four_channels(demand={"segments": nobody})

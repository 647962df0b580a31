"""Contacts that a vendor could not solve and hands back to the team: by hand, paired, at the extremes, switched off."""

import numpy as np
import pandas as pd
import pytest

from sim.centre.simulate import simulate
from sim.demand.draw import draw_contacts
from sim.errors import InputError
from sim.finance.usage import usage_of
from sim.measures.bottlenecks import waiting_by_cause
from sim.measures.drivers import waited
from sim.measures.experience import experience_of
from sim.measures.handling import handling_parts
from sim.measures.journeys import on_the_way
from sim.measures.records import records_of
from sim.measures.why import experience_by_handler
from sim.outputs.story import story_of
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

SEATS = {"channels": ["phone"], "hours": "always", "seats": 1, "price": {"scheme": "per_contact", "rate": 1}}
POOL = {key: value for key, value in SEATS.items() if key != "seats"} | {
    "response": {"family": "constant", "mean": "2 min"}
}
PARTS = {"gather": 0.4, "solve": 0.5, "write_up": 0.1}
FAILS = {"solved": 0.9, "hands_back": 0.0, "solved_by_team": 0.5}
"""A contact that the vendor cannot solve and hands back, and the team solves."""


def vendor(form, build=scenario_of, over=None, **about):
    base = {"topics": {"question": {"resolution": 0.8, "parts": PARTS}},
            "vendors": {"far": form | {"hand_back_unsolved": 0.5} | about}}  # fmt: skip
    return build(**merged(base, over or {}))


@pytest.mark.parametrize(("form", "wait"), [(SEATS, 0), (POOL, 2 * MINUTE)])
def test_the_team_begins_anew_with_what_the_vendor_could_not_solve(form, wait):
    """Five minutes with the vendor, then the queue: Ann is busy for twenty; the story is told again, solved anew."""
    scenario = vendor(form, speed=0.5, over={"vendors": {"far": {"topics": ["question"]}}, "topics": {"own": {
        "handling": {"family": "exponential", "mean": "6 min"}}}})  # fmt: skip
    needs = [Need(0, topic="own", work=20 * MINUTE), Need(0, draws=FAILS)]
    log = run(scenario, needs, 1)
    assert contact_rows(log, "outcome", "solved", "by", "handler", "agent", "answered", "ended", "handled")[1] == (
        "served", True, "team", "care", "care 000", wait, 25 * MINUTE, 15 * MINUTE,
    )  # fmt: skip
    assert contact_rows(log, "unsolved_by", "handled_by_vendor", "transfers", "transferred", "transfer_wait")[1] == (
        "far", 10 * MINUTE, 1, wait + 10 * MINUTE, 10 * MINUTE - wait,
    )  # fmt: skip
    assert contact_rows(log, "misrouted", "repeated_gathering", "customer_left")[1] == (
        False, 2 * MINUTE, 25 * MINUTE - 5 * MINUTE // 10,
    )  # fmt: skip
    assert handling_parts(log, scenario).set_index("topic").loc["question", "solve_hours"] == pytest.approx(2.5 / 60)
    waits = waiting_by_cause(records_of(log, scenario)).groupby("cause")["waiting_hours"].sum() * 60
    assert waits.get("vendor", 0.0) == pytest.approx(wait / MINUTE)
    assert waits["transfer"] == pytest.approx((10 * MINUTE - wait) / MINUTE)
    assert on_the_way(records_of(log, scenario))["unsolved_by_vendor"].tolist() == [1]
    use = usage_of(log, scenario)
    assert (use.vendors["far"].minutes, use.vendors["far"].contacts, use.vendors["far"].resolutions) == (10, 1, 0)
    assert use.minutes_on == {("care", "phone"): 25, ("far", "phone"): 10} and use.served == 2
    told = " ".join(story_of(scenario, log, 1))
    assert "far cannot solve it and hands it back" in told and "care 000 of care takes it over, after" in told


@pytest.mark.parametrize(
    ("draws", "solved", "by"),
    [
        ({"solved": 0.79}, True, "vendor"),
        ({"hands_back": 0.5}, False, "vendor"),
        ({"hands_back": 0.49}, True, "team"),
        ({"solved_by_team": 0.8}, False, "team"),
    ],
)
@pytest.mark.parametrize("form", [SEATS, POOL])
def test_every_draw(form, draws, solved, by):
    log = run(vendor(form), [Need(0, draws=FAILS | draws)], 1)
    assert contact_rows(log, "solved", "by") == [(solved, by)]


@pytest.mark.parametrize("form", [SEATS, POOL])
def test_a_vendor_that_hands_back_is_not_taken_for_one_that_solves(form):
    """It solves one and hands one back, which the team solves."""
    scenario = vendor(form, hand_back_unsolved=1.0)
    log = run(scenario, [Need(0, draws=FAILS), Need(HOUR, draws=FAILS | {"solved": 0.1})], 1)
    table = experience_by_handler([experience_of(records_of(log, scenario))], scenario).set_index("handler")
    assert table[["felt", "solved_share", "handed_back"]].to_numpy().tolist() == [[1, 1.0, 0], [1, 0.5, 1]]


@pytest.mark.parametrize("form", [SEATS, POOL])
def test_who_hangs_up_or_still_waits_when_the_run_ends(form):
    """Nobody of the team is there: patience counts anew; the vendor is paid for what it did all the same."""
    scenario = vendor(form)
    log = run(scenario, [Need(0, patience=3 * MINUTE, draws=FAILS), Need(HOUR, draws=FAILS)], [])
    since = (0 if form is SEATS else 2 * MINUTE) + 5 * MINUTE
    assert contact_rows(log, "outcome", "ended", "by", "handled", "transfer_wait") == [
        ("abandoned", since + 3 * MINUTE, None, 5 * MINUTE, 3 * MINUTE),
        ("unresolved", None, None, 5 * MINUTE, log.horizon - HOUR - since),
    ]
    assert usage_of(log, scenario).vendors["far"].minutes == 10
    if form is SEATS:
        assert [row[0] for row in state_rows(log, "far seat 1")].count("phone") == 2


def test_its_place_in_the_queue_is_that_of_a_transfer():
    """Ann is busy until minute 20; a call of minute 1 waits for her when the vendor hands one of minute 0 back."""
    own = {"topics": {"own": {"handling": {"family": "exponential", "mean": "6 min"}}},
           "vendors": {"far": {"topics": ["question"]}}}  # fmt: skip
    needs = [Need(0, topic="own", work=20 * MINUTE), Need(0, draws=FAILS), Need(MINUTE, topic="own")]
    kept, anew = (
        run(vendor(SEATS, over=own | {"serving": {"transfer": {"keeps_place": keeps}}}), needs, 1)
        for keeps in (True, False)
    )
    assert contact_rows(kept, "ended")[1:] == [25 * MINUTE, 30 * MINUTE]
    assert contact_rows(anew, "ended")[1:] == [30 * MINUTE, 25 * MINUTE]


def test_a_template_the_vendor_sent_in_vain_is_not_sent_again():
    """It saves half of the vendor's work and does not solve; the team takes the whole time and solves it."""
    template = {"topic": "question", "channels": ["phone"], "stage": "used", "saves": 0.5, "fits": 1.0, "noticed": 0.0}
    over = {"ladder": {"templates": {"answer": template}, "rule": {"judged_after": "1 h"}}}
    draws = FAILS | {"template_fits": 0.0, "template_solves": 0.99}
    log = run(vendor(SEATS, over=over), [Need(0, draws=draws)], 1)
    assert contact_rows(log, "handled_by_vendor", "handled", "solved", "templated") == [
        (2.5 * MINUTE, 7.5 * MINUTE, True, True)
    ]
    week = log.templates.iloc[-1]
    assert (week["uses_by_agents"], week["judged"], week["closed"]) == (1, 1, 0)


def test_at_night_it_waits_for_the_morning():
    """The channel is closed, as it may be for a vendor."""
    over = {"channels": {"phone": {"hours": {"every day": "08:00-20:00"}}}}
    log = run(vendor(SEATS, over=over), [Need(HOUR, draws=FAILS)], [("Ann", "care", "shift", 8 * HOUR, 9 * HOUR)])
    assert contact_rows(log, "answered", "ended", "transfer_wait") == [
        (HOUR, 8 * HOUR + 5 * MINUTE, 7 * HOUR - 5 * MINUTE)
    ]


def test_an_emergency_calls_somebody_out_whose_response_is_a_wait_for_somebody_on_call():
    """Five minutes with the vendor, ten until Ann at home begins, five of hers; a second one while she is busy."""
    ten = {"hours": "always", "group": "care", "response": {"family": "constant", "mean": "10 min"}}
    scenario = vendor(SEATS, over={"topics": {"question": {"emergency": True}}, "on_call": ten})
    end = scenario.calendar.horizon
    needs = [Need(HOUR, draws=FAILS), Need(HOUR + 7 * MINUTE, draws=FAILS), Need(end - 12 * MINUTE, draws=FAILS)]
    log = run(scenario, needs, [("Ann", "care", "on_call", 0, end)])
    assert contact_rows(log, "ended", "transfer_wait", "called_again", "response_wait", "called_out") == [
        (HOUR + 20 * MINUTE, 0, HOUR + 5 * MINUTE, 10 * MINUTE, None),
        (HOUR + 25 * MINUTE, 8 * MINUTE, HOUR + 20 * MINUTE, 0, None),
        (None, 0, end - 7 * MINUTE, 7 * MINUTE, None),
    ]
    waits = waiting_by_cause(records_of(log, scenario)).groupby("cause")["waiting_hours"].sum() * 60
    assert waits.to_dict() == pytest.approx({"on_call": 17, "transfer": 8})
    assert waited(records_of(log, scenario), np.array([0, 1])).tolist() == [600, 480]


def test_another_duty_first_is_a_part_of_the_wait_after_a_transfer():
    two = {"second_duty": {"pick_up": {"family": "constant", "mean": "2 min"}}}
    log = run(vendor(SEATS, over={"team": {"groups": {"care": two}}}), [Need(0, draws=FAILS)], 1)
    assert contact_rows(log, "ended", "transfer_wait", "handled") == [(12 * MINUTE, 2 * MINUTE, 10 * MINUTE)]


def test_more_handed_back_is_more_work_and_more_solved():
    customers, logs = None, []
    for share in (0.0, 0.5, 1.0):
        scenario = vendor(
            SEATS,
            four_channels,
            over={"demand": {"contacts_per_week": {"phone": 500}}},
            resolution=0.5,
            hand_back_unsolved=share,
        )
        customers = customers or draw_contacts(scenario, 0)
        logs.append(simulate(scenario, customers, around_the_clock(scenario, 2)))
    hours = [log.contacts.loc[log.contacts["by"] == "team", "handled"].sum() for log in logs]
    first = [log.contacts.loc[log.contacts["attempt"] == 1, "solved"].mean() for log in logs]
    assert hours[0] < hours[1] < hours[2] and first[0] < first[1] < first[2]
    back = [log.contacts["unsolved_by"].notna().sum() for log in logs]
    assert back[0] == 0 < back[1] < back[2]


def test_off_is_as_without_it():
    topics = {"question": {"resolution": 0.8, "parts": PARTS}}
    off, without = vendor(SEATS, hand_back_unsolved=0.0), scenario_of(topics=topics, vendors={"far": SEATS})
    customers = draw_contacts(off, 0)
    logs = [simulate(scenario, customers, around_the_clock(scenario, 1)) for scenario in (off, without)]
    pd.testing.assert_frame_equal(logs[0].contacts, logs[1].contacts)


def test_somebody_of_the_team_has_to_be_able_to_serve_it():
    with pytest.raises(InputError, match="hand_back_unsolved: nobody of the team serves"):
        vendor(SEATS, over={"topics": {"question": {"skill": "far"}}, "team": {"groups": {"care": {"skills": ["x"]}}}})

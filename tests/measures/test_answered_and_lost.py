"""Contacts answered by the wrong people and lost in the transfer, and questions asked twice: one consistent count."""

import pytest

from sim.measures.needs import first_contact_resolution, first_response, repeats, resolution_time
from sim.measures.outcomes import abandonment, outcomes
from sim.measures.reached import ends_of_needs
from sim.measures.records import records_of
from sim.measures.service import service_level
from sim.measures.waiting import speed_of_answer
from tests.centre.building import HOUR, MINUTE, SECOND, Need, four_channels
from tests.centre.test_pairs_by_hand import RESOLUTION, copy, late, tell
from tests.centre.test_transfers_by_hand import ANN, TOM, bug, run, two_skills

PROMISE = {"phone": {"target": {"share": 0.8, "within": "20 s"}, "redial": {"share": 0.5, "after": "30 min"}}}


@pytest.fixture(scope="module")
def records():
    """Tom is busy for an hour. Ann takes the second at once, needs a minute to find out, and passes it on.

    It hangs up three minutes later and calls again when Tom is free. A third, for Tom, hangs up unanswered for good.
    """
    needs = [
        Need(0, topic="bug", work=HOUR),
        bug(1, patience=3 * MINUTE, draws={"redials": 0.0}, gap=4.0, later=[{"draws": {"misrouted": 0.9}}]),
        Need(MINUTE, topic="bug", patience=30 * SECOND, draws={"misrouted": 0.9}),
    ]
    scenario = two_skills(channels=PROMISE)
    return records_of(run(scenario, needs, [ANN, TOM]), scenario, warm_up=0)


def one(table, *columns):
    return tuple(float(table.iloc[0][column]) for column in columns)


def test_answered_by_triage_counts_as_answered_and_the_loss_is_told_apart(records):
    """Four attempts: two served, one lost in transfer, one lost unanswered."""
    assert one(outcomes(records), "offered", "served", "abandoned") == (4, 2, 2)
    assert one(abandonment(records), "offered", "abandoned", "abandoned_in_transfer") == (4, 1, 1)
    assert one(abandonment(records), "abandonment", "abandoned_in_transfer_share") == (0.25, 0.25)
    assert one(service_level(records), "counted", "in_time") == (4, 3)
    assert one(service_level(records, convention="answered"), "counted", "in_time") == (3, 3)
    assert one(service_level(records, convention="offered_less_short"), "in_time") == (3,)
    assert one(speed_of_answer(records), "answered", "asa_seconds") == (3, 0)


def test_who_comes_back_and_what_becomes_of_the_needs(records):
    assert one(repeats(records), "answered", "recontacted", "abandoned_or_blocked", "redialled") == (3, 1, 1, 0)
    assert one(first_contact_resolution(records), "handled", "solved_at_first") == (2, 1)
    assert one(first_response(records), "needs", "responded", "first_response_mean_minutes") == (3, 2, 0)
    assert one(ends_of_needs(records), "needs", "lost_share") == (3, pytest.approx(1 / 3))


def test_a_question_asked_twice_is_one_need():
    """Ann comes after an hour. The call is answered and not solved, its e-mail (asked after 5 minutes) is."""
    pair = Need(0, twice=copy(0.5), draws={"solved": 0.9})
    scenario = four_channels(**RESOLUTION)
    records = records_of(tell(pair, Need(2), people=late(HOUR), **RESOLUTION), scenario, warm_up=0)
    assert one(first_contact_resolution(records), "handled", "solved_at_first") == (2, 2)
    assert one(first_response(records), "needs", "first_response_mean_minutes") == (2, pytest.approx(62.5))
    # two calls of 5 minutes, then the e-mail of 3
    assert one(resolution_time(records), "resolved", "resolution_mean_minutes") == (2, pytest.approx((73 + 70) / 2))

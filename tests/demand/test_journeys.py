"""Contacts caused by journeys, by hand; and a redesign that spares some of the same customers."""

import numpy as np
import pytest

from sim.demand.draw import draw_contacts
from sim.demand.rates_of import expected_rates
from sim.errors import InputError
from sim.finance.monthly import monthly_costs
from sim.scenario import change_scenario, validate_scenario
from tests.changes import with_changes
from tests.finance.case import DATA, WEEK, log_of, scenario_with

ORDER = {"journeys_per_week": 1000, "topics": {"question": 3, "billing": 1}, "channels": {"phone": 1, "email": 4}}
TOPIC = {"handling": {"family": "constant", "mean": "5 min"}}
BASE = with_changes(
    DATA,
    {
        "topics__billing": TOPIC,
        "demand__contacts_per_week": {"phone": 100, "email": 50},
        "calendar__weeks": 2,
        "team__people": [],
    },
)


def with_journey(**journey):
    return validate_scenario(with_changes(BASE, {"journeys": {"order": ORDER | journey}}))


def weekly(scenario):
    """Contacts a week by channel and topic."""
    sums = expected_rates(scenario).sum(axis=0) / 2
    names = [(channel, topic) for channel in scenario.channel_names for topic in scenario.topic_names]
    return dict(zip(names, sums.ravel(), strict=True))


def needs_of(contacts):
    rows = np.arange(contacts.needs)
    return set(
        zip(contacts.arrives[rows], contacts.channel[rows], contacts.topic[rows], contacts.work_draw[rows], strict=True)
    )


def test_a_journey_of_medium_complexity_makes_64_in_100_ask():
    """640 more a week: a fifth by phone, and three of four the question, of which there are 100 calls and 50 mails."""
    assert weekly(with_journey()) == pytest.approx(
        {("phone", "question"): 196, ("phone", "billing"): 32, ("email", "question"): 434, ("email", "billing"): 128}
    )
    own = with_journey(contact_share=0.1, channels={})  # as the other contacts: two of three by phone
    assert weekly(own)["phone", "billing"] == pytest.approx(100 * 2 / 3 / 4)


def test_a_redesign_lowers_the_rate_from_the_week_on_in_which_it_is_there():
    half = {"contact_share": 0.32}
    assert weekly(with_journey(redesign=half))["email", "billing"] == pytest.approx(64)
    later = expected_rates(with_journey(redesign=half | {"build_weeks": 1})).sum(axis=(1, 2)).reshape(2, -1).sum(axis=1)
    assert later == pytest.approx([790, 790 - 320])


def test_a_stronger_redesign_spares_the_same_customers_and_more():
    whole, half, none = (draw_contacts(with_journey(redesign={"contact_share": share}), 0) for share in (0.64, 0.32, 0))
    today = draw_contacts(with_journey(), 0)
    assert needs_of(whole) == needs_of(today)
    assert np.array_equal(today.draws["solved"], whole.draws["solved"])
    assert needs_of(none) < needs_of(half) < needs_of(today)
    assert not (none.topic == 1).any()  # nobody but this journey asks about billing
    spared = today.needs - half.needs
    assert spared == pytest.approx(640, abs=4 * 640**0.5)


def test_the_horizon_before_the_redesign_is_as_without_it():
    today, later = (
        draw_contacts(with_journey(**one), 0) for one in ({}, {"redesign": {"contact_share": 0, "build_weeks": 1}})
    )
    week = 7 * 24 * 3600 * 10**6
    assert np.array_equal(today.arrives[today.arrives < week], later.arrives[later.arrives < week])
    assert later.needs < today.needs


def test_a_redesign_is_paid_once_and_kept_up_every_month():
    redesign = {"contact_share": 0.5, "build_cost": 9000, "cost_per_month": 120}
    journeys = {"order": ORDER | {"topics": {"question": 1}, "redesign": redesign}}
    table = monthly_costs(scenario_with(journeys=journeys), WEEK, [log_of()])
    assert table.loc[table["item"] == "order", ["category", "amount"]].values.tolist() == [
        ["technology", 120], ["one_off", 9000]
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("journey", "words"),
    [
        ({"redesign": {"contact_share": 0.7}}, "more than before"),
        ({"topics": {"nothing": 1}}, "nothing"),
        ({"channels": {"chat": 1}}, "chat"),
        ({"topics": {"question": 0}}, "add up to 0"),
    ],
)
def test_journeys_that_mean_nothing_are_refused(journey, words):
    with pytest.raises(InputError, match=words):
        with_journey(**journey)


def test_more_redesign_can_be_asked_for_by_path():
    scenario = with_journey(redesign={"contact_share": 0.32})
    assert (
        change_scenario(scenario, {"journeys.order.redesign.contact_share": 0.0})
        .journeys["order"]
        .redesign.contact_share
        == 0
    )

"""Trials price the people required by the hour of a yardstick: worked out by hand beside the simulation."""

import pytest

from sim.demand.draw import draw_contacts
from sim.experiments import trial
from sim.experiments.planned import Planned
from sim.experiments.trial import Rate, trials, yardstick_of
from sim.scenario import change_scenario, validate_scenario
from sim.staffing.require import find_requirement, roster_from_counts
from tests.experiments.test_plan import DESK

RATE = Rate(hours=40.0, people=2.0, labour_per_month=4000.0, wage=20 * 1.45, there=1.0)


@pytest.fixture(scope="module")
def busy():
    changes = {"demand.contacts_per_week": {"phone": 700}, "costs.technology_per_seat_month": 90}
    return change_scenario(validate_scenario(DESK), changes)


@pytest.fixture(autouse=True)
def one_batch(monkeypatch):
    monkeypatch.setattr(trial, "BATCHES", 1)


def labour(scenario, rate=RATE):
    """Labour a month of a trial: its running cost less what is bought."""
    (table,) = trials([scenario], {"desk": rate})
    rows = table[table["channel"] == "all"]
    assert table.loc[table["channel"] == "phone", "cost_per_month"].isna().all()
    return (rows["cost_per_month"] - rows["bought_per_month"]).to_numpy(), rows["bought_per_month"].to_numpy()


def required(scenario):
    return find_requirement(scenario, contacts=[draw_contacts(scenario, number) for number in range(2)])


def test_labour_goes_with_the_hours_required_and_seats_with_people(busy):
    hours = required(busy).hours
    assert hours > 40
    paid, bought = labour(busy)
    assert paid == pytest.approx(4000 * hours / 40)
    assert bought == pytest.approx(90 * 2 * hours / 40)  # two people at 40 hours


def test_a_leaders_seat_is_shared_by_those_who_are_led(busy):
    led = change_scenario(busy, {"costs.leaders": {"people_per_leader": 10, "wage_per_hour": 35}})
    _, bought = labour(led)
    assert bought == pytest.approx(90 * 1.1 * 2 * required(busy).hours / 40)  # a leader's seat for ten


def test_labour_goes_with_wage_and_the_time_people_are_there(busy):
    paid, _ = labour(busy)
    dearer = {"team.groups.desk.wage_per_hour": 25, "team.groups.desk.shrinkage.leave": 0.2}
    assert labour(change_scenario(busy, dearer))[0] == pytest.approx(paid * 1.25 / 0.8)


def test_a_size_that_is_given_is_paid_whatever_is_required_and_named_people_at_least(busy):
    assert labour(change_scenario(busy, {"team.groups.desk.size": 7}))[0] == pytest.approx(4000 * 7 / 2)
    named = [{"name": f"Person {number}", "group": "desk"} for number in range(9)]
    assert labour(change_scenario(busy, {"team.people": named}))[0] == pytest.approx(4000 * 9 / 2)


def test_the_yardstick_is_what_the_base_pays(busy):
    requirement = required(busy)
    base = Planned(busy, roster_from_counts(busy, requirement.table), requirement)
    rate = yardstick_of(base)["desk"]
    assert rate.hours == pytest.approx(requirement.hours)
    assert rate.people == base.people
    assert rate.wage == pytest.approx(29.0)
    # Everybody is paid a contract of 40 hours, 52.18 / 12 weeks a month; nobody works nights, nor is hired for money.
    assert rate.labour_per_month >= base.people * 40 * trial.WEEKS_PER_MONTH * 29.0 * 0.999
    paid, _ = labour(busy, rate)
    assert paid == pytest.approx(rate.labour_per_month)  # the base by its own yardstick

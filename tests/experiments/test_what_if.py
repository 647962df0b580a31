"""What-if answers: prices exact to the cent, service near the simulation, errors stated, the same each time."""

from dataclasses import replace

import numpy as np
import pytest

from sim.experiments.plan import plan
from sim.experiments.ranges import inputs_of
from sim.experiments.usage_leaves import leaves_of, with_all_places, with_leaves
from sim.experiments.what_if import ANSWER_COLUMNS, fit_response, is_money, rosters_by_people
from sim.finance.usage import usage_of
from sim.scenario import validate_scenario
from sim.scenario.uncertain import UncertainInput
from tests.changes import with_changes
from tests.experiments.wrong import DATA, in_house, outsourced


@pytest.fixture(scope="module")
def ours():
    one = in_house()
    return fit_response(one.scenario, one.roster, ["volume", "wage"], points=14)


@pytest.fixture(scope="module")
def theirs():
    one = outsourced()
    return fit_response(one.scenario, one.roster, points=8)


def answer(table, measure, column="value"):
    return float(table[table["measure"] == measure][column].iloc[0])


def test_prices_are_computed_not_fitted(theirs):
    """At the same volume the vendor's cost is proportional to its price, and the wage of nobody costs nothing."""
    assert theirs.fitted == ("volume",)
    dear, cheap, idle = (theirs.estimate(**values) for values in ({"price": 2.0}, {"price": 0.5}, {"wage": 1.2}))
    assert answer(dear, "cost_per_month") == pytest.approx(4 * answer(cheap, "cost_per_month"), rel=1e-12)
    assert answer(idle, "cost_per_month") == answer(theirs.estimate(), "cost_per_month")


def test_a_wage_moves_labour_by_its_share_to_the_cent(ours):
    low, high = (answer(ours.estimate(wage=wage), "cost_per_month") for wage in (0.8, 1.2))
    assert high / low == pytest.approx(1.5, rel=1e-12)  # all of it is labour


def test_estimates_lie_near_what_is_simulated(ours):
    for volume in (0.7, 1.2):
        estimate, real = ours.estimate(volume=volume), ours.run_for_real(volume=volume)
        assert list(estimate.columns) == list(real.columns) == ANSWER_COLUMNS
        for measure in ("service_level", "abandonment", "value_lost_per_month", "cost_per_month"):
            off = abs(answer(estimate, measure) - answer(real, measure))
            # the runs of the fit are two of the four: what is left is their noise and the error of the fit
            assert off <= 4 * answer(estimate, measure, "error") + (
                answer(real, measure, "high") - answer(real, measure)
            )
        assert set(estimate["source"]) == {"estimated"}
        assert set(real["source"]) == {"simulated"}


def test_more_customers_wait_longer_in_the_estimate_too(ours):
    levels = [answer(ours.estimate(volume=volume), "service_level") for volume in (0.5, 0.8, 1.1, 1.4)]
    assert levels == sorted(levels, reverse=True)
    assert min(levels) >= 0 and max(levels) <= 1


def test_the_error_stated_is_that_at_points_left_out(ours):
    response = ours.measures["service_level", "phone"]
    points = ours.measures["service_level", "phone"].points
    left_out = np.arange(len(points)) == 3
    fewer = response.without(left_out)
    at = points[left_out] * response.span + response.low
    real = response.mean + response.spread * response.values[left_out]
    assert abs(float(fewer(at)[0] - real[0])) < 5 * response.error
    assert response.r2 > 0.7


def test_people_choose_among_rosters():
    one = in_house()
    fewer = one.roster.assignments[one.roster.assignments["start"] < "2026-01-09"]
    short = type(one.roster)(fewer.reset_index(drop=True))
    found = fit_response(one.scenario, {1: one.roster, 0: short}, ["volume"], points=10)
    assert found.fitted == ("volume", "people")
    assert answer(found.estimate(people=0), "abandonment") > answer(found.estimate(people=1), "abandonment")
    with pytest.raises(ValueError, match="accepted: 1, 0"):
        found.estimate(people=0.5)


def test_rosters_with_a_person_more_come_from_the_plan():
    free = {"team__groups__care__size": None, "team__people": [], "rules__solve_seconds": 1}
    planned = plan(validate_scenario(with_changes(DATA, free | {"study__replications": 2})))
    rosters = rosters_by_people(planned, (0, 1, -9))
    people = len(planned.roster.people)
    assert list(rosters) == [people, people + 1]  # nine fewer would be nobody
    assert rosters[people] is planned.roster
    assert len(rosters[people + 1].people) == people + 1


@pytest.mark.slow
def test_the_same_fit_twice_and_in_two_processes(theirs):
    one = outsourced()
    again = fit_response(one.scenario, one.roster, points=8, jobs=2)
    assert again.estimate(volume=1.3).equals(theirs.estimate(volume=1.3))


def test_what_is_asked_is_checked(ours):
    with pytest.raises(ValueError, match="no input 'wages'"):
        ours.estimate(wages=1.0)
    with pytest.raises(ValueError, match=r"accepted: 0\.5 to 1\.5"):
        ours.estimate(volume=3.0)
    with pytest.raises(ValueError, match="no input 'patience'"):
        fit_response(ours.scenario, in_house().roster, ["patience"])


@pytest.mark.parametrize(
    ("about", "expected"),
    [
        ({"driver": "vendor_price"}, True),
        ({"driver": "volume"}, False),
        ({"path": "costs.loading"}, True),
        ({"path": "vendors.desk.price.rate"}, True),
        ({"path": "team.groups.care.wage_per_hour"}, True),
        ({"path": "team.groups.care.speed"}, False),
        ({"path": "vendors.desk.price.incentive.handling"}, False),
    ],
)
def test_what_only_changes_money_is_told_apart(about, expected):
    assert is_money(UncertainInput(**about, low=0.5, high=2)) is expected


def test_a_usage_as_numbers_and_back():
    from sim.experiments.replicate import replicate

    one = outsourced()
    (log,) = replicate(one.scenario, one.roster, [0])
    usage = usage_of(log, one.scenario)
    assert with_leaves(usage, leaves_of(usage)) == usage
    more = with_leaves(usage, {("vendors", "desk", "contacts"): 3.5, ("overtime", ("care", "Ada")): 2.0})
    assert more.vendors["desk"].contacts == 3.5
    assert more.overtime["care", "Ada"] == 2.0
    idle = replace(usage, vendors={}, contained={"bot": 2})
    both = with_all_places([idle, usage])
    assert both.vendors == usage.vendors and both.contained == {**usage.contained, "bot": 2}
    assert with_leaves(both, leaves_of(usage)).vendors == usage.vendors
    assert set(inputs_of(one.scenario)) == {"volume", "wage", "price"}

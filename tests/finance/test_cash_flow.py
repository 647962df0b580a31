"""Money over months by hand: growth, ramp-up, minimum terms; and what it comes to."""

import pytest

from sim.finance.cash_flow import cash_by_month, cash_flow
from sim.finance.monthly import cost_summary, monthly_costs
from sim.finance.months import calendar_months
from sim.finance.worth import internal_rate_of_return, net_present_value, payback
from tests.finance.case import HOLIDAY, WEEK, log_of, roster, scenario_with

BY_VENDOR = {"by": "vendor", "handler": "Far", "agent": None}
POOL = {"channels": ["phone", "email"], "response": {"family": "constant", "mean": "1 min"}}


def with_vendor(costs=None, **price):
    vendors = {"Far": POOL | {"price": {"scheme": "per_contact", "rate": 10.0} | price}}
    return scenario_with(vendors=vendors, **{f"costs__{key}": value for key, value in (costs or {}).items()})


def flow_of(scenario, months, **more):
    return cash_flow(scenario, roster(), [log_of(BY_VENDOR, {})], months=months, **more)


def vendor_by_month(flow):
    return flow[flow["category"] == "vendor"].groupby("number")["amount"].sum()


def test_twelve_months_of_the_flow_are_those_of_the_monthly_costs():
    """Without growth: every month, and all in all, holidays and what is paid once included."""
    scenario = scenario_with(
        vendors={"Far": POOL | {"price": {"scheme": "per_contact", "rate": 10.0, "setup_cost": 300.0}}}, **HOLIDAY
    )
    logs = [log_of(BY_VENDOR), log_of(BY_VENDOR, BY_VENDOR, replication=1)]
    flow = cash_flow(scenario, WEEK, logs)
    table = monthly_costs(scenario, WEEK, logs, months=calendar_months(scenario.calendar))
    assert flow["amount"].sum() == pytest.approx(table["amount"].sum())
    by_month = cash_by_month(flow, 0.0)
    assert by_month["number"].tolist() == list(range(13))
    assert by_month["one_off"].tolist() == [300.0, *[0.0] * 12]
    assert by_month["running"].tolist()[1:] == pytest.approx(cost_summary(table)["running"].tolist())
    assert by_month["cumulative"].iloc[-1] == pytest.approx(by_month["cash"].sum())
    assert (flow["quantity"] * flow["rate"] - flow["amount"]).abs().max() < 1e-9


def test_wages_prices_and_volumes_grow_after_every_twelve_months():
    """January has 31 days, 31 / 7 weeks: one contact a week at 10."""
    costs = {"wage_growth_per_year": 0.03, "inflation_per_year": 0.02, "volume_growth_per_year": 0.5}
    flow = flow_of(with_vendor(costs), 25)
    january = 10 * 31 / 7
    paid = vendor_by_month(flow)
    assert [paid[number] for number in (1, 13, 25)] == pytest.approx(
        [january * (1.02 * 1.5) ** year for year in (0, 1, 2)]
    )
    labour = flow[flow["category"] == "labour"].groupby("number")["amount"].sum()
    assert labour[25] == pytest.approx(labour[1] * 1.03**2)
    indexed = vendor_by_month(flow_of(with_vendor(costs, indexation_per_year=0.0), 13))
    assert indexed[13] == pytest.approx(january * 1.5)


def test_what_a_vendor_does_not_take_yet_is_worked_the_old_way():
    """A quarter, then three quarters of a contact a week at 10; the rest at 6 as before."""
    flow = flow_of(with_vendor(ramp_up=[0.25, 0.75]), 3, old_cost_per_contact=6.0)
    january, february, march = (days / 7 for days in (31, 28, 31))
    paid = vendor_by_month(flow)
    expected = [january * (2.5 + 4.5), february * (7.5 + 1.5), march * 10]
    assert [paid[number] for number in (1, 2, 3)] == pytest.approx(expected)
    assert vendor_by_month(flow_of(with_vendor(ramp_up=[0.25]), 1))[1] == pytest.approx(january * 2.5)


def test_while_a_vendor_ramps_up_the_old_way_grows_with_the_volume():
    """In the second year there is half as much again: a quarter of it at 10, three quarters at 6."""
    scenario = with_vendor({"volume_growth_per_year": 0.5}, ramp_up=[0.25] * 13)
    paid = vendor_by_month(flow_of(scenario, 13, old_cost_per_contact=6.0))
    assert paid[13] == pytest.approx(1.5 * (2.5 + 4.5) * 31 / 7)


def test_who_leaves_early_owes_a_share_of_the_months_that_are_missing():
    """Two of six months: four at half of the February charge of at least 100 a month."""
    flow = flow_of(with_vendor(minimum_months=6, early_end_share=0.5, minimum_per_month=100.0), 2)
    end = flow[flow["line"] == "early end"]
    assert (end["number"].item(), end["category"].item(), end["amount"].item()) == (2, "one_off", pytest.approx(200))
    assert flow_of(with_vendor(minimum_months=2, minimum_per_month=100.0), 2)["line"].eq("early end").sum() == 0


def test_discounting_counts_the_start_in_full_and_a_year_later_by_the_yearly_rate():
    flow = flow_of(with_vendor(setup_cost=1000.0), 12)
    table = cash_by_month(flow, 0.10)
    assert table["discounted"].iloc[0] == 1000
    assert table["discounted"].iloc[12] == pytest.approx(table["cash"].iloc[12] / 1.10)
    assert table["cumulative_discounted"].iloc[-1] == pytest.approx(
        net_present_value(table["cash"].tolist(), 1.10 ** (1 / 12) - 1)
    )


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [([0, 5, 5], 0.0), ([-10, 1, 1], None), ([-10, 20, -15, 10], 2.5), ([5, -10, 10], 1.5)],
)
def test_payback_is_when_nothing_is_missing_any_more(amounts, expected):
    assert payback(amounts) == expected


@pytest.mark.parametrize("amounts", [[1, 2], [-1, 3, -2.5], [], [0, 0]])
def test_there_is_not_always_one_rate_of_return(amounts):
    assert internal_rate_of_return(amounts) is None


def test_at_the_rate_of_return_nothing_is_gained():
    rate = internal_rate_of_return([-1000, 300, 400, 500, -0.0])
    assert net_present_value([-1000, 300, 400, 500], rate) == pytest.approx(0, abs=1e-6)

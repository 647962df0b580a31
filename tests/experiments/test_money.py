"""Alternatives as an accountant sees them: sums that add up, and figures worked out by hand."""

import pandas as pd
import pytest

from sim.experiments.money import compare_cash, sentences_of
from sim.finance.bridges import waterfall
from sim.finance.monthly import cost_summary, monthly_costs
from sim.finance.usage import usage_of
from tests.finance.case import AVERAGE, log_of, roster, scenario_with

BY_VENDOR = {"by": "vendor", "handler": "Far", "agent": None}
POOL = {"channels": ["phone", "email"], "response": {"family": "constant", "mean": "1 min"}}


class Planned:
    """What money needs of a plan."""

    def __init__(self, contacts, costs=None, **price):
        vendors = {"Far": POOL | {"price": {"scheme": "per_contact", "rate": 0.0} | price}}
        changes = {f"costs__{key}": value for key, value in (costs or {}).items()}
        self.scenario = scenario_with(vendors=vendors, team__people=[], **changes)
        self.roster = roster()
        self.usages = (usage_of(log_of(*contacts), self.scenario),)
        self.costs = monthly_costs(self.scenario, self.roster, self.usages)


def flat(rate, fixed, once=0.0, ramp_up=(), **costs):
    """A vendor that serves ten contacts a week."""
    price = {"rate": rate, "fixed_per_month": fixed, "setup_cost": once, "ramp_up": list(ramp_up)}
    return Planned([BY_VENDOR] * 10, costs, **price)


def test_present_value_and_payback_beside_the_base_by_hand():
    """1,000 a month, or 900 and 550 once: after five months 50 are missing, half of the sixth brings them back."""
    money = compare_cash({"today": flat(0, 1000, discount_rate=0.0), "new": flat(0, 900, 550.0)})
    today, new = money.worth.to_dict("records")
    assert (today["cash"], new["cash"], new["saved"]) == (12_000, 11_350, 650)
    assert (new["payback_months"], new["net_present_value"]) == (5.5, 650)
    discounted = compare_cash({"today": flat(0, 1000, discount_rate=0.1), "new": flat(0, 900, 550.0)}).worth.iloc[1]
    rate = 1.1 ** (1 / 12) - 1
    annuity = (1 - 1.1**-1) / rate  # the present value of 1 at the end of each of twelve months
    assert discounted["net_present_value"] == pytest.approx(100 * annuity - 550)
    monthly = (1 + discounted["return_per_year"]) ** (1 / 12)
    assert sum(100 / monthly**month for month in range(1, 13)) == pytest.approx(550)
    assert sentences_of(money)[1] == (
        "'new' is worth +650 EUR beside it over 12 months; the 550 EUR paid once is paid back after 5.5 months."
    )


def test_identical_alternatives_differ_by_exactly_nothing():
    money = compare_cash({"one": flat(3.0, 100, 50.0), "other": flat(3.0, 100, 50.0)})
    other = money.worth.iloc[1]
    assert (other["saved"], other["net_present_value"], other["payback_months"]) == (0.0, 0.0, 0.0)
    steps = money.waterfall[~money.waterfall["step"].isin(["one", "other"])]
    assert (steps["amount"] == 0).all()


def test_identical_vendors_that_ramp_up_differ_by_nothing_either():
    money = compare_cash({name: flat(3.0, 100, ramp_up=[0.25, 0.5]) for name in ("one", "other")})
    assert (money.worth["saved"].iloc[1], money.worth["net_present_value"].iloc[1]) == (0.0, 0.0)
    old = money.flow[money.flow["line"] == "the old way while it ramps up"].groupby("scenario")["amount"].sum()
    assert old["one"] == old["other"] > 0
    alone = compare_cash({"one": flat(3.0, 100, ramp_up=[0.25, 0.5])}).flow
    assert not (alone["line"] == "the old way while it ramps up").any()


def test_they_cost_the_same_where_the_price_per_contact_eats_up_the_fee():
    """400 a month, or 5 a contact: 80 contacts; the runs have 10 a week."""
    row = compare_cash({"fee": flat(0, 400), "each": flat(5.0, 0)}).break_even.iloc[0]
    assert row["break_even_contacts"] == pytest.approx(80)
    assert row["break_even_volume"] == pytest.approx(80 / (10 * AVERAGE))
    assert (row["cheaper_below"], row["cheaper_above"]) == ("each", "fee")
    assert pd.isna(
        compare_cash({"fee": flat(0, 400), "dearer": flat(0, 500)}).break_even["break_even_contacts"].iloc[0]
    )


def test_the_waterfall_and_the_bridge_add_up():
    plans = {"today": flat(2.0, 100, platform_per_month=40.0), "new": flat(9.0, 0, 70.0, platform_per_month=10.0)}
    money = compare_cash(plans)
    steps = money.waterfall
    assert steps["amount"].iloc[:-1].sum() == pytest.approx(steps["amount"].iloc[-1])
    for name, plan in plans.items():
        running = cost_summary(plan.costs)["running"].item()
        assert steps.loc[steps["step"] == name, "amount"].item() == pytest.approx(running)
    assert steps["end"].iloc[-2] == pytest.approx(steps["end"].iloc[-1])
    last = money.bridge.groupby(["scenario", "number"])["end"].last()
    cash = money.by_month[money.by_month["number"] > 0].set_index(["scenario", "number"])["cash"]
    assert last.to_dict() == pytest.approx(cash.to_dict())
    assert money.flow.loc[~money.flow["category"].isin(["lost"]), "amount"].sum() == pytest.approx(
        money.by_month["cash"].sum()
    )


def test_costs_by_channel_hold_every_running_amount_once():
    money = compare_cash({"only": flat(2.0, 100)})
    assert money.by_channel["cost"].sum() == pytest.approx(2.0 * 10 * AVERAGE + 100)
    assert len(money.waterfall) == 0 == len(waterfall({"only": flat(2.0, 100).costs}))

"""Costs by channel: each amount goes to channels once, by the time worked on them."""

import pytest

from sim.finance.by_channel import cost_by_channel
from sim.finance.monthly import cost_per, monthly_cost_by_replication
from sim.timing import MINUTE
from tests.finance.case import AVERAGE, WEEK, log_of, scenario_with

EMAIL = {"channel": "email", "served_channel": "email", "handled": 15 * MINUTE}
FAR = {"by": "vendor", "handler": "Far", "agent": None}
POOL = {"channels": ["phone", "email"], "response": {"family": "constant", "mean": "1 min"}}


def test_three_contacts_share_the_costs_by_time_and_the_platform_by_number():
    """The team: 5 min of calls, 15 of e-mail, so a quarter and three quarters. The vendor: a call. Platform: 2 : 1."""
    price = {"scheme": "per_contact", "rate": 7.0}
    scenario = scenario_with(vendors={"Far": POOL | {"price": price}}, costs__platform_per_month=90.0)
    logs = [log_of({}, EMAIL | {"solved": False}, FAR)]
    table = cost_by_channel(scenario, WEEK, logs).set_index("channel")
    running = monthly_cost_by_replication(scenario, WEEK, logs).mean()
    team = running - 90 - 7 * AVERAGE
    assert table["cost"].to_dict() == pytest.approx({"phone": team / 4 + 60 + 7 * AVERAGE, "email": team * 3 / 4 + 30})
    assert table["contacts"].to_dict() == pytest.approx({"phone": 2 * AVERAGE, "email": AVERAGE})
    assert table["resolutions"].to_dict() == pytest.approx({"phone": 2 * AVERAGE, "email": 0})
    assert table.loc["phone", "cost_per_resolution"] == pytest.approx(table.loc["phone", "cost"] / (2 * AVERAGE))
    assert table["cost_per_resolution"].isna().tolist() == [False, True]


def test_channels_add_up_to_the_whole_and_every_contact_is_priced_once():
    scenario = scenario_with(costs__platform_per_month=90.0, costs__technology_per_seat_month=20.0)
    none = {"outcome": "self_served", "by": None, "handler": None, "agent": None, "handled": 0}
    twice = EMAIL | {"need": 0, "attempt": 2}
    for contacts in ([], [{}, twice, none], [EMAIL, EMAIL, {"outcome": "abandoned", "solved": None, "by": None}]):
        logs = [log_of(*contacts), log_of({}, replication=1)]
        table = cost_by_channel(scenario, WEEK, logs)
        assert table["cost"].sum() == pytest.approx(monthly_cost_by_replication(scenario, WEEK, logs).mean())
        per = cost_per(scenario, WEEK, logs).set_index("per")["number"]
        sums = [table[name].sum() for name in ("contacts", "served", "resolutions")]
        assert sums == pytest.approx([per["contact"], per["served_contact"], per["resolution"]])

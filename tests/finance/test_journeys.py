"""What a shared history costs, by hand."""

import pytest

from sim.finance.monthly import monthly_costs
from tests.finance.case import QUIET, WEEK, amount, scenario_with


def test_a_shared_history_by_hand():
    scenario = scenario_with(omnichannel={"licence_per_month": 300, "setup_cost": 5000})
    table = monthly_costs(scenario, WEEK, [QUIET])
    assert amount(table, "licence", "omnichannel") == pytest.approx(300)
    assert amount(table, "set-up", "omnichannel") == pytest.approx(5000)

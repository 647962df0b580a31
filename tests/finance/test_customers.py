"""Customers lost as a line of the costs, by hand: value forgone, in no sum of cash; below 0 where they are kept."""

import numpy as np
import pytest

from sim.finance.monthly import cost_summary, monthly_cost_by_replication, monthly_costs
from sim.measures.experience import experience_of
from sim.measures.loyalty import loyalty
from sim.measures.records import records_of
from tests.centre.building import HOUR, MINUTE, SECOND, Need, roster, run, scenario_of

CUSTOMERS = {
    "number": 100, "value_per_year": 240, "churn_per_year": 1 - 0.98**12, "discount_per_year": 0, "horizon_months": 12,
}  # fmt: skip
ANN = ("Ann", "care", "shift", HOUR, 5 * HOUR)
IMPATIENT = [Need(n * MINUTE, patience=SECOND) for n in range(9)]
SERVED = [Need(HOUR + n * 6 * MINUTE) for n in range(30)]


def costs(needs, **about):
    scenario = scenario_of(**about)
    log = run(scenario, needs, [ANN])
    return scenario, log, monthly_costs(scenario, roster(scenario, ANN), [log])


def lost(needs, **customers):
    scenario, log, table = costs(needs, customers=CUSTOMERS | customers)
    (row,) = table[table["line"] == "customers lost"].to_dict("records")
    return scenario, log, table, row


def test_customers_lost_by_hand():
    """Nine hang up before anybody comes: more leave than the 2 % a month who leave anyway."""
    scenario, log, table, row = lost(IMPATIENT)
    found = loyalty(experience_of(records_of(log, scenario)))
    assert row["quantity"] == pytest.approx(found["customers_lost_per_month"])
    assert row["quantity"] > 0
    assert row["rate"] == pytest.approx(240 / 12 * (0.98 ** np.arange(1, 13)).sum())
    assert row["amount"] == pytest.approx(row["quantity"] * row["rate"])
    plain = cost_summary(costs(IMPATIENT)[2])
    assert cost_summary(table)["running"].tolist() == plain["running"].tolist()
    of_run = monthly_cost_by_replication(scenario, roster(scenario, ANN), [log], categories=("lost",))
    assert of_run.tolist() == pytest.approx([row["amount"]])


def test_support_that_keeps_customers_is_worth_something():
    """Everybody is answered at once and solved, by a company whose image is far above average."""
    *_, row = lost(SERVED, average_grade=1.0, disappointed=1.0, image={"start": 1.0, "forgotten": 0.0})
    assert row["quantity"] < 0


def test_without_customers_there_is_no_line():
    assert "customers lost" not in set(costs(IMPATIENT)[2]["line"])

"""Value forgone with customers who leave because of support: never cash, and not the value of the need itself."""

from __future__ import annotations

from collections.abc import Iterator

from sim.centre.log import RunLog
from sim.finance.line import MONTHS_OF_A_YEAR, Factor, Line, given
from sim.measures.experience import experience_of
from sim.measures.loyalty import loyalty, usual_months
from sim.measures.records import records_of
from sim.scenario.model import Scenario


def customers_lost(log: RunLog, scenario: Scenario) -> float:
    """Return customers lost in an average month of `customers.horizon_months`, beyond those who leave anyway.

    Below 0 where support keeps customers; 0 where the scenario has no `customers`.
    """
    if scenario.customers is None:
        return 0.0
    return loyalty(experience_of(records_of(log, scenario)))["customers_lost_per_month"]


def customer_lines(scenario: Scenario, lost: float) -> Iterator[Line]:
    """Yield the line of customers lost: customers × margin of a month × months they would have stayed.

    The margin forgone is that of the months to come. `costs.lost_contact` is the value of the need that is given up,
    such as the order not placed today: give each only what the other does not hold.
    """
    if scenario.customers is not None:
        stay = Factor("months a customer stays, discounted", usual_months(scenario.customers), is_constant=True)
        margin = (given(scenario, "customers", "value_per_year"), MONTHS_OF_A_YEAR, stay)
        yield Line("customers lost", "lost", "", lost, "customers", margin, "month")

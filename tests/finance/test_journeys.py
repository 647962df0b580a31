"""What a shared history, menus and special cases cost, by hand."""

import pytest

from sim.finance.monthly import cost_summary, monthly_costs
from sim.finance.usage import usage_of
from tests.finance.case import AVERAGE, QUIET, WEEK, amount, log_of, scenario_with


def test_a_shared_history_by_hand():
    scenario = scenario_with(omnichannel={"licence_per_month": 300, "setup_cost": 5000})
    table = monthly_costs(scenario, WEEK, [QUIET])
    assert amount(table, "licence", "omnichannel") == pytest.approx(300)
    assert amount(table, "set-up", "omnichannel") == pytest.approx(5000)


def test_a_menu_by_hand():
    """Two contacts went through it, one of them hung up; one met a closed channel, one was called back."""
    menu = {"licence_per_month": 80, "price_per_contact": 0.2}
    scenario = scenario_with(channels__phone__menu=menu)
    through, hung_up = {"through_menu": True}, {"outcome": "abandoned", "solved": None, "answered": None}
    closed = {"outcome": "closed", "solved": None, "queued": None}
    table = monthly_costs(scenario, WEEK, [log_of(through, through | hung_up, closed, {})])
    assert amount(table, "menu licence", "phone") == pytest.approx(80)
    assert amount(table, "contacts through the menu", "phone") == pytest.approx(2 * 0.2 * AVERAGE)


def test_goodwill_by_hand_is_cash_of_every_month():
    case = {"share": 0.2, "policy": "discretion", "goodwill": 25}
    scenario = scenario_with(topics__question__special=case)
    log = log_of({"granted": True}, {"granted": True}, {"granted": False, "solved": False}, {})
    table = monthly_costs(scenario, WEEK, [log])
    assert amount(table, "cases granted", "question") == pytest.approx(2 * 25 * AVERAGE)
    (summary,) = cost_summary(table).to_dict("records")
    assert summary["goodwill"] == pytest.approx(2 * 25 * AVERAGE)
    assert summary["running"] == pytest.approx(summary["labour"] + summary["technology"] + summary["goodwill"])


def test_refused_for_good_is_lost_and_refused_to_come_again_is_not():
    refused = {"granted": False, "solved": False}
    assert usage_of(log_of(refused, refused | {"follows": "recontact"}, {"granted": True})).lost == 1


def test_who_asked_twice_and_was_helped_once_has_lost_nothing():
    hung_up = {"outcome": "abandoned", "solved": None, "answered": None}
    helped, copy_helped = log_of(hung_up, {"duplicate_of": 0}), log_of({}, hung_up | {"duplicate_of": 0})
    assert usage_of(helped).lost == usage_of(copy_helped).lost == 0
    assert usage_of(log_of(hung_up, {"duplicate_of": None})).lost == 1


def test_who_asked_twice_has_one_need_whether_lost_twice_or_solved_twice():
    hung_up = {"outcome": "abandoned", "solved": None, "answered": None}
    assert usage_of(log_of(hung_up, hung_up | {"duplicate_of": 0}, hung_up)).lost == 2
    assert usage_of(log_of({}, {"duplicate_of": 0}, {})).solved == 2

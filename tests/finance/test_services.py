"""Vendors, technology, automation and lost contacts by hand; every price scheme and both sides of a minimum."""

from dataclasses import replace

import pandas as pd
import pytest

from sim.finance.monthly import cost_per, cost_summary, monthly_cost_by_replication, monthly_costs
from sim.finance.months import calendar_months
from sim.finance.usage import usage_of
from sim.timing import MINUTE
from tests.finance.case import AVERAGE, QUIET, WEEK, amount, lines, log_of, roster, scenario_with

BY_VENDOR = {"by": "vendor", "handler": "Far", "agent": None, "handled": 6 * MINUTE}
NIGHT = [
    BY_VENDOR,
    BY_VENDOR | {"solved": False},
    BY_VENDOR | {"outcome": "unresolved", "solved": None, "ended": None, "handled": 3 * MINUTE},
    {},  # by the team
]
"""Two contacts served by a vendor, one of them solved, a third still in hand at the end: 15 minutes in all."""


def with_vendor(scheme, rate, **price):
    vendor = {"channels": ["phone"], "price": {"scheme": scheme, "rate": rate} | price}
    if scheme == "per_hour":
        vendor |= {"seats": 3, "hours": {"mon-fri": "00:00-07:00, 22:00-24:00", "weekend": "always"}}
    else:
        vendor |= {"response": {"family": "constant", "mean": "1 min"}}
    return scenario_with(vendors={"Far": vendor})


@pytest.mark.parametrize(
    ("scheme", "line", "quantity"),
    [
        ("per_hour", "seat hours", 3 * (5 * 9 + 2 * 24)),
        ("per_minute", "handling", 15),
        ("per_contact", "contacts served", 2),
        ("per_resolution", "contacts solved", 1),
    ],
)
def test_every_scheme_by_hand(scheme, line, quantity):
    table = monthly_costs(with_vendor(scheme, 0.5), WEEK, [log_of(*NIGHT)])
    assert amount(table, line, "Far") == pytest.approx(quantity * 0.5 * AVERAGE)
    assert set(table.loc[table["category"] == "vendor", "line"]) == {line}


@pytest.mark.parametrize("scheme", ["per_hour", "per_minute", "per_contact", "per_resolution"])
@pytest.mark.parametrize(("minimum", "binds"), [(4000.0, True), (0.1, False)])
def test_a_minimum_is_topped_up_to_and_a_sum_above_it_is_not(scheme, minimum, binds):
    scenario = with_vendor(scheme, 1.0, minimum_per_month=minimum, fixed_per_month=70)
    table = monthly_costs(scenario, WEEK, [log_of(*NIGHT)])
    vendor = table[table["category"] == "vendor"]
    assert ("top-up to the minimum" in lines(vendor)) is binds
    by_use = vendor.loc[vendor["line"] != "fixed fee", "amount"].sum()
    if binds:
        assert by_use == pytest.approx(minimum)
    else:
        assert by_use > minimum
    assert vendor["amount"].sum() == pytest.approx(by_use + 70)  # the fixed fee comes on top


def test_a_minimum_is_owed_by_a_run_without_any_use():
    table = monthly_costs(with_vendor("per_minute", 1.0, minimum_per_month=500), WEEK, [QUIET])
    assert amount(table, "top-up to the minimum", "Far") == 500


def test_the_top_up_is_the_mean_over_the_runs_not_the_top_up_of_the_mean():
    """One run needs none, the other all of it: the mean use would need less than the mean top-up."""
    scenario = with_vendor("per_contact", 1.0, minimum_per_month=3 * AVERAGE)
    runs = [log_of(*[BY_VENDOR] * 5), log_of(replication=1)]
    table = monthly_costs(scenario, WEEK, runs)
    assert amount(table, "contacts served", "Far") == pytest.approx(2.5 * AVERAGE)
    assert amount(table, "top-up to the minimum", "Far") == pytest.approx((0 + 3) / 2 * AVERAGE)


def test_the_hours_of_a_vendor_follow_the_clock():
    """23:00-05:00 by the clock, on the night it goes forward an hour less."""
    vendor = {
        "channels": ["phone"],
        "seats": 1,
        "hours": "00:00-05:00, 23:00-24:00",
        "price": {"scheme": "per_hour", "rate": 10},
    }
    calendar = {"start": "2026-03-23", "weeks": 1, "time_zone": "Europe/London"}
    scenario = scenario_with(calendar=calendar, vendors={"Far": vendor})
    log = log_of(horizon=scenario.calendar.horizon)
    plan = roster([])
    assert amount(monthly_costs(scenario, plan, [log]), "seat hours", "Far") == pytest.approx(
        (7 * 6 - 1) * 10 * AVERAGE
    )


TECHNOLOGY = {
    "costs__technology_per_seat_month": 90,
    "costs__platform_per_month": 150,
    "self_service": {"topics": {"question": 0.1}, "cost_per_use": 0.1, "licence_per_month": 30},
    "automation": {
        "Bot": {
            "channels": ["email"],
            "topics": {"question": 0.5},
            "price_per_resolution": 0.99,
            "licence_per_month": 200,
            "build_cost": 5000,
        }
    },
}


def test_technology_by_hand():
    answered = {"outcome": "self_served", "by": "self_service", "handler": "self_service", "agent": None}
    contained = {"outcome": "automated", "by": "automation", "handler": "Bot", "agent": None}
    runs = [
        log_of(answered, answered, answered, contained, contained | {"solved": False}, {}),
        log_of(answered, contained, {}, {}, replication=1),
    ]
    scenario = scenario_with(**TECHNOLOGY)
    table = monthly_costs(scenario, WEEK, runs)
    assert amount(table, "seats", "care") == 2 * 90
    assert amount(table, "platform", "") == 150
    assert amount(table, "licence", "self-service") == 30
    assert amount(table, "use", "self-service") == pytest.approx((3 + 1) / 2 * 0.1 * AVERAGE)
    assert amount(table, "licence", "Bot") == 200
    # charged for every contained contact, the falsely closed one too
    assert amount(table, "contained contacts", "Bot") == pytest.approx((2 + 1) / 2 * 0.99 * AVERAGE)
    assert amount(table, "build", "Bot") == 5000
    assert set(table.loc[table["category"] == "one_off", "line"]) == {"build"}


def test_one_off_costs_fall_in_the_first_month_only():
    vendor = {
        "channels": ["phone"],
        "response": {"family": "constant", "mean": "1 min"},
        "price": {"scheme": "per_minute", "rate": 1, "setup_cost": 800, "fixed_per_month": 25},
    }
    scenario = scenario_with(vendors={"Far": vendor}, **TECHNOLOGY)
    table = monthly_costs(scenario, WEEK, [QUIET], months=calendar_months(scenario.calendar))
    once = table[table["category"] == "one_off"]
    assert sorted(once["amount"]) == [800, 5000]
    assert {str(month.date()) for month in once["month"]} == {"2026-01-01"}
    assert table.loc[table["line"] == "fixed fee", "amount"].sum() == 12 * 25


def test_lost_contacts_by_hand_are_no_cash():
    given_up = {"solved": None, "by": None, "handler": None, "agent": None, "answered": None, "handled": 0}
    rows = [
        given_up | {"outcome": "abandoned"},  # lost
        given_up | {"outcome": "blocked"},  # lost
        given_up | {"outcome": "closed"},  # lost
        given_up | {"outcome": "abandoned", "follows": "redial", "need": 3},
        {"need": 3, "attempt": 2},  # and served when trying again
        given_up | {"outcome": "abandoned", "follows": "redial", "need": 5},
        given_up | {"outcome": "abandoned", "need": 5, "attempt": 2},  # lost, once
        given_up | {"outcome": "unresolved", "ended": None},
        {"solved": False},  # served, unsolved, and did not come back
    ]
    scenario = scenario_with(costs__lost_contact=12)
    log = log_of(*rows)
    assert usage_of(log).lost == 4
    table = monthly_costs(scenario, WEEK, [log])
    assert amount(table, "lost contacts", "") == pytest.approx(4 * 12 * AVERAGE)
    summary = cost_summary(table).iloc[0]
    assert summary["lost"] == pytest.approx(4 * 12 * AVERAGE)
    assert summary["cash"] == summary["labour"] == pytest.approx((20 * 45 + 40 * 30) * AVERAGE + premiums(table))
    without = monthly_cost_by_replication(scenario_with(), WEEK, [log])
    assert monthly_cost_by_replication(scenario, WEEK, [log])[0] == without[0]


def premiums(table):
    return table.loc[table["line"].str.endswith("premium"), "amount"].sum()


def test_cost_per_contact_served_contact_and_resolution_by_hand():
    lost = {"outcome": "abandoned", "solved": None, "by": None, "handler": None, "agent": None, "handled": 0}
    answered = {"outcome": "self_served", "by": "self_service", "handler": "self_service", "agent": None}
    contained = {"outcome": "automated", "by": "automation", "handler": "Bot", "agent": None}
    runs = [
        log_of({}, {}, {"solved": False}, lost, answered, contained, contained | {"solved": False}),
        log_of({}, replication=1),
    ]
    scenario = scenario_with(costs__platform_per_month=1000, costs__lost_contact=7)
    table = cost_per(scenario, WEEK, runs).set_index("per")
    cost = monthly_costs(scenario, WEEK, runs).query("category in ('labour', 'technology')")["amount"].sum()
    assert table["cost"].tolist() == pytest.approx([cost] * 3)
    assert table["number"].tolist() == pytest.approx(
        [(6 + 1) / 2 * AVERAGE, (3 + 1) / 2 * AVERAGE, (4 + 1) / 2 * AVERAGE]
    )
    assert table.loc["resolution", "amount"] == pytest.approx(cost / (2.5 * AVERAGE))


def test_cost_per_contact_of_a_run_without_contacts_is_not_a_number():
    assert cost_per(scenario_with(), WEEK, [QUIET])["amount"].isna().all()


def test_assist_and_tool_by_hand():
    group = {"channels": ["phone", "email"], "wage_per_hour": 20}
    assist = {"price_per_contact": 0.2, "licence_per_seat_month": 30, "build_cost": 500}
    tool = {"adoption": 0.6, "licence_per_seat_month": 10, "rollout_cost": 900}
    topics = {"question": {"handling": {"mean": "5 min"}, "parts": {"gather": 0.4, "solve": 0.6}}}
    scenario = scenario_with(team__groups={"care": group | {"assist": assist, "tool": tool}}, topics=topics)
    log = log_of({"assisted": True}, {"assisted": True, "outcome": "unresolved", "solved": None, "ended": None}, {})
    table = monthly_costs(scenario, WEEK, [log])
    assert amount(table, "contacts with the assist") == pytest.approx(2 * 0.2 * AVERAGE)  # begun is begun
    assert amount(table, "assist licences") == 2 * 30 and amount(table, "tool licences") == 2 * 10
    assert amount(table, "assist build") == 500 and amount(table, "tool roll-out") == 900


def test_templates_are_paid_for_as_long_and_as_often_as_they_answer():
    """Automated in one of two weeks, with two answers: half a licence, one build."""
    template = {"topic": "question", "channels": ["phone"], "stage": "used"}
    prices = {"price_per_resolution": 0.5, "licence_per_month": 40, "build_cost": 900}
    scenario = scenario_with(ladder={"templates": {"answer": template | prices}})
    log = log_of(*[{"by": "automation", "handler": "answer", "outcome": "automated", "agent": None}] * 2)
    weeks = pd.DataFrame({"template": ["answer"] * 2, "stage": ["used", "automated"]})
    table = monthly_costs(scenario, WEEK, [replace(log, templates=weeks)])
    assert amount(table, "automated answers", "answer") == pytest.approx(2 * 0.5 * AVERAGE)
    assert amount(table, "licence", "answer") == pytest.approx(20)
    assert amount(table, "build", "answer") == 900
    never = monthly_costs(scenario, WEEK, [replace(log_of({}), templates=weeks.assign(stage="used"))])
    assert not {"licence", "build", "automated answers"} & set(never["line"])

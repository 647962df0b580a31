"""The table as a whole: nothing lost between lines, months, replications and summary; a run of the engine costed."""

import dataclasses
import random

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.centre.simulate import simulate
from sim.demand.draw import draw_contacts
from sim.finance import average_month, calendar_months, cost_summary, monthly_cost_by_replication, monthly_costs
from sim.finance.usage import usage_of
from sim.timing import HOUR, MINUTE
from tests.finance.case import AVERAGE, QUIET, WEEK, log_of, roster, rows_of, scenario_with

EVERYTHING = {
    "calendar__holidays": {"country": "GB"},
    "self_service": {"topics": {"question": 0.1}, "cost_per_use": 0.1, "licence_per_month": 30},
    "automation": {
        "Bot": {"channels": ["email"], "topics": {"question": 0.5}, "price_per_resolution": 1, "build_cost": 900}
    },
    "vendors": {
        "Far": {
            "channels": ["phone"],
            "hours": {"every day": "00:00-08:00"},
            "response": {"family": "exponential", "mean": "1 min"},
            "price": {"scheme": "per_minute", "rate": 0.9, "minimum_per_month": 400, "setup_cost": 300},
        },
        "Seats": {
            "channels": ["email"],
            "hours": {"every day": "20:00-24:00"},
            "seats": 2,
            "price": {"scheme": "per_contact", "rate": 3, "fixed_per_month": 50},
        },
    },
    "costs__lost_contact": 5,
    "costs__platform_per_month": 150,
    "costs__attrition_per_year": 0.4,
    "costs__hiring_cost": 1000,
}
OUTCOMES = [
    {},
    {"solved": False},
    {"outcome": "abandoned", "solved": None, "by": None, "handler": None, "agent": None, "handled": 0},
    {"outcome": "automated", "by": "automation", "handler": "Bot", "agent": None, "handled": 0},
    {"outcome": "self_served", "by": "self_service", "handler": "self_service", "agent": None, "handled": 0},
    {"by": "vendor", "handler": "Far", "agent": None, "handled": 31 * MINUTE},
    {"by": "vendor", "handler": "Seats", "agent": "Seats seat 1", "handled": 6 * MINUTE},
]


def some_log(seed, replication):
    """A log of contacts of every kind; the vendor's minimum binds in some and not in others."""
    chance = random.Random(seed)
    states = [("Ben", "care", "team", "phone", 0, chance.randrange(3 * HOUR), True)]
    return log_of(*chance.choices(OUTCOMES, k=chance.randrange(40)), states=states, replication=replication)


@settings(max_examples=8)
@given(st.lists(st.integers(0, 999), min_size=1, max_size=4))
def test_the_lines_the_summary_and_the_replications_agree(seeds):
    scenario = scenario_with(**EVERYTHING)
    logs = [some_log(seed, number) for number, seed in enumerate(seeds)]
    table = monthly_costs(scenario, WEEK, logs)
    assert (table["amount"] == table["quantity"] * table["rate"]).all()
    assert not table.isna().any().any()
    assert not table.duplicated(["month", "category", "line", "item", "rate"]).any()
    (summary,) = cost_summary(table).to_dict("records")
    cash = table.loc[table["category"] != "lost", "amount"].sum()
    assert summary["cash"] == pytest.approx(cash)
    assert summary["running"] + summary["one_off"] == pytest.approx(cash)
    assert summary["cash"] + summary["lost"] == pytest.approx(table["amount"].sum())
    running = monthly_cost_by_replication(scenario, WEEK, logs)
    assert list(running.index) == list(range(len(logs)))
    assert running.mean() == pytest.approx(summary["running"])
    for log in logs:  # each run alone costs what it costs among the others
        assert monthly_cost_by_replication(scenario, WEEK, [log])[log.replication] == running[log.replication]
    lost = monthly_cost_by_replication(scenario, WEEK, logs, categories=["lost"])
    assert lost.mean() == pytest.approx(summary["lost"])


def test_twelve_calendar_months_cost_what_twelve_average_months_cost():
    """But for the leap day: 365 days are 12 x 30.4375 days less a quarter of a day."""
    scenario = scenario_with(**EVERYTHING)
    average = monthly_costs(scenario, WEEK, [QUIET], months=average_month(scenario.calendar))
    year = monthly_costs(scenario, WEEK, [QUIET], months=calendar_months(scenario.calendar))
    assert list(cost_summary(year)["month"].dt.month) == list(range(1, 13))

    def total(table, lines):
        return table.loc[table["line"].isin(lines), "amount"].sum()

    by_days = ["rostered hours", "leave", "contract hours not rostered", "night premium", "weekend premium"]
    by_months = ["holiday premium", "hiring", "platform", "licence", "fixed fee", "top-up to the minimum"]
    assert total(year, by_days) == pytest.approx(12 * total(average, by_days) * 365 / 365.25)
    assert total(year, by_months) == pytest.approx(12 * total(average, by_months))
    assert total(year, ["set-up", "build"]) == total(average, ["set-up", "build"]) == 1200


def test_february_is_28_thirtyfirsts_of_january():
    scenario = scenario_with()
    year = monthly_costs(scenario, WEEK, [QUIET], months=calendar_months(scenario.calendar))
    january, february = (cost_summary(year)["labour"].iloc[number] for number in (0, 1))
    assert february / january == pytest.approx(28 / 31)


def test_the_table_has_the_promised_columns():
    table = monthly_costs(scenario_with(), WEEK, [QUIET])
    assert list(table.columns) == [
        "scenario", "month", "category", "line", "item", "quantity", "unit", "rate", "amount", "currency"
    ]  # fmt: skip
    assert set(table["scenario"]) == {"by hand"}
    assert set(table["currency"]) == {"EUR"}
    assert set(table["month"]) == {1}


def test_replications_are_told_apart_by_their_number():
    states = [("Ben", "care", "team", "phone", 0, HOUR, True)]
    runs = [log_of(states=states, replication=7), log_of(replication=3)]
    costs = monthly_cost_by_replication(scenario_with(), WEEK, runs)
    assert list(costs.index) == [3, 7]
    assert costs[7] - costs[3] == pytest.approx(20 * 1.5 * 1.5 * AVERAGE)


def test_what_is_kept_of_a_log_costs_what_the_log_costs():
    scenario, logs = scenario_with(**EVERYTHING), [some_log(seed, seed) for seed in (1, 2, 3)]
    kept = [usage_of(log) for log in logs]
    pd.testing.assert_frame_equal(monthly_costs(scenario, WEEK, logs), monthly_costs(scenario, WEEK, kept))


@pytest.mark.parametrize(
    ("logs", "words"),
    [
        ([], "at least one run"),
        ([QUIET, QUIET], "same replication"),
        ([dataclasses.replace(QUIET, horizon=HOUR)], "horizon of the scenario 'by hand'"),
    ],
)
def test_logs_that_do_not_fit_are_refused(logs, words):
    with pytest.raises(ValueError, match=words):
        monthly_costs(scenario_with(), WEEK, logs)


def test_a_run_of_the_engine_is_costed_as_its_log_says():
    """The log read row by row in plain Python gives the same vendor, automation, overtime and lost quantities."""
    scenario = scenario_with(
        **EVERYTHING,
        channels__phone={
            "patience": {"family": "exponential", "mean": "2 min"},
            "redial": {"share": 0.5, "after": "1 h"},
        },
        demand__contacts_per_week={"phone": 900, "email": 400},
    )
    days = [f"2026-01-{day:02}" for day in range(5, 12)]
    plan = roster(rows_of("Ben", *(f"shift {day} 09:00 / {day} 17:00" for day in days)))
    log = simulate(scenario, draw_contacts(scenario, 0), plan)
    minutes, served, contained, self_served, lost = 0.0, 0, 0, 0, 0
    for row in log.contacts.to_dict("records"):
        if row["by"] == "vendor" and row["handler"] == "Far":
            minutes += row["handled"] / MINUTE
        served += row["by"] == "vendor" and row["handler"] == "Seats" and row["outcome"] == "served"
        contained += row["outcome"] == "automated"
        self_served += row["outcome"] == "self_served"
        lost += row["outcome"] in ("abandoned", "blocked", "closed") and row["follows"] == "none"
    late = sum(
        row["end"] - row["start"] for row in log.states.to_dict("records") if row["overtime"] and row["by"] == "team"
    )
    assert min(minutes, served, contained, self_served, lost, late) > 0
    table = monthly_costs(scenario, plan, [log]).set_index(["line", "item"])["quantity"]
    assert table["handling", "Far"] == pytest.approx(minutes * AVERAGE)
    assert table["contacts served", "Seats"] == pytest.approx(served * AVERAGE)
    assert table["contained contacts", "Bot"] == pytest.approx(contained * AVERAGE)
    assert table["use", "self-service"] == pytest.approx(self_served * AVERAGE)
    assert table["lost contacts", ""] == pytest.approx(lost * AVERAGE)
    assert table["overtime", "care"] == pytest.approx(late / HOUR * AVERAGE)

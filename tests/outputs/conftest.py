"""Small hand-made results, with names in four scripts and a topic that tries to be a script."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sim.centre.roster import Roster, roster_of
from sim.experiments.results import INTERVAL_MEASURES, Comparison, PlanResult
from sim.outputs.pictures import Picture, pictures_of_plan
from sim.scenario import Scenario, load_scenario, validate_scenario
from sim.staffing.requirement import Requirement
from sim.timing import HOUR
from tests.conftest import REPOSITORY

NAMES = ("Amelia Clarke", "נועה לוי", "Омар Соколов", "ليلى حداد", "Zoë O'Brien", "=cmd|' /C calc'!A0")
ATTACK = "<script>alert('pay')</script>"


@pytest.fixture(scope="session")
def scenario() -> Scenario:
    """The small shop over the night the clock goes forward (29 March 2026 in London), with difficult names."""
    data = load_scenario(REPOSITORY / "scenarios" / "small_shop" / "small_shop.yaml").model_dump(
        mode="json", exclude_unset=True
    )
    data["name"] = "Laden «Öst» & חנות"
    data["calendar"] |= {"start": "2026-03-16", "weeks": 4}
    data["topics"]["order_status"]["label"] = ATTACK
    data["topics"]["return_or_refund"]["label"] = "החזר כספי"
    data["topics"]["product_question"]["label"] = "سؤال قبل الشراء"
    data["topics"]["payment_problem"]["label"] = "Ошибка оплаты"
    data["team"]["people"] = [{"name": name, "group": "care"} for name in NAMES]
    return validate_scenario(data)


@pytest.fixture(scope="session")
def roster(scenario) -> Roster:
    return rotation(scenario)


@pytest.fixture(scope="session")
def plan(scenario, roster) -> PlanResult:
    return plan_of(scenario, roster)


@pytest.fixture(scope="session")
def pictures(plan) -> dict[str, Picture]:
    """The pictures of the plan; drawing takes most of the time of these tests."""
    return pictures_of_plan(plan)


@pytest.fixture(scope="session")
def outsourced(scenario, plan) -> PlanResult:
    """A plan with nobody of one's own: no requirement, no roster, no costs but those of a vendor."""
    nobody = roster_of([])
    costs = plan.costs[plan.costs["line"] == "platform"].assign(category="vendor", line="minutes", unit="minutes")
    requirement = Requirement(plan.requirement.table.iloc[:0], plan.requirement.interval)
    return replace(plan, requirement=requirement, roster=nobody, sizes={"care": 0}, costs=costs)


@pytest.fixture(scope="session")
def comparison(scenario, roster) -> Comparison:
    plans = {
        "In-house": plan_of(scenario, roster),
        "לילות אצל ספק": plan_of(scenario, roster, shift=0.03, price=0.8),
        "Ночи у бота <b>": plan_of(scenario, roster, shift=-0.05, price=0.6),
    }
    differences = pd.DataFrame(
        [
            ("service_level", "all", "לילות אצל ספק", "In-house", 0.03, 0.012, 0.048, 1.0, "better"),
            ("service_level", "all", "Ночи у бота <b>", "In-house", -0.05, -0.07, -0.03, 0.0, "worse"),
            ("service_level", "phone", "לילות אצל ספק", "In-house", 0.004, -0.01, 0.02, 0.625, "no difference shown"),
            ("service_level", "phone", "Ночи у бота <b>", "In-house", -0.06, -0.08, -0.04, 0.0, "worse"),
            ("cost_per_month", "all", "לילות אצל ספק", "In-house", -3500.0, -3700.0, -3300.0, 1.0, "better"),
            ("cost_per_month", "all", "Ночи у бота <b>", "In-house", -7000.0, -7100.0, -6900.0, 1.0, "better"),
        ],
        columns=["measure", "channel", "alternative", "base", "difference", "low", "high", "share_better", "shown"],
    )
    scorecard = pd.DataFrame(
        {
            "alternative": list(plans),
            "service_level": [0.80, 0.83, 0.75],
            "service_level_low": [0.78, 0.81, 0.73],
            "service_level_high": [0.82, 0.85, 0.77],
            "first_contact_resolution": [0.71, 0.69, 0.66],
            "occupancy": [0.52, 0.55, 0.49],
            "cost_per_month": [17500.0, 14000.0, 10500.0],
            "cost_per_month_low": [17300.0, 13800.0, 10400.0],
            "cost_per_month_high": [17700.0, 14200.0, 10600.0],
        }
    )
    return Comparison(
        plans=plans,
        differences=differences,
        scorecard=scorecard,
        recommendation="Hand the nights to the vendor: GBP 3,500 less a month, and 3.0 points more answered in time.",
    )


def rotation(scenario: Scenario) -> Roster:
    """Six people on early, late and night shifts by turns, with breaks, a week of leave and a week on call."""
    zone, rows = scenario.calendar.zone, []

    def local(day: int, hour: int, minute: int = 0) -> pd.Timestamp:
        date = scenario.calendar.start + dt.timedelta(days=day, hours=0)
        wall = dt.datetime.combine(date, dt.time()) + dt.timedelta(hours=hour, minutes=minute)
        return pd.Timestamp(wall.replace(tzinfo=zone)).tz_convert("UTC")

    for place, name in enumerate(NAMES):
        if place == 4:
            rows.append((name, "care", "leave", "", local(7, 0), local(14, 0)))
        if place == 5:
            rows.append((name, "care", "on_call", "", local(0, 0), local(7, 0)))
        for day in range(28):
            turn = (day + 3 * place) % 9
            away = (place == 4 and 7 <= day < 14) or (place == 5 and day < 7)
            if turn >= 6 or away:
                continue
            start = (6, 6, 14, 14, 22, 22)[turn]
            shift = f"{start:02d}:00-{(start + 8) % 24:02d}:00"
            rows.append((name, "care", "shift", shift, local(day, start), local(day, start + 8)))
            rows.append((name, "care", "break", shift, local(day, start + 4), local(day, start + 4, 30)))
    return roster_of(
        rows, status="feasible", objective=120.0, bound=108.0, penalties={"nights shared evenly": 12.0}, seconds=1.5
    )


def plan_of(scenario: Scenario, roster: Roster, shift: float = 0.0, price: float = 1.0) -> PlanResult:
    calendar = scenario.calendar
    rng = np.random.default_rng(7)
    day = 1.0 + np.sin(2 * np.pi * (calendar.local_intervals.minute / 1440 - 0.3))
    requirement = Requirement(
        pd.DataFrame(
            {
                "interval_start": [pd.Timestamp(calendar.moment(start)) for start in calendar.interval_starts],
                "skill": "care",
                "agents": np.ceil(day).astype(int).clip(1),
                "erlang": np.ceil(day + 0.4).astype(int).clip(1),
                "service_level": 0.85,
            }
        ),
        calendar.interval,
        ("Between 00:00 and 06:00 one seat is the floor: it would be busy 9 % of the time.",),
    )
    channels = (*scenario.channel_names, "all")
    summary = pd.DataFrame(
        [
            summary_row(scenario.name, replication, channel, rng, shift)
            for replication in range(8)
            for channel in channels
        ]
    )
    of_all = summary["channel"] == "all"
    summary["cost_per_month"] = (17_500.0 * price + 20.0 * summary["replication"]).where(of_all)
    by_interval = pd.concat([interval_rows(scenario, channel, rng) for channel in channels], ignore_index=True)
    costs = pd.DataFrame(
        [
            (month, category, line, item, quantity, unit, rate * price)
            for month in (dt.date(2026, 3, 1), dt.date(2026, 4, 1))
            for category, line, item, quantity, unit, rate in [
                ("labour", "wages", "care", 720.0, "hours", 21.025),
                ("labour", "night premium", "care", 180.0, "hours", 2.1025),
                ("technology", "seats", "", 6.0, "people", 90.0),
                ("technology", "platform", "", 1.0, "month", 150.0),
                ("lost", "contacts given up", "", 31.5, "contacts", 12.0),
            ]
        ],
        columns=["month", "category", "line", "item", "quantity", "unit", "rate"],
    )
    costs = costs.assign(scenario=scenario.name, amount=costs["quantity"] * costs["rate"], currency="GBP")
    targets = pd.DataFrame(
        [
            ("phone", "service_level", "at_least", 0.80, 0.812, 0.801, 0.823, True),
            ("phone", "abandonment", "at_most", 0.05, 0.062, 0.055, 0.069, False),
            ("chat", "service_level", "at_least", 0.80, 0.86, 0.84, 0.88, True),
            ("email", "service_level", "at_least", 0.90, 0.93, np.nan, np.nan, True),
            ("all", "cost_per_month", "at_most", 20000.0, 17500.0, 17300.0, 17700.0, True),
        ],
        columns=["channel", "measure", "bound", "target", "value", "low", "high", "met"],
    )
    rounds = pd.DataFrame(
        {
            "round": [1, 2],
            "people": [5, 6],
            "agent_hours": [168.0, 191.5],
            "service_level_phone": [0.71, 0.812],
            "service_level_chat": [0.84, 0.86],
            "gaps": [14, 3],
            "missed": ["phone: answered in time", ""],
        }
    )
    return PlanResult(
        scenario=scenario,
        requirement=requirement,
        roster=roster,
        sizes={"care": 6},
        summary=summary,
        by_interval=by_interval,
        costs=costs,
        rounds=rounds,
        targets=targets,
        verdict="Six people keep every promise but one: 6.2 % hang up where at most 5 % were to. נועה לוי, 5 nights.",
        notes=("The centre starts empty; the first day is left out.",),
        version="0.1.0",
        seed=scenario.seed,
        digest=scenario.digest,
        seconds={"simulate": 12.3},
    )


def summary_row(name: str, replication: int, channel: str, rng: np.random.Generator, shift: float) -> dict[str, object]:
    live = channel in ("phone", "chat", "all")
    served, abandoned = int(rng.poisson(780)), 60 if live else 0
    return {
        "scenario": name,
        "replication": replication,
        "channel": channel,
        "offered": served + abandoned,
        "self_served": 40,
        "automated": 0,
        "served": served,
        "abandoned": abandoned,
        "blocked": 0,
        "closed": 20,
        "unresolved": 0,
        "balked": 0,
        "merged": 0,
        "prevented": 0,
        "service_level": float(np.clip(rng.normal(0.82 + shift, 0.01), 0, 1)),
        "asa_seconds": float(rng.normal(18, 2)) if live else 2400.0,
        "abandonment": 0.06 if live else 0.0,
        "first_response_p50_minutes": 0.2 if live else 30.0,
        "first_response_p90_minutes": 1.5 if live else 190.0,
        "resolution_p50_minutes": 6.0,
        "resolution_p90_minutes": 2900.0,
        "first_contact_resolution": 0.71,
        "occupancy": 0.52 if channel == "all" else np.nan,
        "utilisation": 0.44 if channel == "all" else np.nan,
        "overtime_hours": 3.5 if channel == "all" else np.nan,
    }


def interval_rows(scenario: Scenario, channel: str, rng: np.random.Generator) -> pd.DataFrame:
    size = scenario.calendar.intervals_per_week
    hour = np.arange(size) * scenario.calendar.interval / HOUR % 24
    level = 1.5 * (1.0 + np.sin(2 * np.pi * (hour / 24 - 0.3))) * {"phone": 1.0, "chat": 0.8}.get(channel, 1.4)
    table = pd.DataFrame({"interval_of_week": np.arange(size), "channel": channel})
    for measure in INTERVAL_MEASURES:
        value = {
            "offered": level,
            "service_level": np.clip(0.85 + 0.1 * rng.normal(size=size), 0, 1),
            "abandonment": np.full(size, 0.05),
            "asa_seconds": np.full(size, 20.0),
            "occupancy": np.full(size, 0.5),
        }[measure]
        width = 0.06 if measure != "offered" else 0.3
        table = table.assign(**{measure: value, f"{measure}_low": value - width, f"{measure}_high": value + width})
    closed = (hour < 8) | (hour >= 20)
    if channel == "phone":
        table.loc[closed, ["service_level", "service_level_low", "service_level_high"]] = np.nan
    return table

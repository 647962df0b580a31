"""The requirement found with the simulation: Erlang's where Erlang is right, in the right direction elsewhere."""

import numpy as np
import pandas as pd
import pytest

from sim.centre.simulate import simulate
from sim.demand.draw import draw_contacts
from sim.measures.summary import summary
from sim.staffing.agents_needed import required_agents_a
from sim.staffing.require import find_requirement, roster_from_counts
from tests.staffing.centre import centre

DAYTIME = {
    "hours": [0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.5, 1, 2, 3, 3, 3, 2.5, 2.5, 3, 3, 2.5, 2, 1.5, 1.5, 1, 0.8, 0.5, 0.3]
}
PHONE = {"target": {"share": 0.8, "within": "20 s", "max_abandonment": 0.05}, "patience": {"mean": "5 min"}}
EMAIL = {"target": {"share": 0.9, "within": "4 h"}, "priority": 3}
HANDLING = {"any": {"handling": {"family": "lognormal", "mean": "4 min", "cv": 1.0}}}


def shop(phone=1500, email=600, cv=0.1, **changes):
    """Phone by day and e-mail around the clock, one group for both."""
    return centre(
        **{
            "calendar": {"start": "2026-01-05", "weeks": 2},
            "channels": {"phone": PHONE | {"hours": "07:00-22:00"}, "email": EMAIL},
            "topics": HANDLING,
            "demand": {
                "contacts_per_week": {"phone": phone, "email": email},
                "topics": {"any": 1},
                "shape": DAYTIME,
                "busyness_cv": cv,
            },
            "team": {"groups": {"care": {"channels": ["phone", "email"], "wage_per_hour": 10}}},
        }
        | changes
    )


CALLERS = {"groups": {"care": {"channels": ["phone"], "wage_per_hour": 10}}}


def hours(requirement, weeks=2):
    return requirement.hours / weeks


@pytest.fixture(scope="module")
def plain():
    return shop()


@pytest.fixture(scope="module")
def found(plain):
    return find_requirement(plain)


def test_steady_queues_get_what_erlang_says():
    """One channel, constant rate, exponential handling and patience: the formula is right, give or take one person."""
    scenario = centre(
        channels={"phone": {"target": {"share": 0.8, "within": "20 s"}, "patience": {"mean": "5 min"}}},
        demand={"contacts_per_week": {"phone": 100 * 168}, "topics": {"any": 1}},
    )
    requirement = find_requirement(scenario)
    exact = required_agents_a(100 / 60, 3.0, 5.0, 1 / 3, 0.8)
    assert requirement.table["erlang"].unique().tolist() == [exact]
    assert requirement.table["agents"].between(exact - 1, exact + 1).all()
    assert abs(requirement.table["agents"].mean() - exact) < 0.75


def test_promises_hold_when_simulated_again(plain, found):
    """The roster of the requirement, simulated afresh and counted by the measures, keeps every promise."""
    roster = roster_from_counts(plain, found.table)
    tables = [
        summary(simulate(plain, draw_contacts(plain, number), roster, with_absences=False), plain)
        for number in range(2)
    ]
    table = pd.concat(tables).set_index("channel")
    weighted = (table["service_level"] * table["offered"]).groupby("channel").sum() / table["offered"].groupby(
        "channel"
    ).sum()
    assert weighted["phone"] >= 0.8 - 0.002
    assert weighted["email"] >= 0.9 - 0.002
    lost = table["abandoned"].groupby("channel").sum() / table["offered"].groupby("channel").sum()
    assert lost["phone"] <= 0.05 + 1e-9


def test_not_more_people_than_needed(plain, found):
    """A tenth of the people taken away at random intervals, the minimum kept, and promises break."""
    rng = np.random.default_rng(3)
    table = found.table.copy()
    spare = table.index[table["agents"] > 1]
    gone = rng.choice(spare, len(spare) // 4, replace=False)
    table.loc[gone, "agents"] -= 1
    log = simulate(plain, draw_contacts(plain, 0), roster_from_counts(plain, table), with_absences=False)
    phone = summary(log, plain).set_index("channel").loc["phone"]
    assert phone["service_level"] < 0.8 or phone["abandonment"] > 0.05


def test_table_is_complete_and_repeats_every_week(plain, found):
    assert found.table.columns.tolist() == ["interval_start", "skill", "agents", "erlang", "service_level"]
    assert len(found.table) == plain.calendar.intervals
    agents = found.agents("care").to_numpy()
    assert (agents[:336] == agents[336:]).all()
    assert found.table["service_level"].between(0, 1).sum() > 300
    assert found.interval == plain.calendar.interval


def test_minimum_is_kept_while_the_phone_is_open(plain):
    team = {"groups": {"care": {"channels": ["phone", "email"], "wage_per_hour": 10, "minimum": 2}}}
    table = find_requirement(shop(phone=200, email=100, team=team)).table
    local = table["interval_start"].dt.hour
    assert (table.loc[(local >= 7) & (local < 22), "agents"] >= 2).all()
    assert table["agents"].max() == 2


def test_more_customers_need_no_fewer_people(found):
    assert hours(find_requirement(shop(phone=2400, email=900))) > hours(found)


def test_busy_days_need_more_people(found):
    assert hours(find_requirement(shop(cv=0.4))) > 1.03 * hours(found)


def test_one_blended_group_needs_less_than_two_apart(found):
    groups = {
        "callers": {"channels": ["phone"], "wage_per_hour": 10},
        "writers": {"channels": ["email"], "wage_per_hour": 10},
    }
    apart = find_requirement(shop(team={"groups": groups}))
    assert set(apart.table["skill"]) == {"callers", "writers"}
    assert hours(found) < 0.9 * hours(apart)


def test_two_skills_of_one_person_count_once():
    """Half the calls of either skill: people with both need no more than for the same calls of one skill."""
    topics = {name: HANDLING["any"] | {"skill": name} for name in ("bill", "repair")}
    demand = {"contacts_per_week": {"phone": 2000}, "shape": DAYTIME}
    both = shop(topics=topics, demand=demand | {"topics": {"bill": 1, "repair": 1}})
    one = shop(demand=demand | {"topics": {"any": 1}})
    assert hours(find_requirement(both)) == pytest.approx(hours(find_requirement(one)), rel=0.05)


def test_specialists_are_helped_by_generalists():
    """Bills can be served by both groups, repairs by generalists alone; nobody is counted for both."""
    topics = {name: HANDLING["any"] | {"skill": name} for name in ("bill", "repair")}
    groups = {
        "generalists": {"channels": ["phone", "email"], "wage_per_hour": 12},
        "bills": {"channels": ["phone"], "skills": ["bill"], "wage_per_hour": 10, "minimum": 0},
    }
    demand = {
        "contacts_per_week": {"phone": 2000, "email": 200},
        "shape": DAYTIME,
        "topics": {"bill": 2, "repair": 1},
    }
    scenario = shop(topics=topics, demand=demand, team={"groups": groups})
    requirement = find_requirement(scenario)
    assert not any("best found" in note for note in requirement.notes)
    blended = hours(find_requirement(shop(demand=demand | {"topics": {"any": 1}})))
    assert blended <= 1.02 * hours(requirement) < 1.35 * blended


def test_at_least_is_not_undercut(plain, found):
    wanted = found.table[["interval_start", "skill", "agents"]].copy()
    wanted["agents"] = np.where(np.arange(len(wanted)) % 336 < 10, 5, 0)
    raised = find_requirement(plain, at_least=wanted)
    assert (raised.table["agents"].to_numpy()[:10] >= 5).all()
    assert (raised.table["agents"].to_numpy()[336:346] >= 5).all()


def test_the_same_answer_whoever_runs_the_replications(plain, found):
    drawn = [draw_contacts(plain, number) for number in range(2)]
    again = find_requirement(plain, contacts=drawn, each=lambda run, some: [run(one) for one in reversed(some)][::-1])
    pd.testing.assert_frame_equal(again.table, found.table)
    assert again.notes == found.notes


def test_closed_holidays_need_nobody():
    calendar = {"start": "2026-01-05", "weeks": 2, "holidays": {"dates": ["2026-01-14"]}}
    channels = {"phone": PHONE | {"hours": {"every day": "07:00-22:00", "holidays": "closed"}}}
    demand = {"contacts_per_week": {"phone": 800}, "topics": {"any": 1}}
    scenario = shop(calendar=calendar, channels=channels, demand=demand, team=CALLERS)
    agents = find_requirement(scenario).table["agents"].to_numpy().reshape(14, 48)
    assert agents[9].sum() == 0
    assert agents[2].sum() > 0
    assert (agents[3] == agents[10]).all()


def test_a_change_of_the_clock_shifts_the_local_hours():
    """On 29 March 2026 London goes to summer time: the phone opens at 07:00 local, an hour earlier in UTC from then."""
    calendar = {"start": "2026-03-23", "weeks": 2, "time_zone": "Europe/London"}
    demand = {"contacts_per_week": {"phone": 800}, "topics": {"any": 1}}
    table = find_requirement(shop(calendar=calendar, demand=demand)).table
    assert len(table) == 2 * 336 - 2
    working = table[table["agents"] > 0].groupby(table["interval_start"].dt.date)["interval_start"].min()
    assert working.iloc[0].strftime("%H:%M") == "07:00"
    assert working.iloc[-1].strftime("%H:%M") == "06:00"


def test_vendor_hours_need_nobody():
    vendor = {
        "channels": ["phone", "email"],
        "seats": 12,
        "hours": "15:00-22:00",
        "price": {"scheme": "per_hour", "rate": 9},
    }
    table = find_requirement(shop(vendors={"late": vendor})).table
    covered = table["interval_start"].dt.hour.between(15, 21)
    assert table.loc[covered, "agents"].sum() == 0
    assert table.loc[~covered, "agents"].sum() > 0


def test_all_outsourced_needs_nobody_at_all():
    vendor = {"channels": ["phone", "email"], "seats": 20, "price": {"scheme": "per_hour", "rate": 9}}
    requirement = find_requirement(shop(vendors={"all": vendor}))
    assert requirement.table["agents"].sum() == 0
    assert requirement.table["service_level"].isna().all()
    assert "care: nobody is required." in requirement.notes


def test_a_promise_nobody_can_keep_is_said_plainly():
    """Half of the calls come while the phone is closed and wait until it opens: 80 % within 20 s cannot be had."""
    phone = {
        "target": {"share": 0.8, "within": "20 s"},
        "hours": "08:00-20:00",
        "closed": {"policy": "wait"},
    }
    demand = {"contacts_per_week": {"phone": 800}, "topics": {"any": 1}}
    requirement = find_requirement(shop(channels={"phone": phone}, demand=demand, team=CALLERS))
    assert any("is the best found, 80% is promised" in note for note in requirement.notes)
    assert requirement.table["agents"].max() < 15


def test_nobody_calls():
    demand = {"contacts_per_week": {"phone": 0, "email": 0}, "topics": {"any": 1}}
    table = find_requirement(shop(demand=demand)).table
    local = table["interval_start"].dt.hour
    assert (table["agents"] == ((local >= 7) & (local < 22))).all()  # the minimum alone


def test_channels_without_a_promise_ask_for_nobody():
    requirement = find_requirement(shop(channels={"phone": PHONE | {"hours": "07:00-22:00"}, "email": {}}))
    assert any("email: no promise is made" in note for note in requirement.notes)
    local = requirement.table["interval_start"].dt.hour
    assert requirement.table.loc[(local < 7) | (local >= 22), "agents"].sum() == 0


@pytest.mark.parametrize(("within", "most"), [("1 d", 1.2), ("4 d", 1.1)])
def test_v12_work_that_can_wait_long_takes_its_own_hours(within, most):
    """With a late enough promise there is nothing to it but the work: 200 hours a week, and none is left undone."""
    scenario = centre(
        calendar={"start": "2026-01-05", "weeks": 4},
        channels={"email": {"target": {"share": 0.9, "within": within}}},
        topics={"any": {"handling": {"mean": "6 min"}}},
        demand={"contacts_per_week": {"email": 2000}, "topics": {"any": 1}},
        team={"groups": {"care": {"channels": ["email"], "wage_per_hour": 10}}},
    )
    assert 0.98 * 200 <= hours(find_requirement(scenario), weeks=4) <= most * 200

"""Learning curves of people who have just joined: by hand, paired, at the extremes, switched off."""

import pandas as pd
import pytest

from sim.centre.simulate import simulate
from sim.demand.draw import draw_contacts
from sim.measures.handling import handling_by_person
from tests.centre.building import HOUR, MINUTE, Need, contact_rows, four_channels, merged, roster, run, scenario_of
from tests.centre.test_shifts_by_hand import shift

DAY = 24 * HOUR
EVEN = {"start_factor": 2.0, "start_resolution": 0.5}


def team(joins, base=scenario_of, learning=None, **person):
    named = {"name": "Ann", "group": "care", **({"joins": joins} if joins else {}), **person}
    return base(
        calendar={"weeks": 3},
        topics={"question": {"resolution": 0.8}},
        team={"groups": {"care": {"learning": learning or EVEN | {"weeks": 2}}}, "people": [named]},
    )


def mornings(days):
    return [shift("Ann", day * DAY + 8 * HOUR, day * DAY + 16 * HOUR) for day in days]


def test_handling_time_falls_and_resolution_rises_with_the_weeks():
    needs = [Need(day * DAY + 9 * HOUR, work=10 * MINUTE, draws={"solved": 0.59}) for day in (0, 7, 10, 14)]
    log = run(team("2026-01-05"), needs, mornings(range(21)))
    assert contact_rows(log, "handled", "solved") == [
        (20 * MINUTE, False),  # 0.8 × 0.5
        (15 * MINUTE, True),  # half the way: 0.8 × 0.75 = 0.6
        (-(-10 * MINUTE * 1286 // 1000), True),  # ten of fourteen days: 1 + 4/14, in thousandths
        (10 * MINUTE, True),
    ]
    seen = handling_by_person(log, team("2026-01-05"))
    assert seen["handled_minutes"].round(2).tolist() == [20.0, 13.93, 10.0] and seen["week"].tolist() == [1, 2, 3]


@pytest.mark.parametrize(("joins", "minutes"), [("2025-12-29", 15), ("2025-12-01", 10), ("2026-01-12", 20), (None, 10)])
def test_experience_counts_from_the_day_of_joining(joins, minutes):
    log = run(team(joins), [Need(9 * HOUR, work=10 * MINUTE)], mornings([0]))
    assert contact_rows(log, "handled") == [minutes * MINUTE]


@pytest.mark.parametrize("before", [0, 2, 4, 9])
def test_experience_may_count_by_contacts(before):
    scenario = team("2026-01-05", learning=EVEN | {"contacts": 4}, contacts_before=before)
    needs = [Need(9 * HOUR + number * HOUR, work=8 * MINUTE) for number in range(6)]
    log = run(scenario, needs, mornings([0]))
    full = [16, 14, 12, 10, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8]
    assert contact_rows(log, "handled") == [minutes * MINUTE for minutes in full[before : before + 6]]


def test_only_people_who_have_joined_learn():
    people = [*mornings([0]), shift("Bea", 8 * HOUR, 16 * HOUR)]
    log = run(team("2026-01-05"), [Need(9 * HOUR), Need(9 * HOUR + 1)], people)
    assert sorted(contact_rows(log, "agent", "handled")) == [("Ann", 10 * MINUTE), ("Bea", 5 * MINUTE)]


def busy(learning, joins="2026-01-05"):
    scenario = four_channels(
        **merged(
            {"demand": {"contacts_per_week": {"phone": 800, "chat": 150, "email": 200, "social": 50}}},
            {
                "channels": {"phone": {"patience": {"family": "exponential", "mean": "4 min"}}},
                "topics": {"question": {"resolution": 0.9, "recontact": {"share": 0.5, "after": "4 h"}}},
                "team": {
                    "groups": {"care": {"learning": learning} if learning else {}},
                    "people": [{"name": name, "group": "care", "joins": joins} for name in ("Ann", "Bob")],
                },
            },
        )
    )
    days = [(day * DAY, day * DAY + DAY) for day in range(7)]
    staff = roster(scenario, *(shift(name, *day) for name in ("Ann", "Bob", "Cas") for day in days))
    return simulate(scenario, draw_contacts(scenario, 0), staff)


def test_slower_beginners_lose_more_and_solve_less_of_the_same_customers():
    logs = [busy(EVEN | {"weeks": weeks, "start_factor": factor}) for weeks, factor in ((1, 1.0), (1, 2.0), (8, 2.0))]
    lost = [(log.contacts["outcome"] == "abandoned").sum() for log in logs]
    assert lost[0] < lost[1] < lost[2]
    same_speed = EVEN | {"weeks": 8, "start_factor": 1.0}
    solved = [
        busy(same_speed | {"start_resolution": share}).contacts["solved"].astype(float).mean() for share in (1.0, 0.5)
    ]
    assert solved[0] > solved[1]


def test_nothing_to_learn_leaves_the_same_log():
    plain = busy(None)
    for learning, joins in (
        ({"weeks": 5, "start_factor": 1.0, "start_resolution": 1.0}, "2026-01-05"),
        ({"contacts": 50, "start_factor": 1.0, "start_resolution": 1.0}, "2026-01-05"),
        ({"weeks": 1}, "2025-12-20"),
    ):
        log = busy(learning, joins)
        for table in ("contacts", "states", "shifts"):
            pd.testing.assert_frame_equal(getattr(log, table), getattr(plain, table))

"""Points of CSAT by driver: by hand for one contact, adding up for any run, and naming what was changed."""

import math

import pandas as pd
import pytest

from sim.measures.experience import experience_of, satisfaction
from sim.measures.records import records_of
from sim.measures.why import experience_by_handler, satisfaction_by_driver, why_satisfaction_differs
from tests.measures.brute import log_of, random_log, row, scenario

THRESHOLDS = (-3.0, -2.5, -2.0, -1.4, -0.7, 0.0, 0.8, 1.7, 2.8)


def felt_of(rows, case=None, replication=0):
    case = case or scenario()
    return experience_of(records_of(log_of(rows, replication=replication), case, warm_up=0))


def expected(latent):
    return 1 + sum(1 / (1 + math.exp(t - latent)) for t in THRESHOLDS)


def test_one_contact_by_hand():
    """Two transfers and unsolved: -1.0 and -2.8 of -3.8 log-odds share what they cost together in that proportion."""
    felt = felt_of([row(0, 1, "phone", 0, 5, 65, "served", solved=False, transfers=2)])
    points = satisfaction_by_driver(felt).query("channel == 'all'").set_index("driver")["points"]
    start = felt.satisfaction[0] + 3.8
    cost = expected(start - 3.8) - expected(start)
    assert points["ordinary"] == pytest.approx(expected(start))
    assert points["unsolved"] == pytest.approx(cost * 2.8 / 3.8)
    assert points["transfers"] == pytest.approx(cost * 1.0 / 3.8)
    assert points["chance"] == pytest.approx(felt.csat[0] - expected(start - 3.8))
    assert points.sum() == pytest.approx(felt.csat[0])


@pytest.mark.parametrize("seed", range(3))
def test_points_add_up_to_the_grade_of_every_channel(seed):
    felt = experience_of(records_of(random_log(seed), scenario(), warm_up=0))
    points = satisfaction_by_driver(felt).groupby("channel")["points"].sum()
    grades = satisfaction(felt, ["channel"]).set_index("channel")["csat"]
    for channel, grade in grades.items():
        assert points[channel] == pytest.approx(grade)
    assert points["all"] == pytest.approx(satisfaction(felt)["csat"].iloc[0])


def test_differences_name_what_was_changed_and_add_up():
    def runs(transfers):
        return [
            satisfaction_by_driver(
                felt_of([row(n, 1, "phone", 0, 5, 65, "served", transfers=transfers) for n in range(50)], None, run)
            )
            for run in range(3)
        ]

    tables = [pd.concat(runs(number)) for number in (0, 2)]
    found = why_satisfaction_differs(*tables).query("channel == 'all'").set_index("driver")["points"]
    assert found["transfers"] < 0
    assert found.drop(["transfers", "chance", "total"]).abs().max() == 0
    assert found["total"] == pytest.approx(found["transfers"] + found["chance"])
    same = why_satisfaction_differs(tables[0], tables[0])
    assert (same[["points", "low", "high"]] == 0).all(axis=None)


def test_who_answered():
    rows = [row(n, 1, "phone", 0, 5, 65, "served", handler="care", solved=n % 2 == 0) for n in range(10)] + [
        row(10, 1, "email", 0, None, 65, "automated", handler="bot"),
        row(11, 1, "email", 0, None, 9, "abandoned"),
    ]
    case = scenario()
    table = experience_by_handler([felt_of(rows, case)], case).set_index("handler")
    assert table["felt"].to_dict() == {"bot": 1, "care": 10}
    assert table.loc["care", "solved_share"] == 0.5
    assert table.loc["care", "accuracy"] == 0.9 and math.isnan(table.loc["bot", "accuracy"])

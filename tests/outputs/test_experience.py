"""What customers feel in tables people read: points that add up, seen beside true, months that matter."""

from dataclasses import replace

import pandas as pd
import pytest

from sim.experiments.results import DIFFERENCE_COLUMNS, Comparison
from sim.outputs import experience
from sim.outputs.tables import tables_of_comparison


def points(unsolved, chance):
    rows = [
        {"replication": run, "driver": driver, "points": value}
        for run in range(2)
        for driver, value in {"ordinary": 9, "unsolved": unsolved - 0.1 * run, "refused": 0, "chance": chance}.items()
    ]
    return pd.DataFrame(rows).assign(scenario="s", channel="all", mean=0.0)


def texts(grid):
    return [[cell.text for cell in row] for row in grid.rows]


def test_points_add_up_and_what_moves_nothing_is_left_out(plan):
    grid = experience.by_driver(replace(plan, further={"satisfaction_by_driver": points(-1.0, 0.02)}))
    assert grid.head == ("Points of satisfaction", "All channels")
    assert texts(grid) == [
        ["If all were solved at once, as expected", "9.00"],
        ["Not solved", "-1.05"],
        ["Chance", "+0.02"],
        ["Satisfaction, 1 to 10", "7.97"],
    ]


def test_why_an_alternative_differs(plan):
    base, other = (replace(plan, further={"satisfaction_by_driver": points(value, 0.0)}) for value in (-1.0, -1.5))
    nothing, card = pd.DataFrame(columns=list(DIFFERENCE_COLUMNS)), pd.DataFrame({"alternative": ["a", "b"]})
    comparison = Comparison({"a": base, "b": other}, nothing, card, "")
    grid = experience.why_different(comparison)
    assert grid.head == ("Points of satisfaction", "b")
    assert texts(grid) == [["Not solved", "-0.50"], ["Satisfaction, 1 to 10", "-0.50"]]
    table = tables_of_comparison(comparison)["why_satisfaction_differs"].set_index("driver")
    assert table.loc["total", "points"] == pytest.approx(-0.5)
    assert table.loc["total", "alternative"] == "b"


def test_months_and_what_is_seen(plan):
    months = pd.DataFrame({"month": range(1, 15), "customers": 100.0, "left": 2.0, "lost": 1.0, "image": 0.5,
                           "experienced_share": 0.1, "loyal_share": 0.2})  # fmt: skip
    row = {"channel": "phone", "measure": "csat", "answered": 12, "seen": 8.0, "low": 7.5, "high": 8.5,
           "true_of_asked": 7.0, "true": 6.0}  # fmt: skip
    full = replace(plan, further={"loyalty": months, "felt_beside_seen": pd.DataFrame([row])})
    assert [line[0] for line in texts(experience.loyalty(full))] == ["1", "3", "6", "12", "14"]
    assert texts(experience.seen(full)) == [["Phone", "Satisfaction, 1 to 10", "12", "8.00", "7.00", "6.00"]]
    assert not experience.loyalty(plan).rows and not experience.seen(plan).rows and not experience.by_driver(plan).rows


def test_how_likely_goals_are_by_alternative(plan):
    """An alternative that does not have a goal says so."""
    goal = {"channel": "all", "measure": "csat", "bound": "at_least", "target": 8.0, "value": 8.2, "low": 8.1,
            "high": 8.3, "met": True, "probability": 0.8, "baseline": 7.5, "by": "2026-03-31"}  # fmt: skip
    with_goal, without = replace(plan, targets=pd.DataFrame([goal])), replace(plan, targets=plan.targets.iloc[:0])
    nothing, card = pd.DataFrame(columns=list(DIFFERENCE_COLUMNS)), pd.DataFrame({"alternative": ["a", "b"]})
    grid = experience.goals(Comparison({"a": with_goal, "b": without}, nothing, card, ""))
    assert texts(grid) == [["All channels", "Satisfaction, 1 to 10", "at least 8.00", "80 %", "not promised"]]
    assert grid.rows[0][2].note == "by 2026-03-31"


def test_promises_over_the_runs(plan):
    about = {"scenario": "s", "channel": "phone", "urgency": "emergency", "promise": "solved in time", "due": 10}
    table = pd.DataFrame([about | {"replication": run, "kept": 4 + run} for run in range(2)])
    grid = experience.promises(replace(plan, further={"promises": table}))
    assert texts(grid) == [["Phone", "emergency", "solved in time", "10", "45.0 %"]]

"""Targets against replications, by hand."""

import math

import numpy as np
import pandas as pd
import pytest

from sim.errors import InputError
from sim.experiments.judging import judge, missed_channels, probability_of_keeping, sentence
from sim.scenario import change_scenario, load_scenario


@pytest.fixture
def shop(request):
    return load_scenario(request.config.rootpath / "scenarios/small_shop/small_shop.yaml")


def summary(**columns):
    rows = [
        {"replication": run, "channel": channel, "service_level": level, "abandonment": 0.01, "occupancy": 0.5}
        for channel, levels in columns.items()
        for run, level in enumerate(levels)
    ]
    return pd.DataFrame(rows)


def test_a_target_is_judged_by_the_mean_and_shown_with_students_interval(shop):
    # Mean .80 of .79, .80, .81: s = .01, t(2) = 4.303, half width .0248.
    table = summary(phone=[0.79, 0.80, 0.81], chat=[0.7, 0.7, 0.7], email=[0.95, 0.95, 0.95], social=[0.9, 0.9, 0.9])
    targets = judge(shop, table).set_index(["channel", "measure"])
    phone = targets.loc[("phone", "service_level")]
    assert phone["value"] == pytest.approx(0.80)
    assert phone["high"] - phone["value"] == pytest.approx(0.0248, abs=1e-4)
    assert phone["met"]
    assert not targets.loc[("chat", "service_level"), "met"].any()
    assert missed_channels(shop, judge(shop, table)) == ["chat"]


def test_a_channel_nobody_used_counts_as_kept(shop):
    nothing = float("nan")
    table = summary(phone=[nothing] * 2, chat=[1.0] * 2, email=[1.0] * 2, social=[1.0] * 2)
    targets = judge(shop, table)
    assert targets.loc[targets["channel"] == "phone", "met"].all()


def test_the_sentence_names_what_was_reached_and_promised(shop):
    table = summary(phone=[0.7, 0.7], chat=[1.0] * 2, email=[1.0] * 2, social=[1.0] * 2)
    row = judge(shop, table).iloc[0]
    assert sentence(row) == "phone service level 70.0% (70.0% to 70.0%), promised at least 80.0%"


def with_goals(shop, *goals):
    return change_scenario(shop, {"goals": list(goals)})


def test_a_goal_as_a_change_from_today(shop):
    """Satisfaction up 10 % from 7.5 is 8.25; unresolved down a fifth from 0.30 is at most 0.24."""
    scenario = with_goals(
        shop,
        {"measure": "csat", "baseline": 7.5, "change": 0.10, "by": "2026-03-30"},
        {"measure": "lost_share", "baseline": 0.30, "change": -0.2},
    )
    everything = dict.fromkeys(("phone", "chat", "email", "social"), [1.0] * 3) | {"all": [1.0] * 3}
    table = summary(**everything).assign(lost_share=0.2)
    table["csat"] = table["replication"].map(dict(enumerate([8.0, 8.25, 8.5])))
    targets = judge(scenario, table).set_index("measure")
    csat = targets.loc["csat"]
    assert (csat["bound"], csat["target"], csat["baseline"], csat["by"]) == ("at_least", 8.25, 7.5, "2026-03-30")
    assert csat["met"] and csat["probability"] == pytest.approx(0.5)
    lost = targets.loc["lost_share"]
    assert (lost["bound"], lost["probability"]) == ("at_most", 1.0)
    assert lost["target"] == pytest.approx(0.24)


def test_how_likely_a_goal_is_by_hand():
    """Mean 8, s = 1, n = 3; target 9, a month like those simulated: t = -1 / √(1 + 1/3); two degrees of freedom.

    The distribution function of t with two degrees of freedom is 1/2 + t / (2 √(2 + t²)).
    """
    values = np.array([7.0, 8.0, 9.0])
    for periods in (1.0, 3.0):
        t = -1 / math.sqrt(1 / periods + 1 / 3)
        found = probability_of_keeping(values, "at_least", 9.0, periods)
        assert found == pytest.approx(0.5 + t / (2 * math.sqrt(2 + t * t)))
        assert probability_of_keeping(values, "at_most", 9.0, periods) == pytest.approx(1 - found)
    assert math.isnan(probability_of_keeping(values[:1], "at_least", 9.0))


def test_the_probability_is_how_often_a_further_period_keeps_the_bound():
    """Plans of five runs each with a target that much above their mean, and a sixth period, over many plans."""
    drawn = np.random.default_rng(5).normal(8.0, 1.0, size=(4000, 6))
    for ahead in (-0.5, 0.4, 1.5):
        targets = drawn[:, :5].mean(axis=1) + ahead * drawn[:, :5].std(axis=1, ddof=1)
        stated = probability_of_keeping(drawn[0, :5], "at_least", targets[0])
        came = (drawn[:, 5] >= targets).mean()
        assert came == pytest.approx(stated, abs=4 * math.sqrt(stated * (1 - stated) / 4000))


@pytest.mark.parametrize(
    ("goal", "wrong"),
    [
        ({"measure": "csat", "change": 0.1}, "'change' is a share of a 'baseline'"),
        ({"measure": "csat", "at_least": 8, "change": 0.1, "baseline": 7}, "either 'at_least' or 'at_most'"),
        ({"measure": "csat", "at_least": 8, "by": "2020-01-01"}, "before anything happens"),
        ({"measure": "churn_per_year", "at_most": 0.2}, "needs 'customers'"),
        ({"measure": "csat", "at_least": -1}, "below 0"),
        ({"measure": "nps", "at_least": 30, "channel": "fax"}, "fax"),
    ],
)
def test_goals_that_cannot_be_judged(shop, goal, wrong):
    with pytest.raises(InputError, match=wrong):
        with_goals(shop, goal)

"""Targets against replications, by hand."""

import pandas as pd
import pytest

from sim.experiments.judging import judge, missed_channels, sentence
from sim.scenario import load_scenario


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

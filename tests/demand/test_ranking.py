"""Which topics deserve a template first: volume × template-ability, by hand from a scenario and from a log."""

import pandas as pd
import pytest

from sim.demand.history import read_history
from sim.demand.ranking import mean_square, rank_topics, rank_topics_of_history
from sim.errors import InputError
from sim.scenario.distribution import Distribution
from tests.centre.building import scenario_of
from tests.demand.logs import mapping, write

TOPICS = {
    "question": {"handling": {"family": "exponential", "mean": "6 min"}},
    "plain": {"handling": {"family": "constant", "mean": "3 min"}, "resolution": 0.9},
}


def test_a_scenario_by_hand():
    """60 × 6 min of which half is alike: 3 of 6 h. 100 × 3 min all alike, solved in 9 of 10: 4.5 of 5 h."""
    demand = {"contacts_per_week": {"phone": 160}, "topics": {"question": 60, "plain": 100}}
    table = rank_topics(scenario_of(topics=TOPICS, demand=demand))
    assert table["topic"].tolist() == ["plain", "question"]
    assert table["rank"].tolist() == [1, 2]
    assert table["hours_per_week"].tolist() == pytest.approx([5.0, 6.0])
    assert table["alike"].tolist() == pytest.approx([1.0, 0.5])
    assert table["template_hours"].tolist() == pytest.approx([4.5, 3.0])


def test_twice_the_volume_moves_a_topic_up_and_so_does_judgement():
    demand = {"contacts_per_week": {"phone": 220}, "topics": {"question": 120, "plain": 100}}
    table = rank_topics(scenario_of(topics=TOPICS, demand=demand))
    assert table["topic"].tolist() == ["question", "plain"]
    assert table["template_hours"].tolist() == pytest.approx([6.0, 4.5])
    judged = rank_topics(scenario_of(topics=TOPICS, demand=demand), judged={"question": 0.1})
    assert judged["topic"].tolist() == ["plain", "question"]


@pytest.mark.parametrize(
    ("judged", "said"), [({"qestion": 0.5}, "did you mean 'question'"), ({"plain": 2}, "no share")]
)
def test_judgement_that_makes_no_sense(judged, said):
    with pytest.raises(InputError, match=said):
        rank_topics(scenario_of(topics=TOPICS), judged=judged)


@pytest.mark.parametrize(
    "given",
    [
        {"family": "lognormal", "mean": "4 min", "cv": 0.8},
        {"family": "gamma", "mean": "4 min", "cv": 0.8},
        {"family": "weibull", "mean": "4 min", "shape": 1.7},
        {"family": "exponential", "mean": "4 min", "short_share": 0.2, "short_mean": "5 s"},
        {"family": "constant", "mean": "4 min"},
    ],
)
def test_the_mean_square_is_that_of_the_quantiles(given):
    import numpy as np

    handling = Distribution.model_validate(given)
    drawn = handling.quantiles((np.arange(400_000) + 0.5) / 400_000).astype(float)
    assert mean_square(handling) == pytest.approx((drawn**2).mean(), rel=5e-3)


def test_a_log_by_hand(tmp_path):
    """Billing: two of 3 and 1 min in two weeks, one customer back within a week. Repair: one of 2 min."""

    def row(number, kind, day, minutes, customer):
        at = f"2026-03-{day} 09:0"
        return f"{number},{kind},{at}0:00,,{at}0:00,{at}{minutes}:00,ok,ann,{customer}"

    rows = [row(1, "billing", "02", 3, "c1"), row(2, "billing", "04", 1, "c1"), row(3, "repair", "04", 2, "c2"),
            row(4, "repair", "16", 2, "c3")]  # fmt: skip
    table = rank_topics_of_history(read_history(write(tmp_path, rows), mapping()))
    found = table.set_index("topic")
    assert found.loc["billing", "alike"] == pytest.approx(2.0**2 / 5.0)
    assert found.loc["billing", "first_time"] == pytest.approx(0.5)  # c1 came back once, and not after the second
    assert found.loc["repair", "first_time"] == 1.0
    assert found.loc["repair", "contacts_per_week"] == pytest.approx(1.0)
    assert table["topic"].tolist() == ["repair", "billing"]


def test_a_topic_nobody_asks_about_comes_last():
    demand = {"contacts_per_week": {"phone": 10}, "topics": {"question": 1}}
    table = rank_topics(scenario_of(topics=TOPICS, demand=demand))
    assert table["topic"].tolist() == ["question", "plain"]
    assert table["template_hours"].tolist()[1] == 0.0
    assert pd.isna(table["mean_minutes"].tolist()[1])

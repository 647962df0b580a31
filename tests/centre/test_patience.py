"""Patience by segment and topic, and as the points of a curve."""

import math

import numpy as np
import pytest

from sim.demand.draw import draw_contacts
from sim.scenario.distribution import NEVER, Distribution
from sim.timing import MINUTE, SECOND
from tests.centre.building import Need, contact_rows, four_channels, run, scenario_of

CURVE = {
    "family": "curve",
    "points": [{"after": "0 s", "share": 0.9}, {"after": "60 s", "share": 0.5}, {"after": "120 s", "share": 0.5}],
}


def test_a_curve_goes_straight_between_its_points():
    curve = Distribution.model_validate(CURVE | {"tail_mean": "100 s"})
    seconds = curve.quantiles(np.array([0.0, 0.05, 0.1, 0.2, 0.3, 0.4999, 0.5, 1 - 0.5 / math.e])) / SECOND
    assert seconds.tolist() == pytest.approx([0, 0, 0, 15, 30, 59.985, 120, 220], abs=1e-4)
    # the area under the curve: 60 s from .9 to .5, 60 s at .5, and half of the customers 100 s more
    assert curve.overall_mean == 60 * SECOND * 0.7 + 60 * SECOND * 0.5 + 0.5 * 100 * SECOND
    assert curve.quantile(0.3) == 30 * SECOND


def test_who_outlasts_the_curve_without_a_tail_never_hangs_up():
    curve = Distribution.model_validate(CURVE)
    assert curve.quantiles(np.array([0.4, 0.5, 0.99])).tolist() == [45 * SECOND, NEVER, NEVER]
    assert curve.overall_mean == math.inf
    complete = Distribution.model_validate(
        {"family": "curve", "points": [{"after": "10 s", "share": 0.5}, {"after": "30 s", "share": 0.0}]}
    )
    assert complete.overall_mean == pytest.approx(10 * SECOND * 0.75 + 20 * SECOND * 0.25)
    assert complete.quantile(0.999999999) <= 30 * SECOND


@pytest.mark.parametrize("points", [[], [{"after": "9 s", "share": 0.5}, {"after": "9 s", "share": 0.4}]])
def test_a_curve_falls_in_time(points):
    with pytest.raises(ValueError, match="points"):
        Distribution.model_validate({"family": "curve", "points": points})
    with pytest.raises(ValueError, match="points"):
        Distribution.model_validate({"family": "exponential", "mean": "9 s", "points": CURVE["points"]})


def hurried(**over):
    """Premium customers wait half as long on the phone; for the topic `urgent` everybody a quarter as long."""
    exponential = {"family": "exponential", "mean": "4 min"}
    return four_channels(
        channels={"phone": {"patience": exponential}, "chat": {"patience": exponential}},
        topics={
            "urgent": {"handling": {"family": "exponential", "mean": "6 min"}, "patience_factor": 0.25},
        },
        demand={
            "contacts_per_week": {"phone": 4000, "chat": 4000},
            "topics": {"question": 1, "urgent": 1},
            "segments": {
                "usual": {"share": 0.5},
                "premium": {"share": 0.5, "patience": {"phone": exponential | {"mean": "2 min"}}},
            },
        },
        **over,
    )


def test_patience_is_that_of_channel_segment_and_topic():
    scenario = hurried()
    contacts = draw_contacts(scenario, 0)
    first = slice(0, contacts.needs)
    for channel, segment, mean in ((0, 0, 4), (0, 1, 2), (1, 0, 4), (1, 1, 4)):
        for topic, factor in ((0, 1.0), (1, 0.25)):
            rows = (contacts.channel == channel) & (contacts.segment == segment) & (contacts.topic == topic)
            expected = -mean * MINUTE * np.log1p(-contacts.patience_draw[first][rows])
            assert contacts.patience[first][rows] == pytest.approx(np.rint(np.rint(expected) * factor), abs=1)
    assert (contacts.patience[contacts.needs * 2 :] > 0).any()
    assert (draw_contacts(scenario, 0).patience[np.tile(contacts.channel, 4) == 2] == NEVER).all()


def test_on_another_channel_patience_is_looked_up_with_the_same_draw():
    """The phone is closed, so that the call becomes a chat, with the patience for chats."""
    about = {"phone": {"hours": "never", "closed": {"policy": "divert", "to": "chat"}}}
    segments = {
        "usual": {"share": 0.5},
        "premium": {"share": 0.5, "patience": {"chat": {"family": "constant", "mean": "8 min"}}},
    }
    scenario = four_channels(
        channels=about | {"chat": {"concurrency": 1, "patience": {"family": "constant", "mean": "20 min"}}},
        topics={"urgent": {"handling": {"family": "exponential", "mean": "6 min"}, "patience_factor": 0.5}},
        demand={"segments": segments, "topics": {"question": 1, "urgent": 1}},
    )
    needs = [
        Need(0, segment=n % 2, topic=topic) for n, topic in enumerate(["question", "question", "urgent", "urgent"])
    ]
    log = run(scenario, needs, [])
    assert contact_rows(log, "outcome", "ended") == [("abandoned", m * MINUTE) for m in (20, 8, 10, 4)]


def test_less_patient_customers_hang_up_more():
    calm = {"phone": {"patience": {"family": "constant", "mean": "6 min"}}}
    needs = [Need(0), Need(1, patience=6 * MINUTE), Need(2, patience=6 * MINUTE // 4)]
    log = run(scenario_of(channels=calm), needs, 1)
    assert contact_rows(log, "outcome") == ["served", "served", "abandoned"]

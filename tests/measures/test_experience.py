"""What customers feel: grades by hand, drivers in the right direction, published levels where all is ordinary."""

import math

import numpy as np
import pandas as pd
import pytest

from sim.demand.streams import stream
from sim.measures.drivers import drivers_of, expected
from sim.measures.experience import experience_of, intercepts, net_promoters, satisfaction
from sim.measures.records import records_of
from sim.scenario.experience import DRIVERS, Experience
from sim.scenario.ordered import intercept
from tests.centre.building import HOUR, MINUTE, SECOND, Need, four_channels, run, scenario_of
from tests.measures.brute import log_of, row, scenario


def sigma(x):
    return 1 / (1 + math.exp(-x))


def felt_of(rows, **changes):
    return experience_of(records_of(log_of(rows), scenario(**changes), warm_up=0))


def moods(kind, customers):
    drawn = stream(1, 0, kind).random(customers)
    return np.log(drawn / (1 - drawn))


def test_one_contact_by_hand():
    """A call that waits 8 min where 1 min is expected, is passed on once and not solved, after an earlier attempt."""
    about = {"transfers": 1, "transfer_wait": 0}
    felt = felt_of(
        [
            row(0, 1, "phone", 0, None, 30, "abandoned", follows="redial", **about | {"transfers": 0}),
            row(0, 2, "phone", 100, 580, 700, "served", solved=False, **about),
        ]
    )
    # 0.7 of contacts solved, 0.88 satisfied: 0.7 / (1 + 1 / z) + 0.3 / (1 + e^2.8 / z) = 0.88 at z = e^b.
    b = intercept(0.88, 0.7, -2.8)
    assert 0.7 * sigma(b) + 0.3 * sigma(b - 2.8) == pytest.approx(0.88)
    latent = b - 2.8 - 0.35 * math.log2(480 / 60) - 0.4 * 1 - 0.5 * 1
    assert felt.satisfaction == pytest.approx([b - 2.8 - 1.5, latent])
    thresholds = (-3.0, -2.5, -2.0, -1.4, -0.7, 0.0, 0.8, 1.7, 2.8)
    mood = moods("satisfaction", 1)[0]
    assert felt.csat.tolist() == [1 + sum(t < x + mood for t in thresholds) for x in felt.satisfaction]
    ease = intercept(0.80, 0.7, -2.0) - 2.0 - 0.2 * 3 - 0.8 - 0.8 + moods("ease", 1)[0]
    assert felt.ces[1] == 1 + sum(t < ease for t in (-2.4, -1.6, -0.8, 0.0, 1.0, 2.2))
    remembered = (felt.csat.min() + felt.csat[1]) / 2
    latent = 0.8 * (remembered - 8) + moods("recommendation", 1)[0]
    borders = (-3.7, -3.3, -2.9, -2.5, -2.0, -1.5, -0.9, -0.2, 0.6, 1.4)
    assert felt.recommends.tolist() == [sum(t < latent for t in borders)]


def test_net_promoter_score_by_hand():
    felt = felt_of([row(n, 1, "phone", n, n, n + 60, "served") for n in range(4)])
    given = type(felt)(**vars(felt) | {"recommends": np.array([10.0, 9.0, 8.0, 6.0])})
    found = net_promoters(given).iloc[0]
    assert (found["promoters_share"], found["detractors_share"], found["nps"]) == (0.5, 0.25, 25.0)


def test_who_grades():
    """Self-service, merged, prevented and still waiting leave no grade; who hung up or found it closed does."""
    outcomes = ("self_served", "merged", "prevented", "unresolved", "abandoned", "closed", "served")
    felt = felt_of([row(n, 1, "phone", n, None, n + 9, outcome) for n, outcome in enumerate(outcomes)])
    assert felt.rows.tolist() == [4, 5, 6]
    assert felt.drivers["not_answered"].tolist() == [1, 1, 0]
    assert math.isnan(satisfaction(felt_of([])).iloc[0]["csat"])


def test_published_levels_where_all_is_as_expected():
    """A share of 0.7 solved, all answered at once: the share satisfied is the published one on every channel."""
    rows = [
        row(n, 1, channel, n, n, n + 60, "served", solved=n % 10 < 7)
        for n, channel in enumerate(c for c in ("phone", "email", "social") for _ in range(12_000))
    ]
    found = satisfaction(felt_of(rows), ["channel"]).set_index("channel")["csat_satisfied_share"]
    for channel, level in (("phone", 0.88), ("email", 0.85), ("social", 0.80)):
        assert found[channel] == pytest.approx(level, abs=4 * math.sqrt(level * (1 - level) / 12_000))


def test_a_point_of_first_contact_resolution():
    """Solved or not: 0.3 more satisfied, 0.6 more grades 9 and 10; published: about 1 (docs/experience.md)."""
    model = Experience().satisfaction
    b = intercepts(model, ["phone"])[0]
    top = model.thresholds[7]
    assert sigma(b) - sigma(b - 2.8) == pytest.approx(0.30, abs=0.01)
    assert sigma(b - top) - sigma(b - 2.8 - top) == pytest.approx(0.59, abs=0.01)


NOTED = {
    "waiting": ({}, {"answered": 600, "ended": 700}),
    "broken_promise": ({"promised": 900 * SECOND}, {"promised": 1 * SECOND}),
    "acknowledged": ({"acknowledged": None}, {"acknowledged": 0}),
    "earlier_contacts": ({}, {"attempt": 3}),
    "transfers": ({"transfers": 0}, {"transfers": 2}),
    "repeating": ({"repeated_gathering": 0}, {"repeated_gathering": 60}),
    "inconsistent": ({"consistent": True}, {"consistent": False}),
    "personalised": ({"personalised": False}, {"personalised": True}),
    "refused": ({"granted": None}, {"granted": False}),
    "granted": ({"granted": None}, {"granted": True}),
    "forced": ({"forced": False}, {"forced": True}),
    "failed_self_service": ({"self_service_failed": False}, {"self_service_failed": True}),
    "automation": ({}, {"outcome": "automated"}),
    "unsolved": ({}, {"solved": False}),
    "not_answered": ({"outcome": "served"}, {"outcome": "abandoned", "solved": True}),
}


@pytest.mark.parametrize("driver", NOTED)
def test_each_driver_moves_the_same_customers_its_own_way(driver):
    """Paired: nobody moves against the sign of the coefficient, and some move; nothing else of the contact changes."""
    without, with_ = (
        felt_of([row(n, 1, "phone", 0, 5, 65, "served") | times(about) for n in range(300)]) for about in NOTED[driver]
    )
    moved = [name for name in DRIVERS if (without.drivers[name] != with_.drivers[name]).any()]
    assert moved == [driver]
    sign = math.copysign(1.0, getattr(Experience().satisfaction.drivers, driver))
    change = sign * (with_.csat - without.csat)
    assert change.min() >= 0
    assert change.max() > 0


def times(about):
    """Seconds of a row in microseconds; noted times are already."""
    return {key: value * SECOND if key in ("answered", "ended") else value for key, value in about.items()}


def test_quality_of_who_answers():
    """Only groups and vendors that differ from the usual move anything, and both ways."""
    care = {"channels": ["phone", "email", "social"], "wage_per_hour": 10}
    better = {"groups": {"care": care | {"quality": {"accuracy": 1.0}}}}
    rows = [row(n, 1, "phone", 0, 5, 65, "served", handler="care") for n in range(300)]
    usual, good = felt_of(rows), felt_of(rows, team=better)
    assert good.drivers["accuracy"] == pytest.approx(0.1)
    assert (good.csat >= usual.csat).all() and good.csat.sum() > usual.csat.sum()
    by = satisfaction(good, ["handler"])
    assert by["handler"].tolist() == ["care"]
    assert by["csat"].iloc[0] == pytest.approx(good.csat.mean())


def test_told_a_time_customers_wait_more_calmly():
    """An e-mail acknowledged with a promise of 24 h: expected are 4 + 0.8 × 20 = 20 h."""
    told = {"channels": {"email": {"hours": "08:00-20:00", "closed": {"policy": "wait"}}}}
    promised = {"channels": {"email": {"acknowledgement": {"promise": "24 h"}}}}
    for about, hours in ((told, 4.0), (promised, 20.0)):
        case = four_channels(**about)
        records = records_of(
            run(case, [Need(9 * HOUR, channel="email")], [("Ann", "care", "shift", 18 * HOUR, 26 * HOUR)]), case
        )
        rows = np.arange(1)
        assert expected(records, rows) == pytest.approx([hours * 3600])
        assert drivers_of(records, rows)["waiting"] == pytest.approx([math.log2(9 / 4) if hours == 4 else 0.0])


def test_alternatives_meet_customers_in_the_same_mood():
    """One agent or two: whoever met the same gives the same grade."""
    case = scenario_of()
    needs = [Need(n * 4 * MINUTE) for n in range(40)]
    one, two = (experience_of(records_of(run(case, needs, agents), case, warm_up=0)) for agents in (1, 2))
    same = np.isclose(one.satisfaction, two.satisfaction)
    assert 0 < same.sum() < len(same)
    assert (one.csat[same] == two.csat[same]).all()
    assert (one.csat <= two.csat).all()


def test_a_question_that_follows_is_the_same_customer():
    rows = [
        row(0, 1, "phone", 0, 5, 65, "served", follows_up=None),
        row(1, 1, "phone", 1, 5, 65, "served", follows_up=None),
        row(7, 1, "phone", 90, 95, 165, "served", follows_up=0),
        row(8, 1, "phone", 900, 905, 965, "served", follows_up=7),
    ]
    felt = felt_of(rows)
    assert felt.customer.tolist() == [0, 0, 0, 1]
    assert net_promoters(felt)["customers"].tolist() == [2]


def test_the_engine_knows_nothing_of_it():
    plain, other = scenario_of(), scenario_of(experience={"told_moves": 0.1, "satisfaction": {"satisfied_from": 8}})
    logs = [run(case, [Need(0), Need(1)], 1) for case in (plain, other)]
    pd.testing.assert_frame_equal(logs[0].contacts, logs[1].contacts)

"""What the survey shows beside what is true: a sample with its interval, and a picture that leaves the unhappy out."""

import math

import numpy as np
import pytest

from sim.measures.experience import experience_of
from sim.measures.records import records_of
from sim.measures.seen import felt_beside_seen
from tests.centre.building import MINUTE, SECOND, Need, run, scenario_of


def runs(questions, solved, unsolved, needs=400):
    """Half of the needs are solved, a quarter come while the only agent is busy, and hang up."""
    survey = {"channels": {"phone": {"solved": solved, "unsolved": unsolved}}, "questions": questions}
    about = {"topics": {"question": {"resolution": 0.5}}}
    case = scenario_of(survey=survey | {"lost_by_second": 0.0}, **about)
    draws = np.random.default_rng(3).random(needs)
    many = [
        Need(
            (n - (n % 4 == 3)) * 6 * MINUTE,
            patience=SECOND if n % 4 == 3 else 10**15,
            draws={"solved": 0.0 if n % 4 < 2 else 0.999999, "survey": draws[n]},
        )
        for n in range(needs)
    ]
    log = run(case, many, 1)
    return case, [experience_of(records_of(log, case, warm_up=0))]


def test_the_sample_by_hand():
    case, felts = runs(["solved", "satisfaction"], 0.5, 0.5)
    (felt,) = felts
    noted = felt.records.contacts.iloc[felt.rows]
    said = felt.csat[noted["said_solved"].notna().to_numpy()]
    table = felt_beside_seen(felts, case).set_index(["channel", "measure"])
    mean = table.loc[("all", "csat")]
    assert mean["answered"] == len(said)
    assert mean["seen"] == pytest.approx(said.mean())
    assert mean["high"] - mean["seen"] == pytest.approx(1.97 * said.std(ddof=1) / math.sqrt(len(said)), rel=0.02)
    assert mean["true"] == pytest.approx(felt.csat.mean())
    assert mean["true_of_asked"] == pytest.approx(felt.csat[noted["surveyed"].to_numpy(dtype=bool)].mean())
    assert table.loc[("all", "csat_satisfied_share"), "seen"] == pytest.approx((said >= 7).mean())


def test_a_survey_flatters_where_only_the_happy_answer():
    """Those who hang up are never asked, and the unsolved answer less: what is seen lies above what is true."""
    table = felt_beside_seen(*reversed(runs(["solved", "satisfaction"], 0.9, 0.1))).set_index(["channel", "measure"])
    row = table.loc[("all", "csat")]
    assert row["true"] < row["true_of_asked"] < row["low"] < row["seen"]
    everybody = felt_beside_seen(*reversed(runs(["solved", "recommend"], 1.0, 1.0))).set_index(["channel", "measure"])
    row = everybody.loc[("all", "nps")]
    assert row["seen"] == pytest.approx(row["true_of_asked"])
    assert row["low"] < row["seen"] < row["high"]


def test_what_is_not_asked_is_not_seen():
    case, felts = runs(["solved"], 1.0, 1.0, needs=8)
    assert felt_beside_seen(felts, case).empty

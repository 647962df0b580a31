"""Kaplan-Meier as the patience of a scenario, where the log supports no family: what goes in comes back."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sim.demand.calibrate import calibrate
from sim.demand.fragment import write_fragment
from sim.demand.patience import fit_patience
from sim.scenario import load_scenario
from tests.demand.logs import draw_log
from tests.demand.test_calibrate import history_of

TEAM = "team: {groups: {agents: {size: 10, channels: [phone], skills: all, wage_per_hour: 20}}}\n"


def offered(mean, longest, many=4000):
    """Callers with exponential patience, all answered within `longest` seconds: nobody's long patience is seen."""
    random = np.random.default_rng(1)
    patience, answered = random.exponential(mean, many), random.uniform(20, longest, many)
    left = patience < answered
    seconds = np.minimum(patience, answered)
    return pd.DataFrame(
        {"channel": "phone", "outcome": np.where(left, "abandoned", "served"), "waited_seconds": seconds}
    )


def test_a_curve_that_no_family_supports_is_exported_and_simulated(tmp_path):
    (patience,) = fit_patience(offered(mean=600, longest=200))
    assert patience.supported is None
    calibration = calibrate(history_of(draw_log(seed=8), tmp_path))
    write_fragment(replace(calibration, patience=(patience,)), tmp_path)
    text = f"extends: calibrated.yaml\nname: curve\ncalendar: {{start: 2026-03-02, weeks: 1}}\n{TEAM}"
    (tmp_path / "scenario.yaml").write_text(text, encoding="utf-8")
    scenario = load_scenario(tmp_path / "scenario.yaml")
    curve = scenario.channels["phone"].patience
    assert curve.family == "curve" and len(curve.points) <= 12
    drawn = curve.quantiles(np.random.default_rng(2).random(20_000)) / 1e6
    for seconds in (30, 60, 120, 180):
        assert (drawn > seconds).mean() == pytest.approx(np.exp(-seconds / 600), abs=0.02)
        assert (drawn > seconds).mean() == pytest.approx(patience.survival(seconds), abs=0.02)
    assert curve.overall_mean / 1e6 == pytest.approx(600, rel=0.1)  # with the rate of hanging up that was seen


def test_a_few_hang_ups_make_no_curve():
    (patience,) = fit_patience(offered(mean=60_000, longest=200, many=1000))
    assert patience.abandoned < 10 and patience.supported is None
    assert len(patience.points()) == patience.abandoned
    assert fit_patience(offered(mean=600, longest=200))[0].points(most=5)[-1][0] < 200

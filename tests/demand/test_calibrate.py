"""Calibration: known parameters come back, holes and redials are treated as documented, the fragment loads."""

import numpy as np
import pandas as pd
import pytest

from sim.demand.calibrate import calibrate
from sim.demand.fit_report import fit_report
from sim.demand.fragment import fragment_text, rates_text, write_fragment
from sim.demand.history import read_history
from sim.demand.plot_numbers import busyness_numbers, handling_numbers, patience_numbers, profile_numbers
from sim.errors import InputError
from sim.scenario import load_scenario
from tests.demand.logs import draw_log, mapping


def history_of(log, folder, **changes):
    path = folder / "log.csv"
    log.to_csv(path, index=False)
    return read_history(path, mapping(**changes))


@pytest.fixture(scope="module")
def history(tmp_path_factory):
    return history_of(draw_log(seed=8), tmp_path_factory.mktemp("log"))


@pytest.fixture(scope="module")
def calibration(history):
    return calibrate(history, redials="apart")


def test_rates_come_back(calibration):
    shape = 20 * (1 + 0.5 * np.sin(np.arange(24) / 24 * np.pi))
    table = profile_numbers(calibration)
    monday = table[(table["weekday"] == "mon") & (table["start"] >= "08:00") & (table["start"] < "20:00")]
    assert len(monday) == 24
    days = calibration.totals[calibration.totals["weekday"].isin(["mon", "tue", "wed", "thu", "fri"])]
    assert len(days) == 60
    # 60 days with a busyness of cv 0.15: the mean of the week lies within 3 × 0.15 / sqrt(60) of the truth
    weekly = calibration.rates["contacts"].sum()
    assert weekly == pytest.approx(5 * shape.sum(), rel=3 * 0.15 / np.sqrt(60))
    by_slot = table.groupby("start")["contacts"].mean().to_numpy()[:24]
    assert np.corrcoef(by_slot, shape)[0, 1] > 0.85
    assert calibration.rates["weeks"].max() == 12


def test_busyness_handling_patience_and_redials_come_back(history, calibration):
    (busyness,) = calibration.busyness
    assert busyness.interval[0] < 0.15 < busyness.interval[1]
    billing, repair = calibration.handling
    for part, mean in ((billing, 200.0), (repair, 400.0)):
        assert part.best.family == "lognormal"
        low, high = part.best.mean_interval
        assert low < mean < high
        assert part.best.spread_interval[0] < 1.1 < part.best.spread_interval[1] + 0.03  # cut off at 10.5 s
        assert part.short_share == pytest.approx(0.06, abs=0.01)
    (patience,) = calibration.patience
    exponential = patience.fits[0]
    assert exponential.mean_interval[0] < 240.0 < exponential.mean_interval[1]
    assert patience.supported.family in ("exponential", "weibull")
    redials = calibration.returns[0]
    offered = history.offered
    came_back = offered["customer"].duplicated().sum() / (offered["outcome"] == "abandoned").sum()
    assert redials.interval[0] < came_back < redials.interval[1]
    assert redials.mean_seconds == pytest.approx(300.0, rel=0.15)


def test_redials_apart_or_in_the_rates(history, calibration):
    with_redials = calibrate(history)
    extra = with_redials.rates["contacts"].sum() - calibration.rates["contacts"].sum()
    abandoned = (history.offered["outcome"] == "abandoned").mean() * with_redials.rates["contacts"].sum()
    assert 0.25 * abandoned < extra < 0.4 * abandoned
    assert "redial:" in fragment_text(calibration)
    assert "redial:" not in fragment_text(with_redials)


def test_hours_and_agents_are_seen(calibration):
    hours = dict(zip(calibration.opening["weekday"], calibration.opening["hours"], strict=True))
    assert hours["mon"] == hours["fri"] == "08:00-20:00"
    assert hours["sat"] == "closed"
    assert calibration.agents["agents"].max() == pytest.approx(1.0, abs=0.05)  # the log knows one agent


def test_a_hole_counts_neither_way(tmp_path):
    log = draw_log(seed=21, weeks=4, busyness_cv=0.0, redial_share=0.0)
    in_hole = log["start"].between("2026-01-14 11:00", "2026-01-14 14:00")
    whole = calibrate(history_of(log, tmp_path))
    holed = calibrate(history_of(log[~in_hole], tmp_path))
    assert len(holed.gaps) == 1
    assert len(whole.gaps) == 0
    noon = holed.rates[(holed.rates["weekday"] == "wed") & (holed.rates["start"] == "12:00")]
    assert set(noon["weeks"]) == {3}
    assert noon["contacts"].sum() == pytest.approx(
        len(log[log["start"].dt.strftime("%a %H").eq("Wed 12") & (log["start"].dt.minute < 30) & ~in_hole]) / 3
    )
    assert set(holed.totals.loc[~holed.totals["complete"], "date"].dt.date.astype(str)) == {"2026-01-14"}


def test_a_change_of_the_clocks_moves_no_rate(tmp_path):
    # the same local pattern in the weeks before and after the clocks go forward on Sunday, 29 March 2026
    days = [day for day in pd.date_range("2026-03-16", periods=28) if day.weekday() < 5]
    start = [day + pd.Timedelta(minutes=540 + 5 * i) for day in days for i in range(12)]
    log = pd.DataFrame({"id": range(len(start)), "kind": "billing", "start": start})
    log = log.assign(joined="", answer=log["start"], finish=log["start"], how="ok", agent="ann", customer="")
    rates = calibrate(history_of(log, tmp_path), 60).rates
    assert set(rates["start"]) == {"09:00"}
    assert set(rates["contacts"]) == {12.0}


def with_menu_calls(seed=30):
    """Open 08:00-20:00; four contacts end in the menu in every open half hour, one in every half hour of the night."""
    log = draw_log(seed=seed, weeks=4, busyness_cv=0.0, redial_share=0.0)
    times = pd.date_range("2026-01-05", "2026-01-31", freq="30min", inclusive="left")
    in_hours = (times.hour >= 8) & (times.hour < 20) & (times.day_of_week < 5)
    times = times.repeat(np.where(in_hours, 4, 1))
    menu = pd.DataFrame({"start": times + pd.to_timedelta(np.arange(len(times)) % 1700, unit="s")})
    menu = menu.assign(kind="billing", joined="", answer="", finish=menu["start"], how="gone", agent="", customer="")
    both = pd.concat([log, menu]).sort_values("start", ignore_index=True)
    return both.assign(id=np.arange(len(both)))[log.columns]


@pytest.mark.parametrize("method", ["turned_away", "ratio"])
def test_night_demand_is_assumed_only_when_asked_for(tmp_path, method):
    history = history_of(with_menu_calls(), tmp_path)
    plain, night = calibrate(history), calibrate(history, night_demand=method)
    assert not plain.rates["assumed"].any()
    assumed = night.rates[night.rates["assumed"]]
    offered = plain.rates["contacts"].sum() / 5 / 24  # in an open half hour, where four leave in the menu
    expected = offered / 4 if method == "ratio" else offered / (offered + 4)
    tuesday = assumed[(assumed["weekday"] == "tue") & (assumed["start"] < "08:00")]
    assert len(tuesday) == 16
    assert tuesday["contacts"].mean() == pytest.approx(expected, rel=0.02)
    assert "ASSUMED" in fragment_text(night)
    assert rates_text(night).startswith("weekday,start,channel,topic,contacts,basis\n")
    assert "grade: assumed" in fragment_text(night)
    assert "**assumed**" in fit_report(night)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"interval_minutes": 20}, "interval_minutes: this interval is not accepted; given: 20; accepted: 15, 30, 60"),
        ({"leave_out": [("2026-01-02", "2026-01-01")]}, "leave_out: this is no span of time; given: 2026-01-02 to"),
        ({"leave_out": [("soon", "later")]}, "leave_out: this is no span of time; given: soon to later"),
    ],
)
def test_wrong_arguments_are_explained(history, arguments, message):
    with pytest.raises(InputError, match=r"span of time|interval") as caught:
        calibrate(history, **arguments)
    assert message in str(caught.value)


def test_a_history_without_requests_for_a_person_is_refused(tmp_path):
    log = pd.DataFrame({"id": ["1"], "kind": ["billing"], "start": ["2026-03-02 09:00:00"]})
    log = log.assign(joined="", answer="", finish="", how="gone", agent="", customer="")
    with pytest.raises(InputError, match="nobody in the history asked for a person"):
        calibrate(history_of(log, tmp_path))


def test_a_small_history_is_calibrated(tmp_path):
    log = draw_log(seed=1, weeks=1, per_half_hour=0.3)
    calibration = calibrate(history_of(log, tmp_path))
    assert calibration.busyness == ()  # one week says nothing about busyness
    assert calibration.rates["contacts"].sum() == pytest.approx(len(log))
    assert "busyness_cv" not in fragment_text(calibration)


def test_the_fragment_is_taken_up_by_a_scenario(tmp_path, calibration):
    write_fragment(calibration, tmp_path)
    (tmp_path / "scenario.yaml").write_text(
        "extends: calibrated.yaml\n"
        "name: round trip\n"
        "calendar: {start: 2026-03-02, weeks: 1}\n"
        "team: {groups: {agents: {size: 10, channels: [phone], skills: all, wage_per_hour: 20}}}\n",
        encoding="utf-8",
    )
    scenario = load_scenario(tmp_path / "scenario.yaml")
    assert scenario.calendar.time_zone == "Europe/London"
    assert sum(rate.contacts for rate in scenario.demand.profile) == pytest.approx(
        calibration.rates["contacts"].sum(), abs=0.1
    )
    assert scenario.channels["phone"].patience.family == calibration.patience[0].supported.family
    handling = scenario.topics["billing"].handling_on("phone")
    assert handling.overall_mean / 1e6 == pytest.approx(calibration.handling[0].overall_mean, abs=0.2)
    assert scenario.channels["phone"].redial.share == pytest.approx(calibration.returns[0].share, abs=0.001)
    assert set(scenario.sources) >= {"demand.profile", "channels.phone.patience", "topics.billing.handling"}


def test_the_numbers_of_the_pictures(history, calibration):
    profile = profile_numbers(calibration)
    assert (profile["low"] < profile["contacts"]).all()
    assert (profile["contacts"] < profile["high"]).all()
    assert busyness_numbers(calibration)["ratio"].mean() == pytest.approx(1.0)
    patience = patience_numbers(calibration.patience[0])
    assert {"survival", "low", "high", "exponential", "weibull", "lognormal"} <= set(patience.columns)
    handling = handling_numbers(calibration.handling[0], history.offered)
    assert handling["share"].iloc[-1] == pytest.approx(0.0)
    assert (handling["share"] - handling["lognormal"]).abs().max() < 0.03
    assert "## Patience" in fit_report(calibration, history.quality)

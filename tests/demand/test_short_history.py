"""What a short or one-sided log does not show is said to be assumed, never measured."""

import pytest

from sim.demand.calibrate import calibrate
from sim.demand.fragment import fragment_text, write_fragment
from sim.demand.history import read_history
from sim.scenario import load_scenario
from tests.demand.logs import GOOD, HEADER, draw_log, mapping, write

REST = """extends: calibrated.yaml
name: Rest
calendar: {start: 2026-03-02, weeks: 1}
team: {groups: {care: {channels: [phone], wage_per_hour: 15}}}
"""


def scenario_of(calibration, folder, more=""):
    write_fragment(calibration, folder)
    (folder / "rest.yaml").write_text(REST + more, encoding="utf-8")
    return load_scenario(folder / "rest.yaml")


@pytest.fixture(scope="module")
def log():
    return draw_log(seed=8, weeks=2)


@pytest.fixture(scope="module")
def month():
    return draw_log(seed=8, weeks=4)


def few_days(log, days, folder):
    """The calibration of the first days of a log that begins on a Monday."""
    dates = sorted(log["start"].dt.normalize().unique())[:days]
    path = folder / "log.csv"
    log[log["start"].dt.normalize().isin(dates)].to_csv(path, index=False)
    return calibrate(read_history(path, mapping()))


def test_days_that_are_not_in_the_log_are_not_said_to_be_closed(log, tmp_path):
    calibration = few_days(log, 3, tmp_path)
    assert calibration.days_seen == {"mon": 1, "tue": 1, "wed": 1}
    hours = dict(zip(calibration.opening["weekday"], calibration.opening["hours"], strict=True))
    assert hours["mon"] == hours["tue"] == "08:00-20:30"
    assert {hours[day] for day in ("thu", "fri", "sat", "sun")} == {"08:00-20:30"}  # those of most of the days seen
    text = fragment_text(calibration)
    assert "ASSUMED, not measured: thu, fri, sat, sun are not in the log" in text
    sources = scenario_of(calibration, tmp_path).sources
    assert sources["channels.phone.hours"].grade == "assumed"
    assert sources["demand.profile"].grade == "assumed"
    assert "no contacts on thu, fri, sat, sun" in sources["demand.profile"].source
    assert any(about.grade == "A" for about in sources.values())


def test_days_in_the_log_without_a_contact_are_closed(log, tmp_path):
    calibration = few_days(log, 10, tmp_path)  # two weeks, Monday to Friday, and a weekend between them
    hours = dict(zip(calibration.opening["weekday"], calibration.opening["hours"], strict=True))
    assert hours["sat"] == hours["sun"] == "closed"
    assert "not in the log" not in fragment_text(calibration)


@pytest.mark.parametrize(
    ("days", "seldom"),
    [
        (
            10,
            "mon, tue, wed, thu, fri, sat, sun in the log only twice or once",
        ),  # ends on a Friday
        (15, "sat, sun in the log only twice"),
        (16, None),  # to the Monday after the third weekend
    ],
)
def test_weekdays_in_the_log_less_than_three_times_are_graded_lower(month, tmp_path, days, seldom):
    sources = scenario_of(few_days(month, days, tmp_path), tmp_path).sources
    for path in ("channels.phone.hours", "demand.profile"):
        assert sources[path].grade == ("A" if seldom is None else "B")
        assert (f"few days: {seldom}, too seldom" in sources[path].source) == (seldom is not None)
    assert sources["topics.billing.handling"].grade == "A"


def test_a_log_in_which_everybody_hung_up_leaves_the_work_to_the_scenario(tmp_path):
    gone = [row.replace(",2026-03-02 09:00:25,", ",,").replace(",ok,", ",gone,") for row in GOOD[:2]]
    calibration = calibrate(read_history(write(tmp_path, gone, HEADER), mapping()))
    assert "  billing: {}" in fragment_text(calibration)
    scenario = scenario_of(calibration, tmp_path, "topics: {billing: {handling: {mean: 3 min}}}\n")
    assert scenario.topic_names == ("billing",)
    assert scenario.channel_names == ("phone",)

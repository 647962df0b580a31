"""The week of a plan by interval: quiet intervals count as 0, and a measure may have no value at all."""

from pathlib import Path

import numpy as np
import pytest

from sim.centre.roster import roster_of
from sim.centre.simulate import simulate
from sim.demand.draw import draw_contacts
from sim.experiments.by_interval import week_by_interval
from sim.experiments.results import INTERVAL_COLUMNS
from sim.measures.records import records_of
from sim.scenario import change_scenario, load_scenario

SHOP = Path(__file__).resolve().parents[2] / "scenarios" / "small_shop"


@pytest.fixture(scope="module")
def outsourced():
    """Two replications of two weeks with nobody of one's own, the first day left out."""
    scenario = load_scenario(SHOP / "alternatives" / "4_fully_outsourced.yaml")
    scenario = change_scenario(scenario, {"calendar.weeks": 2})
    logs = [simulate(scenario, draw_contacts(scenario, number), roster_of([])) for number in range(2)]
    return scenario, logs, week_by_interval([records_of(log, scenario) for log in logs], 0.95)


def test_contacts_are_those_of_the_log_over_the_times_an_interval_was_measured(outsourced):
    scenario, logs, table = outsourced
    assert tuple(table.columns) == INTERVAL_COLUMNS
    assert len(table) == 336 * 5
    day, found = 24 * 3600 * 10**6, {}
    for log in logs:  # no clock changes in January, so intervals of the week are plain arithmetic
        waiting = (log.contacts["outcome"] == "unresolved") & log.contacts["queued"].notna()
        rows = log.contacts[log.contacts["outcome"].isin(["served", "abandoned"]) | waiting]
        arrived = rows.loc[rows["arrived"] >= day, ["arrived", "served_channel"]].astype(object)
        for moment, channel in arrived.itertuples(index=False):
            interval = moment // (day // 48) % 336
            found[interval, channel] = found.get((interval, channel), 0) + 1
    for interval, channel, offered in table[["interval_of_week", "channel", "offered"]].itertuples(index=False):
        if channel != "all":
            times = 1 if interval < 48 else 2  # the first Monday is warm-up
            assert offered == pytest.approx(found.get((interval, channel), 0) / times / len(logs))
    totals = table.groupby("channel")["offered"].sum()
    assert totals["all"] == pytest.approx(totals.drop("all").sum())
    assert (table["offered"] == 0).any()
    assert scenario.calendar.warm_up == day


def test_nobody_of_ones_own_has_no_occupancy(outsourced):
    _, _, table = outsourced
    assert table["occupancy"].isna().all()
    assert np.isfinite(table.loc[table["channel"] == "phone", "service_level"]).any()

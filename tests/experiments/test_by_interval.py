"""The week of a plan by interval, also where a measure has no value at all."""

from pathlib import Path

import pandas as pd

from sim.centre.roster import roster_of
from sim.centre.simulate import simulate
from sim.demand.draw import draw_contacts
from sim.experiments.by_interval import week_by_interval
from sim.experiments.results import INTERVAL_COLUMNS
from sim.measures.records import records_of
from sim.scenario import change_scenario, load_scenario

SHOP = Path(__file__).resolve().parents[2] / "scenarios" / "small_shop"


def test_nobody_of_ones_own_has_no_occupancy():
    scenario = load_scenario(SHOP / "alternatives" / "4_fully_outsourced.yaml")
    scenario = change_scenario(scenario, {"calendar.weeks": 1})
    logs = [simulate(scenario, draw_contacts(scenario, number), roster_of([])) for number in range(2)]
    table = week_by_interval([records_of(log, scenario) for log in logs], 0.95)
    assert tuple(table.columns) == INTERVAL_COLUMNS
    assert table["occupancy"].isna().all()
    phone = table[table["channel"] == "phone"]
    served = sum((log.contacts["served_channel"] == "phone").sum() for log in logs) / 2
    assert 0 < phone["offered"].sum() <= served
    assert phone["service_level"].notna().any()
    assert pd.api.types.is_float_dtype(table["occupancy"])

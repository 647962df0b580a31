"""A run as systems record it: only what they see, in local time; and a calibration on it finds the truth again."""

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import special

from sim.centre.simulate import simulate
from sim.demand.calibrate import calibrate
from sim.demand.draw import draw_contacts
from sim.demand.history import read_history
from sim.demand.mapping import HistoryMapping
from sim.experiments.as_recorded import as_recorded
from sim.scenario import change_scenario, load_scenario
from sim.staffing.stacked import roster_from_counts

SHOP = Path(__file__).resolve().parents[2] / "scenarios" / "small_shop" / "small_shop.yaml"
MAPPING = HistoryMapping.model_validate(
    {
        "time_zone": "Europe/London",
        "times": {"arrived": "arrived", "answered": "answered", "ended": "ended"},
        "seconds": {"handled": "handled_seconds"},
        "longest_hours": 96,
        "contact": ["contact"],
        "channel": {"column": "channel"},
        "topic": {"column": "topic"},
        "agent": {"column": "agent"},
        "customer": {"column": "customer"},
        "outcome": {"column": "outcome", "codes": {"served": "served", "abandoned": "abandoned"}},
    }
)


def run(weeks: int, **changes):
    """One person while chat is open, a second on weekdays from 12:00 to 16:00: too few, so that customers wait."""
    shop = change_scenario(
        load_scenario(SHOP), {"calendar.start": "2025-06-23", "calendar.weeks": weeks, "seed": 7, **changes}
    )
    calendar = shop.calendar
    starts = pd.Timestamp(calendar.start_utc) + pd.to_timedelta(calendar.interval_starts, unit="us")
    hour = calendar.local_intervals.minute // 60
    second = (hour >= 12) & (hour < 16) & (calendar.local_intervals.of_week < 5 * 48)
    agents = calendar.is_open(shop.channels["chat"].hours).astype(int) + second
    counts = pd.DataFrame({"interval_start": starts, "skill": "care", "agents": agents})
    log = simulate(shop, draw_contacts(shop, 0), roster_from_counts(shop, counts), with_absences=False)
    return shop, log


def read(log, shop, folder):
    path = folder / "log.csv"
    table = as_recorded(log, shop)
    for name in ("arrived", "answered", "ended"):
        table[name] = table[name].dt.strftime("%Y-%m-%d %H:%M:%S")
    table.to_csv(path, index=False)
    return read_history(path, MAPPING)


def test_a_log_holds_what_reached_people_and_nothing_else(tmp_path):
    shop, log = run(2)
    table, contacts = as_recorded(log, shop), log.contacts
    ended = contacts[contacts["ended"].notna() & contacts["outcome"].isin(["served", "abandoned", "blocked"])]
    assert len(table) == len(ended) < len(contacts)
    assert {"self_served", "closed"} < set(contacts["outcome"])
    first = table.iloc[0]
    truth = ended.sort_values("arrived", kind="stable").iloc[0]
    midnight = pd.Timestamp("2025-06-23", tz="Europe/London")
    assert first["arrived"] == midnight + pd.Timedelta(int(truth["arrived"]), "us").floor("s")
    assert first["customer"] == truth["need"]
    assert first["handled_seconds"] == round(truth["handled"] / 1e6)
    hung_up = table[table["outcome"] == "abandoned"]
    assert len(hung_up) == (ended["outcome"] == "abandoned").sum() > 0
    assert hung_up[["answered", "handled_seconds", "agent"]].isna().all(axis=None)
    assert (table["answered"].dropna() >= table["arrived"][table["answered"].notna()]).all()
    diverted = ended[ended["channel"].astype(str) != ended["served_channel"].astype(str)]
    assert len(diverted)  # night calls that became e-mails are e-mails
    assert (table["channel"] == "email").sum() == (ended["served_channel"] == "email").sum()

    history = read(log, shop, tmp_path)
    counted = history.contacts.groupby(["channel", "outcome"]).size()
    assert counted.to_dict() == table.groupby(["channel", "outcome"]).size().to_dict()


@pytest.mark.slow
def test_a_calibration_finds_the_truth_again(tmp_path):
    shop, log = run(52, **{"demand.holiday_factor": 1.0, "calendar.holidays": None})
    history = read(log, shop, tmp_path)
    calibration = calibrate(history, redials="apart")
    of_channel = {part.channel: part for part in calibration.patience}
    for channel, minutes in (("phone", 6.0), ("chat", 4.0)):
        low, high = of_channel[channel].fits[0].mean_interval
        assert low < minutes * 60 < high
    offered = history.offered
    hung_up = offered[(offered["channel"] == "phone") & (offered["outcome"] == "abandoned")]
    # Those who hung up, alone, look far less patient than customers are.
    assert np.median(hung_up["waited_seconds"]) < 0.7 * 360 * math.log(2)
    for part in calibration.busyness:
        assert part.interval[0] < 0.15 < part.interval[1]
    redial = next(part for part in calibration.returns if (part.channel, part.after) == ("phone", "abandoned"))
    assert redial.interval[0] < 0.4 * (1 - math.exp(-60 / 15)) < redial.interval[1]
    work = {part.topic: part for part in calibration.handling if part.channel == "phone"}
    assert work["product_question"].mean_interval[0] < 360 < work["product_question"].mean_interval[1]
    # Self-service takes the easiest 9 %; the mean of the rest of a lognormal with cv 1 is 240 Φ(σ - z) / 0.91.
    sigma = math.sqrt(math.log(2))
    rest = 240 * special.ndtr(sigma - special.ndtri(0.09)) / 0.91
    assert rest > 255
    assert work["order_status"].mean_interval[0] < rest < work["order_status"].mean_interval[1]

"""The summary of simulated runs: its rows hang together, agree with the functions they come from, and are quick."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.centre.log import OUTCOMES
from sim.centre.roster import roster_of
from sim.centre.simulate import simulate
from sim.demand.draw import draw_contacts
from sim.measures.agents import agent_time
from sim.measures.queues import littles_law
from sim.measures.records import records_of
from sim.measures.summary import SUMMARY_COLUMNS, summary
from sim.scenario import load_scenario

SHOP = Path(__file__).resolve().parents[2] / "scenarios" / "small_shop" / "small_shop.yaml"


def daily_roster(scenario, people, start="08:00", hours=14):
    """Everybody works every day at the same hours."""
    days = pd.date_range(scenario.calendar.start, periods=7 * scenario.calendar.weeks, tz=scenario.calendar.time_zone)
    begins = [(day + pd.Timedelta(start + ":00")).tz_convert("UTC") for day in days]
    length = pd.Timedelta(hours=hours)
    return roster_of(
        [(f"care {k}", "care", "shift", "day", begin, begin + length) for k in range(people) for begin in begins]
    )


@pytest.fixture(scope="module")
def shop():
    return load_scenario(SHOP)


@pytest.fixture(scope="module")
def shop_log(shop):
    return simulate(shop, draw_contacts(shop, 3), daily_roster(shop, 2))


@pytest.fixture(scope="module")
def table(shop, shop_log):
    return summary(shop_log, shop).set_index("channel")


def test_columns_and_rows(shop, table):
    assert ["scenario", "replication", "channel", *table.columns[2:]] == list(SUMMARY_COLUMNS)
    assert table.index.tolist() == [*shop.channel_names, "all"]
    assert (table["replication"] == 3).all()


def test_channels_add_up(table):
    channels, whole = table.drop(index="all"), table.loc["all"]
    for column in ("attempts", "offered", *OUTCOMES):
        assert channels[column].sum() == whole[column]
    assert channels["occupancy"].sum() == pytest.approx(whole["occupancy"])
    assert (channels[list(OUTCOMES)].sum(axis=1) == channels["attempts"]).all()


def test_counts_are_those_of_the_log_after_warm_up(shop, shop_log, table):
    rows = shop_log.contacts[shop_log.contacts["arrived"] >= shop.calendar.warm_up]
    assert table.at["all", "attempts"] == len(rows)
    assert (
        table.at["phone", "abandoned"] == ((rows["served_channel"] == "phone") & (rows["outcome"] == "abandoned")).sum()
    )
    phone = rows[(rows["served_channel"] == "phone") & rows["outcome"].isin(["served", "abandoned", "blocked"])]
    in_time = ((phone["answered"] - phone["queued"]) <= 20_000_000).sum()
    assert table.at["phone", "service_level"] == pytest.approx(in_time / len(phone), abs=1 / len(phone))
    email = rows[(rows["served_channel"] == "email") & rows["answered"].notna()]  # some are in hand at the end
    assert table.at["email", "asa_seconds"] == pytest.approx(float((email["answered"] - email["arrived"]).mean()) / 1e6)


def test_waits_of_all_are_those_of_live_channels(table):
    live = table.loc[["phone", "chat"]]
    assert live["asa_seconds"].min() <= table.at["all", "asa_seconds"] <= live["asa_seconds"].max()


def test_work_is_the_time_contacts_took(shop, shop_log):
    """Deferred and phone work is handled one at a time, so its stays add up to the contacts' own handling times."""
    states = shop_log.states
    for channel in ("phone", "email", "social"):
        stays = states[states["state"] == channel]
        handled = shop_log.contacts.loc[shop_log.contacts["served_channel"] == channel, "handled"].sum()
        assert (stays["end"] - stays["start"]).sum() == handled
    found = agent_time(records_of(shop_log, shop, warm_up=0)).iloc[0]
    assert found["work_hours"] + found["available_hours"] == pytest.approx(
        28 * 2 * 14 + found["overtime_hours"] - missed_hours(shop_log)
    )


def missed_hours(log):
    absent = log.shifts[log.shifts["absent"]]
    return (absent["end"] - absent["start"]).sum() / 3.6e9


def test_little_holds_in_a_simulated_run(shop, shop_log):
    law = littles_law(records_of(shop_log, shop, warm_up=0))
    assert (law["arrivals_per_hour"] * law["mean_wait_hours"]).to_numpy() == pytest.approx(law["mean_queue"].to_numpy())


def test_more_people_serve_better(shop):
    contacts = draw_contacts(shop, 0)
    one, three = (
        summary(simulate(shop, contacts, daily_roster(shop, people)), shop).set_index("channel") for people in (1, 3)
    )
    assert three.at["phone", "service_level"] > one.at["phone", "service_level"]
    assert three.at["all", "occupancy"] < one.at["all", "occupancy"]
    assert three.at["all", "abandonment"] < one.at["all", "abandonment"]


def test_nobody_at_work_serves_nobody(shop):
    nobody = roster_of([])
    table = summary(simulate(shop, draw_contacts(shop, 0), nobody), shop).set_index("channel")
    assert table.at["all", "served"] == 0
    assert table.at["phone", "service_level"] == 0
    assert np.isnan(table.at["all", "occupancy"])
    assert np.isnan(table.at["phone", "asa_seconds"])

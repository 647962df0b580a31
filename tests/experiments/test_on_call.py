"""A rotation from turns to pay: the same run seen from every side agrees, and every file can be read back."""

import io

import openpyxl
import pandas as pd
import pytest
from icalendar import Calendar

from sim.centre.roster import roster_of
from sim.errors import InputError
from sim.experiments.on_call import at_short_notice, ledger_table, plan_on_call
from sim.experiments.replicate import replicate
from sim.finance.paid_hours import paid_hours
from sim.outputs.on_call_files import files_of_on_call, tables_of_on_call
from sim.rostering.on_call_swap import Swap
from tests.rostering.calls import away, calls

TEAM = ("נועה לוי", "Омар Соколов", away("ليلى حداد", "2026-01-06", "2026-01-06"), "=cmd|' /C calc'!A0")


@pytest.fixture(scope="module")
def scenario():
    """Three weeks, the phone never open, so that every call is an emergency for whoever is on call."""
    return calls(*TEAM, weeks=3, channels={"phone": {"hours": "never"}}, study={"replications": 3})


@pytest.fixture(scope="module")
def result(scenario):
    return plan_on_call(scenario, roster_of([]))


def test_calls_and_pay_agree_with_the_run(scenario, result):
    logs = replicate(scenario, result.roster)
    mean = sum(len(log.call_outs) for log in logs) / 3
    assert mean > 100
    assert result.turns["call_outs"].sum() == pytest.approx(mean)
    assert result.people["call_outs"].sum() == pytest.approx(mean)
    assert result.people["pay"].sum() == pytest.approx(3 * 100 + 20 * mean)
    assert result.people["weeks"].tolist().count(1.0) == 3
    share = result.summary.loc[result.summary["channel"] == "all", "on_call_share"]
    assert (share > 0.9).all()  # the service that the rotation buys


def test_without_simulation_turns_and_shares_are_the_same(scenario, result):
    quick = plan_on_call(scenario, roster_of([]), simulated=False)
    assert quick.turns["person"].tolist() == result.turns["person"].tolist()
    assert quick.people["pay"].sum() == 300
    assert quick.summary.empty


def test_what_is_said(result):
    said = "\n".join(result.words)
    assert "3 turns for 4 people, proven best." in said
    assert "NOT met: people at one site round the clock, at least 8: 4." in said
    assert "NOT met: time on call, share of the days, at most 0.25: 0.33" in said
    assert "call-outs on average" in said


def test_a_scenario_without_anybody_on_call_is_refused(scenario):
    with pytest.raises(InputError, match="nobody on call"):
        plan_on_call(scenario.model_copy(update={"on_call": None}), roster_of([]))


def test_the_workbook_and_the_tables_hold_the_same(result):
    book = openpyxl.load_workbook(io.BytesIO(files_of_on_call(result, {})["on_call.xlsx"]))
    assert book.sheetnames == ["On call", "Turns", "People and pay", "Load rules", "Ledger"]
    tables = tables_of_on_call(result)
    for sheet, table in (
        ("Turns", "turns"),
        ("People and pay", "people"),
        ("Load rules", "load_rules"),
        ("Ledger", "ledger"),
    ):
        rows = list(book[sheet].iter_rows(values_only=True))
        assert list(rows[0]) == list(tables[table].columns)
        assert len(rows) == 1 + len(tables[table])
    names = [row[0] for row in book["People and pay"].iter_rows(min_row=2, values_only=True)]
    assert names == ["נועה לוי", "Омар Соколов", "ليلى حداد", "=cmd|' /C calc'!A0"]
    assert book["People and pay"]["A5"].data_type == "s"  # text, no formula
    assert files_of_on_call(result, {}) == files_of_on_call(result, {})


def _events(files, name):
    return {str(event["uid"]): event for event in Calendar.from_ical(files[f"calendars/{name}.ics"]).walk("VEVENT")}


def test_a_swap_updates_the_calendars_people_hold(scenario, result):
    before = files_of_on_call(result, {})
    first, second = result.turns["person"].tolist()[:2]
    dates = list(result.turns["first_day"][:2])
    swaps = [Swap(first, dates[0], second, dates[1])]
    after = plan_on_call(scenario, roster_of([]), swaps=swaps, simulated=False)
    assert after.turns["person"].tolist()[:2] == [second, first]
    files = files_of_on_call(after, before)
    team, was = _events(files, "team"), _events(before, "team")
    assert set(team) == set(was)  # the same turns, none doubled, none left over
    changed = {uid for uid in team if team[uid]["summary"] != was[uid]["summary"]}
    assert len(changed) == 2
    assert {int(team[uid]["sequence"]) for uid in changed} == {1}
    assert {int(team[uid]["sequence"]) for uid in set(team) - changed} == {0}
    own = _events(files, first)
    assert sorted((str(event["status"]), int(event["sequence"])) for event in own.values())[:2] == [
        ("CANCELLED", 1), ("CONFIRMED", 0),
    ]  # fmt: skip
    [alarm] = next(event for event in own.values() if event["status"] == "CONFIRMED").walk("VALARM")
    assert alarm.decoded("trigger") == pd.Timedelta(hours=-1)


def test_short_notice_and_the_ledger(scenario, result):
    first, second = result.turns["person"].tolist()[:2]
    swap = Swap(first, result.turns["first_day"][0], second, result.turns["first_day"][1])
    table = ledger_table(at_short_notice(result, [swap], pd.Timestamp("2026-01-10"))).set_index("person")
    assert table.loc[second, "short_notice"] == 1  # takes the first turn, five days ahead
    assert table.loc[first, "short_notice"] == 0
    assert table["on_call_weeks"].sum() == 3
    assert table["on_call_weeks_share"].sum() == pytest.approx(3, abs=0.001)


def test_two_sites_share_the_day_and_all_of_it_is_simulated():
    """London has the day and Sydney the night; Sydney's people do nothing else, so others pay their contracts."""
    south = {"channels": ["phone"], "wage_per_hour": 20, "size": 2, "shrinkage": {"leave": 0}}
    sites = [
        {"name": "London", "group": "care", "hours": "08:00-20:00", "time_zone": "Europe/London"},
        {"name": "Sydney", "group": "south", "hours": "always", "time_zone": "Australia/Sydney"},
    ]
    scenario = calls(
        "Ada", "Ben", weeks=2, rota={"sites": sites}, team__groups__south=south,
        channels={"phone": {"hours": "never"}}, study={"replications": 2},
    )  # fmt: skip
    result = plan_on_call(scenario, roster_of([]))
    by_site = result.turns.groupby("site")["call_outs"].sum()
    assert by_site.min() > 20
    assert result.people.set_index("person")["weeks"].to_dict() == {"Ada": 1, "Ben": 1, "south 1": 1, "south 2": 1}
    rows = result.roster.assignments
    assert set(rows.loc[rows["group"] == "south", "start"].dt.hour) <= {0, 20}
    assert paid_hours(scenario, result.roster).empty
    assert result.rules["limit"].tolist()[3] == 6

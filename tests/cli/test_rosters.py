"""`allhours roster`, `roster check` and `repair` on a small shop: words, files and exit status."""

import json
import signal

import pandas as pd
import pytest
from openpyxl import Workbook

from sim.cli import main
from sim.rostering.check import check_roster
from sim.rostering.engine import Stop
from sim.rostering.solve import solve_roster
from sim.rostering.table import read_roster
from sim.scenario import load_scenario
from tests.rostering.desk import LAWFUL, MONDAY, requirement_of, scenario_with
from tests.scenario.files import written

DESK = """
name: desk
calendar: {start: 2026-01-05, weeks: 1}
channels: {phone: {hours: "08:00-16:00"}}
topics: {question: {handling: {family: constant, mean: 5 min}}}
demand: {contacts_per_week: {phone: 100}, topics: {question: 1}}
team:
  groups:
    care: {channels: [phone], wage_per_hour: 20, contract_hours: 40, shrinkage: {absence: 0, leave: 0, other: 0}}
  people:
    - {name: Ada, group: care, requests: [{first: 2026-01-06, last: 2026-01-07}]}
    - {name: Ben, group: care}
rules: {shift_lengths: [8 h, 7 h], shift_starts: ["08:00"], breaks: [], solve_seconds: 1}
study: {replications: 2}
"""
HEAD = "person,group,kind,shift,start,end\n"


def shift(person, date, start="08:00", end="16:00"):
    return f"{person},care,shift,,{date} {start},{date} {end}\n"


@pytest.fixture
def desk(tmp_path):
    return str(written(tmp_path, DESK, "desk.yaml"))


def test_a_roster_is_found_with_what_it_means_to_people(desk, tmp_path, capsys):
    status = main(["roster", desk, "--out", str(tmp_path / "out"), "--quiet", "--seconds", "1", "--why"])
    said = capsys.readouterr().out
    assert status == 0, said
    people = pd.read_csv(tmp_path / "out" / "people.csv")
    assert people["person"].tolist() == ["Ada", "Ben"]
    assert (people["pay"] == people["base_pay"]).all()
    assert people.loc[0, "requests"] == 2
    wishes = pd.read_csv(tmp_path / "out" / "requests.csv")
    assert wishes["asked"].tolist() == ["off on Tue 2026-01-06", "off on Wed 2026-01-07"]
    assert people.loc[0, "requests_granted"] == wishes["is_granted"].sum()
    by_rule = pd.read_csv(tmp_path / "out" / "why_by_rule.csv").set_index("rule")["cost"]
    assert by_rule["requests"] == (~wishes["is_granted"]).sum()
    without = pd.read_csv(tmp_path / "out" / "why_without.csv").set_index("without")
    assert "requests" in without.index
    assert main(["roster", "check", str(tmp_path / "out" / "roster.csv"), "--scenario", desk]) == 0


def test_an_edited_roster_is_checked_in_words(desk, tmp_path, capsys):
    file = tmp_path / "edited.csv"
    days = ["2026-01-05", "2026-01-06", "2026-01-07", "2026-01-08", "2026-01-09", "2026-01-10"]
    file.write_text(HEAD + "".join(shift("Ada", day) for day in days) + shift("Ben", MONDAY, "20:00", "23:00"))
    assert main(["roster", "check", str(file), "--scenario", desk]) == 1
    said = capsys.readouterr().out
    assert "Ada has 48 h with leave, at most 42 h by contract." in said
    assert "0 of 2 days asked for are granted" in said
    assert main(["roster", "check", str(file), "--scenario", desk, "--json", "--out", str(tmp_path / "x.json")]) == 1
    facts = json.loads(capsys.readouterr().out)
    told = {(one["rule"], one["person"]) for one in facts["broken"]}
    assert told == {("contract_hours", "Ada"), ("shift_lengths", "Ben"), ("shift_starts", "Ben")}
    assert "Ben, Mon 2026-01-05 20:00-23:00 is 3 h; shifts here last 8 h or 7 h." in said
    assert json.loads((tmp_path / "x.json").read_text()) == facts


def test_holes_of_an_edited_roster_are_told(desk, tmp_path, capsys):
    (tmp_path / "edited.csv").write_text(
        HEAD + shift("Ada", "2026-01-05") + shift("Ben", "2026-01-06", "08:00", "15:00")
    )
    times = [
        f"2026-01-{day:02d}T{hour:02d}:{half}+00:00" for day in (5, 6) for hour in range(8, 16) for half in ("00", "30")
    ]
    needed = "".join(f"{time},care,1\n" for time in times)
    (tmp_path / "requirement.csv").write_text("interval_start,skill,agents\n" + needed)
    command = ["roster", "check", str(tmp_path / "edited.csv"), "--scenario", desk]
    assert main(command) == 0
    capsys.readouterr()
    assert main([*command, "--requirement", str(tmp_path / "requirement.csv")]) == 1
    said = capsys.readouterr().out.splitlines()
    assert [line for line in said if "missing" in line] == [
        "care: 1 person missing from Tue 2026-01-06 15:00 to Tue 2026-01-06 16:00."
    ]


def test_the_last_roster_holds_over_the_border(desk, tmp_path, capsys):
    (tmp_path / "last.csv").write_text(HEAD + "Ada,care,shift,,2026-01-04T20:00+00:00,2026-01-05T02:00+00:00\n")
    (tmp_path / "now.csv").write_text(HEAD + shift("Ada", MONDAY))
    command = ["roster", "check", str(tmp_path / "now.csv"), "--scenario", desk]
    assert main(command) == 0
    assert main([*command, "--history", str(tmp_path / "last.csv")]) == 1
    assert "Ada rests 6 h after Mon 2026-01-05 02:00, at least 11 h are due" in capsys.readouterr().out


def test_a_repair_is_told_change_by_change(desk, tmp_path, capsys):
    days = [f"2026-01-{day:02d}" for day in range(5, 12)]
    shifts = [shift("Ada" if place < 4 else "Ben", day) for place, day in enumerate(days)]
    (tmp_path / "roster.csv").write_text(HEAD + "".join(shifts))
    command = ["repair", desk, "--roster", str(tmp_path / "roster.csv"), "--quiet", "--out", str(tmp_path / "out")]
    assert main([*command, "--ill", "Ada:2026-01-06"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[:3] == [
        "Tue 2026-01-06 Ada: 08:00-16:00 -> leave",
        "Tue 2026-01-06 Ben: off -> 08:00-16:00",
        "2 changes.",
    ]
    assert len(pd.read_csv(tmp_path / "out" / "changes.csv")) == 2
    assert main([*command, "--swap", "Ada:2026-01-05=Ben:2026-01-09", "--json"]) == 0
    assert "4 changes." in json.loads(capsys.readouterr().out)["notes"]


@pytest.mark.parametrize(
    "wrong",
    [["--ill", "Ada"], ["--ill", "Ada:monday"], ["--ill", "Ada:2026-01-09..2026-01-05"], ["--swap", "Ada:2026-01-05"]],
)
def test_what_cannot_be_read_is_refused(desk, wrong, capsys):
    with pytest.raises(SystemExit) as stop:
        main(["repair", desk, "--roster", "roster.csv", *wrong])
    assert stop.value.code == 2


def edited_workbook(path, rows):
    book = Workbook()
    sheet = book.active
    sheet.title = "Assignments"
    sheet.append(["Assignments, From and Until in UTC"])
    sheet.append([])
    sheet.append(["Person", "Group", "Kind", "Shift", "From", "Until", "From, UTC", "Until, UTC", "Hours", "Night"])
    for person, start, end in rows:
        times = [pd.Timestamp(time).to_pydatetime() for time in (start, end)]
        sheet.append([person, "care", "shift", "", *times, None, None, 8, 0])
    book.save(path)


def test_an_edited_workbook_is_read_like_a_csv(desk, tmp_path, capsys):
    edited_workbook(tmp_path / "plan.xlsx", [("Ada", "2026-01-05 08:00", "2026-01-05 16:00")])
    scenario = load_scenario(desk)
    [row] = read_roster(tmp_path / "plan.xlsx", scenario).assignments.itertuples()
    assert (row.person, row.start) == ("Ada", pd.Timestamp("2026-01-05 08:00", tz="UTC"))
    assert main(["roster", "check", str(tmp_path / "plan.xlsx"), "--scenario", desk]) == 0
    edited_workbook(tmp_path / "plan.xlsx", [("Adda", "2026-01-05 08:00", "2026-01-05 16:00")])
    assert main(["roster", "check", str(tmp_path / "plan.xlsx"), "--scenario", desk]) == 2
    assert "plan.xlsx:4" in capsys.readouterr().err
    (tmp_path / "plan.xlsx").write_text("no workbook")
    assert main(["roster", "check", str(tmp_path / "plan.xlsx"), "--scenario", desk]) == 2
    book = Workbook()
    book.save(tmp_path / "plan.xlsx")
    assert main(["roster", "check", str(tmp_path / "plan.xlsx"), "--scenario", desk]) == 2


def test_ctrl_c_hands_back_the_best_roster_so_far():
    scenario = scenario_with(calendar__weeks=4, **LAWFUL | {"rules__solve_seconds": 60})
    requirement, stop, told = requirement_of(scenario, lambda time: 3 if 8 <= time.hour < 18 else 2), Stop(), []

    def interrupt(news):
        told.append(news.stage)
        if len(told) == 2:
            signal.raise_signal(signal.SIGINT)

    with stop.on_ctrl_c():
        found = solve_roster(scenario, requirement, sizes={"care": 14}, progress=interrupt, stop=stop)
    assert stop.is_asked
    assert len(told) <= 3  # nothing is searched after it
    assert found.status in ("feasible", "partial")
    assert check_roster(scenario, found, requirement) == []
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)


def test_a_hole_is_explained_and_mended(tmp_path, capsys):
    short = DESK.replace("contract_hours: 40", "contract_hours: 16, size: 2").replace(
        "{name: Ben, group: care}", "{name: Ben, group: care, days_off: [mon, tue, wed]}"
    )
    file = str(written(tmp_path, short, "short.yaml"))
    command = ["roster", file, "--out", str(tmp_path / "out"), "--quiet"]
    assert main(command) == 1
    assert "With --explain" in capsys.readouterr().out
    assert main([*command, "--explain"]) == 1
    said = capsys.readouterr().out
    assert "cannot be had together with" in said
    assert "It would be mended by:" in said
    mends = pd.read_csv(tmp_path / "out" / "mends.csv")
    assert mends["sentence"].str.contains("more in care").any()
    assert len(pd.read_csv(tmp_path / "out" / "conflicts.csv"))

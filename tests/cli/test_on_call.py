"""`allhours on-call`: turns, swaps, the ledger's file, from a shell."""

import pandas as pd
import pytest

from sim.cli import main
from sim.scenario.ledger_file import read_ledger

SCENARIO = """\
name: Night phone
calendar: {start: 2026-01-05, weeks: 4}
channels: {phone: {hours: never}}
topics: {fire: {emergency: true, handling: {family: constant, mean: 5 min}}}
demand: {contacts_per_week: {phone: 20}, topics: {fire: 1}}
team:
  groups: {care: {channels: [phone], wage_per_hour: 20, size: 3, shrinkage: {leave: 0}}}
  people: [{name: Ada, group: care}, {name: Ben, group: care}, {name: Cai, group: care}]
on_call:
  hours: always
  group: care
  response: {family: constant, mean: 5 min}
  pay_per_week: 100
  rota: {fixed: [{person: Ada, date: 2026-01-05}, {person: Ben, date: 2026-01-12}, {person: Cai, date: 2026-01-19}]}
rules: {ledger: books/fair.csv}
study: {replications: 2}
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "night.yaml"
    path.write_text(SCENARIO, encoding="utf-8")
    return path


def run(capsys, *arguments):
    status = main(["on-call", *map(str, arguments), "--quiet"])
    return status, capsys.readouterr().out


def test_turns_are_written_and_the_ledger_is_kept(capsys, file, tmp_path):
    status, said = run(capsys, file, "--turns-only", "--why", "--out", tmp_path / "out")
    assert status == 0
    assert "4 turns for 3 people, proven best." in said
    assert "shared_evenly costs 8.0" in said, "four turns for three: 2/3 + 1/3 + 1/3, and weekends too, times 3"
    assert "The fairness ledger has this period now" in said
    written = {path.name for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert {
        "turns.csv",
        "people.csv",
        "load_rules.csv",
        "ledger.csv",
        "why_by_rule.csv",
        "why_by_person.csv",
        "why_without.csv",
        "on_call.xlsx",
        "turns.svg",
        "team.ics",
    } <= written
    once = read_ledger(tmp_path / "books" / "fair.csv")
    assert sum(entry.done.get("on_call_weeks", 0) for entry in once.entries) == 4
    run(capsys, file, "--turns-only", "--out", tmp_path / "out")
    assert read_ledger(tmp_path / "books" / "fair.csv") == once  # planned again, counted once


def test_the_rotation_is_simulated(capsys, file, tmp_path):
    roster = "person,group,kind,shift,start,end\nBen,care,shift,,2026-01-05T09:00,2026-01-05T17:00\n"
    (tmp_path / "short.csv").write_text(roster, encoding="utf-8")
    assert main(["on-call", str(file), "--roster", str(tmp_path / "short.csv"), "--quiet"]) == 2
    assert "not that of the whole period" in capsys.readouterr().err
    roster += "Ben,care,shift,,2026-01-30T09:00,2026-01-30T17:00\n"
    (tmp_path / "roster.csv").write_text(roster, encoding="utf-8")
    status, said = run(capsys, file, "--roster", tmp_path / "roster.csv", "--jobs", "1", "--out", tmp_path / "out")
    assert status == 0
    assert "A turn brings" in said
    assert (tmp_path / "out" / "summary.csv").is_file()
    assert "Ben,care,shift" in (tmp_path / "out" / "roster.csv").read_text("utf-8-sig")


def test_swaps_are_told_in_words_and_kept_in_the_ledger(capsys, file, tmp_path):
    out = ("--turns-only", "--out", tmp_path / "out")
    status, said = run(capsys, file, *out, "--swap", "Ada:2026-01-05,Cai:2026-01-19", "--today", "2026-01-02")
    assert status == 0
    assert "Cai takes 2026-01-05 to 2026-01-11, Ada takes 2026-01-19 to 2026-01-25." in said
    assert "- {person: Cai, date: 2026-01-05}" in said
    ledger = read_ledger(tmp_path / "books" / "fair.csv")
    assert [entry.person for entry in ledger.entries if entry.done.get("short_notice")] == ["Cai"]
    file.write_text(
        SCENARIO.replace("{name: Cai,", "{name: Cai, leave: [{first: 2026-01-06, last: 2026-01-06}],"), "utf-8"
    )
    before = (tmp_path / "out" / "turns.csv").read_bytes()
    status, said = run(capsys, file, *out, "--swap", "Ada:2026-01-05,Cai:2026-01-19")
    assert status == 1
    assert "may never be broken: 2026-01-05 to 2026-01-11: Cai has the turn but is on leave on 2026-01-06" in said
    assert "Who could take Ada's turn of 2026-01-05: Ben (1 more rule broken)." in said
    assert (tmp_path / "out" / "turns.csv").read_bytes() == before


def test_a_wrong_swap_is_told(capsys, file, tmp_path):
    assert main(["on-call", str(file), "--turns-only", "--quiet", "--swap", "Ada", "--out", str(tmp_path / "o")]) == 2
    assert "accepted: Ada:2026-01-12,Ben:2026-01-19" in capsys.readouterr().err


ROSTERED = """\
name: Desk
calendar: {start: 2026-01-05, weeks: 1}
channels: {phone: {hours: {mon-fri: "08:00-16:00"}}}
topics: {question: {handling: {family: constant, mean: 5 min}}}
demand: {contacts_per_week: {phone: 60}, topics: {question: 1}}
team:
  groups: {care: {channels: [phone], wage_per_hour: 20, size: 2, shrinkage: {leave: 0, absence: 0}}}
  people: [{name: Ada, group: care}, {name: Ben, group: care}]
rules: {solve_seconds: 1, unpopular: {mon: "08:00-16:00"}}
study: {replications: 2}
"""


@pytest.mark.parametrize("command", ["roster", "plan"])
def test_rosters_and_plans_keep_the_ledger_too(capsys, tmp_path, command):
    scenario, ledger = tmp_path / "desk.yaml", tmp_path / "fair.csv"
    scenario.write_text(ROSTERED, encoding="utf-8")
    more = ["--jobs", "1"] if command == "plan" else []
    main([command, str(scenario), "--quiet", "--out", str(tmp_path / "out"), "--ledger", str(ledger), *more])
    assert f"The fairness ledger has this period now: {ledger}" in capsys.readouterr().out
    entries = read_ledger(ledger).entries
    assert [entry.person for entry in entries] == ["Ada", "Ben"]
    assert sum(entry.done.get("unpopular", 0) for entry in entries) >= 1  # somebody works on Monday
    assert sum(entry.share.get("unpopular", 0) for entry in entries) == sum(
        entry.done.get("unpopular", 0) for entry in entries
    )


def test_illness_is_repaired_with_least_change_and_kept_in_the_ledger(capsys, file, tmp_path):
    """Ada has the first turn and, by turns, the last; Cai stands in, because Ben would have two weeks running."""
    status, _ = run(capsys, file, "--turns-only", "--out", tmp_path / "before")
    published = tmp_path / "before" / "roster.csv"
    out = ("--turns-only", "--roster", published, "--out", tmp_path / "out", "--today", "2026-01-05")
    status, said = run(capsys, file, *out, "--ill", "Ada:2026-01-05..2026-01-11")
    assert status == 0, said
    changes = pd.read_csv(tmp_path / "out" / "turn_changes.csv")
    assert changes[["before", "after"]].to_numpy().tolist() == [["Ada", "Cai"]]
    assert "Cai takes 2026-01-05 to 2026-01-11 instead of Ada, at short notice." in said
    assert "- {person: Cai, date: 2026-01-05}" in said
    ledger = read_ledger(tmp_path / "books" / "fair.csv")
    assert [entry.person for entry in ledger.entries if entry.done.get("short_notice")] == ["Cai"]
    run(capsys, file, *out, "--ill", "Ada:2026-01-05..2026-01-11")
    again = read_ledger(tmp_path / "books" / "fair.csv")
    assert sum(entry.done.get("short_notice", 0) for entry in again.entries) == 1, "repaired again, counted once"


def test_a_turn_that_nobody_can_have_is_explained(capsys, file, tmp_path):
    ill = [word for name in ("Ada", "Ben", "Cai") for word in ("--ill", f"{name}:2026-01-12")]
    status, said = run(capsys, file, "--turns-only", "--out", tmp_path / "out", *ill)
    assert status == 1
    assert "Nobody can have 2026-01-12 to 2026-01-18: Ada is not available on 2026-01-12; Ben is" in said

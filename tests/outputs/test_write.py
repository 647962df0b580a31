"""Everything of a result in one folder, in one step, the same bytes each time."""

import json
import os
from dataclasses import replace

import icalendar
import pandas as pd
import pytest

from sim.errors import InputError
from sim.outputs.words import file_name
from sim.outputs.write import write_comparison, write_plan


def content(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture
def without_pictures(monkeypatch):
    """Skip drawing, which takes most of the time, where pictures do not matter."""
    monkeypatch.setattr("sim.outputs.write.pictures_of_plan", lambda plan: {})


@pytest.fixture(scope="module")
def folder(plan, tmp_path_factory):
    folder = tmp_path_factory.mktemp("out") / "bank"
    paths = write_plan(plan, folder)
    assert sorted(paths) == sorted(path for path in folder.rglob("*") if path.is_file())
    return folder


def test_a_plan_is_all_there(plan, folder):
    names = {path.split("/")[0] for path in content(folder)}
    assert names == {"report.html", "plan.xlsx", "about.json", "calendars", "tables", "plots"}
    about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
    assert about["scenario"] == plan.scenario.name
    assert (about["seed"], about["digest"], about["version"]) == (plan.seed, plan.digest, "0.1.0")
    assert (about["solver_status"], about["solver_gap"]) == ("feasible", 0.1)
    assert sorted([*about["files"], "about.json"]) == sorted(content(folder))


def test_the_same_result_gives_the_same_bytes_however_long_it_took(plan, folder, tmp_path):
    before = content(folder)
    slower = replace(plan, seconds={"simulate": 99.9}, roster=replace(plan.roster, seconds=99.9))
    write_plan(slower, tmp_path / "other")
    assert content(tmp_path / "other") == before


def test_writing_into_a_folder_that_is_there_leaves_nothing_beside_it(plan, tmp_path, without_pictures):
    write_plan(plan, tmp_path / "out")
    before = content(tmp_path)
    (tmp_path / "out" / "mine.txt").write_text("mine")
    write_plan(plan, tmp_path / "out")
    assert content(tmp_path) == before | {"out/mine.txt": b"mine"}
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_calendars_people_hold_are_updated_when_their_folder_is_named(plan, folder, tmp_path, without_pictures):
    fewer = plan.roster.assignments
    fewer = fewer[fewer["start"] < pd.Timestamp("2026-03-20", tz="UTC")]
    shorter = replace(plan, roster=replace(plan.roster, assignments=fewer))
    write_plan(shorter, tmp_path, published=folder)
    assert b"STATUS:CANCELLED" in (tmp_path / "calendars" / "team.ics").read_bytes()
    write_plan(shorter, tmp_path)
    assert b"STATUS:CANCELLED" not in (tmp_path / "calendars" / "team.ics").read_bytes()


def test_a_comparison_has_its_own_report_and_a_folder_per_alternative(comparison, pictures, tmp_path, monkeypatch):
    monkeypatch.setattr("sim.outputs.write.pictures_of_plan", lambda plan: pictures)
    write_comparison(comparison, tmp_path)
    for name in ("In-house", "לילות אצל ספק", "Ночи у бота _b_"):
        assert (tmp_path / "alternatives" / name / "report.html").is_file()
        assert (tmp_path / "alternatives" / name / "plan.xlsx").is_file()
    scores = pd.read_csv(tmp_path / "tables" / "scorecard.csv", encoding="utf-8-sig")
    assert scores["alternative"].tolist() == list(comparison.plans)
    about = json.loads((tmp_path / "about.json").read_text(encoding="utf-8"))
    assert list(about["alternatives"]) == list(comparison.plans)
    assert sorted([*about["files"], "about.json"]) == sorted(content(tmp_path))


def shortened(plan):
    """The same plan with the shifts of its last weeks gone."""
    rows = plan.roster.assignments
    rows = rows[rows["start"] < pd.Timestamp("2026-03-20", tz="UTC")]
    return replace(plan, roster=replace(plan.roster, assignments=rows))


def sequences(folder):
    """How often each event of the team's calendar was changed, by its identity."""
    events = icalendar.Calendar.from_ical((folder / "calendars" / "team.ics").read_bytes()).walk("VEVENT")
    return {str(event["UID"]): int(event["SEQUENCE"]) for event in events}


def test_a_comparison_written_again_updates_the_calendars_of_each_alternative(
    comparison, pictures, tmp_path, monkeypatch
):
    monkeypatch.setattr("sim.outputs.write.pictures_of_plan", lambda plan: pictures)
    base, *others = comparison.plans
    write_comparison(comparison, tmp_path, published=tmp_path)
    before = {name: sequences(tmp_path / "alternatives" / file_name(name)) for name in comparison.plans}
    assert {number for of_plan in before.values() for number in of_plan.values()} == {0}
    changed = replace(comparison, plans={**comparison.plans, base: shortened(comparison.plans[base])})
    write_comparison(changed, tmp_path, published=tmp_path)
    after = sequences(tmp_path / "alternatives" / file_name(base))
    assert after.keys() == before[base].keys()  # what is gone stays, as cancelled
    assert 0 < sum(after.values()) < len(after)
    for name in others:
        assert sequences(tmp_path / "alternatives" / file_name(name)) == before[name]
    write_comparison(changed, tmp_path, published=tmp_path)
    assert sequences(tmp_path / "alternatives" / file_name(base)) == after  # nothing new, nothing counted


def test_a_base_keeps_its_calendars_between_a_plan_alone_and_a_comparison(comparison, pictures, tmp_path, monkeypatch):
    monkeypatch.setattr("sim.outputs.write.pictures_of_plan", lambda plan: pictures)
    base = comparison.base
    alone = comparison.plans[base]
    alone = replace(alone, scenario=alone.scenario.model_copy(update={"name": base}))
    changed = replace(comparison, plans={**comparison.plans, base: shortened(alone)})
    write_plan(alone, tmp_path, published=tmp_path)
    held = sequences(tmp_path)
    write_comparison(changed, tmp_path, published=tmp_path)
    updated = sequences(tmp_path / "alternatives" / file_name(base))
    assert updated.keys() == held.keys()
    assert sum(updated.values()) > 0
    assert not (tmp_path / "calendars").is_dir() or not list((tmp_path / "calendars").iterdir())
    write_plan(alone, tmp_path, published=tmp_path)
    again = sequences(tmp_path)
    assert again.keys() == held.keys()
    assert all(again[event] >= updated[event] for event in held)
    assert sum(again.values()) > sum(updated.values())


def test_an_interruption_before_the_end_leaves_nothing(plan, tmp_path, monkeypatch, without_pictures):
    real, calls = os.fsync, []

    def interrupted(handle):
        calls.append(handle)
        if len(calls) == 12:
            raise KeyboardInterrupt
        real(handle)

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_plan(plan, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_a_file_is_refused(plan, tmp_path, without_pictures):
    (tmp_path / "out").write_text("mine")
    with pytest.raises(InputError):
        write_plan(plan, tmp_path / "out")
    assert (tmp_path / "out").read_text() == "mine"


def test_a_plan_with_nobody_of_ones_own_can_be_written(outsourced, tmp_path, without_pictures):
    write_plan(outsourced, tmp_path)
    assert (tmp_path / "calendars" / "team.ics").is_file()

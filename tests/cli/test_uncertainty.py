"""The command that doubts a plan: its files, its words, and options that are checked."""

import json

import pytest
from ruamel.yaml import YAML

from sim.cli import main
from sim.rostering.table import write_roster
from tests.changes import with_changes
from tests.experiments.wrong import DATA, in_house


@pytest.fixture
def files(tmp_path):
    """Scenario and roster of Ada, who is alone."""
    data = with_changes(DATA, {"uncertainty__points": 8, "study__replications": 2})
    with (tmp_path / "ada.yaml").open("w") as file:
        YAML(typ="safe").dump(data, file)
    write_roster(in_house().roster, tmp_path / "roster.csv", in_house().scenario)
    return tmp_path


def test_it_writes_tables_pictures_and_answers(files, capsys):
    out = files / "out"
    arguments = [
        "uncertainty",
        f"{files}/ada.yaml",
        "--roster",
        f"{files}/roster.csv",
        "--out",
        str(out),
        "--jobs",
        "1",
    ]
    assert main([*arguments, "--quiet"]) == 0
    said = capsys.readouterr().out
    assert "1 alternative at 8 points" in said
    answers = json.loads((out / "uncertainty.json").read_text())
    assert answers["choice"][0]["alternative"] == "in-house"
    assert answers["flips"] == [] and answers["information"] == []  # there is nothing to choose
    for name in ("bands.csv", "tornado.csv", "sobol.csv", "runs.csv", "plots/bands.svg", "plots/tornado.svg"):
        assert (out / name).stat().st_size > 100, name
    assert len(list((out / "runs").rglob("*.parquet"))) == 8 * 2 + 5 * 2  # points, ends: a price here changes nothing


def test_points_are_checked_like_those_of_the_file(files, capsys):
    with pytest.raises(SystemExit):
        main(["uncertainty", f"{files}/ada.yaml", "--points", "3"])
    assert "from 8 to 65536" in capsys.readouterr().err

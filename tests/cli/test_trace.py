"""The command that tells the story of a contact."""

import json

import pytest

from sim.cli import main
from tests.cli.test_commands import HEAD, TINY
from tests.scenario.files import SMALL, written


@pytest.fixture
def files(tmp_path):
    written(tmp_path, SMALL, "scenario.yaml")
    tiny = written(tmp_path, TINY, "tiny.yaml")
    days = "".join(f"care 1,care,shift,,2026-01-{day:02d} 10:00,2026-01-{day:02d} 14:00\n" for day in range(5, 10))
    (tmp_path / "week.csv").write_text(HEAD + days, encoding="utf-8")
    return str(tiny), str(tmp_path / "week.csv")


def test_a_story_in_words_and_as_json(files, capsys):
    scenario, roster = files
    assert main(["trace", scenario, "--need", "0", "--roster", roster, "--quiet"]) == 0
    words = capsys.readouterr().out.splitlines()
    assert "A customer asks about" in words[0] and len(words) >= 2
    assert main(["trace", scenario, "--need", "0", "--roster", roster, "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert facts["story"] == words and facts["need"] == 0


def test_another_run_is_another_story(files, capsys):
    scenario, roster = files
    stories = []
    for number in ("0", "1"):
        assert main(["trace", scenario, "--need", "0", "--roster", roster, "--replication", number, "--quiet"]) == 0
        stories.append(capsys.readouterr().out)
    assert stories[0] != stories[1]


def test_a_need_that_does_not_exist(files, capsys):
    scenario, roster = files
    assert main(["trace", scenario, "--need", "999999", "--roster", roster, "--quiet"]) == 2
    assert "no such need" in capsys.readouterr().err

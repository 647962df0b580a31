"""The command line: exit status, one clear message per mistake, nothing half-written."""

import json

import pytest

from sim.cli import main

SHOP = "scenarios/small_shop/small_shop.yaml"


@pytest.fixture
def shop(request):
    return str(request.config.rootpath / SHOP)


def run(capsys, *arguments):
    status = main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    return status, said.out, said.err


def test_check_says_what_a_scenario_is_and_what_is_only_assumed(capsys, shop):
    status, out, err = run(capsys, "check", shop, "--json")
    facts = json.loads(out)
    assert status == 0
    assert err == ""
    assert facts["channels"] == ["phone", "chat", "email", "social"]
    assert "demand.busyness_cv" in facts["assumed"]


def test_check_writes_what_it_found(capsys, shop, tmp_path):
    status, out, _ = run(capsys, "check", shop, "--out", tmp_path / "found.json", "--json")
    assert status == 0
    assert json.loads((tmp_path / "found.json").read_text("utf-8")) == json.loads(out)


def test_a_wrong_scenario_gives_every_problem_and_status_2(capsys, shop, tmp_path):
    wrong = tmp_path / "wrong.yaml"
    with open(shop, encoding="utf-8") as file:
        wrong.write_text(file.read().replace("mean: 6 min}", "mean: 6 mns}", 1).replace("weeks: 4", "weks: 4"), "utf-8")
    status, out, err = run(capsys, "check", wrong, "--json")
    problems = json.loads(out)["problems"]
    assert status == 2
    assert [problem["field"] for problem in problems] == ["calendar.weks", "channels.phone.patience.mean"]
    assert "did you mean 'weeks'" in problems[0]["wrong"]
    assert f"{wrong}:" in err
    assert "Traceback" not in err


def test_an_unwritable_folder_is_refused_before_any_work(capsys, shop, tmp_path, monkeypatch):
    for place in (
        "sim.experiments.compare.plan",
        "sim.experiments.plan.plan",
    ):  # who imports it last keeps the real one
        monkeypatch.setattr(place, lambda *_, **__: pytest.fail("the work began"))
    there = tmp_path / "a file"
    there.write_text("keep me")
    status, _, err = run(capsys, "plan", shop, "--alone", "--out", there)
    assert status == 2
    assert str(there) in err
    assert there.read_text() == "keep me"


def test_an_interruption_leaves_nothing_behind(capsys, shop, tmp_path, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("sim.outputs.write.plan_report", interrupted)
    monkeypatch.setattr("sim.experiments.plan.plan", interrupted)
    status, _, err = run(capsys, "plan", shop, "--alone", "--out", tmp_path / "out")
    assert status == 130
    assert "interrupted" in err
    assert not (tmp_path / "out").exists()


def test_a_horizon_without_end_is_refused(capsys, shop, tmp_path):
    wrong = tmp_path / "endless.yaml"
    wrong.write_text(f"extends: {shop}\ndemand: {{volume: 1e9}}\n", "utf-8")
    status, _, err = run(capsys, "staff", wrong, "--out", tmp_path / "out")
    assert status == 2
    assert "seem to have no end" in err
    assert not (tmp_path / "out").exists()


def test_the_schema_is_json_schema_with_the_words_of_the_docs(capsys, tmp_path):
    status, _, _ = run(capsys, "schema", "--out", tmp_path / "scenario.json")
    schema = json.loads((tmp_path / "scenario.json").read_text("utf-8"))
    assert status == 0
    assert schema["additionalProperties"] is False
    assert schema["properties"]["seed"]["description"] == "Seed of everything random."

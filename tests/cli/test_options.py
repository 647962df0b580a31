"""Options: each is offered where it acts and nowhere else, and its value is checked like one in the file."""

import json

import pytest

from sim.cli import main
from sim.cli.parser import FAMILIES

SHOP = "scenarios/small_shop/small_shop.yaml"
COMMANDS = {function.__name__: options for family in FAMILIES for function, options in family.COMMANDS}


@pytest.fixture
def shop(request):
    return str(request.config.rootpath / SHOP)


def test_every_command_has_help_and_json(capsys):
    for command in COMMANDS:
        with pytest.raises(SystemExit) as stop:
            main([command.replace("_", "-"), "--help"])
        said = capsys.readouterr().out
        assert stop.value.code == 0
        assert "--json" in said
        assert "--out" in said or command == "trace"  # which tells a story and leaves no file


@pytest.mark.parametrize(
    ("option", "commands"),
    [
        ("--seed", {"check", "calibrate", "simulate", "staff", "roster", "plan", "compare"}),
        ("--replications", {"simulate", "staff", "roster", "plan", "compare"}),
        ("--jobs", {"simulate", "plan", "compare"}),
        ("--quiet", {"simulate", "staff", "roster", "plan", "compare"}),
    ],
)
def test_an_option_is_offered_where_it_acts(option, commands):
    offering = {command for command, options in COMMANDS.items() if any(option in one.names for one in options)}
    assert offering & {"check", "schema", "calibrate", "simulate", "staff", "roster", "plan", "compare"} == commands


@pytest.mark.parametrize(
    ("command", "option"),
    [("staff", "--jobs=2"), ("roster", "--jobs=2"), ("check", "--quiet"), ("check", "--replications=9")],
)
def test_an_option_that_would_do_nothing_is_refused(capsys, shop, command, option):
    with pytest.raises(SystemExit) as stop:
        main([command, shop, option])
    assert stop.value.code == 2
    assert f"unrecognized arguments: {option}" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("option", "accepted"),
    [
        ("--seed=-1", "greater than or equal to 0"),
        (f"--seed={2**63}", f"less than {2**63}"),
        ("--replications=1", "greater than or equal to 2"),
        ("--replications=1001", "less than or equal to 1000"),
    ],
)
def test_a_value_that_no_scenario_may_have_is_refused(capsys, shop, tmp_path, option, accepted):
    status = main(["plan", shop, option, "--out", str(tmp_path / "out"), "--json"])
    said = capsys.readouterr()
    name, _, given = option.partition("=")
    (problem,) = json.loads(said.out)["problems"]
    assert status == 2
    assert (problem["field"], problem["given"], problem["accepted"]) == (name, given, accepted)
    assert f"allhours: {name}: this value is not accepted; given: {given}" in said.err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("option", ["--seed=x", "--replications=2.5", "--jobs=0", "--jobs=-1", "--jobs=two"])
def test_what_is_no_number_is_refused(capsys, shop, option):
    with pytest.raises(SystemExit) as stop:
        main(["plan", shop, option])
    assert stop.value.code == 2
    assert option.partition("=")[0] in capsys.readouterr().err


def test_a_seed_makes_another_scenario_and_nothing_else(capsys, shop):
    def facts(*options):
        assert main(["check", shop, "--json", *options]) == 0
        return json.loads(capsys.readouterr().out)

    own, other = facts(), facts("--seed", "77")
    assert facts("--seed", "77") == other
    assert {key for key in own if own[key] != other[key]} == {"digest"}

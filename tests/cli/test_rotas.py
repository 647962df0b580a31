"""`allhours rota`: where there is no rota, why, and what would mend it."""

import json

import pandas as pd
import pytest

from sim.cli import main
from tests.cli.test_commands import FILES, written


@pytest.fixture
def shop(tmp_path):
    def write(rota):
        for name in ("scenario", "tiny"):
            written(tmp_path, FILES[name], f"{name}.yaml")
        return str(written(tmp_path, f"extends: tiny.yaml\nrota: {{patterns: [], {rota}}}\n", "shop.yaml"))

    return write


def run(capsys, *words):
    status = main([*words, "--jobs", "1", "--json"])
    return status, json.loads(capsys.readouterr().out)


def test_why_a_rota_is_as_it_is(capsys, shop, tmp_path):
    status, facts = run(capsys, "rota", shop("surplus_max: 1"), "--why", "--out", str(tmp_path / "out"))
    assert status == 0, facts
    out = tmp_path / "out"
    wishes, without = pd.read_csv(out / "wishes.csv"), pd.read_csv(out / "why_without.csv")
    assert set(without["without"]) == set(wishes.loc[wishes["weight"] > 0, "wish"]) - {"shortage"}
    assert any(line.startswith("Without the wish for few") for line in facts["notes"])
    assert pd.read_csv(out / "people.csv")["rostered_hours"].sum() > 0


def test_no_rota_is_explained_with_mends_and_status_1(capsys, shop, tmp_path):
    """Nobody is needed at weekends, so nobody can work six days in a row."""
    status, facts = run(capsys, "rota", shop("surplus_max: 0, work_min: 6"), "--out", str(tmp_path / "out"))
    assert status == 1
    assert facts["solver_status"] == "infeasible"
    assert any("at least 6 working days in a row" in line for line in facts["notes"]), facts["notes"]
    conflict = pd.read_csv(tmp_path / "out" / "conflicts.csv")
    assert list(conflict["rule"]) == ["rota.work_min"]
    mends = pd.read_csv(tmp_path / "out" / "mends.csv")
    assert any("as few as 5 working days in a row instead of 6" in mend for mend in mends["mend"])

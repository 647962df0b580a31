"""`allhours roster solve FILE`: status, exit status, files, and what is said of a wrong file."""

import json
import os
import subprocess
import sys

import pytest

from sim.cli import main
from tests.rostering.test_cyclic_file import GOOD


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "rota.txt"
    path.write_text(GOOD, "utf-8")
    return path


def test_a_rota_is_found_shown_and_written(capsys, file, tmp_path):
    status = main(["roster", "solve", str(file), "--out", str(tmp_path / "found"), "--json"])
    facts = json.loads(capsys.readouterr().out)
    assert status == 0
    assert facts["status"] == "optimal"
    assert len(facts["table"]) == 4
    assert sorted(os.listdir(tmp_path / "found")) == ["rota.csv", "rota.txt", "solution.json"]


def test_a_rota_that_cannot_be_gives_status_1(capsys, file):
    file.write_text(GOOD.replace("2 2 2 2 2 1 1", "9 9 9 9 9 9 9"), "utf-8")
    assert main(["roster", "solve", str(file), "--quiet"]) == 1
    assert "infeasible: no rota of 4 people" in capsys.readouterr().out


def test_time_that_is_up_gives_status_1(capsys, file):
    assert main(["roster-solve", str(file), "--seconds", "0.000001", "--quiet"]) == 1
    assert capsys.readouterr().out.startswith("unknown")


def test_a_wrong_file_gives_status_2_with_its_line(capsys, file):
    file.write_text(GOOD.replace("N - N", "N - M"), "utf-8")
    assert main(["roster", "solve", str(file)]) == 2
    assert f"{file}:29" in capsys.readouterr().err
    file.write_text("something else", "utf-8")
    assert main(["roster", "solve", str(file)]) == 2
    assert "no format known here" in capsys.readouterr().err


def test_wrong_seconds_are_refused(file):
    with pytest.raises(SystemExit) as stopped:
        main(["roster", "solve", str(file), "--seconds", "no"])
    assert stopped.value.code == 2


@pytest.mark.slow
def test_ctrl_c_hands_back_the_best_so_far(file, tmp_path):
    """A hundred people with wishes keep the solver busy; the interrupt comes with its first better rota."""
    script = (
        "import os, signal\n"
        "from sim.rostering.cyclic_instance import RotaInstance, RotaRules, RotaShift\n"
        "from sim.rostering.cyclic_solve import solve_rota\n"
        "shifts = tuple(RotaShift(n, s, 480, 2, 6) for n, s in (('D', 360), ('A', 840), ('N', 1320)))\n"
        "demand = ((31, 29, 27, 30, 28, 17, 13), (19, 21, 20, 23, 22, 15, 11), (9, 11, 8, 10, 12, 13, 7))\n"
        "wishes = ((('weekends_worked', 3), ('single_days_off', 2), ('separate_rests', 1), ('short_changes', 5)),)\n"
        "wanted = RotaInstance(97, shifts, demand, RotaRules(1, 4, 2, 6), wishes=wishes)\n"
        "def watch(news):\n"
        "    if news.stage != 'any rota': os.kill(os.getpid(), signal.SIGINT)\n"
        "rota = solve_rota(wanted, seconds=60, watch=watch)\n"
        "print(rota.status, rota.is_interrupted, len(rota.rows), rota.seconds < 50)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120, check=True)
    assert done.stdout.split() == ["feasible", "True", "97", "True"]

"""Ctrl-C and SIGTERM in the midst of long work: a clear word, the right status, no file and no process left behind."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from ortools.sat.python import cp_model

from sim.rostering.engine import solve
from tests.scenario.files import SMALL, written

SEARCHED = """
team: {groups: {care: {channels: [phone], size: 9}}}
channels: {phone: {hours: always, target: {share: 0.8, within: 20 s}}}
calendar: {weeks: 4}
study: {replications: 2}
"""
LONG_RUN = """
channels: {phone: {hours: always}}
calendar: {weeks: 8}
demand: {contacts_per_week: {phone: 60000}}
study: {replications: 1000}
"""
ROSTER = "person,group,kind,shift,start,end\ncare 1,care,shift,,2026-01-05 09:00,2026-01-05 17:00\n"
STUCK = """
import sys
from ortools.sat.python.cp_model import CpSolver
from sim.cli import main
from tests.cli.test_interruption import pigeons
real, searches = CpSolver.solve, []
def solve(solver, model, callback=None):
    searches.append(model)
    if len(searches) < 4:
        return real(solver, model, callback)
    print("stuck", flush=True)
    return real(*pigeons(40, solver))
CpSolver.solve = solve
raise SystemExit(main(sys.argv[1:]))
"""
"""The command line with a solver whose fourth search does not end."""
STATUS = {signal.SIGINT: 130, signal.SIGTERM: 143}
SAID = {signal.SIGINT: "interrupted", signal.SIGTERM: "terminated"}


def scenario(folder, changes):
    written(folder, SMALL)
    return written(folder, "extends: scenario.yaml\n" + changes, "long.yaml")


@contextlib.contextmanager
def started(*arguments):
    command = [sys.executable, *map(str, arguments)]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def ended_by(process, number, *, everybody=False):
    """Send a signal to a process, or to its whole group, as a terminal does; it ends as it should."""
    (os.killpg if everybody else os.kill)(process.pid, number)
    _, err = process.communicate(timeout=60)
    assert process.returncode == STATUS[number], err
    assert f"{SAID[number]}; nothing was left half-written" in err
    assert "Traceback" not in err


def in_session(session):
    """Processes of a session that are alive."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            state, _, _, of_session = (entry / "stat").read_text().rpartition(")")[2].split()[:4]
        except (OSError, ValueError):
            continue
        if int(of_session) == session and state != "Z":
            found.append((int(entry.name), (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()))
    return found


def wait_until(true, seconds=60.0):
    ends = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends, "it did not come to that"
        time.sleep(0.1)


@pytest.mark.slow
@pytest.mark.parametrize("number", STATUS)
def test_in_the_midst_of_a_search(tmp_path, number):
    out = tmp_path / "results" / "out"
    with started("-c", STUCK, "roster", scenario(tmp_path, SEARCHED), "--out", out) as process:
        assert process.stdout.readline() == "stuck\n"
        time.sleep(1.0)
        began = time.monotonic()
        if number == signal.SIGINT:
            process.send_signal(number)  # the first asks for the best so far
            assert process.stdout.readline() == "stuck\n"
            time.sleep(1.0)
        ended_by(process, number)
        assert time.monotonic() - began < 15
    assert not out.parent.exists()
    assert in_session(process.pid) == []


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc").is_dir(), reason="processes are looked up in /proc")
@pytest.mark.parametrize(
    ("number", "everybody"), [(signal.SIGINT, False), (signal.SIGINT, True), (signal.SIGTERM, False)]
)
def test_in_the_midst_of_parallel_replications(tmp_path, number, everybody):
    out = tmp_path / "results" / "out"
    file, roster = scenario(tmp_path, LONG_RUN), tmp_path / "roster.csv"
    roster.write_text(ROSTER, encoding="utf-8")

    def workers():
        return [line for _, line in in_session(process.pid) if "popen_loky" in line]

    command = ("-m", "sim", "simulate", file, "--roster", roster, "--jobs", "2", "--out", out)
    with started(*command) as process:
        wait_until(lambda: len(workers()) == 2)
        time.sleep(2.0)
        assert process.poll() is None
        ended_by(process, number, everybody=everybody)
    wait_until(lambda: in_session(process.pid) == [], seconds=10)
    assert not out.parent.exists()


def pigeons(number, solver=None):
    """More pigeons than holes: a model that says nothing for hours when it may not see the symmetry."""
    model = cp_model.CpModel()
    sits = [[model.new_bool_var("") for _ in range(number)] for _ in range(number + 1)]
    for pigeon in sits:
        model.add(sum(pigeon) >= 1)
    for hole in zip(*sits, strict=True):
        model.add(sum(hole) <= 1)
    solver = solver or cp_model.CpSolver()
    solver.parameters.max_deterministic_time = 1e9
    solver.parameters.num_workers = 1
    solver.parameters.symmetry_level = 0
    solver.parameters.linearization_level = 0
    solver.parameters.cp_model_presolve = False
    solver.parameters.max_time_in_seconds = 300
    return solver, model


def test_a_search_without_end_is_interrupted_at_once():
    solver, model = pigeons(40)
    threads = threading.active_count()
    threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT)).start()
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        solve(solver, model)
    assert time.monotonic() - began < 10
    assert threading.active_count() == threads


def test_a_search_gives_its_answer():
    solver, model = pigeons(4)
    assert solve(solver, model) == cp_model.INFEASIBLE

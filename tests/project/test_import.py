"""``import sim`` is light, and its public names come from their stages at first use."""

import subprocess
import sys

import pytest

import sim

HEAVY = ("numpy", "pandas", "scipy", "matplotlib", "ortools", "simpy", "pydantic", "statsmodels")


def test_import_takes_no_heavy_library():
    code = f"import sys, sim; print([name for name in {HEAVY} if name in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


@pytest.mark.parametrize("name", sim.__all__)
def test_every_public_name_can_be_imported(name):
    assert getattr(sim, name) is not None
    assert name in dir(sim)


def test_public_name_comes_from_its_module(monkeypatch):
    monkeypatch.setitem(sim._PUBLIC, "fsum", "math")
    from math import fsum

    assert "fsum" in dir(sim)
    assert sim.fsum is fsum
    monkeypatch.delitem(vars(sim), "fsum")  # the first use stored it


def test_unknown_name_is_refused_like_any_attribute():
    with pytest.raises(AttributeError, match="has no attribute 'sevice_table'"):
        sim.sevice_table  # noqa: B018

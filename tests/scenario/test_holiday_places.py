"""The list of countries with public holidays: as the library has it, and enough to check a scenario without it."""

import subprocess
import sys

import pytest

from sim.scenario.calendar import Holidays
from sim.scenario.holiday_places import TABLE, listed_places, text_of_the_table

HEAVY = ("holidays", "numpy", "pandas", "scipy", "matplotlib", "ortools", "simpy", "statsmodels", "joblib")


def test_the_list_is_that_of_the_installed_library():
    """Where this fails, write `text_of_the_table()` to the table: the library knows other places by now."""
    assert TABLE.read_text(encoding="utf-8") == text_of_the_table()
    assert listed_places()["GB"] == ("ENG", "NIR", "SCT", "WLS")
    assert listed_places()["IL"] == ()


@pytest.mark.parametrize("scenario", ["bank", "small_shop"])
def test_a_scenario_is_checked_without_any_heavy_library(request, scenario):
    path = request.config.rootpath / "scenarios" / scenario / f"{scenario}.yaml"
    code = (
        "import sys\nfrom sim.cli import main\n"
        f"assert main(['check', {str(path)!r}]) == 0\n"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=request.config.rootpath, capture_output=True, text=True, check=True
    )
    assert run.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    ("country", "subdivision"), [("GB", "ENG"), ("GBR", "England"), ("DE", "BY"), ("US", "CA"), ("AX", None)]
)
def test_every_place_of_the_library_is_accepted_listed_or_not(country, subdivision):
    Holidays(country=country, subdivision=subdivision)


@pytest.mark.parametrize(
    ("country", "subdivision", "wrong"),
    [
        ("XX", None, "unknown country 'XX'; accepted: ISO codes"),
        ("GB", "BY", "unknown subdivision 'BY' of GB; accepted: ENG, NIR, SCT, WLS"),
        ("IL", "ENG", "unknown subdivision 'ENG' of IL; accepted: none"),
    ],
)
def test_any_other_place_is_refused(country, subdivision, wrong):
    with pytest.raises(ValueError, match=wrong):
        Holidays(country=country, subdivision=subdivision)

"""A requirement read back from its CSV."""

import pandas as pd
import pytest

from sim.errors import InputError
from sim.outputs.tables import csv_of
from sim.staffing.requirement_file import read_requirement
from tests.rostering.desk import requirement_of, scenario_with


def test_a_requirement_comes_back_as_it_was(tmp_path):
    scenario = scenario_with("Ada")
    requirement = requirement_of(scenario, lambda time: time.hour % 3)
    (tmp_path / "requirement.csv").write_bytes(csv_of(requirement.table))
    again = read_requirement(tmp_path / "requirement.csv", scenario)
    pd.testing.assert_series_equal(again.agents("care"), requirement.agents("care"), check_dtype=False)
    assert again.interval == requirement.interval


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("interval_start,skill\n", "'agents' is missing"),
        ("interval_start,skill,agents\n2026-01-05 08:00,care,1\n", "no time with its offset"),
        ("interval_start,skill,agents\nsoon,care,1\n", "no time with its offset"),
        ("interval_start,skill,agents\n2026-01-05T08:00+00:00,care,many\n", "no number of people"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path, text, wrong):
    (tmp_path / "requirement.csv").write_text(text)
    with pytest.raises(InputError, match=wrong):
        read_requirement(tmp_path / "requirement.csv", scenario_with("Ada"))
    with pytest.raises(InputError, match="cannot be read"):
        read_requirement(tmp_path / "nothing.csv", scenario_with("Ada"))

"""The published figures: complete, graded, found by name, and part of the package."""

import csv
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from sim.errors import InputError
from sim.scenario.reference import TABLE, reference, reference_table

REPOSITORY = Path(__file__).resolve().parents[2]
ROWS = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_every_figure_has_a_source_and_a_grade_and_lies_in_its_range(row):
    assert None not in row and None not in row.values()  # as many fields as the header names
    found = reference(row["name"])
    assert found.source.strip() and found.unit.strip()
    assert found.grade in ("A", "B", "C")
    assert found.value == float(row["value"])
    assert (found.low is None) == (found.high is None)
    if found.low is not None:
        assert found.low <= found.value <= found.high


def test_names_tell_the_figures_apart():
    assert len({row["name"] for row in ROWS}) == len(ROWS)


def test_table_holds_every_figure_once():
    table = reference_table()
    assert list(table["name"]) == [row["name"] for row in ROWS]
    assert table["low"].notna().sum() == sum(bool(row["low"]) for row in ROWS)
    assert table.set_index("name").loc["daily_rest", "value"] == 11
    assert table.set_index("name").loc["csat_chat", "year"] == 2015


def test_an_absent_range_or_year_is_none():
    found = reference("public_holiday_pay_factor")
    assert (found.low, found.high, found.year) == (None, None, None)


def test_an_unknown_name_is_refused_with_the_nearest_one():
    with pytest.raises(
        InputError, match=r"did you mean 'night_premium'\?.*given: nigth_premium; accepted: .*shrinkage"
    ):
        reference("nigth_premium")


def test_the_wheel_carries_the_table(tmp_path):
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(build, cwd=REPOSITORY, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        assert archive.read("sim/scenario/reference_values.csv") == TABLE.read_bytes()

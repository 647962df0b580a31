"""CSV that keeps its script, its numbers and its harmlessness."""

import io

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.outputs.tables import csv_of, tables_of_comparison, tables_of_plan
from tests.outputs.conftest import NAMES

DANGEROUS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1")


def read(data: bytes) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(data), encoding="utf-8-sig", keep_default_na=False)


@pytest.mark.parametrize("text", DANGEROUS)
def test_text_that_looks_like_a_formula_is_prefixed(text):
    table = read(csv_of(pd.DataFrame({"name": [text], text: ["plain"]})))
    assert table["name"].tolist() == [f"'{text}"]
    assert table.columns[1] == f"'{text}"


@given(texts=st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1), min_size=1))
def test_no_cell_begins_like_a_formula_and_the_rest_is_kept(texts):
    table = pd.read_csv(
        io.BytesIO(csv_of(pd.DataFrame({"text": texts}))), encoding="utf-8-sig", keep_default_na=False, dtype=str,
        skip_blank_lines=False,
    )  # fmt: skip
    for given_text, cell in zip(texts, table["text"], strict=True):
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
        assert cell.removeprefix("'") == given_text.removeprefix("'")


def test_numbers_stay_numbers_also_below_zero():
    table = read(csv_of(pd.DataFrame({"difference": [-3.5, 2.0], "count": [-1, 2]})))
    assert table["difference"].tolist() == [-3.5, 2.0]
    assert table["count"].tolist() == [-1, 2]


def test_a_spreadsheet_is_told_the_script(plan):
    data = csv_of(plan.roster.assignments)
    assert data.startswith(b"\xef\xbb\xbf")
    names = set(read(data)["person"])
    assert names == {f"'{name}" if name.startswith("=") else name for name in NAMES}


def test_times_come_back_as_the_same_moments(plan):
    table = read(csv_of(plan.roster.assignments))
    back = pd.to_datetime(table["start"], utc=True)
    assert (back.to_numpy() == plan.roster.assignments["start"].to_numpy()).all()


def test_every_table_of_a_result_can_be_written_and_read_back(plan, outsourced, comparison):
    for tables in (tables_of_plan(plan), tables_of_plan(outsourced), tables_of_comparison(comparison)):
        for name, table in tables.items():
            back = read(csv_of(table))
            assert len(back) == len(table), name
            assert list(back.columns) == list(table.columns), name

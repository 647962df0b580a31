"""The workbook, read back with another library: text is text, totals are live and right, the bytes repeat."""

import io
import re
import shutil
import subprocess

import openpyxl
import pandas as pd
import pytest

from sim.outputs.grid import load_of_people, roster_grid
from sim.outputs.workbook import comparison_workbook, plan_workbook
from sim.rostering.table import read_roster, write_roster
from tests.outputs.conftest import ATTACK, NAMES


@pytest.fixture(scope="module")
def plan_bytes(plan):
    return plan_workbook(plan)


@pytest.fixture(scope="module")
def comparison_bytes(comparison):
    return comparison_workbook(comparison)


def opened(data: bytes, values: bool = True):
    return openpyxl.load_workbook(io.BytesIO(data), data_only=values)


def cells(sheet):
    return [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]


def test_the_sheets_in_order(plan_bytes, comparison_bytes):
    assert opened(plan_bytes).sheetnames == [
        "Decision", "Service", "Requirement", "Roster", "Assignments", "People", "Costs", "Sources"
    ]  # fmt: skip
    assert opened(comparison_bytes).sheetnames == ["Decision", "Comparison", "Costs", "Sources"]


def test_names_in_every_script_come_back_and_none_is_a_formula(plan_bytes):
    book = opened(plan_bytes, values=False)
    for name, column in (("Roster", 1), ("Assignments", 1)):
        found = {row[0].value for row in book[name].iter_rows(min_col=column, max_col=column)}
        assert set(NAMES) <= found
    for sheet in book:
        for cell in cells(sheet):
            if cell.data_type == "f":
                assert sheet.title in ("Roster", "Costs")
                assert re.match(r"=(SUMPRODUCT|SUM)\(|=[A-Z]+\d+\*[A-Z]+\d+$", cell.value)
    assert any(cell.value == "=cmd|' /C calc'!A0" and cell.data_type == "s" for cell in cells(book["Assignments"]))


def test_the_decision_says_the_answer_and_where_it_comes_from(plan, plan_bytes):
    book = opened(plan_bytes)
    words = [str(cell.value) for cell in cells(book["Decision"])]
    assert words[0] == plan.scenario.name
    assert words[1].replace("\u200e", "") == plan.verdict
    for part in ("GBP 16,206", "4 of 5", "missed", plan.digest, str(plan.seed), "feasible"):
        assert part in words
    assert plan.digest in book.properties.description
    assert ATTACK not in words  # topics are no part of the decision


def test_costs_add_up_in_the_values_stored_beside_the_formulas(plan, plan_bytes):
    values, formulas = opened(plan_bytes)["Costs"], opened(plan_bytes, values=False)["Costs"]
    by_label = {row[0].value: row for row in values.iter_rows(max_row=8)}
    heads = [cell.value for cell in values[3]]
    assert heads[:5] == ["Month", "Labour", "Technology", "Paid every month", "Value lost, not cash"]
    labour = 720 * 21.025 + 180 * 2.1025
    assert [cell.value for cell in by_label["2026-03"][1:5]] == pytest.approx([labour, 690.0, labour + 690.0, 378.0])
    total = [cell.value for cell in by_label["Total"][1:5]]
    assert total == pytest.approx([2 * labour, 1380.0, 2 * (labour + 690.0), 756.0])
    lines = [row for row in values.iter_rows(min_row=9) if row[2].value and isinstance(row[4].value, float | int)]
    assert len(lines) == len(plan.costs)
    assert [row[7].value for row in lines] == pytest.approx(plan.costs["amount"].tolist())
    first, last = lines[0][0].row, lines[-1][0].row
    for row in formulas.iter_rows(min_row=4, max_row=5, min_col=2, max_col=3):
        for cell in row:  # every total looks at all lines and at no other row
            assert set(re.findall(r"\$(\d+)", cell.value)) == {str(first), str(last)}


def test_hours_and_nights_of_each_person_are_those_of_the_roster(plan, plan_bytes):
    load = load_of_people(roster_grid(plan.scenario, plan.roster), plan.scenario.calendar).set_index("person")
    rows = [row for row in opened(plan_bytes)["Roster"].iter_rows(min_row=6) if row[0].value]
    assert {row[0].value: (row[2].value, row[3].value) for row in rows} == {
        name: (load.at[name, "hours"], load.at[name, "nights"]) for name in NAMES
    }


def test_the_roster_is_coloured_frozen_and_dated(plan, plan_bytes):
    sheet = opened(plan_bytes)["Roster"]
    assert sheet.freeze_panes == "E6"
    assert [sheet.cell(5, column).value.date().isoformat() for column in (5, 32)] == ["2026-03-16", "2026-04-12"]
    nights = [cell for cell in cells(sheet) if cell.value == "22-06"]
    assert nights
    assert {cell.fill.fgColor.rgb for cell in nights} == {"FF832DB6"}
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.print_title_rows == "$5:$5"


def test_assignments_are_local_and_utc_over_the_change_of_the_clock(plan_bytes):
    rows = list(opened(plan_bytes)["Assignments"].iter_rows(min_row=4, values_only=True))
    for _, _, kind, shift, start, _, start_utc, _, hours, _ in rows:
        ahead = (start - start_utc).total_seconds() / 3600
        assert ahead == (1 if start_utc.isoformat() >= "2026-03-29T01:00:00" else 0)
        if kind == "shift":
            assert start.strftime("%H:%M") == shift[:5]
            assert hours == (7 if start.date().isoformat() == "2026-03-28" and shift == "22:00-06:00" else 8)


def test_a_comparison_has_its_differences_as_numbers(comparison, comparison_bytes):
    rows = list(opened(comparison_bytes)["Comparison"].iter_rows(values_only=True))
    head = next(number for number, row in enumerate(rows) if row[0] == "Alternative")
    table = [row[:8] for row in rows[head + 1 :] if row[0]]
    assert [row[0] for row in table] == comparison.differences["alternative"].tolist()
    assert [row[3] for row in table] == comparison.differences["difference"].tolist()
    costs = opened(comparison_bytes)["Costs"]
    paid = {row[0]: row[3] for row in costs.iter_rows(min_row=4, max_row=6, values_only=True)}
    assert paid == pytest.approx(
        {"In-house": 16206.45, "לילות אצל ספק": 16206.45 * 0.8, "Ночи у бота <b>": 16206.45 * 0.6}
    )


def test_the_same_result_gives_the_same_bytes(plan, plan_bytes, comparison, comparison_bytes):
    assert plan_workbook(plan) == plan_bytes
    assert comparison_workbook(comparison) == comparison_bytes


def test_a_plan_with_nobody_of_ones_own_has_a_workbook(outsourced):
    book = opened(plan_workbook(outsourced))
    assert [row[0].value for row in book["Roster"].iter_rows(min_row=6)] in ([], [None])
    assert {cell.value for cell in book["Costs"][4]} >= {"2026-03", 150.0}


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice to calculate the formulas")
def test_another_program_calculates_the_same_totals(plan_bytes, comparison_bytes, tmp_path):
    for name, data in (("plan", plan_bytes), ("comparison", comparison_bytes)):
        opened(data, values=False).save(tmp_path / f"{name}.xlsx")  # which forgets the stored values
    subprocess.run(
        ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", "xlsx",
         "--outdir", str(tmp_path / "out"), str(tmp_path / "plan.xlsx"), str(tmp_path / "comparison.xlsx")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    for name, data in (("plan", plan_bytes), ("comparison", comparison_bytes)):
        formulas, stored = opened(data, values=False), opened(data)
        calculated = openpyxl.load_workbook(tmp_path / "out" / f"{name}.xlsx", data_only=True)
        for sheet in formulas:
            for cell in cells(sheet):
                if cell.data_type == "f":
                    both = (book[sheet.title][cell.coordinate].value for book in (stored, calculated))
                    assert next(both) == pytest.approx(next(both)), f"{sheet.title} {cell.coordinate} {cell.value}"


def test_assignments_come_back_from_the_workbook_as_from_the_csv(plan, plan_bytes, tmp_path):
    openpyxl.load_workbook(io.BytesIO(plan_bytes)).save(tmp_path / "plan.xlsx")  # as a spreadsheet saves it
    write_roster(plan.roster, tmp_path / "plan.csv", plan.scenario)
    tables = [read_roster(tmp_path / name, plan.scenario).assignments for name in ("plan.xlsx", "plan.csv")]
    pd.testing.assert_frame_equal(*tables)

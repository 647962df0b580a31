"""The notebooks: one question each, executed, in the shape a manager can rely on, and they run."""

import ast
import re
import subprocess
import sys
from itertools import groupby
from pathlib import Path

import nbformat
import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
FOLDER = REPOSITORY / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
MACHINE_PATH = re.compile(r"/(?:home|root|work|tmp|Users|var|opt|mnt|private)/|[A-Za-z]:\\\\")
SENTENCE_END = re.compile(r"[.?!](?=\s|$)")
each = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def read(path: Path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


def code_cells(path: Path) -> list[nbformat.NotebookNode]:
    return [cell for cell in read(path).cells if cell.cell_type == "code"]


def part(text: str, name: str) -> str:
    """What a first cell says after ``**Name.**``, up to the end of the paragraph."""
    (found,) = re.findall(rf"\*\*{name}\.\*\* (.+)", text)
    return found


def test_the_notebooks_are_here():
    assert [path.name for path in NOTEBOOKS][:2] == ["01_from_history_to_rota.ipynb", "02_in_house_or_outsourced.ipynb"]


@each
def test_it_begins_with_question_answer_and_run_time(path):
    first = read(path).cells[0]
    assert first.cell_type == "markdown"
    assert first.source.startswith(f"# {int(path.name[:2])}. ")
    assert part(first.source, "Question").endswith("?")
    assert len(SENTENCE_END.findall(part(first.source, "Answer"))) == 2
    assert "minute" in part(first.source, "Run time")


@each
def test_the_answer_is_what_the_run_found(path):
    cells = [cell for cell in code_cells(path) if "answer" in cell.metadata.get("tags", [])]
    said = " ".join(cells[-1].outputs[-1].data["text/markdown"].split())
    assert len(cells) == 1
    assert part(read(path).cells[0].source, "Answer") == said


@each
def test_the_second_cell_holds_the_parameters_and_knows_a_small_setting(path):
    second = read(path).cells[1]
    assert second.cell_type == "code"
    assert second.metadata["tags"] == ["parameters"]
    assert "ALLHOURS_SMALL" in second.source
    kinds = {type(node) for node in ast.parse(second.source).body}
    assert kinds <= {ast.Import, ast.ImportFrom, ast.Assign}


@each
def test_it_ends_with_what_to_try_next(path):
    last = read(path).cells[-1]
    assert last.cell_type == "markdown"
    assert last.source.startswith("## What to try next\n- ")


@each
def test_it_defines_nothing_and_keeps_cells_short(path):
    for cell in code_cells(path):
        tree = ast.parse(cell.source)
        kinds = {type(node) for node in ast.walk(tree)}
        assert not kinds & {ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda}, cell.source
        statements = [node for node in tree.body if not isinstance(node, ast.Import | ast.ImportFrom)]
        assert len(statements) <= 11, cell.source


@each
def test_words_stand_between_the_code(path):
    """At most two cells of code follow each other without words, written or said by the run."""
    cells = read(path).cells[3:]  # after the parameters and imports
    speaks = [cell.cell_type == "markdown" or "Markdown(" in cell.source for cell in cells]
    silent = [len(list(run)) for is_speaking, run in groupby(speaks) if not is_speaking]
    assert max(silent) <= 2


@each
def test_it_is_executed_without_errors(path):
    cells = code_cells(path)
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    outputs = [output for cell in cells for output in cell.outputs]
    assert not [output for output in outputs if output.output_type == "error"]
    assert not [output for output in outputs if output.get("name") == "stderr"]
    assert not [output for output in outputs if "nan" in output.get("data", {}).get("text/markdown", "").split()]


@each
def test_widgets_leave_a_still_picture_and_no_state(path):
    text = path.read_text(encoding="utf-8")
    assert "widget-view" not in text and "widget-state" not in text
    for cell in code_cells(path):
        if "WhatIfCell(" in cell.source:
            assert "estimated" in cell.outputs[-1].data["text/html"]


@each
def test_every_picture_is_shown(path):
    for cell in code_cells(path):
        drawn = sum(
            isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id.startswith("plot_")
            for node in ast.walk(ast.parse(cell.source))
        )
        assert sum("image/png" in output.get("data", {}) for output in cell.outputs) == drawn, cell.source
    assert sum("plot_" in cell.source for cell in code_cells(path)) > 4


@each
def test_it_names_no_path_of_a_machine(path):
    text = path.read_text(encoding="utf-8")
    texts = [cell.source for cell in read(path).cells]
    texts += [str(output) for cell in code_cells(path) for output in cell.outputs if "image/png" not in str(output)]
    assert str(REPOSITORY) not in text
    assert not [found for one in texts for found in MACHINE_PATH.findall(one)]


@pytest.mark.slow
@each
def test_it_runs_on_small_settings(path):
    before = path.read_bytes()
    command = [sys.executable, str(FOLDER / "execute.py"), "--check", "--small", str(path)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert f"{path.name}: ok" in run.stdout
    assert f"{path.name}: " not in run.stderr, run.stderr  # no warnings
    assert path.read_bytes() == before

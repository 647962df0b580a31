"""The script that runs the notebooks: repeatable output, nothing stored by a check, failures told."""

import subprocess
import sys
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

SCRIPT = Path(__file__).resolve().parents[2] / "notebooks" / "execute.py"


def write(path: Path, *sources: str) -> Path:
    cells = [new_markdown_cell("What is small?"), *(new_code_cell(source) for source in sources)]
    nbformat.write(new_notebook(cells=cells), path)
    return path


def execute(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(SCRIPT), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_second_run_leaves_the_file_as_it_was(tmp_path):
    noise = "import sys, time, warnings\nprint('\\r50 %', time.time(), file=sys.stderr)\nwarnings.warn('odd')"
    path = write(tmp_path / "a.ipynb", "1 + 1", "1 + 1", noise)
    run = execute(path)
    assert run.returncode == 0
    assert "UserWarning: odd" in run.stderr
    first = path.read_text(encoding="utf-8")
    assert execute(path).returncode == 0
    assert path.read_text(encoding="utf-8") == first

    cells = nbformat.read(path, as_version=4).cells
    assert cells[1].outputs[0].data["text/plain"] == "2"
    assert cells[3].outputs == []
    assert len({cell.id for cell in cells}) == 4


def test_the_answer_in_the_first_cell_is_what_the_run_found(tmp_path):
    path = write(tmp_path / "a.ipynb", "from IPython.display import Markdown\nMarkdown(f'It is {2 + 2},\\nsurely.')")
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[0].source = "**Question.** How many?\n\n**Answer.** Three,\nperhaps.\n\n**Run time.** None."
    notebook.cells[1].metadata["tags"] = ["answer"]
    nbformat.write(notebook, path)
    assert execute("--check", path).returncode == 0
    assert "Three" in nbformat.read(path, as_version=4).cells[0].source
    assert execute(path).returncode == 0
    said = nbformat.read(path, as_version=4).cells[0].source
    assert said == "**Question.** How many?\n\n**Answer.** It is 4, surely.\n\n**Run time.** None."


def test_a_small_check_stores_nothing(tmp_path):
    path = write(tmp_path / "a.ipynb", "import os\nassert os.environ['ALLHOURS_SMALL'] == '1'")
    before = path.read_bytes()
    run = execute("--check", "--small", path)
    assert run.returncode == 0, run.stderr
    assert path.read_bytes() == before


def test_a_failing_notebook_is_told_and_not_stored(tmp_path):
    path = write(tmp_path / "a.ipynb", "raise ValueError('no agents at night')")
    before = path.read_bytes()
    run = execute(path)
    assert run.returncode == 1
    assert "no agents at night" in run.stderr
    assert path.read_bytes() == before


def test_small_figures_cannot_be_stored(tmp_path):
    run = execute("--small", write(tmp_path / "a.ipynb", "1"))
    assert run.returncode == 2
    assert "--small needs --check" in run.stderr

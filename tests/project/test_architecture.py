"""The house rules of ``sim/``: functions of a repository root, tried on this one and on made-up ones."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]

STAGES = (
    "scenario",
    "demand",
    "centre",
    "measures",
    "staffing",
    "rostering",
    "finance",
    "experiments",
    "outputs",
    "cli",
)
OPEN_TO_ALL = ("errors", "files", "timing", "wording")  # they import no stage
ENTRANCES = ("__init__", "__main__")
HOME = {"simpy": "centre", "ortools": "rostering", "matplotlib": "outputs"}
MOST_LINES = 300


def python_files(root: Path, folder: str = "sim") -> list[Path]:
    return sorted(path for path in (root / folder).rglob("*.py") if "__pycache__" not in path.parts)


def part_of(root: Path, path: Path) -> str:
    """The stage, shared module or entrance that a file of ``sim/`` belongs to."""
    return path.relative_to(root / "sim").with_suffix("").parts[0]


def imported_names(root: Path, path: Path) -> Iterator[tuple[int, str]]:
    """Line and full dotted name of each import in a file, wherever in the file it stands."""
    package = path.relative_to(root).parent.parts
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            base = list(package[: len(package) - node.level + 1]) if node.level else []
            base += node.module.split(".") if node.module else []
            for alias in node.names:
                yield node.lineno, ".".join([*base, alias.name])


def unknown_parts(root: Path) -> list[str]:
    known = {*STAGES, *OPEN_TO_ALL, *ENTRANCES}
    return [
        f"{path.relative_to(root)}: {part_of(root, path)} is no stage (stages: {', '.join(STAGES)})"
        for path in python_files(root)
        if part_of(root, path) not in known
    ]


def may_import(importer: str, imported: str) -> bool:
    if imported == importer or imported in OPEN_TO_ALL or imported.startswith("__"):
        return True
    if importer == "__main__":
        return imported == "cli"
    return importer in STAGES and imported in STAGES and STAGES.index(imported) < STAGES.index(importer)


def wrong_way_imports(root: Path) -> list[str]:
    """Imports within ``sim`` that do not go to the same stage, an earlier one, or a module open to all.

    A name taken from ``sim`` itself (``from sim import simulate``) hides which stage it comes from, so it
    is refused as well; what starts with two underscores, such as ``__version__``, is free.
    """
    found = []
    for path in python_files(root):
        importer = part_of(root, path)
        for line, name in imported_names(root, path):
            first, _, rest = name.partition(".")
            if first == "sim" and not may_import(importer, rest.partition(".")[0]):
                found.append(f"{path.relative_to(root)}:{line}: {importer} imports {name}")
    return found


def libraries_away_from_home(root: Path) -> list[str]:
    return [
        f"{path.relative_to(root)}:{line}: {name} belongs in sim/{HOME[library]}"
        for path in python_files(root)
        for line, name in imported_names(root, path)
        if (library := name.partition(".")[0]) in HOME and part_of(root, path) != HOME[library]
    ]


def deep_folders(root: Path) -> list[str]:
    return [
        str(path.relative_to(root))
        for path in sorted((root / "sim").glob("*/*"))
        if path.is_dir() and path.name != "__pycache__"
    ]


def long_files(root: Path) -> list[str]:
    files = [path for folder in ("sim", "tests") for path in python_files(root, folder)]
    counted = ((path, len(path.read_text(encoding="utf-8").splitlines())) for path in files)
    return [
        f"{path.relative_to(root)}: {lines} lines, at most {MOST_LINES}"
        for path, lines in counted
        if lines > MOST_LINES
    ]


def definitions_in_notebooks(root: Path) -> list[str]:
    found = []
    for path in sorted((root / "notebooks").glob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        for number, cell in enumerate(cells, start=1):
            if cell["cell_type"] != "code":
                continue
            lines = "".join(cell["source"]).splitlines()
            source = "\n".join("" if line.lstrip().startswith(("%", "!")) else line for line in lines)
            found += [
                f"{path.relative_to(root)}, cell {number}: {node.name} is defined in the notebook"
                for node in ast.walk(ast.parse(source))
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
            ]
    return found


RULES = (
    unknown_parts,
    wrong_way_imports,
    libraries_away_from_home,
    deep_folders,
    long_files,
    definitions_in_notebooks,
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_repository_keeps(rule):
    assert rule(REPOSITORY) == []


# The rules themselves, on small made-up repositories.


def make(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def notebook(*sources: str) -> str:
    return json.dumps({"cells": [{"cell_type": "code", "source": [source]} for source in sources]})


def test_a_tidy_tree_passes_every_rule(tmp_path):
    make(
        tmp_path,
        {
            "sim/__init__.py": "__version__ = '1'\n",
            "sim/__main__.py": "from sim.cli import main\n",
            "sim/errors.py": "class InputError(Exception): ...\n",
            "sim/scenario/load.py": "from sim.errors import InputError\nfrom .model import Scenario\n",
            "sim/scenario/model.py": "import pydantic\n",
            "sim/centre/run.py": "import simpy\nfrom sim.scenario.model import Scenario\n",
            "sim/finance.py": "from sim import measures\nfrom . import timing\n",
            "sim/rostering/solve.py": "from ortools.sat.python import cp_model\n",
            "sim/outputs/plots.py": "import matplotlib.pyplot as plt\nfrom ..experiments import plan\n",
            "sim/cli/__init__.py": "from sim.cli.parser import command_line\n",
            "sim/cli/parser.py": "from sim import __version__\nfrom . import plans\n",
            "sim/cli/plans.py": "def plan():\n    from sim.outputs import plots\n",
            "notebooks/01.ipynb": notebook("%matplotlib inline\nx = [n for n in range(3)]", "f = max"),
        },
    )
    assert [rule(tmp_path) for rule in RULES] == [[]] * len(RULES)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("sim/demand/draw.py", "from sim.centre import run\n"),
        ("sim/demand/draw.py", "from sim import centre\n"),
        ("sim/demand/draw.py", "import sim.centre.run\n"),
        ("sim/demand/draw.py", "from ..centre import run\n"),
        ("sim/demand/draw.py", "from ..centre.run import simulate\n"),
        ("sim/demand/draw.py", "def draw():\n    from sim.centre import run\n"),
        (
            "sim/demand/draw.py",
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from sim.centre.run import RunLog\n",
        ),
        ("sim/finance.py", "from .experiments import plan\n"),
        ("sim/experiments/plan.py", "from sim.outputs import plots\n"),
        ("sim/outputs/plots.py", "from sim import simulate\n"),
        ("sim/outputs/plots.py", "import sim\n"),
        ("sim/outputs/plots.py", "from sim.cli.console import say\n"),
        ("sim/__main__.py", "from sim.outputs import plots\n"),
        ("sim/errors.py", "from sim.scenario import model\n"),
        ("sim/__init__.py", "from sim.scenario import load_scenario\n"),
    ],
)
def test_an_import_the_wrong_way_is_found(tmp_path, name, text):
    found = wrong_way_imports(make(tmp_path, {name: text}))
    assert len(found) == 1
    assert found[0].startswith(name)


@pytest.mark.parametrize(
    ("rule", "name", "text"),
    [
        (unknown_parts, "sim/utils.py", ""),
        (unknown_parts, "sim/helpers/text.py", ""),
        (libraries_away_from_home, "sim/measures/service.py", "import simpy\n"),
        (libraries_away_from_home, "sim/experiments/plan.py", "from simpy.resources import store\n"),
        (libraries_away_from_home, "sim/staffing.py", "from ortools.sat.python import cp_model\n"),
        (libraries_away_from_home, "sim/cli/plans.py", "def plot():\n    import matplotlib.pyplot as plt\n"),
        (deep_folders, "sim/demand/history/read.py", ""),
        (long_files, "sim/demand/draw.py", "x = 1\n" * 301),
        (long_files, "tests/demand/test_draw.py", "x = 1\n" * 301),
        (definitions_in_notebooks, "notebooks/01.ipynb", notebook("x = 1", "if x:\n    def f(): ...")),
        (definitions_in_notebooks, "notebooks/01.ipynb", notebook("!pwd\nclass A: ...")),
    ],
)
def test_a_broken_rule_is_found(tmp_path, rule, name, text):
    found = rule(make(tmp_path, {name: text}))
    assert len(found) == 1


def test_a_file_of_exactly_the_most_lines_is_allowed(tmp_path):
    lines = "x = 1\n" * MOST_LINES
    assert long_files(make(tmp_path, {"sim/demand/draw.py": lines, "tests/demand/test_draw.py": lines})) == []

"""The four descriptions of the environment agree: pyproject, lock, constraints, and the conda file."""

import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from ruamel.yaml import YAML

REPOSITORY = Path(__file__).resolve().parents[2]
LOCK = (REPOSITORY / "requirements.lock").read_text(encoding="utf-8")
CONSTRAINTS = (REPOSITORY / "constraints.txt").read_text(encoding="utf-8")
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CONDA = YAML(typ="safe").load((REPOSITORY / "environment.yml").read_text(encoding="utf-8"))

Pins = dict[tuple[str, str], str]  # (package, condition on the Python or system) -> version


def entries(text: str) -> list[str]:
    """One string for each package of a requirements file, its continuation lines joined."""
    return [line for line in re.sub(r"\\\n\s*", "", text).splitlines() if line.strip()]


def pins(text: str) -> Pins:
    found = {}
    for entry in entries(text):
        requirement = Requirement(entry.partition("--hash")[0].strip())
        (pin,) = requirement.specifier
        assert pin.operator == "==", entry
        found[canonicalize_name(requirement.name), str(requirement.marker or "")] = pin.version
    return found


def declared() -> list[Requirement]:
    extras = PROJECT["optional-dependencies"]
    return [Requirement(text) for text in [*PROJECT["dependencies"], *extras["dev"]]]


def test_every_entry_of_the_lock_has_hashes():
    assert [entry for entry in entries(LOCK) if "--hash=sha256:" not in entry] == []


def test_lock_and_constraints_name_no_host():
    for text in (LOCK, CONSTRAINTS):
        assert re.findall(r"[a-z]+://", text) == []
        assert re.findall(r"^\s*-.*(?:index|find-links|trusted)", text, flags=re.MULTILINE) == []


def test_constraints_carry_no_hashes():
    assert "--hash" not in CONSTRAINTS  # pip would then demand one for the project itself


def test_lock_and_constraints_agree():
    locked, constrained = pins(LOCK), pins(CONSTRAINTS)
    assert locked
    assert {key: constrained.get(key) for key in locked} == locked


def test_every_declared_dependency_is_locked_at_a_version_it_allows():
    locked = pins(LOCK)
    for requirement in declared():
        versions = [version for (name, _), version in locked.items() if name == canonicalize_name(requirement.name)]
        assert versions, f"{requirement.name} is not in requirements.lock; run make lock"
        for version in versions:
            assert requirement.specifier.contains(version), f"{requirement} does not allow the locked {version}"


def test_one_numpy_and_one_scipy_for_every_python():
    for library in ("numpy", "scipy"):
        assert len([name for name, _ in pins(LOCK) if name == library]) == 1


def test_conda_takes_only_python_and_pip_and_leaves_the_rest_to_the_constraints():
    assert CONDA["name"] == PROJECT["name"]
    assert CONDA["channels"] == ["conda-forge"]
    python, pip, section = CONDA["dependencies"]
    assert python.startswith("python>=")
    assert pip == "pip"
    assert section == {"pip": ["-c constraints.txt", "-e .[dev]"]}


def test_conda_python_is_one_the_project_supports():
    allowed = SpecifierSet(PROJECT["requires-python"])
    conda = SpecifierSet(CONDA["dependencies"][0].removeprefix("python"))
    minors = [f"3.{minor}" for minor in range(30)]
    chosen = [version for version in minors if conda.contains(version)]
    assert chosen == ["3.11", "3.12", "3.13"]
    assert all(allowed.contains(version) for version in chosen)
    classified = [
        c.rpartition(" ")[2] for c in PROJECT["classifiers"] if c.startswith("Programming Language :: Python :: 3.")
    ]
    assert classified == chosen

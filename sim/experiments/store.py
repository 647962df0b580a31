"""Results kept as they arrive, one file per scenario, roster and replication, so that a killed sweep resumes."""

from __future__ import annotations

import hashlib
import io
from functools import cache
from importlib.metadata import version
from pathlib import Path

import pandas as pd
from pyarrow import ArrowException

from sim.centre.roster import Roster
from sim.files import write_atomically
from sim.scenario.model import Scenario

_LIBRARIES = ("holidays", "numpy", "pandas", "scipy", "simpy", "tzdata")
"""What results depend on besides the suite itself."""


def folder_of_results(store: str | Path, scenario: Scenario, roster: Roster, kind: str) -> Path:
    """Return the folder of a case's results; another scenario, roster, kind of run or version is another folder."""
    return Path(store) / "-".join([scenario.digest, roster_digest(roster), kind, code_digest()])


def file_of_result(folder: Path, replication: int) -> Path:
    """Return the file of one run."""
    return folder / f"{replication:06d}.parquet"


def read_result(file: Path) -> pd.DataFrame | None:
    """Return the table of a file, None where there is none or where it is no whole table."""
    try:
        return pd.read_parquet(file)
    except (OSError, ValueError, ArrowException):
        return None


def keep_result(file: Path, table: pd.DataFrame) -> None:
    """Write a table to a temporary name, flushed to the disk, and rename it, so that no file is ever half there."""
    content = io.BytesIO()
    table.to_parquet(content, index=False)
    write_atomically(file, content.getvalue())


def roster_digest(roster: Roster) -> str:
    """Return twelve hexadecimal digits that change with any assignment, which is all that runs and costs read."""
    return hashlib.sha256(roster.assignments.to_csv(index=False).encode()).hexdigest()[:12]


@cache
def code_digest() -> str:
    """Return eight hexadecimal digits of the suite's own source and of the libraries that results depend on."""
    told = hashlib.sha256(" ".join(f"{name} {version(name)}" for name in _LIBRARIES).encode())
    for file in sorted(Path(__file__).parents[1].rglob("*.py")):
        told.update(file.read_bytes())
    return told.hexdigest()[:8]

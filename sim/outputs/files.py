"""Folders of results that appear whole or not at all: checked before long work, written aside, moved into place."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from sim.errors import InputError, Problem
from sim.files import PART, cannot_write, write_atomically

_ACCEPTED = "a folder you may write to, there already or not"


def check_writable(folder: str | Path) -> None:
    """Return nothing if files can be written into the folder, which need not exist yet; nothing is left behind.

    A file is really created, because permissions alone do not tell: the disk may be mounted read-only.

    Raises
    ------
    InputError
        If the folder, or the nearest folder above it that exists, cannot be written to, or is a file.
    """
    folder = Path(folder)
    existing = folder
    try:
        while not existing.exists() and existing != existing.parent:
            existing = existing.parent
        if not existing.is_dir():
            what = "this is a file" if existing == folder else f"'{existing}' is a file"
            raise InputError(
                Problem(f"the output folder cannot be used: {what}", given=str(folder), accepted=_ACCEPTED)
            )
        with tempfile.TemporaryFile(prefix=PART, dir=existing):
            pass
    except OSError as error:
        raise cannot_write(folder, error) from None


def write_together(folder: str | Path, files: Mapping[str, bytes | str]) -> list[Path]:
    """Return the paths of files written into a folder as one set: all are complete before the first is put in place.

    `files` maps names such as ``tables/costs.csv`` to contents. They are written to a temporary folder, then renamed
    into place. What the set before this one wrote (listed in its `about.json`) and this one does not have is removed,
    so that no calendar of somebody who left the roster stays behind; files of anybody else are not touched.

    Raises
    ------
    InputError
        If something cannot be written; no file is then half-written.
    """
    folder = Path(folder)
    # Inside the folder where it is there already: one may be allowed to write into it but not beside it.
    beside = folder if folder.is_dir() else folder.parent
    try:
        beside.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=PART, dir=beside))
    except OSError as error:
        raise cannot_write(folder, error) from None
    try:
        for name, content in files.items():
            write_atomically(staging / name, content)
        stale = sorted(set(_listed(folder)) - set(files))
        for name in files:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            os.replace(staging / name, folder / name)
        for name in stale:
            (folder / name).unlink(missing_ok=True)
    except OSError as error:
        raise cannot_write(folder, error) from None
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return [folder / name for name in files]


def _listed(folder: Path) -> list[str]:
    """Files an earlier set says it wrote; names that lead out of the folder are left alone."""
    try:
        names = json.loads((folder / "about.json").read_text(encoding="utf-8"))["files"]
    except (OSError, ValueError, KeyError, TypeError):
        return []
    if not isinstance(names, list):
        return []
    inside = [PurePosixPath(name) for name in names if isinstance(name, str)]
    return [str(name) for name in inside if not name.is_absolute() and ".." not in name.parts]

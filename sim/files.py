"""One file: read as text, or written whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from pathlib import Path

from sim.errors import InputError, Problem

PART = ".part-"
"""Start of the names of everything unfinished."""


def write_atomically(path: str | Path, content: bytes | str) -> Path:
    """Return the path, after its file has come to hold the content, text as UTF-8, whole or not at all.

    The content goes to a temporary name in the same folder, is flushed to the disk and renamed.

    Raises
    ------
    InputError
        If the file cannot be written; an older file of that name is then unchanged.
    """
    path = Path(path)
    data = content.encode() if isinstance(content, str) else content
    temporary = path.parent / f"{PART}{secrets.token_hex(8)}"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except OSError as error:
        raise cannot_write(path, error) from None
    finally:
        with contextlib.suppress(OSError):  # where the folder is none, nothing was written
            temporary.unlink(missing_ok=True)
    return path


def cannot_write(path: Path, error: OSError) -> InputError:
    """Return the error to raise for a path that cannot be written, in the words of people who have no errno."""
    reason = {
        errno.EACCES: "you have no permission to write there",
        errno.EPERM: "you have no permission to write there",
        errno.EROFS: "the disk is read-only",
        errno.ENOSPC: "the disk is full",
        errno.ENOTDIR: "a part of the path is a file",
        errno.EEXIST: "a part of the path is a file",
        errno.EISDIR: "this is a folder",
        errno.ENAMETOOLONG: "the name is too long",
    }.get(error.errno or 0, error.strerror or str(error))
    accepted = "a folder you may write to, there already or not"
    return InputError(Problem(f"nothing can be written here: {reason}", given=str(path), accepted=accepted))


def read_text(path: str | Path) -> str:
    """Return the text of a file in UTF-8, without the mark that some programs put before it.

    Raises
    ------
    InputError
        If the file cannot be read or is no such text.
    """
    try:
        return Path(path).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(Problem(f"the file cannot be read ({error.strerror})", str(path))) from None
    except UnicodeDecodeError:
        raise InputError(Problem("the file is not text in UTF-8", str(path))) from None

"""The text of a log: the file as columns of text, and codes translated into the words of the history."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.demand.mapping import Coded
from sim.demand.stamps import lines_text
from sim.errors import InputError, Problem, other_separator, suggestion

MOST_CODES = 5
"""Unknown codes shown in one message."""


class Readable(Protocol):
    """What any mapping says of a file."""

    @property
    def separator(self) -> str:
        """Sign between columns."""

    @property
    def compression(self) -> Literal["infer", "gzip", "bz2", "zip", "xz", "none"]:
        """How the file is compressed."""

    @property
    def encoding(self) -> str:
        """How its text is encoded."""

    def columns(self) -> dict[str, str]:
        """Return every column that is needed, by the key that names it."""


def read_log(path: Path, mapping: Readable, what: str = "history") -> pd.DataFrame:
    """Return the rows of a log (or of what else is read alike) as text, empty text where a row has no value.

    Raises
    ------
    InputError
        If the file cannot be read, is empty, or misses columns of the mapping.
    """
    file = path.name
    try:
        rows = pd.read_csv(
            path,
            sep=mapping.separator,
            compression=None if mapping.compression == "none" else mapping.compression,
            encoding=mapping.encoding,
            dtype="str",
            keep_default_na=False,
            skip_blank_lines=False,  # so that row numbers remain line numbers
        )
    except pd.errors.EmptyDataError:
        raise InputError(Problem(f"the {what} is empty: the file has no header", file)) from None
    except pd.errors.ParserError as error:
        raise InputError(Problem(f"the rows cannot be told apart ({str(error).strip()})", file)) from None
    except (UnicodeDecodeError, LookupError) as error:
        raise InputError(Problem(f"the file is not {mapping.encoding} text ({error})", file)) from None
    except (OSError, EOFError) as error:
        raise InputError(
            Problem(f"the file cannot be read ({getattr(error, 'strerror', None) or error})", file)
        ) from None
    given = list(rows.columns)
    missing = [(key, column) for key, column in mapping.columns().items() if column not in given]
    if missing:
        if other := other_separator(given, [column for _, column in missing]):
            wrong = f"the columns are separated by {other!r}, not by {mapping.separator!r}"
            raise InputError(Problem(wrong, file, 1, given=given[0], accepted=f"separator: {other!r} in the mapping"))
        accepted = ", ".join(map(str, given))
        raise InputError(
            [
                Problem(f"the column '{column}' is missing{suggestion(column, given)}", file, 1, key, accepted=accepted)
                for key, column in missing
            ]
        )
    if rows.empty:
        raise InputError(Problem(f"the {what} is empty: the file has a header and no rows", file))
    return rows.fillna("")


def read_codes(
    rows: pd.DataFrame, lines: npt.NDArray[np.int64], coded: Coded, name: str, file: str, problems: list[Problem]
) -> pd.Series:
    """Return a field in the words of the history (NaN where absent); unknown codes are appended to the problems."""
    if coded.column is None:
        return pd.Series(coded.value or None, index=rows.index, dtype="str")
    text = rows[coded.column].str.strip()
    text = text.mask(text.isin([*coded.absent, ""]))
    if coded.codes is None:
        return text
    unknown = (text.notna() & ~text.isin(list(coded.codes))).to_numpy()
    if unknown.any():
        where = np.flatnonzero(unknown)
        different = list(text.iloc[where].unique())
        shown = ", ".join(f"'{code}'" for code in different[:MOST_CODES])
        more = f" and {len(different) - MOST_CODES} more" if len(different) > MOST_CODES else ""
        near = suggestion(different[0], coded.codes) if len(different) == 1 else ""
        wrong = f"unknown code{'s' if len(different) > 1 else ''} {shown}{more} in the column '{coded.column}'{near}, "
        wrong += lines_text(lines[where])
        problems.append(Problem(wrong, file, int(lines[where[0]]), f"{name}.codes", accepted=", ".join(coded.codes)))
    return text.map(coded.codes)

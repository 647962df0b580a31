"""What was wrong with a history: rows dropped and why, and what to know before trusting the rest.

Nothing is dropped silently: rows read = rows kept + rows dropped, by reason.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.demand.stamps import lines_text


@dataclass(frozen=True)
class Quality:
    """The report on the quality of a history."""

    file: str
    """Name of the file read."""
    rows_read: int
    dropped: pd.DataFrame
    """One row per reason: reason, rows, first_lines."""
    warnings: pd.DataFrame
    """One row per warning: warning, rows (None where it is not about rows), first_lines."""
    absent: pd.DataFrame
    """One row per field of the history: field, share of kept rows without it (0 to 1)."""

    @property
    def rows_dropped(self) -> int:
        """Rows left out."""
        return int(self.dropped["rows"].sum())

    @property
    def rows_kept(self) -> int:
        """Rows in the history."""
        return self.rows_read - self.rows_dropped

    def text(self) -> str:
        """Return the report for people."""
        lines = [f"{self.file}: {self.rows_read:,} rows read, {self.rows_kept:,} kept, {self.rows_dropped:,} dropped"]
        for reason, rows, place in _rows(self.dropped):
            lines.append(f"  dropped {rows:,}: {reason} ({place})")
        for warning, rows, place in _rows(self.warnings):
            lines.append(f"  note {rows:,.0f}: {warning} ({place})" if place else f"  note: {warning}")
        for name, share in _rows(self.absent):
            if share > 0:
                lines.append(f"  absent: {name} in {share:.1%} of the rows")
        return "\n".join(lines)


def _rows(table: pd.DataFrame) -> list[tuple[Any, ...]]:
    return list(table.itertuples(index=False, name=None))


@dataclass
class Sieve:
    """Which rows are still kept while a history is read, and what has been noted on the way."""

    lines: npt.NDArray[np.int64]
    """Line of each row in the file, from 1."""
    keep: npt.NDArray[np.bool_] = field(init=False)
    dropped: list[tuple[str, int, str]] = field(default_factory=list)
    warnings: list[tuple[str, int | None, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.keep = np.ones(len(self.lines), dtype=bool)

    def drop(self, rows: npt.NDArray[np.bool_], reason: str) -> None:
        """Leave out the rows that are not out already, and count them under the reason."""
        where = np.flatnonzero(rows & self.keep)
        if len(where):
            self.keep[where] = False
            self.dropped.append((reason, len(where), lines_text(self.lines[where])))

    def warn(self, rows: npt.NDArray[np.bool_], warning: str) -> None:
        """Note a warning about rows that are kept."""
        where = np.flatnonzero(rows & self.keep)
        if len(where):
            self.warnings.append((warning, len(where), lines_text(self.lines[where])))

    def note(self, warning: str) -> None:
        """Note a warning that is not about rows."""
        self.warnings.append((warning, None, ""))

    def report(self, file: str, contacts: pd.DataFrame) -> Quality:
        """Return the report on what was kept."""
        shares = contacts.isna().mean()
        return Quality(
            file=file,
            rows_read=len(self.lines),
            dropped=pd.DataFrame(self.dropped, columns=["reason", "rows", "first_lines"]),
            warnings=pd.DataFrame(self.warnings, columns=["warning", "rows", "first_lines"]),
            absent=pd.DataFrame({"field": shares.index, "share": shares.to_numpy()}),
        )

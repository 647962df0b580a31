"""Drawn columns as a run reads them: one plain number at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

import numpy as np
import numpy.typing as npt


def plain(column: npt.NDArray[Any]) -> Sequence[Any]:
    """Return a column whose items come as plain Python numbers, which cost a run a fraction of numpy's."""
    return cast(Sequence[Any], memoryview(np.ascontiguousarray(column)))  # type: ignore[arg-type]  # an array is one


class PlainColumns(dict[str, Sequence[Any]]):
    """Columns whose items come as plain numbers, each fetched when it is first asked for."""

    def __init__(self, columns: Mapping[str, npt.NDArray[Any]]) -> None:
        super().__init__()
        self.columns = columns

    def __missing__(self, name: str) -> Sequence[Any]:
        """Fetch a column."""
        self[name] = plain(self.columns[name])
        return self[name]

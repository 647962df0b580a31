"""Progress bars on the standard error stream, one per stage; silent where nobody watches."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Any, Self

from tqdm import tqdm


class Bars:
    """Tells how far long work is; call it with the stage and the share done, 0 to 1."""

    def __init__(self, quiet: bool = False) -> None:
        self.is_silent = quiet or not sys.stderr.isatty()
        self._bar: tqdm[Any] | None = None
        self._stage = ""

    def __call__(self, stage: str, done: float) -> None:
        """Show that a share of a stage is done; a new stage, or one that starts again, begins a new bar."""
        if self.is_silent:
            return
        bar = self._bar
        if bar is None or stage != self._stage or done * 100 < bar.n:
            self._close()
            self._stage = stage
            bar = tqdm(total=100, desc=stage, bar_format="{desc:20} {percentage:3.0f} % |{bar}| {elapsed}")
            self._bar = bar
        bar.update(round(done * 100) - bar.n)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def _close(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None


def bars(quiet: bool = False) -> Bars:
    """Return progress bars for a command; none where `quiet` or where standard error is not a terminal."""
    return Bars(quiet)

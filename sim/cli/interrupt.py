"""SIGTERM takes the way of Ctrl-C: what runs is ended, what is half-written is removed, and the status says why."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType


class Terminated(KeyboardInterrupt):
    """The process was asked to end (SIGTERM)."""


@contextlib.contextmanager
def terminated_like_interrupted() -> Iterator[None]:
    """Within it SIGTERM raises `Terminated` in the main thread; elsewhere signals are not a command's to answer."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, _terminate)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _terminate(number: int, frame: FrameType | None) -> None:
    raise Terminated

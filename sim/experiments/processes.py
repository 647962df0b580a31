"""Work in several processes, of which none stays behind when it is interrupted."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from joblib import Parallel, delayed
from joblib.externals.loky import get_reusable_executor

T = TypeVar("T")


def in_processes(jobs: int, function: Callable[..., T], arguments: Iterable[tuple[Any, ...]]) -> Iterator[T]:
    """Yield what a function returns for each of the arguments, in their order, worked out by so many processes.

    Processes are kept for the next call. When the work is interrupted or fails they are ended at once.
    """
    try:
        with _deaf_to_ctrl_c():
            results = Parallel(n_jobs=jobs, return_as="generator")(delayed(function)(*given) for given in arguments)
        yield from results
    except BaseException:  # Ctrl-C is no Exception, nor is it when nobody asks for the rest
        if jobs != 1:
            get_reusable_executor(reuse=True).shutdown(wait=True, kill_workers=True)
        raise


@contextlib.contextmanager
def _deaf_to_ctrl_c() -> Iterator[None]:
    """Within it processes are begun that leave Ctrl-C, which a terminal sends to all of them, to this one to answer.

    They inherit that it is ignored; a mask would not do, because the first of them to begin resets it.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)

"""Independent streams of random numbers, one for each purpose of each replication.

A purpose never shares a stream with another, so switching a lever on changes only what it acts upon, and
alternatives meet the same customers (common random numbers).
"""

from __future__ import annotations

import zlib

import numpy as np


def stream(seed: int, replication: int, purpose: str) -> np.random.Generator:
    """Return the generator that belongs to (seed, replication, purpose), always in the same state.

    >>> bool(stream(1, 0, "patience").random() == stream(1, 0, "patience").random())
    True
    >>> bool(stream(1, 0, "patience").random() == stream(1, 0, "work").random())
    False
    """
    key = (replication, zlib.crc32(purpose.encode()))
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=key)))

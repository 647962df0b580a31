"""Scenario data with values replaced, for tests that write a small case once and vary it."""

import copy
from collections.abc import Mapping


def with_changes(data: Mapping[str, object], changes: Mapping[str, object]) -> dict:
    """A copy with other values; `__` in a name leads into a part: ``costs__loading``."""
    changed = copy.deepcopy(dict(data))
    for path, value in changes.items():
        *parts, last = path.split("__")
        inner = changed
        for part in parts:
            inner = inner.setdefault(part, {})
        inner[last] = value
    return changed

"""What runs used, as plain numbers: to average and fit them, and to hand them back to the formulas of cost."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any

from sim.finance.usage import Usage

Leaf = tuple[Any, ...]
"""Where a number stands in a usage: the names of fields, and the keys of mappings."""
_OF_THE_RUN = ("replication", "horizon")


def leaves_of(usage: Usage) -> dict[Leaf, float]:
    """Return every number of a usage by its place; what belongs to the run itself is left out.

    Examples
    --------
    >>> from sim.finance.usage import VendorUsage
    >>> use = Usage(0, 1, {("care", "Ada"): 1.5}, 0, {"desk": VendorUsage(contacts=3)}, {}, 0, 2, 9, 7, 6)
    >>> found = leaves_of(use)
    >>> found["overtime", ("care", "Ada")], found["vendors", "desk", "contacts"], found["lost",]
    (1.5, 3.0, 2.0)
    """
    return {place: value for place, value in _walk(usage, ()) if place[0] not in _OF_THE_RUN}


def with_all_places(usages: Sequence[Usage]) -> Usage:
    """Return a usage that has every place any of them has, with the numbers of the first that has it."""
    found: Usage = reduce(_together, usages)
    return found


def with_leaves(usage: Usage, leaves: Mapping[Leaf, float]) -> Usage:
    """Return a usage with other numbers at places it has, or new numbers in its mappings of numbers.

    Numbers may be fractions where a run has whole ones: they are means.
    """
    changed: dict[str, Any] = {}
    for (name, *rest), value in leaves.items():
        changed[name] = _put(changed.get(name, getattr(usage, name)), rest, value)
    return dataclasses.replace(usage, **changed)


def _together(first: Any, second: Any) -> Any:
    if first is None or second is None:
        return second if first is None else first
    if isinstance(first, Mapping):
        both = {key: _together(value, second.get(key)) for key, value in first.items()}
        return both | {key: value for key, value in second.items() if key not in first}
    if dataclasses.is_dataclass(first):
        names = [field.name for field in dataclasses.fields(first)]
        inner = {name: _together(getattr(first, name), getattr(second, name)) for name in names}
        return dataclasses.replace(first, **inner)  # type: ignore[type-var]  # an object, not a class
    return first


def _walk(value: Any, place: Leaf) -> Any:
    if isinstance(value, bool | int | float):
        yield place, float(value)
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _walk(inner, (*place, key))
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from _walk(getattr(value, field.name), (*place, field.name))


def _put(value: Any, rest: list[Any], number: float) -> Any:
    if not rest:
        return number > 0.5 if isinstance(value, bool) else number
    first, *others = rest
    if isinstance(value, Mapping):
        return {**value, first: _put(value.get(first, 0.0), others, number)}
    return dataclasses.replace(value, **{first: _put(getattr(value, first), others, number)})

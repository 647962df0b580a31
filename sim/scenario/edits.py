"""Edits of a scenario, as a file that extends it would state them, and changes relative to what stands there.

``{times: 1.1}`` multiplies what the scenario says, ``{plus: 2}`` adds to it, and ``every`` in the place of a name means
each name that is there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sim.errors import InputError, Problem
from sim.scenario.duration import duration_text, parse_duration
from sim.scenario.load import Path_, Positions, extend_scenario
from sim.scenario.model import Scenario

_RELATIVE = ("times", "plus", "at_least", "at_most")
_ACCEPTED = "{times: number} or {plus: number}, with at_least and at_most if wanted; durations with their unit"


def edited(
    scenario: Scenario, edits: Mapping[str, Any], positions: Positions | None = None, file: str = ""
) -> Scenario:
    """Return a scenario with edits, checked as if a file that extends it had stated what they come to.

    What the scenario is not sure of (`uncertainty`) is left out: it may not fit the edited values. `positions` says
    where the edits stand, for what is told of them.

    Raises
    ------
    InputError
        With every problem found.

    Examples
    --------
    >>> from sim.scenario.load import load_scenario
    >>> shop = load_scenario("scenarios/small_shop/small_shop.yaml")
    >>> trained = edited(shop, {"topics": {"every": {"resolution": {"plus": 0.1, "at_most": 0.9}}}})
    >>> trained.topics["order_status"].resolution, round(trained.topics["payment_problem"].resolution, 2)
    (0.9, 0.8)
    """
    problems: list[Problem] = []
    places: Positions = {}
    over = _resolved(edits, scenario.model_dump(), (), (), positions or {}, places, problems)
    if problems:
        raise InputError(problems)
    return extend_scenario(scenario.model_copy(update={"uncertainty": None}), over, places, file or None)


def leaves(edits: Mapping[str, Any], at: Path_ = ()) -> Iterator[tuple[Path_, str, Any]]:
    """Yield what edits change: the path, how (`set`, `times` or `plus`), and the value."""
    for key, value in edits.items():
        path = (*at, key)
        if is_relative(value):
            how = "times" if "times" in value else "plus"
            yield path, how, value[how]
        elif isinstance(value, Mapping) and value:
            yield from leaves(value, path)
        else:
            yield path, "set", value


def is_relative(value: Any) -> bool:
    """Return whether a value of an edit is a change relative to what stands there."""
    return isinstance(value, Mapping) and not {"times", "plus"}.isdisjoint(value) and set(value) <= set(_RELATIVE)


def _resolved(
    edits: Mapping[str, Any],
    current: Any,
    source: Path_,
    target: Path_,
    positions: Positions,
    places: Positions,
    problems: list[Problem],
) -> dict[str, Any]:
    """The edits with relative changes worked out; `source` is where they stand, `target` what they change."""
    found: dict[str, Any] = {}
    known = current if isinstance(current, Mapping) else {}
    for key, value in edits.items():
        names = [key]
        if key == "every":
            names = [name for name in known if name not in edits]
            if not known:
                problems.append(_problem("there is nothing here for 'every' to mean", (*source, key), positions))
        for name in names:
            here, there = (*source, key), (*target, name)
            places[there] = positions.get(here, positions.get((), ("", 1)))
            if is_relative(value):
                try:
                    found[name] = _changed(known.get(name), value)
                except ValueError as error:
                    field = ".".join(map(str, there))
                    problems.append(_problem(str(error), here, positions, field, repr(dict(value)), _ACCEPTED))
            elif isinstance(value, Mapping):
                found[name] = _resolved(value, known.get(name), here, there, positions, places, problems)
            else:
                found[name] = value
    return found


def _changed(current: Any, change: Mapping[str, Any]) -> Any:
    """What a value becomes; a duration stays one, a whole number is rounded to one."""
    if "times" in change and "plus" in change:
        raise ValueError("give 'times' or 'plus', not both")
    if current is None:
        raise ValueError("no value stands here that could be changed")
    if isinstance(current, bool) or not isinstance(current, int | float | str):
        raise ValueError("what stands here is no number and no duration")
    read = _duration if isinstance(current, str) else _number
    before = read(current)
    after = before * _number(change["times"]) if "times" in change else before + read(change["plus"])
    after = max(after, read(change["at_least"])) if "at_least" in change else after
    after = min(after, read(change["at_most"])) if "at_most" in change else after
    if isinstance(current, str):
        if after < 0:
            raise ValueError("a duration would become negative")
        return duration_text(round(after))
    return round(after) if isinstance(current, int) else after


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("this is no number")
    return float(value)


def _duration(value: Any) -> float:
    text = value.strip() if isinstance(value, str) else value
    is_less = isinstance(text, str) and text.startswith("-")
    return -float(parse_duration(text[1:])) if is_less else float(parse_duration(text))


def _problem(
    wrong: str,
    at: Path_,
    positions: Positions,
    field: str | None = None,
    given: str | None = None,
    accepted: str | None = None,
) -> Problem:
    file, line = positions.get(at, (None, None))
    return Problem(wrong, file, line, field or ".".join(map(str, at)), given, accepted)

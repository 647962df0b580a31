"""Turning what pydantic found into sentences a planner understands: file, line, field, given, accepted."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from sim.errors import Problem, suggestion
from sim.scenario.base import meant_as_share
from sim.scenario.model import Scenario


def problems_of(
    error: ValidationError,
    data: Any,
    positions: Mapping[tuple[str | int, ...], tuple[str, int]],
    file: str | None = None,
    root: type[BaseModel] = Scenario,
) -> list[Problem]:
    """Return one problem per mistake, in the order of the lines they stand on; `root` is what was to be read."""
    problems = [
        problem for item in error.errors(include_url=False) for problem in _problems(item, data, positions, file, root)
    ]
    return sorted(dict.fromkeys(problems), key=lambda problem: (problem.file or "", problem.line or 0))


def _problems(
    item: Any,
    data: Any,
    positions: Mapping[tuple[str | int, ...], tuple[str, int]],
    file: str | None,
    root: type[BaseModel],
) -> Iterator[Problem]:
    path = _path_in(data, item["loc"], missing=item["type"] == "missing")
    message = str(item["msg"]).removeprefix("Value error, ")
    if item["type"] == "value_error" and not path:
        for sentence in message.splitlines():
            field, _, wrong = sentence.partition(": ")
            wrong, _, rest = wrong.partition("; accepted: ")
            yield _problem(_keys(field), wrong, _given(data, _keys(field)), rest or None, positions, file)
        return
    wrong, given = message, None if item["type"] == "missing" else _shown(item["input"])
    accepted: str | None = None
    if item["type"] == "missing":
        wrong = "this key is needed"
    elif item["loc"] and item["loc"][-1] == "[key]" and "expected" in item.get("ctx", {}):
        wrong = f"unknown key{suggestion(str(item['input']), _words(item['ctx']['expected']))}"
        given, accepted = str(item["input"]), ", ".join(_words(item["ctx"]["expected"]))
    elif item["type"] == "extra_forbidden":
        known = _known_keys(path[:-1], root)
        wrong = f"unknown key{suggestion(str(path[-1]), known)}"
        given, accepted = str(path[-1]), ", ".join(sorted(known)) or None
    elif "expected" in item.get("ctx", {}) and item["type"] in ("literal_error", "enum"):
        wrong = "this value is not accepted" + suggestion(str(item["input"]), _words(item["ctx"]["expected"]))
        accepted = item["ctx"]["expected"]
    elif "; accepted: " in message:
        wrong, _, accepted = message.partition("; accepted: ")
    elif message.startswith("Input should be "):
        meant = (
            meant_as_share(item["input"]) if item.get("ctx", {}).get("le", item.get("ctx", {}).get("lt")) == 1 else ""
        )
        wrong, accepted = f"this value is not accepted{meant}", message.removeprefix("Input should be ")
    yield _problem(path, wrong, given, accepted, positions, file)


def _problem(
    path: tuple[str | int, ...],
    wrong: str,
    given: str | None,
    accepted: str | None,
    positions: Mapping[tuple[str | int, ...], tuple[str, int]],
    file: str | None,
) -> Problem:
    unplaced: tuple[str | None, int | None] = (file, None)
    place = next((positions[path[:end]] for end in range(len(path), 0, -1) if path[:end] in positions), unplaced)
    return Problem(
        wrong,
        file=place[0],
        line=place[1],
        field=".".join(map(str, path)) or None,
        given=given,
        accepted=accepted,
    )


def _keys(field: str) -> tuple[str | int, ...]:
    return tuple(int(key) if key.isdigit() else key for key in field.split("."))


def _given(data: Any, path: tuple[str | int, ...]) -> str | None:
    """What the file gives at a path, where it is a single value or a list of such."""
    for key in path:
        try:
            data = data[key]
        except (LookupError, TypeError):
            return None
    single = (str, int, float)
    is_shown = isinstance(data, single) or (
        isinstance(data, list | tuple) and bool(data) and all(isinstance(item, single) for item in data)
    )
    return _shown(data) if is_shown else None


def _path_in(data: Any, location: tuple[str | int, ...], missing: bool) -> tuple[str | int, ...]:
    """Return the location without the parts pydantic adds for the form of a value, such as a union's tag."""
    path: list[str | int] = []
    for position, key in enumerate(location):
        is_key = isinstance(data, dict) and key in data
        if is_key or (isinstance(data, list | tuple) and isinstance(key, int) and key < len(data)):
            data = data[key]
        elif not (missing and position == len(location) - 1):
            continue
        path.append(key)
    return tuple(path)


def _words(expected: str) -> list[str]:
    return [word.strip("' ") for word in expected.replace(" or ", ",").split(",")]


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


def _known_keys(path: tuple[str | int, ...], root: type[BaseModel]) -> list[str]:
    """Return the keys the model at a path accepts."""
    kinds: list[Any] = [root]
    for key in path:
        kinds = [inner for kind in kinds for inner in _inside(kind, key)]
    known = {name for kind in kinds for name in getattr(kind, "model_fields", {})}
    if not path and root is Scenario:
        known.add("extends")
    return sorted(known)


def _inside(kind: Any, key: str | int) -> Iterator[Any]:
    """The possible types of what stands under a key of a model, a mapping or a sequence."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        field = kind.model_fields.get(str(key))
        yield from _unfolded(field.annotation) if field is not None else ()
        return
    arguments = typing.get_args(kind)
    if typing.get_origin(kind) in (dict, tuple, list) and arguments:
        yield from _unfolded(arguments[1] if typing.get_origin(kind) is dict else arguments[0])


def _unfolded(kind: Any) -> Iterator[Any]:
    origin = typing.get_origin(kind)
    if origin is typing.Annotated:
        yield from _unfolded(typing.get_args(kind)[0])
    elif origin in (typing.Union, types.UnionType):
        for inner in typing.get_args(kind):
            yield from _unfolded(inner)
    else:
        yield kind

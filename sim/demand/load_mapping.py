"""Reading the mapping of a log: YAML with positions, every problem of the file at once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from sim.demand.mapping import Coded, DateColumn, Drop, HistoryMapping, Outcomes, Seconds, Times
from sim.errors import InputError, Problem, suggestion

Model = TypeVar("Model", bound=BaseModel)

_INSIDE: dict[str, type[BaseModel]] = {
    "date": DateColumn,
    "times": Times,
    "seconds": Seconds,
    "outcome": Outcomes,
    "drop": Drop,
}
"""The parts of a history's mapping by key; any other part is `Coded`."""


def load_mapping(path: str | Path) -> HistoryMapping:
    """Return the mapping of a YAML file.

    Raises
    ------
    InputError
        With every problem of the file: not there, not YAML, unknown or missing keys, values not accepted.
    """
    return read_mapping(path, HistoryMapping, _INSIDE)


def read_mapping(path: str | Path, model: type[Model], inside: Mapping[str, type[BaseModel]]) -> Model:
    """Return a mapping of some kind from a YAML file; `inside` names the kinds of its parts by key.

    Raises
    ------
    InputError
        As `load_mapping`.
    """
    file = str(path)
    try:
        data = YAML(typ="rt").load(Path(path).read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise InputError(Problem(f"the mapping cannot be read ({error.strerror})", file=file)) from None
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise InputError(Problem(str(error.problem or "this is not YAML"), file=file, line=line)) from None
    except (YAMLError, UnicodeDecodeError) as error:
        raise InputError(Problem(f"this is not YAML: {str(error).splitlines()[0]}", file=file)) from None
    if not isinstance(data, CommentedMap):
        what = "a history" if model is HistoryMapping else "answers"
        raise InputError(Problem(f"a mapping of {what} has keys", file=file, accepted=", ".join(model.model_fields)))
    try:
        return model.model_validate(_plain(data))
    except ValidationError as error:
        found = error.errors(include_url=False)
        raise InputError([_problem(item, data, file, model, inside) for item in found]) from None


def _plain(value: Any) -> Any:
    """Plain Python data: the validator shall not see the YAML reader's own kinds of strings and numbers."""
    if isinstance(value, CommentedMap):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, CommentedSeq):
        return [_plain(inner) for inner in value]
    for kind in (bool, str, int, float):
        if isinstance(value, kind):
            return kind(value)
    return value


def _problem(item: Any, data: Any, file: str, model: type[BaseModel], inside: Mapping[str, type[BaseModel]]) -> Problem:
    path = [str(part) for part in item["loc"]]
    message = str(item["msg"]).removeprefix("Value error, ")
    field, line = ".".join(path), _line(data, item["loc"])
    if item["type"] == "missing":
        return Problem("this key is needed", file, line, field)
    if item["type"] == "extra_forbidden":
        known = list((inside.get(path[0], Coded) if len(path) > 1 else model).model_fields)
        wrong = f"unknown key{suggestion(path[-1], known)}"
        return Problem(wrong, file, line, field, path[-1], ", ".join(known))
    if item["type"] == "literal_error":
        expected = item["ctx"]["expected"]
        near = suggestion(str(item["input"]), [word.strip("' ") for word in expected.replace(" or ", ",").split(",")])
        return Problem(f"this value is not accepted{near}", file, line, field, repr(item["input"]), expected)
    wrong, _, accepted = message.partition("; accepted: ")
    named, _, rest = wrong.partition(": ")
    if not field and rest:
        field, wrong, line = named, rest, _line(data, (named,))
    given = repr(item["input"]) if path and not isinstance(item["input"], dict) else None
    return Problem(wrong, file, line, field or None, given, accepted or None)


def _line(data: Any, path: tuple[str | int, ...]) -> int | None:
    """Return the line (from 1) of the deepest key of a path that stands in the file."""
    line = None
    for key in path:
        if isinstance(data, CommentedMap) and key in data:
            line = data.lc.key(key)[0] + 1
        elif isinstance(data, CommentedSeq) and isinstance(key, int) and key < len(data):
            line = data.lc.item(key)[0] + 1
        else:
            break
        data = data[key]
    return line

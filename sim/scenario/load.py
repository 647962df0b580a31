"""Reading scenario files: YAML with positions, `extends`, rate tables, and every error of the input at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from sim.errors import InputError, Problem
from sim.scenario.explain import problems_of
from sim.scenario.ledger_file import read_ledger
from sim.scenario.model import Scenario
from sim.scenario.past_shifts import read_past_shifts
from sim.scenario.rates import read_rates

Path_ = tuple[str | int, ...]
Positions = dict[Path_, tuple[str, int]]
"""File and line (from 1) of every value, by its path in the scenario."""

_SCENARIO = "a scenario is a YAML mapping with keys such as name, calendar, channels"


def load_scenario(path: str | Path) -> Scenario:
    """Return the scenario of a YAML file, with the files it `extends` beneath it.

    In a file that extends another, mappings are merged key by key, anything else replaces what the base says, and a
    key set to `null` is removed. Opening hours, and mappings that name a `family`, `policy` or `scheme`, are one value
    and replace the base's as a whole.

    Raises
    ------
    InputError
        With every problem found: file, line, field, what was given and what is accepted.
    """
    data, positions = _read_with_bases(Path(path), ())
    _read_tables(data, positions)
    _read_ledger(data, positions)
    scenario = validate_scenario(data, positions, str(path))
    if problems := _source_problems(data, positions):  # only now: a misspelt key would be told twice
        raise InputError(problems)
    return scenario


def validate_scenario(data: dict[str, Any], positions: Positions | None = None, file: str | None = None) -> Scenario:
    """Return the scenario of plain data, as a YAML file would hold it.

    Raises
    ------
    InputError
        With every problem found.
    """
    try:
        return Scenario.model_validate(data)
    except ValidationError as error:
        raise InputError(problems_of(error, data, positions or {}, file)) from None


def change_scenario(scenario: Scenario, changes: Mapping[str, Any]) -> Scenario:
    """Return a scenario with other values, checked as if they had stood in a file that extends it.

    `changes` gives values as a file writes them, by their path, and None removes what stands there.

    Raises
    ------
    InputError
        With every problem found.

    Examples
    --------
    >>> shop = load_scenario("scenarios/small_shop/small_shop.yaml")
    >>> change_scenario(shop, {"calendar.weeks": 2, "channels.phone.patience.mean": "4 min"}).calendar.weeks
    2
    """
    return extend_scenario(scenario, nested(changes))


def nested(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return values given by their path as a file would nest them.

    >>> nested({"calendar.weeks": 2, "calendar.interval": "1 h"})
    {'calendar': {'weeks': 2, 'interval': '1 h'}}
    """
    over: dict[str, Any] = {}
    for path, value in changes.items():
        *parents, key = path.split(".")
        inner = over
        for parent in parents:
            inner = inner.setdefault(parent, {})
        inner[key] = value
    return over


def extend_scenario(
    scenario: Scenario, over: dict[str, Any], positions: Positions | None = None, file: str | None = None
) -> Scenario:
    """Return a scenario with data laid on it as a file that extends it lays its own on its base.

    `positions` says where the data stand, in `file`, for what is told of them.

    Raises
    ------
    InputError
        With every problem found.
    """
    data, places = _merge(scenario.model_dump(exclude_unset=True), over, {}, positions or {})
    return validate_scenario(data, places, file)


def _read_with_bases(path: Path, above: tuple[Path, ...]) -> tuple[dict[str, Any], Positions]:
    if path.resolve() in above:
        chain = " → ".join(str(file) for file in (*above, path.resolve()))
        raise InputError(
            Problem("the files extend each other in a circle", file=str(path), field="extends", given=chain)
        )
    data, positions = read_yaml(path)
    base = data.pop("extends", None)
    if base is None:
        return data, positions
    file, line = positions[("extends",)]
    if not isinstance(base, str):
        raise InputError(
            Problem(
                "this is not a file name",
                file=file,
                line=line,
                field="extends",
                given=repr(base),
                accepted="a path",
            )
        )
    beneath = path.parent / base
    if not beneath.is_file():
        raise InputError(
            Problem("the file to extend is not there", file=file, line=line, field="extends", given=base,
                    accepted=f"a scenario file, relative to {path.parent}")
        )  # fmt: skip
    base_data, base_positions = _read_with_bases(beneath, (*above, path.resolve()))
    return _merge(base_data, data, base_positions, positions)


class _DatesAsText(RoundTripConstructor):
    """Leaves dates as they are written, so that one which does not exist is told with its place like any mistake."""


_DatesAsText.add_constructor("tag:yaml.org,2002:timestamp", lambda reader, node: reader.construct_scalar(node))


def read_yaml(path: Path, what: str = _SCENARIO) -> tuple[dict[str, Any], Positions]:
    """Return the plain data of a YAML mapping, and where each value stands; `what` says what it should have been.

    Raises
    ------
    InputError
        If the file cannot be read, is no YAML, or no mapping.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise InputError(Problem("there is no such file", file=str(path))) from None
    except IsADirectoryError:
        raise InputError(Problem("this is a folder; a scenario is a YAML file", file=str(path))) from None
    except OSError as error:
        raise InputError(Problem(f"the file cannot be read ({error.strerror})", file=str(path))) from None
    except UnicodeDecodeError as error:
        raise InputError(Problem(f"the file is not UTF-8 text (byte {error.start})", file=str(path))) from None
    try:
        reader = YAML(typ="rt")
        reader.Constructor = _DatesAsText
        data = reader.load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        wrong = (error.problem or "this is not YAML").split("\n")[0]
        raise InputError(Problem(wrong, file=str(path), line=mark.line + 1 if mark else None)) from None
    except (YAMLError, ValueError) as error:
        raise InputError(Problem(f"this is not YAML: {str(error).splitlines()[0]}", file=str(path))) from None
    if not isinstance(data, CommentedMap):
        raise InputError(Problem(what, file=str(path)))
    positions: Positions = {(): (str(path), 1)}
    plain = _plain(data, (), str(path), positions)
    return plain, positions


def _plain(value: Any, at: Path_, file: str, positions: Positions) -> Any:
    """Return plain Python data and note the line of each value."""
    if isinstance(value, CommentedMap):
        for key in value:
            positions[(*at, str(key))] = (file, value.lc.key(key)[0] + 1)
        return {str(key): _plain(inner, (*at, str(key)), file, positions) for key, inner in value.items()}
    if isinstance(value, CommentedSeq):
        for index in range(len(value)):
            positions[(*at, index)] = (file, value.lc.item(index)[0] + 1)
        return [_plain(inner, (*at, index), file, positions) for index, inner in enumerate(value)]
    if isinstance(value, bool):
        return bool(value)
    for kind in (str, int, float):
        if isinstance(value, kind):
            return kind(value)
    return value


def _merge(
    base: dict[str, Any],
    over: dict[str, Any],
    base_positions: Positions,
    positions: Positions,
    at: Path_ = (),
) -> tuple[dict[str, Any], Positions]:
    """Return `over` laid on `base`, with the positions of what was kept."""
    merged, places = dict(base), dict(base_positions)
    for key, value in over.items():
        path = (*at, key)
        if value is None:
            merged.pop(key, None)
        elif isinstance(value, dict) and isinstance(base.get(key), dict) and not _is_whole(path, value):
            merged[key], places = _merge(base[key], value, places, positions, path)
        else:
            merged[key] = value
            places = {place: where for place, where in places.items() if place[: len(path)] != path}
        places.update({place: where for place, where in positions.items() if place[: len(path)] == path})
    return merged, places


def _is_whole(path: Path_, value: dict[str, Any]) -> bool:
    """Whether a mapping is one value: opening hours, or one whose form is chosen anew, so that nothing old fits it."""
    of_hours = path[-1] in ("hours", "night", "unpopular") or path[-2:-1] in (("hours_by_channel",), ("blocks",))
    return of_hours or not {"family", "policy", "scheme"}.isdisjoint(value)


def _read_tables(data: dict[str, Any], positions: Positions) -> None:
    """Replace the names of tables by what they hold: the rates of a week, and the last period's roster."""
    _read_table(data, positions, ("demand", "profile"), "the table of rates", read_rates)
    _read_table(data, positions, ("team", "history"), "the last roster", read_past_shifts)


def _read_table(
    data: dict[str, Any], positions: Positions, path: tuple[str, str], what: str, read: Callable[[Path], Any]
) -> None:
    part, key = data.get(path[0]), path[1]
    if not isinstance(part, dict) or not isinstance(part.get(key), str):
        return
    file, line = positions[path]
    table = Path(file).parent / part[key]
    if not table.is_file():
        raise InputError(
            Problem(f"{what} is not there", file=file, line=line, field=".".join(path), given=part[key],
                    accepted=f"a CSV file, relative to {Path(file).parent}")
        )  # fmt: skip
    part[key] = read(table)


def _read_ledger(data: dict[str, Any], positions: Positions) -> None:
    """Replace the name of a fairness ledger by what the file holds; it need not be there yet."""
    rules = data.get("rules")
    if isinstance(rules, dict) and isinstance(rules.get("ledger"), str):
        file, _ = positions[("rules", "ledger")]
        rules["ledger"] = read_ledger(Path(file).parent / rules["ledger"]).model_dump()


def _source_problems(data: dict[str, Any], positions: Positions) -> list[Problem]:
    """A source that speaks of a value which is not in the scenario is a mistake: report it."""
    problems = []
    sources = data.get("sources")
    for name in sources if isinstance(sources, dict) else ():
        inner: Any = data
        for key in name.split("."):
            inner = inner.get(key) if isinstance(inner, dict) else None
        if inner is None:
            file, line = positions.get(("sources", name), (None, None))
            problems.append(
                Problem("no value stands at this path of the scenario", file=file, line=line, field=f"sources.{name}",
                        given=name, accepted="a path such as channels.phone.patience")
            )  # fmt: skip
    return problems

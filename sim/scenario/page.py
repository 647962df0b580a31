"""The page that documents every key of a scenario file, made from the model itself so that it is always true."""

from __future__ import annotations

import typing
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from sim.scenario.duration import duration_text
from sim.scenario.model import Scenario

HEAD = """# Scenario files

Made from the model by `python -m sim.scenario.page > docs/scenario.md`; a test keeps it current.

A scenario is one YAML file (YAML 1.2: `no` is a word, not a falsehood). Durations are written with their unit: `20
s`, `1.5 min`, `4 h`, `2 d`, `1 week`. Hours are `always`, `never`, `08:00-20:00` for every day, or days with ranges:
`{mon-fri: "08:00-20:00", sat: "09:00-13:00, 14:00-17:00", holidays: closed}`; the more special key wins, a day not
named is closed.

`extends: base.yaml` lays the file on another one: mappings are merged key by key, anything else replaces what the
base says, a key set to `null` is removed. Opening hours, and mappings that name a `family`, `policy` or `scheme`,
replace the base's as a whole.

`sources` says where a value comes from, by its path: `channels.phone.patience: {source: our own log, grade: A}`. What
is graded C or `assumed` is listed in every report as "replace with your own".

Every key not marked *needed* may be left out. Unknown keys are refused, with a suggestion. `allhours schema --out
scenario.json` writes the JSON schema for editors.
"""


def scenario_page() -> str:
    """Return the page in Markdown: one table of keys per part of a scenario."""
    lines = [HEAD]
    for title, part in _parts(Scenario, "Scenario", set()):
        lines += [f"## {title}", "", (part.__doc__ or "").strip(), "", "| key | accepted | default | meaning |"]
        lines.append("|---|---|---|---|")
        schema = part.model_json_schema()["properties"]
        for name, field in part.model_fields.items():
            accepted = _accepted(schema[name])
            default = "*needed*" if field.is_required() else _default(schema[name].get("default"), accepted)
            words = field.description or next((model.__doc__ for model in _models(field.annotation)), None) or ""
            lines.append(f"| `{name}` | {accepted} | {default} | {' '.join(words.split())} |")
        lines.append("")
    return "\n".join(lines)


def _parts(part: type[BaseModel], title: str, seen: set[type]) -> Iterator[tuple[str, type[BaseModel]]]:
    """The parts of a scenario in the order in which they are first used."""
    if part in seen:
        return
    seen.add(part)
    if part.__name__ != "Hours":
        yield title, part
    for field in part.model_fields.values():
        for inner in _models(field.annotation):
            yield from _parts(inner, inner.__name__, seen)


def _models(kind: Any) -> Iterator[type[BaseModel]]:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind
        return
    for inner in typing.get_args(kind):
        yield from _models(inner)


def _default(value: Any, accepted: str) -> str:
    if accepted.endswith("duration") and isinstance(value, int):
        return f"`{duration_text(value)}`"
    if accepted == "list of duration" and value:
        return f"`[{', '.join(duration_text(item) for item in value)}]`"
    if value in (None, (), [], {}, ""):
        return "–"
    if isinstance(value, dict):
        return "see below"
    return f"`{value}`".replace("'", "")


def _accepted(schema: dict[str, Any]) -> str:
    """What a key accepts, in words, from its schema."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    if "anyOf" in schema or "oneOf" in schema:
        options = [_accepted(option) for option in schema.get("anyOf", schema.get("oneOf", []))]
        return " or ".join(dict.fromkeys(option for option in options if option != "null"))
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    if "const" in schema:
        return f"`{schema['const']}`"
    if "pattern" in schema and "examples" in schema:
        return "duration"
    kind = schema.get("type", "value")
    if kind == "array":
        return f"list of {_accepted(schema.get('items', {}))}"
    if kind == "object":
        return f"name → {_accepted(schema.get('additionalProperties') or {})}"
    bounds = [
        f"{sign} {schema[key]:g}"
        for key, sign in (("minimum", "≥"), ("exclusiveMinimum", ">"), ("maximum", "≤"), ("exclusiveMaximum", "<"))
        if key in schema
    ]
    words = {"string": "text", "number": "number", "integer": "whole number", "boolean": "true, false"}
    return " ".join([words.get(kind, kind), " and ".join(bounds)]).strip()


if __name__ == "__main__":
    print(scenario_page(), end="")

"""A coverage design as a scenario: the hours of channels, vendors, automations and people on call that follow."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from typing import Any

from ruamel.yaml import YAML

from sim.scenario.coverage import ON_CALL, TEAM, Coverage, parts_of_choice
from sim.scenario.hours import DAYS
from sim.scenario.load import change_scenario, nested
from sim.scenario.model import Scenario

Design = Mapping[tuple[str, str], str]
"""The choice of every channel and block."""


def designed(scenario: Scenario, design: Design) -> Scenario:
    """Return a scenario in which channels are covered as a design says; see `changes_of`."""
    return change_scenario(scenario, changes_of(scenario, design))


def changes_of(scenario: Scenario, design: Design) -> dict[str, Any]:
    """Return what a design changes in its scenario: values as a file writes them, by path.

    A channel is open in the blocks with `team`. Vendors and automations take it in the blocks that name them; those
    that are among the choices and not used are left out, people on call too. What no choice names stays as it is.
    Where people are `free`, nobody is named any more, and without any block for the team there is none.
    """
    coverage = _coverage(scenario)
    changes: dict[str, Any] = {"coverage": None}
    for channel in coverage.choices:
        changes[f"channels.{channel}.hours"] = hours_of(scenario, _blocks_with(design, TEAM, channel))
    for kind, known in (("vendors", scenario.vendors), ("automation", scenario.automation)):
        for name in known:
            if not any(name in parts_of_choice(choice) for choices in coverage.choices.values() for choice in choices):
                continue
            if not (used := _blocks_with(design, name)):
                changes[f"{kind}.{name}"] = None
                continue
            changes[f"{kind}.{name}.hours"] = hours_of(scenario, used)
            changes[f"{kind}.{name}.hours_by_channel"] = {
                channel: hours_of(scenario, _blocks_with(design, name, channel))
                for channel in coverage.choices
                if channel in known[name].channels
            }
    if any(ON_CALL in parts_of_choice(choice) for choices in coverage.choices.values() for choice in choices):
        on_call = _blocks_with(design, ON_CALL)
        changes |= {"on_call.hours": hours_of(scenario, on_call)} if on_call else {"on_call": None}
    if coverage.people == "free" and not _blocks_with(design, ON_CALL):
        changes["team.people"] = []
        if not _blocks_with(design, TEAM):
            changes |= {f"team.groups.{group}.size": 0 for group in scenario.team.groups}
    return changes


def file_of(scenario: Scenario, design: Design, extends: str, name: str) -> str:
    """Return a design as the text of a scenario file that extends the one it is for."""
    changes = changes_of(scenario, design)
    gone = [path for path, value in changes.items() if value is None]
    over: dict[str, Any] = {"extends": extends, "name": name, **nested(changes)}
    stale = [path for path in scenario.sources if any(path == part or path.startswith(f"{part}.") for part in gone)]
    if stale:
        over["sources"] = dict.fromkeys(stale)
    text = io.StringIO()
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style, yaml.width = False, 4096
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]  # told as None, meant as a switch
    yaml.dump(over, text)
    return text.getvalue()


def hours_of(scenario: Scenario, blocks: Iterable[str]) -> str | dict[str, str]:
    """Return the hours of some blocks together, as a file writes them.

    `always` and `never` where they are all or none; days that are open alike are told together.
    """
    coverage, weekend = _coverage(scenario), set(scenario.calendar.weekend)
    chosen = [coverage.blocks[name] for name in blocks]
    if not chosen:
        return "never"
    if len(chosen) == len(coverage.blocks):
        return "always"
    each = {
        name: _text([span for hours in chosen for span in hours.ranges(number, name in weekend, False)])
        for number, name in enumerate(DAYS)
    }
    days = _together(each, {str(day) for day in weekend})
    if any("holidays" in hours.by_day for hours in coverage.blocks.values()):
        days["holidays"] = _text([span for hours in chosen for span in hours.ranges(0, DAYS[0] in weekend, True)])
    return days


def _together(days: dict[str, str], weekend: set[str]) -> dict[str, str]:
    """Days by name, weekdays and the weekend told at once where they are alike."""
    told: dict[str, str] = {}
    for word, names in (("weekdays", [day for day in days if day not in weekend]), ("weekend", sorted(weekend))):
        texts = {days[name] for name in names}
        told |= {word: texts.pop()} if len(texts) == 1 else {name: days[name] for name in names}
    return told


def _text(ranges: list[tuple[int, int]]) -> str:
    """Ranges of minutes as a file writes them, those that touch joined."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    spans = [f"{start // 60:02d}:{start % 60:02d}-{end // 60:02d}:{end % 60:02d}" for start, end in joined]
    return ", ".join(spans) or "closed"


def _blocks_with(design: Design, part: str, channel: str | None = None) -> list[str]:
    """Blocks in which a part is chosen, on one channel or any, each once."""
    found = [
        block
        for (of_channel, block), choice in design.items()
        if part in parts_of_choice(choice) and channel in (None, of_channel)
    ]
    return list(dict.fromkeys(found))


def _coverage(scenario: Scenario) -> Coverage:
    if scenario.coverage is None:
        raise ValueError(f"the scenario '{scenario.name}' has no coverage to choose from")
    return scenario.coverage
